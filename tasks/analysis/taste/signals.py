"""What an editor may go by, measured for every sentence: a table of named columns.

Each signal is taken of the sentence itself, of the two sentences and of the six around it on either
side (`claim`, `claim~2`, `claim~6`). Columns are standardised within the recording, so that a weight
says what one standard deviation above this recording's usual is worth. Where in the recording a
sentence stands is told by columns of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.candidates import Criterion
from schemas.segments import Segments, Sentence
from tasks.analysis.editorial import besides, lexicon
from tasks.analysis.editorial.moods import moods
from tasks.analysis.editorial.roles import Roles, roles_of
from tasks.analysis.editorial.terms import (
    WORD,
    is_content,
    is_english,
    rarity,
    salience,
    stem,
    tokens,
    tongue,
)

REVISION = 1
"""Raised when the same recording gives other values: a profile is only good for its own revision."""
REACHES = (2, 6)
FARTHEST = 5.0
"""Standard deviations at most: a column that is nearly always zero must not outweigh all others."""
KEYWORDS = 40
EARLY_MINUTES = 6.0
QUOTED = re.compile(r"[\"“”]|\b(?:said|says|told me|was like|goes),? ")
Table = NDArray[np.float32]
Column = NDArray[np.float64]

GROUPS: dict[str, Criterion] = {
    "question": "hook_strength",
    "number": "hook_strength",
    "first_in_turn": "hook_strength",
    "emotion": "emotional_tone",
    "pleasant": "emotional_tone",
    "unpleasant": "emotional_tone",
    "feeling": "emotional_tone",
    "claim": "quotability",
    "absolute": "quotability",
    "contrast": "quotability",
    "superlative": "quotability",
    "quotation": "quotability",
    "advice": "quotability",
    "lesson": "quotability",
    "weak_start": "completion",
    "pronouns": "completion",
    "place_in_turn": "completion",
    "length": "information_density",
    "short": "information_density",
    "clauses": "information_density",
    "word_length": "information_density",
    "salience": "information_density",
    "keywords": "information_density",
    "rarity": "information_density",
    "names": "information_density",
    "filler": "information_density",
    "energy": "high_energy",
    "exclamation": "high_energy",
    "host": "speaker_change",
    "turn_length": "speaker_change",
    "applauded": "speaker_change",
    "centrality": "topic_completeness",
    "place_in_section": "topic_completeness",
    "story": "engagement",
    "first_person": "engagement",
    "we": "engagement",
    "second_person": "engagement",
    "laughter": "engagement",
    "meta": "engagement",
    "housekeeping": "engagement",
    "motion": "engagement",
}
"""Signal to the criterion that explains it."""
SIGNALS = tuple(GROUPS)
PLACE = ("position", "position_squared", "early")
PLACED = "place"
"""What `PLACE` is explained by: no criterion, but where in the recording something is said."""
COLUMNS = tuple(
    f"{name}{suffix}" for suffix in ("", *(f"~{reach}" for reach in REACHES)) for name in SIGNALS
) + tuple(PLACE)
WE = lexicon.phrases("(?:we|we're|we've|our|us|ours)")
PRONOUNS = lexicon.words("he she it they him her them his their its this that these those there")
LISTS: dict[str, re.Pattern[str]] = {
    "claim": lexicon.CLAIM,
    "contrast": lexicon.CONTRAST,
    "absolute": lexicon.ABSOLUTE,
    "superlative": lexicon.SUPERLATIVE,
    "advice": lexicon.ADVICE,
    "lesson": lexicon.LESSON,
    "story": lexicon.STORY,
    "emotion": lexicon.EMOTION,
    "first_person": lexicon.FIRST_PERSON,
    "we": WE,
    "second_person": lexicon.SECOND_PERSON,
    "laughter": lexicon.LAUGHTER,
    "meta": lexicon.META,
    "housekeeping": besides.HOUSEKEEPING,
    "quotation": QUOTED,
}


@dataclass(frozen=True)
class Signals:
    """The table of a recording, and what it was taken from."""

    values: Table
    """(sentences, len(COLUMNS)), standardised; 0 where a signal is missing."""
    words: Column
    """How many, of each sentence."""
    usable: NDArray[np.bool_]
    """Sentences that a clip may hold."""
    roles: Roles


def column_group(column: str) -> str:
    """The criterion that explains a column, or `place`."""
    return GROUPS.get(column.split("~", maxsplit=1)[0], PLACED)


def signals(
    segments: Segments, *, energy: Column | None = None, motion: Column | None = None
) -> Signals:
    """All columns of all sentences; no sentences give a table without rows.

    Args:
        energy: loudness of each sentence against the speaker's usual; None where it is not known.
        motion: likewise for the picture.
    """
    sentences = segments.sentences
    roles = roles_of(sentences)
    usable = np.array([not _barred(sentence) for sentence in sentences], dtype=bool)
    raw = _text(segments)
    raw |= _spoken(sentences, roles)
    raw |= {"place_in_section": _in_section(segments)}
    zero = np.zeros(len(sentences))
    raw |= {
        "energy": zero if energy is None else energy,
        "motion": zero if motion is None else motion,
    }
    own = (
        np.column_stack([raw[name] for name in SIGNALS])
        if sentences
        else np.zeros((0, len(SIGNALS)))
    )
    parts = [own, *(_around(own, reach) for reach in REACHES), _places(sentences, usable)]
    table = np.hstack(parts) if sentences else np.zeros((0, len(COLUMNS)))
    return Signals(
        values=_standardised(table, usable),
        words=np.array([max(1, len(WORD.findall(item.text))) for item in sentences], dtype=float),
        usable=usable,
        roles=roles,
    )


def _barred(sentence: Sentence) -> bool:
    return bool({"sponsor", "intro", "outro", "cold_open"} & set(sentence.flags))


def _standardised(table: NDArray[np.float64], usable: NDArray[np.bool_]) -> Table:
    """Every column against its mean and deviation among usable sentences; rounded, so that the last
    bits of a sum decide nothing."""
    rows = table[usable] if usable.any() else table
    if not len(rows):
        return table.astype(np.float32)
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    scaled = np.where(spread > 1e-9, (table - mean) / np.maximum(spread, 1e-9), 0.0)
    return np.asarray(np.round(np.clip(scaled, -FARTHEST, FARTHEST), 4), dtype=np.float32)


def _around(own: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """Means over the sentences up to `reach` away on either side, itself included."""
    sums = np.vstack([np.zeros((1, own.shape[1])), np.cumsum(own, axis=0)])
    at = np.arange(len(own))
    first, stop = np.maximum(0, at - reach), np.minimum(len(own), at + reach + 1)
    return np.asarray((sums[stop] - sums[first]) / (stop - first)[:, None])


def _places(sentences: Sequence[Sentence], usable: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Where in what may be used at all: whatever is left out at either end does not count."""
    if not len(sentences):
        return np.zeros((0, len(PLACE)))
    at = np.flatnonzero(usable) if usable.any() else np.arange(len(sentences))
    begin, end = sentences[at[0]].start_ms, sentences[at[-1]].end_ms
    starts = np.array([sentence.start_ms for sentence in sentences], dtype=float)
    position = np.clip((starts - begin) / max(1, end - begin), 0, 1)
    minutes = np.maximum(0.0, starts - begin) / 60_000
    return np.column_stack([position, position**2, np.exp(-minutes / EARLY_MINUTES)])


