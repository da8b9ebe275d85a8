"""Where things stand: safe zones, edges, collisions, the direction of reading (P1 to P5)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

from schemas.renders import PlacedOverlay
from schemas.style.locales import locale_of
from schemas.style.overlays import WRITTEN, Overlay
from style_plane.lint.extents import (
    BACKDROP,
    Extent,
    caption_extent,
    extent,
    is_ground,
    shared_area,
    together,
)
from style_plane.lint.scene import Bench, Said, Scene
from tasks.tools.drawing.platforms import STALE_DAYS, Insets, Platform, platforms

EDGE = 5.0
"""Percent of a 16:9 picture that text keeps off."""


CLEAR = Insets(0.0, 0.0, 0.0, 0.0)
UNKNOWN = (
    "This is known of shorts that play; what lies over covers where they stand beside each other is "
    "not, so that covers are held to the same. Move it, or look at a cover there."
)
"""Said of covers: `platforms.json` knows players, and no grids."""


def under_controls(scene: Scene) -> Iterator[Said]:
    """P1: nothing lies under what a promised platform lays over the picture."""
    zones = list(_zones(scene))
    every = _all_of([insets for _, insets in zones])
    for platform, insets in zones:
        if scene.style.subtitles.enabled:
            yield from _captions_under(scene, platform, insets, every)
        for item in scene.overlays:
            yield from _overlay_under(scene, platform, insets, every, item)


def near_the_edge(scene: Scene) -> Iterator[Said]:
    """P2: captions and texts of a 16:9 picture survive a screen that cuts off the edges."""
    if scene.aspect != "16:9":
        return
    insets = Insets(EDGE, EDGE, EDGE, EDGE)
    if scene.style.subtitles.enabled:
        yield from _captions_near(scene, insets)
    for item in scene.overlays:
        if item.kind not in WRITTEN or item.kind == "end_card":
            continue
        reach = extent(scene, item).beyond(insets)
        if reach:
            yield Said(
                "warning",
                f"/overlays/{item.id}/box",
                f"The text of overlay {item.id!r} comes nearer than {EDGE:g} % to the "
                f"{_and(list(reach))} edge, which some screens cut off. Move it inwards.",
                reach | {"least": EDGE},
                _moved_inside(scene, item, insets),
            )


def _captions_near(scene: Scene, insets: Insets) -> Iterator[Said]:
    found = caption_extent(scene.style, scene)
    reach = found.beyond(insets)
    if reach:
        yield Said(
            "warning",
            "/subtitles/placement",
            f"Captions come nearer than {EDGE:g} % to the {_and(list(reach))} edge, which some "
            f"screens cut off. Make their box narrower, or move it inwards.",
            reach | {"least": EDGE},
            _captions_inside(scene, found, insets),
        )


def collides(scene: Scene) -> Iterator[Said]:
    """P3: nothing on the picture lies on something else at the same time."""
    plan = scene.plan
    if plan is None:
        return
    things = [item for item in plan.overlays if not is_ground(scene, item)]
    for one, other in itertools.combinations(sorted(things, key=lambda item: item.id), 2):
        if one.source != other.source and together(one, other) and shared_area(one.box, other.box):
            called = {one.kind, other.kind} & {"cta"}
            later = "" if scene.still else ", or show it at another time"
            yield Said(
                "error" if called else "warning",
                f"/overlays/{other.source}/box",
                f"Overlays {one.source!r} and {other.source!r} lie on each other. Move "
                f"one of them{later}.",
                {"shared": round(shared_area(one.box, other.box))},
                _apart(scene, one, other),
            )
    for item in things:
        pages = [
            page
            for page in plan.captions.pages
            if page.start_ms < item.end_ms and item.start_ms < page.end_ms
        ]
        shared = max((shared_area(item.box, page.block.box) for page in pages), default=0.0)
        if shared:
            yield Said(
                "error" if item.kind == "cta" else "warning",
                f"/overlays/{item.source}/box",
                f"Overlay {item.source!r} lies on the captions, wherever these are moved. Make it "
                f"smaller, or move it.",
                {"shared": round(shared)},
            )


def reads_the_other_way(scene: Scene) -> Iterator[Said]:
    """P4: what runs from left to right suits languages that do not."""
    tongues = [tongue for tongue, _ in scene.languages if tongue.right_to_left]
    captions = scene.style.subtitles
    if not tongues or not captions.enabled:
        return
    names = _and([tongue.name for tongue in tongues])
    if captions.placement.align == "left":
        every = len(tongues) == len(scene.languages)
        yield Said(
            "warning",
            "/subtitles/placement/align",
            f"{names} is read from right to left and captions are set left: lines end ragged where "
            f"reading begins. Centre them.",
            fix={"subtitles": {"placement": {"align": "right" if every else "center"}}},
        )
    yield from _set_backwards(scene)
    for part in ("enter", "exit"):
        if getattr(captions, part).kind == "slide":
            yield Said(
                "warning",
                f"/subtitles/{part}/kind",
                f"Captions slide from left to right, against the reading of {names}. Let them rise "
                f"or fade.",
                fix={"subtitles": {part: {"kind": "rise"}}},
            )


def _set_backwards(scene: Scene) -> Iterator[Said]:
    """Lines that begin at the left whatever their letters are, by the style or by a locale's rule."""
    for tongue, style in scene.languages:
        if not tongue.right_to_left or style.subtitles.direction != "ltr":
            continue
        locales = scene.bench.contract.locales
        rule = locale_of(locales, tongue.tag)
        key = next((key for key in locales if rule is not None and locales[key] is rule), None)
        own = rule is not None and rule.direction == "ltr"
        yield Said(
            "warning",
            f"/locales/{key}/direction" if own else "/subtitles/direction",
            f"{tongue.name} is read from right to left and its lines begin at the left: words stand "
            f"in the wrong order. Let the direction go by the letters.",
            fix={"locales": {key: {"direction": "rtl"}}}
            if own
            else {"subtitles": {"direction": "auto"}},
            language=tongue.tag,
        )


