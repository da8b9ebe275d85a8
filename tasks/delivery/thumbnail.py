"""RenderedShort -> Thumbnail: the frame that shows the short at its best, and its opening in small."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from schemas.artifacts import JPEG, WEBP, Ref
from schemas.clips import FaceZone
from schemas.outputs import RenderedShort, Thumbnail
from schemas.renders import RenderPlan
from schemas.stages import Stage
from schemas.units import fps
from tasks.delivery.judging import (
    Look,
    Picture,
    best_look,
    choices,
    face_at,
    look_at,
    looked_at_closely,
)
from tasks.delivery.moving import moving_picture
from tasks.delivery.render.still import still
from tasks.errors.recordings import MediaToolError
from tasks.stage import StageContext, stage

LOOKS = 40
"""Frames that are compared, spread over the short."""
OFFERED = 3
"""So many frames are offered at most."""
LARGEST = 1_900_000
"""Bytes; platforms take 2 MB."""
QUALITIES = (92, 86, 78, 68, 55, 40)
SMALL = 360
"""Height at which frames are judged."""
TALL = 960
"""Height at which faces are looked at closely: eyes are small."""
AROUND = 0.4
"""Room around a face when it is looked at closely, in sizes of the face."""


@stage(Stage.THUMBNAIL, revision=5)
def thumbnail(
    ctx: StageContext,
    rendered: Ref[RenderedShort],
    plan: Ref[RenderPlan],
    cover: Ref[RenderPlan] | None = None,
) -> Ref[Thumbnail]:
    """Pick a sharp, well exposed frame with a face whose eyes are open, and no half-drawn text; ties go
    to the earlier. Beside it others that show something else, where there are some as good.

    With a `cover` it is shown as that plan draws it, without captions, and a face under what is
    written there counts for little.
    """
    short = ctx.load(rendered, RenderedShort)
    drawn = ctx.load(plan, RenderPlan)
    card = ctx.load(cover, RenderPlan) if cover else None
    path = ctx.path(short.video)

    looks = looked_at_closely(list(_looks(path, drawn, card)))
    best, reason = best_look(looks)
    image, *others = [
        jpeg(_frame_at(path, one.frame) if card is None else still(card, one.frame, ctx.path))
        for one in choices(looks, OFFERED)
    ]

    return ctx.publish(
        Thumbnail(
            clip_id=short.clip_id,
            aspect=short.aspect,
            image=ctx.publish_bytes(image, JPEG),
            moving=ctx.publish_bytes(moving_picture(path), WEBP),
            frame=best.frame,
            reason=reason,
            others=tuple(ctx.publish_bytes(other, JPEG) for other in others),
        )
    )


def _looks(
    path: Path, plan: RenderPlan, cover: RenderPlan | None
) -> Iterator[tuple[Look, Picture | None]]:
    """A look at every so manieth frame, or the next one that is cheap to have, and the face in it."""
    every = max(1, plan.frame_count // LOOKS)
    due = every // 2
    for number, frame in _cheap(path, fps(plan.rate)):
        if number >= due or plan.frame_count == 1:
            small = frame.reformat(height=SMALL, width=_even(frame), format="gray").to_ndarray()
            look = look_at(np.asarray(small, dtype=np.uint8), number, plan, cover)
            zone = face_at(number, plan)
            yield look, _head(frame, zone) if zone and look.settled else None
            due = number + every


def _head(frame: av.VideoFrame, zone: FaceZone) -> Picture:
    """A face with some room around it, in colour."""
    rgb = frame.reformat(height=TALL, width=_even(frame, TALL), format="rgb24").to_ndarray()
    height, width = rgb.shape[:2]
    wide, high = AROUND * zone.width, AROUND * zone.height
    top, left = max(0.0, zone.y - high), max(0.0, zone.x - wide)
    bottom, right = zone.y + zone.height + high, zone.x + zone.width + wide
    part = rgb[
        round(top * height) : round(bottom * height), round(left * width) : round(right * width)
    ]
    return np.ascontiguousarray(part, np.uint8)


def _even(frame: av.VideoFrame, height: int = SMALL) -> int:
    return max(2, round(frame.width * height / frame.height / 2) * 2)


def _cheap(path: Path, rate: Fraction) -> Iterator[tuple[int, av.VideoFrame]]:
    """Frames that others are made from, by number; the rest, and the smoothing of block edges, is
    left out: decoding all would take most of this stage's time."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type, stream.thread_count = "AUTO", 2
        stream.codec_context.skip_frame = "NONREF"
        stream.codec_context.options = {"skip_loop_filter": "all"}
        for frame in container.decode(stream):
            if frame.pts is not None and frame.time_base is not None:
                yield round(frame.pts * frame.time_base * rate), frame


def _frame_at(path: Path, number: int) -> av.VideoFrame:
    """One frame of a short, by its number."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        rate = stream.average_rate
        if rate is None or stream.time_base is None:
            raise MediaToolError("Taking the thumbnail", "the short does not tell its frame rate")
        wanted = number / rate
        container.seek(int(wanted / stream.time_base), stream=stream)
        for frame in container.decode(stream):
            if frame.pts is not None and frame.pts * stream.time_base >= wanted - 1 / (2 * rate):
                return frame
    raise MediaToolError("Taking the thumbnail", f"frame {number} is not in the short")


def jpeg(frame: av.VideoFrame) -> bytes:
    """The frame at its own size, as good as fits under two megabytes."""
    pixels = frame.reformat(format="bgr24", src_colorspace="ITU709").to_ndarray()
    for quality in QUALITIES:
        options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
        data = cv2.imencode(".jpg", pixels, options)[1].tobytes()
        if len(data) <= LARGEST:
            return data
    return data
