"""Assets as a page shows them: fonts set in themselves, colours against each other, waveforms."""

from __future__ import annotations

from typing import NamedTuple

from fontTools.unicodedata import script_name

from schemas.style.contract import StyleContract
from style_plane.assets.facts import AssetFacts
from style_plane.assets.kit import KitItem
from style_plane.assets.languages import languages
from style_plane.lint.colors import parts, ratio
from style_plane.samples.texts import texts

SPECIMENS = {
    "Latn": "en",
    "Cyrl": "ru",
    "Grek": "el",
    "Arab": "ar",
    "Hebr": "he",
    "Deva": "hi",
    "Thai": "th",
    "Hang": "ko",
    "Hani": "zh",
    "Hira": "ja",
}
"""Script to the language whose sentence shows it."""
EMBEDDING = {0x0004: "preview and print only", 0x0008: "editable documents"}
WAVE_HEIGHT = 48
SMILE = "\U0001f600"
"""Shows a font that writes no script as a whole, such as one of emoji."""
READABLE, LARGE = 4.5, 3.0
"""Contrast by WCAG 2.2 SC 1.4.3: text, and large text such as captions."""


class Specimen(NamedTuple):
    """A line set in a font."""

    text: str
    language: str
    direction: str


class FontCard(NamedTuple):
    """A font with what a person asks about it."""

    item: KitItem
    face: str
    """Class that sets text in it."""
    letters: str
    """A few, to be set large."""
    specimens: tuple[Specimen, ...]
    scripts: tuple[str, ...]
    languages: tuple[str, ...]
    embedding: str
    twin: bool
    """Whether another font of the kit has the same name, weight and slope."""


class Pair(NamedTuple):
    """One colour on another."""

    text: str
    ground: str
    ratio: str
    grade: str
    """`AA`, `large` or `low`."""
    words: str


class Matrix(NamedTuple):
    """A style's palette, each colour on each other."""

    style: str
    title: str
    names: tuple[str, ...]
    colors: dict[str, str]
    rows: tuple[tuple[str, tuple[Pair | None, ...]], ...]


def font_cards(items: tuple[KitItem, ...]) -> tuple[FontCard, ...]:
    """The static fonts of a kit."""
    fonts = [item for item in items if item.facts.kind == "font"]
    names = [_face_name(item.facts) for item in fonts]
    return tuple(
        _font_card(item, twin=names.count(name) > 1)
        for item, name in zip(fonts, names, strict=True)
    )


def faces_css(items: tuple[KitItem, ...], address: str) -> str:
    """CSS by which text of class `face-...` is set in a font of the kit; `address` is the kit's."""
    rules = []
    for item in items:
        if item.facts.kind in ("font", "variable_font"):
            name = face_class(item.facts)
            rules.append(
                f'@font-face {{ font-family: "{name}"; font-display: swap; '
                f'src: url("{address}/files/{item.facts.sha256}"); }}\n'
                f'.{name} {{ font-family: "{name}"; }}'
            )
    return "\n".join(rules) + "\n"


def face_class(facts: AssetFacts) -> str:
    """Name of the class and of the family that browsers know a font by."""
    return f"face-{facts.sha256[:12]}"


def wave(facts: AssetFacts) -> str:
    """SVG path of a waveform in a box of `len(peaks)` by `WAVE_HEIGHT`; nothing for silence."""
    middle = WAVE_HEIGHT / 2
    bars = []
    for x, peak in enumerate(facts.peaks):
        reach = max(0.5, peak / 100 * middle)
        bars.append(f"M{x + 0.5:g} {middle - reach:.2f}V{middle + reach:.2f}")
    return "".join(bars)


def matrix(style: str, contract: StyleContract) -> Matrix:
    """Each palette colour as text on each other one."""
    palette = contract.brand.palette
    names = tuple(sorted(palette))
    rows = tuple(
        (ground, tuple(_pair(palette, text, ground) for text in names)) for ground in names
    )
    return Matrix(style, contract.title, names, {name: palette[name] for name in names}, rows)


def _pair(palette: dict[str, str], text: str, ground: str) -> Pair | None:
    """None for a colour on itself."""
    if text == ground:
        return None
    value = ratio(parts(palette[text])[0], parts(palette[ground])[0])
    grade = "AA" if value >= READABLE else "large" if value >= LARGE else "low"
    words = {
        "AA": "readable at any size",
        "large": "readable at caption size only",
        "low": "too little contrast for text",
    }[grade]
    return Pair(palette[text], palette[ground], f"{int(value * 10) / 10:.1f}", grade, words)


def _font_card(item: KitItem, *, twin: bool) -> FontCard:
    facts = item.facts
    sentences = texts()
    shown = [script for script in SPECIMENS if script in facts.scripts]
    codes = [code for code in map(SPECIMENS.__getitem__, shown) if code in facts.languages]
    return FontCard(
        item=item,
        face=face_class(facts),
        letters="Aa" if facts.scripts else SMILE,
        specimens=tuple(
            Specimen(sentences[code].title, code, sentences[code].direction) for code in codes
        ),
        scripts=tuple(script_name(script).replace("_", " ") for script in facts.scripts),
        languages=tuple(sorted(languages()[code].name for code in facts.languages)),
        embedding=EMBEDDING.get(facts.license_bits & 0x000E, "installable, no restriction"),
        twin=twin,
    )


def _face_name(facts: AssetFacts) -> tuple[str, int, bool]:
    return facts.family.lower(), facts.weight, facts.italic
