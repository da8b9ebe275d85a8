"""Overlays of a style -> placed overlays: boxes in pixels, texts laid out, times in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.renders import (
    CAPTIONS_Z,
    Bar,
    Fill,
    PixelBox,
    PlacedImage,
    PlacedOverlay,
    Ring,
    TextBlock,
    TextLook,
    Wave,
)
from schemas.style.overlays import Box, Overlay
from schemas.style.subtitles import Motion
from tasks.tools.drawing.desk import Desk, part_of
from tasks.tools.drawing.images import image_name, placed_image
from tasks.tools.drawing.moments import Moment, moments_of
from tasks.tools.drawing.writing import (
    lower_third,
    missing_glyph,
    plate_around,
    text_block,
    written,
)

__all__ = ["Desk", "missing_glyph", "place_overlays"]

TRACK = 0.28
"""Opacity of a progress bar's track, and of bars that were not heard yet."""
END_LOGO = 0.58
"""Share of an end card's height that its logo gets when there is text below."""
CTA_PICTURE = 1.7
"""Em height of the picture beside a call to action."""
CTA_GAP = 0.45
"""Em between that picture and the words."""
DEFAULT_WAVE = Overlay(
    id="waveform", kind="waveform", box=Box(x=11, y=38, width=78, height=18), z=5
)
"""Audio-only shorts move even when their style has no waveform."""


def place_overlays(desk: Desk, audio_only: bool) -> tuple[PlacedOverlay, ...]:
    """By z, then in the style's order, then in time. What has nothing to show is left out."""
    items = tuple(item for item in desk.style.overlays if item.span.anchor != "cover")
    if audio_only and not any(item.kind == "waveform" for item in items):
        items = (*items, DEFAULT_WAVE)
    placed = [found for item in items for found in _occurrences(desk, item)]
    return tuple(sorted(placed, key=lambda item: item.z))


def _occurrences(desk: Desk, item: Overlay) -> Iterator[PlacedOverlay]:
    """An overlay each time that it is shown; its second time is called `ID/2`."""
    box = _pixels(item.box, desk)
    if box.width < 1 or box.height < 1:
        return
    shown = 0
    for moment in moments_of(item.span, desk.clip, desk.clock, desk.length_ms):
        found = _placed(desk, item, box, moment)
        if found is not None:
            shown += 1
            name = item.id if shown == 1 else f"{item.id}/{shown}"
            yield found.model_copy(update={"id": name})


def _placed(desk: Desk, item: Overlay, box: PixelBox, moment: Moment) -> PlacedOverlay | None:
    frame = _Frame(item, moment, desk.length_ms)
    if item.kind in ("progress", "waveform", "frame"):
        return _drawn(desk, item, box, frame)
    if item.kind == "end_card":
        return _end_card(desk, item, box, frame)
    if item.kind in ("logo", "image"):
        return _picture(desk, item, box, frame)
    if item.kind == "cta":
        return _call(desk, item, box, frame)
    lay = lower_third if item.kind == "lower_third" else text_block
    block = lay(desk, item, box, moment.speaker)
    return frame.placed(block.box, block=block) if block else None


@dataclass(frozen=True)
class _Frame:
    """What all kinds of overlays have in common."""

    item: Overlay
    moment: Moment
    length_ms: int

    def placed(
        self,
        box: PixelBox,
        *,
        backdrop: Fill | None = None,
        image: PlacedImage | None = None,
        block: TextBlock | None = None,
        bar: Bar | None = None,
        wave: Wave | None = None,
        ring: Ring | None = None,
    ) -> PlacedOverlay:
        item, start, end = self.item, self.moment.start_ms, self.moment.end_ms
        return PlacedOverlay(
            id=item.id,
            kind=item.kind,
            z=max(item.z, CAPTIONS_Z + 1) if item.kind == "end_card" else item.z,
            start_ms=start,
            end_ms=end,
            enter=_unless_edge(item.enter, start == 0 and item.span.anchor == "always"),
            exit=_unless_edge(item.exit, end == self.length_ms),
            opacity=item.opacity,
            box=box,
            backdrop=backdrop,
            image=image,
            block=block,
            look=TextLook(stroke=item.stroke, shadow=item.shadow, plate=item.plate),
            bar=bar,
            wave=wave,
            ring=ring,
        )


