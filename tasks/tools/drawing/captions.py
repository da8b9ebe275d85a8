"""Caption cards -> pages: words laid out, placed clear of faces and overlays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from schemas.clips import FaceZone, Framing, Timeline
from schemas.enhancement import CaptionCard, EnhancedClip
from schemas.renders import (
    CaptionPage,
    Captions,
    PixelBox,
    PlacedOverlay,
    PlacedWord,
    TextBlock,
    TextLook,
)
from schemas.style.contract import StyleContract
from schemas.units import ms_at
from tasks.tools.drawing.clock import Clock
from tasks.tools.drawing.fonts import FontBook
from tasks.tools.drawing.items import Item, Said, items_of, spaceless, written_out
from tasks.tools.drawing.language import breaks_after, line_prices
from tasks.tools.drawing.layout import SMALLEST, Setting, arrange, build, moved, type_of
from tasks.tools.drawing.overlays import missing_glyph
from tasks.tools.drawing.placement import (
    FACE_WEIGHT,
    OVERLAY_WEIGHT,
    Obstacle,
    Stretch,
    home,
    room_to_move,
    safe_area,
    shifts_of,
)
from tasks.tools.drawing.words import cased, punctuated

EVEN_OUT = 0.8
"""All cards of a short share one size where that takes no more than this off the style's."""
BRIDGE_MS = 250
"""A word stays emphasised over a pause this short: nothing flickers between words."""


@dataclass(frozen=True)
class Canvas:
    """The frame that captions are laid out on."""

    width: int
    height: int
    length_ms: int


def caption_pages(
    style: StyleContract,
    timeline: Timeline,
    clip: EnhancedClip,
    book: FontBook,
    canvas: Canvas,
    overlays: Sequence[PlacedOverlay],
    warnings: list[str],
) -> Captions:
    """All pages of one short; none when captions are off."""
    subtitles = style.subtitles
    if not subtitles.enabled:
        return Captions()
    setter = _Setter(
        style, clip, book, canvas, Clock(timeline.spans, timeline.rate), timeline, warnings
    )
    cards = clip.cards.get(timeline.aspect, ())
    setter.even_out(cards)
    pages = [page for card in cards if (page := setter.page(card))]
    if pages:
        pages = _cleared(pages, style, timeline, canvas, overlays)
    return Captions(
        look=TextLook(stroke=subtitles.stroke, shadow=subtitles.shadow, plate=subtitles.plate),
        emphasis=subtitles.emphasis,
        enter=subtitles.enter,
        exit=subtitles.exit,
        inactive=subtitles.inactive,
        pages=tuple(pages),
    )


class _Setter:
    """Lays cards out one after the other."""

    def __init__(
        self,
        style: StyleContract,
        clip: EnhancedClip,
        book: FontBook,
        canvas: Canvas,
        clock: Clock,
        timeline: Timeline,
        warnings: list[str],
    ) -> None:
        self.style, self.clip, self.book, self.canvas = style, clip, book, canvas
        self.clock, self.warnings = clock, warnings
        self.safe = safe_area(timeline.aspect, canvas.width, canvas.height)
        self.setting = self._setting()
        self.spaceless = spaceless([word.text for word in clip.words])

    def _setting(self) -> Setting:
        subtitles, pacing = self.style.subtitles, self.style.pacing
        em = subtitles.size / 100 * min(self.canvas.width, self.canvas.height)
        plate = subtitles.plate
        pad = plate.pad_x * em if plate.shape in ("line", "block") else 0.0
        width = min(subtitles.placement.box_width / 100 * self.canvas.width, self.safe.width)
        leading = subtitles.leading
        if plate.shape == "line":
            leading = max(leading, self.book.cap_height(subtitles.font) + 2 * plate.pad_y + 0.1)
        return Setting(
            em=em,
            width=max(em, width - 2 * pad),
            max_lines=pacing.max_lines,
            leading=leading,
            gap=self._gap(),
            cap_height=self.book.cap_height(subtitles.font),
            align=subtitles.placement.align,
            plate=plate,
            descends=subtitles.case != "upper",
            max_chars=pacing.max_chars_per_line,
        )

    def _gap(self) -> float:
        """Between words; room for what the emphasis does to a word."""
        subtitles = self.style.subtitles
        gap = self.book.space(subtitles.font) + subtitles.tracking
        if subtitles.emphasis.kind == "plate" or subtitles.plate.shape == "word":
            gap = max(gap, subtitles.plate.pad_x + 0.06)
        if subtitles.emphasis.kind == "pop":
            gap += max(0.0, subtitles.emphasis.scale - 1) * 1.6
        if subtitles.stroke is not None:
            gap += subtitles.stroke.width * 0.5
        return gap

    def even_out(self, cards: Sequence[CaptionCard]) -> None:
        """One size for all cards: a caption that grows and shrinks from card to card is restless."""
        sizes = [arrange(items, self.setting).em for card in cards if (items := self._items(card))]
        smallest = min(sizes, default=self.setting.em)
        em = max(smallest, EVEN_OUT * self.setting.em)
        least = min(1.0, SMALLEST * self.setting.em / em)
        self.setting = replace(self.setting, em=em, smallest=least, rather_smaller=0.0)

    def page(self, card: CaptionCard) -> CaptionPage | None:
        """One card at the style's place; None when nothing of it is left to show."""
        start = min(self.clock.output_ms(card.start_ms), self.canvas.length_ms)
        end = min(self.clock.output_ms(card.end_ms), self.canvas.length_ms)
        items = self._items(card)
        if end <= start or not items:
            return None
        lines = arrange(items, self.setting)
        if not lines.fits:
            said = written_out(items)
            self.warnings.append(
                f"caption {said!r} needs {len(lines.rows)} lines at its smallest size, "
                f"the style allows {self.setting.max_lines}"
            )
        left = (self.canvas.width - self.setting.width) / 2
        block = build(lines, self.setting, left)
        top = home(self.style.subtitles.placement, block.box.height, self.canvas.height, self.safe)
        placed = _bridged(moved(block, 0, top), end)
        return CaptionPage(start_ms=start, end_ms=end, block=placed)

    def _items(self, card: CaptionCard) -> list[Item]:
        words = self.clip.words[card.first_word : card.last_word + 1]
        subtitles = self.style.subtitles
        prices = self._prices(card)
        said = []
        for number, word in enumerate(words):
            text = punctuated(word.text.strip(), subtitles.punctuation, number == len(words) - 1)
            text = cased(text, subtitles.case, self.clip.language)
            marked = subtitles.keyword_color if word.keyword else None
            color = marked or self._voice(word.speaker)
            start, end = self.clock.output_ms(word.start_ms), self.clock.output_ms(word.end_ms)
            said.append(Said(text, color, start, end, prices[number]))
        how = type_of(
            self.setting,
            subtitles.font,
            subtitles.tracking,
            subtitles.direction,
            self.clip.language,
            self.spaceless,
        )
        items, missing = items_of(self.book, said, how)
        self.warnings += map(missing_glyph, missing)
        return items

    def _prices(self, card: CaptionCard) -> list[float]:
        """What it costs to end a line after each word of a card."""
        texts = [word.text for word in self.clip.words[card.first_word : card.last_word + 1]]
        return line_prices(breaks_after(texts, set(), self.clip.language), texts[-1])

    def _voice(self, speaker: str | None) -> str:
        """The colour of whoever speaks; the captions' own where only one does."""
        colors, speakers = self.style.subtitles.speaker_colors, self.clip.speakers
        if not colors or len(speakers) < 2 or speaker not in speakers:
            return self.style.subtitles.color
        return colors[speakers.index(speaker) % len(colors)]


