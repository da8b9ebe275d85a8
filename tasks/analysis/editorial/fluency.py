"""What an editor hears at a sentence's ends and inside it: run-ups, false starts, broken ends.

A clip that starts with `so, um` or stops in front of `because` is as bad as one with the wrong moment.
English only; for other languages nothing of it is known, and nothing is taken off.
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
from tasks.analysis.editorial.clauses import sound
from tasks.analysis.editorial.grammar import ends_open, impossible
from tasks.analysis.editorial.kinds import kind, plain
from tasks.analysis.editorial.marks import is_weak
from tasks.analysis.editorial.sentences import TERMINAL
from tasks.analysis.editorial.standing import OUTSIDE, content, is_clause
from tasks.analysis.editorial.terms import is_english
from tasks.analysis.editorial.trimming import STUTTER

FILLS = lexicon.words("um uh uhm umm er erm mm hmm mhm mm-hmm")
MARKERS = lexicon.words(
    "so well okay ok yeah yep yes right alright now and but oh anyway like see look actually "
    "basically also plus honestly cuz because"
)
"""Words that lead into a sentence: left out where a comma or a filler is behind them."""
LEADS = lexicon.words(
    """
    and but or nor so because cuz which then also plus yet though although yeah yes yep no nope okay
    ok right exactly sure oh well um uh like anyway alright hmm mm mm-hmm uh-huh indeed
    """
)
"""Openings that answer or go on with something."""
PAUSE_MS = 100
"""A pause behind a word at which it may be left out without a comma."""
LEAST_LEFT = 4
MIDDLE, LEADING, LEANING, FALSE_START, ABOUT_TALK = 1.0, 0.7, 1.0, 0.8, 0.6
OPEN, WEAK_END, LEADS_ON, SCRAP, THIN = 1.0, 0.5, 0.4, 0.4, 0.3
"""How bad each is, 1 for what no clip should have."""
BAD, UNCLEAN = 0.5, 0.35
"""From here on a clip's start and end are moved to better sentences, where some are near."""
OPENING_WORDS = 12
WRITTEN = 60
"""Characters of what is to stand alone."""
SHORT = 4
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


def fluency(sentences: Sequence[Sentence], language: str) -> Fluency:
    """All of a recording's sentences; zeros for languages other than English."""
    count = len(sentences)
    said = np.array([max(1, len(item.text.split())) for item in sentences], dtype=float)
    if not is_english(language):
        return Fluency(np.zeros(count), np.zeros(count), np.zeros(count), said, np.ones(count))
    cased = 2 * sum(item.text[:1].isupper() for item in sentences) > count
    closed = 2 * sum(bool(TERMINAL.search(item.text)) for item in sentences) > count
    first = [
        _first(item, before, cased, closed)
        for item, before in zip(sentences, (None, *sentences), strict=False)
    ]
    last = [_last(sentences, place, cased, closed) for place in range(count)]
    rough = [_rough(item.text, closed) for item in sentences]
    whole = [sound(item.text, WRITTEN) for item in sentences]
    return Fluency(
        first=np.array(first, dtype=float),
        last=np.array(last, dtype=float),
        rough=np.array(rough, dtype=float),
        words=said,
        sound=np.array(whole, dtype=float),
    )


def fluency_of(segments: Segments) -> Fluency:
    return fluency(segments.sentences, segments.language)


def edits(heard: Fluency, first: int, last: int) -> float:
    """How much a clip of these sentences, both inclusive, asks for an edit: 0 for nothing that shows,
    1 at most."""
    run = slice(first, last + 1)
    stumbles = float(heard.rough[run].sum() / heard.words[run].sum())
    ends = 0.3 * min(1.0, float(heard.first[first])) + 0.25 * min(1.0, float(heard.last[last]))
    return min(1.0, round(ends + 2.5 * stumbles + 0.25 * (not heard.sound[run].any()), 6))


def is_scrap(sentence: Sentence) -> bool:
    """Whether it says nothing: `Mmm.`, `So.`, `Right.`"""
    words = [plain(word) for word in sentence.text.split()]
    return "filler" in sentence.flags or (
        len(words) < SHORT and all(word in LEADS or _is_sound(word) for word in words)
    )


def _is_sound(word: str) -> bool:
    """`mmm`, `tsk`, `hhh`: a noise as transcribers write it."""
    return word in FILLS or not (set(word) & set("aeiouy0123456789"))


def run_up(texts: Sequence[str], gaps_ms: Sequence[int]) -> int:
    """How many words at the start of a sentence a clip does without: `So, um, I I think`.

    Args:
        texts: the sentence's words as they are written.
        gaps_ms: silence behind each of them.
    """
    words = [plain(text) for text in texts]
    place = 0
    while len(words) - place > LEAST_LEFT:
        size = _led_in(texts, words, gaps_ms, place)
        if not size:
            break
        place += size
    return place


