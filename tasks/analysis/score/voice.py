"""Sound -> how loud it is and how high the voice, a few times a second, for two hours in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tasks.analysis.sound import Levels, Samples, blocks, decibels, power, shape

LEVEL_MS = 20
PITCH_MS = 40
RATE = 8_000
"""Voices are looked for below 4 kHz."""
LENGTH = 1024
PITCH_HZ = (65.0, 400.0)
VOICED = 0.4
"""Least height of the autocorrelation's peak against its start."""
SILENT = 1e-5

Pitches = NDArray[np.float32]


@dataclass(frozen=True)
class Voice:
    """What is heard of a recording."""

    level: Levels
    """dB of full scale, one for each `LEVEL_MS`; the louder channel."""
    pitch: Pitches
    """Hz, one for each `PITCH_MS`; 0 where nothing is voiced."""

    def levels(self, start_ms: int, end_ms: int) -> Levels:
        """Levels of a stretch; at least one where there are any."""
        return _part(self.level, start_ms, end_ms, LEVEL_MS)

    def pitches(self, start_ms: int, end_ms: int) -> Pitches:
        """Pitches of what is voiced in a stretch."""
        found = _part(self.pitch, start_ms, end_ms, PITCH_MS)
        return found[found > 0]


def voice(path: Path) -> Voice:
    """Level and pitch of a whole 16-bit WAV."""
    rate = shape(path)[0]
    size = rate * LEVEL_MS // 1000
    levels: list[Levels] = []
    pitches: list[Pitches] = []
    for block in blocks(path):
        levels.append(decibels(power(block, size)).max(axis=1))
        pitches.append(_pitch(_slowed(block.mean(axis=1), rate)))
    if not levels:
        return Voice(np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.float32))
    return Voice(np.concatenate(levels), np.concatenate(pitches))


def _part(row: NDArray[np.float32], start_ms: int, end_ms: int, cell: int) -> NDArray[np.float32]:
    first = min(start_ms // cell, max(0, len(row) - 1))
    return row[first : max(first + 1, -(-end_ms // cell))]


def _slowed(mono: Samples, rate: int) -> Samples:
    """About 8,000 samples a second: means of as many as fit into one."""
    step = max(1, rate // RATE)
    whole = len(mono) // step * step
    return np.asarray(mono[:whole].reshape(-1, step).mean(axis=1), dtype=np.float32)


def _pitch(slow: Samples) -> Pitches:
    """Hz of each cell of a block by the highest peak of its autocorrelation; 0 where that is low.

    Only what falls off on both sides is a peak: the slope from the start is none."""
    size = RATE * PITCH_MS // 1000
    frames = np.pad(slow, (0, -len(slow) % size)).reshape(-1, size)
    frames = (frames - frames.mean(axis=1, keepdims=True)) * np.hanning(size).astype(np.float32)
    spectrum = np.fft.rfft(frames, LENGTH, axis=1)
    wave = np.fft.irfft(np.square(spectrum.real) + np.square(spectrum.imag), axis=1)
    short, long = int(RATE / PITCH_HZ[1]), int(RATE / PITCH_HZ[0])
    inner = wave[:, short:long]
    top = (inner >= wave[:, short - 1 : long - 1]) & (inner >= wave[:, short + 1 : long + 1])
    strength = np.where(top, inner, 0) / np.maximum(wave[:, :1], SILENT)
    best = strength.argmax(axis=1)
    sure = strength[np.arange(len(best)), best] > VOICED
    return np.asarray(np.where(sure, RATE / (best + short), 0), dtype=np.float32)
