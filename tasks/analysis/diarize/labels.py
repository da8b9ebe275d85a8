"""The speakers that the transcript names: voice tags of captions, labels of a provider."""

from __future__ import annotations

from schemas.speakers import Diarization
from tasks.analysis.diarize.base import Voiced, VoiceJob, diarization


class LabelsDiarizer:
    """Believes the transcript, where it names who says most words."""

    name = "labels"

    def offers(self, job: VoiceJob) -> bool:
        words = job.transcript.words
        named = sum(1 for word in words if word.speaker)
        return bool(words) and named * 2 >= len(words)

    def diarize(self, job: VoiceJob) -> Diarization:
        found = [
            Voiced(word.start_ms, word.end_ms, word.speaker)
            for word in job.transcript.words
            if word.speaker
        ]
        return diarization(self.name, found, rename=False)
