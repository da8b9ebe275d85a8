"""When an overlay is shown: from the clip's edges, its opening sentence, or who speaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.enhancement import EnhancedClip
from schemas.style.overlays import Span
from tasks.tools.drawing.clock import Clock

BRIEF_MS = 1000
"""A remark this short is no change of speaker: a name that flashes cannot be read."""


@dataclass(frozen=True)
class Moment:
    """A while of the output."""

    start_ms: int
    end_ms: int
    """Exclusive, after `start_ms`."""
    speaker: str | None = None
    """Who speaks, where that is what the moment is about."""


def moments_of(span: Span, clip: EnhancedClip, clock: Clock, length_ms: int) -> list[Moment]:
    """Every while in which a span is shown, in order; none where it lies outside the short."""
    if span.anchor == "speaker_change":
        found = list(_turns(span, clip, clock, length_ms))
    else:
        found = [Moment(*_times(span, clip, clock, length_ms))]
    return [moment for moment in found if moment.end_ms > moment.start_ms]


def _times(span: Span, clip: EnhancedClip, clock: Clock, length_ms: int) -> tuple[int, int]:
    if span.anchor == "always":
        return 0, length_ms
    if span.anchor == "clip_end":
        end = max(0, length_ms - span.offset_ms)
        return (max(0, end - span.duration_ms) if span.duration_ms else 0), end
    said = clock.output_ms(clip.opening_end_ms) if clip.words else 0
    start = span.offset_ms + (said if span.anchor == "hook_end" else 0)
    end = start + span.duration_ms if span.duration_ms else length_ms
    return min(start, length_ms), min(end, length_ms)


def _turns(span: Span, clip: EnhancedClip, clock: Clock, length_ms: int) -> Iterator[Moment]:
    turns = _speakers(clip, clock)
    for number, (speaker, begins) in enumerate(turns):
        until = turns[number + 1][1] if number + 1 < len(turns) else length_ms
        start = begins + span.offset_ms
        end = start + span.duration_ms if span.duration_ms else until
        yield Moment(start, min(end, until, length_ms), speaker)


def _speakers(clip: EnhancedClip, clock: Clock) -> list[tuple[str, int]]:
    """Who begins when. Brief remarks of others are passed over."""
    turns: list[tuple[str, int, int]] = []
    for word in clip.words:
        if word.speaker is None:
            continue
        start, end = clock.output_ms(word.start_ms), clock.output_ms(word.end_ms)
        if turns and turns[-1][0] == word.speaker:
            turns[-1] = (word.speaker, turns[-1][1], end)
        else:
            turns.append((word.speaker, start, end))
    kept: list[tuple[str, int]] = []
    for speaker, start, end in turns:
        if end - start >= BRIEF_MS and (not kept or kept[-1][0] != speaker):
            kept.append((speaker, start))
    return kept
