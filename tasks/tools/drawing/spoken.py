"""What emphasis does to the words of a page at one moment."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from schemas.renders import CaptionPage, Captions, PixelBox, PlacedWord
from schemas.style.subtitles import Emphasis, Plate
from tasks.tools.drawing.brush import mixed, readable
from tasks.tools.drawing.motion import attack, bounce, smooth

SCALE_STEP = 0.004
"""Sizes nearer to each other than this look the same."""


@dataclass(frozen=True)
class WordState:
    """How one word is drawn. Equal states are equal pixels."""

    color: str
    scale: float = 1.0
    alpha: float = 1.0
    swept: float = 0.0
    """Share of its width that is filled with `sweep_color`."""
    sweep_color: str = "#00000000"

    @property
    def still(self) -> bool:
        """Whether its stroke and shadow are those of rest."""
        return self.scale == 1.0 and self.alpha == 1.0

    @property
    def lifted(self) -> bool:
        """Whether it shows, but not as it stands at rest."""
        return self.alpha > 0 and not self.still


@dataclass(frozen=True)
class WordPlate:
    """The plate of the spoken word. What lies on it is drawn anew, without stroke and shadow."""

    x: float
    y: float
    width: float
    height: float
    colors: tuple[tuple[int, str], ...]
    """Words that it touches, and their colours on it."""

    @property
    def box(self) -> PixelBox:
        return PixelBox(x=self.x, y=self.y, width=self.width, height=self.height)


@dataclass(frozen=True)
class PageState:
    """A whole page apart from its pose."""

    words: tuple[WordState, ...]
    plate: WordPlate | None = None


def at_rest(words: Sequence[PlacedWord]) -> PageState:
    """Words that nobody speaks: overlays, stills."""
    return PageState(tuple(WordState(word.color) for word in words))


def page_state(captions: Captions, page: CaptionPage, now: float) -> PageState:
    """The words of a page `now`, in milliseconds of the output."""
    words = tuple(_word(captions, word, now) for word in page.block.words)
    return PageState(words, _word_plate(captions, page, now))


def moving_plate(captions: Captions) -> Plate | None:
    """The plate behind the spoken word; None when the style has none."""
    plate = captions.look.plate
    if plate.shape == "word":
        return plate
    if captions.emphasis.kind != "plate":
        return None
    return plate.model_copy(update={"color": captions.emphasis.color, "color_to": None})


def _word(captions: Captions, word: PlacedWord, now: float) -> WordState:
    emphasis = captions.emphasis
    color = _color(emphasis, word, _before(captions, word), now)
    if emphasis.kind == "pop":
        times = (emphasis.attack_ms, emphasis.release_ms)
        spring = bounce(now, word.start_ms, word.end_ms, *times)
        scale = 1 + round((emphasis.scale - 1) * spring / SCALE_STEP) * SCALE_STEP
        return WordState(color, scale=round(scale, 3))
    if emphasis.kind == "reveal":
        return WordState(color, alpha=round(attack(now, word.start_ms, emphasis.attack_ms), 3))
    if emphasis.kind == "sweep" and word.start_ms <= now < word.end_ms:
        part = (now - word.start_ms) / (word.end_ms - word.start_ms)
        return WordState(color, swept=round(part, 3), sweep_color=emphasis.color)
    return WordState(color)


def _before(captions: Captions, word: PlacedWord) -> str:
    """The colour of a word that is still to be spoken."""
    return captions.inactive or word.color


def _color(emphasis: Emphasis, word: PlacedWord, before: str, now: float) -> str:
    """Crossfades into the emphasis colour, and out of it into what comes after."""
    after = emphasis.spoken or word.color
    if emphasis.kind in ("none", "plate") and now < word.end_ms:
        return word.color if now >= word.start_ms else before
    if emphasis.kind == "none":
        return word.color
    if emphasis.kind in ("sweep", "plate"):
        return after if now >= word.end_ms else before
    if now >= word.end_ms:
        return mixed(emphasis.color, after, attack(now, word.end_ms, emphasis.release_ms))
    length = min(emphasis.attack_ms, max(1, word.end_ms - word.start_ms))
    return mixed(before, emphasis.color, attack(now, word.start_ms, length))


def _word_plate(captions: Captions, page: CaptionPage, now: float) -> WordPlate | None:
    """Behind the word spoken last, on its way there from the one before it on the same line."""
    plate = moving_plate(captions)
    words = page.block.words
    spoken = [index for index, word in enumerate(words) if word.start_ms <= now]
    if plate is None or not spoken:
        return None
    index = spoken[-1]
    box, touched = plate_box(words[index], page, plate), [index]
    glide_ms = captions.emphasis.attack_ms if captions.emphasis.kind == "plate" else 0
    part = smooth((now - words[index].start_ms) / glide_ms) if glide_ms else 1.0
    if part < 1 and index > 0 and words[index - 1].baseline == words[index].baseline:
        box = _between(plate_box(words[index - 1], page, plate), box, part)
        touched.insert(0, index - 1)
    colors = tuple((n, _on_plate(captions, plate, words[n])) for n in touched)
    return WordPlate(box.x, box.y, box.width, box.height, colors)


def _on_plate(captions: Captions, plate: Plate, word: PlacedWord) -> str:
    """The emphasis colour, unless that is the plate's own or there is none; always readable."""
    emphasis = captions.emphasis
    plain = emphasis.kind == "none" or captions.look.plate.shape != "word"
    return readable(word.color if plain else emphasis.color, plate.color)


