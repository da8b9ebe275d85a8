"""What an editor hears at a sentence's ends and inside it: run-ups, false starts, broken ends.

A clip that starts with `so, um` or stops in front of `because` is as bad as one with the wrong moment.
Mostly English; of German and Spanish it is known how sentences join, of other languages nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from schemas.segments import Segments, Sentence
from tasks.analysis.editorial import lexicon
from tasks.analysis.editorial.asides import about_talk
from tasks.analysis.editorial.clauses import sound
from tasks.analysis.editorial.grammar import ends_open, impossible
from tasks.analysis.editorial.kinds import plain
from tasks.analysis.editorial.openings import ANSWERS, MIDDLE, Form, answers, opening, stumbles
from tasks.analysis.editorial.runups import FILLS, SHORT
from tasks.analysis.editorial.sentences import TERMINAL
from tasks.analysis.editorial.terms import is_english
from tasks.analysis.editorial.tongues import leads, tongue_of
from tasks.analysis.editorial.trimming import STUTTER

OPEN, WEAK_END, LEADS_ON, SCRAP, BROKEN, ANNOUNCED, LED = 1.0, 0.5, 0.4, 0.4, 0.6, 0.5, 0.5
"""How bad each is at the end, 1 for what no clip should have."""
UNHEARD, SURE_MS = 0.5, 300
"""What it costs where nothing is heard between two sentences that no punctuation parts, and from which
silence on they are parted."""
TURNS = 0.3
"""What it costs where a clip goes over to something else."""
ASKED_WORDS = 6
"""A shorter question follows up on what was said."""
BEGUN = 1
"""Sentences behind a turn of the talk that only begin something."""
QUOTES = re.compile(r"[\"“”]")
TAIL = 5
"""Last words in which nothing is begun again."""
ANNOUNCES = lexicon.phrases(
    r"""(?:here's|here is|this is) (?:the|my|what|how|a) (?:\w+ )?(?:thing|idea|plan|problem|question|point)(?=\W*$)
    (?:two|three|four|some|a few|several) (?:\w+ )?(?:things|reasons|goals|problems|questions|points|options|ways|choices)(?=\W*$)
    let's see
    (?:ask|asks|asked|wonder|wonders|wondered|(?:want|wants|wanted) to know) (?:(?:me|us|you|him|her|them|myself|people) )?(?:whether|why|how|if|what|when|where|who)\b[^,;]*$
    (?:and )?(?:so |now |then )?(?:let me|i'll|i will|i'd like to|i want to|i have to) (?:just )?(?:tell|give|show|ask|explain|read) you\b.*
    (?:here's|here is|there's|there is) (?:the|a|one|another) (?:\w+ )?(?:part|story|group|example|thing|question|problem|trick)\b[^,;]*
    (?:the )?(?:first|second|third|next|last|other|final) (?:one|thing|part|result|point|rule|reason|step) is\b[^,;]*"""  # noqa: E501
)
"""What is said before what matters."""
BAD = 0.2
"""From here on a clip's start and end together are moved to better sentences, where some are near."""
LOOKED_BACK = 3
"""Sentences in front of one that tell whether it answers."""
WRITTEN = 60
"""Characters of what is to stand alone."""
Row = NDArray[np.float64]


@dataclass(frozen=True)
class Fluency:
    """One value for each sentence."""

    first: Row
    """How bad it is as a clip's first sentence, 0 for nothing that shows."""
    last: Row
    """How bad it is as a clip's last one."""
    rough: Row
    """Words begun again, sentences broken off, fillers: how many a listener stumbles over."""
    words: Row
    sound: Row
    """1 where a piece of it may stand alone in writing."""
    turns: Row
    """1 where the talk turns to something else."""


def fluency_of(segments: Segments) -> Fluency:
    """All of a recording's sentences; zeros for languages other than English."""
    sentences = segments.sentences
    count = len(sentences)
    said = np.array([max(1, len(item.text.split())) for item in sentences], dtype=float)
    if not is_english(segments.language):
        return _abroad(segments, said)
    cased = 2 * sum(item.text[:1].isupper() for item in sentences) > count
    closed = 2 * sum(bool(TERMINAL.search(item.text)) for item in sentences) > count
    form = Form(cased, closed, segments.timing == "word")
    first = [opening(item, _before(sentences, place), form) for place, item in enumerate(sentences)]
    last = [_last(sentences, place, cased, closed) for place in range(count)]
    if not closed and segments.timing == "word":
        first = [
            worth + UNHEARD * _runs_on(item.pause_before_ms)
            for worth, item in zip(first, sentences, strict=True)
        ]
        last = [
            worth + UNHEARD * _runs_on(item.pause_after_ms)
            for worth, item in zip(last, sentences, strict=True)
        ]
    rough = [_rough(item.text, closed) for item in sentences]
    whole = [sound(item.text, WRITTEN) for item in sentences]
    turns = [_opens_topic(sentences, place) for place in range(count)]
    inside = quoted(sentences)
    first = [worth + MIDDLE * held for worth, held in zip(first, inside, strict=True)]
    left = [*inside[1:], False][:count]
    last = [worth + OPEN * held for worth, held in zip(last, left, strict=True)]
    return Fluency(
        first=np.array(first, dtype=float),
        last=np.array(last, dtype=float),
        rough=np.array(rough, dtype=float),
        words=said,
        sound=np.array(whole, dtype=float),
        turns=np.array(turns, dtype=float),
    )


def _opens_topic(sentences: Sequence[Sentence], place: int) -> bool:
    """Whether the talk turns to something else: somebody says so, or asks the other one."""
    item = sentences[place]
    if lexicon.SHIFT.search(item.text):
        return True
    asks = "question" in item.flags and len(item.text.split()) >= ASKED_WORDS
    return asks and place > 0 and sentences[place - 1].speaker != item.speaker


def quoted(sentences: Sequence[Sentence]) -> list[bool]:
    """For each sentence, whether it begins inside a quotation that its speaker has opened."""
    result: list[bool] = []
    open_now, speaker = False, None
    for item in sentences:
        open_now = open_now and item.speaker == speaker
        result.append(open_now)
        marks = len(QUOTES.findall(item.text))
        open_now, speaker = open_now != (marks % 2 == 1), item.speaker
    return result


def _runs_on(pause_ms: int) -> float:
    """How unsure it is that a sentence without punctuation begins or ends at a silence so long: 0
    to 1."""
    return max(0.0, 1.0 - pause_ms / SURE_MS)


def _abroad(segments: Segments, said: Row) -> Fluency:
    """What is known of languages other than English: where a sentence joins or leans on the one
    before it, answers, or does not end."""
    sentences = segments.sentences
    nothing = np.zeros(len(sentences))
    known = tongue_of(segments.language)
    if known is None:
        return Fluency(nothing, nothing, nothing, said, np.ones(len(sentences)), nothing)
    closed = 2 * sum(bool(TERMINAL.search(item.text)) for item in sentences) > len(sentences)
    first = [
        LED * leads(item.text, known)
        + OPEN * ("weak_start" in item.flags or "filler" in item.flags)
        + ANSWERS * answers(item, _before(sentences, place))
        for place, item in enumerate(sentences)
    ]
    last = [
        OPEN * (closed and not TERMINAL.search(item.text)) + WEAK_END * ("filler" in item.flags)
        for item in sentences
    ]
    ones = np.ones(len(sentences))
    return Fluency(np.array(first), np.array(last), nothing, said, ones, nothing)


def _before(sentences: Sequence[Sentence], place: int) -> Sequence[Sentence]:
    return sentences[max(0, place - LOOKED_BACK) : place][::-1]


def edits(heard: Fluency, first: int, last: int) -> float:
    """How much a clip of these sentences, both inclusive, asks for an edit: 0 for nothing that shows,
    1 at most."""
    run = slice(first, last + 1)
    stumbles = float(heard.rough[run].sum() / heard.words[run].sum())
    ends = 0.3 * min(1.0, float(heard.first[first])) + 0.25 * min(1.0, float(heard.last[last]))
    turns = TURNS * bool(heard.turns[first + 1 : last + 1].any())
    silent = 0.25 * (not heard.sound[run].any())
    return min(1.0, round(ends + 2.5 * stumbles + silent + turns, 6))


@lru_cache(maxsize=65536)
def _rough(text: str, closed: bool) -> float:
    written = text.split()
    fills = sum(plain(word) in FILLS for word in written)
    twice = sum(found[1].lower() not in lexicon.TWICE for found in STUTTER.finditer(text))
    broken = closed and not TERMINAL.search(text) and len(written) > 1
    return impossible(written) + twice + 0.3 * fills + 1.5 * broken


def _last(sentences: Sequence[Sentence], place: int, cased: bool, closed: bool) -> float:
    item = sentences[place]
    written = item.text.split()
    worth = OPEN * (not TERMINAL.search(item.text) if closed else ends_open(written))
    worth += WEAK_END * ("filler" in item.flags)
    worth += SCRAP * (len(written) < SHORT and "filler" not in item.flags)
    worth += LEADS_ON * (stumbles(item.text) > 1) + BROKEN * (impossible(written[-TAIL:]) > 0)
    worth += ANNOUNCED * (about_talk(item.text) or announces(item.text))
    worth += LEADS_ON * any(
        _turns(other.text) for other in sentences[max(0, place - BEGUN) : place]
    )
    return worth + _goes_on(sentences, place, cased)


def announces(text: str) -> bool:
    """Whether it only says what comes next: `Here is the part that scares me.`"""
    return bool(ANNOUNCES.search(text.rstrip(".!").replace("’", "'")))


DENIES = re.compile(r"\bnot\b|n't\b|n’t\b", re.IGNORECASE)
"""What is not so leads on to what is."""


def _turns(text: str) -> bool:
    """Whether something else begins behind it."""
    return announces(text) or bool(lexicon.SHIFT.search(text))


def _goes_on(sentences: Sequence[Sentence], place: int, cased: bool) -> float:
    """How much what comes next belongs to a sentence: its other half, or the rest of a turn that it
    only opens."""
    item = sentences[place]
    behind = _spoken(sentences[place + 1 : place + 3])
    if behind is None:
        return 0.0
    leads = plain(behind.text.split(maxsplit=1)[0])
    lower = cased and behind.text[:1].islower()
    if behind.speaker != item.speaker:
        return 0.5 * OPEN * lower
    before = _spoken(sentences[max(0, place - 2) : place][::-1])
    opens = before is not None and before.speaker != item.speaker
    half = lower or leads in ("because", "cuz", "which", "or")
    denies = bool(DENIES.search(item.text)) and leads in (
        "it's",
        "it",
        "that's",
        "they're",
        "instead",
    )
    return OPEN * half + LEADS_ON * (opens + denies + 0.5 * (leads in ("and", "but")))


def _spoken(run: Sequence[Sentence]) -> Sentence | None:
    """The first of some sentences that says anything."""
    return next((item for item in run if "filler" not in item.flags and item.text.split()), None)
