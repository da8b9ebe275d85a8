"""Voices that were recorded on one side each are heard in the middle; stereo stays stereo."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tasks.delivery.render.mixing import Samples
from tasks.delivery.render.sides import centred
from tasks.delivery.render.sound import master
from tasks.tools.media.encode import decode_audio
from tests.tasks.delivery.render.test_mastering import RATE, a_sound, speechlike, write
from tests.tasks.delivery.render.test_sound_of_recordings import music


def hiss(seconds: float, level: float, seed: int) -> Samples:
    noise = np.random.default_rng(seed).normal(0, level, (round(seconds * RATE), 2))
    result: Samples = noise.astype(np.float32)
    return result


def on_sides(seconds: float = 4.0) -> Samples:
    """One voice on the left, another on the right, one after the other, each a little in both."""
    voice = speechlike(seconds, 0.2)
    turn = (np.arange(len(voice)) // RATE % 2)[:, None]
    sides = np.where(turn, [0.05, 1.0], [1.0, 0.05])
    both: Samples = (voice * sides + hiss(seconds, 0.001, 1)).astype(np.float32)
    return both


def test_one_microphone_is_heard_on_both_sides(tmp_path: Path) -> None:
    only = speechlike(3, 0.2) * np.array([1, 0], np.float32) + hiss(3, 0.0005, 2)
    out = tmp_path / "out.m4a"
    master(a_sound(), write(tmp_path / "in.wav", only, 2), 3.0, out)
    left, right = decode_audio(out).T
    assert np.corrcoef(left, right)[0, 1] > 0.99
    assert abs(10 * np.log10(np.square(left).mean() / np.square(right).mean())) < 0.2


def test_a_microphone_for_each_side_makes_one_middle() -> None:
    left, right = centred(on_sides(), RATE).T
    assert (left == right).all()
    assert np.abs(left).max() > 0.1


def test_stereo_stays_as_it_is() -> None:
    wide = music(3)
    beside = (speechlike(3, 0.2) * np.array([1, 0.5])).astype(np.float32)
    silent = np.zeros((RATE, 2), np.float32)
    for sound in (wide, beside, silent, silent[:10]):
        assert centred(sound, RATE) is sound


def test_music_between_the_voices_stays_wide() -> None:
    both = np.concatenate([music(4) * 2, on_sides(2)])
    assert centred(both, RATE) is both
