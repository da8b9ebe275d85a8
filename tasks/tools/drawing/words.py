"""Text as a style writes it: case, punctuation, placeholders."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal

from schemas.enhancement import EnhancedClip

Case = Literal["as_is", "upper", "lower"]
Punctuation = Literal["keep", "drop_trailing", "drop_all"]

DOTTED = ("tr", "az")
_TRAILING = ".,;:…،؛۔।。、，；："
_SPELLED = re.compile(r"^\W*((?:[^\W\d_]\.){2,})\W*$")
"""Full stops that are spelling: `p.m.`, `U.S.`"""
_LAST = re.compile(rf"[{re.escape(_TRAILING)}]+([\"'”’»)\]]*)$")
_QUOTED = re.compile(r"^['‘](.*)['’]$")
_MARKS = _TRAILING + '!?"“”„«»()[]{}¿¡–—؟！？「」『』（）【】《》'
PLACEHOLDER = re.compile(r"\{(title|hook|handle|speaker|slot\.[a-z][a-z0-9-]{0,62})\}")
_NAMELESS = re.compile(r"speaker-\d+")
"""What diarization calls a voice whose name it does not know."""
_ACUTE = "\u0301"


def cased(text: str, case: Case, language: str = "und") -> str:
    """The text in capitals, in small letters, or as it is, by the rules of its language (BCP 47).

    Turkish and Azeri keep their two i apart; Greek capitals have no accents.
    """
    base = language.lower().split("-")[0]
    if case == "as_is":
        return text
    if case == "lower":
        return text.replace("İ", "i").replace("I", "ı").lower() if base in DOTTED else text.lower()
    if base in DOTTED:
        return text.replace("i", "İ").replace("ı", "I").upper()
    if base == "el":
        bare = unicodedata.normalize("NFD", text).replace(_ACUTE, "")
        return unicodedata.normalize("NFC", bare).upper()
    return text.upper()


def named(speaker: str) -> str:
    """A speaker's name; empty for a voice that only has a number."""
    return "" if _NAMELESS.fullmatch(speaker) else speaker


def punctuated(text: str, rule: Punctuation, last: bool) -> str:
    """A word as shown; `last` says that its card ends with it. May be empty."""
    spelled = _SPELLED.match(text)
    if rule == "drop_all":
        bare = _QUOTED.sub(r"\1", text).lstrip("‘").strip(_MARKS + "-")
        return spelled[1] if spelled else bare
    if rule == "drop_trailing" and last:
        kept = text[: spelled.end(1)] if spelled else ""
        return kept + _LAST.sub(r"\1", text[len(kept) :])
    return text


def filled(
    template: str,
    clip: EnhancedClip,
    handle: str,
    slots: Mapping[str, str] | None = None,
    speaker: str | None = None,
) -> str:
    """Placeholders replaced in one pass: what a title happens to hold is never expanded again.

    White space is collapsed; empty when the clip has none of what is asked for. `speaker` is who
    speaks at that moment; without one, everyone who speaks in the clip is named.
    """
    speaking = clip.speakers if speaker is None else (speaker,)
    values = {
        "title": clip.title,
        "hook": clip.hook or clip.title,
        "handle": handle,
        "speaker": ", ".join(name for name in map(named, speaking) if name),
    } | {f"slot.{name}": value for name, value in (slots or {}).items()}
    return " ".join(PLACEHOLDER.sub(lambda found: values[found[1]], template).split())
