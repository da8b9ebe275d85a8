"""Candidates -> editorial plan: which moments, why, and why not the others."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence

from schemas.candidates import Candidate, Candidates
from schemas.params import Limits
from schemas.plan import EditorialPlan, PlannedClip, RejectedCandidate
from schemas.segments import Segments
from schemas.steering import ReadBrief
from tasks.analysis.editorial import wording
from tasks.analysis.editorial.explaining import Choice, explanation, with_nearest
from tasks.analysis.editorial.fluency import Fluency, edits, fluency_of
from tasks.analysis.editorial.marks import EXCLUDED
from tasks.analysis.editorial.steering import Stories, avoids, read_brief, steered
from tasks.analysis.editorial.terms import keywords, salience, shingles

PER_MINUTE = 0.3
FEWEST, MOST = 3, 40
SHINGLE = 5
ALIKE = 0.4
"""Share of five-word runs in common from which two clips tell the same."""
AGAIN = 0.5
"""What each clip already chosen from a section takes off the next one's score."""
BEST = 10
"""So many moments are chosen for what they are worth alone: a great moment may ask for an edit. Behind
them clips that need none come first, because nobody touches up the thirtieth."""
SAME = 0.5
"""Two clips that have this share in common tell the same moment: the one that needs less is chosen."""
READY = 25.0
"""What a clip that asks for every edit there is loses against one that needs none."""
USUAL_MOST_S, TOO_LONG = 45, 0.5
"""Behind the best ones a clip loses so much for every second over a usual length."""
KEYWORDS = 5

Row = list[tuple[float, tuple[int, ...]]]
"""For each number of clips the best sum, and which candidates make it."""


def planned(
    candidates: Candidates,
    segments: Segments,
    limits: Limits,
    *,
    brief: str = "",
    stories: Sequence[str] = (),
) -> EditorialPlan:
    """The plan. No clips is an answer: the explanation says why.

    Args:
        brief: what the producer asks for, in words.
        stories: texts of what was told before.
    """
    most = limits.max_clips or usual_count(segments.duration_ms)
    telling = salience([sentence.text for sentence in segments.sentences], segments.language)
    asked = read_brief(brief, segments)
    items = tuple(steered(item, asked, segments) for item in candidates.items)
    barred = _barred(items, asked, Stories(stories, telling) if stories else None)
    choice = _chosen(items, segments, limits, most, barred)
    order = sorted(choice.chosen, key=lambda item: (item.start_ms, item.id))
    best = sorted(choice.chosen, key=lambda item: (-item.composite, item.start_ms, item.id))
    ranks = {item.id: rank for rank, item in enumerate(best, 1)}
    names = {item.id: f"clip-{number:02d}" for number, item in enumerate(order, 1)}
    clips = [_clip(item, names[item.id], ranks[item.id], segments, telling) for item in order]
    return EditorialPlan(
        source_duration_ms=segments.duration_ms,
        language=segments.language,
        clips=tuple(with_nearest(clips, telling)),
        rejected=tuple(_named(item, names) for item in choice.rejected),
        profile=candidates.profile,
        profile_reason=candidates.profile_reason,
        brief=asked,
        explanation=explanation(items, segments, limits, most, choice, asked),
    )


def _barred(
    items: Sequence[Candidate], asked: ReadBrief | None, stories: Stories | None
) -> dict[str, RejectedCandidate]:
    """Candidates that may not be chosen because of what was asked for or told before, by id."""
    found: dict[str, RejectedCandidate] = {}
    for item in items:
        words = avoids(item, asked)
        before = stories.told_before(item.text) if stories else None
        if words:
            detail = f"the brief avoids: {', '.join(words)}"
            found[item.id] = rejected_as(item, "avoided", detail)
        elif before is not None:
            detail = f"{before:.0%} like what was published already"
            found[item.id] = rejected_as(item, "published", detail)
    return found


