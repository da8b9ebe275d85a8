"""How bad a sentence is as the first that anybody hears: what leans on what came before, what was
begun again, what is no sentence, and talk about the talk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from schemas.segments import Sentence
from tasks.analysis.editorial import lexicon
from tasks.analysis.editorial.asides import about_talk
from tasks.analysis.editorial.grammar import ends_open, has_verb, impossible
from tasks.analysis.editorial.kinds import kind, plain
from tasks.analysis.editorial.marks import is_weak
from tasks.analysis.editorial.runups import LEADS, SHORT, is_scrap, led
from tasks.analysis.editorial.sentences import TERMINAL
from tasks.analysis.editorial.standing import ONES, OUTSIDE, asks_whole, content, says
from tasks.analysis.editorial.trimming import STUTTER

NOTHING = 2.0
"""What says nothing; all else is 1 for what no clip should start with."""
MIDDLE, LEADING, JOINED, LEANING = 1.0, 0.7, 0.2, 1.0
FALSE_START, LATER, ABOUT_TALK, FRAGMENT, UNFINISHED = 0.8, 0.5, 0.7, 0.4, 0.5
ANSWERS, THIN, ADDS = 0.5, 0.3, 0.3
OPENING_WORDS, AT_ONCE = 12, 6
BACK = lexicon.words("it they he she this that these those")
DONE_TO = lexicon.words("it them him")
NEAR_WORDS = 6
IMPERSONAL = re.compile(
    r"it(?:'s| is| was| will be| would be) .*\b(?:to|that)\b |it (?:turns|turned) out|it takes|"
    r"those (?:who|of us|of you)\b|"
    r"(?:this|that|these|those) \w+(?:s|ed)? (?:is|are|was|were|has|will)\b",
    re.IGNORECASE,
)
"""Starts of that kind that need nothing: `It is hard to`, `This book is`."""
BESIDE = lexicon.phrases(
    r"""the other(?! (?:day|night|week)\b)
    the (?:only|same|next|second|third|latter|former|reason|rest)
    (?:another|other) (?:one|thing|reason|way)
    one (?:is|was|of (?:them|those|these))
    (?:as|like) (?:i|you|we|he|she) (?:said|say|mentioned)
    (?:for|like|about|in|with|on|of|at) (?:that|this|it|them|those|these)
    i (?:said|meant|mean|agree|disagree|see)
    (?:me|us) (?:too|neither)
    not (?:really|necessarily|only|just|that|at all|exactly)
    and then"""
)
"""Stands beside something said before, as the very first words."""
ADDED = lexicon.phrases("also|as well|instead|either|anyway|otherwise|still")


@dataclass(frozen=True)
class Form:
    """How a transcript is written."""

    cased: bool
    """Sentences begin with capital letters."""
    closed: bool
    """They end with a full stop."""
    exact: bool = True
    """Each word has its own time, so that a clip may start behind `and`."""


def opening(item: Sentence, before: Sequence[Sentence], form: Form) -> float:
    """How bad a sentence is as a clip's first one: 0 for nothing that shows.

    Args:
        before: the sentences in front of it, the nearest one first.
    """
    plainly = led(item.text)
    heard = led(item.text, joined=True)
    words = [plain(word) for word in heard.split()]
    if is_scrap(item) or not words:
        return NOTHING
    inside = form.cased and item.text[:1].islower()
    near = before[0] if before else None
    broken = form.closed and near is not None and near.speaker == item.speaker
    inside = inside or (broken and near is not None and not TERMINAL.search(near.text))
    joined = JOINED if form.exact else LEADING
    worth = MIDDLE * inside + joined * (heard != plainly) + LEADING * (words[0] in LEADS)
    worth += LEANING * ("weak_start" in item.flags or is_weak(heard) or points(heard))
    worth += ANSWERS * answers(item, before) + ADDS * bool(ADDED.search(" ".join(words[:6])))
    worth += FRAGMENT * (len(words) < SHORT or not _whole(heard, words))
    turns = bool(lexicon.SHIFT.search(heard))
    worth += ABOUT_TALK * (turns or about_talk(heard)) + THIN * (content(heard) < 2)
    worth += UNFINISHED * (_open(heard) or (form.closed and not TERMINAL.search(item.text)))
    early, late = stumbles(heard, AT_ONCE), stumbles(heard)
    return worth + (FALSE_START if early else LATER * (late > 0))


def _whole(text: str, words: Sequence[str]) -> bool:
    """Whether it says or asks something; a name alone, or `in the second?`, does not."""
    written = text.split()
    if text.endswith("?"):
        return asks_whole(words) or has_verb(written)
    return says(written)


def _open(text: str) -> bool:
    return ends_open(text.split())


def answers(item: Sentence, before: Sequence[Sentence]) -> bool:
    """Whether a question stands in front of it, with nothing but `mmm` between."""
    near = next((other for other in before if not is_scrap(other)), None)
    return near is not None and "question" in near.flags and "question" not in item.flags


def points(text: str) -> bool:
    """Whether it stands beside something said before: `the other`, `both of them`, `on that is`."""
    written = text.split()[:OPENING_WORDS]
    words = [plain(word) for word in written]
    said = " ".join(word.rstrip('"”’').lower().replace("’", "'") for word in written)
    if words[0].split("'")[0] in BACK and not IMPERSONAL.match(text):
        return True
    if words[0] in OUTSIDE or BESIDE.match(" ".join(words[:4])) or ONES.search(said):
        return True
    return any(_shows(written, words, place) for place in range(1, len(words))) or _done_to(words)


def _done_to(words: Sequence[str]) -> bool:
    """Whether something is done to what is not named: `the state inspected it`."""
    for place in range(1, min(len(words), NEAR_WORDS)):
        if words[place] not in DONE_TO or not _does(words[place - 1]):
            continue
        following = kind(words[place + 1]) if place + 1 < len(words) else "in"
        if following not in ("be", "modal", "aux", "verb", "to", "past", "word", "and"):
            return True
    return False


def _does(word: str) -> bool:
    return kind(word) in ("past", "third", "verb") or (len(word) > 4 and word.endswith("ed"))


def _shows(written: Sequence[str], words: Sequence[str], place: int) -> bool:
    """Whether `that`, `this`, `those` at a place stands for something, or shows it."""
    word, before = words[place], kind(words[place - 1])
    if word not in ("that", "this", "those", "these"):
        return False
    last = place + 1 == len(words)
    following = "in" if last else kind(words[place + 1])
    clause = following in ("be", "modal", "aux")
    if written[place][-1:] in ",.?!;:" or last or clause or following in ("in", "to", "and"):
        named = before == "word" and clause and written[place][-1:].isalnum()
        return not named and not (before == "subject" and clause)
    if word == "these" and before == "in":
        return words[place + 1] != "days"
    if word == "those":
        return words[place + 1] not in ("who", "that", "of", "days")
    if word == "that" and following == "subject":
        return words[place - 1] in ("do", "does", "did", "done", "doing")
    return word == "that" and before == "in" and words[place - 1] != "in" and following == "word"


@lru_cache(maxsize=65536)
def stumbles(text: str, count: int = OPENING_WORDS) -> int:
    """Signs of a false start among the first words."""
    first = text.split()[:count]
    said = " ".join(first)
    twice = sum(found[1].lower() not in lexicon.TWICE for found in STUTTER.finditer(said))
    return impossible(first) + twice