def _led_in(texts: Sequence[str], words: Sequence[str], gaps_ms: Sequence[int], place: int) -> int:
    """How many words from a place on are a filler, a marker or said again at once."""
    word, following = words[place], words[place + 1]
    apart = texts[place][-1:] in ",." or gaps_ms[place] >= PAUSE_MS
    if word in FILLS:
        return 1
    if word in MARKERS and (apart or following in FILLS or _marked(texts, words, place + 1)):
        return 1
    if (word, following) in (("you", "know"), ("i", "mean")) and texts[place + 1].endswith(","):
        return 2
    for size in (1, 2, 3):
        again = words[place : place + size] == words[place + size : place + 2 * size]
        if again and word not in lexicon.TWICE:
            return size
    return int(_piece(texts[place], word, following))


def _marked(texts: Sequence[str], words: Sequence[str], place: int) -> bool:
    """`And so,`: markers in a row, a comma behind the last."""
    return place < len(words) and words[place] in MARKERS and texts[place].endswith(",")


def _piece(text: str, word: str, following: str) -> bool:
    """The beginning of the next word, or of one that was never finished."""
    known = kind(word) != "word" or word in ("a", "i", "o")
    begun = len(word) <= 3 and following.startswith(word) and following != word
    alone = len(word) == 1 and (text.islower() or kind(following) not in ("word", "be"))
    return not known and word.isalpha() and (begun or alone)


def led(text: str) -> str:
    """A sentence without its run-up, as far as commas tell it."""
    texts = text.split()
    return " ".join(texts[run_up(texts, [0] * len(texts)) :])


def _first(item: Sentence, before: Sentence | None, cased: bool, closed: bool) -> float:
    heard = led(item.text)
    words = [plain(word) for word in heard.split()]
    if "filler" in item.flags or not words:
        return 2.0
    inside = cased and item.text[:1].islower()
    broken = closed and before is not None and before.speaker == item.speaker
    inside = inside or (broken and before is not None and not TERMINAL.search(before.text))
    leans = "weak_start" in item.flags or is_weak(heard) or _points(words, heard)
    worth = MIDDLE * inside + LEADING * (words[0] in LEADS) + LEANING * leans
    worth += SCRAP * (len(words) < SHORT or not is_clause(heard))
    worth += ABOUT_TALK * bool(lexicon.HOUSEKEEPING.search(heard) or ASIDE.match(heard))
    worth += THIN * (content(heard) < (2 if heard.endswith("?") else 3))
    worth += WEAK_END * (closed and not TERMINAL.search(item.text))
    return worth + FALSE_START * (_stumbles(heard) > 0)


def _points(words: Sequence[str], text: str) -> bool:
    """Whether it stands beside something said before: `the other`, `one of them`, `on that is`."""
    opening = " ".join(words[:4])
    if words[0].split("'")[0] in BACK and not IMPERSONAL.match(text):
        return True
    if words[0] in OUTSIDE or BESIDE.match(opening):
        return True
    for place, word in enumerate(words[:OPENING_WORDS]):
        following = kind(words[place + 1]) if place + 1 < len(words) else "in"
        alone = following in ("be", "modal", "aux", "in", "to", "and")
        if place and word in ("that", "this", "those", "these") and alone:
            named = kind(words[place - 1]) == "word" and following in ("be", "modal", "aux")
            if not named and kind(words[place - 1]) != "subject":
                return True
    return False


ASIDE = re.compile(
    r"(?:next slide|next one|sorry|excuse me|hold (?:on|that)|wait|let me (?:back up|see|just)|"
    r"go ahead|please|where was i|as i (?:said|was saying))\b",
    re.IGNORECASE,
)
"""Said to those who are there, and to nobody else."""
BACK = lexicon.words("it they he she this that these those")
IMPERSONAL = re.compile(
    r"it(?:'s| is| was| will be| would be) .*\b(?:to|that)\b |it (?:turns|turned) out|it takes|"
    r"(?:this|that|these|those) \w+(?:s|ed)? (?:is|are|was|were|has|will)\b",
    re.IGNORECASE,
)
"""Starts of that kind that need nothing: `It is hard to`, `This book is`."""
BESIDE = lexicon.phrases(
    r"""the (?:other|only|same|next|second|third|latter|former|reason|rest)
    (?:another|other) (?:one|thing|reason|way)
    one (?:is|was|of (?:them|those|these))
    (?:as|like) (?:i|you|we|he|she) (?:said|say|mentioned)
    (?:for|like|about|in|with|on|of|at) (?:that|this|it|them|those|these)
    i (?:said|meant|mean|agree|disagree|see)
    (?:me|us) (?:too|neither)
    not (?:really|necessarily|only|just|that|at all|exactly)
    and then"""
)


@lru_cache(maxsize=65536)
def _stumbles(text: str) -> int:
    """Signs of a false start among the first words."""
    opening = text.split()[:OPENING_WORDS]
    said = " ".join(opening)
    twice = sum(found[1].lower() not in lexicon.TWICE for found in STUTTER.finditer(said))
    return impossible(opening) + twice


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
    worth += LEADS_ON * (_stumbles(item.text) > 1)
    return worth + _goes_on(sentences, place, cased)


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
    return OPEN * half + LEADS_ON * (opens + 0.5 * (leads in ("and", "but")))


def _spoken(run: Sequence[Sentence]) -> Sentence | None:
    """The first of some sentences that says anything."""
    return next((item for item in run if "filler" not in item.flags and item.text.split()), None)
