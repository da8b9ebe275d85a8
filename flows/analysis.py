"""Source -> editorial plan."""

from __future__ import annotations

import asyncio

from prefect import flow

from flows.opening import run_for
from flows.telling import tell_analysis
from schemas.artifacts import Ref
from schemas.inference import InferenceProfile, profile_for
from schemas.media import SourceAsset
from schemas.params import AnalysisParams
from schemas.runs import Analysed
from schemas.segments import Segments
from schemas.transcript import Transcript
from tasks.analysis.boundaries import boundaries
from tasks.analysis.detect_scenes import detect_scenes
from tasks.analysis.diarize.stage import diarize
from tasks.analysis.ingest import ingest
from tasks.analysis.normalize import normalize
from tasks.analysis.plan import plan
from tasks.analysis.score.stage import score
from tasks.analysis.segment import segment
from tasks.analysis.transcribe.stage import transcribe
from tasks.errors.recordings import NoSpeechError, SourceGoneError, SourceRefusedError
from tasks.tools.runs.context import RunContext


@flow(name="analysis")
async def analysis(params: AnalysisParams) -> str:
    """Find what is worth showing. Returns the run's id."""
    async with run_for("analysis", params) as run:
        spec = run.spec
        source = await _ingest(run)
        mezzanine = await normalize(source)
        transcript, shots = await asyncio.gather(
            transcribe(mezzanine, spec.transcribe), detect_scenes(mezzanine)
        )
        await asyncio.to_thread(_refuse_silence, run, transcript)
        turns = await diarize(mezzanine, transcript, spec.diarize)
        segments = await segment(transcript, turns)
        models = await asyncio.to_thread(_models, run, segments)
        asked = spec.prompts if models else {}
        found = await score(mezzanine, segments, shots, spec.score, models, asked.get("score", ""))
        candidates = await boundaries(
            found, segments, transcript, shots, mezzanine, spec.score, spec.nudges
        )
        limits, steering = spec.params.limits, spec.steering
        chosen = await plan(candidates, segments, limits, steering, models, asked.get("plan", ""))

        made = Analysed(
            source=source,
            mezzanine=mezzanine,
            transcript=transcript,
            shots=shots,
            diarization=turns,
            segments=segments,
            candidates=candidates,
            plan=chosen,
        )
        run.workshop.ledger.runs.note(run.run_id, analysed=made.model_dump(mode="json"))
        await tell_analysis(run, made)
        return run.run_id


async def _ingest(run: RunContext) -> Ref[SourceAsset]:
    """The stage knows the recording by its content; a person knows it by its name."""
    name = run.spec.source_name
    try:
        return await ingest(run.spec.media, run.workshop.settings.max_source_hours)
    except SourceRefusedError as error:
        raise SourceRefusedError(name, error.reason, error.detail, error.remedy) from error
    except SourceGoneError as error:
        raise SourceGoneError(name) from error


def _models(run: RunContext, segments: Ref[Segments]) -> InferenceProfile | None:
    """The profile for a recording of this language and length."""
    spec, said = run.spec, run.load(segments, Segments)
    return profile_for(spec.inference, spec.inference_routes, said.language, said.duration_ms)


def _refuse_silence(run: RunContext, transcript: Ref[Transcript]) -> None:
    words = run.load(transcript, Transcript)
    if not words.words:
        why = f"{words.provider} heard no words in {words.duration_ms / 1000:.0f} s"
        raise NoSpeechError(run.spec.source_name, why)
