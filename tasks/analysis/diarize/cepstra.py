"""Sound -> cepstra, level and pitch, every 20 ms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct, irfft, rfft

from tasks.analysis.sound import Samples, blocks, shape

HOP_MS = 20
WINDOW_MS = 32
BANDS = 26
KEPT = 16
LOW_HZ, HIGH_HZ = 80.0, 7600.0
PITCH_HZ = (65.0, 400.0)
VOICED = 0.45
BELOW_DB = 32.0

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Voices:
    """What is heard, one row for each 20 ms."""

    cepstra: Floats
    """Shape (frames, KEPT), without the coefficient that is only level."""
    loud: NDArray[np.bool_]
    """Loud enough to be speech."""
    pitch: Floats
    """Hz, 0 where nothing is voiced."""

    def frames(self, start_ms: int, end_ms: int) -> tuple[int, int]:
        """First and one-past-last row of a stretch."""
        return start_ms // HOP_MS, min(len(self.loud), -(-end_ms // HOP_MS))


def voices(path: Path) -> Voices:
    """Everything heard in a WAV, its channels mixed."""
    rate = shape(path)[0]
    parts = [_described(block.mean(axis=1), rate) for block in blocks(path)]
    parts = parts or [_described(np.zeros(rate, dtype=np.float32), rate)]
    cepstra, level, pitch = (np.concatenate(column) for column in zip(*parts, strict=True))
    loud = level > max(-60.0, float(np.percentile(level, 95)) - BELOW_DB)
    pitch = np.where(loud, pitch, 0).astype(np.float32)
    return Voices(cepstra.astype(np.float32), loud, pitch)


def _described(mono: Samples, rate: int) -> tuple[Floats, Floats, Floats]:
    """Cepstra, level in dB and pitch of a block that starts on a whole frame."""
    hop, size = rate * HOP_MS // 1000, rate * WINDOW_MS // 1000
    padded = np.concatenate([mono, np.zeros(size, dtype=np.float32)])
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[: len(mono) : hop]
    frames = frames * np.hanning(size).astype(np.float32)
    length = 1 << (size - 1).bit_length()
    power = np.square(np.abs(rfft(frames, length, axis=1))).astype(np.float32)
    level = 10 * np.log10(np.mean(np.square(frames), axis=1) + 1e-9)
    mel = np.log(power @ _filters(rate, length).T + 1e-8)
    cepstra = dct(mel, type=2, norm="ortho", axis=1)[:, 1 : KEPT + 1]
    return cepstra, level, _pitch(power, rate)


def _pitch(power: Floats, rate: int) -> Floats:
    """Hz of each frame by the highest peak of its autocorrelation; 0 where it is low."""
    wave = irfft(power, axis=1)[:, : rate // int(PITCH_HZ[0]) + 2]
    short, long = int(rate / PITCH_HZ[1]), int(rate / PITCH_HZ[0])
    strength = wave[:, short:long] / np.maximum(wave[:, :1], 1e-9)
    best = strength.argmax(axis=1)
    sure = strength[np.arange(len(best)), best] > VOICED
    return np.asarray(np.where(sure, rate / (best + short), 0), dtype=np.float32)


@lru_cache(maxsize=4)
def _filters(rate: int, length: int) -> Floats:
    """Triangles of equal width in mel, shape (BANDS, bins)."""
    edges = _hz(np.linspace(_mel(LOW_HZ), _mel(min(HIGH_HZ, rate / 2)), BANDS + 2))
    bins = np.arange(length // 2 + 1) * rate / length
    rise = (bins[None] - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    fall = (edges[2:, None] - bins[None]) / (edges[2:] - edges[1:-1])[:, None]
    return np.asarray(np.maximum(0, np.minimum(rise, fall)), dtype=np.float32)


def _mel(hz: float) -> float:
    return float(2595 * np.log10(1 + hz / 700))


def _hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(700 * (10 ** (mel / 2595) - 1))
