"""espeak-ng through ctypes: speech with the start of every word, without any installed program."""

from __future__ import annotations

import _ctypes
import ctypes
import os
import shutil
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

_SYNCHRONOUS = 2
_RATE, _PITCH, _RANGE = 1, 3, 4
_UTF8 = 1
_WORD = 1
_LONGEST_PATH = 150
"""espeak-ng copies its data path into a buffer of 160 bytes."""
_QUIET = 0.012
"""Amplitude under which a block counts as silence."""
_BLOCK_MS = 5
_SEED = 7


@dataclass(frozen=True)
class Voice:
    """One of espeak-ng's voices and how it is spoken."""

    name: str
    """Language and variant, such as `en-us+f3`."""
    words_per_minute: int
    pitch: int
    """0 to 100."""
    liveliness: int
    """Range of the melody, 0 to 100."""


@dataclass(frozen=True)
class SpokenWord:
    """A word with its punctuation. Times are within the utterance."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Utterance:
    """Mono speech from the first to the last sound, -1 to 1."""

    samples: Samples
    rate: int
    words: tuple[SpokenWord, ...]


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("text", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique", ctypes.c_uint),
        ("position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user", ctypes.c_void_p),
        ("id", _Id),
    ]


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class _Engine:
    """A private copy of the library, for one utterance.

    espeak-ng keeps phases and noise in variables of its own from one utterance to the next. A
    fresh copy and a seed make what is said depend on nothing but text and voice.
    """

    def __init__(self, folder: Path) -> None:
        copy = str(shutil.copy(espeakng_loader.get_library_path(), folder / "voice.so"))
        self._lib = ctypes.CDLL(copy)
        data = _short_path(_data(), folder)
        self.rate = int(self._lib.espeak_Initialize(_SYNCHRONOUS, 0, os.fsencode(data), 0))
        if self.rate <= 0:
            raise RuntimeError(
                f"espeak-ng cannot read its data in {str(_data())!r}; install espeakng-loader anew."
            )
        self._blocks: list[Samples] = []
        self._starts: list[tuple[int, int]] = []
        self._callback = _Callback(self._receive)
        self._lib.espeak_SetSynthCallback(self._callback)
        self._lib.espeak_ng_SetRandSeed(ctypes.c_long(_SEED))

    def speak(self, text: str, voice: Voice) -> tuple[Samples, list[tuple[int, int]]]:
        """Samples, and for each word event the zero-based character and its sample."""
        _check_variant(voice)
        if self._lib.espeak_SetVoiceByName(voice.name.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice.name!r}; see its folder `lang`.")
        self._lib.espeak_SetParameter(_RATE, voice.words_per_minute, 0)
        self._lib.espeak_SetParameter(_PITCH, voice.pitch, 0)
        self._lib.espeak_SetParameter(_RANGE, voice.liveliness, 0)
        data = text.encode()
        self._lib.espeak_Synth(data, len(data) + 1, 0, 1, 0, _UTF8, None, None)
        return np.concatenate([np.zeros(0, np.float32), *self._blocks]), self._starts

    def close(self) -> None:
        """Unload the copy; nothing of it may be used afterwards."""
        self._lib.espeak_Terminate()
        _ctypes.dlclose(self._lib._handle)

    def _receive(self, wave: Any, count: int, events: Any) -> int:
        if count > 0:
            block = np.ctypeslib.as_array(wave, (count,)).astype(np.float32)
            self._blocks.append(block / np.float32(32768))
        index = 0
        while events[index].type:
            if events[index].type == _WORD:
                self._starts.append((events[index].position - 1, events[index].sample))
            index += 1
        return 0


def speak(text: str, voice: Voice) -> Utterance:
    """Say one paragraph. Word starts are exact, except that words which espeak-ng speaks as one
    ("of the") share their time by their length.

    Raises:
        ValueError: when espeak-ng has no such voice, or the text holds nothing to be said.
    """
    samples, events, rate = _synthesized(text, voice)
    loud = _loud_blocks(samples, rate)
    if not loud.size or not events:
        raise ValueError(f"there is nothing to be said in {text!r}")
    step = rate * _BLOCK_MS // 1000
    first, last = int(loud[0]) * step, (int(loud[-1]) + 1) * step
    starts = [max(0, sample - first) for sample in _word_starts(text, events, last)]
    words = _timed(text.split(), starts, (loud * step) - first, last - first, rate)
    return Utterance(samples[first:last], rate, words)


def _synthesized(text: str, voice: Voice) -> tuple[Samples, list[tuple[int, int]], int]:
    """Samples, word events as (character, sample), and the rate."""
    with tempfile.TemporaryDirectory(prefix="voice-") as folder:
        engine = _Engine(Path(folder))
        try:
            return *engine.speak(text, voice), engine.rate
        finally:
            engine.close()


def _check_variant(voice: Voice) -> None:
    """espeak-ng itself speaks with its plain voice where a variant does not exist."""
    _, _, variant = voice.name.partition("+")
    if variant and not (_data() / "voices" / "!v" / variant).is_file():
        raise ValueError(f"espeak-ng has no voice {voice.name!r}; see its folder `voices/!v`.")


def _data() -> Path:
    return Path(espeakng_loader.get_data_path())


def _short_path(data: Path, short: Path) -> Path:
    """The folder that holds the data, through a link where its own path is too long."""
    if len(os.fsencode(data)) <= _LONGEST_PATH:
        return data
    link = short / "espeak-ng-data"
    link.symlink_to(data, target_is_directory=True)
    return link


def _loud_blocks(samples: Samples, rate: int) -> NDArray[np.int64]:
    """Numbers of the blocks of 5 ms that are not silent."""
    step = rate * _BLOCK_MS // 1000
    whole = samples[: len(samples) // step * step].reshape(-1, step)
    return np.flatnonzero(np.abs(whole).max(axis=1) > _QUIET)


def _word_starts(text: str, events: list[tuple[int, int]], end: int) -> list[int]:
    """The first event inside each whitespace-separated word; words without one are interpolated."""
    spans, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        spans.append((at, at + len(word)))
        at += len(word)
    known = {
        i: min(samples)
        for i, (low, high) in enumerate(spans)
        if (samples := [sample for position, sample in events if low <= position < high])
    }
    known.setdefault(0, min(sample for _, sample in events))
    anchors = [*sorted(known), len(spans)]
    times = {**known, len(spans): end}
    starts = []
    for left, right in pairwise(anchors):
        letters = [high - low for low, high in spans[left:right]]
        done = 0
        for count in letters:
            starts.append(times[left] + (times[right] - times[left]) * done // sum(letters))
            done += count
    return starts


def _timed(
    words: list[str], starts: list[int], loud: NDArray[np.int64], end: int, rate: int
) -> tuple[SpokenWord, ...]:
    """Words that end with their last sound, at the latest where the next one starts."""
    step = rate * _BLOCK_MS // 1000
    timed = []
    for i, (word, start) in enumerate(zip(words, starts, strict=True)):
        until = starts[i + 1] if i + 1 < len(starts) else end
        heard = loud[(loud >= start) & (loud < until)]
        stop = min(until, int(heard[-1]) + step) if heard.size else until
        timed.append(SpokenWord(word, start * 1000 // rate, max(stop, start + 1) * 1000 // rate))
    return tuple(timed)
