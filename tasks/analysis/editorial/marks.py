"""Flags of sentences: what a clip must not start with, end with or contain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from schemas.segments import Flag, Sentence
from tasks.analysis.editorial import besides, lexicon
from tasks.analysis.editorial.repeats import cold_open
from tasks.analysis.editorial.sponsors import ENGLISH, sponsored
from tasks.analysis.editorial.terms import WORD, is_english
from tasks.analysis.editorial.tongues import Reads, Tongue, leans, tongue_of

INTRO_MS, OUTRO_MS = 90_000, 120_000
EDGE_SHARE = 0.15
"""Intro and outro are looked for in this share of a recording at most, at either end."""
BETWEEN = 4
"""Sentences from one greeting to the next, up to which what is between is one too."""
MONOLOGUE_MS = 240_000
"""How long a host introduces a guest at most, behind a montage."""
FILLER_WORDS = 8
PROMPTED = 14
"""Words of a request to tell something, at most."""
REACH = 10
"""Words of a sentence's start in which a reference makes it weak."""
PERSONS = lexicon.words("he she him her they them")
"""Whom a time of day does not name: `One morning she came`."""
EXCLUDED: frozenset[Flag] = frozenset({"sponsor", "intro", "outro"})
"""What no clip may hold."""


def flagged(sentences: Sequence[Sentence], language: str, duration_ms: int) -> tuple[Sentence, ...]:
    """Sentences with their flags. Most lists are English; German and Spanish have some, other
    languages get only what needs none."""
    english = is_english(language)
    known = tongue_of(language)
    marks: list[set[Flag]] = [set() for _ in sentences]
    for sentence, found in zip(sentences, marks, strict=True):
        if is_question(sentence.text, english):
            found.add("question")
        if besides.MADE_UP.match(sentence.text):
            found.add("outro")
        if english:
            found |= _own(sentence)
        elif known:
            found |= _own_abroad(sentence, known)
    if english:
        _spread(sentences, marks, ENGLISH)
        _edges(sentences, marks, duration_ms, (besides.OPENING, besides.OUTRO))
    elif known:
        _spread(sentences, marks, known.reads)
        _edges(sentences, marks, duration_ms, (known.intro, known.outro))
    _opening(sentences, marks, english)
    return tuple(
        sentence.model_copy(update={"flags": tuple(sorted(found))})
        for sentence, found in zip(sentences, marks, strict=True)
    )


def is_question(text: str, english: bool) -> bool:
    """A question mark at the end, or the opening of a question where there is no punctuation."""
    bare = text.rstrip("\"'”’)] ")
    if bare.endswith(("?", "？")):
        return True
    if english and lexicon.PROMPT.match(bare) and len(bare.split()) <= PROMPTED:
        return True
    unmarked = bare[-1:].isalnum()
    return english and unmarked and bool(lexicon.QUESTION_OPENING.match(bare))


def _own(sentence: Sentence) -> set[Flag]:
    """What a sentence shows by itself."""
    found: set[Flag] = set()
    words = [word.lower().replace("’", "'") for word in WORD.findall(sentence.text)]
    if not words or (len(words) <= FILLER_WORDS and set(words) <= lexicon.BACKCHANNEL):
        found.add("filler")
    if is_weak(sentence.text):
        found.add("weak_start")
    return found


def _own_abroad(sentence: Sentence, known: Tongue) -> set[Flag]:
    """The same by the lists of another language."""
    words = [word.lower() for word in WORD.findall(sentence.text)]
    filler = not words or (len(words) <= FILLER_WORDS and set(words) <= known.backchannel)
    weak = leans(sentence.text, known)
    found: dict[Flag, bool] = {"filler": filler, "weak_start": weak}
    return {name for name, holds in found.items() if holds}


def is_weak(text: str) -> bool:
    """Whether a sentence begins with a reference that only what came before resolves.

    `But they never paid` is weak; `But the banks never paid` and `My father said he knew` are not.
    """
    if lexicon.PLEONASTIC.match(text):
        return False
    written = WORD.findall(text.replace("’", "'"))[:REACH]
    dated = False
    for place, word in enumerate(written):
        lower = word.lower()
        if lower in lexicon.REFERENCE and not _modifies(written, place):
            return lower.split("'")[0] in PERSONS or not dated
        if _names(written, place):
            dated = lower.removesuffix("s") in lexicon.TIMES
            if not dated:
                return False
    return False


