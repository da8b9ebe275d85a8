"""Lines are as few and as even as can be, and nothing is lost."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from schemas.renders import TextBlock
from schemas.style.subtitles import Placement
from tasks.tools.drawing.fonts import FontBook
from tasks.tools.drawing.layout import SMALLEST
from tasks.tools.drawing.lines import break_lines
from tests.looks import FONTS, ROBOTO, a_plan, a_style, an_overlay, face

WIDTHS = st.lists(st.floats(min_value=0.2, max_value=6), min_size=1, max_size=16)


@given(WIDTHS, st.floats(min_value=6, max_value=30), st.integers(min_value=1, max_value=5))
def test_lines_hold_every_word_once_and_fit(widths: list[float], limit: float, most: int) -> None:
    lines = break_lines(widths, 0.3, limit, most)
    if lines is None:
        assert sum(widths) + 0.3 * (len(widths) - 1) > limit
        return
    assert [*range(len(widths))] == [i for a, b in lines for i in range(a, b)]
    assert len(lines) <= most
    assert all(sum(widths[a:b]) + 0.3 * (b - a - 1) <= limit + 1e-9 for a, b in lines)


def test_two_lines_are_balanced_rather_than_filled() -> None:
    assert break_lines([3, 3, 3, 3], 0.5, 11, 2) == ((0, 2), (2, 4))


def test_kerning_and_tracking_change_the_width() -> None:
    book = FontBook(a_style().brand, FONTS)
    tight = book.shape("AVAVA", "body")
    apart = sum(book.shape(letter, "body").width for letter in "AVAVA")
    assert tight.width < apart - 0.05
    assert round(book.shape("AVAVA", "body", 0.1).width - tight.width, 3) == 0.4


def test_a_fallback_font_draws_what_the_first_lacks() -> None:
    bare, warned = a_plan(a_style(), text="alpha ℮ omega")
    assert [word.text for word in bare.captions.pages[0].block.words] == ["alpha", "omega"]
    assert any("'℮' (U+212E)" in warning for warning in warned)
    helped, fine = a_plan(a_style(fallbacks=(face(ROBOTO),)), text="alpha ℮ omega")
    assert helped.captions.pages[0].block.words[1].text == "℮"
    assert fine == ()
    assert len(helped.fonts) == 2


def test_a_word_wider_than_the_line_shrinks_no_further_than_promised() -> None:
    style = a_style(size=16, parts={"pacing": {"max_lines": 3}})
    plan, _ = a_plan(style, text="Donaudampfschifffahrtsgesellschaft")
    block = plan.captions.pages[0].block
    assert "".join(word.text for word in block.words) == "Donaudampfschifffahrtsgesellschaft"
    assert len(block.words) > 1
    assert block.em >= SMALLEST * 0.16 * 1080 - 0.01
    assert all(word.x >= 0 and word.x + word.width <= 1080 for word in block.words)


def test_what_does_not_fit_is_told() -> None:
    style = a_style(size=16, parts={"pacing": {"max_lines": 1}})
    _, warned = a_plan(style, text="one two three four five six", per_card=6)
    assert any("needs" in warning and "lines" in warning for warning in warned)


def test_right_to_left_words_run_from_the_right() -> None:
    style = a_style(fallbacks=(face(ROBOTO),))
    book = FontBook(style.brand, FONTS)
    assert book.shape("שלום", "body").missing == tuple("שלום")
    plan, _ = a_plan(a_style(), text="one two")
    left, right = plan.captions.pages[0].block.words
    assert left.x < right.x


def test_lines_do_not_touch_each_other() -> None:
    plan, _ = a_plan(a_style(size=9), text="Every great story begins with one sentence", per_card=7)
    baselines = sorted({word.baseline for word in plan.captions.pages[0].block.words})
    block = plan.captions.pages[0].block
    assert len(baselines) == 2
    assert all(b - a > block.cap_height for a, b in pairwise(baselines))


def rows(block: TextBlock) -> list[str]:
    """The lines of a block, top line first."""
    heights = sorted({word.baseline for word in block.words})
    return [" ".join(word.text for word in block.words if word.baseline == at) for at in heights]


def test_a_line_is_a_little_longer_than_the_measure_where_it_would_be_torn() -> None:
    """Only then, and only where the picture has room for it."""

    def lines(text: str, **placed: float) -> list[str]:
        pacing = {"max_chars_per_line": 13, "max_words_per_card": 8, "max_lines": 2}
        style = a_style(size=7, placement=Placement(**placed), parts={"pacing": pacing})
        plan, _ = a_plan(style, text=text, per_card=8)
        return rows(plan.captions.pages[0].block)

    assert lines("walking in the rain") == ["walking", "in the rain"]
    assert lines("it was in the rain") == ["it was", "in the rain"]
    assert lines("she is in the very") == ["she is", "in the very"]


def test_all_cards_are_slightly_smaller_where_one_would_else_be_torn() -> None:
    """No break of the first card is good; where a line has nearly room for it, it gets one line."""
    pacing = {"max_chars_per_line": 16, "max_words_per_card": 8, "max_lines": 2}
    found = {}
    for size in (6.0, 8.4, 8.6, 8.8, 12.0):
        style = a_style(size=size, parts={"pacing": pacing})
        plan, _ = a_plan(style, text="when you have done they went home again", per_card=4)
        first, other = (page.block for page in plan.captions.pages)
        assert first.em == other.em
        found[size] = (round(first.em / (size / 100 * 1080), 2), len(rows(first)))
    assert found[6.0] == (1.0, 1)
    assert (0.96, 1) in found.values()
    assert found[12.0] == (1.0, 2)


def test_titles_are_not_torn_either() -> None:
    style = a_style(overlays=(an_overlay("title", text="What nobody saw in the house", size=8),))
    plan, _ = a_plan(style)
    block = plan.overlays[0].block
    assert block is not None
    assert rows(block) == ["What nobody saw", "in the house"]
