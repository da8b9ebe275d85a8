"""Version numbers: properties of steps and selectors."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from style_plane.versions.numbers import BUMPS, Bump, Number, best, is_range

PART = st.integers(0, 40)
NUMBERS = st.builds(Number, PART, PART, PART)
LISTS = st.lists(NUMBERS, unique=True, max_size=30)


@given(NUMBERS, st.sampled_from(BUMPS))
def test_every_step_goes_up(number: Number, bump: Bump) -> None:
    assert number.next(bump) > number


@given(NUMBERS)
def test_a_number_is_read_as_it_is_written(number: Number) -> None:
    assert Number.parse(str(number)) == number


@given(NUMBERS, LISTS)
def test_an_exact_selector_finds_that_number_or_none(wanted: Number, numbers: list[Number]) -> None:
    assert best(str(wanted), numbers) == (wanted if wanted in numbers else None)


@given(NUMBERS, LISTS)
def test_a_caret_finds_the_highest_of_its_major(floor: Number, numbers: list[Number]) -> None:
    fitting = [n for n in numbers if n.major == floor.major and n >= floor]
    assert best(f"^{floor}", numbers) == max(fitting, default=None)


@given(NUMBERS, LISTS)
def test_a_tilde_finds_the_highest_of_its_minor(floor: Number, numbers: list[Number]) -> None:
    fitting = [n for n in numbers if n[:2] == floor[:2] and n >= floor]
    assert best(f"~{floor}", numbers) == max(fitting, default=None)


@given(PART, PART, LISTS)
def test_short_selectors_mean_zero_where_they_say_nothing(
    major: int, minor: int, numbers: list[Number]
) -> None:
    assert best(f"^{major}", numbers) == best(f"^{major}.0.0", numbers)
    assert best(f"^{major}.{minor}", numbers) == best(f"^{major}.{minor}.0", numbers)
    assert best(f"~{major}.{minor}", numbers) == best(f"~{major}.{minor}.0", numbers)


def test_ten_comes_after_nine() -> None:
    assert best("^1", [Number(1, 9, 0), Number(1, 10, 0)]) == Number(1, 10, 0)


def test_names_are_no_ranges() -> None:
    assert [is_range(text) for text in ("1.2.3", "^1", "~1.2", "stable", "sha256:0")] == [
        True,
        True,
        True,
        False,
        False,
    ]