def zones_are_old(bench: Bench) -> Iterator[Said]:
    """P5: somebody looked at the platform of late."""
    for number, slug in enumerate(bench.contract.platforms):
        for platform in platforms():
            days = platform.days_old(bench.today)
            if platform.slug == slug and days > STALE_DAYS:
                yield Said(
                    "warning",
                    f"/platforms/{number}",
                    f"The safe zone of {platform.title} was verified {days} days ago, on "
                    f"{platform.verified_on}. Look at a video there before you rely on it.",
                    {"days": days, "most": STALE_DAYS},
                )


def _zones(scene: Scene) -> Iterator[tuple[Platform, Insets]]:
    """Promised platforms that show this aspect ratio, mirrored too where they are for a reader."""
    directions = {tongue.right_to_left for tongue in scene.bench.tongues} or {False}
    for platform in platforms():
        if platform.aspect == scene.aspect and platform.slug in scene.bench.contract.platforms:
            seen = {platform.insets(right_to_left) for right_to_left in directions}
            yield from ((platform, insets) for insets in sorted(seen))


def _all_of(zones: list[Insets]) -> Insets:
    """What is clear of every platform: a fix for one is none for the next."""
    return Insets(*map(max, zip(CLEAR, *zones, strict=True)))


def _captions_under(
    scene: Scene, platform: Platform, insets: Insets, every: Insets
) -> Iterator[Said]:
    found = caption_extent(scene.style, scene)
    reach = found.beyond(insets)
    if reach:
        yield Said(
            "error",
            "/subtitles/placement",
            f"{platform.title} covers the {_and(list(reach))} of the picture, and captions reach "
            f"{_by(reach)} under it. Move them, or make their box narrower.",
            reach,
            _captions_inside(scene, found, every),
        )


def _captions_inside(scene: Scene, found: Extent, insets: Insets) -> dict[str, Any] | None:
    captions = scene.style.subtitles
    room = 100 - 2 * max(insets.left, insets.right)
    height = found.bottom - found.top
    if height > 100 - insets.top - insets.bottom or room < 30:
        return None
    least, most = insets.top, 100 - insets.bottom - height
    top = min(max(found.top, least), most)
    anchor = captions.placement.anchor
    if anchor == "middle" and top + height / 2 < 50:
        anchor = "top"
    offset = _tenth(*(_offset(anchor, at, height) for at in (top, least, most)))
    if offset is None:
        return None
    place: dict[str, Any] = {"box_width": min(captions.placement.box_width, room)}
    if anchor != captions.placement.anchor:
        place["anchor"] = anchor
    return {"subtitles": {"placement": place | {"offset": offset}}}


