"""A producer's brief, and stories that were told before: what they do to candidates.

Words that go with the wanted ones in this recording count a little.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from schemas.candidates import Candidate
from schemas.segments import Segments, Sentence
from schemas.steering import ReadBrief
from tasks.analysis.editorial.briefs import terms
from tasks.analysis.editorial.terms import shingles, stem, stems, tokens

MOST_POINTS = 40.0
"""What a moment gains that speaks of nothing else."""
NEAR_COUNTS = 0.3
NEAR_WORDS = 8
REACH = 2
"""Sentences on either side in which a word goes with a wanted one."""
LEAST_TOGETHER = 2
ENOUGH = 0.5
"""Share of the sentences with a wanted word from which a moment is all about it."""
SAME_RUNS, SAME_WORDS = 0.3, 0.6
"""Share of five-word runs, and likeness by telling words, from which a story was told before."""
RUN = 5


def read_brief(text: str, segments: Segments) -> ReadBrief | None:
    """What a brief asks for, in the recording's own words; None for an empty one."""
    if not text.strip():
        return None
    wanted, avoided = terms(text, segments.language)
    near = _near({stem(word) for word in wanted}, segments.sentences)
    keys = {stem(word) for word in wanted}
    with_it = sum(bool(keys & set(stems(item.text))) for item in segments.sentences)
    return ReadBrief(
        text=text,
        wanted=wanted,
        avoided=avoided,
        near=near,
        heard=round(with_it / max(1, len(segments.sentences)), 4),
    )


def _near(keys: set[str], sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """Stems that stand near the wanted ones more often than chance would have them."""
    if not keys:
        return ()
    rows = [set(stems(item.text)) for item in sentences]
    marked: set[int] = set()
    for place, row in enumerate(rows):
        if keys & row:
            marked.update(range(max(0, place - REACH), min(len(rows), place + REACH + 1)))
    total = Counter(key for row in rows for key in row)
    close = Counter(key for place in sorted(marked) for key in rows[place])
    share = len(marked) / max(1, len(rows))
    lift = {
        key: close[key] * math.log(close[key] / (total[key] * share))
        for key in close
        if key not in keys and close[key] >= LEAST_TOGETHER and close[key] > total[key] * share
    }
    best = sorted(lift, key=lambda key: (-round(lift[key], 6), key))
    return tuple(best[:NEAR_WORDS])


def steered(item: Candidate, brief: ReadBrief | None, segments: Segments) -> Candidate:
    """A candidate with the points that the brief gives it."""
    if brief is None or not brief.wanted:
        return item
    run = segments.sentences[item.first_sentence : item.last_sentence + 1]
    keys = {stem(word) for word in brief.wanted}
    said = [set(stems(sentence.text)) for sentence in run]
    direct = sum(bool(keys & row) for row in said) / len(run)
    around = sum(bool(set(brief.near) & row) for row in said) / len(run)
    match = min(1.0, direct / ENOUGH) if direct else NEAR_COUNTS * min(1.0, around / ENOUGH)
    points = round(MOST_POINTS * match, 3)
    if not points:
        return item
    whole = round(min(100.0, item.composite + points), 3)
    gained = round(whole - item.composite, 3)
    told = f"the brief asks for it: {', '.join(_spoken(brief.wanted, run)) or 'related words'}"
    return item.model_copy(
        update={
            "composite": whole,
            "points": {**item.points, "brief": gained},
            "reasons": (told, *item.reasons),
        }
    )


def _spoken(words: Sequence[str], run: Sequence[Sentence]) -> list[str]:
    said = {key for sentence in run for key in stems(sentence.text)}
    return [word for word in words if stem(word) in said]


def avoids(item: Candidate, brief: ReadBrief | None) -> tuple[str, ...]:
    """Words that the brief wants avoided and that a candidate holds."""
    if brief is None:
        return ()
    said = {stem(token) for token in tokens(item.text)}
    return tuple(word for word in brief.avoided if stem(word) in said)


class Stories:
    """What was told before, ready to be compared with."""

    def __init__(self, stories: Sequence[str], telling: dict[str, float]) -> None:
        self.telling = telling
        self.runs = [shingles(story, RUN) for story in stories]
        self.words = [weights_of(story, telling) for story in stories]

    def told_before(self, text: str) -> float | None:
        """How much of a text was told before, None where it was not."""
        own = shingles(text, RUN)
        words = weights_of(text, self.telling)
        for runs, weights in zip(self.runs, self.words, strict=True):
            shared = len(own & runs) / max(1, min(len(own), len(runs)))
            alike = likeness(words, weights)
            if shared >= SAME_RUNS or alike >= SAME_WORDS:
                return max(shared, alike)
        return None


def weights_of(text: str, telling: dict[str, float]) -> dict[str, float]:
    """Content words of a text by how telling they are, as a unit vector."""
    counts = Counter(stems(text))
    raw = {key: math.log1p(count) * (0.2 + telling.get(key, 0.0)) for key, count in counts.items()}
    norm = math.sqrt(sum(value * value for value in raw.values())) or 1.0
    return {key: value / norm for key, value in raw.items()}


def likeness(one: dict[str, float], other: dict[str, float]) -> float:
    """Cosine of two such vectors, 0 to 1."""
    small, large = sorted((one, other), key=len)
    return round(min(1.0, sum(value * large.get(key, 0.0) for key, value in small.items())), 4)
