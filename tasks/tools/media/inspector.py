"""Looks into one file with PyAV and prints what it finds as JSON; run as a child by `probe`.

It is started by its path and imports nothing of ours, so that a decoder which crashes or eats
memory takes down this process only. All times it reports are microseconds on the file's own clock.
"""

from __future__ import annotations

import heapq
import json
import resource
import struct
import sys
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.container import InputContainer
from av.sidedata.sidedata import Type as SideData
from av.stream import Disposition, Stream

Facts = dict[str, Any]

MEMORY_BYTES = 3 << 30
WHOLE_PIXELS = 640 * 360 * 30 * 40
"""A picture stream of up to so many pixels in all is decoded whole: 40 s of 640 x 360 at 30."""
WHOLE_AUDIO_US = 120 * 1_000_000
"""A sound stream of up to so many microseconds is decoded whole."""
WINDOW_FRAMES = {"video": 12, "audio": 40}
WINDOW_PACKETS = 400
"""How far a window is read for its frames before it counts as undecodable."""
SHOWN = {"video", "audio", "subtitle"}
EVEN_US = 2000
"""Spacings that differ by less count as one rate: containers round to milliseconds."""
DISTINCT_STEPS = 4096
REORDERED = 32
"""Most packets that come before one that is shown earlier."""
QUIET = 3e-4
"""From the lowest to the highest sample, of full scale."""


def inspect(path: str, options: dict[str, str], max_pixels: int) -> Facts:
    """Everything `probe` wants to know; `error` is set when the file cannot be opened."""
    try:
        with av.open(path, options=options, metadata_errors="replace") as container:
            streams = [_stream_facts(stream) for stream in container.streams]
            facts: Facts = {
                "error": None,
                "container": container.format.name,
                "declared_us": container.duration,
                "streams": streams,
            }
            facts["read_error"] = _measure(container, streams)
    except (av.FFmpegError, ValueError, LookupError) as error:
        return {"error": f"{type(error).__name__}: {error}"}
    for stream in streams:
        if _worth_decoding(stream, max_pixels):
            stream["windows"] = [
                _window(path, options, stream["index"], at, whole) for at, whole in _windows(stream)
            ]
    return facts


def _stream_facts(stream: Stream) -> Facts:
    facts: Facts = {
        "index": stream.index,
        "type": stream.type,
        "time_base": str(stream.time_base) if stream.time_base else None,
        "attached": bool(stream.disposition & Disposition.attached_pic),
        "default": bool(stream.disposition & Disposition.default),
        "forced": bool(stream.disposition & Disposition.forced),
        "language": stream.language or "und",
        "windows": [],
    }
    context = getattr(stream, "codec_context", None)
    facts["codec"] = context.codec.name if context is not None else None
    if context is not None and stream.type == "video":
        facts |= _video_facts(stream, context)
    if context is not None and stream.type == "audio":
        facts |= {"sample_rate": context.sample_rate, "channels": context.channels}
        facts["bits"] = _flac_bits(context) if facts["codec"] == "flac" else 0
    return facts


def _flac_bits(context: Any) -> int:
    """Bits of a sample by the STREAMINFO block; 0 where there is none."""
    info = context.extradata or b""
    return (((info[12] & 1) << 4) | (info[13] >> 4)) + 1 if len(info) >= 18 else 0


def _video_facts(stream: Any, context: Any) -> Facts:
    aspect = stream.sample_aspect_ratio
    return {
        "width": context.width,
        "height": context.height,
        "sample_aspect": str(aspect) if aspect else None,
        "average_rate": str(stream.average_rate) if stream.average_rate else None,
        "pixel_format": context.pix_fmt or "unknown",
        "matrix": int(context.colorspace),
        "range": int(context.color_range),
        "transfer": int(context.color_trc),
    }


