"""A clip's words -> its caption cards, timed in what is played of it."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.enhancement import CaptionCard, CaptionWord
from schemas.plan import PlannedClip
from schemas.style.subtitles import Pacing
from schemas.units import ms_at
from tasks.tools.drawing.clock import Clock
from tasks.tools.drawing.cueing import cards_of


def sentence_ends(indexes: Sequence[int], last_words: set[int]) -> set[int]:
    """Shown words after which a sentence is over, even where it ends with some that are not shown."""
    following = [*indexes[1:], *(number + 1 for number in indexes[-1:])]
    return {
        number
        for number, (here, there) in enumerate(zip(indexes, following, strict=True))
        if not last_words.isdisjoint(range(here, there))
    }


def cards_in(
    words: Sequence[CaptionWord],
    ends: set[int],
    pacing: Pacing,
    clip: PlannedClip,
    language: str,
    cuts: Sequence[int],
    clock: Clock | None,
) -> tuple[CaptionCard, ...]:
    """The cards of a clip, which stand as long as they must in what is played of it.

    A card may stand over a cut of ours; where the style minds the picture's cuts, it minds ours.
    """
    if clock is None:
        start, end = clip.start_ms, clip.end_ms
        return cards_of(
            words, ends, pacing, start_ms=start, end_ms=end, language=language, cuts=cuts
        )
    joins = [ms_at(span.at, clock.rate) for span in clock.spans[1:]]
    seen = sorted({*joins, *map(clock.output_ms, cuts)})
    heard = [_heard(word, clock) for word in words]
    cards = cards_of(heard, ends, pacing, end_ms=clock.length_ms, language=language, cuts=seen)
    return tuple(_recorded(card, words[card.first_word].start_ms, clock) for card in cards)


def _heard(word: CaptionWord, clock: Clock) -> CaptionWord:
    """The word with its times in the output."""
    start, end = clock.output_ms(word.start_ms), clock.output_ms(word.end_ms)
    return word.model_copy(update={"start_ms": start, "end_ms": end})


def _recorded(card: CaptionCard, spoken_ms: int, clock: Clock) -> CaptionCard:
    """The card with its times in the recording; rounding brings it no later than its first word."""
    start = min(clock.recording_ms(card.start_ms), spoken_ms)
    end = clock.recording_ms(card.end_ms, ends=True)
    return card.model_copy(update={"start_ms": start, "end_ms": end})
