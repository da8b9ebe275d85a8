"""The style contract: what a creative lead publishes and a run pins."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from schemas.base import Contract
from schemas.style.audio import AudioTreatment
from schemas.style.overlays import Overlay
from schemas.style.subtitles import Pacing, SubtitleSystem
from schemas.style.visuals import VisualRules
from schemas.units import Aspect, Color, Num, Sha256, Slug


class FontFace(Contract):
    """One static font file, pinned by content."""

    sha256: Sha256
    family: str
    weight: Annotated[int, Field(ge=1, le=1000)] = 400
    italic: bool = False
    size_adjust: Annotated[Num, Field(ge=0.5, le=2)] = 1.0
    license: str = ""


class Logo(Contract):
    """One image with transparency (PNG), pinned by content."""

    sha256: Sha256
    width: int
    """Pixels of the stored image."""
    height: int


class Brand(Contract):
    """What the parts of a style refer to by name."""

    palette: Annotated[dict[Slug, Color], Field(max_length=24)] = {}
    """Named colours; `{color.NAME}` refers to them."""
    fonts: Annotated[dict[Slug, FontFace], Field(max_length=16)] = {}
    """Role to font. `body` is required."""
    fallbacks: tuple[FontFace, ...] = ()
    """Tried in order for glyphs that a role's font lacks."""
    logos: Annotated[dict[Slug, Logo], Field(max_length=8)] = {}
    handle: Annotated[str, Field(max_length=60)] = ""


class AspectPatch(Contract):
    """What differs in one aspect ratio: RFC 7396 merge patches."""

    subtitles: dict[str, Any] = {}
    pacing: dict[str, Any] = {}
    visual: dict[str, Any] = {}
    overlays: dict[Slug, dict[str, Any] | None] = {}
    """By overlay id; null removes it."""


class StyleContract(Contract):
    """Everything creative about a short, and nothing about its content.

    Published versions never change: to change a style, publish the next one. A field may be added
    with a default; it may not be removed or mean something else. `format` grows when that promise
    must be broken.
    """

    format: Literal[1] = 1
    title: Annotated[str, Field(min_length=1, max_length=80)]
    description: Annotated[str, Field(max_length=500)] = ""
    promise: tuple[Aspect, ...] = ("9:16", "1:1", "16:9", "4:5")
    """Aspect ratios that this style is made for."""
    brand: Brand
    subtitles: SubtitleSystem = SubtitleSystem()
    pacing: Pacing = Pacing()
    overlays: Annotated[tuple[Overlay, ...], Field(max_length=16)] = ()
    visual: VisualRules = VisualRules()
    audio: AudioTreatment = AudioTreatment()
    aspects: dict[Aspect, AspectPatch] = {}

    @model_validator(mode="after")
    def _names_resolve(self) -> Self:
        problems = list(_unresolved(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self


def _unresolved(style: StyleContract) -> list[str]:
    """What refers to a name that the brand does not hold, in words."""
    brand = style.brand
    problems = []
    if "body" not in brand.fonts:
        problems.append("brand.fonts needs the role 'body'")
    roles = {"subtitles.font": style.subtitles.font}
    roles |= {f"overlays.{item.id}.font": item.font for item in style.overlays}
    for where, role in roles.items():
        if role not in brand.fonts:
            problems.append(f"{where} names the font role {role!r}, which brand.fonts lacks")
    for item in style.overlays:
        if item.logo is not None and item.logo not in brand.logos:
            problems.append(f"overlays.{item.id}.logo names {item.logo!r}, which brand.logos lacks")
    for token in sorted(_tokens(style.model_dump(mode="json"))):
        if token not in brand.palette:
            problems.append(f"{{color.{token}}} is not in brand.palette")
    ids = [item.id for item in style.overlays]
    if len(set(ids)) != len(ids):
        problems.append("overlay ids must differ")
    return problems


def _tokens(value: Any) -> set[str]:
    if isinstance(value, str) and value.startswith("{color.") and value.endswith("}"):
        return {value[7:-1]}
    if isinstance(value, dict):
        return set().union(*(_tokens(item) for item in value.values()))
    if isinstance(value, (list, tuple)):
        return set().union(*(_tokens(item) for item in value))
    return set()
