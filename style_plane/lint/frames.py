"""What only frames tell: contrast against pictures (C2) and flashes (A1), by the real painter."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import skia

from schemas.renders import PlacedWord, RenderPlan, TextBlock
from schemas.units import frame_at, ms_at
from style_plane.lint.colors import luminances, readable_on
from style_plane.lint.scene import Said, Scene, planned
from style_plane.samples.grounds import ground
from tasks.tools.drawing.outlines import Outlines
from tasks.tools.drawing.painter import Painter
from tasks.tools.drawing.proof import logo_loader
from tasks.tools.drawing.surface import Area, Layer, Pixels, laid_over, paint_area

GROUNDS = ("dark", "bright", "busy")
LEAST, GOOD = 3.0, 4.5
FIFTH = 5
"""Percentile of the ring's contrasts that counts: its worst places."""
RING = 0.06
"""Em around letters that is looked at."""
SETTLED_MS = 240
"""After its start a word has its emphasis."""
STEP = 12
"""Pixels between the points at which flashes are looked for."""
CHANGE, BRIGHT = 0.1, 0.8
"""A flash is a pair of opposing changes of a tenth, where the darker image is below this."""
MOST = 3
"""Flashes a second."""
LARGE, SEEN = 0.25, 0.05
"""Share of the picture: an error, a warning."""
HASTY = 3
"""Cards and overlays that must begin within a second for anything to flash more than `MOST` times:
each brings light and takes it away, and a word in it may once be lit."""
HURRIED = 1.6
"""How much faster than the sample a hasty speaker is."""
FRAMES_A_SECOND = 30
STRONG = 0.12
"""Em of the stroke that a fix gives."""
WINDOW_MS = 3000
"""How much of a short is painted."""

Light = npt.NDArray[np.float32]


def held_apart(scene: Scene) -> Iterator[Said]:
    """C2: captions, and texts of a cover, stand out over dark, bright and busy pictures as painted."""
    plan = scene.plan
    if plan is None:
        return
    if plan.captions.pages:
        found, color = _edges(scene, plan, _spoken(plan)), scene.style.subtitles.color
        yield from _swallowed(found, "captions' edges", ("subtitles",), color)
    for item in scene.overlays if scene.still else ():
        for placed in plan.overlays:
            if placed.source == item.id and placed.block is not None:
                found = _edges(scene, plan, _Shot(placed.block, placed.block.words, 0))
                what = f"edges of {item.id!r} on the cover"
                yield from _swallowed(found, what, ("overlays", item.id), item.color)


def _swallowed(
    found: dict[str, float], what: str, holder: tuple[str, ...], color: str
) -> Iterator[Said]:
    """What to say of edges by ground; `holder` is the way to the object with the stroke."""
    name = min(found, key=lambda one: (found[one], one), default="")
    if name and found[name] < GOOD:
        fix: dict[str, Any] = {"stroke": {"width": STRONG, "color": readable_on(color)}}
        for key in reversed(holder):
            fix = {key: fix}
        yield Said(
            "error" if found[name] < LEAST else "warning",
            f"/{'/'.join(holder)}/color",
            f"Over a {name} picture the worst twentieth of the {what} has a contrast of "
            f"{found[name]:.1f} to 1 only; {GOOD:g} is read without effort. Widen the stroke, or "
            f"add a plate.",
            {one: round(value, 2) for one, value in found.items()} | {"least": GOOD},
            fix,
        )


def flashes(scene: Scene) -> Iterator[Said]:
    """A1: no part of the picture flashes more than three times within a second.

    The sample has no jump cuts. Where those of a style dip, which they do once a second at most, all
    else may flash once less.
    """
    if not scene.bench.drawable:
        return
    dips = int(scene.style.cuts.active and scene.style.visual.transitions.join.kind == "dip")
    plan = planned(scene, scene.languages[0][0], speed=HURRIED)
    if _starts_within_a_second(plan) < HASTY - dips:
        return
    lights = _lights(scene, plan)
    still = {"kind": "none", "duration_ms": 0}
    if (share := max(_flashing(light, MOST) for light in lights)) >= SEEN:
        yield _flash(
            share,
            "/subtitles/enter/kind",
            "when somebody speaks fast, which can cause seizures. Let cards come and go without "
            "motion, or hold more words.",
            {"subtitles": {"enter": still, "exit": still}},
        )
    elif (share := max(_flashing(light, MOST - dips) for light in lights)) >= SEEN:
        yield _flash(
            share,
            "/visual/transitions/join/kind",
            "when somebody speaks fast and a jump cut dips through a colour, which can cause "
            "seizures. Let the pictures crossfade there.",
            {"visual": {"transitions": {"join": {"kind": "crossfade", "color": None}}}},
        )


