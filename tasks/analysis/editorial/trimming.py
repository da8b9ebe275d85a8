"""What is said as somebody would write it: without run-up, fillers and words begun again."""

from __future__ import annotations

import re

from tasks.analysis.editorial import lexicon
from tasks.analysis.editorial.kinds import kind

OPENING = re.compile(
    r"^(?:(?:and|but|so|because|cuz|['’]cause|well|now|okay|ok|yeah|yep|yes|no|right|look|see|oh|um+|uh+|"
    r"like|you know|i mean|actually|basically|honestly|then|also|plus|anyway|alright|mm+|hmm+"
    r"|(?:again|anyways|look|listen|obviously|first of all)(?=,))\b[,.\s]*)+",
    re.IGNORECASE,
)
FILLED = re.compile(
    r",?\s*\b(?:u+h+m?|u+m+|er+m?|mm+)\b,?(?=\s|[.?!]|$)"
    r"|(?:^|,)\s*(?:you know|i mean)\b,?(?=\s|[.?!]|$)",
    re.IGNORECASE,
)
HEDGED = re.compile(
    r"\b((?:a|an|the|this|that|these|those|some|what|which|any|same|one|no|all|of) )?"
    r"(?:sort|kind) of ",
    re.IGNORECASE,
)
"""`it is sort of hard`, and not `a sort of bread`."""
STUTTER = re.compile(r"(?<![\w'’])([\w'’]+(?: [\w'’]+){0,3})(?:,? \1(?![\w'’]))+", re.IGNORECASE)
"""Up to four words said twice in a row."""
BROKEN = re.compile(r"(?<![\w'’-])(?:\w{1,3} - |(?![aioAIO])[a-z] (?=[a-z]))")
"""The beginning of a word that was begun again, as careful transcribers write it: `Th - there`."""
PIECE = re.compile(
    r"(?<![\w'’])([aio]) (?=\1\w)|^[B-HJ-Z] (?=(?:the|a|I|we|you|it|there|they|that|what|so|and)\b)"
)
"""A letter that is the beginning of the next word: `a annotations`, `W the idea`."""
BEHIND = re.compile(
    r",? (?:i think|i guess|i suppose|i mean|you know|right|okay|though|or so|and so|for example|"
    r"for instance|of course)\s*[.,]*$",
    re.IGNORECASE,
)
"""What trails behind a thought that is finished."""
BEGUN = re.compile(r"(?<![\w'’-])(?:(\w{1,3}) (?=\1\w)|(\w+) (?=\2['’]))", re.IGNORECASE)
"""The same without a dash: `th there`, `what what's`."""


def trimmed(text: str) -> str:
    """A sentence without its run-up and fillers, beginning with a capital letter."""
    text = " ".join(text.split())
    text = BROKEN.sub("", FILLED.sub("", text)).lstrip(" ,")
    text = BEGUN.sub(_whole, PIECE.sub("", text))
    before = ""
    while before != text:
        before, text = text, STUTTER.sub(_once, text)
    text = HEDGED.sub(lambda found: found[0] if found[1] else "", text)
    text = BEHIND.sub("", OPENING.sub("", text)).strip(' ,;:–—-"“”')
    return text[:1].upper() + text[1:]


def _whole(found: re.Match[str]) -> str:
    """Without the piece, where that is no word of its own."""
    if found[1] is None:
        return ""
    bare = found[1].lower()
    kept = bare in ("a", "i", "o") or kind(bare) != "word" or bare.isdigit()
    return found[0] if kept else ""


def _once(found: re.Match[str]) -> str:
    word = found[1]
    return found[0] if word.lower() in lexicon.TWICE or word.isdigit() else word
