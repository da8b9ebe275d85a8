"""What an uploaded file is, found out by reading it and not by its name, and what is kept of it.

To add a kind: a module that reads it, its first bytes in `signatures.py`, an entry in `TAKERS`, a
branch in `inspect`, its name in `Kind`.
Runs in the worker process for everything that people upload; heavy libraries load where needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from schemas.units import Sha256
from style_plane.assets.facts import REVISION, SVG_TYPE, AssetFacts, Refused
from style_plane.assets.signatures import SFNT_SIGNATURES, Seems, seems

TAKEN = "TTF, OTF, WOFF, WOFF2, PNG, JPEG, WebP, SVG, WAV, FLAC, MP3, OGG, M4A and CUBE"


class Product(NamedTuple):
    """Bytes that are kept, and what they are."""

    facts: AssetFacts
    data: bytes


class Taken(NamedTuple):
    """What became of an upload."""

    asset: Product
    source: Product | None = None
    """The upload itself, where something was drawn from it."""


def take(data: bytes) -> Taken:
    """Bring an upload into the form that styles use.

    Raises:
        Refused: with what is wrong and what to upload instead.
    """
    kind = seems(data)
    if kind is not None:
        return TAKERS[kind](data)
    raise Refused(
        f"The file starts with {data[:8].hex(' ')!r} and is neither a TrueType or OpenType font nor "
        f"another file that styles use. Taken are {TAKEN}."
    )


def inspect(data: bytes) -> Product:
    """Bytes that are to be kept as they are, such as those of a bundle, and what they are.

    Raises:
        Refused: for what a contract could not name, or only after a conversion.
    """
    kind, name = seems(data), digest(data)
    if kind == "png":
        return _picture(data)
    if kind == "font" and data.startswith(SFNT_SIGNATURES):
        return _font(data)
    if kind == "cube":
        from style_plane.assets.luts import inspect_lut, parse_cube

        return Product(inspect_lut(data, name, *parse_cube(data)), data)
    if kind == "sound":
        from style_plane.assets.sounds import decoded, inspect_sound

        return Product(inspect_sound(data, name, decoded(data)), data)
    raise Refused(f"The file {name} is no font, picture, sound or LUT as styles keep them.")


def cut_static(data: bytes, axes: dict[str, float]) -> Taken:
    """A static font from a variable one.

    Raises:
        Refused: as `cut`.
    """
    from style_plane.assets.fonts import cut

    return Taken(_font(cut(data, axes)))


def digest(data: bytes) -> Sha256:
    """The name of bytes."""
    return hashlib.sha256(data).hexdigest()


def _font(data: bytes) -> Product:
    from style_plane.assets.fonts import inspect_font
    from style_plane.assets.sfnt import unpacked

    try:
        plain = unpacked(data)
    except Refused:
        raise
    except Exception as error:  # whatever a damaged container makes the library raise
        raise Refused(
            f"The font cannot be read ({type(error).__name__}: {error}). Export it again."
        ) from error
    return Product(inspect_font(plain, digest(plain)), plain)


def _picture(data: bytes) -> Product:
    from style_plane.assets.pictures import inspect_picture

    return Product(inspect_picture(data, digest(data)), data)


def _photograph(data: bytes) -> Taken:
    from style_plane.assets.pictures import as_png

    return Taken(_picture(as_png(data)))


def _drawing(data: bytes) -> Taken:
    from style_plane.assets.svg import rasterised

    source = AssetFacts(
        sha256=digest(data),
        kind="source",
        media_type=SVG_TYPE,
        size=len(data),
        revision=REVISION,
    )
    return Taken(_picture(rasterised(data)), Product(source, data))


def _sound(data: bytes) -> Taken:
    from style_plane.assets.sounds import as_flac, inspect_sound

    flac, pcm = as_flac(data)
    return Taken(Product(inspect_sound(flac, digest(flac), pcm), flac))


def _table(data: bytes) -> Taken:
    from style_plane.assets.luts import as_cube, inspect_lut, parse_cube

    table, title = parse_cube(data)
    plain = as_cube(table, title)
    return Taken(Product(inspect_lut(plain, digest(plain), table, title), plain))


TAKERS: Mapping[Seems, Callable[[bytes], Taken]] = {
    "font": lambda data: Taken(_font(data)),
    "png": lambda data: Taken(_picture(data)),
    "photograph": _photograph,
    "svg": _drawing,
    "cube": _table,
    "sound": _sound,
}