def _unless_edge(motion: Motion, edge: bool) -> Motion:
    """Nothing comes in before the first frame or goes out after the last: it would only blink."""
    return Motion(kind="none", duration_ms=0) if edge else motion


def faint(color: str) -> str:
    """The colour at a share of its opacity."""
    return f"{color[:7]}{round(int(color[7:], 16) * TRACK):02X}"


def _pixels(box: Box, desk: Desk) -> PixelBox:
    return PixelBox(
        x=box.x * desk.width / 100,
        y=box.y * desk.height / 100,
        width=min(box.width, 100 - box.x) * desk.width / 100,
        height=min(box.height, 100 - box.y) * desk.height / 100,
    )


def _drawn(desk: Desk, item: Overlay, box: PixelBox, frame: _Frame) -> PlacedOverlay:
    """What shows neither words nor pictures."""
    accent = desk.style.visual.accent
    if item.kind == "progress":
        return frame.placed(box, bar=Bar(box=box, color=accent, track=faint(item.color)))
    if item.kind == "frame":
        return frame.placed(box, ring=_ring(desk, item, box))
    bars = max(9, int(box.width / (0.022 * min(desk.width, desk.height))) | 1)
    return frame.placed(box, wave=Wave(box=box, bars=bars, color=accent, ahead=faint(item.color)))


def _ring(desk: Desk, item: Overlay, box: PixelBox) -> Ring:
    most = min(box.width, box.height) / 2
    return Ring(
        box=box,
        thickness=min(most, desk.vmin(item.thickness)),
        radius=min(most, desk.vmin(item.radius)),
        color=item.color,
    )


def _picture(desk: Desk, item: Overlay, box: PixelBox, frame: _Frame) -> PlacedOverlay | None:
    name = image_name(desk, item)
    if name is None:
        return None
    image = placed_image(desk, item, name, box)
    plate = None
    if item.plate.shape != "none":
        plate = plate_around(desk, item, image.box)
    return frame.placed(plate.box if plate else image.box, image=image, block=plate)


def _end_card(desk: Desk, item: Overlay, box: PixelBox, frame: _Frame) -> PlacedOverlay:
    """A whole-canvas backdrop in the style's background; with a plate, the plate instead."""
    text_box, image, name = box, None, image_name(desk, item)
    if name is not None:
        cut = box.height * END_LOGO if written(desk, item) else box.height
        upper = PixelBox(x=box.x, y=box.y, width=box.width, height=cut)
        image = placed_image(desk, item, name, upper)
        text_box = PixelBox(
            x=box.x, y=box.y + cut * 1.08, width=box.width, height=box.height - cut * 1.08
        )
    block = text_block(desk, item, text_box) if text_box.height > 1 else None
    visual = desk.style.visual
    backdrop = None
    if item.plate.shape == "none":
        backdrop = Fill(color=visual.background, color_to=visual.background_to)
    whole = PixelBox(x=0, y=0, width=desk.width, height=desk.height)
    return frame.placed(whole, backdrop=backdrop, image=image, block=block)


def _call(desk: Desk, item: Overlay, box: PixelBox, frame: _Frame) -> PlacedOverlay | None:
    """A picture and words side by side on one plate, together where the words alone would be."""
    name = image_name(desk, item)
    if name is None or not written(desk, item):
        block = text_block(desk, item, box)
        return frame.placed(block.box, block=block) if block else None
    bare = item.model_copy(update={"plate": item.plate.model_copy(update={"shape": "none"})})
    em, logo = desk.em(item), desk.style.brand.logos[name]
    pad = item.plate.pad_x * em if item.plate.shape != "none" else 0.0
    height = min(box.height, CTA_PICTURE * em)
    width = min(height * logo.width / logo.height, 0.5 * box.width)
    left = box.x + pad + width + CTA_GAP * em
    beside = PixelBox(x=left, y=box.y, width=max(1.0, box.right - pad - left), height=box.height)
    block = text_block(desk, bare.model_copy(update={"align": "left"}), beside)
    if block is None:
        return None
    shift = (beside.right - block.box.right) * part_of(item.align)
    middle = block.box.y + block.box.height / 2
    place = PixelBox(x=box.x + pad + shift, y=middle - height / 2, width=width, height=height)
    image = placed_image(desk, bare, name, place)
    block = plate_around(desk, item, image.box, block, shift)
    return frame.placed(block.box, image=image, block=block)
