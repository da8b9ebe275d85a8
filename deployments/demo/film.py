"""Writes the talk's MP4: the same frames and samples give the same bytes."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np

from deployments.demo.brush import HEIGHT, WIDTH
from deployments.demo.planes import Bytes
from deployments.demo.voice import Samples

_BT709, _LIMITED = 1, 1


class Film:
    """A file being written: pictures one by one, sound alongside.

    x264 runs with a fixed number of threads and no dates are written.
    """

    def __init__(self, path: Path, *, fps: int, rate: int) -> None:
        self._fps, self._rate = fps, rate
        options = {"movflags": "+faststart", "fflags": "+bitexact"}
        self._file = av.open(str(path), "w", format="mp4", options=options)
        self._video = self._file.add_stream("libx264", rate=fps)
        self._audio = self._file.add_stream("aac", rate=rate, layout="stereo")
        self._set_up()
        self._frames = self._samples = 0

    def _set_up(self) -> None:
        self._video.width, self._video.height, self._video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        self._video.options = {"preset": "superfast", "qp": "22", "threads": "2"}
        self._video.gop_size = 2 * self._fps
        context = self._video.codec_context
        context.color_primaries = context.color_trc = context.colorspace = _BT709
        context.color_range = _LIMITED
        self._audio.bit_rate = 128_000
        self._audio.options = {"aac_coder": "fast"}

    def add_picture(self, picture: Bytes, sound: Samples) -> None:
        """One I420 picture, and the mono samples that belong to its time."""
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts, frame.time_base = self._frames, Fraction(1, self._fps)
        frame.colorspace = frame.color_range = _BT709
        self._frames += 1
        self._file.mux(self._video.encode(frame))
        self._add_sound(sound)

    def _add_sound(self, mono: Samples) -> None:
        frame = av.AudioFrame.from_ndarray(np.stack([mono, mono]), format="fltp", layout="stereo")
        frame.sample_rate = self._rate
        frame.pts, frame.time_base = self._samples, Fraction(1, self._rate)
        self._samples += len(mono)
        self._file.mux(self._audio.encode(frame))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            for packets in (self._video.encode(None), self._audio.encode(None)):
                self._file.mux(packets)
        self._file.close()
