"""Meetings of QMSum as transcripts: real talk, real topics, made-up times."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

from schemas.transcript import Transcript, Word

FILES = (
    "Academic_Bdb001",
    "Academic_Bed014",
    "Academic_Bmr013",
    "Academic_Bro003",
    "Academic_Bro018",
    "Product_ES2002a",
    "Product_ES2005a",
    "Product_ES2008a",
    "Product_ES2011a",
    "Product_ES2014a",
    "Product_IS1000a",
    "Product_IS1003b",
    "Product_IS1006c",
)


@dataclass(frozen=True)
class Meeting:
    """One meeting, or several joined."""

    transcript: Transcript
    utterances: tuple[int, ...]
    """Index of the first word of each utterance."""
    topics: tuple[int, ...]
    """Index of the first utterance of each topic but the first."""


def meeting(path: Path, *, seed: int = 1) -> Meeting:
    """One meeting at about 165 words a minute, with pauses between sentences and speakers."""
    value = json.loads(path.read_text())
    starts: list[int] = []
    words: list[Word] = []
    clock = _Clock(random.Random(seed))
    for turn in value["meeting_transcripts"]:
        starts.append(len(words))
        words += clock.say(_clean(turn["content"]), turn["speaker"])
    begins = sorted(
        int(topic["relevant_text_span"][0][0])
        for topic in value["topic_list"]
        if topic["relevant_text_span"]
    )
    transcript = Transcript(
        provider="captions", language="en", duration_ms=clock.at + 500, words=tuple(words)
    )
    return Meeting(transcript, tuple(starts), tuple(place for place in begins if place > 0))


def joined(folder: Path, minutes: int) -> Transcript:
    """As many meetings behind each other as make a recording of some minutes."""
    words: list[Word] = []
    for name in FILES:
        found = meeting(folder / f"{name}.json").transcript
        shift = words[-1].end_ms + 1000 if words else 0
        words += [
            word.model_copy(
                update={"start_ms": word.start_ms + shift, "end_ms": word.end_ms + shift}
            )
            for word in found.words
            if word.end_ms + shift <= minutes * 60_000
        ]
        if words[-1].end_ms > minutes * 60_000 - 5_000:
            break
    return Transcript(
        provider="captions", language="en", duration_ms=minutes * 60_000, words=tuple(words)
    )


def _clean(content: str) -> str:
    """Without the annotators' marks; `it 's` and `I Ds` as they are written elsewhere."""
    return re.sub(r" (?=['’]\w)", "", re.sub(r"\{[^{}]*\}", "", content))


class _Clock:
    """Gives words their times."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.at = chance, 500

    def say(self, text: str, speaker: str) -> list[Word]:
        words: list[Word] = []
        for word in text.split():
            if not any(sign.isalnum() for sign in word):
                if words and word in {".", "?", "!", ","}:
                    words[-1] = words[-1].model_copy(update={"text": words[-1].text + word})
                continue
            length = 90 + 45 * len(word)
            words.append(
                Word(text=word, start_ms=self.at, end_ms=self.at + length, speaker=speaker)
            )
            self.at += length + (self.chance.randint(150, 700) if word[-1] in ".?!" else 20)
        self.at += self.chance.randint(100, 500)
        return words