def _measure(container: InputContainer, streams: list[Facts]) -> str | None:
    """Count and time all packets; returns what stopped the reading early, if anything did."""
    clocks = {facts["index"]: Clock() for facts in streams if facts["type"] in SHOWN}
    failed = None
    try:
        for packet in container.demux([container.streams[index] for index in clocks]):
            if packet.size:
                clocks[packet.stream_index].see(packet)
    except (av.FFmpegError, ValueError) as error:
        failed = f"{type(error).__name__}: {error}"
    for facts in streams:
        if facts["index"] in clocks:
            facts |= clocks[facts["index"]].facts()
    return failed


class Clock:
    """Gathers the times of one stream's packets."""

    def __init__(self) -> None:
        self.tick_us = Fraction(0)
        self.packets = self.keys = self.untimed = self.longest = self.held = 0
        self.encrypted = False
        self.first: int | None = None
        self.end: int | None = None
        self.steps: dict[int, int] = {}
        self._last: int | None = None
        self._waiting: list[int] = []

    def see(self, packet: Any) -> None:
        """Packets that an edit list hides do not count."""
        if packet.is_discard:
            return
        if not self.packets:
            self.tick_us = packet.time_base * 1_000_000
        self.packets += 1
        self.keys += packet.is_keyframe
        self.encrypted = self.encrypted or packet.has_sidedata("encryption_info")
        shown = packet.pts if packet.pts is not None else packet.dts
        if shown is None:
            self.untimed += 1
            return
        lasts = max(0, packet.duration or 0)
        self.first = shown if self.first is None else min(self.first, shown)
        self.end = shown + lasts if self.end is None else max(self.end, shown + lasts)
        self.longest = max(self.longest, lasts)
        self.held += lasts
        heapq.heappush(self._waiting, shown)
        if len(self._waiting) > REORDERED:
            self._step(heapq.heappop(self._waiting))

    def _step(self, shown: int) -> None:
        """Spacing in the order of presentation."""
        step = 0 if self._last is None else shown - self._last
        self._last = shown
        self.longest = max(self.longest, step)
        if step > 0 and (step in self.steps or len(self.steps) < DISTINCT_STEPS):
            self.steps[step] = self.steps.get(step, 0) + 1

    def facts(self) -> Facts:
        """Times, and how evenly they are spaced; nothing can be seen after this."""
        while self._waiting:
            self._step(heapq.heappop(self._waiting))
        common = max(self.steps, key=lambda step: (self.steps[step], -step), default=0)
        near = {s: n for s, n in self.steps.items() if abs(s - common) * self.tick_us <= EVEN_US}
        count = sum(near.values())
        total = sum(step * n for step, n in near.items())
        if self.end is not None and self.end == self._last and count:
            self.end += total // count  # the last frame has no duration of its own
        return {
            "packets": self.packets,
            "keys": self.keys,
            "untimed": self.untimed,
            "encrypted": self.encrypted,
            "first_us": self._us(self.first),
            "end_us": self._us(self.end),
            "longest_us": self._us(self.longest),
            "held_us": self._us(self.held),
            "even_share": count / max(1, sum(self.steps.values())),
            "step_us": str(self.tick_us * Fraction(total, count)) if count else None,
        }

    def _us(self, ticks: int | None) -> int | None:
        return None if ticks is None else round(ticks * self.tick_us)


def _worth_decoding(facts: Facts, max_pixels: int) -> bool:
    small = facts.get("width", 1) * facts.get("height", 1) <= max_pixels
    used = facts["type"] in ("video", "audio") and not facts["attached"]
    return used and small and bool(facts["codec"]) and facts.get("packets", 0) > 0


