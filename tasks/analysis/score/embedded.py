"""The embedded analyser: text, sound and shots, no network, the same answer every time.

It always runs; what a managed model finds is added to what it finds.
"""

from __future__ import annotations

from collections.abc import Sequence

from schemas.candidates import Candidate, Candidates, Criterion, Score
from schemas.segments import Segments
from tasks.analysis.score.base import ScoreJob, candidate, ranked
from tasks.analysis.score.features import Features, features
from tasks.analysis.score.liveliness import told
from tasks.analysis.score.proposals import edges_of, pool, proposals, runs_of
from tasks.analysis.score.weighing import Weighed, weighed
from tasks.analysis.score.windows import Window, windows
from tasks.analysis.taste.profiles import called, chosen
from tasks.analysis.taste.signals import signals
from tasks.analysis.taste.tasted import tasted

PER_MINUTE = 4
LEAST_POOL = 60
REASONS = 3
FAIR = 2.0
"""A criterion with a lower grade speaks for nothing, however little of it others have."""
UNREMARKABLE = "nothing of it stands out; it is the best of what is there"
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
    """Finds moments by a taste profile and grades them by documented sums."""

    name = "embedded"

    def candidates(self, job: ScoreJob) -> Candidates:
        """The best runs of the recording; where nothing is said there are none."""
        if not job.segments.sentences:
            return Candidates(engine=self.name, notes=("nothing is said",), items=())
        found = features(job.segments, job.voice, job.shots)
        measured = signals(job.segments, energy=found.energy, motion=found.motion)
        profile, why = chosen(job.profile, measured.roles)
        taste = tasted(measured, profile, found.source)
        job.progress(0.3)
        edges = edges_of(job.segments)
        most = max(LEAST_POOL, job.segments.duration_ms * PER_MINUTE // 60_000)
        possible = runs_of(edges, job.options, profile.usual_seconds)
        runs = pool(proposals(possible, taste), edges, most)
        marked = windows(found, [(run.first, run.last) for run in runs])
        worths = weighed(runs, marked, taste, measured.words)
        items = [
            explained(item, worth, found, job.segments, self.name)
            for item, worth in zip(marked, worths, strict=True)
        ]
        return Candidates(
            engine=self.name,
            profile=called(profile),
            profile_reason=why,
            notes=_notes(found, job),
            items=ranked(items),
        )


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
        notes.append("no sound to measure: energy (loudness, pitch, pace, laughter) not graded")
    return tuple(notes)


def explained(
    item: Window, worth: Weighed, found: Features, segments: Segments, engine: str
) -> Candidate:
    """A window as a candidate: for every grade the sentence that earned it, and why."""
    scores = {name: _score(name, grade, item, found) for name, grade in item.grades.items()}
    best = sorted(
        item.grades,
        key=lambda name: (-worth.points.get(name, 0), -item.grades[name], list(NAMES).index(name)),
    )
    good = [name for name in best if item.grades[name] >= FAIR]
    reasons = [f"{NAMES[name]}: {scores[name].reason}" for name in good[:REASONS]] or [UNREMARKABLE]
    if found.source[item.first : item.last + 1].any():
        reasons.insert(0, "the recording opens with a piece of it")
    made = candidate(
        segments,
        item.first,
        item.last,
        scores,
        worth=worth.composite,
        engine=engine,
        reasons=reasons,
    )
    return made.model_copy(update={"points": worth.points})


def _score(name: Criterion, grade: float, item: Window, found: Features) -> Score:
    evidence, reason = _evidence(name, item, found)
    return Score(grade=grade, evidence=evidence, reason=reason)


def _evidence(name: Criterion, item: Window, found: Features) -> tuple[int | None, str]:
    """The sentence behind a grade (None where it is none), and what is to be heard in it."""
    run = range(item.first, item.last + 1)
    if name == "hook_strength":
        return item.first, _opens(item, found)
    if name == "completion":
        start = (
            "a start that needs nothing"
            if found.clean[item.first] == 1
            else "a start that leans back"
        )
        end = "a question left open" if found.question[item.last] else "an end that is one"
        return item.last, f"{start}, {end}"
    if name == "high_energy":
        return None, told(found.heard, found.words, item.first, item.last)
    if name == "speaker_change":
        speakers = len(set(found.speaker[item.first : item.last + 1].tolist()))
        return None, f"{speakers} speakers" if speakers > 1 else "one speaker"
    if name == "topic_completeness":
        same = found.section[item.first] == found.section[item.last]
        return None, "inside one section" if same else "told across two sections"
    rows = {
        "emotional_tone": found.emotion,
        "quotability": found.quote,
        "information_density": found.density,
        "engagement": found.interest,
    }
    row = rows[name]
    top = max(run, key=lambda index: (row[index], -index))
    return top, _heard(found.signals[top], _plainly(name))


def _opens(item: Window, found: Features) -> str:
    """What is to be heard in the first two sentences."""
    first = found.signals[item.first]
    second = found.signals[item.first + 1] if item.first < item.last else ()
    if item.grades["hook_strength"] < FAIR:
        return _heard(first, "nothing that stops a viewer")
    return _heard((*first, *second), "short, in words of its own")


def _heard(signals: Sequence[str], otherwise: str) -> str:
    return ", ".join(list(dict.fromkeys(signals))[:3]) or otherwise


def _plainly(name: Criterion) -> str:
    return "telling words" if name in ("information_density", "quotability") else "little"
