"""H.264 encoders: x264, and those of graphics chips where they answer.

A chip's encoder costs hardly any CPU. Its files are larger for the same look and not the same from
machine to machine, so that a run has to ask for one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache

import av
from av.codec import CodecContext
from av.video.codeccontext import VideoCodecContext

X264 = "libx264"
QUALITY: Mapping[str, Callable[[int], dict[str, str]]] = {
    "h264_nvenc": lambda crf: {"preset": "p5", "rc": "vbr", "cq": str(crf + 3), "b": "0"},
    "h264_videotoolbox": lambda crf: {"q:v": str(max(1, 100 - 2 * crf))},
    "h264_qsv": lambda crf: {"preset": "medium", "global_quality": str(crf + 3)},
    "h264_amf": lambda crf: {"rc": "cqp", "qp_i": str(crf + 1), "qp_p": str(crf + 3)},
}
"""Encoders of NVIDIA, Apple, Intel and AMD in the order in which they are tried, and the options that
come near an x264 quality (CRF)."""
PIXELS: Mapping[str, str] = {"h264_qsv": "nv12"}
"""Pixel format of encoders that do not take yuv420p; the same samples in another order."""
SIDE = 256
"""Width and height of the picture that an encoder is tried with; some refuse smaller ones."""


def hardware_encoder() -> str | None:
    """The first encoder of a graphics chip that answers here."""
    return next((name for name in QUALITY if answers(name)), None)


def pixels_of(encoder: str) -> str:
    """The pixel format that an encoder takes."""
    return PIXELS.get(encoder, "yuv420p")


@cache
def answers(encoder: str) -> bool:
    """Whether an encoder really encodes here; asked once in each process."""
    try:
        context = CodecContext.create(encoder, "w")
        if not isinstance(context, VideoCodecContext):
            return False
        context.width = context.height = SIDE
        context.pix_fmt, context.time_base = pixels_of(encoder), Fraction(1, 30)
        frame = av.VideoFrame(SIDE, SIDE, "yuv420p")
        frame.pts = 0
        packets = [*context.encode(frame), *context.encode(None)]
    except (av.FFmpegError, av.codec.codec.UnknownCodecError):
        return False
    return sum(packet.size for packet in packets) > 0