def _windows(facts: Facts) -> Iterator[tuple[int | None, bool]]:
    """Where to decode (None: from the start), and whether to go on to the end."""
    first, end = facts["first_us"], facts["end_us"]
    if facts["type"] == "video":
        short = facts["width"] * facts["height"] * facts["packets"] <= WHOLE_PIXELS
    else:
        short = first is None or end - first <= WHOLE_AUDIO_US
    yield None, short
    if not short and first is not None:
        yield (first + end) // 2, False
        yield end - min(3_000_000, (end - first) // 10), False


def _window(
    path: str, options: dict[str, str], index: int, at_us: int | None, whole: bool
) -> Facts:
    """Decode a little of one stream, or all of it."""
    seen = Seen(at_us, whole)
    try:
        with av.open(path, options=options, metadata_errors="replace") as container:
            stream = container.streams[index]
            if stream.type == "video":
                stream.codec_context.thread_type = "AUTO"
            if at_us is not None and stream.time_base:
                container.seek(int(at_us / (stream.time_base * 1_000_000)), stream=stream)
            wanted = None if whole else WINDOW_FRAMES[stream.type]
            _decode(container, stream, seen, wanted)
    except (av.FFmpegError, ValueError, LookupError, MemoryError) as error:
        seen.error = f"{type(error).__name__}: {error}"
    return seen.facts()


def _decode(container: InputContainer, stream: Stream, seen: Seen, wanted: int | None) -> None:
    """Feed packets until enough frames came out; a packet that fails is counted, not fatal."""
    for packet in container.demux(stream):
        seen.packets += packet.size > 0
        try:
            for frame in packet.decode():
                seen.frame(frame)
        except av.error.EOFError:
            return
        except (av.FFmpegError, ValueError) as error:
            seen.error = f"{type(error).__name__}: {error}"
        enough = wanted is not None and seen.frames >= wanted
        if enough or (wanted is not None and seen.packets >= WINDOW_PACKETS):
            return


class Seen:
    """What came out of a decoder."""

    def __init__(self, at_us: int | None, whole: bool) -> None:
        self.at_us, self.whole = at_us, whole
        self.packets = self.frames = self.timed = self.corrupt = 0
        self.decoded_us = 0
        self.first_us: int | None = None
        self.end_us: int | None = None
        self.error: str | None = None
        self.rotation = 0
        self.interlaced = self.mirrored = self.sounds = False

    def frame(self, frame: Any) -> None:
        self.frames += 1
        self.corrupt += bool(frame.is_corrupt)
        lasts = 0
        if isinstance(frame, av.AudioFrame):
            lasts = frame.samples * 1_000_000 // (frame.sample_rate or 1)
            self.decoded_us += lasts
            self.sounds = self.sounds or _sounds(frame)
        else:
            self.rotation = int(frame.rotation)
            self.mirrored = self.mirrored or _mirrored(frame)
            self.interlaced = self.interlaced or bool(frame.interlaced_frame)
        if frame.pts is not None and frame.time_base:
            self.timed += 1
            at = round(frame.pts * frame.time_base * 1_000_000)
            self.first_us = at if self.first_us is None else min(self.first_us, at)
            self.end_us = at + lasts if self.end_us is None else max(self.end_us, at + lasts)

    def facts(self) -> Facts:
        """As plain values."""
        return dict(self.__dict__)


def _sounds(frame: Any) -> bool:
    """Whether it is more than the silence that an encoder makes of silence."""
    samples = frame.to_ndarray()
    if not samples.size:
        return False
    full = 1.0 if samples.dtype.kind == "f" else float(np.iinfo(samples.dtype).max)
    return float(samples.max()) - float(samples.min()) > QUIET * full


def _mirrored(frame: Any) -> bool:
    """Whether the display matrix flips the picture."""
    for data in frame.side_data:
        if data.type == SideData.DISPLAYMATRIX:
            a, b, _, c, d = struct.unpack_from("=5i", bytes(data))
            return bool(a * d - b * c < 0)
    return False


def main() -> None:
    """Arguments: path, FFmpeg options as JSON, most pixels a picture may have."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    av.logging.set_level(None)
    path, options, max_pixels = sys.argv[1:]
    sys.stdout.write(json.dumps(inspect(path, json.loads(options), int(max_pixels))) + "\n")


if __name__ == "__main__":
    main()
