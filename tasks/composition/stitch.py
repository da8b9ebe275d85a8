"""PreparedClip x CropPath x FaceTracks -> Timeline: one short in one aspect ratio, assembled."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.artifacts import Ref
from schemas.clips import (
    CropPath,
    FaceBox,
    FaceTrack,
    FaceTracks,
    FaceZone,
    Framing,
    PreparedClip,
    Rect,
    SourceSpan,
    Timeline,
    crop_at,
    letterbox_at,
)
from schemas.stages import Stage
from schemas.units import Aspect
from tasks.stage import StageContext, stage

WINDOW_LOOKS = 5
"""Looks that make one zone: about a second."""
PAD = 0.01
"""Room around a zone, in shares of the output."""
LEAST = 0.01
"""A zone narrower or lower than this share of the output is a face at the very edge."""
ALIKE = 0.7
"""Neighbouring zones that overlap at least so much (intersection over union) become one."""


@stage(Stage.STITCH, revision=1)
def stitch(
    ctx: StageContext,
    prepared: Ref[PreparedClip],
    path: Ref[CropPath],
    tracks: Ref[FaceTracks],
) -> Ref[Timeline]:
    """Put together what is seen when, and where faces are in the output."""
    clip = ctx.load(prepared, PreparedClip)
    camera = ctx.load(path, CropPath)
    faces = ctx.load(tracks, FaceTracks)

    return ctx.publish(timeline_of(clip, camera, faces))


def timeline_of(clip: PreparedClip, camera: CropPath, faces: FaceTracks) -> Timeline:
    """A clip's timeline; it plays the recording's frames once, without a break."""
    span = SourceSpan(first_frame=clip.first_frame, frame_count=clip.frame_count, at=0)
    return Timeline(
        clip_id=clip.clip_id,
        aspect=camera.aspect,
        kind=clip.kind,
        source=clip.source,
        audio=clip.audio,
        rate=clip.rate,
        frame_count=clip.frame_count,
        width=clip.width,
        height=clip.height,
        rotation=clip.rotation,
        start_ms=clip.start_ms,
        seek_pts=clip.seek_pts,
        spans=(span,),
        framings=camera.framings,
        faces=face_zones(clip, camera, faces),
    )


def face_zones(clip: PreparedClip, camera: CropPath, faces: FaceTracks) -> tuple[FaceZone, ...]:
    """Where faces are in the output, by first frame, then place. A face outside has no zone."""
    zones = [
        zone
        for track in faces.tracks
        for framing in camera.framings
        if framing.first_frame in range(*clip.shots[track.shot])
        for part in _during(track, framing, faces.every)
        for zone in _merged(_zones(part, framing, faces.every, clip, camera))
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
    track: FaceTrack, framing: Framing, every: int, clip: PreparedClip, camera: CropPath
) -> Iterator[FaceZone]:
    """One zone for each window of looks; each look holds until the next one."""
    for first in range(0, len(track.boxes), WINDOW_LOOKS):
        # one look more on both sides: between two looks the face is between two boxes
        window = track.boxes[max(0, first - 1) : first + WINDOW_LOOKS + 1]
        inner = track.boxes[first : first + WINDOW_LOOKS]
        rects = [r for box in window for r in _seen(box, framing, every, clip, camera.aspect)]
        if not rects:
            continue
        after = track.boxes[first + WINDOW_LOOKS : first + WINDOW_LOOKS + 1]
        begin = inner[0].frame if first else max(framing.first_frame, inner[0].frame - every // 2)
        end = after[0].frame if after else min(framing.end_frame, inner[-1].frame + every)
        yield _zone(begin, end, rects)


def _seen(
    box: FaceBox, framing: Framing, every: int, clip: PreparedClip, aspect: Aspect
) -> Iterator[Rect]:
    """A face in shares of the output, at its frame and, as the camera may pan, around it."""
    near = {box.frame - every // 2, box.frame, box.frame + every // 2}
    for frame in sorted(near):
        at = min(max(frame, framing.first_frame), framing.end_frame - 1)
        rect = _mapped(box, framing, at, clip, aspect)
        if rect is not None:
            yield rect


def _mapped(
    box: FaceBox, framing: Framing, frame: int, clip: PreparedClip, aspect: Aspect
) -> Rect | None:
    """A face at a frame in shares of the output; None where it is not seen."""
    if framing.layout == "letterbox_blur":
        place = letterbox_at(clip.width, clip.height, aspect)
        left, top = place.x + box.x * place.width, place.y + box.y * place.height
        width, height = box.width * place.width, box.height * place.height
    else:
        crop = crop_at(framing, frame)
        left, top = (box.x - crop.x) / crop.width, (box.y - crop.y) / crop.height
        width, height = box.width / crop.width, box.height / crop.height
    x, y = max(0.0, left), max(0.0, top)
    right, bottom = min(1.0, left + width), min(1.0, top + height)
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
