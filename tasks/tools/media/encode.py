"""H.264 + AAC in an MP4 that starts fast; the same frames give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.video.stream import VideoStream

from schemas.units import fps
from tasks.errors.recordings import MediaToolError
from tasks.tools.media.colors import BT709, LIMITED, tag
from tasks.tools.media.hardware import QUALITY, X264, pixels_of

SECONDS_PER_GOP = 4
AUDIO_RATE = 48_000
AUDIO_BITS = 160_000
AAC_BLOCK = 1024
AAC = {"aac_coder": "fast", "aac_pns": "0"}
"""At this many bits the faster search is also the better one: on 53 s of speech the error lay 8 to 10 dB
lower below 4 kHz and 2 to 4 dB lower up to 12 kHz, at half the CPU of FFmpeg's default search."""
EXACT = {"fflags": "+bitexact"}
"""No version strings and no dates in the file."""
OPENCV_AVX_512F = 13
"""OpenCV's number for the feature; its Python binding leaves the name out."""


def _x264_params() -> dict[str, str]:
    """x264's AVX-512 code for macroblock trees reads memory that nobody wrote: equal frames gave other
    bytes from render to render (12 of 12, against 1 of 12 with AVX2 at the same CPU time). Equal plans
    must give equal files, on machines with and without AVX-512."""
    return {"x264-params": "asm=avx2"} if cv2.checkHardwareSupport(OPENCV_AVX_512F) else {}


def stamp(frame: av.VideoFrame, number: int, rate: Fraction) -> None:
    """Make a frame the given one of a file at a constant rate; what it was in its own file is gone."""
    frame.pts, frame.time_base = number, 1 / rate
    frame.pict_type = av.video.frame.PictureType.NONE
    tag(frame)


def _quality(encoder: str, preset: str, crf: int) -> dict[str, str]:
    if encoder == X264:
        return {"preset": preset, "crf": str(crf), **_x264_params()}
    return QUALITY[encoder](crf)


class Mp4Writer:
    """Takes finished yuv420p frames in order; the sound is already encoded and only copied."""

    def __init__(
        self,
        path: Path,
        *,
        width: int,
        height: int,
        rate: str,
        preset: str,
        crf: int,
        threads: int,
        sound: Path,
        encoder: str = X264,
    ) -> None:
        options = {"movflags": "+faststart", **EXACT}
        self._file: OutputContainer = av.open(str(path), "w", format="mp4", options=options)
        self._rate = fps(rate)
        video = self._file.add_stream(encoder, rate=self._rate)
        if not isinstance(video, VideoStream):
            raise MediaToolError("Encoding the picture", f"{encoder} encodes no pictures")
        video.width, video.height, video.pix_fmt = width, height, pixels_of(encoder)
        video.time_base = video.codec_context.time_base = 1 / self._rate
        video.options = {"profile": "high", **_quality(encoder, preset, crf)}
        context = video.codec_context
        context.thread_count = threads
        context.thread_type = (
            "FRAME"  # the default cuts every picture into slices, which costs bits
        )
        context.gop_size = max(1, round(self._rate * SECONDS_PER_GOP))
        context.colorspace = context.color_primaries = context.color_trc = BT709
        context.color_range = LIMITED
        self._video = video
        self._sound_file: InputContainer = av.open(str(sound))
        source = self._sound_file.streams.audio[0]
        self._audio = self._file.add_stream_from_template(source)
        self._packets = (p for p in self._sound_file.demux(source) if p.dts is not None)
        self._waiting = self._next_packet()
        self._count = 0

    def write(self, frame: av.VideoFrame) -> None:
        """The next frame; it may be changed afterwards only by whoever made it anew."""
        stamp(frame, self._count, self._rate)
        self._file.mux(self._video.encode(frame))
        self._count += 1
        self._copy_sound(self._count / self._rate)

    def _next_packet(self) -> tuple[Fraction, av.Packet[AudioStream]] | None:
        """The next packet of the sound, and when it is heard, in seconds; None after the last one."""
        packet = next(self._packets, None)
        return None if packet is None else (Fraction(packet.dts or 0) * packet.time_base, packet)

    def _copy_sound(self, until: Fraction | None) -> None:
        while self._waiting is not None:
            due, packet = self._waiting
            if until is not None and due > until:
                return
            packet.stream = self._audio
            self._file.mux(packet)
            self._waiting = self._next_packet()

    def close(self) -> None:
        """Everything that is still inside, then the index at the front."""
        self._file.mux(self._video.encode(None))
        self._copy_sound(None)
        self._file.close()
        self._sound_file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self._file.close()
            self._sound_file.close()


def encode_aac(path: Path, samples: npt.NDArray[np.float32]) -> None:
    """Stereo samples (n x 2, -1 to 1, 48 kHz) as AAC in an MP4."""
    with av.open(str(path), "w", format="mp4", options=EXACT) as file:
        stream = file.add_stream("aac", rate=AUDIO_RATE, options=AAC)
        stream.codec_context.layout = "stereo"
        stream.codec_context.bit_rate = AUDIO_BITS
        for frame in _blocks(samples):
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


def _blocks(samples: npt.NDArray[np.float32]) -> Iterator[av.AudioFrame]:
    for start in range(0, len(samples), AAC_BLOCK):
        part = np.ascontiguousarray(samples[start : start + AAC_BLOCK].T)
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
        frame.sample_rate = AUDIO_RATE
        frame.pts = start
        frame.time_base = Fraction(1, AUDIO_RATE)
        yield frame


def decode_audio(path: Path) -> npt.NDArray[np.float32]:
    """The samples of an encoded file as a player hears them (n x 2, 48 kHz)."""
    parts = []
    with av.open(str(path)) as file:
        for frame in file.decode(audio=0):
            parts.append(frame.to_ndarray())
    if not parts:
        return np.zeros((0, 2), dtype=np.float32)
    return np.ascontiguousarray(np.concatenate(parts, axis=1).T.astype(np.float32))
