"""What a caption editor knows of a language: where a line may break, and which words weigh.

Punctuation, names and figures count in every language, small words where `grammars` has them; words
that weigh are known for English.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.tools.drawing.grammar import Grammar, words
from tasks.tools.drawing.grammars import ENGLISH, grammar_of

SENTENCE_END = re.compile(r"[.!?…。！？؟।]+[\"'”’»)\]]*$")
CLAUSE_END = re.compile(r"[,;:–—،、，；：]+[\"'”’»)\]]*$")
MAY_GO_ON = re.compile(r"(?:\.\.\.|…|[.!?…][\"'”’»]+)$")
"""An ellipsis, the end of what is quoted: the sentence goes on where a small letter follows."""
ABBREVIATION = re.compile(
    r"^[\"'“„«(]*(?:mr|mrs|ms|dr|dra|prof|sr|sra|jr|st|vs|etc|cf|ca|approx|inc|ltd|corp|gen|sgt|capt|"
    r"rev|gov|mme|mlle|bzw|usw|evtl|ph\.d|[a-zÀ-ʯͰ-ӿ](?:\.[a-zÀ-ʯͰ-ӿ])*)\.$",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"^(?:no|nos|nr|n|vol|fig|p|pp|ch|art|kap|núm|abb)\.$", re.IGNORECASE)
"""Abbreviations in front of a number."""
ORDINAL = re.compile(r"^\d{1,2}\.$")
RANKED = words(
    """
    januar jänner februar märz april mai juni juli august september oktober november dezember
    jahrhundert jahrhunderts weltkrieg weltkriegs geburtstag platz liga bundesliga klasse stock
    runde minute halbzeit januari februari marts mars maj oktober desember
    """
)
"""What is counted as `5. Mai`, in languages that write a full stop then."""
NUMBER = re.compile(r"\d")
FIGURE = re.compile(r"^[^\w]*\d[\d.,:'’ ]*[^\w]*$")
YEAR = re.compile(r"^(?:1[89]|20)\d\d$")
SIGNS_OF_UNITS = words(
    """
    % ‰ € $ £ ¥ ° °c °f km kg m cm mm g mg l ml km/h mph gb mb tb kb hz khz mhz ghz kw kwh eur usd chf
    x mio mio. mrd mrd. bn k
    """
)
JOINING_SIGNS = words("& + = / ×")
PARTICLES = words("van von der den de da di del della dos du la le bin ibn al el ter ten zu af av")
"""Small words within names."""
BARE = re.compile(r"[^\w'’%-]+")

SHORT_WORD, SHORT_LINE = 7, 4
"""Letters of a word that looks forgotten on a card of its own, and on a last line."""
SHADE, BAD_LINE, LONELY_LINE = 0.05, 2.0, 2.0
"""Against how even lines are: better places are worth a little, bad ones nearly any raggedness."""

NEGATIONS = words(
    """
    no not never nothing nobody none nowhere don't doesn't didn't can't cannot won't isn't
    aren't wasn't wouldn't shouldn't couldn't
    """
)
SUPERLATIVES = words(
    """
    best worst most least biggest largest smallest greatest highest lowest fastest slowest
    hardest easiest strongest first last only always every huge massive incredible amazing
    """
)
SUPERLATIVE_FORM = re.compile(r"^[a-z]{4,}(?:iest|[^aeiour]est)$")
NOT_SUPERLATIVE = words(
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


WITHIN = Break(3.0, False, True)
"""The place between what nothing should part."""


def bare(text: str) -> str:
    """A word without its punctuation, lower case."""
    return BARE.sub("", text).lower().replace("’", "'").strip("-'")


def breaks_after(texts: Sequence[str], sentence_ends: set[int], language: str) -> list[Break]:
    """How well a card ends after each word. The last word counts as a sentence's end.

    A sign that stands alone, as French writes `Vraiment ?`, belongs to the word before it, or to the
    one after it where it opens something: `« Oui`, `$ 50`.
    """
    grammar, last = grammar_of(language), len(texts) - 1
    found: list[Break] = []
    before, ends = "", False
    for at, text in enumerate(texts):
        following, beyond = (*texts[at + 1 : at + 3], "", "")[:2]
        ends = ends or at in sentence_ends or at == last
        if _is_sign(following) and not _opens(following, before + text):
            found.append(WITHIN)
            before += text
            continue
        leads = bool(following) and _is_sign(text) and _opens(text, before, after=True)
        found.append(WITHIN if leads else _break(before + text, following, beyond, ends, grammar))
        before, ends = "", False
    return found


def is_english(language: str) -> bool:
    """Whether the English lists apply; an unknown language is taken for English."""
    return grammar_of(language) is ENGLISH


def _is_sign(text: str) -> bool:
    """Whether there is something, but neither a letter nor a digit."""
    return bool(text) and not any(char.isalnum() for char in text)


def _opens(sign: str, before: str, *, after: bool = False) -> bool:
    """Whether a sign belongs to what follows it: an opening bracket or quote, a currency that no
    number stands before; and what joins two words, such as `&`, once it is there (`after`)."""
    sort = unicodedata.category(sign[-1])
    joins = after and sign in JOINING_SIGNS
    return (
        joins
        or sign in "¿¡#@"
        or sort in ("Ps", "Pi")
        or (sort == "Sc" and not before[-1:].isdigit())
    )


def _break(text: str, following: str, beyond: str, ends: bool, grammar: Grammar) -> Break:
    if ORDINAL.match(text) and (following[:1].islower() or bare(following) in RANKED):
        return WITHIN
    if NUMBERED.match(text) and following[:1].isdigit():
        return WITHIN
    if MAY_GO_ON.search(text) and (following[:1].islower() or bare(following)[:2] in ("i", "i'")):
        return Break(0.6, False)
    if ends or (SENTENCE_END.search(text) and not ABBREVIATION.match(text)):
        return Break(0.0, True)
    if CLAUSE_END.search(text):
        return Break(0.6, False)
    here, there = bare(text), bare(following)
    cost = grammar.opens(there)
    bad = _one_name(text, following, beyond, grammar) or _one_figure(text, following, grammar)
    return Break(3.0 if cost is None else cost, False, bad or grammar.clings(here, there))


def _one_name(text: str, following: str, beyond: str, grammar: Grammar) -> bool:
    """Two capitalised words in a row are taken for one name, and so are those with a particle between
    them (`Vincent van Gogh`); but not `I` and what begins with it, and not where everything is
    written in capitals."""
    if bare(text).split("'")[0] == "i" or (text.isupper() and following.isupper()):
        return False
    if following[:1].isupper():
        return text[:1].isupper() or text in PARTICLES
    particle = following in PARTICLES and bare(following) not in grammar.small
    return particle and text[:1].isupper() and beyond[:1].isupper()


def _one_figure(text: str, following: str, grammar: Grammar) -> bool:
    """`20 million`, `five percent`, `5 %`, `20 000`, `May 5`: a number and what it counts or names.

    What follows a number is what it counts, but for small words, and behind years.
    """
    here, there = bare(text), bare(following)
    if NUMBER.search(here) or here in grammar.numerals:
        unit = following.lower().rstrip(".,;:!?") in SIGNS_OF_UNITS
        counted = unit or there in grammar.units or there.startswith("%")
        figure = text[-1:].isalnum() and not YEAR.match(here)
        return counted or (figure and there not in grammar.small)
    return here in grammar.labels and FIGURE.match(following) is not None


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
