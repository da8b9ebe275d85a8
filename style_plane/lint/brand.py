"""Logos, and what comes near them (B1 and B3)."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.renders import PixelBox, PlacedOverlay
from schemas.style.contract import Logo
from schemas.style.overlays import PICTURED, Overlay
from schemas.style.slots import SLOT
from style_plane.lint.colors import luminance, parts
from style_plane.lint.extents import is_ground, shared_area, together
from style_plane.lint.scene import Said, Scene

FAINT = 0.3
COARSE = 1.5
"""A picture drawn larger than this many times its pixels is blurred."""
DARK = 0.18
"""Luminance of middle grey: grounds below it are dark."""


def logo_is_lost(scene: Scene) -> Iterator[Said]:
    """B1: a logo is large enough, solid enough, sharp, and on the ground it was made for."""
    for item in scene.overlays:
        shown = _shown(scene, item)
        if item.kind not in PICTURED or not shown:
            continue
        yield from _faint(item)
        placed = _placed(scene, item)
        for name, logo in shown.items():
            yield from _wrong_ground(scene, item, name, logo)
            width = _width_in(scene, placed, item, logo)
            if width is not None:
                yield from _small(scene, item, name, logo, width)


def logo_is_crowded(scene: Scene) -> Iterator[Said]:
    """B3: other overlays, captions and the picture's edges keep away from a logo."""
    for item in scene.overlays:
        logo, placed = scene.style.brand.logos.get(item.logo or ""), _placed(scene, item)
        if logo is None or placed is None or placed.image is None or not logo.clear_space:
            continue
        room = logo.clear_space * placed.image.box.height
        near = list(_near(scene, placed, _around(placed.image.box, room)))
        if near:
            yield Said(
                "warning",
                f"/overlays/{item.id}/box",
                f"The picture {item.logo!r} wants {logo.clear_space:g} of its height of room. Nearer "
                f"to overlay {item.id!r}: {', '.join(near)}. Move them apart.",
                {"room": round(room / scene.vmin, 1)},
            )


def _near(scene: Scene, placed: PlacedOverlay, zone: PixelBox) -> Iterator[str]:
    """What lies in the room around a picture while it is shown, in words."""
    width, height = scene.size
    if zone.x < 0 or zone.y < 0 or zone.right > width or zone.bottom > height:
        yield "the picture's edge"
    if scene.plan is None:
        return
    for other in scene.plan.overlays:
        thing = other.source != placed.source and not is_ground(scene, other)
        if thing and together(placed, other) and shared_area(zone, other.box):
            yield f"overlay {other.source!r}"
    pages = scene.plan.captions.pages
    if any(
        page.start_ms < placed.end_ms
        and placed.start_ms < page.end_ms
        and shared_area(zone, page.block.box)
        for page in pages
    ):
        yield "captions"


def _around(box: PixelBox, room: float) -> PixelBox:
    return PixelBox(
        x=box.x - room,
        y=box.y - room,
        width=box.width + 2 * room,
        height=box.height + 2 * room,
    )


def _faint(item: Overlay) -> Iterator[Said]:
    if item.opacity < FAINT:
        yield Said(
            "warning",
            f"/overlays/{item.id}/opacity",
            f"Overlay {item.id!r} is {item.opacity:.0%} opaque and hardly seen. Use at least "
            f"{FAINT:.0%}.",
            {"opacity": item.opacity, "least": FAINT},
            {"overlays": {item.id: {"opacity": FAINT}}},
        )


def _shown(scene: Scene, item: Overlay) -> dict[str, Logo]:
    """The pictures that an overlay may show: its own, or whatever its slot may be filled with."""
    logos = scene.style.brand.logos
    slot = SLOT.fullmatch(item.logo or "")
    if slot is None:
        return {item.logo: logos[item.logo]} if item.logo else {}
    default = scene.style.slots[slot[1]].default
    return {default: logos[default]} if default else dict(sorted(logos.items()))


def _wrong_ground(scene: Scene, item: Overlay, name: str, logo: Logo) -> Iterator[Said]:
    """Known grounds only: its own plate, and the backdrop of an end card."""
    ground = item.plate.color if item.plate.shape != "none" else None
    if ground is None and item.kind == "end_card":
        ground = scene.style.visual.background
    if ground is None or logo.made_for == "any" or parts(ground)[1] < 0.5:
        return
    found = "dark" if luminance(parts(ground)[0]) < DARK else "light"
    if found != logo.made_for:
        named = sorted(scene.style.brand.logos.items())
        better = [other for other, logo in named if logo.made_for == found]
        fixed = not SLOT.fullmatch(item.logo or "")
        yield Said(
            "warning",
            f"/overlays/{item.id}/logo",
            f"The picture {name!r} is made for {logo.made_for} grounds and stands on a {found} "
            f"one ({ground}). Use another picture or another ground.",
            {"luminance": round(luminance(parts(ground)[0]), 3), "middle": DARK},
            {"overlays": {item.id: {"logo": better[0]}}} if better and fixed else None,
        )


def _small(scene: Scene, item: Overlay, name: str, logo: Logo, width: float) -> Iterator[Said]:
    shown = width / scene.vmin
    if shown < logo.min_width:
        yield Said(
            "warning",
            f"/overlays/{item.id}/box",
            f"The picture {name!r} is {shown:.1f} vmin wide in overlay {item.id!r}; it wants "
            f"{logo.min_width:g}. Make its box larger.",
            {"width": round(shown, 1), "least": logo.min_width},
            _widened(scene, item, logo),
        )
    if width > COARSE * logo.width:
        yield Said(
            "warning",
            f"/overlays/{item.id}/logo",
            f"The picture {name!r} has {logo.width} pixels and is drawn {width:.0f} wide: it "
            f"will look blurred. Upload a larger one, or make its box smaller.",
            {"width": round(width), "pixels": logo.width},
        )


def _widened(scene: Scene, item: Overlay, logo: Logo) -> dict[str, object] | None:
    """The box just large enough for the least width, grown around its middle."""
    canvas_width, canvas_height = scene.size
    pixels = logo.min_width * scene.vmin * 1.01
    width = max(item.box.width, pixels / canvas_width * 100)
    height = max(item.box.height, pixels * logo.height / logo.width / canvas_height * 100)
    if item.kind not in ("logo", "image") or width > 100 or height > 100:
        return None
    x = min(max(0.0, item.box.x - (width - item.box.width) / 2), 100 - width)
    y = min(max(0.0, item.box.y - (height - item.box.height) / 2), 100 - height)
    box = {"x": int(x * 100) / 100, "y": int(y * 100) / 100, "width": width, "height": height}
    return {"overlays": {item.id: {"box": {key: round(side, 2) for key, side in box.items()}}}}


def _width_in(
    scene: Scene, placed: PlacedOverlay | None, item: Overlay, logo: Logo
) -> float | None:
    """Pixels that a picture is wide; None where that is not known: it is not laid out, or cut."""
    if placed is None or placed.image is None:
        return None
    if placed.image.image.sha256 == logo.sha256:
        return placed.image.box.width
    if item.kind not in ("logo", "image") or item.fit == "cover":
        return None
    width, height = scene.size
    room = item.box.height / 100 * height * logo.width / logo.height
    return min(item.box.width / 100 * width, room)


def _placed(scene: Scene, item: Overlay) -> PlacedOverlay | None:
    found = scene.plan.overlays if scene.plan else ()
    return next((one for one in found if one.source == item.id), None)
