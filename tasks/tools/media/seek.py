"""Where decoding of a picture may start, found without decoding."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from schemas.media import SeekPoint
from tasks.errors.recordings import MediaToolError
from tasks.tools.media.decode import picture_stream
from tasks.tools.media.ffmpeg import FORMATS, MAX_STREAMS

APART_MS = 1000
"""Key frames that follow closer than this are left out: some codecs have nothing but key frames."""

GUARD = {
    "protocol_whitelist": "file",
    "format_whitelist": ",".join(FORMATS),
    "max_streams": str(MAX_STREAMS),
}
"""Options with which PyAV opens media that somebody handed in."""


@dataclass(frozen=True)
class Packets:
    """The packets of one picture stream, in order of decoding. All arrays are as long."""

    time_base: Fraction
    """Seconds for each unit of `pts`."""
    pts: NDArray[np.int64]
    size: NDArray[np.int64]
    """Bytes."""
    key: NDArray[np.bool_]
    """Whether decoding may start with it."""


def packets_of(path: Path, stream: int | None = None) -> Packets:
    """Read the packets of the stream with this index, without one of the first real picture.

    Raises:
        MediaToolError: when the file cannot be opened.
    """
    found: list[tuple[int, int, bool]] = []
    try:
        with av.open(str(path), options=GUARD, metadata_errors="replace") as container:
            chosen = picture_stream(container) if stream is None else container.streams[stream]
            time_base = chosen.time_base or Fraction(1, 1000)
            with suppress(av.FFmpegError):  # where the file breaks off, its packets end
                for packet in container.demux(chosen):
                    if packet.pts is not None:
                        found.append((packet.pts, packet.size, packet.is_keyframe))
    except av.FFmpegError as error:
        raise MediaToolError("Reading the key frames", str(error)) from error
    rows = np.array(found, dtype=np.int64).reshape(-1, 3)
    return Packets(time_base, rows[:, 0], rows[:, 1], rows[:, 2].astype(np.bool_))


def seek_points(packets: Packets, start_ms: int) -> tuple[SeekPoint, ...]:
    """The key frames in order, at least `APART_MS` apart; times count from `start_ms`."""
    points: list[SeekPoint] = []
    for pts in np.unique(packets.pts[packets.key]).tolist():
        ms = max(0, int(pts * packets.time_base * 1000) - start_ms)
        if not points or ms - points[-1].ms >= APART_MS:
            points.append(SeekPoint(ms=ms, pts=pts))
    return tuple(points)
