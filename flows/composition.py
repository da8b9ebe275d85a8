"""Plan + pinned style -> composition index."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from prefect import flow

from flows.opening import analysed_of, run_on
from flows.reporting import tell_pin
from flows.slots import fitting
from flows.specifying import pin_options
from flows.telling import tell_composition
from schemas.artifacts import Ref
from schemas.clips import CropPath, FaceTracks, PreparedClip, SourceSpan, Timeline
from schemas.directing import Direction, Directions
from schemas.enhancement import EnhancementPlan
from schemas.media import Mezzanine
from schemas.outputs import output_name
from schemas.params import CompositionParams
from schemas.plan import EditorialPlan, PlannedClip
from schemas.runs import Analysed, Composed
from schemas.style.contract import StyleContract
from schemas.style.refs import StylePin
from schemas.style.slots import slot_problems
from tasks.composition.compose import compose
from tasks.composition.directing import during
from tasks.composition.enhance import enhance
from tasks.composition.pin_style import pin_style
from tasks.composition.prepare import prepare
from tasks.composition.reframe import reframe
from tasks.composition.stitch import stitch
from tasks.composition.track_faces.stage import track_faces
from tasks.errors.styles import AspectNotPromisedError, SlotsDoNotFitError
from tasks.tools.runs.context import RunContext


@flow(name="composition")
async def composition(params: CompositionParams) -> str:
    """Bring the plan and a style together. Returns the run's id."""
    asked = params.model_dump(exclude={"run"})
    async with run_on("composition", params.run, keep=("analysed",), **asked) as run:
        made = analysed_of(run)
        pin_ref = await pin(run)
        style = run.load(pin_ref, StylePin)
        plan = run.load(made.plan, EditorialPlan)

        settings, media = run.workshop.settings, run.load(made.mezzanine, Mezzanine)
        room = fitting(settings.memory_mib, media.width * media.height)
        gate = asyncio.Semaphore(min(settings.cpus, room))
        directions = _directions(run)
        seen = await asyncio.gather(
            *(_seen(run, made, style, clip, directions, gate) for clip in plan.clips)
        )
        enhancement = await enhance(
            made.plan,
            made.segments,
            made.transcript,
            tuple(clip.prepared for clip in seen),
            style.contract,
            run.spec.params.aspects,
            style.facets.plan,
            run.spec.params.slots,
            run.spec.edits,
        )
        written = run.load(enhancement, EnhancementPlan)
        played = {clip.clip_id: clip.spans for clip in written.clips}
        timelines = await _stitched(seen, played, gate)
        index = await compose(
            tuple(timelines.values()),
            enhancement,
            style.contract,
            style.assets,
            style.facets.compose,
            style.facets.audio,
        )

        done = Composed(pin=pin_ref, enhancement=enhancement, timelines=timelines, index=index)
        run.workshop.ledger.runs.note(run.run_id, composed=done.model_dump(mode="json"))
        await tell_composition(run, done)
        return run.run_id


async def pin(run: RunContext) -> Ref[StylePin]:
    """The run's style: asked for once, then kept; a rerun brings the pin of the run before."""
    kept = run.workshop.ledger.runs.known(run.run_id).pin
    if kept is not None:
        pinned: Ref[StylePin] = Ref.model_validate(kept)
    else:
        settings, now = run.workshop.settings, datetime.now(UTC).isoformat(timespec="seconds")
        pinned = await pin_style(pin_options(run.spec), settings.style_plane_url, now)
    style = run.load(pinned, StylePin)
    _refuse_other_aspects(run, style)
    _refuse_slots(run, style)
    if kept is None:
        run.workshop.ledger.runs.note(run.run_id, pin=pinned.model_dump(), style=style.label)
    await asyncio.to_thread(tell_pin, run, style)
    return pinned


def _refuse_other_aspects(run: RunContext, style: StylePin) -> None:
    """Facets speak of promised aspect ratios only; of others nothing is known to hold."""
    promised = run.load(style.contract, StyleContract).promise
    asked = [aspect for aspect in run.spec.params.aspects if aspect not in promised]
    if asked:
        raise AspectNotPromisedError(style.label, ", ".join(asked), ", ".join(promised))


def _refuse_slots(run: RunContext, style: StylePin) -> None:
    """What the producer filled in must fit the style's slots, before anything is made of it."""
    contract = run.load(style.contract, StyleContract)
    pictures = frozenset(contract.brand.logos)
    problems = slot_problems(contract.slots, run.spec.params.slots, pictures)
    if problems:
        raise SlotsDoNotFitError(style.label, "; ".join(problems))


@dataclass(frozen=True)
class Seen:
    """One clip, and the camera's path through it in every aspect ratio."""

    id: str
    prepared: Ref[PreparedClip]
    faces: Ref[FaceTracks]
    paths: dict[str, Ref[CropPath]]
    """By output name."""


def _directions(run: RunContext) -> tuple[Direction, ...]:
    """How people want shots of the recording shown."""
    kept = run.spec.directions
    return run.load(kept, Directions).items if kept is not None else ()


async def _seen(
    run: RunContext,
    made: Analysed,
    style: StylePin,
    clip: PlannedClip,
    directions: Sequence[Direction],
    gate: asyncio.Semaphore,
) -> Seen:
    async with gate:
        local = await prepare.at(clip.id)(clip.id, clip.start_ms, clip.end_ms, made.mezzanine)
        faces = await track_faces.at(clip.id)(local)
        paths = {}
        for aspect in run.spec.params.aspects:
            name = output_name(clip.id, aspect)
            paths[name] = await reframe.at(name)(
                local,
                faces,
                style.contract,
                aspect,
                style.facets.reframe,
                made.diarization,
                during(directions, clip.start_ms, clip.end_ms, aspect),
            )
        return Seen(clip.id, local, faces, paths)


async def _stitched(
    seen: Sequence[Seen], played: Mapping[str, tuple[SourceSpan, ...]], gate: asyncio.Semaphore
) -> dict[str, Ref[Timeline]]:
    """Every short by output name, in the order of `seen`; `played` is what is played of each clip."""

    async def one(clip: Seen, name: str, path: Ref[CropPath]) -> Ref[Timeline]:
        async with gate:
            return await stitch.at(name)(clip.prepared, path, clip.faces, played[clip.id])

    shorts = [(clip, name, path) for clip in seen for name, path in clip.paths.items()]
    refs = await asyncio.gather(*(one(*short) for short in shorts))
    return {name: ref for (_, name, _), ref in zip(shorts, refs, strict=True)}