def _flash(share: float, pointer: str, cure: str, fix: dict[str, Any]) -> Said:
    large = share >= LARGE
    return Said(
        "error" if large else "warning",
        pointer,
        f"{share:.0%} of the picture flashes more than {MOST} times a second {cure}",
        {"share": round(share, 3), "most": LARGE if large else SEEN, "flashes": MOST},
        fix,
    )


def _starts_within_a_second(plan: RenderPlan) -> int:
    """The most cards, overlays and fades that begin in any second: nothing else comes and goes."""
    starts = sorted(
        [page.start_ms for page in plan.captions.pages]
        + [item.start_ms for item in plan.overlays if item.start_ms]
        + [ms_at(veil.first_frame, plan.rate) for veil in plan.veils]
    )
    return max((bisect_left(starts, at + 1000) - n for n, at in enumerate(starts)), default=0)


class _Shot(NamedTuple):
    """A block of text at one frame."""

    block: TextBlock
    shown: tuple[PlacedWord, ...]
    """Words that can be seen, and stand still."""
    frame: int


@dataclass(frozen=True)
class _Moment:
    """One frame of a text, cut out: what is drawn, and where letters are."""

    area: Area
    layers: tuple[Layer, ...]
    """In coordinates of the area."""
    words: tuple[tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]], ...]
    """For each word its own pixels, and those around it that no letter has."""


def _edges(scene: Scene, plan: RenderPlan, shot: _Shot) -> dict[str, float]:
    """By ground: the contrast of letters with their surroundings, at its worst places."""
    moment = _moment(scene, plan, shot)
    found = {}
    for name in GROUNDS if moment.words else ():
        picture = laid_over(_cut(name, plan, moment.area), moment.layers)
        light = luminances(picture)
        ratios = [
            _ratio(light[around], float(np.median(light[letters])))
            for letters, around in moment.words
        ]
        found[name] = float(np.percentile(np.concatenate(ratios), FIFTH))
    return found


def _spoken(plan: RenderPlan) -> _Shot:
    """The first page with its second word spoken; a popping word is elsewhere than its outline."""
    page, emphasis = plan.captions.pages[0], plan.captions.emphasis
    spoken = page.block.words[min(1, len(page.block.words) - 1)]
    now = min(spoken.start_ms + SETTLED_MS, (spoken.start_ms + page.end_ms) // 2)
    settled = max(SETTLED_MS, emphasis.release_ms)
    shown = tuple(
        word
        for word in page.block.words
        if (emphasis.kind != "reveal" or word.end_ms <= now)
        and not (emphasis.kind == "pop" and word.start_ms <= now < word.end_ms + settled)
    )
    return _Shot(page.block, shown, frame_at(now, plan.rate))


def _moment(scene: Scene, plan: RenderPlan, shot: _Shot) -> _Moment:
    """What is painted then, with no fade over it."""
    margin = RING * shot.block.em + 4
    box = shot.block.box
    left, top = max(0, int(box.x - margin)), max(0, int(box.y - margin))
    right = min(plan.width, int(box.right + margin))
    bottom = min(plan.height, int(box.bottom + margin))
    area = Area(left, top, max(1, right - left), max(1, bottom - top))
    bare = plan.model_copy(update={"veils": ()})
    layers = Painter(bare, logo_loader(scene.bench.others)).paint(shot.frame)
    cut = tuple(found for layer in layers if (found := _within(layer, area)) is not None)
    return _Moment(area, cut, _masks(plan, shot, area))


def _masks(
    plan: RenderPlan, shot: _Shot, area: Area
) -> tuple[tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]], ...]:
    """Of each word that is shown: where its letters are, and what is around them."""
    outlines = Outlines(plan.fonts)
    every = np.zeros((area.height, area.width), dtype=bool)
    for word in shot.block.words:
        every |= _coverage(area, outlines.word(word), 0.0) > 0
    found = []
    for word in shot.shown:
        path = outlines.word(word)
        letters = _coverage(area, path, 0.0) == 255
        around = (_coverage(area, path, 2 * RING * shot.block.em) == 255) & ~every
        if letters.any() and around.any():
            found.append((letters, around))
    return tuple(found)


