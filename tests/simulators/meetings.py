"""Meetings of QMSum as transcripts: real talk, real topics, made-up times."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

from schemas.transcript import Transcript, Word
from tasks.analysis.editorial.terms import stems

LEAST_SHARED = 4
"""Content words that an utterance shares with an answer to be what it is about."""
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


def key_spans(path: Path, most: int = 3) -> list[tuple[int, int]]:
    """What people wrote down of a meeting, where it was said: (start, end) in milliseconds.

    QMSum's answers are in other words than the meeting. For each specific question these are the
    utterances, among those marked as relevant to it, that share most content words with the answer:
    weak labels of what matters.
    """
    value = json.loads(path.read_text())
    said = meeting(path)
    words = said.transcript.words
    stops = (*said.utterances[1:], len(words))
    found: set[tuple[int, int]] = set()
    for asked in value["specific_query_list"]:
        wanted = set(stems(_clean(asked["answer"])))
        ranked = []
        for first, last in asked["relevant_text_span"]:
            for place in range(int(first), min(int(last) + 1, len(stops))):
                own = set(
                    stems(" ".join(w.text for w in words[said.utterances[place] : stops[place]]))
                )
                both = len(own & wanted)
                if both >= LEAST_SHARED:
                    ranked.append((-2 * both / (len(own) + len(wanted)), place))
        for _, place in sorted(ranked)[:most]:
            found.add((words[said.utterances[place]].start_ms, words[stops[place] - 1].end_ms))
    return sorted(found)


def labelled(folder: Path, out: Path) -> None:
    """All meetings of a folder as NAME.vtt with NAME.clips.json: `key_spans`."""
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.glob("*.json")):
        said = meeting(path)
        stops = (*said.utterances[1:], len(said.transcript.words))
        cues = ["WEBVTT"]
        for first, stop in zip(said.utterances, stops, strict=True):
            run = said.transcript.words[first:stop]
            if run:
                text = " ".join(word.text for word in run)
                times = f"{_time(run[0].start_ms)} --> {_time(run[-1].end_ms)}"
                cues.append(f"{times}\n<v {run[0].speaker}>{text}")
        (out / f"{path.stem}.vtt").write_text("\n\n".join(cues) + "\n")
        spans = [{"start_ms": start, "end_ms": end} for start, end in key_spans(path)]
        (out / f"{path.stem}.clips.json").write_text(json.dumps(spans))


def _time(ms: int) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


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
