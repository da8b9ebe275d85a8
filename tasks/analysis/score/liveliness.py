"""How lively each sentence is said: louder, higher, more varied and faster than its speaker's usual,
and whether people laugh behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.segments import Sentence
from tasks.analysis.score.voice import LEVEL_MS, PITCH_MS, Voice

Row = NDArray[np.float64]

SHARES = {"louder": 0.4, "higher": 0.2, "more varied in pitch": 0.2, "faster": 0.2}
"""What each counts."""
LAUGHTER = "laughter"
LAUGHED = 1.0
"""Standard deviations that laughter behind a sentence is worth."""
LEAST_SPREAD = {"louder": 1.0, "higher": 0.5, "more varied in pitch": 0.3, "faster": 0.2}
"""dB, semitones, semitones, words a second: smaller differences are none."""
LEAST_VOICED = 5
"""With fewer voiced cells of 40 ms nothing is said of the pitch."""
LEAST_WORDS = 4
"""Of shorter sentences nothing is said of the speed."""
FARTHEST = 3.0
NOTABLE = 0.5
"""Standard deviations from which a difference is told."""
LAUGH_MS = (400, 3000)
"""Shortest pause that may hold a laugh, and how much of a longer one is listened to."""
BURSTS_A_SECOND = (2.5, 8.0)
LEAST_BURSTS = 3
BURST_DB = 4.0
"""How far a burst stands out of what is around it."""
BELOW_SPEECH_DB = 20.0
LEAST_VOICED_SHARE = 0.15
SMOOTHED = 3
"""Cells of 20 ms that are taken together: shorter ups and downs are no bursts."""


@dataclass(frozen=True)
class Lively:
    """One value for each sentence."""

    energy: Row
    """Standard deviations above the speaker's usual, all of it together."""
    parts: dict[str, Row]
    """The same for each way to be lively; laughter is 1 or 0."""


def lively(sentences: Sequence[Sentence], speakers: NDArray[np.int64], heard: Voice) -> Lively:
    """What is heard of each sentence, against what is usual for who says it."""
    raw = {
        "louder": _row(_level(item, heard) for item in sentences),
        "higher": _row(_height(item, heard) for item in sentences),
        "more varied in pitch": _row(_variety(item, heard) for item in sentences),
        "faster": _row(_speed(item) for item in sentences),
    }
    parts = {name: _against(row, speakers, LEAST_SPREAD[name]) for name, row in raw.items()}
    together = sum((SHARES[name] * row for name, row in parts.items()), np.zeros(len(sentences)))
    parts[LAUGHTER] = _row(float(laughed) for laughed in _laughed(sentences, heard))
    energy = _against(together, speakers, 0.2) + LAUGHED * parts[LAUGHTER]
    return Lively(np.round(np.clip(energy, -FARTHEST, FARTHEST), 6), parts)


def told(parts: dict[str, Row], words: Row, first: int, last: int) -> str:
    """What a run of sentences is, against the usual; the plainest words where it is nothing much."""
    weights = words[first : last + 1]
    means = {
        name: float(np.average(row[first : last + 1], weights=np.maximum(1.0, weights)))
        for name, row in parts.items()
        if name != LAUGHTER
    }
    found = [name for name, mean in means.items() if mean >= NOTABLE]
    text = f"{_listed(found)} than usual" if found else "much as usual for its speakers"
    return f"{text}, laughter" if parts[LAUGHTER][first : last + 1].any() else text


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _row(values: object) -> Row:
    return np.array(list(values), dtype=np.float64)  # type: ignore[call-overload]


def _against(raw: Row, speakers: NDArray[np.int64], least: float) -> Row:
    """Robust deviations from each speaker's usual; 0 where there is no value."""
    result = np.zeros(len(raw))
    for speaker in np.unique(speakers):
        own = (speakers == speaker) & ~np.isnan(raw)
        if not own.any():
            continue
        usual = float(np.median(raw[own]))
        spread = max(least, float(np.median(np.abs(raw[own] - usual))) * 1.4826)
        result[own] = np.clip((raw[own] - usual) / spread, -FARTHEST, FARTHEST)
    return np.round(result, 6)


def _level(item: Sentence, heard: Voice) -> float:
    found = heard.levels(item.start_ms, item.end_ms)
    return float(found.astype(np.float64).mean()) if len(found) else float("nan")


def _semitones(item: Sentence, heard: Voice) -> Row | None:
    found = heard.pitches(item.start_ms, item.end_ms)
    if len(found) < LEAST_VOICED:
        return None
    return np.asarray(12.0 * np.log2(found.astype(np.float64) / 100.0))


def _height(item: Sentence, heard: Voice) -> float:
    found = _semitones(item, heard)
    return float("nan") if found is None else float(np.median(found))


def _variety(item: Sentence, heard: Voice) -> float:
    """How far the pitch goes up and down: between its lower and its upper fifth."""
    found = _semitones(item, heard)
    if found is None:
        return float("nan")
    low, high = np.percentile(found, (20, 80))
    return float(high - low)


def _speed(item: Sentence) -> float:
    """Words a second."""
    count = item.last_word - item.first_word + 1
    if count < LEAST_WORDS:
        return float("nan")
    return 1000.0 * count / max(1, item.end_ms - item.start_ms)


def _laughed(sentences: Sequence[Sentence], heard: Voice) -> list[bool]:
    """Whether there is a laugh in the pause behind each sentence."""
    speech = [_level(item, heard) for item in sentences]
    usual = float(np.nanmedian(speech)) if speech and not np.all(np.isnan(speech)) else 0.0
    ends = [item.start_ms for item in sentences[1:]]
    ends += [len(heard.level) * LEVEL_MS] * bool(sentences)
    return [
        laughs(heard, item.end_ms, min(end, item.end_ms + LAUGH_MS[1]), usual)
        for item, end in zip(sentences, ends, strict=True)
    ]


def laughs(heard: Voice, start_ms: int, end_ms: int, speech_db: float) -> bool:
    """Whether a stretch without words sounds like laughter: voiced bursts, a few a second.

    A breath is one burst, a fan or music none that stands out, silence nothing.
    """
    if end_ms - start_ms < LAUGH_MS[0]:
        return False
    level = heard.levels(start_ms, end_ms).astype(np.float64)
    cells = -(-(end_ms - start_ms) // PITCH_MS)
    if len(heard.pitches(start_ms, end_ms)) < LEAST_VOICED_SHARE * cells:
        return False
    smooth = np.convolve(level, np.ones(SMOOTHED) / SMOOTHED, mode="same")
    peaks = [at for at in _peaks(smooth) if smooth[at] > speech_db - BELOW_SPEECH_DB]
    if len(peaks) < LEAST_BURSTS:
        return False
    a_second = (len(peaks) - 1) * 1000 / max(1, (peaks[-1] - peaks[0]) * LEVEL_MS)
    return BURSTS_A_SECOND[0] <= a_second <= BURSTS_A_SECOND[1]


def _peaks(level: Row) -> list[int]:
    """Places that stand out of the valleys on both sides of them."""
    found: list[int] = []
    top, low, rising = 0, 0, True
    for at, value in enumerate(level):
        if rising and value > level[top]:
            top = at
        elif rising and value < level[top] - BURST_DB:
            found.append(top)
            low, rising = at, False
        elif not rising and value < level[low]:
            low = at
        elif not rising and value > level[low] + BURST_DB:
            top, rising = at, True
    return found
