"""What people add to the program's judgement: a brief, what is published already, moved ends."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.artifacts import Ref
from schemas.base import Contract
from schemas.units import Ms, Num, Share


class Published(Contract):
    """Stories that were told before."""

    stories: tuple[str, ...]
    """Their words."""


class Steering(Contract):
    """What `plan` reads of a run besides its limits; part of its key."""

    brief: str = ""
    published: Ref[Published] | None = None


class ReadBrief(Contract):
    """A brief as it was understood."""

    text: str
    wanted: tuple[str, ...] = ()
    avoided: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    """Words that go with the wanted ones in this recording; they count less."""
    heard: Share = 0.0
    """Share of the recording's sentences that hold a wanted word."""


class Nudge(Contract):
    """One end of a clip that a person has moved."""

    edge: Literal["start", "end"]
    at_ms: Ms
    """Where the program had put it."""
    to_ms: Ms
    """Where the person wants it."""
    run: str
    clip: str


class Nudges(Contract):
    """All ends that people have moved in one recording; the last one for a place counts."""

    source_sha256: str
    items: tuple[Nudge, ...] = ()


class Corrections(Contract):
    """How much people correct: the figure that should fall."""

    starts: Annotated[int, Field(ge=0)] = 0
    ends: Annotated[int, Field(ge=0)] = 0
    median_start_seconds: Num = 0.0
    """Of the size of the moves, whichever way."""
    median_end_seconds: Num = 0.0
