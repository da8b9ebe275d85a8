"""Plan and style brought together: texts and caption cards, before any layout."""

from __future__ import annotations

from schemas.base import Contract
from schemas.clips import SourceSpan
from schemas.units import Aspect, Ms


class CaptionWord(Contract):
    """A word as it is shown. Times are within the recording."""

    text: str
    """As spoken; case and punctuation rules of the style are applied when it is laid out."""
    start_ms: Ms
    end_ms: Ms
    speaker: str | None = None
    keyword: bool = False
    """Marked for the style's keyword colour."""


class CaptionCard(Contract):
    """Words shown together. Times are within the recording; cards never overlap."""

    first_word: int
    """Index into `EnhancedClip.words`."""
    last_word: int
    """Inclusive."""
    start_ms: Ms
    end_ms: Ms


class CaptionTrack(Contract):
    """The captions of one short in one aspect ratio: all that a caption file is written from."""

    clip_id: str
    aspect: Aspect
    start_ms: Ms
    end_ms: Ms
    line_chars: int
    """Characters that a line may hold."""
    language: str = "und"
    """BCP 47; where lines may end and which way they run follow it."""
    words: tuple[CaptionWord, ...]
    cards: tuple[CaptionCard, ...]
    spans: tuple[SourceSpan, ...] = ()
    """What is played of the recording; none: all from `start_ms` to `end_ms`."""


class EnhancedClip(Contract):
    """One planned clip with everything that is written on it."""

    clip_id: str
    start_ms: Ms
    end_ms: Ms
    title: str
    hook: str
    speakers: tuple[str, ...] = ()
    words: tuple[CaptionWord, ...]
    cards: dict[Aspect, tuple[CaptionCard, ...]]
    """Pacing may differ by aspect ratio. Every word is in exactly one card, in order."""
    language: str = "und"
    """BCP 47; casing and direction follow it."""
    opening_end_ms: Ms = 0
    """When the opening sentence is spoken to its end; 0 where nothing is said."""
    slots: dict[str, str] = {}
    """What the producer filled in for the style's slots."""
    line_chars: dict[Aspect, int] = {}
    """Characters that a caption line may hold."""
    spans: tuple[SourceSpan, ...] = ()
    """What is played of the recording; none: all of the clip. Fillers that are left out are no words
    of it, and cards stand as long as they must in what is played."""

    def track(self, aspect: Aspect) -> CaptionTrack:
        """The captions for one aspect ratio. Titles and other ratios are left out, so that they do
        not move the key of what is written from it; so are marks that only a picture shows."""
        return CaptionTrack(
            clip_id=self.clip_id,
            aspect=aspect,
            start_ms=self.start_ms,
            end_ms=self.end_ms,
            line_chars=self.line_chars.get(aspect, 42),
            language=self.language,
            words=tuple(word.model_copy(update={"keyword": False}) for word in self.words),
            cards=self.cards[aspect],
            spans=self.spans,
        )


class EnhancementPlan(Contract):
    """One entry for each planned clip, in the plan's order."""

    language: str = "und"
    clips: tuple[EnhancedClip, ...]
    notes: tuple[str, ...] = ()
    """People's corrections of words that are not in the transcript."""
