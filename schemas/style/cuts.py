"""What is left out of a clip: jump cuts over pauses and fillers."""

from __future__ import annotations

from typing import Annotated, Literal

from schemas.base import Contract
from schemas.units import Num, StyleMs, within


class CutRules(Contract):
    """What is left out between a clip's first and last word, in all aspect ratios alike.

    Cuts lie where the recording is quiet, never in a word, a laugh or music.
    """

    silences: Literal["keep", "tighten"] = "keep"
    """`tighten` shortens every pause that is clearly longer than `longest_pause_ms`."""
    fillers: Literal["keep", "cut"] = "keep"
    """`cut` leaves out hesitations such as `um` or `äh` that stand apart from the words around them,
    where the words of a recording have times of their own."""
    longest_pause_ms: Annotated[StyleMs, within(240, 3000)] = 450
    """What is left of a pause that is shortened, and at most in the place of a filler."""
    punch_in: Annotated[Num, within(1, 1.25)] = 1.0
    """How much closer the camera stands after every other cut within a shot, so that a jump looks
    meant; 1 is not at all."""

    @property
    def active(self) -> bool:
        """Whether anything may be left out."""
        return self.silences == "tighten" or self.fillers == "cut"