def usual_count(duration_ms: int) -> int:
    """How many clips a recording of some length gives: three for ten minutes, at least 3."""
    return min(MOST, max(FEWEST, round(duration_ms / 60_000 * PER_MINUTE)))


def _chosen(
    items: Sequence[Candidate],
    segments: Segments,
    limits: Limits,
    most: int,
    barred: Mapping[str, RejectedCandidate],
) -> Choice:
    """The best of what is left, again and again; where that blocks too much, the best set."""
    rejected = list(barred.values())
    open_items = [item for item in items if item.id not in barred]
    fitting = _fit(open_items, segments, limits, rejected)
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
                rejected.append(rejected_as(item, "near_duplicate", detail, other.id))
                break
        else:
            kept.append(item)
    return kept


def _greedy(items: Sequence[Candidate], segments: Segments, most: int) -> list[Candidate]:
    """The best of what is left, again and again, or the same moment where it is cut better; sections
    that have clips weigh less, and behind the best ones so does what asks for an edit."""
    open_items = list(items)
    sections = {item.id: _section(item, segments) for item in open_items}
    heard = fluency_of(segments)
    asks = {item.id: _asks(item, heard) for item in open_items}
    taken: Counter[int] = Counter()
    chosen: list[Candidate] = []

    def order(item: Candidate) -> tuple[float, int, str]:
        worth = item.composite - AGAIN * taken[sections[item.id]]
        worth -= asks[item.id] if len(chosen) >= BEST else 0.0
        return (-round(worth, 3), item.start_ms, item.id)

    while open_items and len(chosen) < most:
        best = min(open_items, key=order)
        same = [item for item in open_items if _common(item, best) >= SAME]
        best = min(same, key=lambda item: (asks[item.id] - item.composite, item.start_ms, item.id))
        chosen.append(best)
        taken[sections[best.id]] += 1
        open_items = [item for item in open_items if not _overlap(item, best)]
    return chosen


def _asks(item: Candidate, heard: Fluency) -> float:
    """Points that a clip loses for what somebody would have to do to it."""
    seconds = (item.end_ms - item.start_ms) / 1000
    long = TOO_LONG * max(0.0, seconds - USUAL_MOST_S)
    return READY * edits(heard, item.first_sentence, item.last_sentence) + long


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


def _common(one: Candidate, other: Candidate) -> float:
    """What two have in common, as a share of the longer one."""
    common = min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms)
    return common / max(one.end_ms - one.start_ms, other.end_ms - other.start_ms)


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
        return rejected_as(item, "over_limit", f"the limit of {most} clips is reached")
    name = min(common, key=lambda name: (-common[name], name))
    detail = f"{common[name] / 1000:.1f} s in common with a chosen one"
    return rejected_as(item, "overlaps", detail, name)


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
        return rejected_as(item, "too_short", f"{seconds:.1f} s of at least {limits.min_seconds} s")
    if seconds > limits.max_seconds:
        return rejected_as(item, "too_long", f"{seconds:.1f} s of at most {limits.max_seconds} s")
    run = segments.sentences[item.first_sentence : item.last_sentence + 1]
    barred = sorted({flag for sentence in run for flag in EXCLUDED & set(sentence.flags)})
    if barred:
        return rejected_as(item, "excluded", f"it holds: {', '.join(barred)}")
    if item.composite < limits.floor:
        return rejected_as(item, "below_floor", f"{item.composite:.0f} against {limits.floor}")
    return None


def rejected_as(
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
    title = wording.title(item, segments, telling)
    return PlannedClip(
        id=name,
        rank=rank,
        start_ms=item.start_ms,
        end_ms=item.end_ms,
        first_sentence=item.first_sentence,
        last_sentence=item.last_sentence,
        title=title,
        hook=wording.hook(item, segments, telling, title),
        description=wording.description(item, segments, words),
        keywords=words,
        text=item.text,
        composite=item.composite,
        scores=item.scores,
        points=item.points,
        reasons=(*item.reasons, *item.adjustments),
        needs_context=item.needs_context,
        engine=item.engine,
    )
