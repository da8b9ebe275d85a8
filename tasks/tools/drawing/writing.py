"""Texts of overlays, laid out inside their boxes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.renders import PixelBox, TextBlock
from schemas.style.overlays import Overlay
from tasks.tools.drawing.desk import Desk, part_of
from tasks.tools.drawing.items import Item, Said, items_of
from tasks.tools.drawing.language import breaks_after, line_prices
from tasks.tools.drawing.layout import (
    Setting,
    arrange,
    build,
    hull,
    moved,
    type_of,
    whatever_its_height,
)
from tasks.tools.drawing.words import cased, filled

LEADING = 1.16
TEXTS = {"title": "{title}", "end_card": "{handle}", "lower_third": "{speaker}"}
"""What is written where the style gives no text."""
ENDS = ",;:.–—-"
"""Not shown in front of an ellipsis."""
DETAIL = 0.62
"""Size of a lower third's second line against its first."""
BETWEEN = 0.34
"""Em between its lines."""
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese: lines may end after most letters."""
_MISSING = "no font of the style holds"
_MISFIT = re.compile(r"overlay ([a-z][a-z0-9-]*): its (text|detail) ")


def written(desk: Desk, item: Overlay, speaker: str | None = None) -> str:
    """An overlay's text with everything filled in; empty when there is nothing to say."""
    template = item.text if item.text is not None else TEXTS.get(item.kind, "")
    return _said(desk, item, template, speaker)


def _said(desk: Desk, item: Overlay, template: str, speaker: str | None) -> str:
    text = filled(template, desk.clip, desk.style.brand.handle, desk.slots, speaker)
    return cased(text, item.case, desk.clip.language)


def text_block(
    desk: Desk, item: Overlay, box: PixelBox, speaker: str | None = None
) -> TextBlock | None:
    """The text inside its box, shortened with an ellipsis when even the smallest size is too large."""
    return _fitted(desk, item, written(desk, item, speaker), box)


def _fitted(
    desk: Desk, item: Overlay, text: str, box: PixelBox, field: str = "text"
) -> TextBlock | None:
    plated = item.plate.shape != "none"
    inner = box.width - (2 * item.plate.pad_x * desk.em(item) if plated else 0.0)
    setting = Setting(
        em=desk.em(item),
        width=max(1.0, inner),
        max_lines=item.max_lines,
        leading=LEADING + (2 * item.plate.pad_y if item.plate.shape == "line" else 0.0),
        gap=desk.book.space(item.font),
        cap_height=desk.book.cap_height(item.font),
        align=item.align,
        plate=item.plate,
        descends=item.case != "upper",
        height=box.height,
    )
    asked, setting = setting, whatever_its_height(setting)
    words = text.split()
    places = breaks_after(words, set(), desk.clip.language)
    for count in range(len(words), 0, -1):
        if count > 1 and places[count - 1].bad:  # nothing ends with `the…`
            continue
        shown = words if count == len(words) else _shortened(words[:count])
        items = _items(desk, item, shown, setting)
        if not items:
            return None
        lines = arrange(items, setting)
        if lines.fits or count == 1:
            if count < len(words):
                desk.warnings.append(_misfit(item, field, text, "is too long and was shortened"))
            elif not lines.fits or setting is not asked:
                desk.warnings.append(_misfit(item, field, text, "does not fit into its box"))
            elif _is_torn(items, text):
                desk.warnings.append(_misfit(item, field, text, "has a word wider than its box"))
            block = build(lines, setting, box.x + (box.width - inner) / 2)
            return moved(block, 0, box.y + (box.height - block.box.height) * part_of(item.valign))
    return None


def _shortened(words: Sequence[str]) -> list[str]:
    *before, last = words
    return [*before, f"{last.rstrip(ENDS) or last}…"]