def _text(segments: Segments) -> dict[str, Column]:
    """What the words of each sentence show."""
    sentences = segments.sentences
    english = is_english(segments.language)
    said = [tokens(sentence.text) for sentence in sentences]
    counts = np.array([max(1, len(words)) for words in said], dtype=float)
    columns: dict[str, Column] = {
        "length": np.log1p(counts),
        "short": (counts <= 4).astype(float),
        "number": _each(sentences, lambda item: float(bool(lexicon.NUMBER.search(item.text)))),
        "names": _each(sentences, lambda item: float(min(3, _names(item.text)))),
        "clauses": _each(sentences, lambda item: float(min(6, item.text.count(",")))),
        "exclamation": _each(sentences, lambda item: float("!" in item.text)),
        "question": _each(sentences, lambda item: float("question" in item.flags)),
        "weak_start": _each(sentences, lambda item: float("weak_start" in item.flags)),
        "filler": _each(sentences, lambda item: english * len(lexicon.FILLER.findall(item.text)))
        / counts,
        "word_length": np.array([sum(map(len, words)) for words in said]) / counts,
        "pronouns": np.array([sum(word in PRONOUNS for word in words) for words in said]) / counts,
    }
    straight = [item.text.replace("’", "'") for item in sentences]
    for name, pattern in LISTS.items():
        found = [float(english and bool(pattern.search(text))) for text in straight]
        columns[name] = np.array(found, dtype=float)
    felt = [moods(text) if english else (0.0, 0.0, 0.0) for text in straight]
    for place, name in enumerate(("pleasant", "unpleasant", "feeling")):
        columns[name] = np.array([row[place] for row in felt], dtype=float)
    return columns | _topical(said, segments)


