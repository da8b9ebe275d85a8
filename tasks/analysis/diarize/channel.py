"""One speaker on each of two channels: exact, and free, where the recording was made that way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schemas.speakers import Diarization
from tasks.analysis.diarize.base import Voiced, VoiceJob, diarization
from tasks.analysis.sound import levels, shape
from tasks.tools.media.flags import joined, runs_of

CELL_MS = 50
APART_DB = 12.0
"""A channel leads where it is this much louder than the other."""
AUDIBLE_DB = 40.0
"""Cells more than this below the loudest ones count as silence."""
LED_SHARE = 0.8
LEAST_SHARE = 0.04
SHORTEST_MS = 200


class ChannelDiarizer:
    """Tells speakers by the channel that leads."""

    name = "channel"

    def offers(self, job: VoiceJob) -> bool:
        """Where nearly all sound is on one channel at a time, and both have a say."""
        if job.audio is None or not job.speech or shape(job.audio)[1] != 2:
            return False
        if job.speakers not in (None, 2):
            return False
        leads = _leads(job.audio)
        heard = leads[leads >= 0]
        if not len(heard):
            return False
        shares = [float(np.mean(heard == channel)) for channel in (0, 1)]
        return min(shares) >= LEAST_SHARE and sum(shares) >= LED_SHARE

    def diarize(self, job: VoiceJob) -> Diarization:
        if job.audio is None or not job.speech or shape(job.audio)[1] != 2:
            return diarization(self.name, (), rename=True, notes=("no two channels to compare",))
        leads = _leads(job.audio)
        found = [
            Voiced(start, min(end, job.transcript.duration_ms), f"channel-{channel}")
            for channel in (0, 1)
            for start, end in _runs(leads == channel)
            if start < job.transcript.duration_ms
        ]
        if job.speakers == 1:
            found = [Voiced(item.start, item.end, "channel-0") for item in found]
        return diarization(self.name, found, rename=True)


def _leads(path: Path) -> NDArray[np.int8]:
    """For each cell of 50 ms the channel that leads: 0 or 1, 2 for both, -1 for silence."""
    level = levels(path, CELL_MS)
    loudest = level.max(axis=1)
    audible = loudest > max(-60.0, float(np.percentile(loudest, 98)) - AUDIBLE_DB)
    difference = level[:, 0] - level[:, 1]
    lead = np.full(len(level), 2, dtype=np.int8)
    lead[difference > APART_DB] = 0
    lead[difference < -APART_DB] = 1
    lead[~audible] = -1
    return lead


def _runs(active: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches in which a channel leads; gaps under 0.3 s are closed, shorter bursts dropped."""
    runs = [(first * CELL_MS, stop * CELL_MS) for first, stop in runs_of(active)]
    return joined(runs, 300, SHORTEST_MS)
