"""The embedded analyser: text, sound and shots, no network, the same answer every time.

It always runs; what a managed model finds is added to what it finds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from schemas.candidates import Candidate, Candidates, Criterion, Score
from schemas.segments import Segments
from tasks.analysis.score.base import ScoreJob, candidate, ranked
from tasks.analysis.score.features import Features, features
from tasks.analysis.score.windows import Window, best_windows, window

ALIKE = 0.6
"""Overlap, as a share of both together, above which only the better of two windows is kept."""
PER_MINUTE = 4
LEAST_POOL = 60
REASONS = 3
NAMES: dict[Criterion, str] = {
    "hook_strength": "opens strongly",
    "emotional_tone": "is felt",
    "quotability": "holds a line to quote",
    "completion": "stands alone",
    "information_density": "says much",
    "high_energy": "is lively",
    "speaker_change": "is an exchange",
    "topic_completeness": "covers its theme",
    "engagement": "draws in",
}


class EmbeddedAnalyser:
    """Finds moments by documented sums; see `features` and `windows`."""

    name = "embedded"

    def candidates(self, job: ScoreJob) -> Candidates:
        """The best windows of the recording; where nothing is said there are none."""
        if not job.segments.sentences:
            return Candidates(engine=self.name, notes=("nothing is said",), items=())
        found = features(job.segments, job.levels, job.shots)
        job.progress(0.5)
        most = max(LEAST_POOL, job.segments.duration_ms * PER_MINUTE // 60_000)
        pool = _pool(best_windows(found, job.options, job.segments.duration_ms), found, most)
        items = [explained(item, found, job.segments, self.name) for item in pool]
        return Candidates(engine=self.name, notes=_notes(found, job), items=ranked(items))


def graded(job: ScoreJob, found: Features, first: int, last: int) -> Window:
    """The embedded grades of a run that somebody else proposed."""
    return window(found, first, last, job.options, job.segments.duration_ms)


def _pool(windows: list[Window], found: Features, most: int) -> list[Window]:
    """Best first: those that differ, then, where there is room, those much like a better one."""
    order = sorted(windows, key=lambda item: (-item.composite, item.first, item.last))
    kept: list[Window] = []
    alike: list[Window] = []
    starts, ends = np.zeros(len(order)), np.zeros(len(order))
    for item in order:
        start, end = found.start_ms[item.first], found.end_ms[item.last]
        count = len(kept)
        common = np.minimum(ends[:count], end) - np.maximum(starts[:count], start)
        union = np.maximum(ends[:count], end) - np.minimum(starts[:count], start)
        if count == 0 or float((common / union).max()) <= ALIKE:
            starts[count], ends[count] = start, end
            kept.append(item)
        else:
            alike.append(item)
    return (kept + alike)[:most]


def _notes(found: Features, job: ScoreJob) -> tuple[str, ...]:
    notes = []
    left_out = int(found.excluded.sum())
    if left_out:
        notes.append(
            f"{left_out} sentences left out: sponsor reads, greetings, goodbyes, cold open"
        )
    if not found.english:
        notes.append(f"no word lists for {job.segments.language!r}: tone and engagement not graded")
    if found.energy is None:
        notes.append("no sound to measure: energy not graded")
    return tuple(notes)


def explained(item: Window, found: Features, segments: Segments, engine: str) -> Candidate:
    """A window as a candidate: for every grade the sentence that earned it, and why."""
    scores = {name: _score(name, grade, item, found) for name, grade in item.grades.items()}
    best = sorted(item.grades, key=lambda name: (-item.grades[name], list(NAMES).index(name)))
    reasons = [f"{NAMES[name]}: {scores[name].reason}" for name in best[:REASONS]]
    return candidate(
        segments,
        item.first,
        item.last,
        scores,
        worth=item.composite,
        engine=engine,
        reasons=reasons,
    )


def _score(name: Criterion, grade: float, item: Window, found: Features) -> Score:
    evidence, reason = _evidence(name, item, found)
    return Score(grade=grade, evidence=evidence, reason=reason)


def _evidence(name: Criterion, item: Window, found: Features) -> tuple[int | None, str]:
    """The sentence behind a grade (None where it is none), and what is to be heard in it."""
    run = range(item.first, item.last + 1)
    if name == "hook_strength":
        return item.first, _heard(found.signals[item.first], "nothing that stops a viewer")
    if name == "completion":
        start = (
            "a start that needs nothing"
            if found.clean[item.first] == 1
            else "a start that leans back"
        )
        end = "a question left open" if found.question[item.last] else "an end that is one"
        return item.last, f"{start}, {end}"
    if name == "high_energy":
        return None, "loudness against the speaker's usual"
    if name == "speaker_change":
        return None, f"{len(set(found.speaker[item.first : item.last + 1].tolist()))} speakers"
    if name == "topic_completeness":
        same = found.section[item.first] == found.section[item.last]
        return None, "inside one section" if same else "reaches over two sections"
    rows = {
        "emotional_tone": found.emotion,
        "quotability": found.quote,
        "information_density": found.density,
        "engagement": found.interest,
    }
    row = rows[name]
    top = max(run, key=lambda index: (row[index], -index))
    return top, _heard(found.signals[top], _plainly(name))


def _heard(signals: Sequence[str], otherwise: str) -> str:
    return ", ".join(signals[:3]) or otherwise


def _plainly(name: Criterion) -> str:
    return "telling words" if name in ("information_density", "quotability") else "little"
