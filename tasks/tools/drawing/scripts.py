"""What a writing system asks for: which characters cling together, which join, where a line breaks."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

import uharfbuzz as hb

JOINED = frozenset(
    {"Arab", "Syrc", "Mong", "Mand", "Nkoo", "Phag", "Rohg", "Adlm", "Deva", "Beng", "Guru"}
)
"""Scripts whose letters are joined to each other, or hang on one line: no space goes in between."""
_IGNORABLE = (
    *((0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5)),
    *((0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF)),
)
"""First and last of the characters that show nothing themselves."""
_SOUTH_EAST = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))
"""Thai, Lao, Myanmar, Khmer."""
_NOT_FIRST = frozenset("ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶーゝゞヽヾ々〻…‥")
"""Of Chinese and Japanese: never the first of a line, besides closing marks."""

ALPHABETS = ("Latn", "Cyrl", "Grek")
"""In which a torn word gets a hyphen."""
VOWELS = frozenset("aeiouyäöüáéíóúàèìòùâêîôûãõåæøœаеёиоуыэюяєіїαεηιουωάέήίόύώ")
ONE_SOUND = frozenset(("ch", "ck", "sh", "ph", "th", "qu"))
SEPARATORS = frozenset("/.@_-:=?&")
AROUND = 4
"""Units by which a tear may lie beside the middle."""
WORDS_KEPT = 4096


def invisible(char: str) -> bool:
    """Joiners, variation selectors, direction marks: they shape others and show nothing."""
    return any(first <= ord(char) <= last for first, last in _IGNORABLE)


@cache
def script_of(cluster: str) -> str | None:
    """ISO 15924 of the first character that has a script of its own; None for signs and digits."""
    buffer = hb.Buffer()
    buffer.add_str(cluster)
    buffer.guess_segment_properties()
    script: str | None = buffer.script
    return script


def clusters(text: str) -> list[str]:
    """The text, composed and without control characters, in pieces that must share a font.

    A piece is a character with what is put on it or joined to it: marks, emoji sequences, the
    consonants of an Indic conjunct.
    """
    found: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        if unicodedata.category(char) == "Cc":
            continue
        if found and _clings(found[-1], char):
            found[-1] += char
        else:
            found.append(char)
    return found


def _clings(cluster: str, char: str) -> bool:
    before, sort = cluster[-1], unicodedata.category(char)
    if invisible(char) or sort.startswith("M") or before == "\u200d":
        return True
    if _flag(char):
        return _flag(before) and len(cluster) % 2 == 1
    conjunct = unicodedata.combining(before) == 9 and sort == "Lo" and not _south_east(char)
    return conjunct or "\U0001f3fb" <= char <= "\U0001f3ff"


def _flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _south_east(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _SOUTH_EAST)


@lru_cache(WORDS_KEPT)
def breadth(text: str) -> int:
    """How many letters of a Latin alphabet a text is about as wide as: those of Chinese, Japanese and
    Korean and emoji are two, signs put on others none."""
    wide = ("W", "F")
    return sum(
        2 if any(unicodedata.east_asian_width(char) in wide for char in cluster) else 1
        for cluster in clusters(text)
    )


def torn(units: Sequence[str], parts: int, longest: int) -> list[tuple[str, bool]]:
    """A word that no line holds in `parts` of about the same length, none with more than `longest`
    units where that can be; and whether a hyphen stands behind each.

    It is torn behind a sign, as an address is, or where a syllable seems to begin.
    """
    count, address = len(units), any(unit in SEPARATORS for unit in units)
    around = count if address else AROUND
    found: list[tuple[str, bool]] = []
    start = 0
    for part in range(1, parts):
        even = start + round((count - start) / (parts - part + 1))
        least = max(start + 1, count - longest * (parts - part), even - around)
        most = min(count - 1, start + longest, even + around)
        at = max(
            range(least, most + 1) or (even,),
            key=lambda place: _begins_well(units, place) - abs(place - even) / AROUND,
        )
        hyphen = not address and _hyphenated(units[at - 1]) and _hyphenated(units[at])
        found.append(("".join(units[start:at]), hyphen))
        start = at
    return [*found, ("".join(units[start:]), False)]


def _begins_well(units: Sequence[str], at: int) -> int:
    """How well a part of a word begins with a unit."""
    before, here, after = units[at - 1], units[at].lower(), "".join(units[at + 1 : at + 2]).lower()
    if before in SEPARATORS:
        return 4
    if here in VOWELS or after not in VOWELS or not after or before.lower() + here in ONE_SOUND:
        return 0
    return 1 if before.lower() in VOWELS else 2


def _hyphenated(unit: str) -> bool:
    return unit[0].isalpha() and script_of(unit) in ALPHABETS


def ideographic(char: str) -> bool:
    """Whether lines of its script break between any two characters: Chinese and Japanese.

    Korean breaks between words.
    """
    wide = unicodedata.east_asian_width(char) in ("W", "F")
    return wide and unicodedata.category(char)[0] in "LNP" and script_of(char) != "Hang"


def unspaced(char: str) -> bool:
    """Whether words of its script stand side by side without a space."""
    return ideographic(char) or _south_east(char)


def breakable(text: str) -> list[str]:
    """The parts of a word that a line may begin with; most words are one part."""
    parts: list[str] = []
    for cluster in clusters(text):
        if parts and not _opens(parts[-1][-1], cluster[0]):
            parts[-1] += cluster
        else:
            parts.append(cluster)
    return parts


def _opens(before: str, after: str) -> bool:
    """Whether a line may break between two characters without a hyphen."""
    if not (ideographic(before) or ideographic(after)):
        return False
    closes = after in _NOT_FIRST or unicodedata.category(after) in ("Pe", "Pf", "Po", "Pd")
    return not closes and unicodedata.category(before) not in ("Ps", "Pi")
