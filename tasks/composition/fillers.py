"""Sounds that people make while they look for a word, by language.

Only what is never part of a sentence and no answer: `like`, `you know`, `hmm`, `eh?` stay.
"""

from __future__ import annotations

import re

from tasks.tools.drawing.language import bare

_DRAWN = re.compile(r"(.)\1+")
"""The same letter twice or more: `ummm` is `um`."""


def _sounds(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILLERS: dict[str, frozenset[str]] = {
    "en": _sounds("um uh uhm erm er ehm"),
    "de": _sounds("äh ähm öh öhm"),
    "fr": _sounds("euh heu euhm"),
    "es": _sounds("eh ehm"),
    "it": _sounds("ehm uhm"),
    "pt": _sounds("hum ahn ehm"),
    "nl": _sounds("uh uhm eh ehm"),
    "sv": _sounds("öh öhm eh ehm"),
    "da": _sounds("øh øhm"),
    "nb": _sounds("øh øhm eh"),
    "no": _sounds("øh øhm eh"),
    "fi": _sounds("ö öh"),
    "pl": _sounds("y e"),
    "cs": _sounds("ehm"),
    "ru": _sounds("э эм"),
    "tr": _sounds("ı"),
    "ja": _sounds("えー えーと えっと"),
    "ko": _sounds("음"),
    "zh": _sounds("呃"),
}
"""Compared without punctuation, lower case, letters that are drawn out written once."""


def is_filler(text: str, language: str) -> bool:
    """Whether a word is nothing but such a sound. A language that nobody knows is taken for English;
    other languages have their own only: `er` is a German word. A question (`eh?`) is none, nor are
    capitals (`ER`)."""
    own = language.lower().split("-")[0]
    sounds = FILLERS["en"] if own in ("", "und") else FILLERS.get(own, frozenset())
    if text.isupper() or "?" in text:
        return False
    return _DRAWN.sub(r"\1", bare(text)) in sounds
