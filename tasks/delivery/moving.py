"""The opening of a short as a small moving picture (animated WebP), for sheets of many clips."""

from __future__ import annotations

import io
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.video.reformatter import Colorspace

SECONDS = 3
"""A viewer decides in two."""
RATE = 8
SHORT_SIDE = 270
OPTIONS = {"quality": "55", "compression_level": "2"}


def moving_picture(path: Path) -> bytes:
    """WebP of the first seconds of a short, played again and again."""
    memory = io.BytesIO()
    with av.open(memory, "w", format="webp", options={"loop": "0"}) as file:
        stream = file.add_stream("libwebp_anim", rate=RATE, options=OPTIONS)
        for number, frame in enumerate(_opening(path)):
            size = _small(frame)
            if number == 0:
                stream.width, stream.height = size
                stream.pix_fmt = "yuv420p"
            small = _in_bt601(frame, size)
            small.pts, small.time_base = number, Fraction(1, RATE)
            file.mux(stream.encode(small))
        file.mux(stream.encode(None))
    return memory.getvalue()


def _opening(path: Path) -> Iterator[av.VideoFrame]:
    """A frame for each moment of the moving picture; fewer where the short is shorter."""
    number = 0
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            while number < SECONDS * RATE and (frame.time or 0.0) >= number / RATE:
                yield frame
                number += 1
            if number == SECONDS * RATE:
                return


def _in_bt601(frame: av.VideoFrame, size: tuple[int, int]) -> av.VideoFrame:
    """WebP knows no other colours."""
    return frame.reformat(
        width=size[0],
        height=size[1],
        format="yuv420p",
        src_colorspace=Colorspace.ITU709,
        dst_colorspace=Colorspace.ITU601,
    )


def _small(frame: av.VideoFrame) -> tuple[int, int]:
    factor = SHORT_SIDE / min(frame.width, frame.height)
    width, height = (round(side * factor / 2) * 2 for side in (frame.width, frame.height))
    return width, height
