"""What a clip is about, as somebody would name it: a noun phrase or two that are said in it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from tasks.analysis.editorial import lexicon
from tasks.analysis.editorial.kinds import NAMELESS, Kind, is_manner, kind, plain
from tasks.analysis.editorial.terms import is_content, stem
from tasks.analysis.editorial.trimming import trimmed

LONGEST = 3
NAMED: frozenset[Kind] = frozenset({"article", "owner", "one", "in", "points"})
"""Behind one of these something is named."""
CLOSED: frozenset[Kind] = frozenset(
    {"in", "to", "and", "that", "asks", "aux", "be", "subject", "there", "third", "past", "article"}
)
"""In front of one of these a name is over."""
NO_NAME = ("ly", "ing", "ed")
BEGUN = 5
"""Letters by which a word is known that was begun again: `harmonic harmonicity`."""
LOOSE = lexicon.words(
    "hundred hundreds thousand thousands million millions billion billions dozen percent "
    "dollars third fourth "
    "fifth together apart away ahead forward afterwards instead altogether"
)
"""No part of a name."""
LEAST_TELLING = 0.2


def subject_of(texts: Sequence[str], telling: Mapping[str, float], characters: int) -> str:
    """The one or two things that are spoken of most, such as `Green ribbons and overlap codes`;
    empty where none is told clearly."""
    best = subjects_of(texts, telling)
    if not best:
        return ""
    first = best[0]
    own = {stem(word) for word in first.lower().split()}
    other = next(
        (name for name in best[1:] if not own & {stem(word) for word in name.lower().split()}), None
    )
    both = f"{first} and {other}" if other else first
    text = both if len(both) <= characters else first
    return text[:1].upper() + text[1:] if len(text) <= characters else ""


def subjects_of(
    texts: Sequence[str], telling: Mapping[str, float], *, single: bool = False
) -> list[str]:
    """All things that are named, those that are spoken of most first; none that tells little.

    Args:
        single: whether one word is a name, too, that is neither a plural nor written with a capital.
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(_named(trimmed(text), single))
    worth = {name: _worth(name, count, telling) for name, count in counts.items()}
    best = sorted(worth, key=lambda name: (-worth[name], name))
    return [name for name in best if worth[name] >= LEAST_TELLING]


def _worth(name: str, count: int, telling: Mapping[str, float]) -> float:
    words = name.lower().split()
    said = [telling.get(stem(word), 0.0) for word in words]
    several = 1.25 if len(words) > 1 else 1.0
    return round(sum(said) / len(said) * several * math.sqrt(count), 6)


def _named(text: str, single: bool) -> Iterator[str]:
    """Runs of content words between a word that opens a name and one that closes it."""
    written = text.split()
    kinds = [kind(plain(word)) for word in written]
    start = 0
    while start < len(written):
        stop = start
        while stop < len(written) and _is_part(written[stop], kinds[stop]):
            stop += 1
            if written[stop - 1][-1:] in ",;:.?!":
                break
        size = stop - start
        closed = stop == len(written) or written[stop - 1][-1:] in ",;:.?!" or kinds[stop] in CLOSED
        opened = start > 0 and kinds[start - 1] in NAMED
        if 0 < size <= LONGEST and opened and closed and _is_name(written[start:stop], single):
            yield " ".join(_shown(word) for word in written[start:stop])
        start = max(stop, start + 1)


def _is_part(word: str, found: Kind) -> bool:
    bare = plain(word)
    loose = bare in NAMELESS or bare in LOOSE or is_manner(bare) or "'" in bare
    return found == "word" and is_content(bare) and not loose


def _is_name(written: Sequence[str], single: bool) -> bool:
    """Several words, or one that needs no article: more than one thing, or a name."""
    last = plain(written[-1])
    alone = single or len(written) > 1 or written[-1][:1].isupper() or last.endswith("s")
    begun = any(plain(one)[:BEGUN] == plain(two)[:BEGUN] for one, two in pairwise(written))
    return alone and not begun and not last.endswith(NO_NAME)


def _shown(word: str) -> str:
    return word.strip('.,;:!?"“”()')
