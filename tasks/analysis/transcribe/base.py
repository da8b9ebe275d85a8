"""The promise of a transcriber. To add one:

1. Write a class with a `name`, `offers` and `transcribe` in a file of its own beside this one.
2. Add it to `PROVIDERS` in `stage.py`; `routing.py` says whom `auto` asks.
3. Add its name to `schemas.speech.Transcriber`, and a job to `tests/promises/test_transcribers.py`.

Every transcriber keeps these promises, and the suite checks them:

- words are in order, each ends after it starts and at or before the start of the next;
- no word lies outside the recording;
- silence gives a transcript without words, never an error;
- what was repaired is said in `notes`; the same input gives the same transcript.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from schemas.costs import Cost
from schemas.speech import CaptionsFormat
from schemas.transcript import Transcript
from tasks.errors.recordings import TranscriberRefusedError


@dataclass(frozen=True, kw_only=True)
class Captions:
    """Captions as bytes, with what they are called when they are complained about."""

    data: bytes
    format: CaptionsFormat
    name: str
    rate: Fraction | None = None
    """Frames a second of the recording, for formats that count frames and do not say how many."""


@dataclass(frozen=True, kw_only=True)
class ServiceAccess:
    """How a transcription service is reached."""

    base_url: str
    model: str
    key: SecretStr = field(default_factory=lambda: SecretStr(""))
    usd_minute: float | None = None
    """None: the list price where that is known."""
    timeout_s: float = 600.0
    """For one whole answer."""


@dataclass(frozen=True, kw_only=True)
class SpeechJob:
    """All that a transcriber may know."""

    duration_ms: int
    audio: Path | None = None
    """WAV, 48 kHz; None where the recording has no sound worth listening to."""
    captions: Captions | None = None
    language: str = ""
    """Empty: to be found out."""
    model: str = "small"
    """Name of a model, or a folder that holds one."""
    models_folder: Path | None = None
    """Where models are looked up by name first."""
    threads: int = 2
    progress: Callable[[float], None] = lambda _done: None
    """Told the share that is done, 0 to 1."""
    batch: int = 1
    """How many stretches a local model decodes at once."""
    glossary: tuple[str, ...] = ()
    """Names and terms that are to be expected."""
    services: Mapping[str, ServiceAccess] = field(default_factory=dict)
    """By name, those that may be asked."""
    workdir: Path = field(default_factory=lambda: Path(tempfile.gettempdir()))
    """For files that are sent away."""
    spend: Callable[[Cost], None] = lambda _cost: None
    """Told what will be billed."""
    sleep: Callable[[float], None] = time.sleep
    """Waits some seconds."""


class Transcriber(Protocol):
    """A way to get at the words."""

    name: str

    def offers(self, job: SpeechJob) -> bool:
        """Whether this job holds what the transcriber needs."""
        ...

    def transcribe(self, job: SpeechJob) -> Transcript:
        """All words of the recording.

        Raises:
            CaptionsUnreadableError: when captions hold nothing that can be used.
            ModelUnavailableError: when a model is needed and cannot be had.
            TranscriberUnavailableError: when a service does not answer now.
            TranscriberRefusedError: when a service will not do it.
        """
        ...


def service_of(job: SpeechJob, name: str) -> ServiceAccess:
    """How a service is reached.

    Raises:
        TranscriberRefusedError: when the job does not say.
    """
    access = job.services.get(name)
    if access is None:
        raise TranscriberRefusedError(
            name, "the run was frozen without it", "Start a new run with --transcriber."
        )
    return access
