"""The promise of a diarizer. To add one:

1. Write a class with a `name`, `offers` and `diarize` in a file of its own beside this one.
2. Add it to `PROVIDERS` in `stage.py`; `auto` asks in that order who offers to do the job.
3. Add its name to `schemas.speech.Diarizer`, and a job to `tests/promises/test_diarizers.py`.

Every diarizer keeps these promises, and the suite checks them:

- turns are ordered by start, end after they start and lie within the recording;
- every turn's speaker is listed once in `speakers`, in order of first appearance;
- where nothing is said there are no turns and no speakers;
- where the number of speakers is given, there are never more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from schemas.speakers import Diarization, Turn
from schemas.transcript import Transcript

PAUSE_MS = 300
JOIN_MS = 2000


@dataclass(frozen=True, kw_only=True)
class VoiceJob:
    """All that a diarizer may know."""

    transcript: Transcript
    audio: Path | None = None
    """WAV, 48 kHz, one or two channels; None where the recording has no sound."""
    speakers: int | None = None
    """How many speakers the producer says there are."""
    model: str = ""
    """Name or folder of the model, for providers that have one."""
    token: str = field(default="", repr=False)
    """For a model hub."""

    @property
    def speech(self) -> bool:
        return bool(self.transcript.words)


class Diarizer(Protocol):
    """A way to tell voices apart."""

    name: str

    def offers(self, job: VoiceJob) -> bool:
        """Whether this job holds what the diarizer needs."""
        ...

    def diarize(self, job: VoiceJob) -> Diarization:
        """Who speaks when."""
        ...


@dataclass(frozen=True, slots=True)
class Voiced:
    """A stretch of speech and whose it is; `speaker` is any hashable mark."""

    start: int
    end: int
    speaker: str
    confidence: float = 1.0


def diarization(
    provider: str, stretches: Iterable[Voiced], *, rename: bool, notes: Sequence[str] = ()
) -> Diarization:
    """Stretches as turns: those of one speaker are joined over pauses of up to two seconds.

    Args:
        rename: call the speakers `speaker-1`, `speaker-2`, ... in order of first appearance.
    """
    ordered = sorted(stretches, key=lambda item: (item.start, item.end, item.speaker))
    names = list(dict.fromkeys(item.speaker for item in ordered))
    known = {name: f"speaker-{n}" if rename else name for n, name in enumerate(names, 1)}
    turns = tuple(
        Turn(
            speaker_id=known[item.speaker],
            start_time=item.start,
            end_time=item.end,
            confidence_score=round(min(1.0, max(0.0, item.confidence)), 3),
        )
        for item in _joined(ordered)
    )
    return Diarization(
        provider=provider, speakers=tuple(known.values()), turns=turns, notes=tuple(notes)
    )


def _joined(ordered: list[Voiced]) -> list[Voiced]:
    """Neighbours of one speaker as one; its confidence is the mean by time."""
    result: list[Voiced] = []
    for item in ordered:
        last = result[-1] if result else None
        if last and last.speaker == item.speaker and item.start - last.end <= JOIN_MS:
            before, here = last.end - last.start, item.end - item.start
            sure = (last.confidence * before + item.confidence * here) / max(1, before + here)
            result[-1] = Voiced(last.start, max(last.end, item.end), last.speaker, sure)
        else:
            result.append(item)
    return result


def stretches(transcript: Transcript, longest_ms: int) -> list[tuple[int, int]]:
    """Speech without a pause of 0.3 s, cut behind sentences and where it gets too long."""
    result: list[tuple[int, int]] = []
    closed = True
    for word in transcript.words:
        last = result[-1] if result else (0, 0)
        apart = word.start_ms - last[1] >= PAUSE_MS or word.end_ms - last[0] > longest_ms
        if closed or apart:
            result.append((word.start_ms, word.end_ms))
        else:
            result[-1] = (last[0], word.end_ms)
        closed = word.text[-1:] in ".?!…。？！"
    return result
