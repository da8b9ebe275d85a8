"""The envelope of a WAV, for whatever moves with the sound."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from schemas.sounds import Levels

PER_SECOND = 20
FLOOR_DB = 42.0
"""What lies this far below the loudest moment is drawn as silence."""


def envelope(path: Path) -> Levels:
    """Loudness of each twentieth of a second, 0 to 100, relative to the loudest; 16-bit PCM."""
    with wave.open(str(path)) as file:
        rate, channels = file.getframerate(), file.getnchannels()
        raw = file.readframes(file.getnframes())
    samples = np.frombuffer(raw, dtype="<i2").reshape(-1, channels).astype(np.float32).mean(axis=1)
    window = rate // PER_SECOND
    count = -(-len(samples) // window)
    padded = np.zeros(count * window, dtype=np.float32)
    padded[: len(samples)] = samples
    loud = np.sqrt(np.mean(np.square(padded.reshape(count, window)), axis=1))
    top = float(loud.max(initial=0.0))
    if top < 8:
        return Levels(per_second=PER_SECOND, values=(0,) * count)
    decibels = 20 * np.log10(np.maximum(loud, 1e-3) / top)
    shares = np.clip(1 + decibels / FLOOR_DB, 0, 1) ** 1.6
    return Levels(per_second=PER_SECOND, values=tuple(round(float(s) * 100) for s in shares))
