"""Compose lays out every short, and its key holds exactly what it reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from schemas.artifacts import FONT, PNG, Blob, Ref
from schemas.clips import Timeline
from schemas.composition import CompositionIndex, IndexEntry
from schemas.enhancement import EnhancementPlan
from schemas.renders import RenderPlan
from schemas.style.contract import StyleContract
from schemas.style.facets import facets_of
from schemas.style.overlays import Overlay, Span
from tasks.composition.compose import compose
from tasks.stage import StageContext
from tests.footage import click_track
from tests.looks import FONTS, a_clip, a_style, a_timeline, an_overlay, digest, logo_file

SOURCE = "1" * 64


def arguments(ctx: StageContext, style: StyleContract, logo: Path) -> tuple[Any, ...]:
    """What the flow hands to compose, for one clip in two ratios."""
    assets: dict[str, Ref[Blob]] = {
        name: ctx.store.put_file(path, FONT) for name, path in FONTS.items()
    }
    assets[digest(logo)] = ctx.store.put_file(logo, PNG)
    sound = ctx.store.put_file(click_track(ctx.workdir / "a.wav", [0.5], 2.0), "audio/wav")
    clip = a_clip("one two three four five")
    clip = clip.model_copy(
        update={"cards": {"9:16": clip.cards["9:16"], "1:1": clip.cards["9:16"]}}
    )
    timelines = tuple(
        ctx.publish(a_timeline(aspect, frames=60, audio=sound)) for aspect in ("9:16", "1:1")
    )
    facets = facets_of(style)
    enhancement = ctx.publish(EnhancementPlan(clips=(clip,)))
    contract = ctx.publish(style)
    return timelines, enhancement, contract, assets, facets.compose, facets.audio


def test_one_plan_for_each_timeline_in_order(ctx: StageContext, tmp_path: Path) -> None:
    logo = logo_file(tmp_path)
    style = a_style(
        logo, overlays=(an_overlay("logo", logo="main"), an_overlay("waveform", id="w"))
    )
    index = ctx.load(compose.compute(ctx, *arguments(ctx, style, logo)), CompositionIndex)
    assert [entry.name for entry in index.entries] == ["clip-01_9x16", "clip-01_1x1"]
    plans = [ctx.load(entry.plan, RenderPlan) for entry in index.entries]
    assert [(plan.width, plan.height) for plan in plans] == [(1080, 1920), (1080, 1080)]
    for plan in plans:
        assert len(plan.captions.pages) == 2
        assert plan.levels is not None
        assert max(plan.levels.values) == 100


def test_a_missing_glyph_is_told_beside_its_plan(ctx: StageContext, tmp_path: Path) -> None:
    logo = logo_file(tmp_path)
    style = a_style(logo, overlays=(an_overlay("text", text="漢"),))
    index = ctx.load(compose.compute(ctx, *arguments(ctx, style, logo)), CompositionIndex)
    assert all("'漢' (U+6F22)" in entry.warnings[0] for entry in index.entries)


def test_a_wish_that_cannot_be_met_is_told_and_one_that_can_draws_nothing_anew(
    ctx: StageContext, tmp_path: Path
) -> None:
    logo = logo_file(tmp_path)
    timelines, *others = arguments(ctx, a_style(logo), logo)

    def entry(**said: str) -> IndexEntry:
        timeline = ctx.load(timelines[0], Timeline)
        framings = tuple(framing.model_copy(update=said) for framing in timeline.framings)
        made = ctx.publish(timeline.model_copy(update={"framings": framings}))
        return ctx.load(compose.compute(ctx, (made,), *others), CompositionIndex).entries[0]

    plain, met, unmet = (
        entry(),
        entry(wish="whole"),
        entry(wish="stack", unmet="nobody is seen in it"),
    )
    assert plain == met
    assert plain.plan == unmet.plan
    assert unmet.warnings == (
        *plain.warnings,
        "from 0.0 s on as the style says: somebody wants 'stack', but nobody is seen in it",
    )


def test_the_key_moves_with_the_look_and_the_sound_only(ctx: StageContext, tmp_path: Path) -> None:
    logo = logo_file(tmp_path)

    def key(parts: dict[str, Any] | None = None, **look: Any) -> str:
        style = a_style(logo, parts=parts, **look)
        return compose.key(SOURCE, *arguments(ctx, style, logo))

    plain = key()
    assert key(parts={"visual": {"reframe": {"headroom": 30}}}) == plain
    described = a_style(logo).model_copy(update={"title": "Other", "description": "Words"})
    assert compose.key(SOURCE, *arguments(ctx, described, logo)) == plain
    others = {key(size=7.0), key(parts={"audio": {"loudness": -16.0}}), key(color="#FF0000FF")}
    assert len(others) == 3
    assert plain not in others


def test_a_cover_is_a_plan_of_its_own_and_renders_nothing_anew(
    ctx: StageContext, tmp_path: Path
) -> None:
    logo, cover = logo_file(tmp_path), Span(anchor="cover")

    def entry(*overlays: Overlay) -> IndexEntry:
        made = compose.compute(ctx, *arguments(ctx, a_style(logo, overlays=overlays), logo))
        return ctx.load(made, CompositionIndex).entries[0]

    mark = an_overlay("logo", logo="main")
    plain = entry(mark)
    first, other = (entry(mark, an_overlay("title", id="t", text=t, span=cover)) for t in "AB")
    assert plain.cover is None
    assert plain.plan == first.plan == other.plan
    assert first.cover != other.cover
    assert first.cover is not None
    drawn = ctx.load(first.cover, RenderPlan)
    assert [item.source for item in drawn.overlays] == ["t"]
    assert (drawn.captions.pages, drawn.picture) == ((), ctx.load(first.plan, RenderPlan).picture)
