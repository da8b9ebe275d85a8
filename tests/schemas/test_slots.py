"""What a producer fills in is checked against what the style asks for."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from schemas.style.slots import Slot, slot_problems, slot_values

SLOTS = {
    "guest": Slot(title="Guest", required=True, max_chars=5),
    "episode": Slot(type="number", default="1"),
    "badge": Slot(type="image"),
}
PICTURES = frozenset({"gold", "silver"})


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"guest": "Ada"}, ""),
        ({"guest": "Ada", "episode": "12", "badge": "gold"}, ""),
        ({}, "slot 'guest' (Guest) needs a value"),
        ({"guest": ""}, "needs a value"),
        ({"guest": "Ada Lovelace"}, "'Ada Lovelace' has 12 characters, the slot takes 5"),
        ({"guest": "Ada", "episode": "twelve"}, "'twelve' is no number"),
        ({"guest": "Ada", "badge": "tin"}, "'tin' is no picture of the brand; it has gold, silver"),
        ({"guest": "Ada", "gest": "Ada"}, "there is no slot 'gest'; the style has badge, episode"),
    ],
)
def test_values_fit_or_it_is_said_why_not(values: dict[str, str], said: str) -> None:
    problems = "; ".join(slot_problems(SLOTS, values, PICTURES))
    assert said in problems
    assert bool(said) == bool(problems)


def test_a_slot_without_a_value_has_its_default() -> None:
    assert slot_values(SLOTS, {"guest": "Ada"}) == {"guest": "Ada", "episode": "1", "badge": ""}


def test_a_default_that_does_not_fit_its_slot_is_refused() -> None:
    with pytest.raises(ValidationError, match="is no number"):
        Slot(type="number", default="one")
    with pytest.raises(ValidationError, match="takes 2"):
        Slot(max_chars=2, default="one")
