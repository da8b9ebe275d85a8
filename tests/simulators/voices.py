"""Spoken sentences with known speakers and times, by espeak-ng: the material of diarization tests."""

from __future__ import annotations

import ctypes
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schemas.transcript import Transcript, Word

RATE = 48_000
Sound = NDArray[np.float32]
_callback_type = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Speaking:
    """espeak-ng in this process; it has one state, so there is one of it."""

    def __init__(self) -> None:
        import espeakng_loader

        self.library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = str(Path(espeakng_loader.get_data_path())).encode()
        self.rate = self.library.espeak_Initialize(2, 0, data, 0)
        self.heard: list[NDArray[np.int16]] = []
        self.callback = _callback_type(self._take)
        self.library.espeak_SetSynthCallback(self.callback)

    def _take(self, samples: object, count: int, _events: object) -> int:
        if samples and count:
            self.heard.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0

    def say(self, text: str, voice: str, pitch: int = 50) -> Sound:
        """A sentence at 48 kHz.

        Raises:
            ValueError: when espeak-ng has no such voice; it would go on with the last one.
        """
        self.heard = []
        if self.library.espeak_SetVoiceByName(voice.encode()):
            raise ValueError(f"espeak-ng has no voice {voice!r}")
        self.library.espeak_SetParameter(1, 170, 0)
        self.library.espeak_SetParameter(3, pitch, 0)
        data = text.encode()
        self.library.espeak_Synth(data, len(data) + 1, 0, 0, 0, 1, None, None)
        found = np.concatenate(self.heard).astype(np.float32) / 32768
        at = np.arange(0, len(found) - 1, self.rate / RATE)
        return np.interp(at, np.arange(len(found)), found).astype(np.float32)


_speaking: list[Speaking] = []


def say(text: str, voice: str, pitch: int = 50) -> Sound:
    """A sentence at 48 kHz, full scale 1."""
    if not _speaking:
        _speaking.append(Speaking())
    return _speaking[0].say(text, voice, pitch)


def conversation(
    path: Path, lines: Sequence[tuple[str, str]], *, noise_db: float = -50.0, split: bool = False
) -> tuple[Transcript, list[tuple[str, int, int]]]:
    """A WAV of (voice, sentence) lines, its transcript without speakers, and the true turns.

    With `split`, the first voice is on the left channel and all others on the right.
    """
    parts: list[Sound] = []
    words: list[Word] = []
    turns: list[tuple[str, int, int]] = []
    at = RATE // 2
    first = lines[0][0]
    parts.append(np.zeros((at, 2), dtype=np.float32))
    for voice, text in lines:
        sound = say(text, voice)
        start, end = at * 1000 // RATE, (at + len(sound)) * 1000 // RATE
        words += _words(text, start, end)
        turns.append((voice, start, end))
        sides = [voice == first, voice != first] if split else [True, True]
        parts.append(sound[:, None] * np.array(sides, dtype=np.float32)[None])
        pause = RATE * 2 // 5
        parts.append(np.zeros((pause, 2), dtype=np.float32))
        at += len(sound) + pause
    mixed = np.concatenate(parts)
    hiss = np.random.default_rng(7).normal(0, 10 ** (noise_db / 20), mixed.shape)
    heard = (mixed + hiss).astype(np.float32)
    write_wav(path, heard if split else heard[:, :1])
    return Transcript(
        provider="captions", language="en", duration_ms=at * 1000 // RATE, words=tuple(words)
    ), turns


def read_wav(path: Path) -> NDArray[np.float32]:
    """Samples of a 16-bit WAV, shape (samples, channels)."""
    with wave.open(str(path), "rb") as file:
        channels = file.getnchannels()
        data = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    return (data.astype(np.float32) / 32768).reshape(-1, channels)


def write_wav(path: Path, samples: NDArray[np.float32]) -> None:
    """16-bit WAV of shape (samples, channels)."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def _words(text: str, start: int, end: int) -> list[Word]:
    spoken = text.split()
    length = (end - start) // len(spoken)
    return [
        Word(text=word, start_ms=start + n * length, end_ms=start + (n + 1) * length)
        for n, word in enumerate(spoken)
    ]


def confusion(
    turns: Sequence[tuple[str, int, int]], found: Sequence[tuple[str, int, int]]
) -> float:
    """Share of speech that is given to the wrong speaker, under the best naming of the found ones."""
    import itertools

    truth = sorted({name for name, _, _ in turns})
    names = sorted({name for name, _, _ in found})
    total = sum(end - start for _, start, end in turns)
    together = {
        (a, b): sum(
            max(0, min(e1, e2) - max(s1, s2))
            for n1, s1, e1 in turns
            for n2, s2, e2 in found
            if n1 == a and n2 == b
        )
        for a in truth
        for b in names
    }
    wide = names + [""] * max(0, len(truth) - len(names))
    best = max(
        sum(together.get(pair, 0) for pair in zip(truth, order, strict=False))
        for order in itertools.permutations(wide, len(truth))
    )
    covered = sum(together.values())
    return (covered - best) / max(1, total)
