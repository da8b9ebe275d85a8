"""PreparedClip -> FaceTracks: who is where, within each shot, and whose mouth moves."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from schemas.artifacts import Ref
from schemas.clips import FaceTrack, FaceTracks, Inset, Interest, PreparedClip
from schemas.stages import Stage
from schemas.units import fps
from tasks.composition.track_faces.base import FaceDetector
from tasks.composition.track_faces.haar import HaarDetector
from tasks.composition.track_faces.hearing import heard_in
from tasks.composition.track_faces.insets import Samples, inset_of, sampled, spread
from tasks.composition.track_faces.interest import interest_of
from tasks.composition.track_faces.mediapipe import MediaPipeDetector
from tasks.composition.track_faces.mouths import with_mouths
from tasks.composition.track_faces.screens import shows_screen
from tasks.composition.track_faces.tracking import (
    FORGET_SECONDS,
    LOOKS_PER_SECOND,
    Look,
    looks_of,
    observe,
    tracks_of,
)
from tasks.errors.recordings import ModelUnavailableError
from tasks.stage import StageContext, stage
from tasks.tools.media.cut import pictures


@stage(Stage.TRACK_FACES, revision=4)
def track_faces(ctx: StageContext, prepared: Ref[PreparedClip]) -> Ref[FaceTracks]:
    """Find and follow all faces, what webcams stand on a recorded screen, and where shots without
    anybody have something to show; a clip without picture or without faces has no tracks."""
    clip = ctx.load(prepared, PreparedClip)
    every = max(1, round(fps(clip.rate) / LOOKS_PER_SECOND))

    seen = _Seen()
    detector = None
    if clip.proxy is not None:
        detector = default_detector()
        _look(ctx, clip, ctx.path(clip.proxy), detector, every, seen)
    heard: tuple[tuple[int, int], ...] = ()
    if any(track.mouth for track in seen.tracks):
        sound, rate = ctx.path(clip.audio), float(fps(clip.rate))
        heard = heard_in(sound, rate=rate, frames=clip.frame_count)

    return ctx.publish(
        FaceTracks(
            clip_id=clip.clip_id,
            detector=detector.name if detector else "none",
            every=every,
            frame_count=clip.frame_count,
            tracks=tuple(seen.tracks),
            heard=heard,
            insets=tuple(spread(seen.insets, seen.tracks)),
            screens=tuple(seen.screens),
            interests=tuple(seen.interests),
        )
    )


@dataclass
class _Seen:
    """What was seen of the shots so far."""

    tracks: list[FaceTrack] = field(default_factory=list)
    insets: list[Inset] = field(default_factory=list)
    screens: list[int] = field(default_factory=list)
    interests: list[Interest] = field(default_factory=list)

    def add(self, clip: PreparedClip, shot: int, looks: list[Look], samples: Samples) -> None:
        """Tracks of a shot, with ids of their own, and what else there is to see in it."""
        forget = round(fps(clip.rate) * round(FORGET_SECONDS))
        found = tracks_of(looks, shot=shot, forget=forget, tall=clip.height / clip.width)
        mine = [
            track.model_copy(update={"id": number})
            for number, track in enumerate(found, start=len(self.tracks))
        ]
        self.tracks += mine
        area = next((one for one in clip.areas if one.shot == shot), None)
        if inset := inset_of(samples, mine, len(looks)):
            self.insets.append(inset)
        elif shows_screen(samples.kept, mine, area):
            self.screens.append(shot)
        elif not mine and (drawn := interest_of(samples.kept, shot)):
            self.interests.append(drawn)


def _look(
    ctx: StageContext,
    clip: PreparedClip,
    proxy: Path,
    detector: FaceDetector,
    every: int,
    seen: _Seen,
) -> None:
    """Look at every shot of a clip, in order."""
    plan = looks_of(clip.shots, every)
    wanted = [frame for frames in plan for frame in frames]
    shown, samples = sampled(pictures(proxy, wanted), plan)
    for shot, looks in enumerate(observe(detector, shown, plan)):
        seen.add(clip, shot, looks, samples[shot])
        samples[shot].kept.clear()
        ctx.progress(clip.shots[shot][1] / clip.frame_count)
    seen.tracks = with_mouths(seen.tracks, proxy, every=every, rate=float(fps(clip.rate)))


_LOADING = threading.Lock()


def default_detector() -> FaceDetector:
    """The best detector that is installed, loaded once in each process.

    Raises:
        ModelUnavailableError: when neither MediaPipe's models nor OpenCV's cascades are there.
    """
    with _LOADING:  # `cache` alone lets two threads load at once
        return _loaded_detector()


@cache
def _loaded_detector() -> FaceDetector:
    detector = MediaPipeDetector()
    try:
        detector.warm()
    except ModelUnavailableError:
        fallback = HaarDetector()
        fallback.warm()
        return fallback
    return detector