def plate_box(word: PlacedWord, page: CaptionPage, plate: Plate) -> PixelBox:
    """A plate around one word: even above capitals and below the baseline's descenders.

    Where words stand closer than its pads, it ends at its neighbours.
    """
    em, cap = page.block.em, page.block.cap_height
    hang = 0.1 * em
    left, right = (min(plate.pad_x * em, room) for room in _room(word, page))
    return PixelBox(
        x=word.x - left,
        y=word.baseline - cap - hang - plate.pad_y * em,
        width=left + word.width + right,
        height=cap + 2 * hang + 2 * plate.pad_y * em,
    )


def _room(word: PlacedWord, page: CaptionPage) -> tuple[float, float]:
    """Pixels from a word to its neighbours on the line, left and right."""
    others = [other for other in page.block.words if other.baseline == word.baseline]
    left = [word.x - other.x - other.width for other in others if other.x < word.x]
    right = [other.x - word.x - word.width for other in others if other.x > word.x]
    return max(0.0, min(left, default=math.inf)), max(0.0, min(right, default=math.inf))


def _between(one: PixelBox, other: PixelBox, part: float) -> PixelBox:
    return PixelBox(
        x=one.x + (other.x - one.x) * part,
        y=one.y + (other.y - one.y) * part,
        width=one.width + (other.width - one.width) * part,
        height=one.height + (other.height - one.height) * part,
    )


def swept_parts(word: PlacedWord, share: float, hang: float) -> list[tuple[float, float]]:
    """Left and right edges of what a sweep has filled: each direction the way it is read.

    `share` is that of the word's width; glyphs may reach `hang` pixels beyond the word.
    """
    left = share * word.width
    filled = []
    for start, end, backwards in _directions(word):
        part = min(left, end - start)
        if part <= 0:
            break
        left -= part
        near, far = (end - part, end) if backwards else (start, start + part)
        whole = part >= end - start
        if start <= 0 and (whole or not backwards):
            near -= hang
        if end >= word.width and (whole or backwards):
            far += hang
        filled.append((word.x + near, word.x + far))
    return filled


def _directions(word: PlacedWord) -> list[tuple[float, float, bool]]:
    """Stretches of one direction in the order of reading: left and right edge from the word's
    origin, and whether they are read from right to left."""
    groups = [(rtl, list(runs)) for rtl, runs in groupby(word.runs, key=lambda run: run.rtl)]
    starts = [min(min(run.xs, default=0.0) for run in runs) for _, runs in groups]
    order = sorted(range(len(groups)), key=lambda at: starts[at])
    edges = [0.0, *(starts[at] for at in order[1:]), word.width]
    spans = {at: (edges[place], edges[place + 1]) for place, at in enumerate(order)}
    return [(*spans[at], groups[at][0]) for at in range(len(groups))]
