"""What a font is: name, licence, reach and measures; and static fonts cut from variable ones."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from fontTools.ttLib import TTFont, TTLibError
from fontTools.varLib import instancer

from schemas.units import Sha256
from style_plane.assets.facts import FONT_TYPE, REVISION, AssetFacts, Axis, Instance, Refused
from style_plane.assets.glyph_pictures import check_pictures
from style_plane.assets.languages import covered_languages, covered_scripts
from style_plane.assets.sfnt import check_characters, check_composites, check_tables

RESTRICTED, PREVIEW_PRINT = 0x0002, 0x0004
BITMAP_ONLY = 0x0200
PICTURED = frozenset({"CBDT", "sbix"})
"""Tables with pictures of glyphs."""
COLORED = PICTURED | {"COLR"}
"""Tables whose colours are drawn."""
MAX_TEXT = 300
MAX_FAMILY = 120
"""Characters that a contract takes."""
MAX_INSTANCES = 64
MAX_CHARACTERS = 120_000
FAMILY, SUBFAMILY, UNIQUE, FULL, POSTSCRIPT = 1, 2, 3, 4, 6
LICENSE, LICENSE_URL, TYPO_FAMILY, TYPO_SUBFAMILY, PREFIX = 13, 14, 16, 17, 25
WEIGHTS = {
    100: "Thin",
    200: "ExtraLight",
    300: "Light",
    400: "Regular",
    500: "Medium",
    600: "SemiBold",
    700: "Bold",
    800: "ExtraBold",
    900: "Black",
}


def inspect_font(data: bytes, sha256: Sha256) -> AssetFacts:
    """Facts of a plain TrueType or OpenType font, static or variable.

    Raises:
        Refused: for what cannot be read, drawn or lawfully embedded.
    """
    tables = check_tables(data)
    check_characters(tables)
    check_composites(tables)
    if tables.keys() & PICTURED:
        check_pictures(data)
    font = _opened(data)
    try:
        return AssetFacts(
            sha256=sha256,
            media_type=FONT_TYPE,
            size=len(data),
            revision=REVISION,
            **_named(font),
            **_licensed(font),
            **_reaching(font),
            **_measured(font),
            **_axes(font),
        )
    except Refused:
        raise
    except Exception as error:  # fontTools raises whatever a damaged table makes it raise
        raise Refused(_broken(error)) from error


def characters_of(data: bytes) -> frozenset[int]:
    """Code points of a font that was inspected before."""
    return frozenset(TTFont(io.BytesIO(data), lazy=True).getBestCmap() or ())


def cut(data: bytes, axes: Mapping[str, float]) -> bytes:
    """The static font at a place of a variable font's axes; axes not named stay at their default.

    Raises:
        Refused: for axes that it lacks and places outside them.
    """
    font = _opened(data)
    known = {axis.axisTag: axis for axis in font["fvar"].axes} if "fvar" in font else {}
    for tag, value in axes.items():
        axis = known.get(tag)
        if axis is None or not axis.minValue <= value <= axis.maxValue:
            has = ", ".join(f"{a.axisTag} {a.minValue:g} to {a.maxValue:g}" for a in known.values())
            raise Refused(f"{tag}={value:g} is not on the font's axes ({has or 'it has none'}).")
    if not known:
        raise Refused("The font is static already; there is nothing to cut.")
    place = {tag: axes.get(tag, axis.defaultValue) for tag, axis in known.items()}
    static = instancer.instantiateVariableFont(font, place, inplace=True, optimize=True)
    weight = round(place.get("wght", static["OS/2"].usWeightClass))
    _rename(static, weight, _others(place, known))
    static["OS/2"].usWeightClass = weight
    file = io.BytesIO()
    static.save(file)
    return file.getvalue()


def _opened(data: bytes) -> TTFont:
    try:
        font = TTFont(io.BytesIO(data), recalcTimestamp=False)
        if not _outlined(font) and "CBDT" not in font:
            raise Refused(
                "The font has neither outlines that can be scaled nor pictures of its glyphs (CBDT). "
                "Export it as .ttf or .otf; of an emoji font take the version with COLR layers, or "
                "NotoColorEmoji.ttf."
            )
        return font
    except Refused:
        raise
    except Exception as error:  # as above
        raise Refused(_broken(error)) from error


def _broken(error: Exception) -> str:
    why = str(error) if isinstance(error, TTLibError) else f"{type(error).__name__}: {error}"
    return f"The font cannot be read ({why:.200}). Export it again as .ttf or .otf."


def _named(font: TTFont) -> dict[str, Any]:
    names, metrics = font["name"], font["OS/2"]
    family = names.getDebugName(TYPO_FAMILY) or names.getDebugName(FAMILY)
    style = names.getDebugName(TYPO_SUBFAMILY) or names.getDebugName(SUBFAMILY) or "Regular"
    if not family or not family.strip():
        raise Refused("The font has no family name. Export it again with one.")
    if not 1 <= metrics.usWeightClass <= 1000:
        raise Refused(f"The font says its weight is {metrics.usWeightClass}; it is 1 to 1000.")
    return {
        "kind": "variable_font" if "fvar" in font else "font",
        "family": _line(family)[:MAX_FAMILY],
        "subfamily": _line(style),
        "weight": metrics.usWeightClass,
        "italic": bool(metrics.fsSelection & 1),
    }


def _licensed(font: TTFont) -> dict[str, Any]:
    """Licence bits and words; a font that may not be embedded is refused."""
    names, bits = font["name"], int(font["OS/2"].fsType)
    # Only the most permissive of the usage bits counts where several are set.
    if bits & RESTRICTED and not bits & (PREVIEW_PRINT | 0x0008):
        raise Refused(
            f"The licence bits of the font (fsType {bits}) forbid embedding it. Choose a font that "
            f"may be embedded, such as one under the Open Font License."
        )
    if bits & BITMAP_ONLY:
        raise Refused(f"The licence bits of the font (fsType {bits}) allow bitmaps of it only.")
    words = _line(names.getDebugName(LICENSE) or "")
    url = _line(names.getDebugName(LICENSE_URL) or "")
    warnings = []
    if bits & PREVIEW_PRINT:
        warnings.append(
            "The licence bits allow embedding for preview and print only: "
            "make sure that your licence covers video."
        )
    if not words and not url:
        warnings.append("The font says nothing about its licence: make sure that you have one.")
    if "SVG " in font and not COLORED & set(font.keys()):
        warnings.append(
            "The colours of its glyphs are SVG drawings, which are not drawn: its letters have the "
            "colour of the text. Of an emoji font take the version with COLR layers."
        )
    return {
        "license_bits": bits,
        "license": words,
        "license_url": url if url.startswith(("https://", "http://")) else "",
        "warnings": tuple(warnings),
    }


def _reaching(font: TTFont) -> dict[str, Any]:
    characters = frozenset(font.getBestCmap() or ())
    if not characters:
        raise Refused("The font holds no named characters. Export it again.")
    if len(characters) > MAX_CHARACTERS:
        raise Refused(f"The font says it has {len(characters)} characters. Export it again.")
    order = font.getGlyphOrder()
    if not _outlined(font):
        return _reach_of(characters)
    outlines = font["glyf"] if "glyf" in font else font["CFF " if "CFF " in font else "CFF2"].cff[0]
    count = len(outlines.CharStrings if "glyf" not in font else outlines.glyphs)
    if not order or not count:
        raise Refused("The font has no outlines. Export it again.")
    return _reach_of(characters)


def _reach_of(characters: frozenset[int]) -> dict[str, Any]:
    return {
        "glyphs": len(characters),
        "scripts": covered_scripts(characters),
        "languages": covered_languages(characters),
    }


def _outlined(font: TTFont) -> bool:
    """Whether glyphs have outlines; those of some emoji fonts are pictures alone."""
    return any(table in font for table in ("glyf", "CFF ", "CFF2"))


def _measured(font: TTFont) -> dict[str, Any]:
    """Heights in em; read from the outlines where the OS/2 table does not say them."""
    units, metrics = int(font["head"].unitsPerEm), font["OS/2"]
    if not 16 <= units <= 16_384:
        raise Refused(f"The font has {units} units per em; fonts have 16 to 16384.")
    tall = metrics.usWinAscent + metrics.usWinDescent
    return {
        "units_per_em": units,
        "cap_height": round((getattr(metrics, "sCapHeight", 0) or _top(font, "H")) / units, 4),
        "x_height": round((getattr(metrics, "sxHeight", 0) or _top(font, "x")) / units, 4),
        "em_ratio": round(tall / units, 4),
    }


def _top(font: TTFont, letter: str) -> float:
    """The highest point of a letter in units; 0 where there is none."""
    from fontTools.pens.boundsPen import BoundsPen

    name = (font.getBestCmap() or {}).get(ord(letter))
    if name is None or not _outlined(font):
        return 0.0
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[name].draw(pen)
    return float(pen.bounds[3]) if pen.bounds else 0.0


def _axes(font: TTFont) -> dict[str, Any]:
    if "fvar" not in font:
        return {}
    names, table = font["name"], font["fvar"]
    axes = tuple(
        Axis(
            tag=axis.axisTag,
            name=_line(names.getDebugName(axis.axisNameID) or axis.axisTag),
            minimum=axis.minValue,
            default=axis.defaultValue,
            maximum=axis.maxValue,
        )
        for axis in table.axes
    )
    instances = tuple(
        Instance(
            name=_line(names.getDebugName(item.subfamilyNameID) or ""),
            axes={tag: round(value, 3) for tag, value in sorted(item.coordinates.items())},
        )
        for item in table.instances[:MAX_INSTANCES]
    )
    return {"axes": axes, "instances": instances}


def _others(place: Mapping[str, float], known: Mapping[str, Any]) -> str:
    """The axes beside weight that are not at their default, such as `wdth75`."""
    moved = [tag for tag in sorted(place) if tag != "wght"]
    return " ".join(
        f"{tag}{place[tag]:g}" for tag in moved if place[tag] != known[tag].defaultValue
    )


def _rename(font: TTFont, weight: int, others: str) -> None:
    """Names of the cut font: the same family, and a style that says where it was cut."""
    names = font["name"]
    family = names.getDebugName(TYPO_FAMILY) or names.getDebugName(FAMILY) or "Untitled"
    italic = "Italic" if font["OS/2"].fsSelection & 1 else ""
    style = " ".join(filter(None, (WEIGHTS.get(weight, f"W{weight}"), others, italic)))
    plain = "".join(char for char in f"{family}-{style}" if char.isalnum() or char == "-")
    texts = {
        FAMILY: f"{family} {style}",
        SUBFAMILY: "Regular",
        UNIQUE: f"{plain};reelwright",
        FULL: f"{family} {style}",
        POSTSCRIPT: plain[:63],
        TYPO_FAMILY: family,
        TYPO_SUBFAMILY: style,
    }
    names.removeNames(nameID=PREFIX)
    for number, text in texts.items():
        names.removeNames(nameID=number)
        names.setName(text, number, 3, 1, 0x409)


def _line(text: str) -> str:
    """One line of printable characters."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(plain.split())[:MAX_TEXT]
