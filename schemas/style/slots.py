"""What a producer fills in when a run is started: `{slot.NAME}` in texts, pictures by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.base import Contract
from schemas.units import Slug, Text

SLOT = re.compile(r"\{slot\.([a-z][a-z0-9-]{0,62})\}")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")


class Slot(Contract):
    """One value that a run may or must bring."""

    type: Literal["text", "number", "image"] = "text"
    """An `image` is the name of one of the brand's pictures."""
    title: Annotated[Text, Field(max_length=60)] = ""
    """What the producer is asked for; empty is the slot's name."""
    required: bool = False
    """A run that brings no value does not start."""
    max_chars: Annotated[int, Field(ge=1, le=200)] = 60
    default: Annotated[Text, Field(max_length=200)] = ""
    """Taken where a run brings no value."""

    @model_validator(mode="after")
    def _default_fits(self) -> Self:
        wrong = self.default and misfit(self, self.default)
        if wrong:
            raise ValueError(f"the default {self.default!r} {wrong}")
        return self


def misfit(slot: Slot, value: str) -> str | None:
    """What is wrong with a value as such, in words; None when nothing is."""
    if len(value) > slot.max_chars:
        return f"has {len(value)} characters, the slot takes {slot.max_chars}"
    if slot.type == "number" and not NUMBER.fullmatch(value.strip()):
        return "is no number"
    return None


def slot_problems(
    slots: Mapping[Slug, Slot], values: Mapping[str, str], pictures: frozenset[str]
) -> tuple[str, ...]:
    """Everything that is wrong with the values of a run, in words; empty when all fit."""
    problems = [
        f"there is no slot {name!r}; the style has {', '.join(sorted(slots)) or 'none'}"
        for name in sorted(set(values) - set(slots))
    ]
    for name, slot in sorted(slots.items()):
        value = values.get(name, "")
        if not value and slot.required and not slot.default:
            problems.append(f"slot {name!r} ({slot.title or slot.type}) needs a value")
        elif value and (wrong := misfit(slot, value)):
            problems.append(f"slot {name!r}: {value!r} {wrong}")
        elif value and slot.type == "image" and value not in pictures:
            known = ", ".join(sorted(pictures)) or "none"
            problems.append(f"slot {name!r}: {value!r} is no picture of the brand; it has {known}")
    return tuple(problems)


def slot_values(slots: Mapping[Slug, Slot], values: Mapping[str, str]) -> dict[str, str]:
    """The value of every slot: the run's, or the default, or empty."""
    return {name: values.get(name) or slot.default for name, slot in slots.items()}
