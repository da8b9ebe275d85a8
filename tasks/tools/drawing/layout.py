"""Words -> balanced lines -> a `TextBlock`, measured with the real font."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from schemas.renders import PixelBox, PlacedWord, TextBlock
from schemas.style.subtitles import Plate
from tasks.tools.drawing.fonts import FontBook, Shaped
from tasks.tools.drawing.words import right_to_left

SMALLEST = 0.6
"""Text shrinks to this share of its size and no further."""
SHRINK_STEP = 0.04
DESCENT = 0.22
"""Em that lower-case letters reach below the baseline, as far as balance is concerned."""


@dataclass(frozen=True)
class Item:
    """One measured word with what the layout carries along."""

    shaped: Shaped
    color: str
    start_ms: int = 0
    end_ms: int = 0

    @property
    def right_to_left(self) -> bool:
        return right_to_left(self.shaped.text)


@dataclass(frozen=True)
class Setting:
    """How a block is set. Lengths are pixels unless they say em."""

    em: float
    width: float
    max_lines: int
    leading: float
    """Em from baseline to baseline."""
    gap: float
    """Em between words."""
    cap_height: float
    """Em."""
    align: Literal["left", "center", "right"]
    plate: Plate
    descends: bool = True
    """False for capitals only: nothing hangs below the baseline."""
    max_chars: int = 1000
    """A line is not longer than this where that fits into `max_lines`."""
    height: float | None = None
    """The block is not higher than this; None is no limit."""
    smallest: float = SMALLEST
    """Share of `em` that the text may shrink to."""
    direction: Literal["auto", "ltr", "rtl"] = "auto"
    """Where a line begins; `auto` goes by its letters."""


@dataclass(frozen=True)
class Lines:
    """Which words stand on which line, and at which em."""

    em: float
    rows: tuple[tuple[Item, ...], ...]
    fits: bool


def break_lines(
    widths: Sequence[float], gap: float, limit: float, most: int
) -> tuple[tuple[int, int], ...] | None:
    """The fewest lines that fit, as even as can be: (first, past the last) of each line.

    None when `most` lines of `limit` do not hold the words. Ties go to the earlier break.
    """
    count = len(widths)
    if sum(widths) > limit * most:
        return None
    best: list[tuple[float, tuple[tuple[int, int], ...]] | None] = [(0.0, ())]
    best += [None] * count
    for _ in range(most):
        following: list[tuple[float, tuple[tuple[int, int], ...]] | None] = [None] * (count + 1)
        for end in range(1, count + 1):
            following[end] = _best_last_line(best, widths, gap, limit, end)
        if following[count] is not None:
            return following[count][1]  # type: ignore[index]
        best = following
    return None


def _best_last_line(
    before: list[tuple[float, tuple[tuple[int, int], ...]] | None],
    widths: Sequence[float],
    gap: float,
    limit: float,
    end: int,
) -> tuple[float, tuple[tuple[int, int], ...]] | None:
    found = None
    width = -gap
    for start in range(end - 1, -1, -1):
        width += gap + widths[start]
        if width > limit:
            break
        earlier = before[start]
        if earlier is None:
            continue
        cost = earlier[0] + (limit - width) ** 2
        if found is None or cost <= found[0]:
            found = (cost, (*earlier[1], (start, end)))
    return found


def arrange(items: Sequence[Item], setting: Setting) -> Lines:
    """Lines at the largest em that fits, from the full size down to the smallest share of it.

    What does not fit even then takes more lines; an item wider than a line, such as a single letter
    in a very narrow box, stands alone on one. See `measured`.
    """
    steps = round((1 - setting.smallest) / SHRINK_STEP)
    for step in range(steps + 1):
        em = setting.em * (1 - step * SHRINK_STEP)
        rows = _rows(items, setting, em, setting.max_lines)
        if rows is not None and _height_fits(len(rows), setting, em):
            return Lines(em, rows, True)
    em = setting.em * setting.smallest
    most = setting.max_lines
    rows = _rows(items, setting, em, most)
    while rows is None and most < len(items):
        most += 1
        rows = _rows(items, setting, em, most)
    return Lines(em, rows or tuple((item,) for item in items), False)


def _rows(
    items: Sequence[Item], setting: Setting, em: float, most: int
) -> tuple[tuple[Item, ...], ...] | None:
    """Rows by measured width, and by the reader's measure too where both can be kept."""
    limit = setting.width / em
    widths = [item.shaped.width for item in items]
    breaks = break_lines(widths, setting.gap, limit, most)
    if breaks is None:
        return None
    letters = [float(len(item.shaped.text)) for item in items]
    for lines in range(len(breaks), most + 1):
        rows = [items[a:b] for a, b in breaks]
        if all(_letters(row) <= setting.max_chars or len(row) == 1 for row in rows):
            break
        shorter = break_lines(letters, 1.0, max(setting.max_chars, *letters), lines)
        if shorter and all(_width(items[a:b], setting.gap) <= limit for a, b in shorter):
            breaks = shorter
    return tuple(tuple(items[a:b]) for a, b in breaks)


