"""PlannedClip x Mezzanine -> PreparedClip: one clip cut loose, rounded once to exact frames.

Every frame of the clip is looked at once: it becomes the proxy's, says where the shots change, and where
the recording has black borders.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

import av

from schemas.artifacts import MP4, WAV, Blob, Ref
from schemas.clips import ActiveArea, PreparedClip
from schemas.media import Mezzanine, SeekPoint
from schemas.stages import Stage
from schemas.units import fps, frame_at
from tasks.stage import StageContext, stage
from tasks.tools.drawing.planes import Plane
from tasks.tools.media.borders import Area, active_area
from tasks.tools.media.changes import CONTEXT_S, boundaries, measure
from tasks.tools.media.cut import cut_sound
from tasks.tools.media.decode import recording_frames
from tasks.tools.media.lowres import Reducer, Small
from tasks.tools.media.proxy import ProxyWriter

TELL_EVERY = 100
SAMPLES = 120
"""Pictures of a clip, spread over it, in which borders are looked for; up to twice as many."""
Shots = tuple[tuple[int, int], ...]
"""First clip frame and end of each shot; they cover the clip without gap or overlap."""


@stage(Stage.PREPARE, revision=4)
def prepare(
    ctx: StageContext, clip_id: str, start_ms: int, end_ms: int, mezzanine: Ref[Mezzanine]
) -> Ref[PreparedClip]:
    """Cut the clip's sound and a proxy out of the recording, and say where to decode its source.

    Takes the span only: a new title must not cut anything anew.
    """
    media = ctx.load(mezzanine, Mezzanine)

    first, count = frames_of(start_ms, end_ms, media.rate, media.duration_ms)
    sound = ctx.workdir / "sound.wav"
    cut_sound(ctx.path(media.audio), sound, rate=fps(media.rate), first=first, count=count)
    proxy: Ref[Blob] | None = None
    shots: Shots = ((0, count),)
    areas: tuple[ActiveArea, ...] = ()
    if media.kind == "video":
        proxy, shots, areas = _look(ctx, media, first, count)

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
            shots=shots,
            areas=areas,
        )
    )


def _look(
    ctx: StageContext, media: Mezzanine, first: int, count: int
) -> tuple[Ref[Blob], Shots, tuple[ActiveArea, ...]]:
    """Proxy, shots and what lies inside their borders, in one pass over the clip's frames and a little
    more on both sides."""
    rate, picture = fps(media.rate), ctx.workdir / "picture.mp4"
    more = round(CONTEXT_S * rate)
    since = max(0, first - more)
    until = min(max(first + count, frame_at(media.duration_ms, media.rate)), first + count + more)
    frames = recording_frames(
        ctx.path(media.source),
        rate=media.rate,
        start_ms=media.start_ms,
        first_frame=since,
        count=until - since,
        seek_pts=seek_before(media.seek, since, media.rate),
    )
    inside = range(first - since, first - since + count)
    size = {"width": media.width, "height": media.height, "rotation": media.rotation}
    samples: dict[int, Plane] = {}
    with ProxyWriter(picture, rate=rate, **size) as proxy:
        changes = measure(_passed(ctx, frames, proxy, inside, samples), rate)
    starts = [frame - inside.start for frame in boundaries(changes, rate)]
    shots = shots_of(starts, count)
    return ctx.publish_file(picture, MP4), shots, areas_of(shots, samples)


def _passed(
    ctx: StageContext,
    frames: Iterable[av.VideoFrame],
    proxy: ProxyWriter,
    inside: range,
    samples: dict[int, Plane],
) -> Iterator[Small]:
    """Every frame reduced; those inside go into the proxy as well, and the luma of some, by clip frame,
    into `samples`."""
    reduced = Reducer()
    every = max(1, len(inside) // SAMPLES)
    for number, frame in enumerate(frames):
        if number in inside:
            luma = proxy.write(frame)
            if (number - inside.start) % every == 0:
                samples[number - inside.start] = luma.copy()
        if number % TELL_EVERY == 0:
            ctx.progress(number / inside.stop)
        yield reduced(frame)


def areas_of(shots: Shots, samples: Mapping[int, Plane]) -> tuple[ActiveArea, ...]:
    """What lies inside the borders of each shot that has some; a shot of which there is no sample has
    those that all others have.

    Args:
        samples: luma by clip frame, all of one size.
    """
    found = {
        number: active_area([luma for frame, luma in samples.items() if first <= frame < end])
        for number, (first, end) in enumerate(shots)
        if any(first <= frame < end for frame in samples)
    }
    alike = set(found.values())
    usual = alike.pop() if len(alike) == 1 else None
    inside = [(number, found.get(number, usual)) for number in range(len(shots))]
    return tuple(_shares(number, area, samples) for number, area in inside if area is not None)


def _shares(shot: int, area: Area, samples: Mapping[int, Plane]) -> ActiveArea:
    height, width = next(iter(samples.values())).shape
    return ActiveArea(
        shot=shot,
        x=area.left / width,
        y=area.top / height,
        width=(area.right - area.left) / width,
        height=(area.bottom - area.top) / height,
    )


def shots_of(starts: Iterable[int], count: int) -> Shots:
    """Shots of a clip of `count` frames, from the frames at which any shot starts."""
    edges = [0, *sorted({start for start in starts if 0 < start < count}), count]
    return tuple(pairwise(edges))


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
