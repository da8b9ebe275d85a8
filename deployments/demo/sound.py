"""The talk's sound and its clock: who says which word when, and where the picture cuts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import gcd
from typing import cast

import numpy as np
from scipy.signal import resample_poly

from deployments.demo.script import Beat, Shot, Speaker
from deployments.demo.voice import Samples, SpokenWord, Utterance, Voice, speak

RATE = 48_000
FPS = 30
VOICES: dict[Speaker, Voice] = {
    "Host": Voice("en-gb-x-rp+m3", words_per_minute=162, pitch=38, liveliness=52),
    "Guest": Voice("en-us+f3", words_per_minute=160, pitch=56, liveliness=62),
}
_TAIL_MS = 1800
_LEVEL = 0.1
"""Root mean square of speech: about -20 dBFS."""
_CHORDS = {"title": (262, 330, 392, 494), "sponsor": (294, 370, 440), "end": (196, 262, 330, 392)}
"""Hertz of the short sounds that open a card."""


@dataclass(frozen=True)
class Line:
    """One beat as it is spoken. Word times are within the talk."""

    speaker: Speaker
    words: tuple[SpokenWord, ...]


@dataclass(frozen=True)
class Take:
    """A stretch between two cuts. Frames are at 30 a second."""

    shot: Shot
    first_frame: int
    end_frame: int
    """Exclusive."""


@dataclass(frozen=True)
class Sound:
    """Mono, 48 kHz."""

    mix: Samples
    guest: Samples
    """The guest's voice alone, as long as the mix."""
    lines: tuple[Line, ...]
    takes: tuple[Take, ...]
    """They cover the talk without gaps."""

    @property
    def frames(self) -> int:
        return self.takes[-1].end_frame


def record(script: Sequence[Beat]) -> Sound:
    """Speak a script, which must not be empty."""
    spoken = [speak(beat.text, VOICES[beat.speaker]) for beat in script]
    starts = list(_starts(script, spoken))
    last = starts[-1] + _length_ms(spoken[-1])
    frames = -(-(last + _TAIL_MS) * FPS // 1000)
    mix, guest = (np.zeros(frames * RATE // FPS, np.float32) for _ in range(2))
    for beat, start, utterance in zip(script, starts, spoken, strict=True):
        voice = _levelled(utterance)
        _add(mix, voice, start)
        if beat.speaker == "Guest":
            _add(guest, voice, start)
    takes = _takes(script, starts, frames)
    for take in takes:
        if chord := _CHORDS.get(take.shot):
            _add(mix, _chord(chord), take.first_frame * 1000 // FPS)
    lines = tuple(
        Line(beat.speaker, tuple(_later(word, start) for word in utterance.words))
        for beat, start, utterance in zip(script, starts, spoken, strict=True)
    )
    return Sound(np.clip(mix, -0.98, 0.98), guest, lines, takes)


def _starts(script: Sequence[Beat], spoken: Sequence[Utterance]) -> Iterator[int]:
    """Millisecond of each beat's first sound."""
    at = 0
    for beat, utterance in zip(script, spoken, strict=True):
        at += beat.pause_ms
        yield at
        at += _length_ms(utterance)


def _takes(script: Sequence[Beat], starts: Sequence[int], frames: int) -> tuple[Take, ...]:
    """Cut in the middle of the pause before each beat that has another shot than the last one."""
    cuts = [(script[0].shot, 0)]
    for beat, start in zip(script, starts, strict=True):
        if beat.shot != cuts[-1][0]:
            cuts.append((beat.shot, round((start - beat.pause_ms / 2) * FPS / 1000)))
    ends = [*(frame for _, frame in cuts[1:]), frames]
    return tuple(Take(shot, first, end) for (shot, first), end in zip(cuts, ends, strict=True))


def _later(word: SpokenWord, by: int) -> SpokenWord:
    return SpokenWord(word.text, word.start_ms + by, word.end_ms + by)


def _length_ms(utterance: Utterance) -> int:
    return -(-len(utterance.samples) * 1000 // utterance.rate)


def _levelled(utterance: Utterance) -> Samples:
    """At 48 kHz, equally loud for everybody, peaks rounded off."""
    common = gcd(RATE, utterance.rate)
    high = resample_poly(
        utterance.samples.astype(np.float64), RATE // common, utterance.rate // common
    )
    heard = high[np.abs(high) > 0.02]
    level = float(np.sqrt((heard**2).mean())) if heard.size else 1.0
    return cast(Samples, (0.8 * np.tanh(high * (_LEVEL / level) / 0.8)).astype(np.float32))


def _chord(hertz: Sequence[int]) -> Samples:
    """Two seconds of soft bells, one after the other."""
    seconds = np.arange(2 * RATE) / RATE
    sound = np.zeros_like(seconds)
    for i, pitch in enumerate(hertz):
        since = np.maximum(seconds - 0.11 * i, 0)
        bell = np.sin(2 * np.pi * pitch * since) + 0.25 * np.sin(4 * np.pi * pitch * since)
        sound += bell * np.exp(-3.2 * since) * np.minimum(since * 200, 1)
    fade = np.minimum((2 - seconds) * 4, 1)
    return cast(Samples, (0.05 * sound * fade).astype(np.float32))


def _add(track: Samples, sound: Samples, at_ms: int) -> None:
    first = at_ms * RATE // 1000
    room = track[first : first + len(sound)]
    room += sound[: len(room)]
