"""Who listens: what a run's transcription is frozen to, and which provider then gets a recording.

1. A provider that is named does the job.
2. `auto` takes captions where there are any.
3. Else the first route of REELWRIGHT_TRANSCRIBER_ROUTES that fits the language that the producer
   named and the recording's length. A route with languages does not fit an unknown language.
4. Else Whisper, here. No service that costs money is asked unless somebody named it.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from schemas.artifacts import Blob, Ref
from schemas.params import Speech
from schemas.speech import (
    CaptionsFormat,
    Service,
    ServiceOptions,
    TranscribeOptions,
    TranscriberRoute,
)
from tasks.analysis.transcribe.languages import primary
from tasks.errors.recordings import TranscriberRefusedError
from tasks.settings import Settings

GPU_BATCH = 16


def transcribe_options(
    settings: Settings, speech: Speech, captions: tuple[Ref[Blob], CaptionsFormat] | None = None
) -> TranscribeOptions:
    """Everything that the transcript depends on, and nothing that it does not.

    Raises:
        TranscriberRefusedError: when a service's address cannot be used.
    """
    asked = TranscribeOptions(
        provider=speech.transcriber, language=speech.language, glossary=speech.glossary
    )
    if captions is not None and speech.transcriber in {"auto", "captions"}:
        given = {"captions": captions[0], "captions_format": captions[1]}
        return asked.model_copy(update=given)
    routes = settings.transcriber_routes if speech.transcriber == "auto" else ()
    named = {speech.transcriber, *(route.provider for route in routes)}
    update = {
        "whisper_model": speech.whisper_model,
        "whisper_batch": whisper_batch(settings) if named & {"auto", "whisper"} else 1,
        "routes": routes,
        "services": tuple(service_options(settings, name) for name in SERVICES if name in named),
    }
    return asked.model_copy(update=update)


SERVICES: tuple[Service, ...] = ("openai", "deepgram")


def service_options(settings: Settings, name: Service) -> ServiceOptions:
    """Address and model of a service, checked; its key stays in the settings.

    Raises:
        TranscriberRefusedError: when its address is none, or holds a secret.
    """
    places = {
        "openai": (settings.openai_audio_url, settings.openai_audio_model),
        "deepgram": (settings.deepgram_url, settings.deepgram_model),
    }
    url, model = places[name]
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise TranscriberRefusedError(
            name, "its address is no http or https address", "Correct it in the settings."
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise TranscriberRefusedError(
            name,
            "its address holds more than a host and a path",
            "Take user, password and query out of it; the key has a setting of its own.",
        )
    return ServiceOptions(name=name, base_url=url.rstrip("/"), model=model)


def whisper_batch(settings: Settings) -> int:
    """How many stretches are decoded at once: as set, else 16 where there is a GPU."""
    if settings.whisper_batch:
        return settings.whisper_batch
    import ctranslate2

    return GPU_BATCH if ctranslate2.get_cuda_device_count() else 1


def route(
    routes: Sequence[TranscriberRoute], language: str, duration_ms: int
) -> TranscriberRoute | None:
    """The first route that fits; None where none does."""
    spoken = primary(language) if language else ""
    return next((item for item in routes if item.fits(spoken, duration_ms)), None)
