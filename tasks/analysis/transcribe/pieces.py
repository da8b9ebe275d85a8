"""A recording's sound in pieces that a service takes: 16 kHz, one channel, FLAC, cut at pauses.

FLAC loses nothing and adds no delay, so that times of words hold; 16 kHz samples of ten minutes are
19 MB before they are packed, so no piece can be over the usual 25 MB.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tasks.analysis.sound import QUIET_DB, levels, shape
from tasks.tools.media.ffmpeg import run_ffmpeg

RATE = 16_000
GRID_MS = 100
PAUSE_CELLS = 3
SEARCH_SHARE = 0.4
"""A cut is looked for in so much of the end of the longest piece."""
SILENT_DB = QUIET_DB + 5


@dataclass(frozen=True)
class Piece:
    """A stretch of a recording as a file of its own."""

    path: Path
    start_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms


def spans(audio: Path, longest_ms: int) -> list[tuple[int, int]]:
    """Stretches that cover the recording, each at most `longest_ms`, cut where it is quietest.

    Stretches of nothing but digital silence are left out: there is nothing to send.
    """
    rate, _, samples = shape(audio)
    length = samples * 1000 // rate
    loud = levels(audio, GRID_MS).max(axis=1)
    edges = [0]
    while length - edges[-1] > longest_ms:
        edges.append(_quietest(loud, edges[-1], longest_ms))
    edges.append(length)
    found = list(pairwise(edges))
    return [
        (start, end)
        for start, end in found
        if end > start and loud[start // GRID_MS : -(-end // GRID_MS)].max(initial=-999) > SILENT_DB
    ]


def _quietest(loud: NDArray[np.float32], start: int, longest_ms: int) -> int:
    """Middle of the quietest 0.3 s before a piece gets too long."""
    first = (start + int(longest_ms * (1 - SEARCH_SHARE))) // GRID_MS
    stop = max(first + PAUSE_CELLS, (start + longest_ms) // GRID_MS)
    window = loud[first:stop].astype(np.float64)
    means = np.convolve(window, np.ones(PAUSE_CELLS) / PAUSE_CELLS, mode="valid")
    at = len(means) - 1 - int(means[::-1].argmin())
    return (first + at) * GRID_MS + PAUSE_CELLS * GRID_MS // 2


def packed(audio: Path, span: tuple[int, int], folder: Path) -> Piece:
    """One stretch as FLAC in a folder.

    Raises:
        MediaToolError, StorageFullError: see there.
    """
    start, end = span
    path = folder / f"sound-{start}.flac"
    cut = ["-ss", f"{start / 1000:.3f}", "-t", f"{(end - start) / 1000:.3f}", "-i", str(audio)]
    run_ffmpeg(
        ["-v", "error", *cut, "-ac", "1", "-ar", str(RATE), "-c:a", "flac", str(path)],
        doing="Packing the sound for a transcription service",
        timeout_s=60 + (end - start) / 1000,
        cwd=folder,
    )
    return Piece(path, start, end)
