"""How a short sounds: the clip's own sound, and the brand's sounds that are laid over it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from schemas.artifacts import BINARY, Blob, Ref
from schemas.clips import Timeline
from schemas.enhancement import EnhancedClip
from schemas.sounds import AddedSound, Bed, Sound
from schemas.style.audio import Music, Sting
from schemas.style.brand import Brand
from schemas.style.contract import StyleContract
from schemas.units import Sha256, ms_at
from tasks.errors.places import ArtifactMissingError
from tasks.tools.drawing.clock import Clock
from tasks.tools.drawing.profanity import swears

AROUND_MS = 40
"""Before and after a swear word: the times of words are not exact."""


def sound_of(
    style: StyleContract, timeline: Timeline, clip: EnhancedClip, assets: Mapping[str, Path]
) -> Sound:
    """The mix of one short.

    Raises:
        ArtifactMissingError: when a sting or the music is not among the files.
    """
    audio, brand = style.audio, style.brand
    return Sound(
        audio=timeline.audio,
        highpass_hz=audio.highpass_hz,
        noise_reduction=audio.noise_reduction,
        compress=audio.compress,
        loudness_range=audio.loudness_range,
        hidden=_sworn(timeline, clip) if audio.profanity != "keep" else (),
        bleep=audio.profanity == "bleep",
        fade_in_ms=audio.fade_in_ms,
        fade_out_ms=audio.fade_out_ms,
        loudness=audio.loudness,
        true_peak=audio.true_peak,
        sting_in=_sting(audio.sting_in, brand, assets),
        sting_out=_sting(audio.sting_out, brand, assets),
        music=_bed(audio.music, brand, assets),
    )


def _sworn(timeline: Timeline, clip: EnhancedClip) -> tuple[tuple[int, int], ...]:
    """When somebody swears, in the output."""
    clock, length = Clock(timeline.spans, timeline.rate), ms_at(timeline.frame_count, timeline.rate)
    found: list[tuple[int, int]] = []
    for word in clip.words:
        if swears(word.text, clip.language):
            start = max(0, clock.output_ms(word.start_ms) - AROUND_MS)
            end = min(length, clock.output_ms(word.end_ms) + AROUND_MS)
            if found and start <= found[-1][1]:
                start = found.pop()[0]
            if start < end:
                found.append((start, end))
    return tuple(found)


def file_ref(sha256: Sha256, assets: Mapping[str, Path]) -> Ref[Blob]:
    """A file of the style as the plan names it.

    Raises:
        ArtifactMissingError: when it is not among the files.
    """
    if sha256 not in assets:
        raise ArtifactMissingError(sha256)
    return Ref(sha256=sha256, size=assets[sha256].stat().st_size, media_type=BINARY)


def _sting(sting: Sting | None, brand: Brand, assets: Mapping[str, Path]) -> AddedSound | None:
    if sting is None:
        return None
    return AddedSound(audio=file_ref(brand.stings[sting.sound].sha256, assets), gain=sting.gain)


def _bed(music: Music | None, brand: Brand, assets: Mapping[str, Path]) -> Bed | None:
    if music is None:
        return None
    return Bed(
        audio=file_ref(brand.music[music.track].sha256, assets),
        gain=music.gain,
        duck=music.duck,
        attack_ms=music.attack_ms,
        release_ms=music.release_ms,
        fade_out_ms=music.fade_out_ms,
    )
