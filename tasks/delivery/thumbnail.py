"""RenderedShort -> Thumbnail: the frame that shows the short at its best, and its opening in small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from schemas.artifacts import JPEG, WEBP, Ref
from schemas.clips import CropKey, FaceZone
from schemas.outputs import RenderedShort, Thumbnail
from schemas.renders import RenderPlan
from schemas.stages import Stage
from schemas.units import fps, ms_at
from tasks.delivery.moving import moving_picture
from tasks.delivery.render.still import still
from tasks.errors.recordings import MediaToolError
from tasks.stage import StageContext, stage

LOOKS = 40
"""Frames that are compared, spread over the short."""
SETTLED_MS = 250
"""A frame this close to a cut or to a card's coming or going may be in between."""
LARGEST = 1_900_000
"""Bytes; platforms take 2 MB."""
QUALITIES = (92, 86, 78, 68, 55, 40)
SMALL = 360
"""Height at which frames are judged."""


@dataclass(frozen=True)
class Look:
    """What one frame has to say for itself; every mark is 0 to 1 but sharpness, which is open."""

    frame: int
    sharpness: float
    exposure: float
    face: bool
    settled: bool
    captioned: bool
    covered: bool = False
    """Whether the face lies under what the cover draws."""


@stage(Stage.THUMBNAIL, revision=5)
def thumbnail(
    ctx: StageContext,
    rendered: Ref[RenderedShort],
    plan: Ref[RenderPlan],
    cover: Ref[RenderPlan] | None = None,
) -> Ref[Thumbnail]:
    """Pick a sharp, well exposed frame with a face and no half-drawn text; ties go to the earlier.

    With a `cover` it is shown as that plan draws it, without captions, and a face under what is
    written there counts for little.
    """
    short = ctx.load(rendered, RenderedShort)
    drawn = ctx.load(plan, RenderPlan)
    card = ctx.load(cover, RenderPlan) if cover else None
    path = ctx.path(short.video)

    best, reason = best_look(list(_looks(path, drawn, card)))
    frame = _frame_at(path, best.frame) if card is None else still(card, best.frame, ctx.path)
    image = jpeg(frame)

    return ctx.publish(
        Thumbnail(
            clip_id=short.clip_id,
            aspect=short.aspect,
            image=ctx.publish_bytes(image, JPEG),
            moving=ctx.publish_bytes(moving_picture(path), WEBP),
            frame=best.frame,
            reason=reason,
        )
    )


def best_look(looks: list[Look]) -> tuple[Look, str]:
    """The best of at least one look, and why in words."""
    sharpest = max((look.sharpness for look in looks), default=0.0) or 1.0

    def score(look: Look) -> float:
        marks = look.sharpness / sharpest + look.exposure
        marks += 1.2 * (look.face and not look.covered)
        return marks + 1.5 * look.settled + 0.3 * look.captioned

    best = max(looks, key=lambda look: (round(score(look), 3), -look.frame))
    place = 1 + sum(look.sharpness > best.sharpness for look in looks)
    facts = [
        "a face is in view" if best.face else "no face was found to show",
        f"number {place} of {len(looks)} in sharpness",
        "well exposed" if best.exposure > 0.6 else "as well exposed as any",
    ]
    if best.covered:
        facts.append("partly under the cover's words")
    if not best.settled:
        facts.append("something is still moving")
    return best, ", ".join(facts)


def _looks(path: Path, plan: RenderPlan, cover: RenderPlan | None) -> Iterator[Look]:
    """A look at every so manieth frame, or the next one that is cheap to have."""
    every = max(1, plan.frame_count // LOOKS)
    due = every // 2
    for number, frame in _cheap(path, fps(plan.rate)):
        if number >= due or plan.frame_count == 1:
            small = frame.reformat(height=SMALL, width=_even(frame), format="gray").to_ndarray()
            yield look_at(np.asarray(small, dtype=np.uint8), number, plan, cover)
            due = number + every


def _even(frame: av.VideoFrame) -> int:
    return max(2, round(frame.width * SMALL / frame.height / 2) * 2)


def look_at(
    luma: npt.NDArray[np.uint8], number: int, plan: RenderPlan, cover: RenderPlan | None = None
) -> Look:
    """Judge one small grey frame. Where a face is, it alone is judged."""
    zones = [z for z in plan.faces if z.first_frame <= number < z.end_frame]
    zone = max(zones, key=lambda z: (z.width * z.height, -z.x), default=None)
    part = _part(luma, zone)
    edges = float(cv2.Laplacian(part, cv2.CV_64F).var())
    mean = float(part.mean()) / 255
    clipped = float(((part < 8) | (part > 247)).mean())
    now = ms_at(number, plan.rate)
    page = next((p for p in plan.captions.pages if p.start_ms <= now < p.end_ms), None)
    return Look(
        frame=number,
        sharpness=round(float(np.log1p(edges)), 4),
        exposure=round(max(0.0, 1 - abs(mean - 0.5) * 1.6 - clipped), 4),
        face=zone is not None,
        settled=_settled(now, number, plan),
        captioned=page is not None and cover is None,
        covered=zone is not None and cover is not None and _under(zone, cover),
    )


def _under(zone: FaceZone, cover: RenderPlan) -> bool:
    """Whether anything that a cover writes or shows touches a face."""
    left, top = zone.x * cover.width, zone.y * cover.height
    right, bottom = left + zone.width * cover.width, top + zone.height * cover.height
    boxes = [item.box for item in cover.overlays if item.block or item.image]
    return any(
        box.x < right and left < box.right and box.y < bottom and top < box.bottom for box in boxes
    )


def _part(luma: npt.NDArray[np.uint8], zone: FaceZone | None) -> npt.NDArray[np.uint8]:
    if zone is None:
        return luma
    height, width = luma.shape
    top, left = max(0, round(zone.y * height)), max(0, round(zone.x * width))
    bottom, right = round((zone.y + zone.height) * height), round((zone.x + zone.width) * width)
    part = luma[top:bottom, left:right]
    return np.ascontiguousarray(part) if min(part.shape) >= 8 else luma


def _settled(now: int, number: int, plan: RenderPlan) -> bool:
    """Far from cuts, from cards and overlays that come or go, from transitions and an end card."""
    length = ms_at(plan.frame_count, plan.rate)
    edges = [0, length]
    for page in plan.captions.pages:
        edges += [page.start_ms, page.end_ms]
    for item in plan.overlays:
        if item.backdrop is not None and item.start_ms <= now < item.end_ms:
            return False
        edges += [item.start_ms, item.end_ms]
    if plan.picture is not None:
        edges += [ms_at(f.first_frame, plan.rate) for f in plan.picture.framings]
    if _panning(number, plan) or _between(number, plan):
        return False
    return min(abs(now - edge) for edge in edges) >= SETTLED_MS


def _between(number: int, plan: RenderPlan) -> bool:
    """Whether a colour or another picture lies over this one."""
    shares = [veil.share_at(number) for veil in plan.veils]
    if plan.picture is not None:
        shares += [dissolve.share_at(number) for dissolve in plan.picture.dissolves]
    return any(shares)


def _panning(number: int, plan: RenderPlan) -> bool:
    """Whether the camera moves."""
    if plan.picture is None:
        return False
    for framing in plan.picture.framings:
        if framing.first_frame <= number < framing.end_frame:
            return any(_moves(keys, number) for keys in framing.cameras)
    return False


def _moves(keys: tuple[CropKey, ...], number: int) -> bool:
    here = [key for key in keys if key.frame <= number]
    return bool(here) and here[-1].ease == "smooth" and here[-1] != keys[-1]


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
