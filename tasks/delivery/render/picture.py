"""Decoded source frames -> frames of the canvas: turned upright, cropped, scaled, in BT.709."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import av
import cv2
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from schemas.clips import Framing
from schemas.renders import Picture, RenderPlan
from schemas.views import WHOLE, Rect, crop_at
from tasks.delivery.render.panes import box_of, put_together
from tasks.delivery.render.punching import leaned_in
from tasks.tools.drawing.grade import Grade
from tasks.tools.drawing.planes import Plane, Planes, planes_of
from tasks.tools.media.colors import matrix_of, range_of, to_bt709

Copy = Callable[[Sequence[Plane], Sequence[Plane]], None]
"""Fills planes from others of the same shapes."""

MARGIN = 2
"""Source pixels around a moving crop; what is too much is cut after scaling, in output pixels."""
BLUR_SHARE = 12
"""The blurred fill is made at this fraction of the canvas."""
TINT = 0.42
"""How much of the style's background is mixed into a blurred fill."""
PLAIN = ("yuv420p",)


@dataclass(frozen=True)
class _Cut:
    """A crop in stored pixels, even, and what to cut from its scaled picture."""

    x: int
    y: int
    width: int
    height: int
    scaled: tuple[int, int]
    """Width and height after scaling."""
    left: int
    """Pixels of the scaled picture to the left of the canvas."""
    top: int
    canvas: tuple[int, int]
    """Width and height of what is left of it."""


