"""Words -> sentences: at punctuation, at pauses, where the speaker changes; in English without
punctuation where the words themselves tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.segments import Sentence
from schemas.speakers import Diarization, Turn
from schemas.transcript import Transcript, Word
from tasks.analysis.editorial import breaks
from tasks.analysis.editorial.casing import Casing, casing_of
from tasks.analysis.editorial.terms import is_english

PAUSE_MS = 600
"""Ends a sentence where the transcript has no punctuation."""
LONG_PAUSE_MS = 1500
"""Ends a sentence in any case: nobody holds on that long inside one."""
MOST_WORDS = 60
USUAL_WORDS = 24
"""Where there is no punctuation, sentences get about this long at most."""
PUNCTUATED_EVERY = 40
EXACT = frozenset({"labels", "channel"})
"""Diarizers whose changes of speaker are exact enough to end a sentence."""

TERMINAL = re.compile(r"[.?!…。？！]+[\"'”’)\]»]*$")
ABBREVIATION = re.compile(
    r"^[\"'“(]*(?:mr|mrs|ms|dr|prof|sr|jr|st|vs|etc|e\.g|i\.e|cf|approx|dept|inc|ltd|co|"
    r"corp|gen|col|lt|sgt|capt|rev|hon|gov|sen|rep|u\.s|u\.k|e\.u|a\.m|p\.m|ph\.d|[a-z](?:\.[a-z])*)\.$",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"^(?:no|nos|vol|fig|p|pp|ch)\.$", re.IGNORECASE)
"""Abbreviations only in front of a number."""
ENDS_ANYWAY = frozenset({"i.", "etc.", "a.m.", "p.m.", "u.s.", "u.k.", "ph.d.", "inc.", "jr."})
"""Abbreviations behind which a capital letter begins a new sentence."""
JOINS = frozenset({"and", "but", "so", "because", "then", "or", "now", "well", "when", "if"})


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word, and who says it."""

    word: Word
    speaker: str | None


@dataclass(frozen=True, slots=True)
class _Form:
    """How a transcript is written."""

    exact: bool
    """Changes of speaker end sentences."""
    punctuated: bool
    english: bool
    timed: bool
    """Each word has a time of its own."""


def sentences(transcript: Transcript, diarization: Diarization) -> tuple[Sentence, ...]:
    """All words as sentences: none left out, none twice, in order."""
    words = attached(transcript.words, diarization)
    form = _Form(
        exact=diarization.provider in EXACT,
        punctuated=_punctuated(words),
        english=is_english(transcript.language),
        timed=transcript.timing == "word",
    )
    bounds = _bounds(words, form)
    said = [[item.word.text for item in words[first:stop]] for first, stop in bounds]
    casing = casing_of(said, transcript.language)
    found = [
        _sentence(number, words, (first, stop), transcript.duration_ms, casing)
        for number, (first, stop) in enumerate(bounds)
    ]
    return tuple(found)


def attached(words: Sequence[Word], diarization: Diarization) -> list[Spoken]:
    """Words with their speaker: the transcript's own, else that of the turn that holds the word."""
    turns = sorted(diarization.turns, key=lambda turn: (turn.start_time, turn.end_time))
    result, at = [], 0
    for word in words:
        middle = (word.start_ms + word.end_ms) // 2
        while at + 1 < len(turns) and turns[at + 1].start_time <= middle:
            at += 1
        result.append(Spoken(word, word.speaker or _speaker(turns, at, middle)))
    return result


def _speaker(turns: Sequence[Turn], at: int, middle: int) -> str | None:
    """Who holds the floor: the turn around a time, else the nearest one."""
    if not turns:
        return None
    near = turns[max(0, at - 1) : at + 2]
    return min(
        near,
        key=lambda turn: (
            max(turn.start_time - middle, middle - turn.end_time, 0),
            -turn.start_time,
        ),
    ).speaker_id


