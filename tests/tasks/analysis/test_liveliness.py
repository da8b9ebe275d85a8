"""What is heard of a voice: how loud, how high, how fast, and laughter behind it."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from schemas.segments import Sentence
from tasks.analysis.score.liveliness import laughs, lively, told
from tasks.analysis.score.voice import Voice, voice
from tests.simulators.voices import say

RATE = 48_000
Sound = NDArray[np.float32]


def silence(seconds: float) -> Sound:
    return np.zeros(int(seconds * RATE), dtype=np.float32)


def tone(hz: float, seconds: float, loud: float = 0.2) -> Sound:
    """A voice without words: a tone with overtones."""
    at = np.arange(int(seconds * RATE)) / RATE
    waves = sum(np.sin(2 * np.pi * hz * n * at) / n for n in range(1, 8))
    return np.asarray(loud * waves / 2, dtype=np.float32)


def laughter(count: int, a_second: float = 5.0) -> Sound:
    """So many voiced bursts."""
    one = tone(260, 0.6 / a_second) * np.hanning(int(0.6 / a_second * RATE))
    return np.concatenate([np.append(one, silence(0.4 / a_second)) for _ in range(count)])


def noise(seconds: float, loud: float) -> Sound:
    rows = np.random.default_rng(3).normal(0, loud, int(seconds * RATE))
    return np.asarray(rows, dtype=np.float32)


def heard(path: Path, *parts: Sound) -> Voice:
    samples = np.clip(np.concatenate(parts), -1, 1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return voice(path)


def sentences(*spans: tuple[int, int], words: int = 8) -> list[Sentence]:
    return [
        Sentence(id=n, start_ms=a, end_ms=b, text="So it is.", first_word=0, last_word=words - 1)
        for n, (a, b) in enumerate(spans)
    ]


@pytest.mark.parametrize("hz", [90, 140, 220, 330])
def test_the_pitch_of_a_voice_is_heard(tmp_path: Path, hz: int) -> None:
    found = heard(tmp_path / "a.wav", tone(hz, 1.0), silence(0.5)).pitches(0, 1000)
    assert len(found) >= 20
    assert float(np.median(found)) == pytest.approx(hz, rel=0.04)


def test_noise_and_silence_have_no_pitch(tmp_path: Path) -> None:
    assert len(heard(tmp_path / "a.wav", noise(1, 0.1), silence(1)).pitches(0, 2000)) <= 2
    nothing = heard(tmp_path / "b.wav", silence(0))
    assert len(nothing.levels(0, 1000)) == len(nothing.pitches(0, 1000)) == 0


def test_a_sentence_that_is_said_higher_is_livelier_and_says_so(tmp_path: Path) -> None:
    text = "We went all the way down to the river and back again that day."
    takes = [say(text, "en-us", pitch) for pitch in (40, 40, 40, 95)]
    parts: list[Sound] = []
    spans: list[tuple[int, int]] = []
    at = 0
    for take in takes:
        length = len(take) * 1000 // RATE
        spans.append((at, at + length))
        parts += [take, silence(0.5)]
        at += length + 500
    items = sentences(*spans, words=14)
    found = lively(items, np.zeros(4, dtype=np.int64), heard(tmp_path / "a.wav", *parts))
    assert found.energy[3] > max(found.energy[:3]) + 1
    words = np.full(4, 14.0)
    assert "higher" in told(found.parts, words, 3, 3)
    assert told(found.parts, words, 0, 2) == "much as usual for its speakers"


def test_faster_speech_is_livelier() -> None:
    steady = Voice(np.full(5000, -30, dtype=np.float32), np.zeros(2500, dtype=np.float32))
    items = sentences((0, 4000), (4000, 8000), (8000, 12_000), (12_000, 14_000))
    found = lively(items, np.zeros(4, dtype=np.int64), steady)
    assert found.energy[3] > 1
    assert list(found.energy[:3]) == [0, 0, 0]
    assert told(found.parts, np.full(4, 8.0), 3, 3) == "faster than usual"


def test_each_speaker_is_held_against_themselves() -> None:
    level = np.concatenate([np.full(400, -20.0), np.full(400, -40.0)]).astype(np.float32)
    sound = Voice(level, np.zeros(400, dtype=np.float32))
    items = sentences((0, 4000), (4000, 8000), (8000, 12_000), (12_000, 16_000))
    found = lively(items, np.array([0, 0, 1, 1]), sound)
    assert list(found.energy) == [0, 0, 0, 0]


def test_laughter_behind_a_sentence_counts_for_it(tmp_path: Path) -> None:
    talk = tone(120, 2.0)
    sound = heard(tmp_path / "a.wav", talk, laughter(6), silence(1), talk, silence(2))
    found = lively(sentences((0, 2000), (4200, 6200)), np.zeros(2, dtype=np.int64), sound)
    assert list(found.parts["laughter"]) == [1, 0]
    assert found.energy[0] > found.energy[1]
    assert told(found.parts, np.full(2, 8.0), 0, 1).endswith(", laughter")


@pytest.mark.parametrize(
    ("parts", "answer"),
    [
        ((laughter(6),), True),
        ((laughter(4, 3.5), silence(0.5)), True),
        ((silence(1.5),), False),
        ((noise(1.5, 0.05),), False),
        ((tone(200, 1.5),), False),
        ((laughter(1), silence(1.0)), False),
        ((noise(0.3, 0.05), silence(0.6), noise(0.3, 0.05), silence(0.3)), False),
        ((0.02 * laughter(6),), False),
        ((laughter(1), silence(0.8), laughter(1), silence(0.8), laughter(1)), False),
    ],
    ids=[
        "laugh", "slow laugh", "silence", "fan", "a held tone", "one burst", "breaths", "far away",
        "slow knocks",
    ],
)  # fmt: skip
def test_a_laugh_is_told_from_other_sounds(
    tmp_path: Path, parts: tuple[Sound, ...], answer: bool
) -> None:
    sound = heard(tmp_path / "a.wav", *parts)
    end = sum(map(len, parts)) * 1000 // RATE
    assert laughs(sound, 0, end, speech_db=-20) is answer
