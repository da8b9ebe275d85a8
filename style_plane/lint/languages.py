"""What the lints know of a promised language: its letters, its longest words, how it is written.

Letters come from `assets/languages.json`, longest words and marks (quotes, dashes) from `words.json`
here; to add a language, add it to both.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from schemas.style.locales import RIGHT_TO_LEFT, normal, script_of
from style_plane.assets.languages import language_of
from style_plane.samples.texts import SampleText, sample_text, texts

FILE = Path(__file__).with_name("words.json")
JOINED = frozenset(
    {"Arab", "Beng", "Deva", "Gujr", "Guru", "Khmr", "Knda", "Laoo", "Mlym", "Mong", "Mymr"}
    | {"Sinh", "Syrc", "Taml", "Telu", "Thai", "Tibt"}
)
"""Scripts whose letters change with their neighbours, or are stacked."""
ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "tl": "fil"}


@dataclass(frozen=True)
class Tongue:
    """A language as lints see it."""

    tag: str
    """BCP 47, as promised."""
    name: str
    """In English; the tag where it is not known."""
    script: str
    letters: tuple[str, ...]
    """What its ordinary text needs, quotes and dashes too, sorted; empty where that is not known."""
    longest: tuple[str, ...]
    """Some of its longest words in ordinary text; empty where none are known."""

    @property
    def right_to_left(self) -> bool:
        return self.script in RIGHT_TO_LEFT

    @property
    def joined(self) -> bool:
        return self.script in JOINED

    @property
    def sample(self) -> SampleText:
        """A sentence to try; English where there is none."""
        return sample_text(ALIASES.get(_base(self.tag), self.tag))


@cache
def tongue_of(tag: str) -> Tongue:
    """The language of a tag such as `pt-BR`."""
    tag = normal(tag)
    base = ALIASES.get(_base(tag), _base(tag))
    script = script_of(tag)
    own = _words().get(f"{base}-{script}", {})
    known = language_of(base)
    letters = set(own.get("letters", "")) or {chr(c) for c in known.characters} if known else set()
    if letters:
        letters |= {*_marks().get(script, ""), *_marks().get(base, "")}
    longest = own.get("longest") or _words().get(base, {}).get("longest") or _longest(base)
    return Tongue(
        tag=tag,
        name=known.name if known else tag,
        script=script,
        letters=tuple(sorted(char for char in letters if not char.isspace())),
        longest=tuple(longest),
    )


def _longest(base: str) -> list[str]:
    found = texts().get(base)
    return [found.longest] if found else []


def _base(tag: str) -> str:
    return tag.split("-", maxsplit=1)[0].lower()


def _words() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = _file()["languages"]
    return found


def _marks() -> dict[str, str]:
    """By script, and by language what comes on top."""
    found: dict[str, str] = _file()["marks"]
    return found


@cache
def _file() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found
