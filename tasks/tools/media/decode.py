"""Exact frame access with PyAV, by the mapping that `schemas/clips.py` states.

Frame n at `rate` shows the latest source frame whose time, measured from the recording's time zero
and rounded to the nearest frame, is at most n. Before the first source frame the first is shown,
after the last one the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from schemas.units import fps
from tasks.errors.recordings import MediaToolError
from tasks.tools.media.fields import whole
from tasks.tools.media.mirrors import unmirrored

LARGE = 1920 * 1088
"""Pixels beyond which a picture is decoded by two threads. Up to there one keeps ahead of the encoder,
costs a render 4 to 5 % less CPU, and holds fewer frames."""

EARLIER_S = (0, 4, 30)
"""Seconds before a key frame from which it is tried again where a container only guesses."""
ROUGH = {"skip_loop_filter": "all"}
"""Options of a decoder whose pictures are made small at once."""


def picture_stream(container: InputContainer) -> VideoStream:
    """The first real video stream, never an attached cover.

    Raises:
        MediaToolError: when there is none.
    """
    for stream in container.streams.video:
        if not stream.disposition & av.stream.Disposition.attached_pic:
            return stream
    raise MediaToolError("Decoding the picture", "the file holds no video stream")


def recording_frames(
    path: Path,
    *,
    rate: str,
    start_ms: int,
    first_frame: int,
    count: int,
    seek_pts: int | None = None,
    rough: bool = False,
) -> Iterator[av.VideoFrame]:
    """Exactly `count` frames from `first_frame` on, as stored: neither turned nor scaled. Torn ones are
    made whole, mirrored ones put right.

    `seek_pts` is a key frame at or before the first frame, in the stream's time base. The same
    object is given again where a source frame is shown more than once; do not write into it. `rough`
    leaves out what smooths the edges of blocks, and leaves torn ones so, for pictures that are made
    small: a fifth less CPU.

    Raises:
        MediaToolError: when nothing can be decoded.
    """
    given = 0
    held: av.VideoFrame | None = None
    for index, frame in _numbered(path, rate, start_ms, first_frame, _seeks(seek_pts), rough):
        while held is not None and given < count and first_frame + given < index:
            yield held
            given += 1
        if given == count:
            return
        held = frame
    if held is None:
        raise MediaToolError(
            "Decoding the picture", f"no frame at or after {first_frame} was found"
        )
    for _ in range(count - given):
        yield held


def _seeks(pts: int | None) -> tuple[tuple[int, int] | None, ...]:
    """Where to seek to, one after the other until it lands early enough: time stamp and seconds
    before it; None is the beginning."""
    return (None,) if pts is None else (*((pts, early) for early in EARLIER_S), None)


def _numbered(
    path: Path,
    rate: str,
    start_ms: int,
    first_frame: int,
    seeks: Sequence[tuple[int, int] | None],
    rough: bool,
) -> Iterator[tuple[int, av.VideoFrame]]:
    """Source frames with the number of the first frame that shows them, from the key frame on.

    A seek that lands too late (some containers only guess) is done over from an earlier place.
    """
    seek, *others = seeks
    with av.open(str(path)) as container:
        stream = picture_stream(container)
        _set_up(stream.codec_context, rough)
        if seek is not None:
            back = round(seek[1] / (stream.time_base or Fraction(1, 1000)))
            container.seek(seek[0] - back, stream=stream, backward=True)
        pictures = _pictures(container, stream)
        shown = pictures if rough else unmirrored(whole(pictures))
        frames = _in_order(shown, Fraction(start_ms, 1000), rate)
        first = next(frames, None)
        if first is not None and (seek is None or first[0] <= first_frame):
            yield first
            yield from frames
            return
    if others:
        yield from _numbered(path, rate, start_ms, first_frame, others, rough)


def _set_up(context: VideoCodecContext, rough: bool) -> None:
    if rough:
        context.thread_count = 1
        context.options = ROUGH
        return
    context.thread_type = "AUTO"
    context.thread_count = 2 if context.width * context.height > LARGE else 1


def _pictures(container: InputContainer, stream: VideoStream) -> Iterator[av.VideoFrame]:
    """Frames that say when they are shown; packets that cannot be decoded are passed over."""
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            continue
        for frame in frames:
            if frame.pts is not None and frame.time_base is not None:
                yield frame


def _in_order(
    frames: Iterable[av.VideoFrame], zero: Fraction, rate: str
) -> Iterator[tuple[int, av.VideoFrame]]:
    """Frames in order of presentation, by number; one that comes too late for it is left out."""
    latest = None
    for frame in frames:
        seconds = (frame.pts or 0) * (frame.time_base or Fraction(0)) - zero
        index = _nearest(seconds * fps(rate))
        if latest is None or index >= latest:
            latest = index
            yield index, frame


def _nearest(value: Fraction) -> int:
    """Rounded to the nearest whole number, halves upwards."""
    return (value + Fraction(1, 2)).__floor__()
