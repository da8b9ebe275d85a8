"""Whether fonts can write what is promised, and may be used (F1 to F7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

import uharfbuzz as hb

from schemas.style.contract import Brand, FontFace, StyleContract
from schemas.style.overlays import WRITTEN
from schemas.units import Sha256
from style_plane.assets.facts import AssetFacts
from style_plane.lint.languages import Tongue, tongue_of
from style_plane.lint.scene import Bench, Said, Scene, book_of
from style_plane.lint.texts import certain, texts_of
from tasks.tools.drawing.fonts import FontBook
from tasks.tools.drawing.words import cased

RESTRICTED, PREVIEW = 0x0002, 0x0004
LOW, HIGH = 0.85, 1.15
"""Share of the font's height that a fallback may have."""
SHOWN = 8
"""Letters that a message names."""
LOOKED_AT = 64
JOINS = {
    "Arab": "ببب",
    "Deva": "क्ष",
    "Beng": "ক্ষ",
    "Gujr": "ક્ષ",
    "Telu": "క్ష",
    "Knda": "ಕ್ಷ",
    "Khmr": "ក្ក",
    "Mymr": "က္က",
    "Sinh": "ක්‍ෂ",
}
"""Letters that a font with the script's rules draws as fewer or other glyphs."""


def letters_are_missing(scene: Scene) -> Iterator[Said]:
    """F1: the fonts hold every letter of each promised language, and all that the style writes."""
    yield from _letters_lack(scene)
    for tongue, style in scene.languages:
        book = scene.book(style)
        if book is None:
            continue
        for pointer, role, text in _written(tongue, style):
            lacks = _left_out(book, role, text, frozenset(tongue.letters))
            if lacks:
                yield Said(
                    "error",
                    pointer,
                    f"{tongue.name}: no font of {role!r} holds {' '.join(lacks[:SHOWN])}, which is "
                    f"written here and would be left out. Write something else, or add a font that "
                    f"holds it to brand.fallbacks.",
                    {"missing": len(lacks)},
                    _lent(scene.bench, tongue, lacks),
                    tongue.tag if scene.bench.tongues else None,
                )


def _letters_lack(scene: Scene) -> Iterator[Said]:
    for tongue, style in scene.languages if scene.bench.tongues else ():
        if not tongue.letters:
            yield Said(
                "info",
                "/languages",
                f"Which letters {tongue.tag} needs is not known here, so they are not checked. "
                f"Look at a preview in that language.",
                language=tongue.tag,
            )
            continue
        for role in _roles(style):
            lacks = _missing(style, scene, role, tongue)
            if lacks:
                yield Said(
                    "error",
                    f"/brand/fonts/{role}",
                    f"{tongue.name}: no font of {role!r} holds {' '.join(lacks[:SHOWN])}"
                    f"{' ...' if len(lacks) > SHOWN else ''} ({len(lacks)} characters). Add a font "
                    f"that does to brand.fallbacks, or to the language's rule in 'locales'.",
                    {"missing": len(lacks), "needed": len(tongue.letters)},
                    _lent(scene.bench, tongue, lacks),
                    tongue.tag,
                )


def shaping_is_incomplete(scene: Scene) -> Iterator[Said]:
    """F2: scripts whose letters join or stack do so in the font that draws them."""
    for tongue, style in scene.languages if scene.bench.tongues else ():
        probe = JOINS.get(tongue.script)
        book = scene.book(style)
        if probe is None or book is None:
            continue
        for role in _roles(style):
            shaped = book.shape(probe, role)
            plain = [book.shape(char, role) for char in probe]
            if shaped.missing or any(one.missing for one in plain):
                continue  # F1 says so
            apart = [glyph for one in plain for piece in one.pieces for glyph in piece.glyphs]
            joined = [glyph for piece in shaped.pieces for glyph in piece.glyphs]
            if sorted(apart) == sorted(joined):
                yield Said(
                    "warning",
                    f"/brand/fonts/{role}",
                    f"{tongue.name}: the font that draws {probe} for {role!r} does not join or "
                    f"stack its letters. Use one with the script's OpenType rules.",
                    language=tongue.tag,
                )


