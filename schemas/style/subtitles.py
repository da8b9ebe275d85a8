"""How captions look, move, and are cut into cards."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Contract
from schemas.units import Em, Num, Paint, PctH, PctW, StyleMs

Anchor = Literal["top", "middle", "bottom"]


class Stroke(Contract):
    """Outline around the glyphs, with round joins."""

    width: Em = 0.08
    color: Paint = "#000000FF"


class Shadow(Contract):
    """Soft shadow under glyphs or plates."""

    dx: Annotated[Num, Field(ge=-1, le=1)] = 0.0
    """Em, to the right."""
    dy: Annotated[Num, Field(ge=-1, le=1)] = 0.04
    """Em, downwards."""
    blur: Em = 0.12
    color: Paint = "#00000099"


class Plate(Contract):
    """Filled shape behind text."""

    shape: Literal["none", "line", "block", "word"] = "none"
    """`line` hugs each line, `block` holds the card, `word` sits behind the spoken word only."""
    color: Paint = "#000000B3"
    color_to: Paint | None = None
    """Second stop of a left-to-right gradient; None is a flat fill."""
    pad_x: Em = 0.3
    pad_y: Em = 0.14
    radius: Em = 0.2


class Emphasis(Contract):
    """What happens to the word while it is spoken."""

    kind: Literal["none", "fill", "sweep", "pop", "plate", "reveal"] = "fill"
    """`fill` recolours, `sweep` fills from left to right over the word's time, `pop` recolours and
    springs, `plate` moves a word plate, `reveal` hides words until they are spoken."""
    color: Paint = "{color.accent}"
    spoken: Paint | None = None
    """Colour after the word; None returns to the caption's own."""
    scale: Annotated[Num, Field(ge=0.8, le=1.5)] = 1.0
    """Peak size during `pop`."""
    attack_ms: StyleMs = 120


class Motion(Contract):
    """How a card or an overlay comes in and goes out."""

    kind: Literal["none", "fade", "rise", "pop", "slide", "typewriter"] = "fade"
    duration_ms: Annotated[int, Field(ge=0, le=600)] = 160


class Placement(Contract):
    """Where the caption block stands."""

    anchor: Anchor = "bottom"
    align: Literal["left", "center", "right"] = "center"
    offset: PctH = 22.0
    """From the anchored edge to the block; from the middle downwards for `middle`."""
    box_width: Annotated[PctW, Field(ge=30)] = 84.0
    avoid_faces: bool = True
    """Move to the other half rather than cover a face."""


class SubtitleSystem(Contract):
    """The look of captions."""

    enabled: bool = True
    font: str = "body"
    """Role in `brand.fonts`."""
    size: Annotated[Num, Field(ge=2.5, le=16)] = 6.0
    """Em height in percent of the frame's shorter side."""
    color: Paint = "#FFFFFFFF"
    tracking: Annotated[Num, Field(ge=-0.05, le=0.3)] = 0.0
    """Em between letters."""
    leading: Annotated[Num, Field(ge=0.9, le=2)] = 1.16
    """Line height in em."""
    case: Literal["as_is", "upper", "lower"] = "as_is"
    punctuation: Literal["keep", "drop_trailing", "drop_all"] = "keep"
    stroke: Stroke | None = Stroke()
    shadow: Shadow | None = Shadow()
    plate: Plate = Plate()
    emphasis: Emphasis = Emphasis()
    enter: Motion = Motion()
    exit: Motion = Motion(kind="fade", duration_ms=100)
    placement: Placement = Placement()
    keyword_color: Paint | None = None
    """Colour of words that enhancement marked; None leaves them alone."""


class Pacing(Contract):
    """How words become cards."""

    mode: Literal["sentence", "phrase", "words"] = "phrase"
    max_lines: Annotated[int, Field(ge=1, le=3)] = 2
    max_chars_per_line: Annotated[int, Field(ge=6, le=60)] = 22
    max_words_per_card: Annotated[int, Field(ge=1, le=20)] = 8
    max_cps: Annotated[Num, Field(ge=5, le=40)] = 24.0
    """Characters a second."""
    min_duration_ms: Annotated[int, Field(ge=200, le=3000)] = 500
    max_duration_ms: Annotated[int, Field(ge=500, le=10_000)] = 3500
    linger_ms: Annotated[int, Field(ge=0, le=1000)] = 120
    """How long a card may stand after its last word."""
    gap_ms: Annotated[int, Field(ge=0, le=2000)] = 500
    """Shorter gaps between cards are closed."""
