"""Text of captions freed from markup."""

from __future__ import annotations

import html
import re

TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|</>|<[\d:.]{5,15}>")
OVERRIDE = re.compile(r"\{\\[^{}]{0,200}\}")
BRACKETED = re.compile(r"\[[^\[\]]{0,80}\]")
SOUND_IN_PARENTHESES = re.compile(r"^\s*\([^()]{1,60}\)\s*$")
SOUND = re.compile(
    r"\((?:\w+\s+){0,2}(?:laugh\w*|chuckl\w*|applau\w+|cheer(?:s|ing)|music|singing|sighs?|coughs?|gasps?"
    r"|clears throat|crosstalk|inaudible|indiscernible|unintelligible)(?:\s+\w+)?\)",
    re.IGNORECASE,
)
"""A sound in the middle of a line; other words in parentheses there are said."""
INVISIBLE = re.compile(
    "[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f]"
    "|(?<![^\x00-\u024f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u024f])"
)
"""What shows nothing. Joiners are spelling between letters of Persian and Hindi, and join emoji: they
stay where neither side is Latin."""
TURN = re.compile(r"^>>+:?")
"""At the beginning of a word: somebody else goes on here."""
DASH = re.compile(r"^[-–—•]")
"""At the beginning of a line, for the same."""
NAMED = re.compile(r"^\s*([A-Z][\w.'’-]{0,20}(?: [A-Z0-9][\w.'’-]{0,20}){0,2}):\s+(?=\S)")


def plain(text: str) -> str:
    """One line of a cue as spoken: `unmarked`, and without a dash or the `>>` of new speakers."""
    return " ".join(word for word, _ in spoken(text))


def spoken(text: str) -> list[tuple[str, bool]]:
    """The words of `plain`, and whether a `>>` says that somebody else begins with one."""
    found: list[tuple[str, bool]] = []
    fresh = False
    for place, word in enumerate(unmarked(text).split()):
        bare = TURN.sub("", word)
        fresh = fresh or bare != word
        bare = bare if place else DASH.sub("", bare)
        if bare:
            found.append((bare, fresh))
            fresh = False
    return found


def unbracketed(text: str) -> str:
    """Lines of a cue without descriptions of sounds, those that go over several lines too."""
    return SOUND.sub(" ", BRACKETED.sub(" ", text))


def unmarked(text: str) -> str:
    """A text without tags, entities, descriptions of sounds and control characters."""
    text = OVERRIDE.sub("", TAG.sub("", text))
    text = html.unescape(text).replace("\u00a0", " ")
    text = unbracketed(INVISIBLE.sub("", text))
    if SOUND_IN_PARENTHESES.match(text) or "♪" in text or "♫" in text:
        return ""
    return " ".join(text.split())


def named_speaker(line: str) -> tuple[str | None, str]:
    """`Ann: Hello` as (`Ann`, `Hello`); a line without a name as (None, line)."""
    found = NAMED.match(line)
    return (found.group(1), line[found.end() :]) if found else (None, line)
