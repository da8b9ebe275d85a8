"""Sound: how loud it is, and samples as numbers."""

from __future__ import annotations

import math
import re
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schemas.media import Loudness
from tasks.errors.recordings import MediaToolError
from tasks.tools.media.ffmpeg import INPUT_GUARD, run_ffmpeg

SAMPLE_RATE = 48_000
GATE_LUFS = -70.0
"""Absolute gate of EBU R128; nothing above it is silence."""
NO_PEAK_DBTP = -120.0
"""Stands for the peak of silence, which has none."""
OPPOSED = 0.9
"""Correlation of two channels, its sign turned, from which on one is the other upside down."""

_SUMMARY = re.compile(
    r"I:\s+(?P<integrated>\S+) LUFS\s+Threshold:\s+(?P<threshold>\S+) LUFS"
    r".*?LRA:\s+(?P<range>\S+) LU.*?Peak:\s+(?P<peak>\S+) dBFS",
    re.DOTALL,
)


def measure_loudness(path: Path, *, timeout_s: float = 3600.0) -> Loudness:
    """EBU R128 loudness and true peak of a file's first sound stream, to 0.1; always finite.

    Raises:
        MediaToolError: when the file holds no sound that decodes.
    """
    # The meter prints its summary at level `info`; `-nostats` keeps the rest of that level short.
    graph = "ebur128=peak=true:framelog=quiet"
    source = [*INPUT_GUARD, "-i", str(path), "-map", "0:a:0", "-vn", "-af", graph]
    said = run_ffmpeg(
        ["-v", "info", *source, "-f", "null", "-"],
        doing="Measuring the loudness",
        timeout_s=timeout_s,
    )
    found = _SUMMARY.search(said[said.rfind("Summary:") :])
    if found is None:
        raise MediaToolError("Measuring the loudness", "the meter gave no summary")
    integrated = max(GATE_LUFS, float(found["integrated"]))
    return Loudness(
        integrated_lufs=integrated,
        true_peak_dbtp=max(NO_PEAK_DBTP, float(found["peak"])),
        range_lu=float(found["range"]),
        threshold_lufs=max(GATE_LUFS, float(found["threshold"])),
        silent=integrated <= GATE_LUFS,
    )


def wav_samples(
    path: Path, *, first: int = 0, count: int | None = None
) -> tuple[NDArray[np.int16], int]:
    """Samples of a 16-bit WAV file as (samples, channels), and the sample rate.

    `first` and `count` are in samples of one channel; what lies beyond the end is left out.
    """
    with wave.open(str(path), "rb") as file:
        if file.getsampwidth() != 2:
            raise MediaToolError("Reading a WAV file", f"it has {file.getsampwidth() * 8} bits")
        total, channels, rate = file.getnframes(), file.getnchannels(), file.getframerate()
        first = min(max(0, first), total)
        wanted = total - first if count is None else min(max(0, count), total - first)
        file.setpos(first)
        data = np.frombuffer(file.readframes(wanted), dtype="<i2")
    return data.reshape(-1, channels), rate


def wav_length(path: Path) -> int:
    """Samples of each channel of a WAV file."""
    with wave.open(str(path), "rb") as file:
        return file.getnframes()


def opposed(path: Path) -> bool:
    """Whether both channels of a 16-bit WAV hold the same sound upside down, as a cable that is soldered
    the wrong way leaves it: mixed to one they fall silent. False where one of them does not sound."""
    sums, first = np.zeros(3), 0
    while len(samples := wav_samples(path, first=first, count=60 * SAMPLE_RATE)[0]):
        if samples.shape[1] != 2:
            return False
        left, right = samples.T.astype(np.float32)
        sums += (left @ left, right @ right, left @ right)
        first += len(samples)
    return bool(sums[2] < -OPPOSED * math.sqrt(sums[0] * sums[1]))


def write_wav(path: Path, samples: NDArray[np.int16], rate: int = SAMPLE_RATE) -> None:
    """Write samples of shape (samples, channels) as 16-bit WAV; the same samples, the same bytes."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())


def write_silence(path: Path, duration_ms: int) -> None:
    """Write one channel of silence at `SAMPLE_RATE`, a second at a time."""
    left = duration_ms * SAMPLE_RATE // 1000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        while left:
            part = min(left, SAMPLE_RATE)
            file.writeframes(bytes(2 * part))
            left -= part
