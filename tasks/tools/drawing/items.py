"""Words of one card or overlay -> measured items, with all that a line needs to order them.

The words are one paragraph: directions are found over all of them, before lines are broken.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tasks.tools.drawing.bidi import (
    Direction,
    base_level,
    level_runs,
    levels_of,
    visual_order,
)
from tasks.tools.drawing.fonts import FontBook, Shaped
from tasks.tools.drawing.scripts import breakable, clusters, ideographic, torn, unspaced

SHORT_WORDS = 8
"""Letters: where words of a script without spaces are no longer than this on average, a recogniser
cut them and nothing stood in between; a writer who puts spaces there does so between phrases."""

HYPHEN = 0.5
"""Em that are kept free for the hyphen of a torn word."""


@dataclass(frozen=True)
class Said:
    """A word to be set, and what the layout carries along."""

    text: str
    color: str
    start_ms: int = 0
    end_ms: int = 0
    price: float = 0.0
    """Of a line that ends with it, in squares of a line's width."""


@dataclass(frozen=True)
class Item:
    """A measured word, or a part of one; its characters stand side by side on the line."""

    shaped: Shaped
    color: str
    levels: tuple[int, ...]
    """Of its characters: even runs to the right, odd to the left."""
    start_ms: int = 0
    end_ms: int = 0
    tight: bool = False
    """Nothing stands between it and the item before it."""
    bound: bool = False
    """A line may not begin with it."""
    space_level: int = 0
    """Of the space before it."""
    price: float = 0.0
    """Of a line that ends with it, in squares of a line's width."""


@dataclass(frozen=True)
class Type:
    """How the words of a block are shaped."""

    role: str
    """Of the font."""
    tracking: float
    """Em between letters."""
    line: float
    """Em that a line holds at the full size: longer words of Chinese and Japanese are broken."""
    widest: float
    """Em that a line holds at the smallest size: longer words of any script are broken."""
    direction: Direction = "auto"
    language: str = "und"
    joins_unspaced: bool = False
    """Words of scripts without spaces stand side by side."""


def items_of(
    book: FontBook, words: Sequence[Said], how: Type
) -> tuple[list[Item], tuple[str, ...]]:
    """Items in the order of reading, and what no font holds.

    Words of which nothing can be drawn are left out. The parts of a word share its time.
    """
    known = [(word, *book.known(word.text, how.role)) for word in words]
    missing = tuple(char for _, _, chars in known for char in chars)
    said = _drawable([replace(word, text=text) for word, text, _ in known])
    text = " ".join(_signed(word.text) for word in said)
    levels = levels_of(text, base_level(text, how.direction, how.language))
    items: list[Item] = []
    at = 0
    for number, word in enumerate(said):
        own = levels[at : at + len(word.text)]
        space = levels[at - 1] if number else 0
        tight = bool(number) and _touching(said[number - 1].text, word.text, how)
        cuts = _apart(levels, at, at + len(word.text))
        first, *others = _parts(book, word, own, cuts, how)
        items += [replace(first, tight=tight, bound=False, space_level=space), *others]
        items[-1] = replace(items[-1], price=word.price)
        at += len(word.text) + 1
    return items, missing


def _drawable(said: Sequence[Said]) -> list[Said]:
    """Without what nothing can be drawn of; a line ends after the word before it as it would there."""
    kept: list[Said] = []
    for word in said:
        if word.text:
            kept.append(word)
        elif kept:
            kept[-1] = replace(kept[-1], price=word.price)
    return kept


def written_out(items: Sequence[Item]) -> str:
    """The text of items in the order of reading."""
    parts = [("" if item.tight else " ") + item.shaped.text for item in items]
    return "".join(parts).strip()


def _signed(word: str) -> str:
    """A word as directions see it: the sign of a handle or a tag runs with its first letter.

    Without this, the sign of a Latin handle would stand behind it in a line from the right.
    """
    return word[1] + word[1:] if word[0] in "@#" and word[1:2].isalpha() else word