def may_not_be_used(bench: Bench) -> Iterator[Said]:
    """F3: licence bits allow embedding, and a licence is stated."""
    for pointer, face, facts in _known(bench):
        bits = facts.license_bits
        if bits & RESTRICTED and not bits & ~RESTRICTED & 0x000E:
            yield Said(
                "error",
                pointer,
                f"The licence bits of {face.family!r} (fsType {bits}) forbid embedding it. Choose "
                f"another font, or ask its maker for one that may be embedded.",
                {"bits": bits},
            )
        elif bits & PREVIEW and not bits & 0x0008:
            yield Said(
                "warning",
                pointer,
                f"The licence bits of {face.family!r} (fsType {bits}) allow preview and print only. "
                f"Make sure that your licence covers video.",
                {"bits": bits},
            )
        elif not (face.license or facts.license or facts.license_url):
            yield Said(
                "error",
                f"{pointer}/license",
                f"Neither the style nor the file of {face.family!r} names a licence. Write it into "
                f"'license', such as OFL-1.1.",
            )


def is_variable(bench: Bench) -> Iterator[Said]:
    """F4: a font with axes would be drawn in its default instance."""
    for pointer, face in bench.faces.items():
        path = bench.fonts.get(face.sha256)
        axes = _axes(path) if path is not None else 0
        if axes:
            yield Said(
                "error",
                pointer,
                f"The font {face.family!r} is variable, and only its default instance would be "
                f"drawn. Cut the static instance that is wanted.",
                {"axes": axes},
            )


def is_another_face(bench: Bench) -> Iterator[Said]:
    """F5: family, weight and slope are those of the file: nothing is made bold or slanted."""
    for pointer, face, facts in _known(bench):
        stated = (face.family, face.weight, face.italic)
        found = (normalize("NFC", facts.family), facts.weight, facts.italic)
        if stated != found:
            family, weight, italic = found
            change = {"family": family, "weight": weight, "italic": italic}
            yield Said(
                "error",
                pointer,
                f"The font file is {_face(*found)}, not {_face(*stated)}. Correct the contract.",
                {"weight": weight, "stated": face.weight},
                _face_fix(bench, pointer, change),
            )


def looks_smaller(bench: Bench) -> Iterator[Said]:
    """F6: what a fallback draws looks as large as what stands beside it."""
    main = bench.contract.brand.fonts.get(bench.contract.subtitles.font)
    upper = bench.contract.subtitles.case == "upper"
    heights = {pointer: _height(facts, upper) for pointer, _, facts in _known(bench)}
    wanted = heights.get(f"/brand/fonts/{bench.contract.subtitles.font}", 0.0)
    for pointer, face, facts in _known(bench):
        own = heights[pointer] * face.size_adjust
        if not facts.scripts:
            continue  # emoji and signs: no letters that could look smaller
        if main is None or not wanted or not own or not pointer.startswith("/brand/fallbacks/"):
            continue
        share = own / (wanted * main.size_adjust)
        if not LOW <= share <= HIGH:
            adjust = round(face.size_adjust / share, 3)
            yield Said(
                "warning",
                f"{pointer}/size_adjust",
                f"Letters of the fallback {facts.family!r} look {share:.0%} as large as those of "
                f"{main.family!r} beside them. Set its size_adjust to {adjust:g}.",
                {"share": round(share, 3), "least": LOW, "most": HIGH},
                _face_fix(bench, pointer, {"size_adjust": adjust}) if 0.5 <= adjust <= 2 else None,
            )


def has_a_double(bench: Bench) -> Iterator[Said]:
    """F7: one family, weight and slope is one file, or nobody knows which is drawn."""
    files: dict[tuple[str, int, bool], dict[Sha256, str]] = defaultdict(dict)
    for pointer, face in bench.faces.items():
        files[face.family, face.weight, face.italic].setdefault(face.sha256, pointer)
    for named, found in files.items():
        for pointer in list(found.values())[1:]:
            yield Said(
                "warning",
                pointer,
                f"Two files are {_face(*named)} and differ. Use the same one in both places.",
                {"files": len(found)},
                _face_fix(bench, pointer, {"sha256": next(iter(found))}),
            )