def _modifies(written: Sequence[str], place: int) -> bool:
    """`that` and `this` between words of a clause, such as `I think that we`: no reference."""
    lower = written[place].lower()
    return place > 0 and lower == "that" and written[place - 1].lower() not in lexicon.CONNECTIVE


def _names(written: Sequence[str], place: int) -> bool:
    """Whether a word names something, so that a later reference may mean it."""
    word = written[place]
    lower = word.lower()
    if lower in lexicon.STOPWORDS or lower in lexicon.CONNECTIVE:
        return False
    before = written[place - 1].lower() if place else ""
    named = place > 0 and word[:1].isupper()
    opens = place == 0 and lower not in lexicon.BACKCHANNEL and not lower.endswith("ly")
    plural = len(lower) > 3 and lower.endswith("s") and not lower.endswith("ss")
    return named or opens or plural or before in lexicon.DETERMINER


def _spread(sentences: Sequence[Sentence], marks: list[set[Flag]], reads: Reads) -> None:
    """Sponsor reads as whole stretches, however little of them sounds like one."""
    for index in sponsored(
        [sentence.text for sentence in sentences], _speakers(sentences), _times(sentences), reads
    ):
        marks[index].add("sponsor")


def _speakers(sentences: Sequence[Sentence]) -> list[str | None]:
    return [sentence.speaker for sentence in sentences]


def _times(sentences: Sequence[Sentence]) -> list[int]:
    return [sentence.start_ms for sentence in sentences]


def _edges(
    sentences: Sequence[Sentence],
    marks: list[set[Flag]],
    duration_ms: int,
    said: tuple[re.Pattern[str], re.Pattern[str]],
) -> None:
    """Greeting and introduction at the start, thanks and goodbye at the end."""
    reach = int(duration_ms * EDGE_SHARE)
    begins = min(INTRO_MS, reach)
    ends = duration_ms - min(OUTRO_MS, reach)
    intro, outro = said
    greets: list[int] = []
    for index, sentence in enumerate(sentences):
        if sentence.start_ms <= begins and intro.search(sentence.text):
            greets.append(index)
        if sentence.end_ms >= ends and outro.search(sentence.text):
            marks[index].add("outro")
    for one, two in pairwise([*greets, *greets[-1:]]):
        for index in range(one, two + 1 if two - one <= BETWEEN else one + 1):
            marks[index].add("intro")


def _opening(sentences: Sequence[Sentence], marks: list[set[Flag]], english: bool) -> None:
    """A montage is an opening as a whole, with what stands between its copies; behind it the host
    introduces the guest, until somebody else speaks."""
    read = [index for index, found in enumerate(marks) if "sponsor" in found]
    copies = sorted(cold_open(sentences, read).copies)
    if not copies:
        return
    for index in range(copies[-1] + 1):
        marks[index].add("cold_open")
    if not english:
        return
    begin = copies[-1] + 1
    if len({item.speaker for item in sentences}) < 2:
        _greeting(sentences, marks, begin)
        return
    monologue = [
        index
        for index in range(begin, len(sentences))
        if sentences[index].start_ms <= sentences[begin].start_ms + MONOLOGUE_MS
    ]
    greeted = next((n for n in monologue if besides.INTRO.search(sentences[n].text)), None)
    if greeted is None or sentences[greeted].speaker is None:
        return
    for index in monologue:
        if index > greeted and sentences[index].speaker != sentences[greeted].speaker:
            break
        marks[index].add("intro")


def _greeting(sentences: Sequence[Sentence], marks: list[set[Flag]], begin: int) -> None:
    """The same where nobody can be told from somebody else: from the first to the last greeting."""
    soon = sentences[begin].start_ms + INTRO_MS
    near = [n for n in range(begin, len(sentences)) if sentences[n].start_ms <= soon]
    greets = [n for n in near if besides.INTRO.search(sentences[n].text)]
    for index in range(greets[0], greets[-1] + 1) if greets else ():
        marks[index].add("intro")
