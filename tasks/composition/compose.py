"""Timelines x enhancement x style -> CompositionIndex: one RenderPlan for each short and ratio."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from schemas.artifacts import Blob, Ref
from schemas.clips import Timeline
from schemas.composition import CompositionIndex, IndexEntry
from schemas.enhancement import EnhancedClip, EnhancementPlan
from schemas.renders import ENGINE, RenderPlan
from schemas.sounds import Levels
from schemas.stages import Stage
from schemas.style.contract import StyleContract, named_assets
from schemas.style.cover import cover_of
from schemas.style.resolve import resolve
from schemas.units import Sha256
from tasks.composition.directing import wishes_in
from tasks.stage import StageContext, stage
from tasks.tools.drawing.levels import envelope
from tasks.tools.drawing.plan import compile_plan, needs_levels


@stage(Stage.COMPOSE, revision=6, ignore=("contract", "assets"))
def compose(
    ctx: StageContext,
    timelines: tuple[Ref[Timeline], ...],
    enhancement: Ref[EnhancementPlan],
    contract: Ref[StyleContract],
    assets: dict[Sha256, Ref[Blob]],
    compose_facet: str,  # noqa: ARG001 - stands for the contract's look in the key
    audio_facet: str,  # noqa: ARG001 - stands for the contract's sound in the key
    engine: str = ENGINE,  # noqa: ARG001 - a new painter lays everything out anew
) -> Ref[CompositionIndex]:
    """Lay every short out, in the order of `timelines`.

    Of the contract only what its two facets cover is read; fonts, pictures, LUTs and sounds are
    named there by sha256. A change of its framing rules arrives through the timelines.
    """
    enhanced = ctx.load(enhancement, EnhancementPlan)
    written = {clip.clip_id: clip for clip in enhanced.clips}
    style = ctx.load(contract, StyleContract)
    fonts, others = _files(ctx, style, assets)

    entries = []
    for number, pointer in enumerate(timelines):
        timeline = ctx.load(pointer, Timeline)
        look = resolve(style, timeline.aspect, enhanced.language)
        levels = _levels(ctx, look, timeline)
        plan, warnings = compile_plan(
            look, timeline, written[timeline.clip_id], fonts, others, levels
        )
        unmet = wishes_in(timeline.framings, timeline.rate, met=False)
        cover, more = _cover(look, timeline, written[timeline.clip_id], fonts, others)
        entry = IndexEntry(
            clip_id=timeline.clip_id,
            aspect=timeline.aspect,
            plan=ctx.publish(plan),
            cover=ctx.publish(cover) if cover else None,
            warnings=tuple(dict.fromkeys((*warnings, *more, *unmet))),
        )
        entries.append(entry)
        ctx.progress((number + 1) / len(timelines))

    return ctx.publish(CompositionIndex(entries=tuple(entries)))


def _cover(
    look: StyleContract,
    timeline: Timeline,
    clip: EnhancedClip,
    fonts: Mapping[str, Path],
    others: Mapping[str, Path],
) -> tuple[RenderPlan | None, tuple[str, ...]]:
    """The short's cover as a plan of its own: a new cover renders nothing anew."""
    style = cover_of(look)
    return (None, ()) if style is None else compile_plan(style, timeline, clip, fonts, others)


def _files(
    ctx: StageContext, style: StyleContract, assets: Mapping[Sha256, Ref[Blob]]
) -> tuple[dict[str, Path], dict[str, Path]]:
    """Local files of the fonts, and of everything else that the style names, by sha256."""
    faces = {face.sha256 for face in (*style.brand.fonts.values(), *style.brand.fallbacks)}
    files = {sha256: ctx.path(assets[sha256]) for sha256 in named_assets(style)}
    fonts = {sha256: path for sha256, path in files.items() if sha256 in faces}
    return fonts, {sha256: path for sha256, path in files.items() if sha256 not in faces}


def _levels(ctx: StageContext, look: StyleContract, timeline: Timeline) -> Levels | None:
    """The sound's envelope, where something moves with it."""
    return envelope(ctx.path(timeline.audio)) if needs_levels(look, timeline) else None
