"""Who leads a conversation and who is led: turns, the host, and what kind of talk it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.segments import Sentence
from tasks.analysis.editorial.terms import WORD

PRESENT = 0.04
"""Share of the words from which somebody takes part."""
LED = 0.6
"""Share of the words that a host has at most."""
ANSWER_WORDS = 35
"""A guest's turns have so many words on average in an interview."""
MOST_PEOPLE = 4


@dataclass(frozen=True)
class Roles:
    """How a recording is spoken."""

    host: str | None
    """Who asks; None where nobody leads."""
    turns: tuple[tuple[int, int], ...]
    """(first, one past last) sentence of each turn; a `yeah` in between ends none."""
    people: int
    """Speakers who take part."""
    interview: bool
    reason: str
    """Why it is taken for an interview or not, in words."""


def roles_of(sentences: Sequence[Sentence]) -> Roles:
    """Turns, host and kind of talk, from who says how much and who asks."""
    turns = _turns(sentences)
    words: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for sentence in sentences:
        if sentence.speaker is not None:
            words[sentence.speaker] += len(WORD.findall(sentence.text))
            asked[sentence.speaker] += "question" in sentence.flags
    total = sum(words.values())
    present = sorted(name for name in words if words[name] >= PRESENT * total)
    if not 2 <= len(present) <= MOST_PEOPLE:
        several = "" if len(present) == 1 else "s"
        return Roles(None, turns, len(present), False, f"{len(present)} speaker{several}")
    rate = {name: (asked[name] + 0.5) / (words[name] + 200) for name in present}
    host = min(present, key=lambda name: (-rate[name], name))
    share = words[host] / total
    answers = [
        sum(len(WORD.findall(item.text)) for item in sentences[first:stop])
        for first, stop in turns
        if sentences[first].speaker != host
    ]
    usual = sum(answers) / max(1, len(answers))
    told = f"{len(present)} speakers, one asks and says {share:.0%}, answers of {usual:.0f} words"
    interview = share <= LED and usual >= ANSWER_WORDS and 2 * asked[host] >= sum(asked.values())
    return Roles(host if interview else None, turns, len(present), interview, told)


def _turns(sentences: Sequence[Sentence]) -> tuple[tuple[int, int], ...]:
    """Stretches of one speaker; what is only `yeah` or `right` belongs to what is around it."""
    turns: list[tuple[int, int]] = []
    first, speaker = 0, None
    for index, sentence in enumerate(sentences):
        if "filler" in sentence.flags or sentence.speaker == speaker:
            continue
        if index > first and speaker is not None:
            turns.append((first, index))
            first = index
        speaker = sentence.speaker
    if sentences:
        turns.append((first, len(sentences)))
    return tuple(turns)
