"""Text as a style writes it: case, punctuation, placeholders."""

from __future__ import annotations

import re
from typing import Literal

from schemas.enhancement import EnhancedClip

Case = Literal["as_is", "upper", "lower"]
Punctuation = Literal["keep", "drop_trailing", "drop_all"]

_TRAILING = ".,;:…"
_MARKS = '.,;:!?…"“”„«»()[]{}¿¡–—'
_PLACEHOLDER = re.compile(r"\{(title|hook|handle|speaker)\}")


def cased(text: str, case: Case) -> str:
    """The text in capitals, in small letters, or as it is."""
    if case == "upper":
        return text.upper()
    return text.lower() if case == "lower" else text


def punctuated(text: str, rule: Punctuation, last: bool) -> str:
    """A word as shown; `last` says that its card ends with it. May be empty."""
    if rule == "drop_all":
        return text.strip(_MARKS + "-")
    if rule == "drop_trailing" and last:
        return text.rstrip(_TRAILING)
    return text


def filled(template: str, clip: EnhancedClip, handle: str) -> str:
    """Placeholders replaced in one pass: what a title happens to hold is never expanded again.

    White space is collapsed; empty when the clip has none of what is asked for.
    """
    values = {
        "title": clip.title,
        "hook": clip.hook or clip.title,
        "handle": clip.handle or handle,
        "speaker": ", ".join(clip.speakers),
    }
    return " ".join(_PLACEHOLDER.sub(lambda found: values[found[1]], template).split())
