"""Title, hook and description of a clip, all of it taken from what is said in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.candidates import Candidate, Criterion
from schemas.segments import Segments, Sentence
from tasks.analysis.editorial import lexicon
from tasks.analysis.editorial.marks import is_weak

TITLE_CHARACTERS = 60
HOOK_WORDS = 10
LEAST_WORDS = 4
DESCRIBED = 2
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
            len(text) > TITLE_CHARACTERS,
            len(text.split()) < LEAST_WORDS,
            dangles(text),
            is_weak(text),
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
            dangles(text),
            is_weak(text),
            not _strong(text),
        ),
    )
    words = (ranked or [item.text])[0].split()
    if len(words) > HOOK_WORDS:
        words = words[:HOOK_WORDS]
        while len(words) > LEAST_WORDS and dangles(" ".join(words)):
            words.pop()
    return _ended(" ".join(words))


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
    text = FILLED.sub("", " ".join(text.split())).lstrip(" ,")
    text = OPENING.sub("", text).strip(' ,;:–—-"“”')
    return text[:1].upper() + text[1:]


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