def _offset(anchor: str, top: float, height: float) -> float:
    """Where captions stand whose top is there, as the style says it."""
    return {"top": top, "bottom": 100 - top - height, "middle": top + height / 2 - 50}[anchor]


def _tenth(wanted: float, one: float, other: float) -> float | None:
    """The nearest tenth between two limits; None where there is none."""
    least, most = sorted((one, other))
    near = (math.floor(wanted * 10) / 10, math.ceil(wanted * 10) / 10)
    inside = [tenth for tenth in near if least <= tenth <= most]
    return min(inside, key=lambda tenth: abs(tenth - wanted), default=None)


def _overlay_under(
    scene: Scene, platform: Platform, insets: Insets, every: Insets, item: Overlay
) -> Iterator[Said]:
    if item.kind in ("progress", "frame") or _fills(item):
        return
    reach = extent(scene, item).beyond(insets)
    if reach:
        yield Said(
            "error" if item.kind in WRITTEN and not scene.still else "warning",
            f"/overlays/{item.id}/box",
            f"{platform.title} covers the {_and(list(reach))} of the picture, and overlay "
            f"{item.id!r} reaches {_by(reach)} under it. {UNKNOWN if scene.still else 'Move it.'}",
            reach,
            _moved_inside(scene, item, every),
        )


def _moved_inside(scene: Scene, item: Overlay, insets: Insets) -> dict[str, Any] | None:
    """The box moved until what it shows is clear, and made smaller where it cannot be."""
    now, box = extent(scene, item), item.box
    if box.x + box.width > 100 or box.y + box.height > 100:
        return None  # E5 brings it into the picture first
    em = item.size if item.plate.shape != "none" else 0.0
    x, width = _fitted(
        (box.x, box.width), (now.left, now.right), (insets.left, 100 - insets.right),
        em * item.plate.pad_x,
    )  # fmt: skip
    y, height = _fitted(
        (box.y, box.height), (now.top, now.bottom), (insets.top, 100 - insets.bottom),
        em * item.plate.pad_y,
    )  # fmt: skip
    if min(x, y) < 0 or x + width > 100 or y + height > 100 or min(width, height) <= 0:
        return None
    place = {"x": x, "y": y, "width": width, "height": height}
    return {"overlays": {item.id: {"box": {key: round(side, 2) for key, side in place.items()}}}}


def _fitted(
    box: tuple[float, float], shown: tuple[float, float], room: tuple[float, float], pad: float
) -> tuple[float, float]:
    """Start and length of a box whose contents lie inside the room, along one axis."""
    start, length = box
    (low, high), (near, far) = room, shown
    if far - near <= high - low:
        return start + max(0.0, low - near) - max(0.0, far - high), length
    return low + pad, high - low - 2 * pad


def _fills(item: Overlay) -> bool:
    return item.kind == "image" and item.box.width * item.box.height / 100 > BACKDROP


def _apart(scene: Scene, one: PlacedOverlay, other: PlacedOverlay) -> dict[str, Any] | None:
    """The other overlay below the first, or above it, where nothing else is; None where it is."""
    item = next(item for item in scene.style.overlays if item.id == other.source)
    height = scene.size[1]
    for shift in (one.box.bottom - other.box.y + 8, one.box.y - other.box.bottom - 8):
        box = other.box.model_copy(update={"y": other.box.y + shift})
        y = round(item.box.y + shift * 100 / height, 2)
        inside = y >= 0 and y + item.box.height <= 100
        if inside and not any(
            shared_area(box, thing.box)
            for thing in (scene.plan.overlays if scene.plan else ())
            if thing.source != other.source
            and not is_ground(scene, thing)
            and together(thing, other)
        ):
            return {"overlays": {item.id: {"box": {"y": y}}}}
    return None


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _by(reach: dict[str, float]) -> str:
    return _and([f"{by:.1f} %" for by in reach.values()])
