"""PreparedClip x CropPath x FaceTracks x spans -> Timeline: one short in one aspect ratio, assembled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas.artifacts import WAV, Blob, Ref
from schemas.clips import (
    CropPath,
    FaceBox,
    FaceTrack,
    FaceTracks,
    FaceZone,
    Framing,
    PreparedClip,
    SourceSpan,
    Timeline,
)
from schemas.stages import Stage
from schemas.units import Aspect
from schemas.views import WHOLE, Rect, views_at
from tasks.composition.splicing import framings_along, parts_of, zones_along
from tasks.stage import StageContext, stage
from tasks.tools.media.audio import wav_samples, write_wav
from tasks.tools.media.splice import spliced

WINDOW_LOOKS = 5
"""Looks that make one zone: about a second."""
PAD = 0.01
"""Room around a zone, in shares of the output."""
LEAST = 0.01
"""A zone narrower or lower than this share of the output is a face at the very edge."""
ALIKE = 0.7
"""Neighbouring zones that overlap at least so much (intersection over union) become one."""


@stage(Stage.STITCH, revision=2)
def stitch(
    ctx: StageContext,
    prepared: Ref[PreparedClip],
    path: Ref[CropPath],
    tracks: Ref[FaceTracks],
    spans: tuple[SourceSpan, ...] = (),
) -> Ref[Timeline]:
    """Put together what is seen and heard when, and where faces are in the output.

    `spans` is what is played of the clip, in order; none: all of it.
    """
    clip = ctx.load(prepared, PreparedClip)
    camera = ctx.load(path, CropPath)
    faces = ctx.load(tracks, FaceTracks)

    audio = _joined_sound(ctx, clip, spans) if spans else clip.audio

    return ctx.publish(timeline_of(clip, camera, faces, spans, audio))


def _joined_sound(ctx: StageContext, clip: PreparedClip, spans: Sequence[SourceSpan]) -> Ref[Blob]:
    samples, rate = wav_samples(ctx.path(clip.audio))
    sound = ctx.workdir / "sound.wav"
    write_wav(
        sound, spliced(samples, parts_of(spans, clip.first_frame, clip.rate, rate), rate), rate
    )
    return ctx.publish_file(sound, WAV)


def timeline_of(
    clip: PreparedClip,
    camera: CropPath,
    faces: FaceTracks,
    spans: tuple[SourceSpan, ...] = (),
    audio: Ref[Blob] | None = None,
) -> Timeline:
    """A clip's timeline: all of it, or its `spans` with their sound."""
    first = clip.first_frame
    spans = spans or (SourceSpan(first_frame=first, frame_count=clip.frame_count, at=0),)
    return Timeline(
        clip_id=clip.clip_id,
        aspect=camera.aspect,
        kind=clip.kind,
        source=clip.source,
        audio=audio or clip.audio,
        rate=clip.rate,
        frame_count=sum(span.frame_count for span in spans),
        width=clip.width,
        height=clip.height,
        rotation=clip.rotation,
        start_ms=clip.start_ms,
        seek_pts=clip.seek_pts,
        spans=spans,
        framings=framings_along(camera.framings, spans, first),
        faces=zones_along(face_zones(clip, camera, faces), spans, first),
    )


def face_zones(clip: PreparedClip, camera: CropPath, faces: FaceTracks) -> tuple[FaceZone, ...]:
    """Where faces are in the output of the whole clip, by first frame, then place. A face outside has
    no zone."""
    zones = [
        zone
        for track in faces.tracks
        for framing in camera.framings
        if framing.first_frame in range(*clip.shots[track.shot])
        for part in _during(track, framing, faces.every)
        for view in range(max(1, len(framing.panes)))
        for zone in _merged(_zones(part, framing, view, faces.every, clip, camera.aspect))
    ]
    return tuple(sorted(zones, key=lambda zone: (zone.first_frame, zone.x, zone.y)))


def _during(track: FaceTrack, framing: Framing, every: int) -> Iterator[FaceTrack]:
    """What is seen of a face while one framing stands, if anything; a look holds until the next one."""
    boxes = tuple(
        box for box in track.boxes if framing.first_frame - every < box.frame < framing.end_frame
    )
    if boxes:
        yield track.model_copy(update={"boxes": boxes})


