"""Caption cards, over words of all kinds: every word once, in order, in time, within the limits."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.enhancement import CaptionCard, CaptionWord
from schemas.style.subtitles import Pacing
from tasks.tools.drawing.cueing import cards_of, line_count
from tasks.tools.drawing.language import bare, breaks_after, weight_of

WORDS = """
a the of and not one speech, matters. Why? 20 million people percent John Smith because don't I
incomprehensibilities would go; there — naïve 你好 😀 «oui»
"""
TEXTS = st.sampled_from(WORDS.split())


@st.composite
def speech(draw: st.DrawFn) -> tuple[list[CaptionWord], int]:
    """Words as a transcript promises them, and where the clip ends."""
    words, now = [], draw(st.integers(0, 5000))
    speaker = "a"
    for text in draw(st.lists(TEXTS, max_size=60)):
        now += draw(st.sampled_from([0, 0, 0, 40, 200, 900, 5000]))
        length = draw(st.sampled_from([1, 60, 180, 400, 6000]))
        speaker = draw(st.sampled_from([speaker, speaker, speaker, "a", "b"]))
        words.append(CaptionWord(text=text, start_ms=now, end_ms=now + length, speaker=speaker))
        now += length
    return words, now + draw(st.sampled_from([0, 80, 3000]))


PACINGS = st.builds(
    Pacing,
    mode=st.sampled_from(["sentence", "phrase", "words"]),
    max_lines=st.integers(1, 3),
    max_chars_per_line=st.integers(6, 60),
    max_words_per_card=st.integers(1, 20),
    max_cps=st.floats(5, 40),
    min_duration_ms=st.integers(200, 3000),
    max_duration_ms=st.integers(500, 10_000),
    linger_ms=st.integers(0, 1000),
    gap_ms=st.integers(0, 2000),
    min_gap_ms=st.sampled_from([0, 0, 40, 200]),
    lead_in_ms=st.sampled_from([0, 0, 100, 500]),
    snap_to_shot_ms=st.sampled_from([0, 0, 120, 500]),
    breaking=st.sampled_from(["balanced", "greedy"]),
)
CUTS = st.lists(st.integers(0, 30_000), max_size=12, unique=True).map(sorted)


@settings(max_examples=150, deadline=None)
@given(speech(), PACINGS, st.sets(st.integers(0, 60)), st.sampled_from(["en", "de", "und"]), CUTS)
def test_cards_keep_every_promise(
    spoken: tuple[list[CaptionWord], int],
    pacing: Pacing,
    ends: set[int],
    language: str,
    cuts: list[int],
) -> None:
    words, end_ms = spoken

    cards = cards_of(words, ends, pacing, end_ms=end_ms, language=language, cuts=cuts)

    shown = [n for card in cards for n in range(card.first_word, card.last_word + 1)]
    assert shown == list(range(len(words)))
    assert all(card.first_word <= card.last_word for card in cards)
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(cards))
    for card in cards:
        texts = [word.text for word in words[card.first_word : card.last_word + 1]]
        early = words[card.first_word].start_ms - card.start_ms
        assert 0 <= early <= pacing.lead_in_ms + pacing.snap_to_shot_ms
        assert early <= pacing.lead_in_ms or card.start_ms in cuts
        free = pacing.min_gap_ms if card is not cards[-1] else 0
        assert words[card.last_word].end_ms - free <= card.end_ms <= end_ms
        assert len(texts) <= pacing.max_words_per_card
        if len(texts) > 1:
            assert line_count(texts, pacing.max_chars_per_line) <= pacing.max_lines
            assert max(map(len, texts)) <= pacing.max_chars_per_line
            assert card.end_ms - card.start_ms <= pacing.max_duration_ms
    assert cards_of(words, ends, pacing, end_ms=end_ms, language=language, cuts=cuts) == cards


def said(text: str, *, word_ms: int = 300, gap_ms: int = 0) -> list[CaptionWord]:
    return [
        CaptionWord(
            text=word, start_ms=n * (word_ms + gap_ms), end_ms=n * (word_ms + gap_ms) + word_ms
        )
        for n, word in enumerate(text.split())
    ]


def texts(words: list[CaptionWord], cards: tuple[CaptionCard, ...]) -> list[str]:
    return [" ".join(w.text for w in words[c.first_word : c.last_word + 1]) for c in cards]


def cut(text: str, **pacing: object) -> list[str]:
    words = said(text)
    rules = Pacing.model_validate(pacing)
    return texts(words, cards_of(words, set(), rules, end_ms=words[-1].end_ms, language="en"))


def test_no_words_give_no_cards() -> None:
    assert cards_of([], set(), Pacing(), end_ms=1000, language="en") == ()


def test_cards_end_where_sentences_and_clauses_end() -> None:
    assert cut("We tried it twice. It failed, and then it worked.") == [
        "We tried it twice.",
        "It failed, and then it worked.",
    ]


def test_an_article_stays_with_its_noun() -> None:
    for card in cut(
        "They carried the enormous and rather heavy box over a bridge into the old town"
    ):
        assert bare(card.split()[-1]) not in {"the", "a", "over", "into", "and"}


def test_a_number_stays_with_what_it_counts_and_a_name_whole() -> None:
    cards = cut("Yesterday around noon 20 million people listened when Ada Lovelace spoke again")
    assert any("20 million" in card for card in cards)
    assert any("Ada Lovelace" in card for card in cards)


def test_another_speaker_begins_another_card() -> None:
    words = [
        word.model_copy(update={"speaker": "a" if n < 2 else "b"})
        for n, word in enumerate(said("is it so"))
    ]
    cards = cards_of(words, set(), Pacing(), end_ms=5000, language="en")
    assert texts(words, cards) == ["is it", "so"]


def test_modes_differ_in_how_much_they_show_at_once() -> None:
    text = "One thing. Another thing that takes much longer to say than the first thing did."
    sentence = cut(
        text, mode="sentence", max_chars_per_line=40, max_words_per_card=20, max_duration_ms=9000
    )
    phrase = cut(text, mode="phrase")
    words = cut(text, mode="words", max_words_per_card=2)
    assert sentence[0] == "One thing."
    assert len(sentence) < len(phrase) < len(words)


@pytest.mark.parametrize("mode", ["sentence", "phrase", "words"])
def test_nobody_reads_while_it_is_silent_what_is_said_after_it(mode: str) -> None:
    before, after = said("and then we left..."), said("Visit us")
    words = [*before, *(later(word, 4200) for word in after)]
    pacing = Pacing.model_validate({"mode": mode, "max_duration_ms": 7000})
    cards = cards_of(words, {3}, pacing, end_ms=9000, language="en")
    assert texts(words, cards)[-1] == "Visit us"


def test_a_word_that_would_only_flash_is_shown_with_what_follows() -> None:
    words = [*said("Yes.", word_ms=200), *(later(w, 220) for w in said("I think we did."))]
    pacing = Pacing(mode="sentence", max_chars_per_line=42, min_duration_ms=833)
    cards = cards_of(words, {0, 4}, pacing, end_ms=3000, language="en")
    assert texts(words, cards) == ["Yes. I think we did."]


def test_two_speakers_share_no_card_to_spare_a_short_one() -> None:
    words = [
        word.model_copy(update={"speaker": "a" if n < 4 else "b"})
        for n, word in enumerate(said("minute that we lost. them What happened then?"))
    ]
    pacing = Pacing(mode="words", max_words_per_card=4, max_chars_per_line=14)
    for card in cards_of(words, set(), pacing, end_ms=9000, language="en"):
        assert len({w.speaker for w in words[card.first_word : card.last_word + 1]}) == 1


def test_a_card_does_not_end_with_a_clause_that_has_just_begun() -> None:
    text = "that 9 people cannot forget, and it was in the very first minute that we lost them."
    cards = cut(text, max_chars_per_line=26, max_words_per_card=10, max_duration_ms=4500)
    assert cards[:2] == ["that 9 people cannot forget,", "and it was in the very first minute"]


def later(word: CaptionWord, ms: int) -> CaptionWord:
    return word.model_copy(update={"start_ms": word.start_ms + ms, "end_ms": word.end_ms + ms})


def test_short_gaps_are_closed_and_long_ones_are_not() -> None:
    for gap, closed in ((300, True), (4000, False)):
        words = said("Stop. Go.", gap_ms=gap)
        one, other = cards_of(words, {0, 1}, Pacing(), end_ms=20_000, language="en")
        assert (one.end_ms == other.start_ms) is closed


def test_cards_are_cut_so_that_short_gaps_can_be_closed() -> None:
    words = said("Really? Dr. Smith said “Why not?” and left... Yes. It was.", word_ms=480)
    words[8:] = [later(word, 100) for word in words[8:]]
    pacing = Pacing(max_chars_per_line=26, max_words_per_card=10, max_duration_ms=3880)
    cards = cards_of(words, {7}, pacing, end_ms=9000, language="en")
    assert all(one.end_ms == other.start_ms for one, other in pairwise(cards))


def test_between_two_cards_there_is_no_gap_of_a_frame() -> None:
    """Where a card may not stand until the next one comes, it goes a little earlier."""
    words = [
        CaptionWord(text=text, start_ms=at, end_ms=at + length)
        for text, at, length in (("Stop.", 0, 900), ("Go.", 1040, 300))
    ]
    one, other = cards_of(words, {0, 1}, Pacing(max_duration_ms=1000), end_ms=9000, language="en")
    assert (one.end_ms, other.start_ms) == (960, 1040)


def test_the_picture_is_free_for_a_moment_between_cards() -> None:
    words = said("Stop. Go. Now!")
    pacing = Pacing(max_words_per_card=1, min_gap_ms=80)
    cards = cards_of(words, {0, 1, 2}, pacing, end_ms=900, language="en")
    assert [(card.start_ms, card.end_ms) for card in cards] == [(0, 220), (300, 520), (600, 900)]
    hasty = said("Stop. Go.", word_ms=100)
    one, _ = cards_of(hasty, {0, 1}, pacing, end_ms=200, language="en")
    assert one.end_ms == 50  # a short card gives half of its time, not more


def test_a_quick_word_stands_long_enough_to_be_read() -> None:
    words = said("Stop.", word_ms=60)
    (card,) = cards_of(words, {0}, Pacing(min_duration_ms=800), end_ms=9000, language="en")
    assert card.end_ms - card.start_ms == 800


def test_a_card_lingers_after_its_last_word() -> None:
    words = said("This is said slowly.", word_ms=600)
    (card,) = cards_of(words, {3}, Pacing(linger_ms=250), end_ms=9000, language="en")
    assert card.end_ms == words[-1].end_ms + 250


@pytest.mark.parametrize(
    ("word", "weight"),
    [("growth", 3), ("Growth!", 3), ("47%", 2), ("biggest", 2), ("craziest", 2), ("never,", 1)],
)
def test_words_that_weigh(word: str, weight: int) -> None:
    assert weight_of(word, frozenset({"growth"}), "en") == weight


@pytest.mark.parametrize("word", ["the", "forest", "interest", "—", "honest"])
def test_words_that_do_not_weigh(word: str) -> None:
    assert weight_of(word, frozenset({"growth"}), "en") == 0


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    breaks = breaks_after(["Dr.", "Smith", "spoke."], set(), "en")
    assert [place.sentence for place in breaks] == [False, False, True]
    assert [place.bad for place in breaks] == [True, False, False]


def test_greedy_cards_are_full_and_end_with_a_sentence() -> None:
    words = said("one two three four five. Six seven")
    pacing = Pacing(breaking="greedy", max_words_per_card=3, max_chars_per_line=40)
    cards = cards_of(words, {4}, pacing, end_ms=9000, language="en")
    assert [(card.first_word, card.last_word) for card in cards] == [(0, 2), (3, 4), (5, 6)]


def test_a_card_comes_early_where_there_is_room() -> None:
    words = said("one two. three four.", gap_ms=100)
    pacing = Pacing(lead_in_ms=200, max_words_per_card=2, gap_ms=0, linger_ms=0)
    cards = cards_of(words, {1, 3}, pacing, start_ms=0, end_ms=5000, language="en")
    assert [card.start_ms for card in cards] == [0, 700]
    late = [word.model_copy(update={"start_ms": word.start_ms + 50}) for word in words]
    assert cards_of(late, {1, 3}, pacing, start_ms=20, end_ms=5000, language="en")[0].start_ms == 20


def test_a_card_comes_and_goes_with_a_cut_that_is_near() -> None:
    words = [
        CaptionWord(text=text, start_ms=at, end_ms=at + 300)
        for text, at in (("one.", 1000), ("two.", 3000), ("three.", 5000))
    ]
    pacing = Pacing(linger_ms=100, gap_ms=0, snap_to_shot_ms=200)

    def stands(*cuts: int) -> list[tuple[int, int]]:
        cards = cards_of(words, {0, 1, 2}, pacing, end_ms=9000, language="en", cuts=cuts)
        return [(card.start_ms, card.end_ms) for card in cards]

    plain = [(1000, 1500), (3000, 3500), (5000, 5500)]
    assert stands() == plain
    assert stands(1620, 2850) == [(1000, 1620), (2850, 3400), (5000, 5500)]
    assert stands(3050) == plain, "not while a word is spoken"
    assert stands(3320) == [(1000, 1500), (3000, 3320), (5000, 5500)]
    assert stands(1701, 2799) == plain, "too far away"


def test_a_card_rather_ends_at_a_cut_than_stands_over_it() -> None:
    words = said("we walked on until the river came", word_ms=200, gap_ms=40)
    at = words[3].start_ms - 20

    def cards(snap: int) -> list[str]:
        rules = Pacing(max_words_per_card=8, max_chars_per_line=30, snap_to_shot_ms=snap)
        made = cards_of(words, {6}, rules, end_ms=3000, language="en", cuts=[at])
        return texts(words, made)

    assert len(cards(0)) == 1
    assert cards(200) == ["we walked on", "until the river came"]
