"""What the parts of a style refer to by name; every file is pinned by its content."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Contract
from schemas.units import Color, Num, Sha256, Slug, Text, Vmin, within


class FontFace(Contract):
    """One static font file, pinned by content."""

    sha256: Sha256
    family: Annotated[Text, Field(max_length=120)]
    weight: Annotated[int, Field(ge=1, le=1000)] = 400
    italic: bool = False
    size_adjust: Annotated[Num, within(0.5, 2)] = 1.0
    license: Annotated[Text, Field(max_length=2000)] = ""
    """In the font's own words, or a licence's name."""


class Logo(Contract):
    """One image with transparency (PNG), pinned by content."""

    sha256: Sha256
    width: int
    """Pixels of the stored image."""
    height: int
    made_for: Literal["any", "dark", "light"] = "any"
    """The ground that it can be seen on; publishing checks it where the ground is known."""
    min_width: Vmin = 0.0
    """Narrower it cannot be made out: publishing checks every place where it is shown."""
    clear_space: Annotated[Num, within(0, 2, "x height")] = 0.0
    """Room that it wants on every side, in parts of the height at which it is shown: publishing
    checks what comes nearer."""


class Sound(Contract):
    """A sting or a piece of music (WAV, FLAC, MP3), pinned by content."""

    sha256: Sha256


class Lut(Contract):
    """A colour look-up table (`.cube`, 3D), pinned by content."""

    sha256: Sha256


class Brand(Contract):
    """What the parts of a style refer to by name."""

    palette: Annotated[dict[Slug, Color], Field(max_length=24)] = {}
    """Named colours; `{color.NAME}` refers to them."""
    fonts: Annotated[dict[Slug, FontFace], Field(max_length=16)] = {}
    """Role to font. `body` is required."""
    fallbacks: tuple[FontFace, ...] = ()
    """Tried in order for glyphs that a role's font lacks."""
    logos: Annotated[dict[Slug, Logo], Field(max_length=16)] = {}
    """Pictures: logos, marks, badges."""
    luts: Annotated[dict[Slug, Lut], Field(max_length=8)] = {}
    stings: Annotated[dict[Slug, Sound], Field(max_length=8)] = {}
    music: Annotated[dict[Slug, Sound], Field(max_length=8)] = {}
    handle: Annotated[Text, Field(max_length=60)] = ""


def brand_assets(brand: Brand) -> tuple[Sha256, ...]:
    """Every file that a brand names, sorted, each once."""
    faces = (*brand.fonts.values(), *brand.fallbacks)
    others = (brand.logos, brand.luts, brand.stings, brand.music)
    named = {face.sha256 for face in faces}
    return tuple(sorted(named | {item.sha256 for part in others for item in part.values()}))