def _coverage(area: Area, path: skia.Path, widened: float) -> Pixels:
    """How much of each pixel a path covers, 0 to 255; `widened` strokes it, too."""
    paint = skia.Paint(AntiAlias=True)
    if widened:
        paint.setStyle(skia.Paint.kStrokeAndFill_Style)
        paint.setStrokeWidth(widened)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
    return paint_area(area, lambda canvas: canvas.drawPath(path, paint))[:, :, 3]


def _ratio(around: Light, letters: float) -> Light:
    found: Light = (np.maximum(around, letters) + 0.05) / (np.minimum(around, letters) + 0.05)
    return found


def _within(layer: Layer, area: Area) -> Layer | None:
    """The part of a layer inside an area, in the area's coordinates."""
    one = layer.area
    left, top = max(one.x, area.x), max(one.y, area.y)
    right = min(one.x + one.width, area.x + area.width)
    bottom = min(one.y + one.height, area.y + area.height)
    if right <= left or bottom <= top:
        return None
    pixels = layer.pixels[top - one.y : bottom - one.y, left - one.x : right - one.x]
    place = Area(left - area.x, top - area.y, right - left, bottom - top)
    return Layer(place, pixels, layer.opacity)


def _cut(name: str, plan: RenderPlan, area: Area) -> Pixels:
    whole = _picture(name, plan.width, plan.height)
    return whole[area.y : area.y + area.height, area.x : area.x + area.width]


@lru_cache(maxsize=len(GROUNDS) * 4)
def _picture(name: str, width: int, height: int) -> Pixels:
    """RGB of a ground at the canvas' size."""
    data = skia.Data.MakeWithCopy(ground(name, width / height))
    image = skia.Image.MakeFromEncoded(data)
    options = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    array = image.resize(width, height, options).toarray(colorType=skia.kRGBA_8888_ColorType)
    return np.ascontiguousarray(array[:, :, :3])


def _lights(scene: Scene, plan: RenderPlan) -> tuple[Light, Light]:
    """Luminance over time (frames x points), over a black and over a white picture.

    Waves and bars are left out: they move without end and are far too small to flash.
    """
    still = tuple(item for item in plan.overlays if item.wave is None and item.bar is None)
    painter = Painter(plan.model_copy(update={"overlays": still}), logo_loader(scene.bench.others))
    shape = (-(-plan.height // STEP), -(-plan.width // STEP))
    count = max(1, min(plan.frame_count, frame_at(WINDOW_MS, plan.rate)))
    series = np.empty((2, count, shape[0] * shape[1]), dtype=np.float32)
    for frame in range(count):
        layers = painter.paint(frame)
        for number, value in enumerate((0, 255)):
            points = np.full((*shape, 3), float(value), dtype=np.float32)
            for layer in layers:
                _lay(points, layer)
            series[number, frame] = luminances(points.astype(np.uint8)).ravel()
    return series[0], series[1]


def _lay(points: Light, layer: Layer) -> None:
    """A layer over every so manieth point of the canvas, in place."""
    area = layer.area
    top, left = -(-area.y // STEP), -(-area.x // STEP)
    chosen = layer.pixels[top * STEP - area.y :: STEP, left * STEP - area.x :: STEP]
    part = points[top : top + chosen.shape[0], left : left + chosen.shape[1]]
    drawn = chosen[: part.shape[0], : part.shape[1]].astype(np.float32) * layer.opacity
    part *= 1 - drawn[:, :, 3:] / 255
    part += drawn[:, :, :3]
    np.clip(part, 0, 255, out=part)


def _flashing(light: Light, most: int) -> float:
    """The largest share of points that flash more than so many times within the same second."""
    turns = np.zeros(light.shape, dtype=np.int16)
    low, high = light[0].copy(), light[0].copy()
    way = np.zeros(light.shape[1], dtype=np.int8)
    for number, now in enumerate(light):
        up = (way <= 0) & (now - low >= CHANGE) & (low < BRIGHT)
        down = (way >= 0) & (high - now >= CHANGE) & (now < BRIGHT) & ~up
        turns[number] = up | down
        way = np.where(up, 1, np.where(down, -1, way)).astype(np.int8)
        high = np.where(up, now, np.where(way >= 0, np.maximum(high, now), high))
        low = np.where(down, now, np.where(way <= 0, np.minimum(low, now), low))
    total = np.concatenate([np.zeros((1, light.shape[1]), np.int16), turns.cumsum(axis=0)])
    second = min(FRAMES_A_SECOND, len(light))
    often = (total[second:] - total[:-second]) > 2 * most + 1
    return float(often.mean(axis=1).max(initial=0.0))