def _bridged(block: TextBlock, end_ms: int) -> TextBlock:
    """Words that stay emphasised until the next one begins, or the card ends, if that is soon."""
    words: list[PlacedWord] = []
    for index, word in enumerate(block.words):
        last = index + 1 == len(block.words)
        following = end_ms if last else block.words[index + 1].start_ms
        ends = following if following - word.end_ms <= BRIDGE_MS else word.end_ms
        words.append(word.model_copy(update={"end_ms": max(ends, word.start_ms)}))
    return block.model_copy(update={"words": tuple(words)})


def _cleared(
    pages: list[CaptionPage],
    style: StyleContract,
    timeline: Timeline,
    canvas: Canvas,
    overlays: Sequence[PlacedOverlay],
) -> list[CaptionPage]:
    """Pages of one camera framing move together: captions do not jump about within a shot, and no
    more than they must between shots."""
    obstacles = list(_overlay_obstacles(overlays))
    if style.subtitles.placement.avoid_faces:
        obstacles += _face_obstacles(timeline.faces, timeline.rate, canvas)
    safe = room_to_move(timeline.aspect, canvas.width, canvas.height, style.platforms)
    groups = _by_framing(pages, timeline.framings, timeline.rate)
    stretches = [_stretch(framing, group, canvas) for framing, group in groups]
    shifts = shifts_of(stretches, obstacles, safe, canvas.height)
    return [
        page.model_copy(update={"block": moved(page.block, 0, shift)})
        for (_, group), shift in zip(groups, shifts, strict=True)
        for page in group
    ]


def _stretch(framing: Framing, pages: Sequence[CaptionPage], canvas: Canvas) -> Stretch:
    seams = {pane.y * canvas.height for pane in framing.panes if pane.y > 0}
    blocks = [(page.block.box, page.start_ms, page.end_ms) for page in pages]
    return Stretch(blocks, sorted(seams))


def _by_framing(
    pages: list[CaptionPage], framings: tuple[Framing, ...], rate: str
) -> list[tuple[Framing, list[CaptionPage]]]:
    groups: dict[int, list[CaptionPage]] = {}
    for page in pages:
        middle = (page.start_ms + page.end_ms) // 2
        shot = sum(1 for item in framings if ms_at(item.first_frame, rate) <= middle)
        groups.setdefault(max(0, shot - 1), []).append(page)
    return [(framings[shot], group) for shot, group in groups.items()]


def _overlay_obstacles(overlays: Iterable[PlacedOverlay]) -> Iterable[Obstacle]:
    for item in overlays:
        if item.kind not in ("end_card", "frame"):
            yield Obstacle(item.box, item.start_ms, item.end_ms, OVERLAY_WEIGHT)


def _face_obstacles(faces: Iterable[FaceZone], rate: str, canvas: Canvas) -> list[Obstacle]:
    return [
        Obstacle(
            PixelBox(
                x=zone.x * canvas.width,
                y=zone.y * canvas.height,
                width=zone.width * canvas.width,
                height=zone.height * canvas.height,
            ),
            ms_at(zone.first_frame, rate),
            ms_at(zone.end_frame, rate),
            FACE_WEIGHT,
        )
        for zone in faces
    ]