class Camera:
    """Shows the source as the plan's framings say, graded as the style wants."""

    def __init__(self, plan: RenderPlan, picture: Picture, lut: bytes | None = None) -> None:
        """`lut` holds the bytes of the picture's LUT."""
        self.plan, self.picture = plan, picture
        self._scaler, self._filler = VideoReformatter(), VideoReformatter()
        self._converter = VideoReformatter()
        self._pane_scalers: list[tuple[VideoReformatter, VideoReformatter]] = []
        self._grade = Grade(picture.saturation, picture.contrast, lut, picture.lut_strength)
        self._tint = yuv_of(plan.background.color)
        self._turned: tuple[av.VideoFrame, Planes, av.VideoFrame] | None = None

    def show(self, source: av.VideoFrame, frame: int) -> av.VideoFrame:
        """A fresh canvas-sized frame that the caller may draw on."""
        framing = self._framing(frame)
        planes, like = self._upright(source)
        if framing.layout == "letterbox_blur":
            size, scalers = (self.plan.width, self.plan.height), (self._scaler, self._filler)
            part = crop_at(framing, frame) if framing.keys else WHOLE
            return self._grade.frame(self._contained(planes, like, part, size, scalers))
        draw = self._paned if framing.layout == "panes" else self._cropped
        filled = any(pane.fit == "contain" for pane in framing.panes)  # and the fill is graded, too
        if _is_ours(like) and not filled:  # fewer pixels before the scaling than after it
            return self._grade.finished(draw(planes, like, framing, frame, self._grade.copy))
        return self._grade.frame(draw(planes, like, framing, frame, _copy))

    def _framing(self, frame: int) -> Framing:
        framings = self.picture.framings
        return next((f for f in framings if frame < f.end_frame), framings[-1])

    def _upright(self, source: av.VideoFrame) -> tuple[Planes, av.VideoFrame]:
        """Planes of the upright picture, and a frame that tells their colours; kept for repeats."""
        if self._turned is None or self._turned[0] is not source:
            plain = source
            if source.format.name not in PLAIN:
                plain = self._converter.reformat(
                    source,
                    format="yuv420p",
                    src_colorspace=matrix_of(source),
                    dst_colorspace=matrix_of(source),
                    src_color_range=range_of(source),
                    dst_color_range=range_of(source),
                    threads=1,
                )
            luma, *chroma = planes_of(plain)
            if self.picture.rotation:
                turns = -(self.picture.rotation // 90)
                luma, *chroma = (np.rot90(plane, turns) for plane in (luma, *chroma))
            self._turned = (source, (_doubled(luma), chroma[0], chroma[1]), source)
        return self._turned[1], self._turned[2]

    def _cropped(
        self, planes: Planes, like: av.VideoFrame, framing: Framing, frame: int, copy: Copy
    ) -> av.VideoFrame:
        rect = crop_at(framing, min(frame, framing.end_frame - 1)) if framing.keys else WHOLE
        rect, leans = leaned_in(rect, self.picture.punches, frame)
        moves = leans or len(framing.keys) > 1
        cut = _cut(rect, _size(planes), (self.plan.width, self.plan.height), moves)
        return self._filling(self._scaler, planes, like, cut, copy)

    def _paned(
        self, planes: Planes, like: av.VideoFrame, framing: Framing, frame: int, copy: Copy
    ) -> av.VideoFrame:
        """Each pane's part of the picture, as a crop of the pane's size would show it."""
        for _ in framing.panes[len(self._pane_scalers) :]:
            self._pane_scalers.append((VideoReformatter(), VideoReformatter()))
        parts = []
        for pane, scalers in zip(framing.panes, self._pane_scalers, strict=False):
            box = box_of(pane, self.plan.width, self.plan.height)
            size = (box.width, box.height)
            rect = crop_at(pane, min(frame, framing.end_frame - 1))
            if pane.fit == "contain":
                part = self._contained(planes, like, rect, size, scalers)
            else:
                cut = _cut(rect, _size(planes), size, len(pane.keys) > 1)
                part = self._filling(scalers[0], planes, like, cut, copy)
            parts.append((box, part))
        return put_together(self.plan.width, self.plan.height, parts)

    def _filling(
        self,
        scaler: VideoReformatter,
        planes: Planes,
        like: av.VideoFrame,
        cut: _Cut,
        copy: Copy,
    ) -> av.VideoFrame:
        """A cut at the size that it is for."""
        scaled = self._scale(scaler, planes, like, cut, copy)
        if (scaled.width, scaled.height) == cut.canvas:
            return scaled
        return _trimmed(scaled, cut.left, cut.top, *cut.canvas)

    def _scale(
        self,
        scaler: VideoReformatter,
        planes: Planes,
        like: av.VideoFrame,
        cut: _Cut,
        copy: Copy,
    ) -> av.VideoFrame:
        """One pass: scaled, and in limited BT.709 whatever the source was in."""
        part = av.VideoFrame(cut.width, cut.height, "yuv420p")
        copy(_cut_from(planes, cut), planes_of(part))
        scaled = to_bt709(scaler, part, cut.scaled, Interpolation.BICUBIC, like=like)
        return scaled if scaled is not part else _trimmed(part, 0, 0, part.width, part.height)

    def _contained(
        self,
        planes: Planes,
        like: av.VideoFrame,
        rect: Rect,
        size: tuple[int, int],
        scalers: tuple[VideoReformatter, VideoReformatter],
    ) -> av.VideoFrame:
        """A part of the picture, whole, over a blurred, tinted enlargement of its middle."""
        width, height = size
        shape = rect.width * self.picture.width / (rect.height * self.picture.height)
        inner_width = min(width, round(height * shape / 2) * 2)
        inner_height = min(height, round(width / shape / 2) * 2)
        fill = self._filled(planes, like, rect, shape, size, scalers[1])
        cut = _cut(rect, _size(planes), (inner_width, inner_height), False)
        picture = planes_of(self._scale(scalers[0], planes, like, cut, _copy))
        canvas = av.VideoFrame(width, height, "yuv420p")
        x, y = (width - inner_width) // 4 * 2, (height - inner_height) // 4 * 2
        for target, under, over, half in zip(
            planes_of(canvas), fill, picture, (1, 2, 2), strict=True
        ):
            target[:] = under
            rows = slice(y // half, y // half + over.shape[0])
            target[rows, x // half : x // half + over.shape[1]] = over
        return canvas

    def _filled(
        self,
        planes: Planes,
        like: av.VideoFrame,
        rect: Rect,
        shape: float,
        size: tuple[int, int],
        scaler: VideoReformatter,
    ) -> list[Plane]:
        width, height = size
        middle = _middle(rect, shape, width / height)
        small = (width // BLUR_SHARE & ~1, height // BLUR_SHARE & ~1)
        cut = _cut(middle, _size(planes), small, False)
        shrunk = planes_of(self._scale(scaler, planes, like, cut, _copy))
        result = []
        for plane, half, tint in zip(shrunk, (1, 2, 2), self._tint, strict=True):
            soft = cv2.GaussianBlur(np.ascontiguousarray(plane), (0, 0), 3.2 / half)
            soft = cv2.addWeighted(soft, 1 - TINT, np.full_like(soft, tint), TINT, 0)
            whole = (width // half, height // half)
            result.append(
                np.asarray(cv2.resize(soft, whole, interpolation=cv2.INTER_LINEAR), np.uint8)
            )
        return result


def _size(planes: Planes) -> tuple[int, int]:
    """Width and height of a stored picture."""
    height, width = planes[0].shape
    return width, height


def _is_ours(frame: av.VideoFrame) -> bool:
    """Whether a source is in limited BT.709 already."""
    return matrix_of(frame) == Colorspace.ITU709 and range_of(frame) == ColorRange.MPEG


def _cut_from(planes: Planes, cut: _Cut) -> list[Plane]:
    """Views of the cut in each plane."""
    views = []
    for plane, half in zip(planes, (1, 2, 2), strict=True):
        rows = slice(cut.y // half, (cut.y + cut.height) // half)
        views.append(plane[rows, cut.x // half : (cut.x + cut.width) // half])
    return views


def _doubled(luma: Plane) -> Plane:
    """A picture of a single column or row twice: half as many pixels of colour belong to it."""
    for axis in (0, 1):
        if luma.shape[axis] == 1:
            luma = np.repeat(luma, 2, axis=axis)
    return luma


def _copy(sources: Sequence[Plane], targets: Sequence[Plane]) -> None:
    for source, target in zip(sources, targets, strict=True):
        target[:] = source


def _middle(rect: Rect, shape: float, wanted: float) -> Rect:
    """The largest part of a part of the picture in the wanted proportions, around its middle."""
    width, height = min(1.0, wanted / shape), min(1.0, shape / wanted)
    return Rect(
        x=rect.x + (1 - width) / 2 * rect.width,
        y=rect.y + (1 - height) / 2 * rect.height,
        width=width * rect.width,
        height=height * rect.height,
    )


def _cut(rect: Rect, stored: tuple[int, int], canvas: tuple[int, int], moves: bool) -> _Cut:
    """Whole source pixels for a crop in shares.

    A camera that stands gets the nearest even rectangle, scaled straight to the canvas. One that
    moves gets a margin, and the rest of its place is cut after scaling: steps of one output pixel
    instead of one source pixel.
    """
    sizes = [max(2.0, rect.width * stored[0]), max(2.0, rect.height * stored[1])]
    starts = [rect.x * stored[0], rect.y * stored[1]]
    if not moves:
        width, height = (_even(sizes[i], stored[i]) for i in (0, 1))
        x = min(_even(starts[0], stored[0]), (stored[0] & ~1) - width)
        y = min(_even(starts[1], stored[1]), (stored[1] & ~1) - height)
        return _Cut(max(0, x), max(0, y), width, height, canvas, 0, 0, canvas)
    lows = [max(0, int(starts[i] - MARGIN) & ~1) for i in (0, 1)]
    highs = [min(stored[i] & ~1, (int(starts[i] + sizes[i]) + MARGIN + 2) & ~1) for i in (0, 1)]
    factors = [canvas[i] / sizes[i] for i in (0, 1)]
    scaled = [max(canvas[i], round((highs[i] - lows[i]) * factors[i])) for i in (0, 1)]
    scaled = [value + value % 2 for value in scaled]
    offsets = [
        min(max(0, round((starts[i] - lows[i]) * factors[i])), scaled[i] - canvas[i])
        for i in (0, 1)
    ]
    return _Cut(
        lows[0],
        lows[1],
        highs[0] - lows[0],
        highs[1] - lows[1],
        (scaled[0], scaled[1]),
        offsets[0],
        offsets[1],
        canvas,
    )


def _even(value: float, most: int) -> int:
    return min(most & ~1, max(0, round(value / 2) * 2))


def _trimmed(frame: av.VideoFrame, left: int, top: int, width: int, height: int) -> av.VideoFrame:
    """A copy of a part; chroma follows at half resolution."""
    result = av.VideoFrame(width, height, "yuv420p")
    for target, plane, half in zip(planes_of(result), planes_of(frame), (1, 2, 2), strict=True):
        y, x = top // half, left // half
        target[:] = plane[y : y + target.shape[0], x : x + target.shape[1]]
    return result


def yuv_of(color: str) -> tuple[int, int, int]:
    """`#RRGGBBAA` as limited BT.709, its transparency ignored."""
    y, u, v = yuv_floats(color)
    return round(y), round(u), round(v)


def yuv_floats(color: str) -> tuple[float, float, float]:
    """The same before rounding."""
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return (
        16 + 219 * luma,
        128 + 224 * (blue - luma) / 1.8556,
        128 + 224 * (red - luma) / 1.5748,
    )


def gradient_frame(plan: RenderPlan) -> av.VideoFrame:
    """The style's background from top to bottom, dithered: dark gradients would show steps."""
    fill = plan.background
    start, end = yuv_floats(fill.color), yuv_floats(fill.color_to or fill.color)
    noise = np.random.default_rng(709)
    frame = av.VideoFrame(plan.width, plan.height, "yuv420p")
    for index, plane in enumerate(planes_of(frame)):
        height, width = plane.shape
        rows = np.linspace(start[index], end[index], height)[:, None]
        grain = noise.random((height, width)) if fill.color_to else 0.5
        plane[:] = np.floor(rows + grain).astype(np.uint8)
    return frame


def copied(frame: av.VideoFrame) -> av.VideoFrame:
    """A frame with the same pixels that may be drawn on."""
    return _trimmed(frame, 0, 0, frame.width, frame.height)
