"""What else is drawn on the picture."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Contract
from schemas.style.subtitles import Motion, Plate, Shadow, Stroke
from schemas.units import Num, Paint, PctH, PctW, Portion, Slug, StyleMs, Text, Vmin, within

OverlayKind = Literal[
    "logo",
    "image",
    "frame",
    "title",
    "lower_third",
    "cta",
    "progress",
    "end_card",
    "waveform",
    "text",
]
WRITTEN: tuple[OverlayKind, ...] = ("title", "lower_third", "cta", "end_card", "text")
"""Kinds that show text."""
PICTURED: tuple[OverlayKind, ...] = ("logo", "image", "cta", "end_card")
"""Kinds that may show a picture of the brand."""
Picture = Annotated[str, Field(pattern=r"^([a-z][a-z0-9-]{0,62}|\{slot\.[a-z][a-z0-9-]{0,62}\})$")]
"""Name in `brand.logos`, or an image slot such as `{slot.sponsor}`."""


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

    anchor: Literal["always", "clip_start", "hook_end", "speaker_change", "clip_end", "cover"] = (
        "always"
    )
    """`hook_end` is when the opening sentence is spoken to its end; `speaker_change` shows the
    overlay once for every time that another speaker begins, the first included; `cover` shows it
    on the short's cover picture alone, where it stands still."""
    offset_ms: StyleMs = 0
    """After the anchor, or before the end for `clip_end`."""
    duration_ms: StyleMs = 0
    """0 means to the end of the clip, from its start for `clip_end`, and until someone else
    speaks for `speaker_change`."""


TIMELESS = {"always": "there from the first frame to the last", "cover": "on the cover alone"}
"""Anchors of overlays that neither offset nor duration have anything to say about, and why."""


class Overlay(Contract):
    """One thing on the picture.

    Text may hold `{title}`, `{hook}`, `{handle}`, `{speaker}` and `{slot.NAME}`. What has nothing
    to show, such as a lower third for speakers without a name, is left out.
    """

    id: Slug
    kind: OverlayKind
    """`lower_third` names the speaker above the handle, `cta` sets a picture beside its text,
    `image` fills its box or lies inside it, `frame` is a border along its box."""
    box: Box
    align: Literal["left", "center", "right"] = "center"
    valign: Literal["top", "middle", "bottom"] = "middle"
    z: Annotated[int, Field(ge=0, le=99)] = 10
    span: Span = Span()
    enter: Motion = Motion()
    exit: Motion = Motion()
    opacity: Portion = 1.0
    logo: Picture | None = None
    """Picture for `logo`, `image`, `cta` and `end_card`."""
    fit: Literal["contain", "cover"] = "contain"
    """Of an `image`: whole inside its box, or cut to fill it."""
    text: Annotated[Text, Field(max_length=200)] | None = None
    detail: Annotated[Text, Field(max_length=200)] = "{handle}"
    """Smaller second line of a `lower_third`."""
    font: str = "body"
    size: Annotated[Num, within(1.5, 16, "vmin")] = 5.0
    """Em height, percent of the shorter side; text shrinks to fit its box, down to 60 %."""
    color: Paint = "#FFFFFFFF"
    stroke: Stroke | None = None
    shadow: Shadow | None = None
    plate: Plate = Plate()
    case: Literal["as_is", "upper", "lower"] = "as_is"
    max_lines: Annotated[int, Field(ge=1, le=4)] = 2
    thickness: Annotated[Vmin, within(0.1, 10)] = 1.2
    """Of a `frame`, inwards from its box."""
    radius: Annotated[Vmin, within(0, 30)] = 0.0
    """Rounded corners of a `frame` or an `image`."""
