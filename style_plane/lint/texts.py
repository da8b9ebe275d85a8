"""Texts of overlays: what is written for certain, and whether the longest fit their boxes (B2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from schemas.enhancement import CaptionWord
from schemas.style.contract import StyleContract
from schemas.style.overlays import WRITTEN, Overlay
from schemas.style.slots import SLOT, Slot
from style_plane.lint.languages import Tongue
from style_plane.lint.scene import Said, Scene
from tasks.tools.drawing.proof import plan_of_words
from tasks.tools.drawing.writing import TEXTS, misfit_of

TITLE_CHARS = 48
"""Titles are about this long."""
NAME_CHARS = 20
NUMBER_CHARS = 12
"""Nobody fills in longer numbers, whatever a slot allows."""
SMALLEST_SIZE = 1.5
"""Vmin that a contract allows."""
LASTING_MS = 60_000
"""Long enough for every overlay to come."""
FREE = ("{title}", "{hook}", "{speaker}")
"""What only a clip knows."""


class Filling(NamedTuple):
    """How long a clip's own words are."""

    title: str
    speaker: str


def text_overflows(scene: Scene) -> Iterator[Said]:
    """B2: the painter shortens and tears nothing: fixed words, full slots, usual titles and names.

    An error where the style alone decides, a warning where it depends on the clip.
    """
    if not scene.bench.drawable:
        return
    told: set[tuple[str, str]] = set()
    for tongue, style in scene.languages:
        long = _misfits(scene, tongue, style, _usual(tongue))
        sure = _misfits(scene, tongue, style, Filling("x", "X")) if long else frozenset()
        for item in style.overlays:
            for field in ("text", "detail"):
                if (item.id, field) in long - told:
                    yield _cut_off(scene, tongue, item, field, (item.id, field) in sure)
        told |= long


def texts_of(item: Overlay) -> Iterator[tuple[str, str]]:
    """Field and template of everything that an overlay writes."""
    if item.kind in WRITTEN:
        yield "text", item.text if item.text is not None else TEXTS.get(item.kind, "")
    if item.kind == "lower_third":
        yield "detail", item.detail


def certain(template: str, style: StyleContract) -> str:
    """What of a template is written whatever the clip: fixed words, the handle, slots' defaults."""
    for placeholder in FREE:
        template = template.replace(placeholder, " ")
    template = template.replace("{handle}", style.brand.handle)
    return SLOT.sub(lambda found: style.slots[found[1]].default, template)


def _cut_off(scene: Scene, tongue: Tongue, item: Overlay, field: str, sure: bool) -> Said:
    template = dict(texts_of(item))[field]
    slotted = ", filled to the last character," if SLOT.search(template) else ""
    loose = f" with a title of {TITLE_CHARS} or a name of {NAME_CHARS} characters"
    size = _smaller(scene, item)
    return Said(
        "error" if sure else "warning",
        f"/overlays/{item.id}/{field}",
        f"{tongue.name}: the {field} of overlay {item.id!r}{slotted or ('' if sure else loose)} "
        f"does not fit into its box at the smallest size and would be cut off. Make the box larger, "
        f"or the text smaller or shorter.",
        {"size": item.size} | ({"fits": size} if size else {}),
        {"overlays": {item.id: {"size": size}}} if size else None,
        tongue.tag if scene.bench.tongues else None,
    )


def _misfits(
    scene: Scene, tongue: Tongue, style: StyleContract, filling: Filling
) -> frozenset[tuple[str, str]]:
    """Overlay and field of each text that the painter shortens, tears or lets run out of its box."""
    captions = style.subtitles.model_copy(update={"enabled": False})
    word = CaptionWord(text="x", start_ms=0, end_ms=LASTING_MS, speaker=filling.speaker)
    bench = scene.bench
    warnings = plan_of_words(
        style.model_copy(update={"subtitles": captions}),
        scene.aspect,
        bench.fonts,
        bench.others,
        words=(word,),
        title=filling.title,
        language=tongue.tag,
        slots={name: _full(slot, tongue, style) for name, slot in style.slots.items()},
    )[1]
    return frozenset(found for line in warnings if (found := misfit_of(line)))


def _smaller(scene: Scene, item: Overlay) -> float | None:
    """The largest size at which a text fits in every language; None where none does."""

    def fits(tenths: int) -> bool:
        tried = item.model_copy(update={"size": tenths / 10})
        return not any(
            _misfits(scene, tongue, style.model_copy(update={"overlays": (tried,)}), _usual(tongue))
            for tongue, style in scene.languages
        )

    low, high = round(SMALLEST_SIZE * 10), round(item.size * 10)
    if low >= high or not fits(low):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low / 10


def _usual(tongue: Tongue) -> Filling:
    return Filling(_letters(tongue, TITLE_CHARS), _letters(tongue, NAME_CHARS))


def _full(slot: Slot, tongue: Tongue, style: StyleContract) -> str:
    """A slot with as much as it takes; the first picture where it takes one."""
    if slot.type == "image":
        return slot.default or next(iter(style.brand.logos), "")
    if slot.type == "number":
        return "8" * min(slot.max_chars, NUMBER_CHARS)
    return _letters(tongue, slot.max_chars)


def _letters(tongue: Tongue, count: int) -> str:
    """Usual words of a language, cut at a number of characters."""
    words = tongue.sample.text
    return (f"{words} " * (count // len(words) + 1))[:count].strip()
