"""Why a plan is as it is, in words; and how like each other its clips are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.candidates import Candidate
from schemas.params import Limits
from schemas.plan import PlannedClip, RejectedCandidate
from schemas.segments import Segments
from schemas.steering import ReadBrief
from tasks.analysis.editorial.steering import likeness, weights_of


@dataclass(frozen=True)
class Choice:
    """What was chosen and what was not."""

    chosen: list[Candidate]
    rejected: list[RejectedCandidate]


def with_nearest(clips: Sequence[PlannedClip], telling: dict[str, float]) -> list[PlannedClip]:
    """Clips, each with the name of the other one that is most like it."""
    words = {clip.id: weights_of(clip.text, telling) for clip in clips}
    result = []
    for clip in clips:
        alike = {
            other.id: likeness(words[clip.id], words[other.id])
            for other in clips
            if other is not clip
        }
        nearest = min(alike, key=lambda name: (-alike[name], name), default=None)
        update = {"nearest": nearest, "likeness": alike[nearest] if nearest else 0.0}
        result.append(clip.model_copy(update=update))
    return result


def explanation(
    items: Sequence[Candidate],
    segments: Segments,
    limits: Limits,
    most: int,
    choice: Choice,
    asked: ReadBrief | None,
) -> str:
    """How many of how many, and why no more."""
    found, chosen = len(items), len(choice.chosen)
    if not segments.sentences:
        return "No clips, because no speech was found."
    unheard = _unheard(asked)
    if chosen == 0:
        return f"No clips, because {_why_none(items, segments, limits, choice)}.{unheard}"
    noun = "clip" if chosen == 1 else "clips"
    start = f"{chosen} {noun} out of {found} candidates"
    if chosen >= most:
        why = "that is what was asked for" if limits.max_clips else "enough for its length"
        return f"{start}: {why}.{unheard}"
    reasons = Counter(item.reason for item in choice.rejected)
    told = [f"{count} {_told(reason, limits)}" for reason, count in sorted(reasons.items())]
    return f"{start} and no more: {', '.join(told) or 'there were no others'}.{unheard}"


def _told(reason: str, limits: Limits) -> str:
    return {
        "overlaps": "overlap with these",
        "near_duplicate": "tell the same as better ones",
        "below_floor": f"score below {limits.floor}",
        "too_short": f"are under {limits.min_seconds} s",
        "too_long": f"are over {limits.max_seconds} s",
        "over_limit": "are over the limit",
        "avoided": "hold what the brief avoids",
        "published": "were told before",
        "excluded": "hold a sponsor read, greeting or goodbye",
    }[reason]


def _why_none(
    items: Sequence[Candidate], segments: Segments, limits: Limits, choice: Choice
) -> str:
    seconds = segments.duration_ms / 1000
    if seconds < limits.min_seconds:
        return (
            f"the recording has {seconds:.1f} s and a clip needs at least {limits.min_seconds} s; "
            f"allow shorter ones with --min-seconds"
        )
    if not items:
        return (
            f"no run of whole sentences lasts between {limits.min_seconds} and "
            f"{limits.max_seconds} s"
        )
    best = max(item.composite for item in items)
    if best < limits.floor:
        return f"the best candidate scored {best:.0f} against {limits.floor}"
    reasons = Counter(item.reason for item in choice.rejected)
    return ", ".join(f"{count} {_told(name, limits)}" for name, count in sorted(reasons.items()))


def _unheard(asked: ReadBrief | None) -> str:
    """What to say of a brief that nothing in the recording answers."""
    if asked is None or not asked.wanted or asked.heard:
        return ""
    return f" Nobody speaks of what the brief asks for: {', '.join(asked.wanted)}."