def _each(sentences: Sequence[Sentence], measure: Callable[[Sentence], float]) -> Column:
    return np.array([measure(sentence) for sentence in sentences], dtype=float)


def _names(text: str) -> int:
    """Capitalised words inside the sentence, `I` apart."""
    return sum(1 for word in WORD.findall(text)[1:] if word[:1].isupper() and len(word) > 1)


def _topical(said: Sequence[Sequence[str]], segments: Segments) -> dict[str, Column]:
    """How much a sentence is about what the whole recording is about."""
    telling = salience([sentence.text for sentence in segments.sentences], segments.language)
    content = [[word for word in words if is_content(word)] for words in said]
    keys = [[stem(word) for word in words] for words in content]
    total = Counter(key for row in keys for key in row)
    best = sorted(telling, key=lambda key: (-round(telling[key], 9), key))[:KEYWORDS]
    top = frozenset(best)
    language = tongue(segments.language)
    norm = float(np.sqrt(sum(count * count for count in total.values()))) or 1.0
    rows = [
        (
            sum(telling.get(key, 0.0) for key in row) / max(3, len(row)),
            sum(key in top for key in row) / max(3, len(row)),
            sum(rarity(word, language) for word in words) / max(3, len(words)),
            sum(total[key] for key in set(row)) / norm / max(1.0, len(set(row)) ** 0.5),
        )
        for row, words in zip(keys, content, strict=True)
    ]
    table = np.array(rows, dtype=float).reshape(len(rows), 4)
    names = ("salience", "keywords", "rarity", "centrality")
    return {name: table[:, place] for place, name in enumerate(names)}


def _spoken(sentences: Sequence[Sentence], roles: Roles) -> dict[str, Column]:
    """Who speaks, how long at a stretch, and what the other one says to it."""
    count = len(sentences)
    host = np.array([item.speaker is not None and item.speaker == roles.host for item in sentences])
    length, first, place = np.zeros(count), np.zeros(count), np.zeros(count)
    applauded = np.zeros(count)
    for number, (begin, stop) in enumerate(roles.turns):
        words = sum(len(WORD.findall(item.text)) for item in sentences[begin:stop])
        length[begin:stop] = np.log1p(words)
        first[begin] = 1.0
        place[begin:stop] = np.arange(stop - begin) / max(1, stop - begin)
        behind = roles.turns[number + 1] if number + 1 < len(roles.turns) else None
        if behind and any(
            lexicon.PRAISE.search(item.text) for item in sentences[behind[0] : behind[0] + 2]
        ):
            applauded[max(begin, stop - 4) : stop] = 1.0
    return {
        "host": host.astype(float),
        "turn_length": length,
        "first_in_turn": first,
        "place_in_turn": place,
        "applauded": applauded,
    }


def _in_section(segments: Segments) -> Column:
    """How far into its section a sentence stands, 0 to 1; 0 throughout where there are none."""
    place = np.zeros(len(segments.sentences))
    for section in segments.sections:
        size = section.last_sentence - section.first_sentence + 1
        place[section.first_sentence : section.last_sentence + 1] = np.arange(size) / size
    return place
