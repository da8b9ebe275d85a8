"""Words -> balanced lines -> a `TextBlock`, measured with the real font."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from schemas.renders import PixelBox, PlacedWord, TextBlock
from schemas.style.subtitles import Plate
from tasks.tools.drawing.bidi import Direction
from tasks.tools.drawing.items import Item, Type, in_visual_order
from tasks.tools.drawing.language import BAD_LINE
from tasks.tools.drawing.lines import WIDER, Spans, break_lines, torn
from tasks.tools.drawing.scripts import breadth

SMALLEST = 0.6
"""Text shrinks to this share of its size and no further."""
SHRINK_STEP = 0.04
RATHER_SMALLER = 0.03
"""One step: nobody sees it, and a torn line is read."""
DESCENT = 0.22
"""Em that lower-case letters reach below the baseline, as far as balance is concerned."""


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
    rather_smaller: float = RATHER_SMALLER
    """About by what share text that fits is smaller rather than torn."""


@dataclass(frozen=True)
class Lines:
    """Which words stand on which line, and at which em."""

    em: float
    rows: tuple[tuple[Item, ...], ...]
    fits: bool


def arrange(items: Sequence[Item], setting: Setting) -> Lines:
    """Lines at the largest em that fits, from the full size down to the smallest share of it; at a
    slightly smaller one where fewer lines are torn then.

    What does not fit even then takes more lines; an item wider than a line, such as a single letter
    in a very narrow box, stands alone on one. See `measured`.
    """
    steps = round((1 - setting.smallest) / SHRINK_STEP)
    found: Lines | None = None
    for step in range(steps + 1):
        em = setting.em * (1 - step * SHRINK_STEP)
        rows = _rows(items, setting, em, setting.max_lines)
        if rows is None or not _height_fits(len(rows), setting, em):
            continue
        if found is None or _torn(rows) < _torn(found.rows):
            found = Lines(em, rows, True)
        if not _torn(found.rows) or em <= (1 - setting.rather_smaller) * setting.em:
            return found
    if found is not None:
        return found
    em = setting.em * setting.smallest
    most = setting.max_lines
    rows = _rows(items, setting, em, most)
    while rows is None and most < len(items):
        most += 1
        rows = _rows(items, setting, em, most)
    return Lines(em, rows or _one_by_one(items), False)


def _torn(rows: Sequence[Sequence[Item]]) -> int:
    """How many lines but the last end where none should."""
    return sum(row[-1].price >= BAD_LINE for row in rows[:-1])


def _one_by_one(items: Sequence[Item]) -> tuple[tuple[Item, ...], ...]:
    """Each on a line of its own, but for those that no line may begin with."""
    starts = [at for at, item in enumerate(items) if not at or not item.bound]
    return tuple(tuple(items[a:b]) for a, b in pairwise([*starts, len(items)]))


def _rows(
    items: Sequence[Item], setting: Setting, em: float, most: int
) -> tuple[tuple[Item, ...], ...] | None:
    """Rows by measured width, and by the reader's measure too where both can be kept; by a slightly
    wider one where lines would else be torn."""
    limit = setting.width / em
    widths = [item.shaped.width for item in items]
    tight = {at for at, item in enumerate(items) if item.tight}
    bound = {at for at, item in enumerate(items) if item.bound}
    prices = [item.price for item in items]
    breaks = break_lines(widths, setting.gap, limit, most, tight, bound, prices)
    if breaks is None:
        return None
    letters = [float(breadth(item.shaped.text)) for item in items]

    def measured(chars: float) -> Spans:
        """By the reader's measure, of so many characters, where that fits."""
        found = breaks
        for lines in range(len(breaks), most + 1):
            rows = [items[a:b] for a, b in found]
            if all(_letters(row) <= chars or len(row) == 1 for row in rows):
                break
            longest = max(chars, *letters)
            shorter = break_lines(letters, 1.0, longest, lines, tight, bound, prices)
            if shorter and all(_width(items[a:b], setting.gap) <= limit for a, b in shorter):
                found = shorter
        return found

    spans = measured(setting.max_chars)
    if torn(spans, prices):
        wider = measured(WIDER * setting.max_chars)
        spans = min(spans, wider, key=lambda found: torn(found, prices))
    return tuple(tuple(items[a:b]) for a, b in spans)


def _letters(row: Sequence[Item]) -> int:
    return sum(breadth(item.shaped.text) for item in row) + _gaps(row)


def _width(row: Sequence[Item], gap: float) -> float:
    return sum(item.shaped.width for item in row) + gap * _gaps(row)


def _gaps(row: Sequence[Item]) -> int:
    return sum(not item.tight for item in row[1:])


def whatever_its_height(setting: Setting) -> Setting:
    """The same where a line has room; else the smallest letters, without a limit of height: fewer words
    would be no lower."""
    em = setting.em * setting.smallest
    if _height_fits(1, setting, em):
        return setting
    return replace(setting, em=em, smallest=1.0, height=None)


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
    gap = setting.gap * em
    placed = {}
    for index, spaced in in_visual_order(row):
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
        x += item.shaped.width * em + (gap if spaced else 0.0)
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


def type_of(
    setting: Setting,
    role: str,
    tracking: float = 0.0,
    direction: Direction = "auto",
    language: str = "und",
    joins_unspaced: bool = False,
) -> Type:
    """How words are shaped for a block that is set so."""
    line = setting.width / setting.em
    widest = setting.width / (setting.em * setting.smallest)
    return Type(role, tracking, line, widest, direction, language, joins_unspaced)
