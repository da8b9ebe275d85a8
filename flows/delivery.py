"""Composition index -> rendered, captioned, described, published outputs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog
from prefect import flow

from flows.opening import analysed_of, composed_of, run_on
from flows.slots import Slots, fitting
from flows.telling import Progress, tell_delivery
from schemas.artifacts import Blob, Ref
from schemas.clips import Timeline
from schemas.composition import CompositionIndex, IndexEntry
from schemas.enhancement import CaptionTrack, EnhancementPlan
from schemas.media import Mezzanine
from schemas.outputs import (
    Card,
    Description,
    OutputLine,
    Published,
    RenderedShort,
)
from schemas.params import DeliveryParams
from schemas.plan import EditorialPlan, PlannedClip
from schemas.runs import Composed
from schemas.states import JobState
from schemas.style.contract import StyleContract
from schemas.style.refs import StylePin
from schemas.style.resolve import resolve
from schemas.units import fps
from tasks.delivery.caption import caption
from tasks.delivery.describe.stage import describe
from tasks.delivery.finalize import finalize
from tasks.delivery.publish.stage import publish
from tasks.delivery.render.company import Company, Seat
from tasks.delivery.render.stage import render
from tasks.delivery.thumbnail import thumbnail
from tasks.errors.base import StageError
from tasks.tools.drawing.profanity import quiet_clip
from tasks.tools.runs.context import RunContext


@dataclass(frozen=True)
class _Owed:
    """One output and all that its stages read."""

    id: str
    entry: IndexEntry
    clip: PlannedClip
    """As planned, or without its swearing where the style masks it."""
    track: CaptionTrack
    rate: str
    style: StyleContract
    """As it holds in this aspect ratio and language."""
    font: Ref[Blob]
    """Of the captions."""
    label: str
    target: str


@flow(name="delivery")
async def delivery(params: DeliveryParams) -> str:
    """Render and publish what a composition holds. Returns the run's id."""
    keep = ("analysed", "composed", "pin", "style")
    async with run_on("delivery", params.run, keep=keep, out=params.out) as run:
        composed = composed_of(run)
        owed = await asyncio.to_thread(_owed, run, composed)
        settings, media = run.workshop.settings, run.load(analysed_of(run).mezzanine, Mezzanine)
        room = fitting(settings.memory_mib, media.width * media.height)
        slots = Slots(min(settings.cpus, room))
        progress = await Progress.begun("Outputs", len(owed))
        clips = _by_clip(owed, room)
        await asyncio.gather(*(_deliver(run, clip, slots, progress) for clip in clips))
        await asyncio.to_thread(run.workflow_complete)  # the receipt beside the clips says it too
        await tell_delivery(run)
        return run.run_id


def _owed(run: RunContext, composed: Composed) -> list[_Owed]:
    """Record every output that the index owes."""
    index = run.load(composed.index, CompositionIndex)
    plan = run.load(analysed_of(run).plan, EditorialPlan)
    enhanced = run.load(composed.enhancement, EnhancementPlan)
    pin = run.load(composed.pin, StylePin)
    style = run.load(pin.contract, StyleContract)
    quiet = style.subtitles.profanity == "mask"
    clips = {clip.id: quiet_clip(clip, enhanced.language) if quiet else clip for clip in plan.clips}
    written = {clip.clip_id: clip for clip in enhanced.clips}
    looks = {
        entry.aspect: resolve(style, entry.aspect, enhanced.language) for entry in index.entries
    }
    return [
        _Owed(
            id=run.workshop.ledger.outputs.add(run.run_id, entry.clip_id, entry.aspect),
            entry=entry,
            clip=clips[entry.clip_id],
            track=written[entry.clip_id].track(entry.aspect),
            rate=run.load(composed.timelines[entry.name], Timeline).rate,
            style=looks[entry.aspect],
            font=pin.assets[looks[entry.aspect].caption_face.sha256],
            label=pin.label,
            target=str(run.out),
        )
        for entry in index.entries
    ]


def _by_clip(owed: list[_Owed], most: int) -> list[list[_Owed]]:
    """The outputs of each clip, at most so many; they are made together."""
    found: dict[str, list[_Owed]] = {}
    for output in owed:
        found.setdefault(output.clip.id, []).append(output)
    return [clip[at : at + most] for clip in found.values() for at in range(0, len(clip), most)]


