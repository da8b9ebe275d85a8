"""Where a short's transitions lie, in output frames: at its ends, and where something is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.clips import Timeline
from schemas.renders import Punch
from schemas.style.transitions import EdgeTransition, JoinTransition, Transitions
from schemas.units import Rate, frame_at
from schemas.veils import Dissolve, Veil
from tasks.tools.drawing.punches import focus_at, framing_at

SPACED_MS = 1000
"""Between two dips at least; a cut that comes sooner has none. Each is a flash of the whole picture,
and three within a second can cause seizures (WCAG 2.2, 2.3.1)."""
CLOSER = 1.12
"""How close the camera begins after a cut with a punch."""


@dataclass(frozen=True)
class Join:
    """A cut of ours."""

    frame: int
    """First after it."""
    before: int
    """Frames since whatever was cut before it, by us or in the recording."""
    after: int
    """Frames until whatever is cut next."""


def joins_of(timeline: Timeline) -> tuple[Join, ...]:
    """Every place where something is left out, in order; none where there is no picture."""
    if timeline.kind == "audio":
        return ()
    found = [span.at for span in timeline.spans[1:]]
    cuts = {framing.first_frame for framing in timeline.framings}
    edges = sorted({0, timeline.frame_count, *found, *cuts})
    return tuple(
        Join(
            frame=at,
            before=at - max(edge for edge in edges if edge < at),
            after=min(edge for edge in edges if edge > at) - at,
        )
        for at in found
    )


def veils_of(transitions: Transitions, timeline: Timeline, frames: int) -> tuple[Veil, ...]:
    """Colours over the picture of a short of so many frames: what lies under captions comes first."""
    dips = dips_of(transitions.join, joins_of(timeline), timeline.rate)
    opening = _edge(transitions.open, timeline.rate, frames, opens=True)
    closing = _edge(transitions.close, timeline.rate, frames, opens=False)
    return (*dips, *opening, *closing)


def _edge(edge: EdgeTransition, rate: Rate, frames: int, *, opens: bool) -> tuple[Veil, ...]:
    """The very first or the very last frame shows the colour alone."""
    count = min(frame_at(edge.duration_ms, rate), frames // 2)
    if edge.kind == "cut" or count < 1:
        return ()
    first = 0 if opens else frames - count
    return (
        Veil(
            first_frame=first,
            end_frame=first + count,
            rise=0 if opens else count,
            fall=count if opens else 0,
            color=edge.color,
            over="all",
        ),
    )


def dips_of(join: JoinTransition, joins: tuple[Join, ...], rate: Rate) -> tuple[Veil, ...]:
    """The colour is alone on the last frame before a cut and on the first after it."""
    if join.kind != "dip":
        return ()
    apart, found = frame_at(SPACED_MS, rate), list[Veil]()
    last = -apart
    for at in joins:
        half = _length(join.duration_ms / 2, rate, min(at.before, at.after))
        if half and at.frame - last >= apart:
            last = at.frame
            found.append(
                Veil(
                    first_frame=at.frame - half,
                    end_frame=at.frame + half,
                    rise=half,
                    fall=half,
                    color=join.color,
                    over="picture",
                )
            )
    return tuple(found)


def dissolves_of(transitions: Transitions, timeline: Timeline) -> tuple[Dissolve, ...]:
    """Where the picture before a cut fades over what follows."""
    join = transitions.join
    if join.kind != "crossfade":
        return ()
    lengths = [
        (at.frame, _length(join.duration_ms, timeline.rate, at.after)) for at in joins_of(timeline)
    ]
    return tuple(
        Dissolve(first_frame=first, end_frame=first + count) for first, count in lengths if count
    )


def settling(
    transitions: Transitions, timeline: Timeline, punches: tuple[Punch, ...]
) -> tuple[Punch, ...]:
    """The punches, and a short one after every cut of ours, where none holds."""
    if transitions.join.kind != "punch":
        return punches
    found = [*punches, *_settling(transitions.join, timeline, punches)]
    return tuple(sorted(found, key=lambda punch: punch.first_frame))


def _settling(
    join: JoinTransition, timeline: Timeline, punches: tuple[Punch, ...]
) -> Iterator[Punch]:
    for at in joins_of(timeline):
        framing = framing_at(timeline.framings, at.frame)
        count = _length(join.duration_ms, timeline.rate, at.after)
        end = at.frame + count
        taken = any(p.first_frame < end and at.frame < p.end_frame for p in punches)
        if count and framing is not None and framing.layout == "crop" and not taken:
            x, y = focus_at(timeline.faces, at.frame)
            yield Punch(
                first_frame=at.frame,
                end_frame=end,
                ease_in=0,
                ease_out=count,
                scale=CLOSER,
                x=x,
                y=y,
            )


def _length(ms: float, rate: Rate, room: int) -> int:
    """Frames of a transition: at least one, at most half of the room, so that the next has its own."""
    return min(max(1, frame_at(round(ms), rate)), room // 2)
