"""Title, hook and description of a clip, all of it taken from what is said in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from schemas.candidates import Candidate, Criterion
from schemas.segments import Segments, Sentence
from tasks.analysis.editorial import lexicon
from tasks.analysis.editorial.marks import is_weak

TITLE_CHARACTERS = 60
HOOK_WORDS = 10
LEAST_WORDS = 4
DESCRIBED = 2
THIN, ENOUGH = 2, 4
"""Words that say what it is about: fewer say little, more make no better title."""
CUT_OFF = 2
"""What a title that does not fit is worse by, in flaws."""
OPENING = re.compile(
    r"^(?:(?:and|but|so|because|well|now|okay|ok|yeah|yes|no|right|look|see|oh|um+|uh+|like|"
    r"you know|i mean|actually|basically|honestly|then|also|plus)\b[,.\s]*)+",
    re.IGNORECASE,
)
FILLED = re.compile(
    r",?\s*\b(?:u+h+m?|u+m+|er+m?|you know|i mean)\b,?(?=\s|[.?!]|$)", re.IGNORECASE
)
CLAUSE = re.compile(r"[,;:]\s+|\s+[–—-]\s+")
DANGLING = lexicon.words(
    """
    a an the and or but so because if that which who whose to of for in on at by with from into
    about as than like is are was were be been am have has had do does did will would can could
    should my your his her our their its this these those some any every very i we he she they
    you're it's there's i'm we're not just really when where while what how why whether
    """
)
SUBORDINATE = lexicon.words(
    """
    if when whenever whereas while because cuz since although though unless until till that which
    who whom whose whether as than or nor for to of with without by from in on at into about like
    instead rather especially even except including such where wherever
    """
)
"""A clause that begins with one of these says something only together with another."""
FINITE = lexicon.words(
    """
    am is are was were isn't aren't wasn't weren't have has had haven't hasn't hadn't do does did
    don't doesn't didn't can can't cannot could couldn't will won't would wouldn't shall should
    shouldn't must may might ought gets got gives gave makes made takes took goes went comes came
    says said sees saw knows knew thinks thought means meant needs needed wants wanted tells told
    keeps kept lets let puts put works happens happened matters matters becomes became begins began
    starts started stops stopped fails failed wins won loses lost feels felt finds found saves
    buys bought sells sold costs pays paid
    """
)
SUBJECTS = lexicon.words("i you he she it we they who everybody nobody everyone somebody people")
LOOSE = re.compile(r"(?:(?:is|are|was|were|do|does|did) |just to |not to )", re.IGNORECASE)
"""How the rest of a sentence begins, where it is no question."""
GENERIC = lexicon.phrases(
    r"""all that sort of stuff
    and stuff
    or whatever
    or something
    something like that
    things like that
    blah
    you know
    i don't know
    that sort of thing"""
)
STUTTER = re.compile(r"(?<![\w'’])([\w'’]+(?: [\w'’]+)?)(?: \1(?![\w'’]))+", re.IGNORECASE)
"""A word or two of them twice in a row."""
TWICE = lexicon.words("very really so no far much many had that")
"""These may be said twice on purpose, or in good grammar."""
BROKEN = re.compile(r"(?<![\w'’-])(?:\w{1,3} - |(?![aioAIO])[a-z] (?=[a-z]))")
"""The beginning of a word that was begun again, as careful transcribers write it: `Th - there`."""
TITLED: tuple[Criterion, ...] = ("quotability", "information_density", "hook_strength")
"""Whose evidence makes the title, in this order where lengths do not decide."""


def title(item: Candidate, segments: Segments) -> str:
    """At most 60 characters: the line that says most, without its run-up."""
    lines = [line.text for line in _lines(item, segments)]
    options = [trimmed(text) for text in lines] + [
        part for text in lines for part in _clauses(text)
    ]
    ranked = sorted(
        (text for text in options if text),
        key=lambda text: (
            len(text.split()) < LEAST_WORDS,
            flaws(text) + CUT_OFF * (len(text) > TITLE_CHARACTERS),
            -min(ENOUGH, _content(text)),
        ),
    )
    return _ended(fitted((ranked or [item.text])[0], TITLE_CHARACTERS))


def hook(item: Candidate, segments: Segments) -> str:
    """At most ten words: the opening's question, number or claim, else the line to quote."""
    run = segments.sentences[item.first_sentence : item.last_sentence + 1]
    lines = [*run[:2], *_lines(item, segments)]
    clauses = [part for line in lines for part in _clauses(line.text)]
    ranked = sorted(
        clauses,
        key=lambda text: (
            not LEAST_WORDS <= len(text.split()) <= HOOK_WORDS,
            flaws(text),
            not _strong(text),
        ),
    )
    words = (ranked or [item.text])[0].split()
    if len(words) > HOOK_WORDS:
        words = words[:HOOK_WORDS]
        while len(words) > LEAST_WORDS and dangles(" ".join(words)):
            words.pop()
    return _ended(" ".join(words))


