"""How the picture is framed and graded, and how it comes and goes."""

from __future__ import annotations

from typing import Annotated, Literal

from schemas.base import Contract
from schemas.style.transitions import Transitions
from schemas.units import Num, Paint, Portion, Slug, StyleMs, within


class ReframeRules(Contract):
    """How the camera follows."""

    mode: Literal["face_track", "center", "letterbox_blur"] = "face_track"
    headroom: Annotated[Num, within(0, 40, "% height")] = 14.0
    """Space above the face, percent of the frame's height."""
    max_zoom: Annotated[Num, within(1, 3)] = 1.35
    """How far the crop may shrink below the largest that fits."""
    ease_ms: Annotated[int, within(200, 2000, "ms")] = 700
    """Length of a pan."""
    min_hold_ms: Annotated[int, within(300, 5000, "ms")] = 1500
    groups: Literal["letterbox_blur", "stack"] = "letterbox_blur"
    """People who are seen together and do not fit into one crop: the whole picture on a blurred fill
    (or the most prominent of them), or in tall outputs one above the other."""
    screens: Literal["follow", "split"] = "follow"
    """A recorded screen on which the speaker's webcam stands: framed as any other shot, or in tall
    outputs the screen above the webcam; where they do not fit so, the whole picture."""
    speaker: Literal["off", "cut"] = "off"
    """Where several people matter and no crop can hold them: `cut` goes to whoever speaks, by a hard
    cut, as far as that is known; `off` follows who is seen best, or shows the whole picture."""


class VisualRules(Contract):
    """Framing, background, grade and transitions."""

    reframe: ReframeRules = ReframeRules()
    background: Paint = "#101418FF"
    """Behind letterboxed pictures without blur, and behind audio-only clips."""
    background_to: Paint | None = None
    """Second stop of a top-to-bottom gradient behind audio-only clips."""
    accent: Paint = "{color.accent}"
    """Waveform and progress bar."""
    saturation: Annotated[Num, within(0, 2)] = 1.0
    contrast: Annotated[Num, within(0.5, 1.5)] = 1.0
    lut: Slug | None = None
    """Name in `brand.luts`, applied to the picture after saturation and contrast."""
    lut_strength: Portion = 1.0
    """How much of the LUT is mixed in."""
    punch_in: Annotated[Num, within(1, 1.5)] = 1.0
    """How far the camera leans in on what matters; 1 is not at all."""
    punch_on: Literal["start", "keywords"] = "start"
    """`start` leans in with the first frame and settles; `keywords` leans in for as long as a
    caption card with a marked word stands."""
    end_hold_ms: StyleMs = 0
    """Reserved picture after the last word."""
    transitions: Transitions = Transitions()
