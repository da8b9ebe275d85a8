"""Which characters a language needs, and which scripts and languages a font therefore covers.

`languages.json` holds the letters; to add a language, add its entry there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Set
from functools import cache
from pathlib import Path
from typing import NamedTuple

from fontTools import unicodedata as scripts_of_unicode

DATA = Path(__file__).with_name("languages.json")
ENOUGH = 24
"""A script of which a font has this many characters counts as covered."""
MANY = {"Hani": 1000, "Hang": 1000}
"""The same for scripts with thousands of characters."""
NOBODYS = ("Zyyy", "Zinh", "Zzzz")
"""Characters that several scripts share, and unassigned ones."""


class Language(NamedTuple):
    """A language that captions are written in."""

    name: str
    """In English."""
    script: str
    """ISO 15924, such as `Cyrl`."""
    characters: frozenset[int]
    """Code points that its ordinary text needs, digits and full stop included."""


@cache
def languages() -> dict[str, Language]:
    """BCP 47 code to language, sorted by code."""
    entries = json.loads(DATA.read_text(encoding="utf-8"))["languages"]
    return {
        code: Language(item["name"], item["script"], frozenset(map(ord, item["characters"])))
        for code, item in sorted(entries.items())
    }


def language_of(tag: str) -> Language | None:
    """The language of a tag such as `pt-BR`; None where its letters are not known."""
    return languages().get(tag.split("-", maxsplit=1)[0].lower())


def missing(characters: Set[int], tag: str) -> tuple[str, ...]:
    """What a language needs and a set of code points lacks, sorted; () where nothing is known."""
    language = language_of(tag)
    needed = language.characters if language else frozenset()
    return tuple(chr(code) for code in sorted(needed - characters))


def covered_languages(characters: Set[int]) -> tuple[str, ...]:
    """Codes of the languages that can be written without a gap."""
    return tuple(code for code, item in languages().items() if item.characters <= characters)


def covered_scripts(characters: Set[int]) -> tuple[str, ...]:
    """ISO 15924 codes of the scripts that the characters are enough for, sorted."""
    counts = Counter(map(scripts_of_unicode.script, map(chr, characters)))
    return tuple(
        sorted(
            script
            for script, count in counts.items()
            if script not in NOBODYS and count >= MANY.get(script, ENOUGH)
        )
    )