def _items(desk: Desk, item: Overlay, words: Sequence[str], setting: Setting) -> list[Item]:
    how = type_of(setting, item.font, language=desk.clip.language)
    prices = line_prices(breaks_after(words, set(), desk.clip.language), words[-1])
    said = [Said(word, item.color, price=price) for word, price in zip(words, prices, strict=True)]
    items, missing = items_of(desk.book, said, how)
    desk.warnings += map(missing_glyph, missing)
    return items


def _is_torn(items: list[Item], text: str) -> bool:
    """Whether a word was set in several pieces, as only scripts without spaces may be."""
    return len(items) > len(text.split()) and not _SPACELESS.search(text)


def lower_third(desk: Desk, item: Overlay, box: PixelBox, speaker: str | None) -> TextBlock | None:
    """A name above something smaller; None without a name, one line without the rest."""
    name, detail = written(desk, item, speaker), _said(desk, item, item.detail, speaker)
    bare = item.plate.model_copy(update={"shape": "none"})
    plain = item.model_copy(update={"plate": bare, "valign": "top", "max_lines": 1})
    em = desk.em(item)
    pad_x, pad_y = (item.plate.pad_x * em, item.plate.pad_y * em) if _plated(item) else (0.0, 0.0)
    room = PixelBox(
        x=box.x + pad_x,
        y=box.y + pad_y,
        width=max(1.0, box.width - 2 * pad_x),
        height=max(1.0, box.height - 2 * pad_y),
    )
    share = 1.0 if not detail else 1 / (1 + DETAIL)
    upper = room.model_copy(update={"height": room.height * share})
    first = _fitted(desk, plain, name, upper)
    if first is None:
        return None
    below = first.box.bottom + BETWEEN * em
    lower = room.model_copy(update={"y": below, "height": max(1.0, room.bottom - below)})
    small = plain.model_copy(update={"size": item.size * DETAIL})
    second = _fitted(desk, small, detail, lower, "detail") if detail else None
    words = first.words + (second.words if second else ())
    text = hull([first.box, *([second.box] if second else [])])
    block = first.model_copy(update={"words": words, "box": text})
    down = (room.height - text.height) * part_of(item.valign) - (text.y - room.y)
    block = moved(block, 0, down)
    return plate_around(desk, item, block.box, block) if _plated(item) else block


def _plated(item: Overlay) -> bool:
    return item.plate.shape != "none"


def plate_around(
    desk: Desk, item: Overlay, box: PixelBox, block: TextBlock | None = None, shift: float = 0.0
) -> TextBlock:
    """Words beside a box, moved by `shift` pixels, on one plate with it; or the plate alone.

    Without a plate in the style the words only cover the box too.
    """
    em = desk.em(item)
    if block is None:
        block = TextBlock(em=em, cap_height=0, box=box, words=())
    block = moved(block, shift, 0)
    whole = hull([box, block.box])
    if not _plated(item):
        return block.model_copy(update={"box": whole})
    x, y = item.plate.pad_x * em, item.plate.pad_y * em
    plate = PixelBox(
        x=whole.x - x, y=whole.y - y, width=whole.width + 2 * x, height=whole.height + 2 * y
    )
    return block.model_copy(update={"box": plate, "plates": (plate,)})


def missing_glyph(char: str) -> str:
    """What is wrong with a character that no font of the style holds."""
    codes = " ".join(f"U+{ord(c):04X}" for c in char)
    return f"{_MISSING} {char!r} ({codes}): it was left out; add a font to brand.fallbacks"


def is_missing_glyph(warning: str) -> bool:
    """Whether a plan's warning is `missing_glyph`'s."""
    return warning.startswith(_MISSING)


def _misfit(item: Overlay, field: str, text: str, what: str) -> str:
    return f"overlay {item.id}: its {field} {text!r} {what}"


def misfit_of(warning: str) -> tuple[str, str] | None:
    """Overlay and field whose words did not fit, where a plan's warning says so."""
    found = _MISFIT.match(warning)
    return (found[1], found[2]) if found else None
