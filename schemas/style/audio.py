"""How a short sounds."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.base import Contract
from schemas.units import Dbtp, Lufs, Num, StyleMs


class AudioTreatment(Contract):
    """Loudness and cleaning of the final mix."""

    loudness: Lufs = -14.0
    """Target of the encoded file."""
    true_peak: Dbtp = -1.0
    """Ceiling of the encoded file."""
    highpass_hz: Annotated[int, Field(ge=0, le=200)] = 60
    """Rumble filter; 0 is off."""
    fade_in_ms: StyleMs = 20
    fade_out_ms: StyleMs = 180
    compress: Annotated[Num, Field(ge=0, le=1)] = 0.0
    """Gentle levelling of speech: 0 is off, 1 is strong."""
