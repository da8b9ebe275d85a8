"""Where the camera leans in, and what that does to the faces that captions stay clear of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from schemas.clips import FaceZone, Framing, Timeline
from schemas.enhancement import EnhancedClip
from schemas.renders import Punch
from schemas.style.visuals import VisualRules
from schemas.units import frame_at
from tasks.tools.drawing.clock import Clock

SETTLE_MS = 1600
"""How long the camera takes to settle after leaning in with the first frame."""
EASE_MS = 260
"""How long it takes to lean in on a marked word, and back."""
FOCUS = (0.5, 0.42)
"""Where it leans to without a face: a little above the middle, where people look."""


def punches_of(
    visual: VisualRules, timeline: Timeline, clip: EnhancedClip, clock: Clock, frames: int
) -> tuple[Punch, ...]:
    """Every time the camera leans in, in order; none reaches over a cut or into another."""
    if visual.punch_in <= 1 or timeline.kind == "audio":
        return ()
    rate = timeline.rate
    if visual.punch_on == "start":
        wanted = [(0, min(frames, max(1, frame_at(SETTLE_MS, rate))))]
    else:
        wanted = _marked(timeline, clip, clock, frames)
    ease = max(1, frame_at(EASE_MS, rate))
    punches: list[Punch] = []
    for first, end in wanted:
        framing = framing_at(timeline.framings, first)
        end = min(end, framing.end_frame) if framing else end
        if framing is None or framing.layout != "crop" or end - first < 2:
            continue
        starts = visual.punch_on == "start"
        focus = focus_at(timeline.faces, first)
        punches.append(
            Punch(
                first_frame=first,
                end_frame=end,
                ease_in=0 if starts else min(ease, (end - first) // 2),
                ease_out=end - first if starts else min(ease, (end - first) // 2),
                scale=visual.punch_in,
                x=focus[0],
                y=focus[1],
            )
        )
    return tuple(punches)


def jumps_of(
    scale: float, timeline: Timeline, punches: tuple[Punch, ...], frames: int
) -> tuple[Punch, ...]:
    """The punches, and between them a closer camera after every other cut of ours within a shot."""
    if scale <= 1 or timeline.kind == "audio":
        return punches
    found = list(punches)
    for first, end in _closer(timeline, frames):
        if not any(punch.first_frame < end and first < punch.end_frame for punch in punches):
            x, y = focus_at(timeline.faces, first)
            found.append(
                Punch(
                    first_frame=first,
                    end_frame=end,
                    ease_in=0,
                    ease_out=0,
                    scale=scale,
                    x=x,
                    y=y,
                )
            )
    return tuple(sorted(found, key=lambda punch: punch.first_frame))


def _closer(timeline: Timeline, frames: int) -> Iterator[tuple[int, int]]:
    """First and past the last frame of every other part of each shot that we have cut."""
    joins = [span.at for span in timeline.spans[1:]]
    last = timeline.framings[-1:]
    for framing in timeline.framings:
        if framing.layout == "crop":
            # what is held after the end is held as it is
            end = frames if (framing,) == last else framing.end_frame
            inside = [at for at in joins if framing.first_frame < at < framing.end_frame]
            yield from list(pairwise([framing.first_frame, *inside, end]))[1::2]


def _marked(
    timeline: Timeline, clip: EnhancedClip, clock: Clock, frames: int
) -> list[tuple[int, int]]:
    """First and last frame of the cards that hold a marked word; neighbours are one."""
    spans: list[tuple[int, int]] = []
    for card in clip.cards.get(timeline.aspect, ()):
        words = clip.words[card.first_word : card.last_word + 1]
        if not any(word.keyword for word in words):
            continue
        first = frame_at(clock.output_ms(card.start_ms), timeline.rate)
        end = min(frames, frame_at(clock.output_ms(card.end_ms), timeline.rate))
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((first, end))
    return spans


def framing_at(framings: tuple[Framing, ...], frame: int) -> Framing | None:
    """The framing that stands at a frame; None after the last one."""
    return next((f for f in framings if f.first_frame <= frame < f.end_frame), None)


def focus_at(faces: tuple[FaceZone, ...], frame: int) -> tuple[float, float]:
    """Middle of the largest face at a frame; ties go to the first."""
    here = [zone for zone in faces if zone.first_frame <= frame < zone.end_frame]
    if not here:
        return FOCUS
    face = max(here, key=lambda zone: zone.width * zone.height)
    x, y = face.x + face.width / 2, face.y + face.height / 2
    return min(1.0, max(0.0, x)), min(1.0, max(0.0, y))


def leaned(timeline: Timeline, punches: tuple[Punch, ...]) -> Timeline:
    """The timeline with faces as large as they become; faces are never taken for smaller."""
    if not punches or not timeline.faces:
        return timeline
    faces = tuple(_larger(zone, punches) for zone in timeline.faces)
    return timeline.model_copy(update={"faces": faces})


def _larger(zone: FaceZone, punches: tuple[Punch, ...]) -> FaceZone:
    for punch in punches:
        if punch.first_frame < zone.end_frame and zone.first_frame < punch.end_frame:
            return FaceZone(
                first_frame=zone.first_frame,
                end_frame=zone.end_frame,
                x=punch.x + (zone.x - punch.x) * punch.scale,
                y=punch.y + (zone.y - punch.y) * punch.scale,
                width=zone.width * punch.scale,
                height=zone.height * punch.scale,
            )
    return zone
