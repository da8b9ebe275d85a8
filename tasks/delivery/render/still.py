"""One frame of a plan, without rendering the others."""

from __future__ import annotations

from collections.abc import Sequence

import av

from schemas.clips import SourceSpan
from schemas.renders import Picture, RenderPlan
from tasks.delivery.render.base import Locate
from tasks.delivery.render.blend import blend, converted
from tasks.delivery.render.dissolving import mix
from tasks.delivery.render.picture import Camera, gradient_frame
from tasks.tools.drawing.painter import Painter
from tasks.tools.drawing.planes import planes_of
from tasks.tools.media.colors import tag
from tasks.tools.media.decode import recording_frames
from tasks.tools.media.highlights import ordinary


def still(plan: RenderPlan, number: int, locate: Locate) -> av.VideoFrame:
    """Output frame `number` as a render shows it, before it is encoded.

    Raises:
        MediaToolError: when the source cannot be decoded.
    """
    frame = (
        gradient_frame(plan) if plan.picture is None else _seen(plan, plan.picture, number, locate)
    )
    layers = Painter(plan, lambda ref: locate(ref).read_bytes()).paint(number)
    blend(planes_of(frame), [converted(layer).at(layer.opacity) for layer in layers])
    tag(frame)
    return frame


def _seen(plan: RenderPlan, picture: Picture, number: int, locate: Locate) -> av.VideoFrame:
    frame = _shown(plan, picture, number, locate)
    for dissolve in picture.dissolves:
        if dissolve.first_frame <= number < dissolve.end_frame:
            before = _shown(plan, picture, dissolve.first_frame - 1, locate)
            mix(frame, before, dissolve.share_at(number))
    return frame


def _shown(plan: RenderPlan, picture: Picture, number: int, locate: Locate) -> av.VideoFrame:
    lut = locate(picture.lut).read_bytes() if picture.lut else None
    frames = recording_frames(
        locate(picture.source),
        rate=plan.rate,
        start_ms=picture.start_ms,
        first_frame=_recorded(picture.spans, number),
        count=1,
        seek_pts=picture.seek_pts,
    )
    return Camera(plan, picture, lut).show(next(ordinary(frames)), number)


def _recorded(spans: Sequence[SourceSpan], number: int) -> int:
    """The recording's frame at an output frame; after the end the last one is held."""
    span = next((s for s in spans if number < s.at + s.frame_count), spans[-1])
    return span.first_frame + min(number - span.at, span.frame_count - 1)
