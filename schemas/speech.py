"""Where words and speakers come from: providers, caption formats, routes, names."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.artifacts import Blob, Ref
from schemas.base import Contract

Transcriber = Literal["auto", "captions", "whisper", "openai", "deepgram"]
Service = Literal["openai", "deepgram"]
"""Transcription services that are reached over HTTP."""
Diarizer = Literal["auto", "labels", "channel", "mfcc", "single", "pyannote"]
Glossary = Annotated[
    tuple[Annotated[str, Field(min_length=2, max_length=80)], ...],
    Field(max_length=200, title="Glossary"),
]
"""Names and words of art as they should be written."""
CaptionsFormat = Literal[
    "vtt", "srt", "json", "ttml", "ass", "sbv", "sub", "smi", "lrc", "tsv", "scc"
]


class Route(Contract):
    """Recordings of some languages and lengths."""

    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], ...] = ()
    """Such as `de`. Empty: any."""
    min_minutes: Annotated[float, Field(ge=0)] = 0
    max_minutes: Annotated[float, Field(gt=0)] | None = None

    def fits(self, language: str, duration_ms: int) -> bool:
        """Whether a recording is one of them. Languages fit no unknown one (``und``, or empty)."""
        minutes = duration_ms / 60_000
        spoken = language.replace("_", "-").partition("-")[0].lower()
        if self.languages and spoken not in self.languages:
            return False
        return self.min_minutes <= minutes and (
            self.max_minutes is None or minutes <= self.max_minutes
        )


class TranscriberRoute(Route):
    """Who listens to recordings of some languages, as the producer names them, and lengths."""

    provider: Literal["whisper", "openai", "deepgram"]
    model: Annotated[str, Field(max_length=200)] = ""
    """Empty: the provider's usual one."""


class ServiceOptions(Contract):
    """Where a transcription service is and which model it is asked for."""

    name: Service
    base_url: str
    model: str


class TranscribeOptions(Contract):
    """What `transcribe` reads of a run; part of its key."""

    provider: Transcriber = "auto"
    captions: Ref[Blob] | None = None
    captions_format: CaptionsFormat | None = None
    language: str = ""
    whisper_model: str = "small"
    whisper_batch: Annotated[int, Field(ge=1, le=64)] = 1
    glossary: Glossary = ()
    services: tuple[ServiceOptions, ...] = ()
    """Those that the provider or a route may ask."""
    routes: tuple[TranscriberRoute, ...] = ()
    """The first that fits is taken, where the provider is `auto` and there are no captions."""


class DiarizeOptions(Contract):
    """What `diarize` reads of a run; part of its key."""

    provider: Diarizer = "auto"
    speakers: int | None = None
    pyannote_model: str = ""
    """Empty where another provider is asked."""
