"""Style + timeline + words -> RenderPlan. Everything is laid out here; nothing is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from schemas.clips import Timeline
from schemas.enhancement import EnhancedClip
from schemas.renders import Fill, Picture, Punch, RenderPlan
from schemas.sounds import Levels
from schemas.style.contract import StyleContract
from schemas.units import ASPECT_SIZES, frame_at, ms_at
from tasks.tools.drawing.captions import Canvas, caption_pages
from tasks.tools.drawing.clock import Clock
from tasks.tools.drawing.desk import Desk
from tasks.tools.drawing.fonts import FontBook
from tasks.tools.drawing.overlays import place_overlays
from tasks.tools.drawing.punches import jumps_of, leaned, punches_of
from tasks.tools.drawing.sounds import file_ref, sound_of
from tasks.tools.drawing.transitions import dissolves_of, settling, veils_of


def needs_levels(style: StyleContract, timeline: Timeline) -> bool:
    """Whether something moves with the sound."""
    return timeline.kind == "audio" or any(item.kind == "waveform" for item in style.overlays)


def compile_plan(
    style: StyleContract,
    timeline: Timeline,
    clip: EnhancedClip,
    fonts: Mapping[str, Path],
    assets: Mapping[str, Path],
    levels: Levels | None = None,
) -> tuple[RenderPlan, tuple[str, ...]]:
    """The plan of one short and what a person should know about it, each warning once.

    `style` is resolved for the timeline's aspect ratio and the words' language. `fonts` and
    `assets` map sha256 to a file; `assets` holds pictures, LUTs and sounds. `levels` is the
    sound's envelope, wanted where `needs_levels` says so.

    Raises:
        ArtifactMissingError: when a file that the style uses is not among them.
        StyleFontError: when a font file cannot be read.
    """
    width, height = ASPECT_SIZES[timeline.aspect]
    frame_count = timeline.frame_count + _held_frames(style, timeline, clip)
    length_ms = ms_at(frame_count, timeline.rate)
    book = FontBook(style.brand, fonts, clip.language)
    warnings: list[str] = []
    clock = Clock(timeline.spans, timeline.rate)
    desk = Desk(style, clip, book, assets, width, height, length_ms, clock, warnings)
    punches = punches_of(style.visual, timeline, clip, clock, frame_count)
    punches = jumps_of(style.cuts.punch_in, timeline, punches, frame_count)
    punches = settling(style.visual.transitions, timeline, punches)
    timeline = leaned(timeline, punches)
    overlays = place_overlays(desk, timeline.kind == "audio")
    canvas = Canvas(width, height, length_ms)
    captions = caption_pages(style, timeline, clip, book, canvas, overlays, warnings)
    visual = style.visual
    plan = RenderPlan(
        clip_id=timeline.clip_id,
        aspect=timeline.aspect,
        kind=timeline.kind,
        width=width,
        height=height,
        rate=timeline.rate,
        frame_count=frame_count,
        background=Fill(color=visual.background, color_to=visual.background_to),
        picture=_picture(style, timeline, punches, assets),
        sound=sound_of(style, timeline, clip, assets),
        fonts=book.tables(),
        captions=captions,
        overlays=overlays,
        veils=veils_of(visual.transitions, timeline, frame_count),
        levels=levels if any(item.wave for item in overlays) else None,
        faces=timeline.faces,
    )
    return plan, tuple(dict.fromkeys(warnings))


def _held_frames(style: StyleContract, timeline: Timeline, clip: EnhancedClip) -> int:
    """Frames to add so that the style's hold fits after the last word."""
    clock = Clock(timeline.spans, timeline.rate)
    spoken = clock.output_ms(clip.words[-1].end_ms) if clip.words else 0
    tail = ms_at(timeline.frame_count, timeline.rate) - spoken
    return frame_at(max(0, style.visual.end_hold_ms - max(0, tail)), timeline.rate)


def _picture(
    style: StyleContract,
    timeline: Timeline,
    punches: tuple[Punch, ...],
    assets: Mapping[str, Path],
) -> Picture | None:
    if timeline.kind == "audio":
        return None
    visual = style.visual
    lut = style.brand.luts[visual.lut].sha256 if visual.lut is not None else None
    return Picture(
        source=timeline.source,
        width=timeline.width,
        height=timeline.height,
        rotation=timeline.rotation,
        start_ms=timeline.start_ms,
        seek_pts=timeline.seek_pts,
        spans=timeline.spans,
        framings=tuple(framing.drawn for framing in timeline.framings),
        punches=punches,
        dissolves=dissolves_of(visual.transitions, timeline),
        saturation=visual.saturation,
        contrast=visual.contrast,
        lut=file_ref(lut, assets) if lut is not None else None,
        lut_strength=visual.lut_strength if lut is not None else 1.0,
    )
