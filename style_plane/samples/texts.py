"""Sentences to try a style on, one for each language, with the time of every word.

Each has digits, a name, and where the script runs from right to left a word of the other script.
`texts.json` holds them; to add a language, add its entry there.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Literal

from schemas.base import Contract
from schemas.units import Ms

DATA = Path(__file__).with_name("texts.json")
FALLBACK = "en"
TAIL_MS = 400
"""Silence after the last word."""


class SampleWord(Contract):
    """One spoken word, with its punctuation."""

    text: str
    start_ms: Ms
    end_ms: Ms


class SampleText(Contract):
    """A sentence of one language as it is spoken."""

    language: str
    """BCP 47."""
    name: str
    """Of the language, in English."""
    direction: Literal["ltr", "rtl"]
    title: str
    """Short enough for a title card."""
    longest: str
    """One of the longest words that occur in ordinary text: it must fit a line."""
    digits: str
    words: tuple[SampleWord, ...]

    @property
    def text(self) -> str:
        """All words with spaces between them."""
        return " ".join(word.text for word in self.words)

    @property
    def length_ms(self) -> Ms:
        """From the start to a little after the last word."""
        return self.words[-1].end_ms + TAIL_MS


@cache
def texts() -> dict[str, SampleText]:
    """BCP 47 code to sentence, sorted by code."""
    entries = json.loads(DATA.read_text(encoding="utf-8"))
    return {code: _text(code, item) for code, item in sorted(entries.items())}


def sample_text(tag: str) -> SampleText:
    """The sentence for a tag such as `pt-BR`; English where there is none for the language."""
    return texts().get(tag.split("-", maxsplit=1)[0].lower(), texts()[FALLBACK])


def _text(code: str, item: dict[str, object]) -> SampleText:
    words = item.pop("words")
    if not isinstance(words, list):
        raise TypeError(f"'words' of {code!r} in {DATA.name} must be a list")
    timed = [{"text": text, "start_ms": start, "end_ms": end} for text, start, end in words]
    return SampleText.model_validate({**item, "language": code, "words": timed})
