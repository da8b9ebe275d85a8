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

SHORT_WORD, SHORT_LINE = 7, 4
"""Letters of a word that looks forgotten on a card of its own, and on a last line."""
SHADE, BAD_LINE, LONELY_LINE = 0.05, 2.0, 2.0
"""Against how even lines are: better places are worth a little, bad ones nearly any raggedness."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


JOINING = _words("and or but nor so yet because although though while if unless until since")
"""What follows them is a clause or phrase of its own: before them nearly every word may end a line."""
CONJUNCTIONS = JOINING | _words(
    """
    when where that which who whom whose than whether as what how why whenever wherever whatever
    """
)
PREPOSITIONS = _words(
    """
    in on at by for from of to with about into over after before under between through during
    without against among around behind beyond near off onto toward towards upon within across
    along beside besides despite except inside outside like per plus via above below beneath
    """
)
DETERMINERS = _words("a an the my your his its our their every each no some any these those this")
SUBJECTS = _words("i he she we they there let's")
"""Pronouns that a verb follows."""
EITHER = _words("you it her that this these those some any there")
"""Also what a verb is about: `tell you`, `give it`."""
MODALS = _words(
    """
    can could will would shall should may might must cannot can't couldn't won't wouldn't shan't
    shouldn't mightn't mustn't ought gonna gotta wanna not never very too
    """
)
"""And what else leads to the word after it: negations, degrees."""
BEING = _words(
    """
    is are was were am be been being do does did done have has had having don't doesn't didn't isn't
    aren't wasn't weren't haven't hasn't hadn't ain't i'm you're we're they're he's she's it's
    that's there's here's what's who's where's how's i've you've we've they've i'd you'd he'd she'd
    we'd they'd it'd i'll you'll he'll she'll we'll they'll it'll that'll who'd who'll
    """
)
"""Auxiliaries that are verbs by themselves, too: `it was | in the middle`."""
TITLES = _words("mr. mrs. ms. dr. prof. st. mr mrs ms dr prof professor president sir madam")
NUMERALS = _words(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    thousand million billion trillion
    """
)
UNITS = _words(
    """
    percent per cent hundred thousand million billion trillion dollars euros pounds cents year years
    month months week weeks day days hour hours minute minutes second seconds times degrees
    kilometers kilometres miles meters metres feet inches kilos kilograms grams tons
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
    """0 where a card may end, 3 where nothing speaks for or against it."""
    sentence: bool
    """A sentence ends here."""
    bad: bool = False
    """The word belongs to the next one: neither card nor line should end here."""


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
    bad = _one_name(text, following) or _one_figure(here, there)
    return Break(cost, False, bad or (english and _clings(here, there)))


def _clings(here: str, there: str) -> bool:
    """Whether an English word leads to the one after it: an article to its noun, a subject to its
    verb, an auxiliary to another verb, a preposition to its object, a conjunction to its clause."""
    if here in CONJUNCTIONS or here in TITLES:
        return True
    if here in PREPOSITIONS or here in MODALS:
        return there not in JOINING
    if here in EITHER:
        return there not in CONJUNCTIONS and there not in PREPOSITIONS
    if here in BEING:
        stands_alone = CONJUNCTIONS | PREPOSITIONS | DETERMINERS
        return there == "to" or there not in stands_alone
    return here in DETERMINERS or here in SUBJECTS


def _one_name(text: str, following: str) -> bool:
    """Two capitalised words in a row are taken for one name, but not `I` and what begins with it,
    and not where everything is written in capitals."""
    if bare(text).split("'")[0] == "i" or (text.isupper() and following.isupper()):
        return False
    return text[:1].isupper() and following[:1].isupper()


def _one_figure(here: str, there: str) -> bool:
    """`20 million`, `five percent`, `5 %`: a number and what it counts."""
    number = bool(NUMBER.search(here)) or here in NUMERALS
    return number and (there in UNITS or there.startswith("%"))


def line_prices(breaks: Sequence[Break], last_word: str) -> list[float]:
    """What it costs to end a line after each word of a card, in squares of a line's width.

    A last line of one short word is paid for where it would begin; `last_word` is the card's.
    """
    prices = [SHADE * place.cost + (BAD_LINE if place.bad else 0.0) for place in breaks]
    if len(prices) > 1 and len(bare(last_word)) <= SHORT_LINE:
        prices[-2] += LONELY_LINE
    return prices


def is_short(text: str) -> bool:
    """Whether a word alone on a card looks forgotten there."""
    return len(bare(text)) <= SHORT_WORD


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
