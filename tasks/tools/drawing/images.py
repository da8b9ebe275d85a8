"""Pictures of the brand -> where they stand and what is shown of them."""

from __future__ import annotations

from schemas.artifacts import PNG, Ref
from schemas.renders import Part, PixelBox, PlacedImage
from schemas.style.brand import Logo
from schemas.style.overlays import Overlay
from schemas.style.slots import SLOT
from tasks.errors.places import ArtifactMissingError
from tasks.tools.drawing.desk import Desk, part_of


def image_name(desk: Desk, item: Overlay) -> str | None:
    """The picture that an overlay shows; None without one, or when its slot was left empty."""
    slot = SLOT.fullmatch(item.logo) if item.logo else None
    return (desk.slots.get(slot[1]) or None) if slot else item.logo


def placed_image(desk: Desk, item: Overlay, name: str, box: PixelBox) -> PlacedImage:
    """The picture in its own proportions: as large as its box allows, or cut to fill it.

    Raises:
        ArtifactMissingError: when its file is not at hand.
    """
    logo = desk.style.brand.logos[name]
    if logo.sha256 not in desk.assets:
        raise ArtifactMissingError(logo.sha256)
    size = desk.assets[logo.sha256].stat().st_size
    ref = Ref[object](sha256=logo.sha256, size=size, media_type=PNG)
    covers = item.kind == "image" and item.fit == "cover"
    place = box if covers else _contained(logo, item, box)
    radius = desk.vmin(item.radius) if item.kind == "image" else 0.0
    part = _cut(logo, item, box) if covers else None
    return PlacedImage(image=ref, box=place, part=part, radius=radius)


def _contained(logo: Logo, item: Overlay, box: PixelBox) -> PixelBox:
    scale = min(box.width / logo.width, box.height / logo.height)
    width, height = logo.width * scale, logo.height * scale
    return PixelBox(
        x=box.x + (box.width - width) * part_of(item.align),
        y=box.y + (box.height - height) * part_of(item.valign),
        width=width,
        height=height,
    )


def _cut(logo: Logo, item: Overlay, box: PixelBox) -> Part:
    """What of the picture has the box's proportions, on the side that it is aligned to."""
    shape, wanted = logo.width / logo.height, box.width / box.height
    width, height = min(1.0, wanted / shape), min(1.0, shape / wanted)
    return Part(
        x=(1 - width) * part_of(item.align),
        y=(1 - height) * part_of(item.valign),
        width=width,
        height=height,
    )
