"""Candidates -> editorial plan: which moments, why, and why not the others."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.candidates import Candidate, Candidates
from schemas.params import Limits
from schemas.plan import EditorialPlan, PlannedClip, RejectedCandidate
from schemas.segments import Segments
from tasks.analysis.editorial import wording
from tasks.analysis.editorial.marks import EXCLUDED
from tasks.analysis.editorial.terms import keywords, salience, shingles

PER_MINUTE = 0.3
FEWEST, MOST = 3, 40
SHINGLE = 5
ALIKE = 0.4
"""Share of five-word runs in common from which two clips tell the same."""
AGAIN = 6.0
"""What each clip already chosen from a section takes off the next one's score."""
KEYWORDS = 5

Row = list[tuple[float, tuple[int, ...]]]
"""For each number of clips the best sum, and which candidates make it."""


@dataclass(frozen=True)
class Choice:
    """What was chosen and what was not."""

    chosen: list[Candidate]
    rejected: list[RejectedCandidate]


def planned(candidates: Candidates, segments: Segments, limits: Limits) -> EditorialPlan:
    """The plan. No clips is an answer: the explanation says why."""
    most = limits.max_clips or usual_count(segments.duration_ms)
    choice = _chosen(candidates.items, segments, limits, most)
    order = sorted(choice.chosen, key=lambda item: (item.start_ms, item.id))
    best = sorted(choice.chosen, key=lambda item: (-item.composite, item.start_ms, item.id))
    ranks = {item.id: rank for rank, item in enumerate(best, 1)}
    names = {item.id: f"clip-{number:02d}" for number, item in enumerate(order, 1)}
    telling = salience([sentence.text for sentence in segments.sentences], segments.language)
    return EditorialPlan(
        source_duration_ms=segments.duration_ms,
        language=segments.language,
        clips=tuple(
            _clip(item, names[item.id], ranks[item.id], segments, telling) for item in order
        ),
        rejected=tuple(_named(item, names) for item in choice.rejected),
        explanation=_explanation(candidates, segments, limits, most, choice),
    )


def usual_count(duration_ms: int) -> int:
    """How many clips a recording of some length gives: three for ten minutes, at least 3."""
    return min(MOST, max(FEWEST, round(duration_ms / 60_000 * PER_MINUTE)))


def _chosen(items: Sequence[Candidate], segments: Segments, limits: Limits, most: int) -> Choice:
    """The best of what is left, again and again; where that blocks too much, the best set."""
    rejected: list[RejectedCandidate] = []
    fitting = _fit(items, segments, limits, rejected)
    different = _different(fitting, rejected)
    chosen = _greedy(different, segments, most)
    if len(chosen) < most:
        chosen = _fullest(different, most, limits.floor)
    names = {item.id for item in chosen}
    rejected += [_lost(item, chosen, most) for item in different if item.id not in names]
    rejected.sort(key=lambda item: (-item.composite, item.start_ms, item.id))
    return Choice(chosen, rejected)


def _different(items: Sequence[Candidate], rejected: list[RejectedCandidate]) -> list[Candidate]:
    """Best first, without those elsewhere in the recording that tell the same as a better one."""
    kept: list[Candidate] = []
    texts: dict[str, frozenset[tuple[str, ...]]] = {}
    for item in sorted(items, key=lambda item: (-item.composite, item.start_ms, item.id)):
        texts[item.id] = shingles(item.text, SHINGLE)
        for other in kept:
            same = 0.0 if _overlap(item, other) else _likeness(texts[item.id], texts[other.id])
            if same > ALIKE:
                detail = f"{same:.0%} of its five-word runs are in a better one"
                rejected.append(_rejected(item, "near_duplicate", detail, other.id))
                break
        else:
            kept.append(item)
    return kept


def _greedy(items: Sequence[Candidate], segments: Segments, most: int) -> list[Candidate]:
    """The best of what is left, again and again; sections that have clips weigh less."""
    open_items = list(items)
    sections = {item.id: _section(item, segments) for item in open_items}
    taken: Counter[int] = Counter()
    chosen: list[Candidate] = []

    def order(item: Candidate) -> tuple[float, int, str]:
        worth = item.composite - AGAIN * taken[sections[item.id]]
        return (-round(worth, 3), item.start_ms, item.id)

    while open_items and len(chosen) < most:
        best = min(open_items, key=order)
        chosen.append(best)
        taken[sections[best.id]] += 1
        open_items = [item for item in open_items if not _overlap(item, best)]
    return chosen


def _fullest(items: Sequence[Candidate], most: int, floor: int) -> list[Candidate]:
    """At most so many that do not overlap and together lie furthest above the floor."""
    order = sorted(items, key=lambda item: (item.end_ms, item.start_ms, item.id))
    ends = [item.end_ms for item in order]
    best: list[Row] = [[(0.0, ())] * (most + 1)]
    for index, item in enumerate(order):
        before = best[bisect_right(ends, item.start_ms, 0, index)]
        worth = max(0.0, item.composite - floor) + 1
        row: Row = [(0.0, ())]
        for count in range(1, most + 1):
            total, taken = before[count - 1]
            with_it = (round(total + worth, 3), (*taken, index))
            row.append(max(best[-1][count], with_it, key=lambda found: found[0]))
        best.append(row)
    return [order[index] for index in best[-1][most][1]]


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.start_ms < other.end_ms and other.start_ms < one.end_ms


