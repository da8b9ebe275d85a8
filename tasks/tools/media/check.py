"""What an encoded short really is: read from its packets and boxes, not from what made it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from tasks.errors.recordings import MediaToolError

BT709 = 1
"""The number of BT.709 among matrices, transfers and primaries (ISO/IEC 23091-2)."""
LIMITED = 1


@dataclass(frozen=True)
class EncodedFacts:
    """What was found in a file."""

    boxes: tuple[str, ...]
    """Names of the top-level boxes, in order."""
    streams: tuple[str, ...]
    """Codec of each stream."""
    width: int
    height: int
    pixel_format: str
    colour: tuple[int, int, int, int]
    """Matrix, transfer, primaries, range."""
    rate: Fraction
    frame_count: int
    """Picture packets."""
    seconds: float
    sound_seconds: float
    sample_rate: int
    undecodable: tuple[int, ...]
    """Frames among the first, the middle and the last that could not be decoded."""


def read_facts(path: Path) -> EncodedFacts:
    """Read a file's facts and decode its first, middle and last frame.

    Raises:
        MediaToolError: when the file cannot be read to its end, or lacks picture or sound.
    """
    try:
        with av.open(str(path)) as container:
            return _facts(path, container)
    except av.FFmpegError as error:
        raise MediaToolError("Reading an output", str(error)) from error


def _facts(path: Path, container: InputContainer) -> EncodedFacts:
    picture, sound = _both(container)
    times, sound_seconds = _times(container, picture, sound)
    rate = picture.average_rate or Fraction(0)
    return EncodedFacts(
        boxes=tuple(_boxes(path)),
        streams=tuple(stream.codec_context.name for stream in container.streams),
        width=picture.width,
        height=picture.height,
        pixel_format=picture.pix_fmt or "unknown",
        colour=(
            int(picture.colorspace),
            int(picture.color_trc),
            int(picture.color_primaries),
            int(picture.color_range),
        ),
        rate=rate,
        frame_count=len(times),
        seconds=float(len(times) / rate) if rate else 0.0,
        sound_seconds=sound_seconds,
        sample_rate=sound.rate,
        undecodable=tuple(_undecodable(container, picture, sorted(times))),
    )


def _both(container: InputContainer) -> tuple[VideoStream, AudioStream]:
    if not container.streams.video or not container.streams.audio:
        raise MediaToolError("Reading an output", "it holds no picture or no sound")
    return container.streams.video[0], container.streams.audio[0]


def _times(
    container: InputContainer, picture: VideoStream, sound: AudioStream
) -> tuple[list[int], float]:
    """Time stamps of all picture packets, and when the sound ends in seconds."""
    times: list[int] = []
    ends = 0.0
    for packet in container.demux(picture, sound):
        if packet.pts is None or packet.time_base is None:
            continue
        if packet.stream is picture:
            times.append(packet.pts)
        else:
            ends = max(ends, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    return times, ends


def _undecodable(container: InputContainer, picture: VideoStream, times: list[int]) -> list[int]:
    """Which of the first, middle and last frame cannot be decoded."""
    missing = []
    for number in sorted({0, len(times) // 2, len(times) - 1} if times else set()):
        try:
            if not _decodes(container, picture, times[number]):
                missing.append(number)
        except av.FFmpegError:
            missing.append(number)
    return missing


def _decodes(container: InputContainer, picture: VideoStream, time: int) -> bool:
    container.seek(time, stream=picture, backward=True)
    return any(frame.pts is not None and frame.pts >= time for frame in container.decode(picture))


def _boxes(path: Path) -> list[str]:
    """Names of an MP4's top-level boxes, in order."""
    names: list[str] = []
    with path.open("rb") as file:
        while (box := _box(file)) is not None:
            names.append(box)
    return names


def _box(file: BinaryIO) -> str | None:
    """Read one box's name and go to its end; None at the end of the file."""
    head = file.read(8)
    if len(head) < 8:
        return None
    size, name = int.from_bytes(head[:4], "big"), head[4:].decode("latin-1")
    read = 8
    if size == 1:
        size, read = int.from_bytes(file.read(8), "big"), 16
    file.seek(0, 2) if size == 0 else file.seek(max(0, size - read), 1)
    return name