def spaceless(texts: Sequence[str]) -> bool:
    """Whether words of scripts without spaces were cut by a recogniser rather than a writer."""
    lengths = [len(text) for text in texts if text and unspaced(text[0])]
    return bool(lengths) and sum(lengths) <= SHORT_WORDS * len(lengths)


def in_visual_order(row: Sequence[Item]) -> list[tuple[int, bool]]:
    """A line's items from left to right, and whether there is a space after each."""
    levels: list[int] = []
    owners: list[int | None] = []
    for number, item in enumerate(row):
        if number and not item.tight:
            levels.append(item.space_level)
            owners.append(None)
        levels += item.levels
        owners += [number] * len(item.levels)
    order: list[tuple[int, bool]] = []
    for owner in (owners[at] for at in visual_order(levels)):
        if owner is None:
            order[-1] = (order[-1][0], True)
        elif not order or order[-1][0] != owner:
            order.append((owner, False))
    return order


def _touching(before: str, after: str, how: Type) -> bool:
    return how.joins_unspaced and unspaced(before[-1]) and unspaced(after[0])


def _apart(levels: Sequence[int], start: int, end: int) -> list[tuple[int, int]]:
    """Parts of the word from `start` to before `end`: several where others stand in its middle.

    Counted from the word's start. A line holds a part of the paragraph and keeps its order, so what
    is together here is together on every line.
    """
    inside = [start <= at < end for at in visual_order(levels)]
    first = inside.index(True)
    if all(inside[first : first + end - start]):
        return [(0, end - start)]
    return list(level_runs(levels[start:end]))


def _parts(
    book: FontBook, word: Said, levels: Sequence[int], cuts: list[tuple[int, int]], how: Type
) -> Iterator[Item]:
    """A word as it is set: whole, or by direction, and those parts broken where they are too wide."""
    length = word.end_ms - word.start_ms
    shapes = [measured(book, word.text[a:b], levels[a:b], how) for a, b in cuts]
    fits = sum(shaped.width for pieces in shapes for shaped in pieces) <= how.widest
    for (at, last), pieces in zip(cuts, shapes, strict=True):
        start = word.start_ms + length * at // len(word.text)
        end = word.start_ms + length * last // len(word.text)
        for number, shaped in enumerate(pieces):
            yield Item(
                shaped,
                word.color,
                tuple(levels[at : at + len(shaped.text)]),
                start + (end - start) * number // len(pieces),
                start + (end - start) * (number + 1) // len(pieces),
                tight=True,
                bound=number == 0 and fits,
            )
            at += len(shaped.text)


def measured(book: FontBook, text: str, levels: Sequence[int], how: Type) -> list[Shaped]:
    """A known text, shaped; in several pieces where it is too wide for a line."""
    whole = book.shape(text, how.role, how.tracking, levels)
    units = clusters(text)
    if whole.width > how.line and any(map(ideographic, text)):
        units = breakable(text)
        if len(units) > 1:
            return _each(book, units, levels, how)
    if whole.width <= how.widest or len(units) < 2:
        return [whole]
    room = max(how.widest / 2, how.widest - HYPHEN)
    parts = min(len(units), math.ceil(whole.width / room))
    longest = max(1, math.floor(len(units) * room / whole.width))
    return _hyphenated(book, torn(units, parts, longest), levels, how)


def _hyphenated(
    book: FontBook, pieces: Sequence[tuple[str, bool]], levels: Sequence[int], how: Type
) -> list[Shaped]:
    """Pieces of a word, some with a hyphen that is drawn and is no part of the text."""
    found: list[Shaped] = []
    at = 0
    for piece, hyphen in pieces:
        own = levels[at : at + len(piece)]
        at += len(piece)
        if hyphen:
            drawn = book.shape(f"{piece}-", how.role, how.tracking, [*own, own[-1]])
            if drawn.width <= how.widest:
                found.append(replace(drawn, text=piece))
                continue
        found += measured(book, piece, own, how)
    return found


def _each(book: FontBook, pieces: list[str], levels: Sequence[int], how: Type) -> list[Shaped]:
    return _hyphenated(book, [(piece, False) for piece in pieces], levels, how)
