"""Mezzanine -> Transcript, by the provider the producer chose."""

from __future__ import annotations

from dataclasses import replace

from schemas.artifacts import Ref
from schemas.media import Mezzanine
from schemas.speech import TranscribeOptions
from schemas.stages import Stage
from schemas.transcript import Transcript
from schemas.units import fps
from tasks.analysis.transcribe.base import Captions, ServiceAccess, SpeechJob, Transcriber
from tasks.analysis.transcribe.captions import CaptionsTranscriber
from tasks.analysis.transcribe.deepgram import DeepgramTranscriber
from tasks.analysis.transcribe.glossary import corrected
from tasks.analysis.transcribe.inside import captions_inside
from tasks.analysis.transcribe.openai import OpenAiTranscriber
from tasks.analysis.transcribe.routing import route
from tasks.analysis.transcribe.whisper import WhisperTranscriber
from tasks.settings import Settings
from tasks.stage import StageContext, stage

PROVIDERS: dict[str, Transcriber] = {
    provider.name: provider
    for provider in (
        CaptionsTranscriber(),
        WhisperTranscriber(),
        OpenAiTranscriber(),
        DeepgramTranscriber(),
    )
}
"""By name; `routing.py` says who is asked."""


@stage(Stage.TRANSCRIBE, revision=4)
def transcribe(
    ctx: StageContext, mezzanine: Ref[Mezzanine], options: TranscribeOptions
) -> Ref[Transcript]:
    """All words of the recording; silence gives none."""
    media = ctx.load(mezzanine, Mezzanine)

    provider, job = chosen(_job(ctx, media, options), options)
    transcript = corrected(provider.transcribe(job), options.glossary)
    ctx.log.info("transcribed", provider=provider.name, words=len(transcript.words))

    return ctx.publish(transcript)


def chosen(job: SpeechJob, options: TranscribeOptions) -> tuple[Transcriber, SpeechJob]:
    """Who does the job, and the job with the model that a route asks for."""
    if options.provider != "auto":
        return PROVIDERS[options.provider], job
    if PROVIDERS["captions"].offers(job):
        return PROVIDERS["captions"], job
    found = route(options.routes, options.language, job.duration_ms)
    if found is None:
        return PROVIDERS["whisper"], job
    if found.provider == "whisper":
        return PROVIDERS["whisper"], replace(job, model=found.model or job.model)
    services = dict(job.services)
    if found.model:
        services[found.provider] = replace(services[found.provider], model=found.model)
    return PROVIDERS[found.provider], replace(job, services=services)


def _job(ctx: StageContext, media: Mezzanine, options: TranscribeOptions) -> SpeechJob:
    return SpeechJob(
        duration_ms=media.duration_ms,
        audio=ctx.path(media.audio) if media.has_speech_audio else None,
        captions=_captions(ctx, media, options),
        language=options.language,
        model=options.whisper_model,
        models_folder=ctx.settings.whisper_models,
        threads=ctx.settings.cpus,
        progress=ctx.progress,
        batch=options.whisper_batch,
        glossary=options.glossary,
        services=services(ctx.settings, options),
        workdir=ctx.workdir,
        spend=ctx.spend,
    )


def services(settings: Settings, options: TranscribeOptions) -> dict[str, ServiceAccess]:
    """The services of a run: what it was frozen with, and the keys and prices of this machine."""
    own = {
        "openai": (settings.openai_audio_key, settings.openai_audio_usd_minute),
        "deepgram": (settings.deepgram_key, settings.deepgram_usd_minute),
    }
    return {
        item.name: ServiceAccess(
            base_url=item.base_url,
            model=item.model,
            key=own[item.name][0],
            usd_minute=own[item.name][1],
        )
        for item in options.services
    }


def _captions(ctx: StageContext, media: Mezzanine, options: TranscribeOptions) -> Captions | None:
    """Captions that were handed in, else those inside the recording."""
    if options.captions is not None:
        data = ctx.path(options.captions).read_bytes()
        form = options.captions_format or "vtt"
        rate = fps(media.rate) if media.kind == "video" else None
        return Captions(data=data, format=form, name="the caption file", rate=rate)
    return captions_inside(ctx, media, options.language)
