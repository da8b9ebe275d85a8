"""Candidates -> candidates with their final times: sentence, word, silence, sound, shot."""

from __future__ import annotations

from schemas.artifacts import Ref
from schemas.candidates import Candidates
from schemas.media import Mezzanine
from schemas.scenes import Shots
from schemas.segments import Segments
from schemas.spec import ScoreOptions
from schemas.stages import Stage
from schemas.steering import Nudges
from schemas.transcript import Transcript
from tasks.analysis.editorial.cuts import bounded
from tasks.analysis.editorial.quiet import Quiet
from tasks.stage import StageContext, stage


@stage(Stage.BOUNDARIES, revision=6)
def boundaries(
    ctx: StageContext,
    candidates: Ref[Candidates],
    segments: Ref[Segments],
    transcript: Ref[Transcript],
    shots: Ref[Shots],
    mezzanine: Ref[Mezzanine],
    options: ScoreOptions,
    nudges: Ref[Nudges] | None = None,
) -> Ref[Candidates]:
    """Ends moved so that nothing is cut off and nothing is left hanging, and to where people have
    moved them before."""
    found = ctx.load(candidates, Candidates)
    sentences = ctx.load(segments, Segments)
    words = ctx.load(transcript, Transcript)
    picture = ctx.load(shots, Shots)
    media = ctx.load(mezzanine, Mezzanine)
    people = ctx.load(nudges, Nudges).items if nudges else ()

    quiet = Quiet(ctx.path(media.audio)) if media.has_speech_audio else None
    moved = bounded(found, sentences, words, picture, options, people, quiet)
    ctx.log.info("bounded", candidates=len(moved.items))

    return ctx.publish(moved)
