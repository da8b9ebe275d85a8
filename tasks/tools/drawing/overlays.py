"""Overlays of a style -> placed overlays: boxes in pixels, texts laid out, times in milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from schemas.artifacts import PNG, Ref
from schemas.enhancement import EnhancedClip
from schemas.renders import (
    CAPTIONS_Z,
    Bar,
    Fill,
    PixelBox,
    PlacedImage,
    PlacedOverlay,
    TextBlock,
    TextLook,
    Wave,
)
from schemas.style.contract import StyleContract
from schemas.style.overlays import Box, Overlay, Span
from schemas.style.subtitles import Motion
from tasks.errors import ArtifactMissingError
from tasks.tools.drawing.fonts import FontBook
from tasks.tools.drawing.layout import Item, Setting, arrange, build, measured, moved, widest_word
from tasks.tools.drawing.words import cased, filled

LEADING = 1.16
TRACK = 0.28
"""Opacity of a progress bar's track, and of bars that were not heard yet."""
END_LOGO = 0.58
"""Share of an end card's height that its logo gets when there is text below."""
TEXTS = {"title": "{title}", "end_card": "{handle}"}
"""What is written where the style gives no text."""
DEFAULT_WAVE = Overlay(
    id="waveform", kind="waveform", box=Box(x=11, y=38, width=78, height=18), z=5
)
"""Audio-only shorts move even when their style has no waveform."""


@dataclass
class Desk:
    """What laying out overlays needs at hand."""

    style: StyleContract
    clip: EnhancedClip
    book: FontBook
    logos: Mapping[str, Path]
    width: int
    height: int
    length_ms: int
    warnings: list[str]


def place_overlays(desk: Desk, audio_only: bool) -> tuple[PlacedOverlay, ...]:
    """By z, then in the style's order. What has nothing to show is left out."""
    items = desk.style.overlays
    if audio_only and not any(item.kind == "waveform" for item in items):
        items = (*items, DEFAULT_WAVE)
    placed = [found for item in items if (found := _placed(desk, item)) is not None]
    return tuple(sorted(placed, key=lambda item: item.z))


def _placed(desk: Desk, item: Overlay) -> PlacedOverlay | None:
    start, end = times(item.span, desk.length_ms)
    box = _pixels(item.box, desk)
    if end <= start or box.width < 1 or box.height < 1:
        return None
    frame = _Frame(item, start, end, desk.length_ms)
    if item.kind == "progress":
        bar = Bar(box=box, color=desk.style.visual.accent, track=faint(item.color))
        return frame.placed(box, bar=bar)
    if item.kind == "waveform":
        bars = max(9, int(box.width / (0.022 * min(desk.width, desk.height))) | 1)
        wave = Wave(box=box, bars=bars, color=desk.style.visual.accent, ahead=faint(item.color))
        return frame.placed(box, wave=wave)
    if item.kind == "end_card":
        return _end_card(desk, item, box, frame)
    if item.kind == "logo":
        return _logo(desk, item, box, frame)
    block = _text(desk, item, box)
    return frame.placed(block.box, block=block) if block else None


@dataclass(frozen=True)
class _Frame:
    """What all kinds of overlays have in common."""

    item: Overlay
    start_ms: int
    end_ms: int
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
    ) -> PlacedOverlay:
        item = self.item
        return PlacedOverlay(
            id=item.id,
            kind=item.kind,
            z=max(item.z, CAPTIONS_Z + 1) if item.kind == "end_card" else item.z,
            start_ms=self.start_ms,
            end_ms=self.end_ms,
            enter=_unless_edge(item.enter, self.start_ms == 0 and item.span.anchor == "always"),
            exit=_unless_edge(item.exit, self.end_ms == self.length_ms),
            opacity=item.opacity,
            box=box,
            backdrop=backdrop,
            image=image,
            block=block,
            look=TextLook(stroke=item.stroke, shadow=item.shadow, plate=item.plate),
            bar=bar,
            wave=wave,
        )


def _unless_edge(motion: Motion, edge: bool) -> Motion:
    """Nothing comes in before the first frame or goes out after the last: it would only blink."""
    return Motion(kind="none", duration_ms=0) if edge else motion


def times(span: Span, length_ms: int) -> tuple[int, int]:
    """When an overlay is shown, in milliseconds of the output."""
    if span.anchor == "always":
        return 0, length_ms
    if span.anchor == "clip_start":
        end = span.offset_ms + span.duration_ms if span.duration_ms else length_ms
        return min(span.offset_ms, length_ms), min(end, length_ms)
    end = max(0, length_ms - span.offset_ms)
    return (max(0, end - span.duration_ms) if span.duration_ms else 0), end


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


def _logo(desk: Desk, item: Overlay, box: PixelBox, frame: _Frame) -> PlacedOverlay | None:
    if item.logo is None:
        return None
    image = _image(desk, item.logo, box, item)
    plate = _plate_only(desk, item, image.box) if item.plate.shape != "none" else None
    return frame.placed(plate.box if plate else image.box, image=image, block=plate)


