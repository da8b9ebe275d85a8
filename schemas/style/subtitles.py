"""How captions look, move, and are cut into cards."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Contract
from schemas.units import Em, Num, Paint, PctH, PctW, StyleMs, within

Anchor = Literal["top", "middle", "bottom"]


class Stroke(Contract):
    """Outline around the glyphs, with round joins."""

    width: Em = 0.08
    color: Paint = "#000000FF"
    blur: Em = 0.0
    """How softly it ends; a light colour becomes a glow."""


class Shadow(Contract):
    """Soft shadow under glyphs or plates."""

    dx: Annotated[Num, within(-1, 1, "em")] = 0.0
    """Em, to the right."""
    dy: Annotated[Num, within(-1, 1, "em")] = 0.04
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
    """`fill` recolours, `sweep` fills the word as it is read over its time, `pop` recolours and
    springs, `plate` moves a word plate, `reveal` hides words until they are spoken."""
    color: Paint = "{color.accent}"
    spoken: Paint | None = None
    """Colour after the word; None returns to the caption's own."""
    scale: Annotated[Num, within(0.8, 1.5)] = 1.0
    """Peak size during `pop`."""
    attack_ms: StyleMs = 120
    """How fast a word becomes so."""
    release_ms: Annotated[StyleMs, within(0, 1000)] = 80
    """How fast it is as it was once it is spoken."""


class Motion(Contract):
    """How a card or an overlay comes in and goes out."""

    kind: Literal["none", "fade", "rise", "pop", "slide", "typewriter"] = "fade"
    duration_ms: Annotated[int, within(0, 600, "ms")] = 160


class Placement(Contract):
    """Where the caption block stands."""

    anchor: Anchor = "bottom"
    align: Literal["left", "center", "right"] = "center"
    offset: PctH = 22.0
    """From the anchored edge to the block; from the middle downwards for `middle`."""
    box_width: Annotated[PctW, within(30, 100)] = 84.0
    avoid_faces: bool = True
    """Move to the other half rather than cover a face."""


class SubtitleSystem(Contract):
    """The look of captions."""

    enabled: bool = True
    font: str = "body"
    """Role in `brand.fonts`."""
    size: Annotated[Num, within(2.5, 16, "vmin")] = 6.0
    """Em height in percent of the frame's shorter side."""
    color: Paint = "#FFFFFFFF"
    inactive: Paint | None = None
    """Colour of words that are still to be spoken; None is the caption's own."""
    speaker_colors: Annotated[tuple[Paint, ...], Field(max_length=6)] = ()
    """Colours of the clip's speakers in the order in which they speak, in place of `color`; a
    speaker beyond the last begins again at the first. Nothing for a single speaker."""
    tracking: Annotated[Num, within(-0.05, 0.3, "em")] = 0.0
    """Em between letters; none in scripts whose letters are joined, such as Arabic."""
    leading: Annotated[Num, within(0.9, 2, "em")] = 1.16
    """Line height in em."""
    case: Literal["as_is", "upper", "lower"] = "as_is"
    punctuation: Literal["keep", "drop_trailing", "drop_all"] = "keep"
    stroke: Stroke | None = Stroke()
    shadow: Shadow | None = Shadow()
    plate: Plate = Plate()
    emphasis: Emphasis = Emphasis()
    enter: Motion = Motion()
    exit: Motion = Motion(kind="fade", duration_ms=100)
    """Of a card that nothing follows at once: one that the next takes over from is whole until then."""
    placement: Placement = Placement()
    keyword_color: Paint | None = None
    """Colour of words that enhancement marked; None leaves them alone."""
    profanity: Literal["keep", "mask"] = "keep"
    """`mask` writes swear words as their first letter and asterisks, in titles, caption files and
    the words to post with, too. One for all aspect ratios: they share their words."""
    direction: Literal["auto", "ltr", "rtl"] = "auto"
    """Where a line begins; `auto` goes by a card's letters, where they run both ways by the language."""


class Pacing(Contract):
    """How words become cards."""

    mode: Literal["sentence", "phrase", "words"] = "phrase"
    max_lines: Annotated[int, Field(ge=1, le=3)] = 2
    max_chars_per_line: Annotated[int, Field(ge=6, le=60)] = 22
    """On the picture a line may hold up to 15 % more, inside its box, where it would else end on a word
    that leads to the next."""
    max_words_per_card: Annotated[int, Field(ge=1, le=20)] = 8
    max_cps: Annotated[Num, within(5, 40, "characters/s")] = 24.0
    min_duration_ms: Annotated[int, within(200, 3000, "ms")] = 500
    max_duration_ms: Annotated[int, within(500, 10_000, "ms")] = 3500
    lead_in_ms: Annotated[int, within(0, 500, "ms")] = 0
    """How long before its first word a card may come, where the one before it leaves room."""
    linger_ms: Annotated[int, within(0, 1000, "ms")] = 120
    """How long a card may stand after its last word."""
    gap_ms: Annotated[int, within(0, 2000, "ms")] = 500
    """Shorter gaps between cards are closed."""
    min_gap_ms: Annotated[int, within(0, 200, "ms")] = 0
    """How long the picture stays free between two cards at least, so that a new one is seen as new;
    80 are two frames of 25 a second. A card gives at most half of its time."""
    snap_to_shot_ms: Annotated[int, within(0, 500, "ms")] = 0
    """A card that would come or go this near to a cut of the picture does so with it, where its words
    are not spoken then; cards rather end at a cut than stand over it. 0 minds no cuts."""
    breaking: Literal["balanced", "greedy"] = "balanced"
    """`balanced` ends cards where a reader would pause, `greedy` fills each before the next."""
