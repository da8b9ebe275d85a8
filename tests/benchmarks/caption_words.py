"""Words to cut captions from: of real meetings and recordings, of scripts, and of no sense at all."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

from deployments.demo.script import SCRIPT
from schemas.enhancement import CaptionWord
from tasks.analysis.transcribe.captions import read_captions
from tests.simulators.interviews import episode
from tests.simulators.meetings import meeting

CLIP_WORDS = 100
Words = Sequence[CaptionWord]


def sentence_ends(words: Words) -> frozenset[int]:
    """Words whose punctuation ends a sentence."""
    return frozenset(n for n, w in enumerate(words) if re.search(r"[.!?]['\"]?$", w.text))


def corpora(clips: int, media: Path) -> dict[str, list[Words]]:
    """Clips of each kind of words; without the media folder only those that are made up."""
    kinds: dict[str, list[Words]] = {
        "script": _script(),
        "random": [_random(seed) for seed in range(clips)],
    }
    meetings = sorted((media / "labels" / "qmsum").glob("*.json"))
    if meetings:
        kinds["meetings"] = [clip for path in meetings for clip in _cut(_said(path))]
    captions = sorted((media / "speech").glob("*.mp4.txt"))
    if captions:
        kinds["read"] = [clip for path in captions for clip in _cut(_captioned(path))]
    return {kind: _some(found, clips) for kind, found in kinds.items()}


def _some(clips: list[Words], most: int) -> list[Words]:
    """At most so many, spread evenly."""
    count = min(most, len(clips))
    return [clips[len(clips) * number // count] for number in range(count)]


def _cut(words: Words) -> list[Words]:
    """Clips of `CLIP_WORDS` words, from time zero."""
    parts = [words[at : at + CLIP_WORDS] for at in range(0, len(words), CLIP_WORDS)]
    return [_shifted(part) for part in parts if len(part) == CLIP_WORDS or part is parts[0]]


def _shifted(words: Words) -> list[CaptionWord]:
    origin = words[0].start_ms
    return [
        word.model_copy(update={"start_ms": word.start_ms - origin, "end_ms": word.end_ms - origin})
        for word in words
    ]


def _said(path: Path) -> list[CaptionWord]:
    return [
        CaptionWord(text=w.text, start_ms=w.start_ms, end_ms=w.end_ms, speaker=w.speaker)
        for w in meeting(path).transcript.words
    ]


def _captioned(path: Path) -> list[CaptionWord]:
    read = read_captions(path.read_bytes(), "srt", duration_ms=None, name=path.name)
    return [
        CaptionWord(text=w.text, start_ms=w.start_ms, end_ms=w.end_ms, speaker=w.speaker)
        for w in read.words
    ]


def _script() -> list[Words]:
    """The demo's talk, then an interview, at 160 words a minute."""
    lines: list[tuple[str, str]] = [(beat.speaker, beat.text) for beat in SCRIPT]
    lines += [(line.speaker, line.text) for line in episode(1, minutes=20).lines]
    chance, at = random.Random(1), 0
    words = []
    for speaker, text in lines:
        for word in text.split():
            length = 90 + 45 * len(word)
            words.append(CaptionWord(text=word, start_ms=at, end_ms=at + length, speaker=speaker))
            at += length + (chance.randint(100, 600) if word[-1] in ".?!" else 20)
    return _cut(words)


PIECES = """
    a I the of and to in it is that's don't one, well: (perhaps) speech matters. Why? 20 million
    percent Anna-Maria Smith naïve façade Übermut 3.5% $40 R&D e.g. Dr. incomprehensibilities
    Donaudampfschifffahrtsgesellschaftskapitän - … «oui» «so» ok?! @name #tag x
"""


def _random(seed: int) -> list[CaptionWord]:
    chance, at = random.Random(seed), 0
    words: list[CaptionWord] = []
    for _ in range(chance.randint(1, 80)):
        at += chance.choice((0, 0, 0, 20, 200, 900, 6000))
        length = chance.choice((1, 30, 200, 400, 6000))
        words.append(
            CaptionWord(
                text=chance.choice(PIECES.split()),
                start_ms=at,
                end_ms=at + length,
                speaker=chance.choice("aaab"),
            )
        )
        at += length
    return words
