"""How a short sounds."""

from __future__ import annotations

from typing import Annotated, Literal

from schemas.base import Contract
from schemas.units import Db, Dbtp, Lufs, Num, Slug, StyleMs, within


class Sting(Contract):
    """A short sound of the brand, laid over the clip's own."""

    sound: Slug
    """Name in `brand.stings`."""
    gain: Db = -6.0


class Music(Contract):
    """A bed under the whole clip, repeated where it is shorter, lower while someone speaks."""

    track: Slug
    """Name in `brand.music`."""
    gain: Db = -12.0
    """Against the track as it was uploaded, where nobody speaks."""
    duck: Annotated[Num, within(0, 40, "dB")] = 14.0
    """How much lower it is under speech."""
    attack_ms: Annotated[StyleMs, within(10, 2000)] = 120
    """How fast it gives way."""
    release_ms: Annotated[StyleMs, within(10, 5000)] = 600
    """How fast it comes back."""
    fade_out_ms: Annotated[StyleMs, within(0, 10_000)] = 1200


class AudioTreatment(Contract):
    """Loudness and cleaning of the final mix, and what is added to it."""

    loudness: Lufs = -14.0
    """Target of the encoded file."""
    true_peak: Dbtp = -1.0
    """Ceiling of the encoded file."""
    highpass_hz: Annotated[int, within(0, 200, "Hz")] = 60
    """Rumble filter; 0 is off."""
    noise_reduction: Annotated[Num, within(0, 30, "dB")] = 0.0
    """How much quieter steady noise becomes, at most: fans, hiss, hum. 0 is off; 12 is plenty, more is
    heard on voices."""
    fade_in_ms: StyleMs = 20
    fade_out_ms: StyleMs = 180
    compress: Annotated[Num, within(0, 1)] = 0.0
    """Gentle levelling of speech: 0 is off, 1 is strong."""
    loudness_range: Annotated[Num, within(2, 30, "LU")] | None = None
    """At most, of the clip's own sound (EBU Tech 3342): what is quiet is raised and what is loud lowered
    until it is. None leaves it."""
    profanity: Literal["keep", "mute", "bleep"] = "keep"
    """Swear words are heard, silent, or a tone; as exactly as their times are known."""
    sting_in: Sting | None = None
    """Begins with the clip."""
    sting_out: Sting | None = None
    """Ends with the clip."""
    music: Music | None = None
