"""Mezzanine -> Transcript, by the provider the producer chose."""

from __future__ import annotations

from schemas.artifacts import Ref
from schemas.media import Mezzanine
from schemas.params import TranscribeOptions
from schemas.stages import Stage
from schemas.transcript import Transcript
from tasks.analysis.transcribe.base import Captions, SpeechJob, Transcriber
from tasks.analysis.transcribe.captions import CaptionsTranscriber
from tasks.analysis.transcribe.whisper import WhisperTranscriber
from tasks.stage import StageContext, stage

PROVIDERS: dict[str, Transcriber] = {
    provider.name: provider for provider in (CaptionsTranscriber(), WhisperTranscriber())
}
"""In the order in which `auto` asks them."""


@stage(Stage.TRANSCRIBE, revision=1)
def transcribe(
    ctx: StageContext, mezzanine: Ref[Mezzanine], options: TranscribeOptions
) -> Ref[Transcript]:
    """All words of the recording; silence gives none."""
    media = ctx.load(mezzanine, Mezzanine)

    job = _job(ctx, media, options)
    provider = _chosen(job, options.provider)
    transcript = provider.transcribe(job)
    ctx.log.info("transcribed", provider=provider.name, words=len(transcript.words))

    return ctx.publish(transcript)


def _chosen(job: SpeechJob, name: str) -> Transcriber:
    if name != "auto":
        return PROVIDERS[name]
    return next(provider for provider in PROVIDERS.values() if provider.offers(job))


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
    )


def _captions(ctx: StageContext, media: Mezzanine, options: TranscribeOptions) -> Captions | None:
    """Captions that were handed in, else those inside the recording."""
    if options.captions is not None:
        data = ctx.path(options.captions).read_bytes()
        return Captions(data=data, format=options.captions_format or "vtt", name="the caption file")
    if media.subtitles is not None:
        data = ctx.path(media.subtitles).read_bytes()
        return Captions(data=data, format="vtt", name="the captions inside the recording")
    return None
