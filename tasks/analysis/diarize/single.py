"""One speaker, whoever it is."""

from __future__ import annotations

from schemas.speakers import Diarization
from tasks.analysis.diarize.base import Voiced, VoiceJob, diarization, stretches

LONGEST_MS = 60_000


class SingleDiarizer:
    """Says that everything is said by one person."""

    name = "single"

    def offers(self, job: VoiceJob) -> bool:  # noqa: ARG002
        """Always."""
        return True

    def diarize(self, job: VoiceJob) -> Diarization:
        found = [
            Voiced(start, end, "speaker-1") for start, end in stretches(job.transcript, LONGEST_MS)
        ]
        return diarization(self.name, found, rename=True)
