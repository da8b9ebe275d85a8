"""How things move (A2 to A4); flashes are measured on painted frames: see `frames`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from schemas.renders import PlacedWord, RenderPlan
from schemas.style.overlays import TIMELESS, WRITTEN, Overlay
from schemas.style.subtitles import Motion, SubtitleSystem
from style_plane.lint.languages import Tongue
from style_plane.lint.scene import Said, Scene
from tasks.tools.drawing.motion import bounce

OVERLAPPING = 0.08
"""Share of a neighbour that a word may cover while it pops."""
LARGE = 1.25
POP_ROOM = 1.6
"""Em that the layout puts between words for each whole by which they grow."""
MOVING = 0.4
"""Share of its time that a card may spend on coming and going."""


def pop_overlaps(scene: Scene) -> Iterator[Said]:
    """A2: a word that pops stays off its neighbours."""
    emphasis = scene.style.subtitles.emphasis
    if not scene.style.subtitles.enabled or emphasis.kind != "pop":
        return
    covered, word = (
        _covered(scene.plan, emphasis.scale, emphasis.scale) if scene.plan else (0.0, "")
    )
    if covered > OVERLAPPING:
        yield Said(
            "error",
            "/subtitles/emphasis/scale",
            f"{word!r} at {emphasis.scale:g} times its size covers {covered:.0%} of the word beside "
            f"it. Let it grow less.",
            {"covered": round(covered, 3), "most": OVERLAPPING, "scale": emphasis.scale},
            {"subtitles": {"emphasis": {"scale": _calmer(scene, emphasis.scale)}}},
        )
    elif emphasis.scale > LARGE:
        yield Said(
            "warning",
            "/subtitles/emphasis/scale",
            f"Words grow to {emphasis.scale:g} times their size, which makes lines restless. Use at "
            f"most {LARGE:g}.",
            {"scale": emphasis.scale, "most": LARGE},
            {"subtitles": {"emphasis": {"scale": LARGE}}},
        )


def never_rests(scene: Scene) -> Iterator[Said]:
    """A3: the shortest card rests for most of its time."""
    captions, shortest = scene.style.subtitles, scene.style.pacing.min_duration_ms
    if captions.enabled:
        yield from _restless("/subtitles", "A card", captions.enter, captions.exit, shortest)
    for item in scene.style.overlays:
        if item.span.anchor not in TIMELESS and item.span.duration_ms:
            what, pointer = f"Overlay {item.id!r}", f"/overlays/{item.id}"
            yield from _restless(pointer, what, item.enter, item.exit, item.span.duration_ms)


def types_joined_letters(scene: Scene) -> Iterator[Said]:
    """A4: letters that join are not typed one by one, nor is what runs to the left; none is spaced.

    The typewriter shows letters from the left.
    """
    apart = [tongue for tongue, _ in scene.languages if tongue.joined or tongue.right_to_left]
    captions = scene.style.subtitles
    yield from _spaced(scene)
    if not apart:
        return
    moving: list[tuple[tuple[str, ...], SubtitleSystem | Overlay]] = [
        (("overlays", item.id), item) for item in scene.style.overlays if item.kind in WRITTEN
    ]
    if captions.enabled:
        moving.append((("subtitles",), captions))
    for keys, item in moving:
        for name, motion in (("enter", item.enter), ("exit", item.exit)):
            if motion.kind == "typewriter":
                yield _typed((*keys, name), apart[0])


def _typed(keys: tuple[str, ...], tongue: Tongue) -> Said:
    return Said(
        "error",
        f"/{'/'.join(keys)}/kind",
        (
            f"{tongue.name} joins its letters, and a typewriter tears them apart. "
            if tongue.joined
            else f"{tongue.name} is read from the right, and a typewriter begins at the left. "
        )
        + "Fade or rise instead.",
        fix=_nested(keys, {"kind": "fade"}),
        language=tongue.tag,
    )


def _spaced(scene: Scene) -> Iterator[Said]:
    captions = scene.style.subtitles
    joined = [tongue for tongue, _ in scene.languages if tongue.joined]
    if captions.enabled and captions.tracking and joined:
        yield Said(
            "error",
            "/subtitles/tracking",
            f"{joined[0].name} joins its letters, and a tracking of {captions.tracking:g} em tears "
            f"or crushes them. Use 0.",
            {"tracking": captions.tracking, "most": 0},
            {"subtitles": {"tracking": 0.0}},
            joined[0].tag,
        )


def _restless(
    pointer: str, what: str, enter: Motion, leave: Motion, stands_ms: int
) -> Iterator[Said]:
    moving = sum(motion.duration_ms for motion in (enter, leave) if motion.kind != "none")
    most = int(stands_ms * MOVING)
    if moving > most:
        scale = most / moving
        cure = {
            name: {"duration_ms": int(motion.duration_ms * scale)}
            for name, motion in (("enter", enter), ("exit", leave))
            if motion.kind != "none"
        }
        yield Said(
            "error",
            f"{pointer}/enter/duration_ms",
            f"{what} of {stands_ms} ms comes and goes for {moving} ms, so that it hardly rests. "
            f"Spend at most {most} ms on both.",
            {"moving": moving, "most": most},
            _nested(tuple(pointer.strip("/").split("/")), cure),
        )


def _calmer(scene: Scene, scale: float) -> float:
    """The largest scale at which no word covers too much of another."""
    calmer = scale
    while scene.plan and calmer > 1 and _covered(scene.plan, scale, calmer)[0] > OVERLAPPING:
        calmer = round(calmer - 0.01, 2)
    return calmer


def _covered(plan: RenderPlan, scale: float, tried: float) -> tuple[float, str]:
    """The largest share of a word that a popping neighbour covers, and which word pops.

    The plan was laid out for `scale`; for a smaller one that is tried, words stand closer.
    """
    worst = (0.0, "")
    for page in plan.captions.pages:
        closer = (scale - tried) * POP_ROOM * page.block.em
        for one in page.block.words:
            for other in page.block.words:
                if one is not other and one.baseline == other.baseline:
                    worst = max(worst, (_shared(one, other, tried, closer), one.text))
    return worst


def _shared(one: PlacedWord, other: PlacedWord, scale: float, closer: float) -> float:
    grown = one.width * ((scale - 1) * _peak() + 1)
    left = one.x + one.width / 2 - grown / 2
    shared = min(left + grown, other.x + other.width) - max(left, other.x)
    return max(0.0, shared + closer) / other.width if other.width else 0.0


@cache
def _peak() -> float:
    """How far the spring of `pop` goes beyond its mark."""
    return max(bounce(now, 0, 1000, 100, 80) for now in range(0, 200))


def _nested(keys: tuple[str, ...], value: Any) -> dict[str, Any]:
    for key in reversed(keys):
        value = {key: value}
    return dict(value)