def _letters(row: Sequence[Item]) -> int:
    return sum(len(item.shaped.text) for item in row) + len(row) - 1


def _width(row: Sequence[Item], gap: float) -> float:
    return sum(item.shaped.width for item in row) + gap * (len(row) - 1)


def _height_fits(rows: int, setting: Setting, em: float) -> bool:
    if setting.height is None:
        return True
    return _ink_height(rows, setting, em) + 2 * _pad_y(setting, em) <= setting.height + 0.5


def _ink_height(rows: int, setting: Setting, em: float) -> float:
    return em * ((rows - 1) * setting.leading + setting.cap_height + _descent(setting))


def _descent(setting: Setting) -> float:
    return DESCENT if setting.descends else 0.0


def _pad_x(setting: Setting, em: float) -> float:
    return setting.plate.pad_x * em if setting.plate.shape != "none" else 0.0


def _pad_y(setting: Setting, em: float) -> float:
    return setting.plate.pad_y * em if setting.plate.shape != "none" else 0.0


def build(lines: Lines, setting: Setting, left: float) -> TextBlock:
    """The block with its top edge at 0 and its lines inside `left` and `left + setting.width`.

    Its box holds the plates' pads; a plate widens the block, not the text.
    """
    em = lines.em
    pad_x, pad_y = _pad_x(setting, em), _pad_y(setting, em)
    words: list[PlacedWord] = []
    spans: list[PixelBox] = []
    for number, row in enumerate(lines.rows):
        width = _width(row, setting.gap) * em
        x = (
            left
            + (setting.width - width) * {"left": 0.0, "center": 0.5, "right": 1.0}[setting.align]
        )
        baseline = pad_y + em * (setting.cap_height + number * setting.leading)
        words.extend(_placed_row(row, x, baseline, setting, em))
        top = baseline - em * setting.cap_height - pad_y
        height = em * (setting.cap_height + _descent(setting)) + 2 * pad_y
        spans.append(PixelBox(x=x - pad_x, y=top, width=width + 2 * pad_x, height=height))
    box = hull(spans)
    return TextBlock(
        em=em,
        cap_height=em * setting.cap_height,
        box=box,
        words=tuple(words),
        plates=_plates(setting.plate.shape, spans, box),
    )


def _placed_row(
    row: Sequence[Item], x: float, baseline: float, setting: Setting, em: float
) -> list[PlacedWord]:
    backwards = sum(item.right_to_left for item in row) * 2 > len(row)
    gap = setting.gap * em
    if setting.direction != "auto":
        backwards = setting.direction == "rtl"
    placed = {}
    for index in range(len(row) - 1, -1, -1) if backwards else range(len(row)):
        item = row[index]
        placed[index] = PlacedWord(
            text=item.shaped.text,
            x=x,
            baseline=baseline,
            width=item.shaped.width * em,
            runs=tuple(piece.at(em) for piece in item.shaped.pieces),
            color=item.color,
            start_ms=item.start_ms,
            end_ms=item.end_ms,
        )
        x += item.shaped.width * em + gap
    return [placed[index] for index in range(len(row))]


def _plates(shape: str, spans: list[PixelBox], box: PixelBox) -> tuple[PixelBox, ...]:
    if shape == "line":
        return tuple(spans)
    return (box,) if shape == "block" else ()


def hull(boxes: Sequence[PixelBox]) -> PixelBox:
    """The smallest box around at least one."""
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    return PixelBox(x=left, y=top, width=right - left, height=bottom - top)


def moved(block: TextBlock, dx: float, dy: float) -> TextBlock:
    """The same block elsewhere."""
    words = tuple(
        word.model_copy(
            update={"x": round(word.x + dx, 3), "baseline": round(word.baseline + dy, 3)}
        )
        for word in block.words
    )
    plates = tuple(_shifted(plate, dx, dy) for plate in block.plates)
    return block.model_copy(
        update={"words": words, "plates": plates, "box": _shifted(block.box, dx, dy)}
    )


def _shifted(box: PixelBox, dx: float, dy: float) -> PixelBox:
    return PixelBox(x=box.x + dx, y=box.y + dy, width=box.width, height=box.height)


def measured(
    book: FontBook, text: str, role: str, tracking: float, widest: float
) -> tuple[Shaped, ...]:
    """One word, shaped; in several pieces where it is wider than `widest` em.

    Empty when no font holds any of its characters.
    """
    whole = book.shape(text, role, tracking)
    if whole.width <= widest or len(whole.text) < 2:
        return (whole,) if whole.text else ()
    parts = math.ceil(whole.width / widest)
    step = math.ceil(len(whole.text) / parts)
    pieces = [whole.text[at : at + step] for at in range(0, len(whole.text), step)]
    return tuple(
        shaped
        for piece in pieces
        for shaped in measured(book, piece, role, tracking, widest if len(piece) > 1 else math.inf)
    )


def widest_word(setting: Setting) -> float:
    """Em of the widest word that a line holds at the smallest size."""
    return setting.width / (setting.em * setting.smallest)
