"""What else is drawn on the picture."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Contract
from schemas.style.subtitles import Motion, Plate, Shadow, Stroke
from schemas.units import Num, Paint, PctH, PctW, Share, Slug, StyleMs


class Box(Contract):
    """Where an overlay stands, in percent of the frame."""

    x: PctW
    """Left edge."""
    y: PctH
    """Top edge."""
    width: PctW
    height: PctH


class Span(Contract):
    """When an overlay is shown."""

    anchor: Literal["always", "clip_start", "clip_end"] = "always"
    offset_ms: StyleMs = 0
    """After the start, or before the end for `clip_end`."""
    duration_ms: StyleMs = 0
    """0 means to the end of the clip (or from its start, for `clip_end`)."""


class Overlay(Contract):
    """One thing on the picture. Text may hold `{title}`, `{hook}`, `{handle}`, `{speaker}`."""

    id: Slug
    kind: Literal["logo", "title", "progress", "end_card", "waveform", "text"]
    box: Box
    align: Literal["left", "center", "right"] = "center"
    valign: Literal["top", "middle", "bottom"] = "middle"
    z: Annotated[int, Field(ge=0, le=99)] = 10
    span: Span = Span()
    enter: Motion = Motion()
    exit: Motion = Motion()
    opacity: Share = 1.0
    logo: str | None = None
    """Name in `brand.logos`, for `logo` and `end_card`."""
    text: Annotated[str, Field(max_length=200)] | None = None
    font: str = "body"
    size: Annotated[Num, Field(ge=1.5, le=16)] = 5.0
    """Em height, percent of the shorter side; text shrinks to fit its box, down to 60 %."""
    color: Paint = "#FFFFFFFF"
    stroke: Stroke | None = None
    shadow: Shadow | None = None
    plate: Plate = Plate()
    case: Literal["as_is", "upper", "lower"] = "as_is"
    max_lines: Annotated[int, Field(ge=1, le=4)] = 2