def _zones(
    track: FaceTrack, framing: Framing, view: int, every: int, clip: PreparedClip, aspect: Aspect
) -> Iterator[FaceZone]:
    """One zone of a view for each window of looks; each look holds until the next one."""
    for first in range(0, len(track.boxes), WINDOW_LOOKS):
        # one look more on both sides: between two looks the face is between two boxes
        window = track.boxes[max(0, first - 1) : first + WINDOW_LOOKS + 1]
        inner = track.boxes[first : first + WINDOW_LOOKS]
        looks = (_seen(box, framing, view, every, clip, aspect) for box in window)
        rects = [rect for look in looks for rect in look]
        if not rects:
            continue
        after = track.boxes[first + WINDOW_LOOKS : first + WINDOW_LOOKS + 1]
        begin = inner[0].frame if first else max(framing.first_frame, inner[0].frame - every // 2)
        end = after[0].frame if after else min(framing.end_frame, inner[-1].frame + every)
        yield _zone(begin, end, rects)


def _seen(
    box: FaceBox, framing: Framing, view: int, every: int, clip: PreparedClip, aspect: Aspect
) -> Iterator[Rect]:
    """A face in shares of the output, at its frame and, as the camera may pan, around it."""
    near = {box.frame - every // 2, box.frame, box.frame + every // 2}
    for frame in sorted(near):
        at = min(max(frame, framing.first_frame), framing.end_frame - 1)
        views = views_at(framing, at, (clip.width, clip.height), aspect)
        rect = _mapped(box, *views[view], within=bool(framing.panes)) if views else None
        if rect is not None:
            yield rect


def _mapped(box: FaceBox, part: Rect, place: Rect, *, within: bool) -> Rect | None:
    """A face where a part of the picture stands, in shares of the output; None where it is not seen.

    `within`: what is beyond the part's place is another part's, and not only more of the output.
    """
    edge = place if within else WHOLE
    left = place.x + (box.x - part.x) / part.width * place.width
    top = place.y + (box.y - part.y) / part.height * place.height
    x, y = max(edge.x, left), max(edge.y, top)
    right = min(edge.x + edge.width, left + box.width / part.width * place.width)
    bottom = min(edge.y + edge.height, top + box.height / part.height * place.height)
    if right - x < LEAST or bottom - y < LEAST:
        return None
    return Rect(x=x, y=y, width=right - x, height=bottom - y)


def _zone(first: int, end: int, rects: list[Rect]) -> FaceZone:
    """The box around all places of a window, with a little room, inside the output."""
    x = max(0.0, min(rect.x for rect in rects) - PAD)
    y = max(0.0, min(rect.y for rect in rects) - PAD)
    right = min(1.0, max(rect.x + rect.width for rect in rects) + PAD)
    bottom = min(1.0, max(rect.y + rect.height for rect in rects) + PAD)
    return FaceZone(first_frame=first, end_frame=end, x=x, y=y, width=right - x, height=bottom - y)


def _merged(zones: Iterator[FaceZone]) -> list[FaceZone]:
    """Neighbouring zones of one face that are nearly the same, as one."""
    merged: list[FaceZone] = []
    for zone in zones:
        if (
            merged
            and merged[-1].end_frame == zone.first_frame
            and _alike(merged[-1], zone) >= ALIKE
        ):
            zone = _around(merged.pop(), zone)
        merged.append(zone)
    return merged


def _alike(one: FaceZone, other: FaceZone) -> float:
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    shared = max(0.0, across) * max(0.0, down)
    return shared / (one.width * one.height + other.width * other.height - shared)


def _around(one: FaceZone, other: FaceZone) -> FaceZone:
    x, y = min(one.x, other.x), min(one.y, other.y)
    right = max(one.x + one.width, other.x + other.width)
    bottom = max(one.y + one.height, other.y + other.height)
    return FaceZone(
        first_frame=one.first_frame,
        end_frame=other.end_frame,
        x=x,
        y=y,
        width=right - x,
        height=bottom - y,
    )
