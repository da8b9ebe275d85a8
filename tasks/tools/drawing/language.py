"""What a caption editor knows of a language: where a line may break, and which words weigh.

Punctuation counts in every language; word lists are English, and other languages do without them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

SENTENCE_END = re.compile(r"[.!?…。！？؟।]+[\"'”’»)\]]*$")
CLAUSE_END = re.compile(r"[,;:–—،、，；：]+[\"'”’»)\]]*$")
ABBREVIATION = re.compile(r"^(?:mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|[a-z])\.$", re.IGNORECASE)
NUMBER = re.compile(r"\d")
BARE = re.compile(r"[^\w'’%-]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CONJUNCTIONS = _words(
    """
    and or but nor so yet because although though while when where if unless until since that
    which who whom whose than whether as
    """
)
PREPOSITIONS = _words(
    """
    in on at by for from of to with about into over after before under between through during
    without against among around behind beyond near off onto toward towards upon within
    """
)
CLINGING = _words(
    """
    a an the this that these those my your his her its our their some any no every each i you he
    she we they it is are was were am be been being do does did have has had will would can
    could shall should may might must not never don't doesn't didn't isn't aren't wasn't weren't
    won't can't couldn't wouldn't shouldn't i'm you're we're they're i've we've i'll you'll
    we'll very too so mr. mrs. ms. dr. to
    """
)
"""Articles, possessives, pronouns, auxiliaries, negations: never the last word of a line."""
UNITS = _words(
    """
    percent per cent hundred thousand million billion trillion dollars euros pounds years year
    months weeks days hours minutes seconds times degrees kilometers miles meters
    """
)
NEGATIONS = _words(
    """
    no not never nothing nobody none nowhere don't doesn't didn't can't cannot won't isn't
    aren't wasn't wouldn't shouldn't couldn't
    """
)
SUPERLATIVES = _words(
    """
    best worst most least biggest largest smallest greatest highest lowest fastest slowest
    hardest easiest strongest first last only always every huge massive incredible amazing
    """
)
SUPERLATIVE_FORM = re.compile(r"^[a-z]{4,}(?:iest|[^aeiour]est)$")
NOT_SUPERLATIVE = _words(
    """
    interest request suggest protest harvest contest honest modest invest digest arrest forest
    guest quest chest breast tempest conquest infest manifest
    """
)


@dataclass(frozen=True)
class Break:
    """The place after a word."""

    cost: float
    """0 where a card may end, about 6 where it must not."""
    sentence: bool
    """A sentence ends here."""


def bare(text: str) -> str:
    """A word without its punctuation, lower case."""
    return BARE.sub("", text).lower().replace("’", "'").strip("-'")


def breaks_after(texts: Sequence[str], sentence_ends: set[int], language: str) -> list[Break]:
    """How well a card ends after each word. The last word counts as a sentence's end."""
    english = is_english(language)
    last = len(texts) - 1
    return [
        _break(texts[i], texts[i + 1] if i < last else "", i in sentence_ends or i == last, english)
        for i in range(len(texts))
    ]


def is_english(language: str) -> bool:
    """Whether the English lists apply; an unknown language is taken for English."""
    return language.lower().split("-")[0] in ("en", "und", "")


def _break(text: str, following: str, ends: bool, english: bool) -> Break:
    if ends or (SENTENCE_END.search(text) and not ABBREVIATION.match(text)):
        return Break(0.0, True)
    if CLAUSE_END.search(text):
        return Break(0.6, False)
    here, there = bare(text), bare(following)
    cost = 3.0
    if english and there in CONJUNCTIONS:
        cost = 1.4
    elif english and there in PREPOSITIONS:
        cost = 1.9
    if english and (here in CLINGING or here in PREPOSITIONS or here in CONJUNCTIONS):
        cost += 2.5
    if _one_name(text, following) or _one_figure(here, there):
        cost += 1.5
    return Break(cost, False)


def _one_name(text: str, following: str) -> bool:
    """Two capitalised words in a row are taken for one name; `I` is none."""
    return text[:1].isupper() and following[:1].isupper() and bare(text) != "i"


def _one_figure(here: str, there: str) -> bool:
    """`20 million`, `5 %`: a number and what it counts."""
    return bool(NUMBER.search(here)) and (there in UNITS or there.startswith("%"))


def weight_of(text: str, keywords: frozenset[str], language: str) -> int:
    """How much a word deserves the keyword colour: 3 keyword, 2 figure or superlative, 1 negation,
    0 nothing special."""
    word = bare(text)
    if not word:
        return 0
    if word in keywords:
        return 3
    if NUMBER.search(word):
        return 2
    if not is_english(language):
        return 0
    if word in SUPERLATIVES or (SUPERLATIVE_FORM.match(word) and word not in NOT_SUPERLATIVE):
        return 2
    return 1 if word in NEGATIONS else 0
