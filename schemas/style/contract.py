"""The style contract: what a creative lead publishes and a run pins."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from schemas.base import Contract
from schemas.style.audio import AudioTreatment
from schemas.style.brand import Brand, FontFace, Logo, Lut, Sound, brand_assets
from schemas.style.cuts import CutRules
from schemas.style.locales import LocaleKey, LocaleRule
from schemas.style.overlays import PICTURED, Overlay
from schemas.style.patches import Patch, merge_patch, patched
from schemas.style.slots import SLOT, Slot
from schemas.style.subtitles import Pacing, SubtitleSystem
from schemas.style.visuals import VisualRules
from schemas.units import Aspect, Lang, Sha256, Slug, Text

__all__ = [
    "AspectPatch",
    "Brand",
    "FontFace",
    "Logo",
    "Lut",
    "Platform",
    "Sound",
    "StyleContract",
    "merge_patch",
    "named_assets",
]

Platform = Literal["tiktok", "reels", "shorts", "youtube", "linkedin", "generic"]


class AspectPatch(Contract):
    """What differs in one aspect ratio: merge patches, in which null turns off what may be off."""

    subtitles: Patch = {}
    """Swear words are treated alike in all aspect ratios: `profanity` cannot be patched."""
    pacing: Patch = {}
    visual: Patch = {}
    overlays: dict[Slug, Patch | None] = {}
    """By overlay id; null removes it."""


class StyleContract(Contract):
    """Everything creative about a short, and nothing about its content.

    Published versions never change: to change a style, publish the next one. A field may be added
    with a default; it may not be removed or mean something else. `format` grows when that promise
    must be broken.
    """

    format: Literal[1] = 1
    title: Annotated[Text, Field(min_length=1, max_length=80)]
    description: Annotated[Text, Field(max_length=500)] = ""
    tags: Annotated[tuple[Slug, ...], Field(max_length=12)] = ()
    """By which the library finds it."""
    promise: tuple[Aspect, ...] = ("9:16", "1:1", "16:9", "4:5")
    """Aspect ratios that this style is made for."""
    platforms: tuple[Platform, ...] = ()
    """Whose buttons and names it stays clear of; checked when it is published."""
    languages: Annotated[tuple[Lang, ...], Field(max_length=40)] = ()
    """Languages that it can be read in: glyphs, line lengths and longest words are checked."""
    audience: Literal["adult", "child"] = "adult"
    """Children read more slowly: publishing holds the pacing against it."""
    brand: Brand
    slots: Annotated[dict[Slug, Slot], Field(max_length=16)] = {}
    """What a producer fills in; texts refer to it as `{slot.NAME}`."""
    subtitles: SubtitleSystem = SubtitleSystem()
    pacing: Pacing = Pacing()
    overlays: Annotated[tuple[Overlay, ...], Field(max_length=16)] = ()
    visual: VisualRules = VisualRules()
    audio: AudioTreatment = AudioTreatment()
    cuts: CutRules = CutRules()
    aspects: dict[Aspect, AspectPatch] = {}
    locales: Annotated[dict[LocaleKey, LocaleRule], Field(max_length=24)] = {}

    @property
    def caption_face(self) -> FontFace:
        """The font of the captions."""
        return self.brand.fonts[self.subtitles.font]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        problems = list(_unresolved(self)) or list(_misapplied(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self


def named_assets(style: StyleContract) -> tuple[Sha256, ...]:
    """Every font, picture, LUT and sound that a contract names, sorted."""
    return brand_assets(style.brand)


def _unresolved(style: StyleContract) -> Iterator[str]:
    """What refers to a name that is not there, in words."""
    if "body" not in style.brand.fonts:
        yield "brand.fonts needs the role 'body'"
    for where, name, kind in _names(style):
        if name not in getattr(style.brand, kind):
            yield f"{where} names {name!r}, which brand.{kind} lacks"
    for item in style.overlays:
        yield from _slots_of(style, item)
    for token in sorted(_tokens(style.model_dump(mode="json"))):
        if token not in style.brand.palette:
            yield f"{{color.{token}}} is not in brand.palette"
    ids = [item.id for item in style.overlays]
    if len(set(ids)) != len(ids):
        yield "overlay ids must differ"


def _names(style: StyleContract) -> Iterator[tuple[str, str, str]]:
    """Where a name stands, the name, and the part of the brand that must hold it."""
    yield "subtitles.font", style.subtitles.font, "fonts"
    for item in style.overlays:
        yield f"overlays.{item.id}.font", item.font, "fonts"
        if item.logo is not None and not SLOT.fullmatch(item.logo):
            yield f"overlays.{item.id}.logo", item.logo, "logos"
    for key, rule in style.locales.items():
        for role in rule.fonts:
            yield f"locales.{key}.fonts", role, "fonts"
    for name, slot in style.slots.items():
        if slot.type == "image" and slot.default:
            yield f"slots.{name}.default", slot.default, "logos"
    audio = style.audio
    for where, sting in (("sting_in", audio.sting_in), ("sting_out", audio.sting_out)):
        if sting is not None:
            yield f"audio.{where}.sound", sting.sound, "stings"
    if audio.music is not None:
        yield "audio.music.track", audio.music.track, "music"
    if style.visual.lut is not None:
        yield "visual.lut", style.visual.lut, "luts"


def _slots_of(style: StyleContract, item: Overlay) -> Iterator[str]:
    """Slots that an overlay names and the style lacks, or has as something else."""
    for field in ("text", "detail"):
        for name in SLOT.findall(getattr(item, field) or ""):
            if name not in style.slots:
                yield f"overlays.{item.id}.{field} names the slot {name!r}, which slots lacks"
    named = SLOT.fullmatch(item.logo) if item.logo and item.kind in PICTURED else None
    if named and (slot := style.slots.get(named[1])) is None:
        yield f"overlays.{item.id}.logo names the slot {named[1]!r}, which slots lacks"
    elif named and slot and slot.type != "image":
        yield f"overlays.{item.id}.logo names the slot {named[1]!r}, which is no image"


def _misapplied(style: StyleContract) -> Iterator[str]:
    """Patches that do not fit what they patch, in words."""
    if not style.aspects and not any(rule.pacing for rule in style.locales.values()):
        return
    document = style.model_dump(mode="json")
    document["locales"] = {}
    for aspect, patch in style.aspects.items():
        wrong = _problem(patched(copy.copy(document), patch.model_dump(mode="json")))
        if wrong:
            yield f"aspects.{aspect}: {wrong}"
    for key, rule in style.locales.items():
        pacing = merge_patch(document["pacing"], rule.pacing)
        wrong = _problem(document | {"pacing": pacing, "aspects": {}}) if rule.pacing else ""
        if wrong:
            yield f"locales.{key}: {wrong}"


def _problem(document: dict[str, Any]) -> str:
    """The first thing that is wrong with a document, in words; empty when nothing is."""
    try:
        StyleContract.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"]))
        return f"{where}: {first['msg']}" if where else first["msg"]
    return ""


def _tokens(value: Any) -> set[str]:
    if isinstance(value, str) and value.startswith("{color.") and value.endswith("}"):
        return {value[7:-1]}
    if isinstance(value, dict):
        return set().union(*(_tokens(item) for item in value.values()))
    if isinstance(value, (list, tuple)):
        return set().union(*(_tokens(item) for item in value))
    return set()
