"""The pieces of what is said that may stand alone in writing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tasks.analysis.editorial import lexicon
from tasks.analysis.editorial.grammar import has_verb, orders
from tasks.analysis.editorial.kinds import Kind, kind, plain
from tasks.analysis.editorial.standing import (
    ATTITUDE,
    CLAUSE,
    CONDITIONS,
    TELLS,
    content,
    flaws,
    promises,
    says,
)
from tasks.analysis.editorial.trimming import trimmed

JOINT = re.compile(r"\s+(?=(?:and|but|so|because|cuz|which)\s)", re.IGNORECASE)
"""Where one clause may end and the next begin, both saying the same without the other."""


SAID_OF = re.compile(
    r"^(?:the|what|one|another|my|our) [^,;:]{3,70}? (?:is|was|means) that (?=\S+ \S+ \S)",
    re.IGNORECASE,
)
"""What a claim is said of, in front of it: `The thing nobody tells you is that`."""
STRESSING = lexicon.words(
    "really just actually basically literally definitely certainly totally simply"
)
LEAST, LEFT_OUT = 4, 2
"""Words that are kept, and left out, at least where a sentence is cut."""
ADJUNCTS = lexicon.words("for at with on in by during through because when while before after")
"""What one of these adds, a sentence is as true without."""
ENDS: frozenset[Kind] = frozenset({"word", "object"})


def clauses(text: str) -> list[str]:
    """The trimmed sentence and the pieces of it that say the same alone: whole clauses between
    commas and `and`, `but`, `because`, never one without its `if`."""
    whole = trimmed(text)
    if not whole:
        return []
    found = dict.fromkeys(part for piece in _pieces(whole) for part in _without_attitude(piece))
    return [part for part in found if _own(whole, part)]


def _own(whole: str, part: str) -> bool:
    """Whether what only reads as an order begins the sentence: in `we go there and buy a few plants`
    nobody is told to."""
    written = part.split()
    return part == whole or has_verb(written) or not orders(written) or whole.startswith(part[:-1])


def unstressed(text: str) -> str:
    """Without `really` and the like, but for `not really`, which says something else."""
    written = text.split()
    kept = [
        word
        for place, word in enumerate(written)
        if plain(word) not in STRESSING
        or word[-1:] in ",;:.?!"
        or place == 0
        or _denied(written[place - 1])
    ]
    return " ".join(kept)


def _denied(word: str) -> bool:
    return plain(word) in ("not", "never", "no") or plain(word).endswith("n't")


def shortened(text: str, characters: int) -> str:
    """A sentence that is too long, without words that only stress it, or cut in front of where,
    when or for what; empty where none of it fits and is a sentence."""
    plainer = unstressed(text)
    if len(plainer) <= characters < len(text) and not flaws(plainer):
        return plainer
    written = text.rstrip(" .!").split()
    if text.endswith("?") or len(text) <= characters:
        return ""
    for stop in range(len(written) - LEFT_OUT, LEAST, -1):
        part = " ".join(written[:stop])
        last = plain(written[stop - 1])
        ends = kind(last) in ENDS and not last.endswith(("ing", "ed"))
        if (
            ends
            and plain(written[stop]) in ADJUNCTS
            and len(part) <= characters
            and content(part) >= TELLS
            and not flaws(part)
        ):
            return part
    return ""


def _pieces(whole: str) -> Iterator[str]:
    yield whole
    parts = _parts(whole)
    for place, part in enumerate(parts):
        joined = place + 1 < len(parts) and _described(part, parts[place + 1])
        bound = joined or (
            place > 0 and (_subordinate(parts[place - 1]) or _listed(parts[place - 1], part))
        )
        if not bound:
            yield part
            yield from _joined(part)
        if place + 1 < len(parts) and _together(part, parts[place + 1]):
            yield f"{part}, {parts[place + 1]}"


def _parts(whole: str) -> list[str]:
    return [part for part in CLAUSE.split(whole) if part]


def _joined(part: str) -> Iterator[str]:
    """Clauses on either side of `and` where the second one has a subject of its own."""
    places = [found.start() for found in JOINT.finditer(part)]
    for place in places:
        behind = part[place:].split()
        first = part[:place].split() or [""]
        if not says(first) or promises(part[:place], first):
            continue
        if len(behind) > 2 and has_verb(behind[1:]):
            yield part[:place].strip()
            yield " ".join(behind[1:])
        elif behind[0].lower() in ("which", "because", "cuz") and len(behind) > 2:
            yield part[:place].strip()


def _subordinate(part: str) -> bool:
    return plain(part.split(maxsplit=1)[0]) in CONDITIONS


def _listed(before: str, part: str) -> bool:
    """Whether a piece goes on with a list: `between bread, cheese and wine is the price`."""
    joined = any(plain(word) in ("and", "or") for word in part.split()[1:3])
    return joined and not has_verb(before.split())


def _described(part: str, behind: str) -> bool:
    """Whether a comma stands between what describes one thing: `a cool, quick startup`."""
    written = part.split()
    ends = len(written) > 2 and kind(plain(written[-1])) == "word"
    return (
        ends
        and plain(written[-2]) in ("a", "an")
        and kind(plain(behind.split(maxsplit=1)[0])) == "word"
    )


def _together(part: str, behind: str) -> bool:
    """Whether two pieces are one sentence: a condition and what follows, or a claim and its reason."""
    first, second = part.split(), behind.split()
    if _subordinate(part):
        return len(first) > 2 and has_verb(first[1:]) and has_verb(second)
    leads = plain(second[0])
    reason = leads in CONDITIONS or leads in ("and", "but", "so", "not", "which")
    return has_verb(first) and reason and has_verb(second[1:])


def _without_attitude(piece: str) -> Iterator[str]:
    part = trimmed(piece)
    if part:
        yield part
    for leads in (ATTITUDE, SAID_OF):
        inner = trimmed(leads.sub("", part))
        if inner and inner != part:
            yield inner


@lru_cache(maxsize=65536)
def sound(text: str, characters: int) -> bool:
    """Whether some piece of a sentence says something alone within a number of characters."""
    return any(
        len(part) <= characters and content(part) >= TELLS and not flaws(part)
        for part in clauses(text)
    )
