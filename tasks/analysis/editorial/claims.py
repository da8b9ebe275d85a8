"""`Voice recognition: it is quite hard`: a claim that stands alone only with what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tasks.analysis.editorial import lexicon
from tasks.analysis.editorial.asides import about_talk
from tasks.analysis.editorial.clauses import clauses
from tasks.analysis.editorial.kinds import kind, plain
from tasks.analysis.editorial.standing import broken, content
from tasks.analysis.editorial.subjects import subjects_of
from tasks.analysis.editorial.terms import stems

BEHIND = 4
"""Sentences, with its own, in which what a claim is about is named."""
SAYS = 2
"""Words of a claim that say something."""
SINGULAR = lexicon.words("it its it's it'll it'd that that's this")
SEVERAL = lexicon.words("they them their they're they've they'll they'd those these")
PERSONS = lexicon.words("he she him her his he's she's he'd she'd he'll she'll")
"""Whom a thing's name does not tell."""


def claimed(texts: Sequence[str], telling: Mapping[str, float], characters: int) -> str:
    """What is claimed of something named just before, within a number of characters; empty where
    nothing is.

    Args:
        texts: a clip's sentences in their order.
        telling: how telling stems are, 0 to 1.
    """
    found: list[tuple[float, str]] = []
    for place, text in enumerate(texts):
        names = subjects_of(texts[max(0, place + 1 - BEHIND) : place + 1], telling)
        for claim in clauses(text):
            name = next((name for name in names if _fits(name, claim)), None)
            if name is None or not _claims(claim):
                continue
            said = sorted((telling.get(key, 0.0) for key in set(stems(claim))), reverse=True)
            whole = f"{name[:1].upper()}{name[1:]}: {_inside(claim)}".rstrip(" .,;:")
            if len(whole) <= characters:
                found.append((-round(sum(said[:3]), 6), whole))
    return min(found, default=(0.0, ""))[1]


def _claims(text: str) -> bool:
    """Whether it is a whole statement that lacks nothing but a name."""
    return (
        not text.endswith("?")
        and not broken(text)
        and content(text) >= SAYS
        and not about_talk(text)
    )


def _fits(name: str, claim: str) -> bool:
    """Whether a claim's pronouns may mean a name, which it does not hold itself."""
    words = _words(claim)
    if words & PERSONS or set(stems(name)) & set(stems(claim)):
        return False
    several = plain(name.rsplit(maxsplit=1)[-1]).endswith("s")
    own, other = (SEVERAL, SINGULAR) if several else (SINGULAR, SEVERAL)
    return _subject(claim) in own and not words & other


def _subject(claim: str) -> str:
    """The first word of a claim that is no adverb."""
    words = [plain(word) for word in claim.split()]
    return next((word for word in words if kind(word) != "adverb"), "")


def _words(text: str) -> set[str]:
    return {plain(word) for word in text.split()}


def _inside(claim: str) -> str:
    """In the middle of a line: a small letter, but for names and `I`."""
    first = plain(claim.split(maxsplit=1)[0])
    small = kind(first) != "word" and first.split("'")[0] != "i"
    return claim[:1].lower() + claim[1:] if small else claim