def _plate_only(desk: Desk, item: Overlay, box: PixelBox) -> TextBlock:
    em = _em(desk, item)
    x, y = item.plate.pad_x * em, item.plate.pad_y * em
    plate = PixelBox(x=box.x - x, y=box.y - y, width=box.width + 2 * x, height=box.height + 2 * y)
    return TextBlock(em=em, cap_height=0, box=plate, words=(), plates=(plate,))


def _end_card(desk: Desk, item: Overlay, box: PixelBox, frame: _Frame) -> PlacedOverlay:
    """A whole-canvas backdrop in the style's background; with a plate, the plate instead."""
    text_box, image = box, None
    if item.logo is not None:
        cut = box.height * END_LOGO if _written(desk, item) else box.height
        upper = PixelBox(x=box.x, y=box.y, width=box.width, height=cut)
        image = _image(desk, item.logo, upper, item)
        text_box = PixelBox(
            x=box.x, y=box.y + cut * 1.08, width=box.width, height=box.height - cut * 1.08
        )
    block = _text(desk, item, text_box) if text_box.height > 1 else None
    visual = desk.style.visual
    backdrop = None
    if item.plate.shape == "none":
        backdrop = Fill(color=visual.background, color_to=visual.background_to)
    whole = PixelBox(x=0, y=0, width=desk.width, height=desk.height)
    return frame.placed(whole, backdrop=backdrop, image=image, block=block)


def _image(desk: Desk, name: str, box: PixelBox, item: Overlay) -> PlacedImage:
    """The logo as large as its box allows, in its own proportions."""
    logo = desk.style.brand.logos[name]
    if logo.sha256 not in desk.logos:
        raise ArtifactMissingError(logo.sha256)
    path = desk.logos[logo.sha256]
    scale = min(box.width / logo.width, box.height / logo.height)
    width, height = logo.width * scale, logo.height * scale
    place = PixelBox(
        x=box.x + (box.width - width) * _part(item.align),
        y=box.y + (box.height - height) * _part(item.valign),
        width=width,
        height=height,
    )
    ref = Ref[object](sha256=logo.sha256, size=path.stat().st_size, media_type=PNG)
    return PlacedImage(image=ref, box=place)


def _part(align: str) -> float:
    return {"left": 0.0, "top": 0.0, "center": 0.5, "middle": 0.5, "right": 1.0, "bottom": 1.0}[
        align
    ]


def _em(desk: Desk, item: Overlay) -> float:
    return item.size / 100 * min(desk.width, desk.height)


def _written(desk: Desk, item: Overlay) -> str:
    template = item.text if item.text is not None else TEXTS.get(item.kind, "")
    return cased(filled(template, desk.clip, desk.style.brand.handle), item.case)


def _text(desk: Desk, item: Overlay, box: PixelBox) -> TextBlock | None:
    """The text inside its box, shortened with an ellipsis when even the smallest size is too large."""
    text = _written(desk, item)
    plated = item.plate.shape != "none"
    inner = box.width - (2 * item.plate.pad_x * _em(desk, item) if plated else 0.0)
    setting = Setting(
        em=_em(desk, item),
        width=max(1.0, inner),
        max_lines=item.max_lines,
        leading=LEADING + (2 * item.plate.pad_y if item.plate.shape == "line" else 0.0),
        gap=desk.book.space(item.font),
        cap_height=desk.book.cap_height(item.font),
        align=item.align,
        plate=item.plate,
        descends=item.case != "upper",
        height=box.height,
    )
    words = text.split()
    for count in range(len(words), 0, -1):
        shown = words if count == len(words) else [*words[: count - 1], f"{words[count - 1]}…"]
        items = _items(desk, item, shown, setting)
        if not items:
            return None
        lines = arrange(items, setting)
        if lines.fits or count == 1:
            if count < len(words):
                desk.warnings.append(f"overlay {item.id}: {text!r} is too long and was shortened")
            block = build(lines, setting, box.x + (box.width - inner) / 2)
            return moved(block, 0, box.y + (box.height - block.box.height) * _part(item.valign))
    return None


def _items(desk: Desk, item: Overlay, words: list[str], setting: Setting) -> list[Item]:
    items = []
    for word in words:
        shapes = measured(desk.book, word, item.font, 0.0, widest_word(setting))
        for char in desk.book.shape(word, item.font).missing:
            desk.warnings.append(missing_glyph(char))
        items += [Item(shape, item.color) for shape in shapes]
    return items


def missing_glyph(char: str) -> str:
    """What is wrong with a character that no font of the style holds."""
    codes = " ".join(f"U+{ord(c):04X}" for c in char)
    return (
        f"no font of the style holds {char!r} ({codes}): it was left out; add a font to "
        f"brand.fallbacks"
    )
