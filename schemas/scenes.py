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
    """Mean luma difference from frame to frame where the shot was looked at, 0 to 255. What lies
    between key frames that look alike is not."""


class Shots(Contract):
    """Shots cover the recording without gap or overlap; audio-only has one."""

    duration_ms: Ms
    shots: tuple[Shot, ...]