def flaws(text: str) -> int:
    """How much is wrong with a text that is to stand alone; 0 for nothing that shows."""
    found = [word.strip('.,;:!?"“”').lower() for word in text.split()]
    open_ended = bool(found) and found[0] in SUBORDINATE and not text.endswith("?")
    parts = CLAUSE.split(text)
    wrong = (
        (3, dangles(text)),
        (2, open_ended and len(parts[-1].split()) < LEAST_WORDS),
        (2, open_ended and len(parts) == 1),
        (2, text.count('"') % 2 == 1),
        (2, bool(GENERIC.search(text))),
        (2, _two_beginnings(text)),
        (1, is_weak(text)),
        (1, _is_fragment(found)),
        (1, _content(text) < THIN),
        (2, bool(LOOSE.match(text)) and not text.endswith("?")),
    )
    return sum(weight for weight, holds in wrong if holds)


def _content(text: str) -> int:
    """How many words say what it is about."""
    return sum(word.strip('.,;:!?"“”').lower() not in lexicon.STOPWORDS for word in text.split())


def _two_beginnings(text: str) -> bool:
    """Whether a sentence begins inside it, where the speaker has broken one off: `that you want You`."""
    return any(
        second[:1].isupper() and bare != "i" and bare in lexicon.STOPWORDS and first[-1:].isalpha()
        for first, second in pairwise(text.split())
        if (bare := second.strip(".,;:!?").lower())
    )


def _is_fragment(found: Sequence[str]) -> bool:
    """Whether nothing in it looks like a verb; told for English only, and alike for all the rest."""
    verbs = any(word in FINITE or "'" in word for word in found)
    return not verbs and not any(word in SUBJECTS for word in found[:-1])


def dangles(text: str) -> bool:
    """Whether a text stops where nobody would, such as behind `for` or `the`."""
    last = text.rstrip(" .,;:–—-").rsplit(" ", 1)[-1].lower()
    return last in DANGLING


def description(item: Candidate, segments: Segments, keywords: Sequence[str]) -> str:
    """The two lines that say most, in the order in which they are said, and what it is about."""
    lines = sorted({line.id: line for line in _lines(item, segments)[:DESCRIBED]}.items())
    texts = [" ".join(line.text.split()) for _, line in lines]
    about = f"About: {', '.join(keywords)}." if keywords else ""
    return " ".join(text for text in (*texts, about) if text)


def _lines(item: Candidate, segments: Segments) -> list[Sentence]:
    """Sentences that earned grades, best criterion first; then the clip's own, longest first."""
    run = segments.sentences[item.first_sentence : item.last_sentence + 1]
    inside = {sentence.id: sentence for sentence in run}
    earned = [item.scores[name].evidence for name in TITLED if name in item.scores]
    chosen = [inside[number] for number in earned if number is not None and number in inside]
    rest = sorted(run, key=lambda sentence: (-len(sentence.text), sentence.id))
    plain = [line for line in (*chosen, *rest) if "filler" not in line.flags]
    return list({line.id: line for line in plain or run}.values())


def trimmed(text: str) -> str:
    """A sentence without its run-up and fillers, beginning with a capital letter."""
    text = BROKEN.sub("", FILLED.sub("", " ".join(text.split()))).lstrip(" ,")
    text = STUTTER.sub(_once, text)
    text = OPENING.sub("", text).strip(' ,;:–—-"“”')
    return text[:1].upper() + text[1:]


def _once(found: re.Match[str]) -> str:
    word = found[1]
    return found[0] if word.lower() in TWICE or word.isdigit() else word


def fitted(text: str, characters: int) -> str:
    """A text within a number of characters: its first clauses that fit, else whole words and `…`."""
    if len(text) <= characters:
        return text
    ends = [found.start() for found in CLAUSE.finditer(text) if found.start() <= characters]
    if ends and len(text[: ends[-1]].split()) >= LEAST_WORDS:
        return text[: ends[-1]]
    short = text[: characters - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-")
    return f"{short[: characters - 1]}…"


def _clauses(text: str) -> list[str]:
    whole = trimmed(text)
    parts = [trimmed(part) for part in CLAUSE.split(whole)]
    return [whole, *(part for part in parts if part)] if whole else []


def _strong(text: str) -> bool:
    patterns = (lexicon.NUMBER, lexicon.CLAIM, lexicon.ABSOLUTE)
    return text.endswith("?") or any(pattern.search(text) for pattern in patterns)


def _ended(text: str) -> str:
    """Without a full stop or comma at the end; question and exclamation marks stay."""
    return text.rstrip(" .,;:–—-") or text
