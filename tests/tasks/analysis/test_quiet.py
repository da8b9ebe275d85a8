"""Cuts fall where it is quiet: before a breath, behind a laugh, never through a word that ends late."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from schemas.candidates import Candidate, Candidates
from schemas.spec import ScoreOptions
from schemas.transcript import Transcript, Word
from tasks.analysis.editorial.cuts import bounded
from tasks.analysis.editorial.quiet import Quiet
from tasks.analysis.score.base import candidate
from tests.simulators.talks import segmented
from tests.tasks.analysis.test_candidates import one_shot

RATE = 48_000
SPEECH, LAUGH, BREATH, ROOM = -18.0, -22.0, -44.0, -66.0
"""Levels, dB of full scale."""


def recorded(
    path: Path, seconds: float, *sounds: tuple[int, int, float], channels: int = 1
) -> Quiet:
    """A WAV of a quiet room with noise in it: (from ms, to ms, dB)."""
    level = np.full(int(seconds * RATE), 10 ** (ROOM / 20))
    for first, last, loud in sounds:
        level[first * RATE // 1000 : last * RATE // 1000] = 10 ** (loud / 20)
    noise = np.random.default_rng(7).normal(size=(len(level), channels)) * level[:, None]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(noise, -1, 1) * 32767).astype("<i2").tobytes())
    return Quiet(path)


TALK = ((1000, 4000, SPEECH), (7000, 10_000, SPEECH))
"""Two sentences, three seconds of room between them."""


@pytest.mark.parametrize("channels", [1, 2])
def test_what_is_quiet_stays_where_it_is_wanted(tmp_path: Path, channels: int) -> None:
    quiet = recorded(tmp_path / "a.wav", 12, *TALK, channels=channels)
    assert quiet.end(4450, 4120, 6500) == 4450
    assert quiet.start(6650, 4000, 7000) == 6650


def test_a_breath_is_not_begun(tmp_path: Path) -> None:
    quiet = recorded(tmp_path / "a.wav", 12, *TALK, (4350, 4800, BREATH))
    assert 4120 <= quiet.end(4450, 4120, 6500) < 4350


def test_a_laugh_is_heard_to_its_end(tmp_path: Path) -> None:
    quiet = recorded(tmp_path / "a.wav", 12, *TALK, (4150, 5700, LAUGH))
    assert 5700 < quiet.end(4450, 4120, 6500) < 5800


def test_a_laugh_without_an_end_is_left_out(tmp_path: Path) -> None:
    quiet = recorded(tmp_path / "a.wav", 12, *TALK, (4400, 7000, LAUGH))
    assert 4120 <= quiet.end(4450, 4120, 6500) < 4400


def test_a_word_that_sounds_longer_than_it_is_written_is_not_cut(tmp_path: Path) -> None:
    quiet = recorded(tmp_path / "a.wav", 12, (1000, 4380, SPEECH), TALK[1])
    assert 4380 < quiet.end(4300, 4120, 6500) < 4460
    late = recorded(tmp_path / "b.wav", 12, TALK[0], (6800, 10_000, SPEECH))
    assert 6700 < late.start(6850, 6650, 7000) < 6800


def test_where_nothing_is_quiet_the_quietest_place_is_taken(tmp_path: Path) -> None:
    quiet = recorded(tmp_path / "a.wav", 12, *TALK, (4000, 7000, LAUGH), (4700, 4900, BREATH + 8))
    assert 4700 <= quiet.end(4450, 4120, 5500) <= 4900


@pytest.mark.parametrize("level", [SPEECH, -80.0])
def test_under_music_or_in_silence_nothing_is_moved(tmp_path: Path, level: float) -> None:
    quiet = recorded(tmp_path / "a.wav", 12, (0, 12_000, level))
    assert quiet.end(4450, 4120, 6500) == 4450
    assert quiet.start(6650, 4000, 7000) == 6650


def said(*spans: tuple[int, int]) -> Transcript:
    """Sentences of six words each."""
    words = [
        Word(
            start_ms=first + (last - first) * number // 6,
            end_ms=first + (last - first) * (number + 1) // 6,
            text=text,
        )
        for first, last in spans
        for number, text in enumerate(["The", "miller", "built", "seven", "tall", "mills."])
    ]
    return Transcript(provider="test", language="en", duration_ms=12_000, words=tuple(words))


def first_sentence(quiet: Quiet | None, most: int = 20) -> Candidate:
    """The first of two sentences as a clip."""
    transcript = said((1000, 4000), (7000, 10_000))
    segments = segmented(transcript)
    item = candidate(segments, 0, 0, {}, worth=50, engine="x", reasons=())
    options = ScoreOptions(min_seconds=3, max_seconds=most)
    found = bounded(
        Candidates(engine="x", items=(item,)), segments, transcript, one_shot(transcript), options,
        (), quiet,
    )  # fmt: skip
    return found.items[0]


def test_a_clip_waits_for_the_laugh_and_says_so(tmp_path: Path) -> None:
    laughing = recorded(tmp_path / "a.wav", 12, *TALK, (4150, 5700, LAUGH))
    assert first_sentence(None).end_ms == 4450
    item = first_sentence(laughing)
    assert 5700 < item.end_ms < 5800
    assert "ends where it is quiet" in item.adjustments


def test_no_laugh_makes_a_clip_too_long(tmp_path: Path) -> None:
    laughing = recorded(tmp_path / "a.wav", 12, *TALK, (4150, 5700, LAUGH))
    item = first_sentence(laughing, most=4)
    assert item.end_ms - item.start_ms <= 4000
    assert item.end_ms >= 4000
