"""How the picture is framed and graded."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Contract
from schemas.units import Num, Paint, StyleMs


class ReframeRules(Contract):
    """How the camera follows."""

    mode: Literal["face_track", "center", "letterbox_blur"] = "face_track"
    headroom: Annotated[Num, Field(ge=0, le=40)] = 14.0
    """Space above the face, percent of the frame's height."""
    max_zoom: Annotated[Num, Field(ge=1, le=3)] = 1.35
    """How far the crop may shrink below the largest that fits."""
    ease_ms: Annotated[int, Field(ge=200, le=2000)] = 700
    """Length of a pan."""
    min_hold_ms: Annotated[int, Field(ge=300, le=5000)] = 1500


class VisualRules(Contract):
    """Framing, background and grade."""

    reframe: ReframeRules = ReframeRules()
    background: Paint = "#101418FF"
    """Behind letterboxed pictures without blur, and behind audio-only clips."""
    background_to: Paint | None = None
    """Second stop of a top-to-bottom gradient behind audio-only clips."""
    accent: Paint = "{color.accent}"
    """Waveform and progress bar."""
    saturation: Annotated[Num, Field(ge=0, le=2)] = 1.0
    contrast: Annotated[Num, Field(ge=0.5, le=1.5)] = 1.0
    end_hold_ms: StyleMs = 0
    """Reserved picture after the last word."""
