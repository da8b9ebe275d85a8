"""Shots of the picture."""

from __future__ import annotations

from typing import Literal

from schemas.base import Contract
from schemas.units import Ms, Num


class Shot(Contract):
    index: int
    start_ms: Ms
    end_ms: Ms
    """Exclusive."""
    entered_by: Literal["start", "cut", "fade"] = "cut"
    motion: Num = 0.0
    """Mean luma difference between sampled frames, 0 to 255."""


class Shots(Contract):
    """Shots cover the recording without gap or overlap; audio-only has one."""

    duration_ms: Ms
    shots: tuple[Shot, ...]
