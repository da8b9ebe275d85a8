"""What the style plane knows of an asset, found out by reading it and not by its name."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Contract
from schemas.units import Sha256

REVISION = 2
"""Grows when `inspect` finds out more; facts of an older revision are found out anew."""

Kind = Literal["font", "variable_font", "image", "sound", "lut", "source"]
"""`variable_font` and `source` (such as the SVG of a logo) are kept to make assets of them; a
contract names fonts, images, sounds and LUTs."""

FONT_TYPE = "font/sfnt"
FLAC_TYPE = "audio/flac"
CUBE_TYPE = "text/plain"
SVG_TYPE = "image/svg+xml"


class Refused(ValueError):  # noqa: N818
    """A file that no style can use; the message says what is wrong and what to upload instead.

    Light on purpose: the worker that reads uploads knows nothing of the web.
    """


class Axis(Contract):
    """One axis of a variable font."""

    tag: str
    """Four letters, such as `wght`."""
    name: str
    minimum: float
    default: float
    maximum: float


class Instance(Contract):
    """A static font that can be cut from a variable one, as its maker named it."""

    name: str
    axes: dict[str, float]


class AssetFacts(Contract):
    """What the style plane knows of a font, picture, sound or LUT.

    Fields that say nothing about a kind have their default there.
    """

    sha256: Sha256
    kind: Kind
    media_type: str
    size: int
    """Bytes."""
    revision: int = 0
    """Of `inspect`, when this was found out."""
    family: str = ""
    subfamily: str = ""
    """Such as `Bold Italic`."""
    weight: int = 0
    """100 to 900; 0 unless a font."""
    italic: bool = False
    glyphs: int = 0
    """How many characters the font can show."""
    scripts: tuple[str, ...] = ()
    """ISO 15924 codes that the font covers, sorted, such as `Arab`, `Latn`."""
    languages: tuple[str, ...] = ()
    """BCP 47 codes of the languages whose characters it has all, sorted; of those in `languages`."""
    units_per_em: int = 0
    cap_height: float = 0.0
    """Height of H in em."""
    x_height: float = 0.0
    """Height of x in em."""
    em_ratio: float = 0.0
    """(Ascent + descent) / em: how tall a line of it is by its own account."""
    license_bits: int = 0
    """`fsType` of the OS/2 table."""
    license: str = ""
    """What the font says of its licence; at most 300 characters."""
    license_url: str = ""
    axes: tuple[Axis, ...] = ()
    instances: tuple[Instance, ...] = ()
    width: int = 0
    """Pixels; 0 unless an image."""
    height: int = 0
    duration_ms: int = 0
    loudness: float | None = None
    """Integrated LUFS by ITU-R BS.1770-4; None for silence and unless a sound."""
    true_peak: float | None = None
    """dBTP; None for silence."""
    peaks: Annotated[tuple[int, ...], Field(max_length=200)] = ()
    """Waveform: the highest amplitude in equal parts of a sound, 0 to 100."""
    lut_size: int = 0
    """Samples on each side of a 3D LUT."""
    title: str = ""
    """What the file calls itself; only LUTs do."""
    warnings: tuple[str, ...] = ()
    """What to know before using it, each a sentence."""
