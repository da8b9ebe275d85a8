"""Voices told apart by their sound alone: cepstra and pitch of short stretches, clustered.

Counting speakers is the weak part of every diarizer, so this one is conservative: it says one
unless two are clearly apart.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from schemas.speakers import Diarization
from tasks.analysis.diarize.base import Voiced, VoiceJob, diarization, stretches
from tasks.analysis.diarize.cepstra import Voices, voices

Vectors = NDArray[np.float64]
Marks = NDArray[np.int64]

LONGEST_MS = 2500
LEAST_MS = 600
"""Shorter stretches take the mark of the nearest longer one."""
MOST_STRETCHES = 1500
MOST_SPEAKERS = 6
APART = 6.5
"""Least distance between two clusters, in their own standard deviations along the line between."""
LEAST_SHARE = 0.08
LEAST_SPEECH_MS = 6000
"""What somebody must say at least to count as a speaker, unless the number is given."""
LEAST_VOICED = 12
LEAST_SEMITONES = 1.5


class MfccDiarizer:
    """Clusters the sound of stretches of speech."""

    name = "mfcc"

    def offers(self, job: VoiceJob) -> bool:
        return job.audio is not None

    def diarize(self, job: VoiceJob) -> Diarization:
        spans = stretches(job.transcript, LONGEST_MS)
        if job.audio is None or not spans:
            found = [Voiced(start, end, "0", 0.5) for start, end in spans]
            note = ("there is no sound to tell voices by",) if spans else ()
            return diarization(self.name, found, rename=True, notes=note)
        heard = voices(job.audio)
        described = [_described(heard, span) for span in spans]
        marks, sure = _marks(spans, described, job.speakers)
        found = [
            Voiced(start, min(end, job.transcript.duration_ms), str(mark), confidence)
            for (start, end), mark, confidence in zip(spans, marks, sure, strict=True)
        ]
        return diarization(self.name, found, rename=True)


def _described(heard: Voices, span: tuple[int, int]) -> Vectors | None:
    """Mean cepstrum and pitch of what is voiced; None where that is too little to go by."""
    first, stop = heard.frames(*span)
    pitch = heard.pitch[first:stop]
    voiced = pitch > 0
    if span[1] - span[0] < LEAST_MS or voiced.sum() < LEAST_VOICED:
        return None
    cepstrum = heard.cepstra[first:stop][voiced].mean(axis=0)
    middle = np.median(pitch[voiced])
    return np.append(cepstrum, 12.0 * np.log2(middle / 100.0)).astype(np.float64)


def _marks(
    spans: list[tuple[int, int]], described: list[Vectors | None], expected: int | None
) -> tuple[list[int], list[float]]:
    """A cluster and a confidence for every stretch; those not described go with the one before."""
    known = [index for index, vector in enumerate(described) if vector is not None]
    if len(known) < 4 or expected == 1:
        return [0] * len(spans), [0.5 if expected is None else 1.0] * len(spans)
    vectors = np.stack([vector for vector in described if vector is not None])
    lengths = np.array([spans[index][1] - spans[index][0] for index in known], dtype=np.float64)
    scaled = _scaled(vectors)
    marks = _clustered(scaled, lengths, expected)
    sure = _confidence(scaled, marks)
    at = np.searchsorted(known, np.arange(len(spans)), side="right") - 1
    at = np.maximum(at, 0)
    return marks[at].tolist(), sure[at].tolist()


def _scaled(vectors: Vectors) -> Vectors:
    """Each dimension by its median deviation, pitch counted as much as four cepstra.

    A monotonous voice must not have its small changes of pitch blown up.
    """
    middle = np.median(vectors, axis=0)
    spread = np.median(np.abs(vectors - middle), axis=0) * 1.4826
    spread[-1] = max(spread[-1], LEAST_SEMITONES)
    scaled = (vectors - middle) / np.maximum(spread, 1e-6)
    scaled = np.clip(scaled, -6, 6)
    scaled[:, -1] *= 2.0
    return np.asarray(scaled, dtype=np.float64)


def _clustered(vectors: Vectors, lengths: Vectors, expected: int | None) -> Marks:
    """Ward clusters: as many as expected, else as many as are clearly apart."""
    step = max(1, -(-len(vectors) // MOST_STRETCHES))
    tree = linkage(vectors[::step], method="ward")
    most = min(expected or MOST_SPEAKERS, len(vectors[::step]))
    best = np.zeros(len(vectors), dtype=np.int64)
    for count in range(most if expected else 2, most + 1):
        some = fcluster(tree, count, criterion="maxclust").astype(np.int64) - 1
        marks = _settled(vectors, vectors[::step], some)
        if not expected and not _apart(vectors, lengths, marks):
            break
        best = marks
    return best


def _settled(vectors: Vectors, sample: Vectors, marks: Marks) -> Marks:
    """Every stretch to the nearest centre, a few times over."""
    centres = np.stack([sample[marks == mark].mean(axis=0) for mark in np.unique(marks)])
    nearest = np.zeros(len(vectors), dtype=np.int64)
    for _ in range(5):
        distance = np.linalg.norm(vectors[:, None] - centres[None], axis=2)
        nearest = distance.argmin(axis=1).astype(np.int64)
        present = np.unique(nearest)
        centres = np.stack([vectors[nearest == mark].mean(axis=0) for mark in present])
        nearest = np.searchsorted(present, nearest).astype(np.int64)
    return nearest


def _apart(vectors: Vectors, lengths: Vectors, marks: Marks) -> bool:
    """Whether every two clusters are clearly apart and none is a crumb."""
    names = np.unique(marks)
    spoken = min(float(lengths[marks == name].sum()) for name in names)
    if len(names) < 2 or spoken < max(LEAST_SPEECH_MS, LEAST_SHARE * float(lengths.sum())):
        return False
    pairs = [(a, b) for a in names for b in names if a < b]
    return all(separation(vectors[marks == a], vectors[marks == b]) >= APART for a, b in pairs)


def separation(one: Vectors, other: Vectors) -> float:
    """Distance of two clusters' centres in mean standard deviations along the line between.

    Two halves of one normal cloud are about 2.6 apart.
    """
    if len(one) < 2 or len(other) < 2:
        return 0.0
    line = one.mean(axis=0) - other.mean(axis=0)
    length = float(np.linalg.norm(line))
    if length == 0:
        return 0.0
    spread = (float((one @ line).std()) + float((other @ line).std())) / (2 * length)
    return length / max(spread, 1e-6)


def _confidence(vectors: Vectors, marks: Marks) -> Vectors:
    """How much nearer the own centre is than the next one, 0 to 1."""
    names = np.unique(marks)
    if len(names) < 2:
        return np.full(len(vectors), 0.8)
    centres = np.stack([vectors[marks == name].mean(axis=0) for name in names])
    distance = np.sort(np.linalg.norm(vectors[:, None] - centres[None], axis=2), axis=1)
    return np.asarray(1 - distance[:, 0] / np.maximum(distance[:, 1], 1e-9), dtype=np.float64)
