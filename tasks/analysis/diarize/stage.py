"""Recording and transcript -> who speaks when."""

from __future__ import annotations

from schemas.artifacts import Ref
from schemas.media import Mezzanine
from schemas.speakers import Diarization
from schemas.speech import DiarizeOptions
from schemas.stages import Stage
from schemas.transcript import Transcript
from tasks.analysis.diarize.base import Diarizer, VoiceJob
from tasks.analysis.diarize.channel import ChannelDiarizer
from tasks.analysis.diarize.labels import LabelsDiarizer
from tasks.analysis.diarize.mfcc import MfccDiarizer
from tasks.analysis.diarize.pyannote import PyannoteDiarizer
from tasks.analysis.diarize.single import SingleDiarizer
from tasks.stage import StageContext, stage

PROVIDERS: dict[str, Diarizer] = {
    provider.name: provider
    for provider in (
        LabelsDiarizer(),
        ChannelDiarizer(),
        MfccDiarizer(),
        SingleDiarizer(),
        PyannoteDiarizer(),
    )
}
"""In the order in which `auto` asks them; `single` takes every job, so those after it must be named."""


@stage(Stage.DIARIZE, revision=2)
def diarize(
    ctx: StageContext,
    mezzanine: Ref[Mezzanine],
    transcript: Ref[Transcript],
    options: DiarizeOptions,
) -> Ref[Diarization]:
    """Who speaks when; where nothing is said, nobody."""
    media = ctx.load(mezzanine, Mezzanine)
    words = ctx.load(transcript, Transcript)

    audio = ctx.path(media.audio) if media.has_speech_audio else None
    job = VoiceJob(
        transcript=words,
        audio=audio,
        speakers=options.speakers,
        model=options.pyannote_model,
        token=ctx.settings.hub_token.get_secret_value(),
    )
    found = _chosen(job, options.provider).diarize(job)
    ctx.log.info("diarized", provider=found.provider, speakers=len(found.speakers))

    return ctx.publish(found)


def _chosen(job: VoiceJob, name: str) -> Diarizer:
    if name != "auto":
        return PROVIDERS[name]
    return next(provider for provider in PROVIDERS.values() if provider.offers(job))