def _written(tongue: Tongue, style: StyleContract) -> Iterator[tuple[str, str, str]]:
    """Pointer, role and text of all that is written for certain, as it is written."""
    for item in style.overlays:
        for field, template in texts_of(item):
            text = cased(certain(template, style), item.case, tongue.tag)
            yield f"/overlays/{item.id}/{field}", item.font, text
    captions = style.subtitles
    if captions.enabled:
        stars = " *" if captions.profanity == "mask" else ""
        spoken = cased(tongue.sample.text, captions.case, tongue.tag)
        yield f"/brand/fonts/{captions.font}", captions.font, spoken + stars


def _left_out(book: FontBook, role: str, text: str, told: frozenset[str]) -> tuple[str, ...]:
    """What no font draws of a text, each once, without letters that are `told` of anyway."""
    lacks = [char for word in text.split() for char in book.shape(word, role).missing]
    return tuple(dict.fromkeys(char for char in lacks if not set(char) <= told))


def _roles(style: StyleContract) -> tuple[str, ...]:
    """Roles that write something, sorted."""
    texts = {item.font for item in style.overlays if item.kind in WRITTEN}
    return tuple(sorted(texts | ({style.subtitles.font} if style.subtitles.enabled else set())))


def _missing(style: StyleContract, scene: Scene, role: str, tongue: Tongue) -> tuple[str, ...]:
    if not scene.bench.measurable:
        return ()
    bare = style.brand.model_dump_json(include={"fonts", "fallbacks"})
    files = tuple(sorted(scene.bench.fonts.items()))
    return _lacking(bare, files, role, tongue.tag)


@lru_cache(maxsize=512)
def _lacking(
    brand: str, files: tuple[tuple[Sha256, Path], ...], role: str, tag: str
) -> tuple[str, ...]:
    """Letters of a language that neither the role's font nor a fallback draws."""
    book = book_of(Brand.model_validate_json(brand), dict(files))
    tongue = tongue_of(tag)
    return tuple(char for char in tongue.letters if book.shape(char, role).missing)


def _lent(bench: Bench, tongue: Tongue, lacks: tuple[str, ...]) -> dict[str, Any] | None:
    """Another font of the brand as a fallback, where it holds what is missing."""
    brand = bench.contract.brand
    for _, face in sorted(brand.fonts.items()):
        if face in brand.fallbacks or tongue.tag in bench.contract.locales:
            continue
        lent = brand.model_copy(update={"fallbacks": (*brand.fallbacks, face)})
        book = book_of(lent, bench.fonts)
        if not any(book.shape(char, "body").missing for char in lacks):
            faces = [one.model_dump(mode="json") for one in lent.fallbacks]
            return {"brand": {"fallbacks": faces}}
    return None


def _known(bench: Bench) -> Iterator[tuple[str, FontFace, AssetFacts]]:
    """Faces whose file is here and is a font, with their facts."""
    for pointer, face in bench.faces.items():
        facts = bench.facts(face.sha256)
        if facts is not None and facts.kind == "font":
            yield pointer, face, facts


def _face_fix(bench: Bench, pointer: str, change: Mapping[str, Any]) -> dict[str, Any]:
    """A patch of one face; fallbacks are a list, which a merge patch replaces whole."""
    part, key = pointer.removeprefix("/brand/").split("/")
    if part == "fonts":
        return {"brand": {"fonts": {key: dict(change)}}}
    faces = [face.model_dump(mode="json") for face in bench.contract.brand.fallbacks]
    faces[int(key)] |= change
    return {"brand": {"fallbacks": faces}}


def _height(facts: AssetFacts, upper: bool) -> float:
    return float(facts.cap_height if upper else facts.x_height)


def _face(family: str, weight: int, italic: bool) -> str:
    return f"{family} {weight}{' italic' if italic else ''}"


@lru_cache(maxsize=LOOKED_AT)
def _axes(path: Path) -> int:
    """How many axes a font file has; an asset's file never changes."""
    return len(hb.Face(path.read_bytes()).axis_infos)