def _punctuated(words: Sequence[Spoken]) -> bool:
    ends = sum(1 for item in words if TERMINAL.search(item.word.text))
    return ends * PUNCTUATED_EVERY >= len(words)


def _bounds(words: Sequence[Spoken], form: _Form) -> list[tuple[int, int]]:
    """(first, one past last) word of every sentence."""
    told = form.punctuated or form.english
    pause = LONG_PAUSE_MS if told else PAUSE_MS
    bounds, first = [], 0
    for index in range(1, len(words) + 1):
        if index == len(words) or _ends(words[index - 1], words[index], pause, form.exact):
            bounds += _parted(words, first, index, form)
            first = index
    return bounds


def _parted(words: Sequence[Spoken], first: int, stop: int, form: _Form) -> list[tuple[int, int]]:
    """A run of words that nothing written ends: as sentences, or cut where it is too long."""
    if form.punctuated:
        return _shortened(words, first, stop, MOST_WORDS)
    if not form.english:
        return _shortened(words, first, stop, USUAL_WORDS)
    run = [item.word for item in words[first:stop]]
    return [(first + begin, first + end) for begin, end in breaks.split(run, timed=form.timed)]


def _ends(last: Spoken, following: Spoken, pause: int, exact: bool) -> bool:
    """Whether a sentence ends between two words."""
    if exact and last.speaker != following.speaker:
        return True
    if following.word.start_ms - last.word.end_ms >= pause:
        return True
    text, behind = last.word.text, following.word.text.lstrip("\"'“‘([«-")
    if not TERMINAL.search(text) or (text.endswith(("...", "…")) and behind[:1].islower()):
        return False
    if NUMBERED.match(text):
        return not behind[:1].isdigit()
    if ABBREVIATION.match(text):
        return text.lower() in ENDS_ANYWAY and behind[:1].isupper()
    return True


def _shortened(words: Sequence[Spoken], first: int, stop: int, most: int) -> list[tuple[int, int]]:
    """A run of words cut at its best places until no part has more than `most` words."""
    if stop - first <= most:
        return [(first, stop)]
    least = min(6, most // 4)
    places = range(first + least, stop - least + 1)
    cut = max(places, key=lambda place: (_worth(words, place, first, stop), -place))
    return _shortened(words, first, cut, most) + _shortened(words, cut, stop, most)


def _worth(words: Sequence[Spoken], place: int, first: int, stop: int) -> int:
    """How good a place is to cut: a pause, a comma, a joining word, near the middle."""
    before, after = words[place - 1].word, words[place].word
    worth = min(1500, after.start_ms - before.end_ms)
    worth += 300 if before.text[-1:] in ",;:" else 0
    worth += 200 if after.text.lower().strip(",.") in JOINS else 0
    return worth - 300 * abs(2 * place - first - stop) // (stop - first)


def _sentence(
    number: int,
    words: Sequence[Spoken],
    bounds: tuple[int, int],
    duration_ms: int,
    casing: Casing,
) -> Sentence:
    first, stop = bounds
    start, end = words[first].word.start_ms, words[stop - 1].word.end_ms
    before = words[first - 1].word.end_ms if first else 0
    after = words[stop].word.start_ms if stop < len(words) else max(end, duration_ms)
    return Sentence(
        id=number,
        start_ms=start,
        end_ms=end,
        text=casing.written([item.word.text for item in words[first:stop]]),
        first_word=first,
        last_word=stop - 1,
        speaker=_majority(words[first:stop]),
        pause_before_ms=max(0, start - before),
        pause_after_ms=max(0, after - end),
    )


def _majority(words: Sequence[Spoken]) -> str | None:
    """Who says most of it, by time; the first by name where they are even."""
    spoken: Counter[str] = Counter()
    for item in words:
        if item.speaker is not None:
            spoken[item.speaker] += item.word.end_ms - item.word.start_ms
    return min(spoken, key=lambda name: (-spoken[name], name), default=None)
