"""What a short sounds like: its own sound, the brand's, and how loud."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.artifacts import Blob, Ref
from schemas.base import Contract
from schemas.units import Dbtp, Lufs, Num


class AddedSound(Contract):
    """A sound that is laid over the clip's own."""

    audio: Ref[Blob]
    """Any format that can be decoded."""
    gain: Num
    """Decibels."""


class Bed(Contract):
    """Music under the whole clip."""

    audio: Ref[Blob]
    gain: Num
    """Decibels, where nobody speaks."""
    duck: Num
    """Decibels less under speech."""
    attack_ms: int
    release_ms: int
    fade_out_ms: int


class Sound(Contract):
    """How the clip's own sound becomes the mix."""

    audio: Ref[Blob]
    """WAV, sample 0 at output frame 0; silence follows where the short is longer."""
    highpass_hz: int
    noise_reduction: Annotated[Num, Field(exclude_if=lambda amount: not amount)] = 0.0
    """Decibels. Only written where there is some: every other plan keeps its digest."""
    compress: Num
    loudness_range: Num | None = None
    """At most, in LU."""
    fade_in_ms: int
    fade_out_ms: int
    loudness: Lufs
    true_peak: Dbtp
    hidden: tuple[tuple[int, int], ...] = ()
    """Where somebody swears, from and until when in milliseconds of the output; in order, apart."""
    bleep: bool = False
    """Whether a tone is heard there."""
    sting_in: AddedSound | None = None
    """Begins with the short."""
    sting_out: AddedSound | None = None
    """Ends with it."""
    music: Bed | None = None


class Levels(Contract):
    """The sound's envelope, for whatever moves with it."""

    per_second: int
    values: tuple[int, ...]
    """0 to 100; the first is at time zero."""
