"""High dynamic range on an ordinary screen: PQ, HLG and BT.2020 become limited BT.709.

Light up to half of paper white stays as bright as it was, so that faces look as they were graded; what
is brighter is bent more and more, until five times paper white is as bright as a screen gets.

The table is asked once for each sample of colour and not of brightness, which has a table of its own;
the large one says how far colour moves it. That is a quarter of the work, and grey is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import av
import cv2
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from numpy.typing import NDArray

from tasks.tools.drawing.cube import Cube
from tasks.tools.drawing.lookup import Lookup
from tasks.tools.drawing.planes import planes_of
from tasks.tools.media.colors import matrix_of, range_of, tag

PQ, HLG = 16, 18
BT2020 = 9
"""Numbers of transfers, and of primaries and matrix (ISO/IEC 23091-2)."""
PAPER = 203.0
"""cd/m2 of white paper in a picture of high dynamic range (ITU-R BT.2408)."""
BRIGHTEST = 1000 / PAPER
"""In papers, as all light here."""
KNEE = 0.5
DISPLAY_GAMMA = 2.4
"""Of an ordinary screen (ITU-R BT.1886)."""
POINTS = 45
TEN_BITS = "yuv420p10le"
TOP = 1023
GREY = 512
WEIGHTS = {
    Colorspace.ITU709: (0.2126, 0.0722),
    Colorspace.ITU601: (0.299, 0.114),
    Colorspace.BT2020: (0.2627, 0.0593),
}
"""How much red and blue weigh in the brightness of a matrix."""
TO_BT709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]]
)
"""Linear light of BT.2020's primaries to that of BT.709's (ITU-R BT.2087)."""

Numbers = NDArray[np.float64]
Wide = NDArray[np.uint16]


def ordinary(frames: Iterable[av.VideoFrame]) -> Iterator[av.VideoFrame]:
    """Frames as an ordinary screen shows them; those that are made for one are given as they are, and
    what is given twice stays one frame."""
    tables: dict[tuple[int, Colorspace], _Table] = {}
    reformatter = VideoReformatter()
    last: tuple[av.VideoFrame, av.VideoFrame] | None = None
    for frame in frames:
        if not _is_wide(frame):
            yield frame
            continue
        if last is None or last[0] is not frame:
            kind = (int(frame.color_trc), _matrix(frame))
            table = tables.get(kind) or tables.setdefault(kind, _Table(*kind))
            last = (frame, table.shown(_ten_bits(reformatter, frame)))
        yield last[1]


def _is_wide(frame: av.VideoFrame) -> bool:
    return int(frame.color_trc) in (PQ, HLG) or int(frame.color_primaries) == BT2020


def _matrix(frame: av.VideoFrame) -> Colorspace:
    """What a frame is tagged with, BT.2020 where that is nothing."""
    return matrix_of(frame) if int(frame.colorspace) in (1, 5, 6) else Colorspace.BT2020


def _ten_bits(reformatter: VideoReformatter, frame: av.VideoFrame) -> av.VideoFrame:
    """In limited range, without a change of colours."""
    if frame.format.name == TEN_BITS and range_of(frame) == ColorRange.MPEG:
        return frame
    return reformatter.reformat(
        frame,
        format=TEN_BITS,
        src_colorspace=_matrix(frame),
        dst_colorspace=_matrix(frame),
        src_color_range=range_of(frame),
        dst_color_range=ColorRange.MPEG,
        threads=1,
    )


class _Table:
    """From one transfer and matrix."""

    def __init__(self, transfer: int, matrix: Colorspace) -> None:
        greys = np.full((TOP + 1, 3), float(GREY))
        greys[:, 0] = np.arange(TOP + 1)
        self._luma = np.round(_converted(greys, transfer, matrix)[:, 0]).astype(np.int16)
        self._lookup = Lookup(_cube(transfer, matrix), "gbrp10le")

    def shown(self, frame: av.VideoFrame) -> av.VideoFrame:
        """A frame of ten bits as one of eight in limited BT.709."""
        luma, *chroma = _wide_planes(frame)
        height, width = chroma[0].shape
        asked = av.VideoFrame(width, height, "gbrp10le")
        green, blue, red = _wide_planes(asked)
        red[:] = cv2.resize(luma, (width, height), interpolation=cv2.INTER_AREA)
        green[:], blue[:] = chroma
        *colours, moves = _wide_planes(self._lookup(asked))
        result = av.VideoFrame(frame.width, frame.height, "yuv420p")
        bright, *coloured = planes_of(result)
        _to_eight_bits(cv2.add(self._luma[luma], _enlarged(moves, luma.shape)), bright)
        for target, plane in zip(coloured, colours, strict=True):
            _to_eight_bits(plane, target)
        tag(result)
        return result


def _wide_planes(frame: av.VideoFrame) -> list[Wide]:
    """Writable views of planes of ten bits, without the padding of their lines."""
    views = []
    for plane in frame.planes:
        lines = np.frombuffer(memoryview(plane), dtype="<u2").reshape(-1, plane.line_size // 2)
        views.append(lines[: plane.height, : plane.width])
    return views


def _enlarged(moves: Wide, shape: tuple[int, ...]) -> NDArray[np.int16]:
    """By how much colour moves the brightness, at the size of the picture."""
    signed = moves.astype(np.int16) - np.int16(GREY)
    large = cv2.resize(signed, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large, np.int16)


def _to_eight_bits(values: NDArray[Any], target: NDArray[np.uint8]) -> None:
    """Rounded; nothing is below zero."""
    target[:] = cv2.convertScaleAbs(values, alpha=0.25)


@cache
def _cube(transfer: int, matrix: Colorspace) -> Cube:
    """For brightness and both colours of ten bits: how far the brightness moves against that of a grey
    (`GREY` is not at all), and the colours of BT.709."""
    steps = np.linspace(0, TOP, POINTS)
    cr, cb, luma = np.meshgrid(steps, steps, steps, indexing="ij")
    # red changes fastest in a cube: brightness stands there
    found = _converted(np.stack([luma, cb, cr], axis=-1).reshape(-1, 3), transfer, matrix)
    middle = (POINTS - 1) // 2
    greys = found.reshape(POINTS, POINTS, POINTS, 3)[middle, middle, :, 0]
    found[:, 0] += GREY - np.tile(greys, POINTS * POINTS)
    return Cube(POINTS, np.clip(found / TOP, 0, 1), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0))


def _converted(codes: Numbers, transfer: int, matrix: Colorspace) -> Numbers:
    """Brightness and both colours of ten bits in limited range (n x 3), those of BT.709 likewise."""
    red, blue = WEIGHTS[matrix]
    luma, cb, cr = ((codes - (64, GREY, GREY)) / (876, 896, 896)).T
    r, b = luma + 2 * (1 - red) * cr, luma + 2 * (1 - blue) * cb
    g = (luma - red * r - blue * b) / (1 - red - blue)
    light = _light(np.stack([r, g, b], axis=1), transfer) @ TO_BT709.T
    shown = _signed_power(np.clip(light, -1, 1), 1 / DISPLAY_GAMMA)
    return _codes(np.clip(shown, 0, 1))


def _codes(rgb: Numbers) -> Numbers:
    """BT.709 of ten bits, limited."""
    red, blue = WEIGHTS[Colorspace.ITU709]
    luma = rgb @ (red, 1 - red - blue, blue)
    cb, cr = (rgb[:, 2] - luma) / (2 - 2 * blue), (rgb[:, 0] - luma) / (2 - 2 * red)
    return np.stack([64 + 876 * luma, GREY + 896 * cb, GREY + 896 * cr], axis=1)


def _light(rgb: Numbers, transfer: int) -> Numbers:
    """Linear light of an ordinary screen in BT.2020's primaries, 0 to 1; below zero where the signal is,
    which keeps the table smooth there."""
    if transfer == PQ:
        return _bent(_pq(rgb))
    if transfer == HLG:
        return _bent(_hlg(rgb))
    return _signed_power(rgb, DISPLAY_GAMMA)


def _pq(rgb: Numbers) -> Numbers:
    """Papers of a PQ signal (ITU-R BT.2100)."""
    m1, m2 = 2610 / 16384, 2523 / 32
    c1, c2, c3 = 107 / 128, 2413 / 128, 2392 / 128
    root = np.clip(np.abs(rgb), 0, 1) ** (1 / m2)
    linear = (np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1)
    papers: Numbers = np.sign(rgb) * linear * 10_000 / PAPER
    return papers


def _hlg(rgb: Numbers) -> Numbers:
    """Papers of an HLG signal on a screen of 1000 cd/m2 (ITU-R BT.2100)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    signal = np.clip(np.abs(rgb), 0, 1)
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    scene *= np.sign(rgb)
    bright = np.maximum(scene @ (0.2627, 0.678, 0.0593), 1e-9)
    papers: Numbers = scene * bright[:, None] ** 0.2 * BRIGHTEST
    return papers


def _bent(light: Numbers) -> Numbers:
    """Highlights within an ordinary screen's reach: half as each colour alone would be bent, which turns
    them to white, half as the strongest of the three is, which keeps a sky blue."""
    strongest = np.maximum(np.abs(light).max(axis=1, keepdims=True), 1e-9)
    bent: Numbers = (_curve(light) + light * _curve(strongest) / strongest) / 2
    return bent


def _curve(light: Numbers) -> Numbers:
    """Straight up to the knee, then a hyperbola that goes on as steeply and ends at 1."""
    a = -(KNEE**2) * (BRIGHTEST - 1) / (KNEE**2 - 2 * KNEE + BRIGHTEST)
    b = (KNEE**2 - 2 * KNEE * BRIGHTEST + BRIGHTEST) / (BRIGHTEST - 1)
    scale = (b**2 + 2 * b * KNEE + KNEE**2) / (b - a)
    size = np.abs(light)
    above = scale * (size + a) / (np.maximum(size, KNEE) + b)
    bent: Numbers = np.sign(light) * np.where(size <= KNEE, size, above)
    return bent


def _signed_power(values: Numbers, exponent: float) -> Numbers:
    powers: Numbers = np.sign(values) * np.abs(values) ** exponent
    return powers
