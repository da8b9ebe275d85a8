"""Where decoding of a picture may start, found without decoding."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from schemas.media import SeekPoint
from tasks.errors.recordings import MediaToolError
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
class SeekIndex:
    """The key frames of one stream."""

    time_base: Fraction
    """Seconds for each unit of `pts`."""
    points: tuple[SeekPoint, ...]
    """In order, at least `APART_MS` apart."""


def seek_index(path: Path, stream: int, *, start_ms: int) -> SeekIndex:
    """Read the key frames of the stream with this index; times count from `start_ms`.

    Raises:
        MediaToolError: when the file cannot be opened.
    """
    found: set[int] = set()
    try:
        with av.open(str(path), options=GUARD, metadata_errors="replace") as container:
            chosen = container.streams[stream]
            time_base = chosen.time_base or Fraction(1, 1000)
            with suppress(av.FFmpegError):  # where the file breaks off, its key frames end
                for packet in container.demux(chosen):
                    if packet.is_keyframe and packet.pts is not None:
                        found.add(packet.pts)
    except av.FFmpegError as error:
        raise MediaToolError("Reading the key frames", str(error)) from error
    return SeekIndex(time_base, tuple(_thinned(sorted(found), time_base, start_ms)))


def _thinned(found: list[int], time_base: Fraction, start_ms: int) -> list[SeekPoint]:
    points: list[SeekPoint] = []
    for pts in found:
        ms = max(0, int(pts * time_base * 1000) - start_ms)
        if not points or ms - points[-1].ms >= APART_MS:
            points.append(SeekPoint(ms=ms, pts=pts))
    return points
