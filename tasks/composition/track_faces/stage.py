"""PreparedClip -> FaceTracks: who is where, within each shot, and whose mouth moves."""

from __future__ import annotations

import threading
from functools import cache

from schemas.artifacts import Ref
from schemas.clips import FaceTrack, FaceTracks, Inset, PreparedClip
from schemas.stages import Stage
from schemas.units import fps
from tasks.composition.track_faces.base import FaceDetector
from tasks.composition.track_faces.haar import HaarDetector
from tasks.composition.track_faces.hearing import heard_in
from tasks.composition.track_faces.insets import inset_of, sampled, spread
from tasks.composition.track_faces.mediapipe import MediaPipeDetector
from tasks.composition.track_faces.mouths import with_mouths
from tasks.composition.track_faces.tracking import (
    FORGET_SECONDS,
    LOOKS_PER_SECOND,
    looks_of,
    observe,
    tracks_of,
)
from tasks.errors.recordings import ModelUnavailableError
from tasks.stage import StageContext, stage
from tasks.tools.media.cut import pictures


@stage(Stage.TRACK_FACES, revision=3)
def track_faces(ctx: StageContext, prepared: Ref[PreparedClip]) -> Ref[FaceTracks]:
    """Find and follow all faces, and what webcams stand on a recorded screen; a clip without picture
    or without faces has no tracks."""
    clip = ctx.load(prepared, PreparedClip)
    every = max(1, round(fps(clip.rate) / LOOKS_PER_SECOND))

    tracks: list[FaceTrack] = []
    insets: list[Inset] = []
    detector = None
    if clip.proxy is not None:
        detector = default_detector()
        plan = looks_of(clip.shots, every)
        wanted = [frame for frames in plan for frame in frames]
        forget = round(fps(clip.rate) * round(FORGET_SECONDS))
        shown, samples = sampled(pictures(ctx.path(clip.proxy), wanted), plan)
        for shot, looks in enumerate(observe(detector, shown, plan)):
            found = tracks_of(looks, shot=shot, forget=forget, tall=clip.height / clip.width)
            mine = [
                track.model_copy(update={"id": number})
                for number, track in enumerate(found, start=len(tracks))
            ]
            tracks += mine
            inset = inset_of(samples[shot], mine, len(looks))
            insets += [inset] if inset else []
            samples[shot].kept.clear()
            ctx.progress(clip.shots[shot][1] / clip.frame_count)
        tracks = with_mouths(tracks, ctx.path(clip.proxy), every=every, rate=float(fps(clip.rate)))
    heard: tuple[tuple[int, int], ...] = ()
    if any(track.mouth for track in tracks):
        sound, rate = ctx.path(clip.audio), float(fps(clip.rate))
        heard = heard_in(sound, rate=rate, frames=clip.frame_count)

    return ctx.publish(
        FaceTracks(
            clip_id=clip.clip_id,
            detector=detector.name if detector else "none",
            every=every,
            frame_count=clip.frame_count,
            tracks=tuple(tracks),
            heard=heard,
            insets=tuple(spread(insets, tracks)),
        )
    )


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