async def _deliver(run: RunContext, owed: list[_Owed], slots: Slots, progress: Progress) -> None:
    """Outputs of a clip, at the same time: its recording is decoded once for all of them."""
    company = Company(len(owed))
    async with slots.taken(len(owed)):
        await asyncio.gather(*(_settled(run, output, Seat(company), progress) for output in owed))


async def _settled(run: RunContext, owed: _Owed, seat: Seat, progress: Progress) -> None:
    """One output to its end; a failure is this output's alone."""
    outputs = run.workshop.ledger.outputs
    await asyncio.to_thread(outputs.start, owed.id)
    try:
        line = await _made(run, owed, seat)
    except Exception as error:  # noqa: BLE001  whatever fails here fails one output, not the run
        said = _told(error)
        structlog.get_logger().error("output failed", output=owed.id, error=said)
        failed = _line(owed, JobState.FAILED).model_copy(update={"error": said})
        await asyncio.to_thread(outputs.settle, owed.id, JobState.FAILED, failed, said)
    else:
        await asyncio.to_thread(outputs.settle, owed.id, JobState.COMPLETED, line)
    await progress.step()


def _told(error: Exception) -> str:
    """An error of ours says what to do; any other is a fault of ours, and says that."""
    if isinstance(error, StageError):
        return str(error)
    return (
        f"{type(error).__name__}: {error}. That is a fault of Reelwright and not of the recording; "
        f"report it with the log of this run. The other outputs are not touched by it."
    )


async def _made(run: RunContext, owed: _Owed, seat: Seat) -> OutputLine:
    name, audio, look = owed.entry.name, owed.style.audio, owed.style.subtitles
    try:
        rendered = await render.at(name)(owed.entry.plan, run.spec.render, seat)
    finally:
        seat.close()
    final = await finalize.at(name)(rendered, audio.loudness, audio.true_peak)
    sidecars, image, words = await asyncio.gather(
        caption.at(name)(owed.track, owed.rate, look, owed.style.caption_face, owed.font),
        thumbnail.at(name)(final, owed.entry.plan, owed.entry.cover),
        describe.at(name)(owed.clip),
    )
    card = _card(run, owed, run.load(words, Description))
    placed = await publish.at(name)(name, final, sidecars, image, card, owed.target)
    return _delivered(run, owed, final, placed)


def _card(run: RunContext, owed: _Owed, words: Description) -> Card:
    return Card(
        clip=owed.clip.id,
        aspect=owed.entry.aspect,
        title=words.title,
        description=words.description,
        tags=words.tags,
        source_sha256=run.source_sha256,
        start_ms=owed.clip.start_ms,
        end_ms=owed.clip.end_ms,
        style=owed.label,
        scores=_scores(owed.clip),
        reasons=owed.clip.reasons,
        text=owed.clip.text,
    )


def _scores(clip: PlannedClip) -> dict[str, float]:
    return {"composite": clip.composite} | {
        name: score.grade for name, score in clip.scores.items()
    }


def _line(owed: _Owed, state: JobState) -> OutputLine:
    return OutputLine(
        clip=owed.clip.id,
        aspect=owed.entry.aspect,
        state=state,
        start_ms=owed.clip.start_ms,
        end_ms=owed.clip.end_ms,
        scores=_scores(owed.clip),
        title=owed.clip.title,
    )


def _delivered(
    run: RunContext, owed: _Owed, final: Ref[RenderedShort], placed: Ref[Published]
) -> OutputLine:
    short, published = run.load(final, RenderedShort), run.load(placed, Published)
    measured = {
        "path": published.files["mp4"].location,
        "seconds": short.seconds,
        "width": short.width,
        "height": short.height,
        "fps": round(float(fps(short.rate)), 3),
        "loudness_lufs": None if short.loudness.silent else short.loudness.integrated_lufs,
        "true_peak_dbtp": None if short.loudness.silent else short.loudness.true_peak_dbtp,
        "sha256": published.files["mp4"].sha256,
    }
    return _line(owed, JobState.COMPLETED).model_copy(update=measured)
