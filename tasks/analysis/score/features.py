"""What can be told of each sentence by itself: small documented sums between 0 and 1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas.scenes import Shots
from schemas.segments import Segments, Sentence
from tasks.analysis.editorial import besides, lexicon
from tasks.analysis.editorial.repeats import cold_open
from tasks.analysis.editorial.sentences import TERMINAL
from tasks.analysis.editorial.terms import (
    WORD,
    is_content,
    is_english,
    salience,
    stem,
    tokens,
)
from tasks.analysis.score.liveliness import lively
from tasks.analysis.score.voice import Voice

Row = NDArray[np.float64]


@dataclass(frozen=True)
class Features:
    """One value for each sentence; 0 to 1 unless it says otherwise."""

    english: bool
    start_ms: Row
    end_ms: Row
    words: Row
    """How many."""
    hook: Row
    emotion: Row
    quote: Row
    density: Row
    interest: Row
    lesson: Row
    source: Row
    """1 where the editor took the cold open from."""
    energy: Row | None
    """Standard deviations above what is usual for the speaker; see `liveliness`."""
    heard: dict[str, Row]
    """What makes it; empty without sound."""
    motion: Row | None
    """Standard deviations above what is usual in the picture."""
    speaker: NDArray[np.int64]
    """-1 where nobody knows."""
    section: NDArray[np.int64]
    clean: Row
    """1 for a sentence that a clip may start with as it is."""
    closed: Row
    """1 for a sentence that comes to its end."""
    open_start: NDArray[np.bool_]
    """Sentences a clip may start with at all."""
    question: NDArray[np.bool_]
    excluded: NDArray[np.bool_]
    """Sponsor reads, greetings, goodbyes, copies of the cold open: never in a clip."""
    signals: tuple[tuple[str, ...], ...]
    """What was heard in a sentence, in words."""


def features(segments: Segments, voice: Voice | None, shots: Shots | None) -> Features:
    """Features of all sentences."""
    sentences = segments.sentences
    telling = salience([sentence.text for sentence in sentences], segments.language)
    english = is_english(segments.language)
    parts = [_sentence(sentence, telling, english) for sentence in sentences]
    speakers = _numbers([sentence.speaker for sentence in sentences])
    sound = lively(sentences, speakers, voice) if voice and len(voice.level) and sentences else None
    return Features(
        english=english,
        start_ms=_row(sentence.start_ms for sentence in sentences),
        end_ms=_row(sentence.end_ms for sentence in sentences),
        words=_row(part["words"] for part in parts),
        hook=_row(part["hook"] for part in parts),
        emotion=_row(part["emotion"] for part in parts),
        quote=_row(part["quote"] for part in parts),
        density=_row(part["density"] for part in parts),
        interest=_row(part["interest"] for part in parts),
        lesson=_row(part["lesson"] for part in parts),
        source=_sources(sentences),
        energy=sound.energy if sound else None,
        heard=sound.parts if sound else {},
        motion=_motion(sentences, shots),
        speaker=speakers,
        section=_sections(segments),
        clean=_clean(sentences),
        closed=_closed(sentences),
        open_start=_open(sentences),
        question=np.array(["question" in sentence.flags for sentence in sentences], dtype=bool),
        excluded=_excluded(sentences),
        signals=tuple(part["signals"] for part in parts),
    )


def _row(values: Any) -> Row:
    return np.array(list(values), dtype=np.float64)


def _sentence(sentence: Sentence, telling: dict[str, float], english: bool) -> dict[str, Any]:
    """Everything that the words of one sentence show."""
    text = sentence.text
    said = tokens(text)
    count = max(1, len(said))
    seen = _seen(text) if english else {}
    number = bool(lexicon.NUMBER.search(text))
    asks = "question" in sentence.flags
    short = 4 <= count <= 16
    fillers = len(lexicon.FILLER.findall(text)) / count if english else 0.0
    rare = _rare(said, telling)
    hook = (
        0.3 * asks + 0.25 * number + 0.15 * short + 0.2 * min(1.0, rare * 2)
        + 0.3 * seen.get("a claim", 0) + 0.15 * seen.get("contrast", 0)
        + 0.2 * seen.get("an absolute", 0) + 0.1 * seen.get("speaks to the viewer", 0)
        + 0.2 * seen.get("feeling", 0) + 0.2 * seen.get("a story", 0)
        - 1.5 * fillers - 0.5 * ("weak_start" in sentence.flags) - 0.6 * ("filler" in sentence.flags)
    )  # fmt: skip
    quote = (
        0.25 * (5 <= count <= 24) + 0.25 * min(1.0, rare * 2) + 0.2 * seen.get("a claim", 0)
        + 0.2 * seen.get("an absolute", 0) + 0.2 * seen.get("contrast", 0)
        + 0.15 * seen.get("a lesson", 0) + 0.1 * number
        - 2 * fillers - 0.3 * asks - 0.25 * ("weak_start" in sentence.flags)
    )  # fmt: skip
    density = (
        0.55 * min(1.0, rare * 2.2) + 0.3 * min(1.0, count / 18) + 0.15 * number
        + 0.15 * min(1.0, _names(text) / 2) - 1.5 * fillers
    )  # fmt: skip
    interest = (
        0.35 * seen.get("a story", 0) + 0.2 * seen.get("speaks to the viewer", 0)
        + 0.15 * seen.get("speaks of themselves", 0) + 0.2 * seen.get("contrast", 0)
        + 0.2 * seen.get("a claim", 0) + 0.2 * seen.get("laughter", 0) + 0.1 * asks
        - 0.5 * seen.get("housekeeping", 0)
    )  # fmt: skip
    return {
        "words": count,
        "hook": _unit(hook),
        "emotion": _emotion(text, seen) if english else 0.0,
        "quote": _unit(quote),
        "density": _unit(density),
        "interest": _unit(interest),
        "lesson": seen.get("a lesson", 0),
        "signals": _signals(seen, number, asks),
    }


def _unit(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 6)


LISTS = {
    "a claim": lexicon.CLAIM,
    "contrast": lexicon.CONTRAST,
    "an absolute": lexicon.ABSOLUTE,
    "a story": lexicon.STORY,
    "feeling": lexicon.EMOTION,
    "a lesson": lexicon.LESSON,
    "laughter": lexicon.LAUGHTER,
    "speaks to the viewer": lexicon.SECOND_PERSON,
    "speaks of themselves": lexicon.FIRST_PERSON,
    "housekeeping": besides.HOUSEKEEPING,
}


def _seen(text: str) -> dict[str, int]:
    straight = text.replace("’", "'")
    return {name: int(bool(pattern.search(straight))) for name, pattern in LISTS.items()}


def _signals(seen: dict[str, int], number: bool, asks: bool) -> tuple[str, ...]:
    told = ["a question"] if asks else []
    told += ["a number"] if number else []
    quiet = {"speaks of themselves", "housekeeping"}
    return tuple(told + [name for name, hit in seen.items() if hit and name not in quiet])


def _rare(said: Sequence[str], telling: dict[str, float]) -> float:
    """Mean salience of the content words, less for sentences that have few of them."""
    values = [telling.get(stem(token), 0.0) for token in said if is_content(token)]
    return sum(values) / max(3, len(values))


def _names(text: str) -> int:
    """Capitalised words inside the sentence."""
    return sum(1 for word in WORD.findall(text)[1:] if word[:1].isupper() and len(word) > 1)


@lru_cache(maxsize=1)
def _moods() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


def _emotion(text: str, seen: dict[str, int]) -> float:
    strength = abs(float(_moods().polarity_scores(text)["compound"]))
    return _unit(0.65 * strength + 0.35 * seen["feeling"] + 0.2 * seen["laughter"])


def _sources(sentences: Sequence[Sentence]) -> Row:
    found = cold_open(sentences).sources
    return _row(float(index in found) for index in range(len(sentences)))


def _numbers(names: Sequence[str | None]) -> NDArray[np.int64]:
    known = {name: n for n, name in enumerate(dict.fromkeys(n for n in names if n is not None))}
    return np.array([-1 if name is None else known[name] for name in names], dtype=np.int64)


def _motion(sentences: Sequence[Sentence], shots: Shots | None) -> Row | None:
    """Motion of the picture behind each sentence; None where there is one shot or none."""
    if shots is None or len(shots.shots) < 2:
        return None
    spread = float(np.std([shot.motion for shot in shots.shots]))
    if spread < 1e-3:
        return None
    usual = float(np.median([shot.motion for shot in shots.shots]))
    starts = np.array([shot.start_ms for shot in shots.shots])
    middles = [(sentence.start_ms + sentence.end_ms) // 2 for sentence in sentences]
    at = np.maximum(0, np.searchsorted(starts, middles, side="right") - 1)
    motion = np.array([shot.motion for shot in shots.shots])[at]
    return np.asarray(np.round(np.clip((motion - usual) / spread, -3, 3), 6))


def _sections(segments: Segments) -> NDArray[np.int64]:
    result = np.zeros(len(segments.sentences), dtype=np.int64)
    for section in segments.sections:
        result[section.first_sentence : section.last_sentence + 1] = section.id
    return result


def _clean(sentences: Sequence[Sentence]) -> Row:
    """1 for a start that needs nothing, less for `And` and for the middle of a sentence, 0 for an
    open reference."""
    cased = _mostly(sentence.text[:1].isupper() for sentence in sentences)
    values = []
    for sentence in sentences:
        opening = (tokens(sentence.text) or [""])[0]
        joins = opening in lexicon.CONNECTIVE
        middle = cased and sentence.text[:1].islower()
        lean = 0.4 if middle else 0.6 if joins else 1.0
        values.append(0.0 if "weak_start" in sentence.flags else lean)
    return _row(values)


def _closed(sentences: Sequence[Sentence]) -> Row:
    """1 for sentences with an end, as all are taken to have where there is no punctuation."""
    ends = [bool(TERMINAL.search(sentence.text)) for sentence in sentences]
    return _row(ends) if _mostly(ends) else np.ones(len(ends))


def _mostly(values: Iterable[bool]) -> bool:
    found = list(values)
    return 2 * sum(found) > len(found)


def _open(sentences: Sequence[Sentence]) -> NDArray[np.bool_]:
    closed = {"filler", "sponsor", "intro", "outro", "cold_open"}
    return np.array([not closed & set(sentence.flags) for sentence in sentences], dtype=bool)


def _excluded(sentences: Sequence[Sentence]) -> NDArray[np.bool_]:
    never = {"sponsor", "intro", "outro", "cold_open"}
    return np.array([bool(never & set(sentence.flags)) for sentence in sentences], dtype=bool)