def _lost(item: Candidate, chosen: Sequence[Candidate], most: int) -> RejectedCandidate:
    """Why a candidate that might have been chosen was not."""
    common = {
        other.id: min(item.end_ms, other.end_ms) - max(item.start_ms, other.start_ms)
        for other in chosen
        if _overlap(item, other)
    }
    if not common:
        return _rejected(item, "over_limit", f"the limit of {most} clips is reached")
    name = min(common, key=lambda name: (-common[name], name))
    detail = f"{common[name] / 1000:.1f} s in common with a chosen one"
    return _rejected(item, "overlaps", detail, name)


def _fit(
    items: Sequence[Candidate],
    segments: Segments,
    limits: Limits,
    rejected: list[RejectedCandidate],
) -> list[Candidate]:
    """Candidates that may be chosen at all."""
    fitting = []
    for item in items:
        refusal = _refusal(item, segments, limits)
        if refusal:
            rejected.append(refusal)
        else:
            fitting.append(item)
    return fitting


def _refusal(item: Candidate, segments: Segments, limits: Limits) -> RejectedCandidate | None:
    seconds = (item.end_ms - item.start_ms) / 1000
    if seconds < limits.min_seconds:
        return _rejected(item, "too_short", f"{seconds:.1f} s of at least {limits.min_seconds} s")
    if seconds > limits.max_seconds:
        return _rejected(item, "too_long", f"{seconds:.1f} s of at most {limits.max_seconds} s")
    run = segments.sentences[item.first_sentence : item.last_sentence + 1]
    barred = sorted({flag for sentence in run for flag in EXCLUDED & set(sentence.flags)})
    if barred:
        return _rejected(item, "excluded", f"it holds: {', '.join(barred)}")
    if item.composite < limits.floor:
        return _rejected(item, "below_floor", f"{item.composite:.0f} against {limits.floor}")
    return None


def _rejected(
    item: Candidate, reason: str, detail: str, nearest: str | None = None
) -> RejectedCandidate:
    return RejectedCandidate.model_validate(
        {
            "id": item.id,
            "start_ms": item.start_ms,
            "end_ms": item.end_ms,
            "composite": item.composite,
            "reason": reason,
            "detail": detail,
            "nearest": nearest,
        }
    )


def _likeness(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Jaccard index."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def _section(item: Candidate, segments: Segments) -> int:
    """The section in which most of it lies."""
    shares = {
        section.id: min(item.end_ms, section.end_ms) - max(item.start_ms, section.start_ms)
        for section in segments.sections
    }
    return min(shares, key=lambda name: (-shares[name], name), default=0)


def _named(item: RejectedCandidate, names: dict[str, str]) -> RejectedCandidate:
    """With the name of the clip that it lost to."""
    return item.model_copy(update={"nearest": names.get(item.nearest or "")})


def _clip(
    item: Candidate, name: str, rank: int, segments: Segments, telling: dict[str, float]
) -> PlannedClip:
    run = segments.sentences[item.first_sentence : item.last_sentence + 1]
    words = keywords([sentence.text for sentence in run], telling, KEYWORDS)
    return PlannedClip(
        id=name,
        rank=rank,
        start_ms=item.start_ms,
        end_ms=item.end_ms,
        first_sentence=item.first_sentence,
        last_sentence=item.last_sentence,
        title=wording.title(item, segments),
        hook=wording.hook(item, segments),
        description=wording.description(item, segments, words),
        keywords=words,
        text=item.text,
        composite=item.composite,
        scores=item.scores,
        reasons=(*item.reasons, *item.adjustments),
        needs_context=item.needs_context,
        engine=item.engine,
    )


def _explanation(
    candidates: Candidates, segments: Segments, limits: Limits, most: int, choice: Choice
) -> str:
    """How many of how many, and why no more."""
    found, chosen = len(candidates.items), len(choice.chosen)
    if not segments.sentences:
        return "No clips, because no speech was found."
    if chosen == 0:
        return f"No clips, because {_why_none(candidates, segments, limits)}."
    noun = "clip" if chosen == 1 else "clips"
    start = f"{chosen} {noun} out of {found} candidates"
    if chosen >= most:
        why = "that is what was asked for" if limits.max_clips else "enough for its length"
        return f"{start}: {why}."
    reasons = Counter(item.reason for item in choice.rejected)
    told = [f"{count} {_told(reason, limits)}" for reason, count in sorted(reasons.items())]
    return f"{start} and no more: {', '.join(told) or 'there were no others'}."


def _told(reason: str, limits: Limits) -> str:
    return {
        "overlaps": "overlap with these",
        "near_duplicate": "tell the same as better ones",
        "below_floor": f"score below {limits.floor}",
        "too_short": f"are under {limits.min_seconds} s",
        "too_long": f"are over {limits.max_seconds} s",
        "over_limit": "are over the limit",
        "excluded": "hold a sponsor read, greeting or goodbye",
    }[reason]


def _why_none(candidates: Candidates, segments: Segments, limits: Limits) -> str:
    seconds = segments.duration_ms / 1000
    if seconds < limits.min_seconds:
        return (
            f"the recording has {seconds:.1f} s and a clip needs at least {limits.min_seconds} s; "
            f"allow shorter ones with --min-seconds"
        )
    if not candidates.items:
        return (
            f"no run of whole sentences lasts between {limits.min_seconds} and "
            f"{limits.max_seconds} s"
        )
    best = max(item.composite for item in candidates.items)
    if best < limits.floor:
        return f"the best candidate scored {best:.0f} against {limits.floor}"
    return "every candidate was too short, too long or left out"
