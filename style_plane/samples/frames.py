"""Pictures to try styles on, from an uploaded picture or from places in an uploaded video.

Runs in the upload worker.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import av
import skia
from av.error import FFmpegError

from style_plane.assets.facts import Refused
from style_plane.assets.inspect import Product, digest
from style_plane.assets.pictures import (
    as_png,
    check_size,
    inspect_picture,
    png_of,
)
from style_plane.assets.signatures import PNG_SIGNATURE, is_photograph

LONGEST = 1920
PLACES = (0.1, 0.5, 0.85)
"""Where in a video frames are taken, as shares of its length."""
MOST_DECODED = 600
"""Frames decoded for one picture: from a key frame to the wanted place."""
CODECS = frozenset(
    ["h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "libaom-av1", "mpeg4", "prores", "mjpeg"]
)


def frames_of(data: bytes) -> tuple[Product, ...]:
    """One picture of a picture, or up to three of a video, at most `LONGEST` pixels a side.

    Raises:
        Refused: for what is neither, or cannot be decoded.
    """
    if data.startswith(PNG_SIGNATURE) or is_photograph(data):
        pictures = [as_png(data, LONGEST)]
    else:
        pictures = _of_video(data)
    unique = dict.fromkeys(pictures)
    return tuple(Product(inspect_picture(item, digest(item)), item) for item in unique)


def _of_video(data: bytes) -> list[bytes]:
    try:
        found = [_picture(data, place) for place in PLACES]
    except FFmpegError as error:
        raise Refused(
            f"The video cannot be decoded: {error.strerror}. Export it as MP4."
        ) from error
    pictures = [item for item in found if item is not None]
    if not pictures:
        raise Refused("No picture can be decoded from the video. Export it as MP4.")
    return pictures


def _picture(data: bytes, place: float) -> bytes | None:
    """PNG of the first frame at or after a place; of the last one decoded where there is none."""
    with av.open(
        io.BytesIO(data), "r", format=_format(data), options={"protocol_whitelist": ""}
    ) as file:
        if not file.streams.video:
            raise Refused("The file holds no picture. Upload a picture or a video.")
        stream = file.streams.video[0]
        codec = stream.codec_context.codec.name
        if codec not in CODECS:
            raise Refused(f"The video codec {codec!r} is not taken. Export it as MP4 with H.264.")
        check_size(stream.codec_context.width, stream.codec_context.height)
        length = file.duration or 0
        wanted = place * length / av.time_base
        if length:
            file.seek(int(place * length), backward=True)
        last = None
        for last in _decoded(file, stream):
            if last.time is None or last.time >= wanted:
                break
        return None if last is None else _png(last)


def _decoded(file: av.container.InputContainer, stream: av.VideoStream) -> Iterator[av.VideoFrame]:
    for count, frame in enumerate(file.decode(stream)):
        if count >= MOST_DECODED:
            return
        yield frame


def _png(frame: av.VideoFrame) -> bytes:
    rgba = frame.to_ndarray(format="rgba")
    return png_of(skia.Image.fromarray(rgba, skia.kRGBA_8888_ColorType), LONGEST)


def _format(data: bytes) -> str:
    if data[4:8] == b"ftyp":
        return "mov"
    if data[:4] == b"\x1aE\xdf\xa3":
        return "matroska"
    raise Refused(
        "The file is neither a picture nor a video. Taken are PNG, JPEG, WebP, MP4, WebM."
    )
