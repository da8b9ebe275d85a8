"""The promise of a describer. To add one:

1. Write a class with a `name` and `describe` in a file of its own beside this one.
2. Add it to `DESCRIBERS` in `stage.py`, and its name to what the producer may choose.

Every describer keeps these promises, and the suite checks them:

- nothing stands in a description that the clip does not say: no number, no name, no claim;
- the limits of the platforms are kept, in their own units;
- no markup, no address, no control or direction character comes through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Protocol

from schemas.outputs import Description
from schemas.plan import PlannedClip

TITLE_CHARACTERS = 100
DESCRIPTION_BYTES = 5000
TAGS_CHARACTERS = 500
ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+\.\S+", re.IGNORECASE)


class Describer(Protocol):
    """A way to find words for a clip."""

    name: str

    def describe(self, clip: PlannedClip) -> Description:
        """Title, description and tags within all limits."""
        ...


def sanitized(text: str) -> str:
    """Plain text on one line: no angle brackets, addresses, control or direction characters."""
    seen = ADDRESS.sub(" ", text.replace("<", " ").replace(">", " "))
    kept = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in seen)
    return " ".join(kept.split())


def within_characters(text: str, most: int) -> str:
    """The text, or its first whole words and `…`."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    cut = head.rsplit(" ", 1)[0] if " " in head else head
    return cut.rstrip(" ,;:–—-") + "…"


def within_bytes(text: str, most: int) -> str:
    """The text, or as many of its first words with `…` as fit into bytes of UTF-8."""
    if len(text.encode()) <= most:
        return text
    head = text.encode()[: most - len("…".encode())].decode(errors="ignore")
    cut = head.rsplit(" ", 1)[0] if " " in head else head
    return cut.rstrip(" ,;:–—-") + "…"


def within_tags(tags: Iterable[str], most: int = TAGS_CHARACTERS) -> tuple[str, ...]:
    """The first tags that fit: commas count, and a tag with a space counts two quotes more."""
    kept: list[str] = []
    used = 0
    for tag in tags:
        plain = sanitized(tag).replace(",", " ").replace('"', "").strip()
        cost = len(plain) + (2 if " " in plain else 0) + (1 if kept else 0)
        seen = plain.lower() in (known.lower() for known in kept)
        if plain and not seen and used + cost <= most:
            kept.append(plain)
            used += cost
    return tuple(kept)
