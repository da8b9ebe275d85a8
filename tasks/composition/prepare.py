"""PlannedClip x Mezzanine -> PreparedClip: one clip cut loose, rounded once to exact frames."""

from __future__ import annotations

from itertools import pairwise

from schemas.artifacts import MP4, WAV, Ref
from schemas.clips import PreparedClip
from schemas.media import Mezzanine, SeekPoint
from schemas.scenes import Shots
from schemas.stages import Stage
from schemas.units import fps, frame_at
from tasks.stage import StageContext, stage
from tasks.tools.media.cut import cut_picture, cut_sound


@stage(Stage.PREPARE, revision=1)
def prepare(
    ctx: StageContext,
    clip_id: str,
    start_ms: int,
    end_ms: int,
    mezzanine: Ref[Mezzanine],
    shots: Ref[Shots],
) -> Ref[PreparedClip]:
    """Cut the clip's sound and proxy out of the recording, and say where to decode its source.

    Takes the span only: a new title must not cut anything anew.
    """
    media = ctx.load(mezzanine, Mezzanine)
    all_shots = ctx.load(shots, Shots)

    first, count = frames_of(start_ms, end_ms, media.rate, media.duration_ms)
    rate = fps(media.rate)
    sound = ctx.workdir / "sound.wav"
    cut_sound(ctx.path(media.audio), sound, rate=rate, first=first, count=count)
    proxy = None
    if media.proxy is not None:
        picture = ctx.workdir / "picture.mp4"
        cut_picture(ctx.path(media.proxy), picture, rate=rate, first=first, count=count)
        proxy = ctx.publish_file(picture, MP4)

    return ctx.publish(
        PreparedClip(
            clip_id=clip_id,
            kind=media.kind,
            source=media.source,
            rate=media.rate,
            first_frame=first,
            frame_count=count,
            width=media.width,
            height=media.height,
            rotation=media.rotation,
            start_ms=media.start_ms,
            seek_pts=seek_before(media.seek, first, media.rate),
            audio=ctx.publish_file(sound, WAV),
            proxy=proxy,
            shots=shots_inside(all_shots, media.rate, first, count),
        )
    )


def frames_of(start_ms: int, end_ms: int, rate: str, duration_ms: int) -> tuple[int, int]:
    """First recording frame and number of frames of a span, kept inside the recording.

    This is where milliseconds become frames, once. At least one frame.
    """
    total = max(1, frame_at(duration_ms, rate))
    first = min(frame_at(start_ms, rate), total - 1)
    end = min(frame_at(end_ms, rate), total)
    return first, max(1, end - first)


def seek_before(seek: tuple[SeekPoint, ...], first: int, rate: str) -> int | None:
    """Time stamp of the last key frame that is shown at or before recording frame `first`.

    Key frame times are rounded to milliseconds, so one that is within a millisecond of being late
    is passed over. None: decode from the beginning.
    """
    points = [point for point in seek if frame_at(point.ms + 1, rate) <= first]
    return max(points, key=lambda point: point.ms).pts if points else None


def shots_inside(shots: Shots, rate: str, first: int, count: int) -> tuple[tuple[int, int], ...]:
    """Shots that are seen in the clip as clip frames; they cover it without gap or overlap."""
    starts = {frame_at(shot.start_ms, rate) - first for shot in shots.shots}
    edges = [0, *sorted(start for start in starts if 0 < start < count), count]
    return tuple(pairwise(edges))
