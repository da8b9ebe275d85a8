"""Voices told apart by their sound alone: cepstra and pitch of short stretches, clustered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from schemas.speakers import Diarization
from tasks.analysis.diarize.base import Voiced, VoiceJob, diarization, stretches

if TYPE_CHECKING:
    from tasks.analysis.diarize.cepstra import Voices

Vector = NDArray[np.float64]

LONGEST_MS = 2500
LEAST_MS = 600
"""Shorter stretches go with the longer one before."""
LEAST_VOICED = 16
FEWEST = 4
"""With fewer stretches that can be described there is nothing to compare."""


class MfccDiarizer:
    """Clusters the sound of stretches of speech."""

    name = "mfcc"

    def offers(self, job: VoiceJob) -> bool:
        return job.audio is not None

    def diarize(self, job: VoiceJob) -> Diarization:
        from tasks.analysis.diarize.cepstra import voices  # with SciPy, which is long to load

        spans = stretches(job.transcript, LONGEST_MS)
        if job.audio is None or not spans:
            found = [Voiced(start, end, "0", 0.5) for start, end in spans]
            note = ("there is no sound to tell voices by",) if spans else ()
            return diarization(self.name, found, rename=True, notes=note)
        marks, sure = _marks(spans, voices(job.audio), job.speakers)
        found = [
            Voiced(start, min(end, job.transcript.duration_ms), str(mark), confidence)
            for (start, end), mark, confidence in zip(spans, marks, sure, strict=True)
        ]
        return diarization(self.name, found, rename=True)


def _marks(
    spans: list[tuple[int, int]], heard: Voices, expected: int | None
) -> tuple[list[int], list[float]]:
    """A cluster and a confidence for every stretch."""
    from tasks.analysis.diarize.clustering import Described, clustered

    found = [(index, _described(heard, span)) for index, span in enumerate(spans)]
    known = [(index, parts) for index, parts in found if parts is not None]
    if len(known) < FEWEST or expected == 1:
        return [0] * len(spans), [0.5 if expected is None else 1.0] * len(spans)
    places = [index for index, _ in known]
    described = Described(
        vectors=np.stack([whole for _, (whole, _, _) in known]),
        halves=np.stack([difference for _, (_, difference, _) in known]),
        weights=np.array([count for _, (_, _, count) in known], dtype=np.float64),
        lengths=np.array([spans[at][1] - spans[at][0] for at in places], dtype=np.float64),
    )
    marks, sure = clustered(described, expected)
    at = np.maximum(np.searchsorted(places, np.arange(len(spans)), side="right") - 1, 0)
    return marks[at].tolist(), sure[at].tolist()


def _described(heard: Voices, span: tuple[int, int]) -> tuple[Vector, Vector, int] | None:
    """Mean cepstrum and pitch of what is voiced, how its halves differ, and how many frames it has.

    None where that is too little to go by.
    """
    first, stop = heard.frames(*span)
    voiced = first + np.flatnonzero(heard.pitch[first:stop] > 0)
    if span[1] - span[0] < LEAST_MS or len(voiced) < LEAST_VOICED:
        return None
    half = len(voiced) // 2
    difference = _mean(heard, voiced[:half]) - _mean(heard, voiced[half:])
    return _mean(heard, voiced), difference, len(voiced)


def _mean(heard: Voices, frames: NDArray[np.int64]) -> Vector:
    """Mean cepstrum, and the median pitch in semitones above 100 Hz."""
    semitones = 12.0 * np.log2(float(np.median(heard.pitch[frames])) / 100.0)
    return np.append(heard.cepstra[frames].mean(axis=0), semitones).astype(np.float64)
