"""Which stretches of a recording may hold a cut, told by its key frames alone.

A key frame decodes without any other. Where two neighbours look alike, and no packet between them is
nearly as large as a whole picture, nothing was cut: that stretch need not be decoded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream
from numpy.typing import NDArray

from tasks.tools.media.changes import alike
from tasks.tools.media.decode import ROUGH, picture_stream
from tasks.tools.media.lowres import Reducer, Small
from tasks.tools.media.seek import GUARD, Packets

APART_S = 0.5
"""Key frames that follow closer than this are left out: some codecs have nothing but key frames."""
FAR_S = 12
"""Key frames farther apart than this say nothing about what lies between them."""
LIKE_A_PICTURE = 0.5
"""Size of a packet that holds a new picture, as a share of the smaller key frame beside it."""
OVER_OTHERS = 3.0
"""How many times larger it is than its usual neighbour: all packets of fast motion are large."""


@dataclass(frozen=True)
class Key:
    """A key frame."""

    pts: int
    frame: int
    """Of the recording."""


@dataclass(frozen=True)
class Gap:
    """From one key frame to the next, or to the recording's end."""

    key: Key
    end: int
    """Frame; exclusive."""
    quiet: bool
    """Nothing was cut."""


def keys_of(packets: Packets, rate: Fraction, start_ms: int) -> list[Key]:
    """Key frames in order of time, at least `APART_S` apart."""
    keys: list[Key] = []
    zero = Fraction(start_ms, 1000)
    for pts in np.unique(packets.pts[packets.key]).tolist():
        frame = max(0, int((pts * packets.time_base - zero) * rate + Fraction(1, 2)))
        if not keys or frame - keys[-1].frame >= APART_S * rate:
            keys.append(Key(pts, frame))
    return keys


def key_pictures(path: Path, keys: Sequence[Key], workers: int) -> dict[int, Small]:
    """Pictures of key frames by their time stamp; those that cannot be had are left out."""
    edges = np.linspace(0, len(keys), workers + 1).astype(int).tolist()
    parts = [keys[start:end] for start, end in pairwise(edges) if end > start]
    with ThreadPoolExecutor(workers) as pool:
        found = pool.map(lambda part: dict(_decoded(path, part)), parts)
        return {pts: picture for some in found for pts, picture in some.items()}


def _decoded(path: Path, keys: Sequence[Key]) -> Iterator[tuple[int, Small]]:
    """The decoder is given nothing but key frames. Where the file breaks off, its pictures end."""
    wanted, reduced = {key.pts for key in keys}, Reducer()
    with (
        suppress(av.FFmpegError),
        av.open(str(path), options=GUARD, metadata_errors="replace") as container,
    ):
        stream = picture_stream(container)
        context = stream.codec_context
        context.thread_count, context.options = 1, ROUGH
        container.seek(keys[0].pts, stream=stream, backward=True)
        for frame in _of_wanted(container.demux(stream), wanted, keys[-1].pts, context):
            if frame.pts in wanted:
                yield frame.pts, reduced(frame)


def _of_wanted(
    packets: Iterable[Packet[VideoStream]],
    wanted: set[int],
    last: int,
    context: VideoCodecContext,
) -> Iterator[av.VideoFrame]:
    """Frames of the wanted packets; reading ends where packets are decoded later than `last`."""
    for packet in packets:
        if packet.pts in wanted:
            with suppress(av.error.InvalidDataError):
                yield from packet.decode()
        elif packet.dts is not None and packet.dts > last:
            break
    yield from context.decode(None)


def gaps_of(
    keys: Sequence[Key],
    pictures: Mapping[int, Small],
    packets: Packets,
    rate: Fraction,
    frames: int,
) -> list[Gap]:
    """What lies between neighbouring key frames of a recording of so many frames, in order.

    The last gap ends with the recording, and is never quiet: nothing is known of its end.
    """
    inside = [key for key in keys if key.frame < frames]
    order = np.argsort(packets.pts, kind="stable")
    pts, size, key = packets.pts[order], packets.size[order], packets.key[order]
    gaps = []
    for here, there in pairwise(inside):
        one, other = pictures.get(here.pts), pictures.get(there.pts)
        start, stop = np.searchsorted(pts, [here.pts, there.pts]).tolist()
        whole = min(size[start], size[stop])
        quiet = (
            one is not None
            and other is not None
            and there.frame - here.frame <= FAR_S * rate
            and alike(one, other)
            and not _stands_out(size[start + 1 : stop][~key[start + 1 : stop]], int(whole))
        )
        gaps.append(Gap(here, there.frame, quiet))
    return [*gaps, *(Gap(last, frames, quiet=False) for last in inside[-1:])]


def _stands_out(sizes: NDArray[np.int64], whole: int) -> bool:
    """Whether one packet is nearly as large as a whole picture, and far larger than the others."""
    if not len(sizes):
        return False
    largest = int(sizes.max())
    return largest >= max(LIKE_A_PICTURE * whole, OVER_OTHERS * float(np.median(sizes)))
