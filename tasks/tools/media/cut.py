"""Cutting a clip loose from a normalized recording: exact in frames and in samples, no encode."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.packet import Packet
from av.video.stream import VideoStream
from numpy.typing import NDArray

from tasks.errors.recordings import MediaToolError

CHUNK_SAMPLES = 1 << 18


def sample_at(frame: int, rate: Fraction, sample_rate: int) -> int:
    """The sample that sounds when `frame` begins, rounded half up."""
    return int(Fraction(frame * sample_rate) / rate + Fraction(1, 2))


def cut_sound(source: Path, target: Path, *, rate: Fraction, first: int, count: int) -> None:
    """Write the samples of `count` frames from `first` as WAV; silence where the source has ended."""
    with wave.open(str(source), "rb") as reader, wave.open(str(target), "wb") as writer:
        writer.setparams(reader.getparams())
        start = sample_at(first, rate, reader.getframerate())
        left = sample_at(first + count, rate, reader.getframerate()) - start
        width = reader.getsampwidth() * reader.getnchannels()
        reader.setpos(min(start, reader.getnframes()))
        while left > 0:
            wanted = min(left, CHUNK_SAMPLES)
            writer.writeframes(reader.readframes(wanted).ljust(wanted * width, b"\0"))
            left -= wanted


def cut_picture(source: Path, target: Path, *, rate: Fraction, first: int, count: int) -> None:
    """Copy `count` frames from frame `first` into an MP4 whose time zero is frame `first`.

    Nothing is encoded. Copying starts at the key frame before; an edit list hides what lies before
    time zero, so that a reader's first frame is frame `first`.

    Raises:
        MediaToolError: when the source has no frame there.
    """
    with av.open(str(source)) as reader, av.open(str(target), "w", format="mp4") as writer:
        picture = reader.streams.video[0]
        copy = writer.add_stream_from_template(picture)
        shift = round(Fraction(first) / rate / _tick(picture))
        packets = list(_packets(reader, picture, rate, first, count))
        if not packets:
            raise MediaToolError("Cutting the clip's picture", f"no frame {first} in the proxy")
        for packet in packets:
            packet.pts, packet.dts = (packet.pts or 0) - shift, (packet.dts or 0) - shift
            packet.stream = copy
            writer.mux(packet)


def _packets(
    reader: av.container.InputContainer,
    picture: VideoStream,
    rate: Fraction,
    first: int,
    count: int,
) -> Iterator[Packet[VideoStream]]:
    """Packets in decoding order, from the key frame at or before `first` to the last one needed.

    Where frames are reordered, a packet that is shown later may come before one that is needed; it
    is kept, and readers count frames.
    """
    tick = _tick(picture)
    reader.seek(int(Fraction(first) / rate / tick), stream=picture, backward=True)
    waiting: list[Packet[VideoStream]] = []
    for packet in reader.demux(picture):
        if packet.pts is None:
            continue
        waiting.append(packet)
        if packet.pts * tick * rate < first + count - Fraction(1, 2):
            yield from waiting
            waiting.clear()
        elif packet.dts is not None and packet.dts * tick * rate >= first + count:
            return


def pictures(path: Path, wanted: list[int]) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """The wanted frames of a cut clip as RGB arrays (height, width, 3), by ascending frame number.

    A file that ends early repeats its last frame.

    Raises:
        MediaToolError: when the file holds no frame at all.
    """
    queue = list(wanted)
    last: av.VideoFrame | None = None
    with av.open(str(path)) as reader:
        reader.streams.video[0].thread_type = "SLICE"
        for number, frame in enumerate(reader.decode(video=0)):
            last = frame
            while queue and queue[0] <= number:
                yield queue.pop(0), _rgb(frame)
            if not queue:
                return
    if last is None:
        raise MediaToolError("Reading the clip's picture", "it holds no frame")
    for number in queue:
        yield number, _rgb(last)


def _rgb(frame: av.VideoFrame) -> NDArray[np.uint8]:
    return frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)


def _tick(stream: VideoStream) -> Fraction:
    """Seconds of one unit of the stream's times."""
    if stream.time_base is None:
        raise MediaToolError("Reading the proxy", "its picture has no time base")
    return stream.time_base
