"""Sentences in the case in which somebody would write them, where the words came all in capitals, as
captions of broadcasts do, or all in small letters, as recognisers' do.

Only how a sentence reads is changed; the words of the transcript stay. Which words are names is told by
titles (`Dr. Osei`), by introductions (`my name is Lena Fischer`), by first names, and by lists of places
and days; other names stay small. German stays as it is: which of its words are nouns is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tasks.analysis.editorial import lexicon
from tasks.analysis.editorial.kinds import is_manner, kind, plain
from tasks.analysis.editorial.named import ALWAYS, FIRST_NAMES
from tasks.analysis.editorial.runups import FILLS
from tasks.analysis.editorial.terms import is_english, rarity, tongue

Manner = Literal["as it is", "shouted", "small"]
LEAST_WORDS = 8
SHOUTED = 0.7
"""Share of the words of several letters that are all capitals, from which nothing is meant by them."""
SMALL = 0.2
"""Share of the sentences that begin with a capital letter, up to which none was put there on purpose."""
RARE = 2.6
"""How rare a word is that stands behind a first name and belongs to it: `Henry Ford`, not `Henry
took`."""
NAMED = 2.2
"""How rare a name is that is written as one wherever it stands."""
HONOURS = lexicon.words(
    "mr mrs ms dr prof st professor senator president governor mayor captain colonel sergeant "
    "congressman congresswoman sir reverend"
)
SHORT = lexicon.words("mr mrs ms dr prof st")
"""Of these, those that are written with a capital letter themselves."""
INTRODUCED = re.compile(
    r"\b(?:(?:my|his|her) name(?:'s| is)|name is|this is|i'm|i am|joined by|guest(?: today)? is"
    r"|with me is"
    r"|reporter|correspondent|host|named) (?P<first>[^\W\d_]+) (?P<last>[^\W\d_]+)",
    re.IGNORECASE,
)
MONTHS = lexicon.words("march may august")
WHEN = lexicon.words("in since until till last next early late mid by of through from during this")
"""In front of these words that are months then."""
DOTTED = re.compile(r"^(?:[a-z]\.){2,}$", re.IGNORECASE)
COUNTED = re.compile(r"^\d+(?:st|nd|rd|th|s)$")
LETTERS = re.compile(r"[^\W\d_]", re.UNICODE)


@dataclass(frozen=True)
class Casing:
    """How a recording's words came, and what of them is a name."""

    manner: Manner
    names: frozenset[str] = field(default_factory=frozenset)
    """In small letters; these are written with a capital one."""
    english: bool = True
    """Of other languages no names are known."""

    def written(self, texts: Sequence[str]) -> str:
        """The words of a sentence as one text."""
        if self.manner == "as it is":
            return " ".join(texts)
        words = [self._written(texts, place) for place in range(len(texts))]
        return " ".join([_begun(words[0]), *words[1:]]) if words else ""

    def _written(self, texts: Sequence[str], place: int) -> str:
        text, bare = texts[place], plain(texts[place])
        stem = bare.removesuffix("'s")
        shouted = self.manner == "shouted"
        if not self.english:
            return text.lower() if shouted else text
        if stem in ALWAYS:
            return _put(text, stem, ALWAYS[stem])
        titles = bare in HONOURS and place + 1 < len(texts) and _called(texts, place + 1)
        if stem in MONTHS and place and plain(texts[place - 1]) in WHEN:
            return _put(text, stem, stem[:1].upper() + stem[1:])
        if (
            titles
            or stem in self.names
            or stem.removesuffix("s") in self.names
            or _called(texts, place)
        ):
            return _put(text, stem, stem[:1].upper() + stem[1:])
        if not shouted or _is_acronym(text, bare):
            return text
        return text.lower()


def casing_of(sentences: Sequence[Sequence[str]], language: str) -> Casing:
    """How a recording's sentences, given as their words, came to be written."""
    manner = _manner(sentences, language)
    if manner == "as it is" or not is_english(language):
        return Casing(manner, english=is_english(language))
    names: set[str] = set()
    for texts in sentences:
        names.update(_names(texts))
    return Casing(manner, frozenset(names))


def _manner(sentences: Sequence[Sequence[str]], language: str) -> Manner:
    words = [text for texts in sentences for text in texts if len(LETTERS.findall(text)) > 1]
    if len(words) < LEAST_WORDS:
        return "as it is"
    if sum(text.isupper() for text in words) >= SHOUTED * len(words):
        return "as it is" if tongue(language) == "de" else "shouted"
    opened = [texts[0] for texts in sentences if texts and LETTERS.match(texts[0][:1])]
    cased = any(text[:1].islower() != text[:1].isupper() for text in opened)
    small = sum(text[:1].isupper() for text in opened) <= SMALL * len(opened)
    return "small" if cased and small else "as it is"


def _names(texts: Sequence[str]) -> Iterator[str]:
    """Words of a sentence that are names and hardly ever anything else."""
    words = [plain(text).removesuffix("'s") for text in texts]
    for place, word in enumerate(words):
        if _called(texts, place) and word not in FIRST_NAMES and rarity(word, "en") >= NAMED:
            yield word
        if word in FIRST_NAMES:
            yield word
            yield from (other for other in words[place + 1 : place + 2] if _follows(texts, place))
    for found in INTRODUCED.finditer(" ".join(words)):
        first, last = found["first"].lower(), found["last"].lower()
        if _nameable(first) and first in FIRST_NAMES and _nameable(last):
            yield last


def _follows(texts: Sequence[str], place: int) -> bool:
    """Whether the word behind a first name belongs to it."""
    if texts[place][-1:] in ",.;:?!" or place + 1 >= len(texts):
        return False
    return _nameable(plain(texts[place + 1]).removesuffix("'s"))


def _nameable(word: str) -> bool:
    known = kind(word) != "word" or word in lexicon.STOPWORDS or word in FILLS or is_manner(word)
    verb = word.endswith(("ed", "ing")) and len(word) > 4
    return word.isalpha() and not known and not verb and rarity(word, "en") >= RARE


def _called(texts: Sequence[str], place: int) -> bool:
    """Whether a title stands in front of a word: `Dr. Osei`."""
    if place == 0:
        return plain(texts[place]) in SHORT
    before = plain(texts[place - 1])
    word = plain(texts[place]).removesuffix("'s")
    if word in SHORT:
        return place + 1 < len(texts)
    if before not in HONOURS or texts[place - 1][-1:] in ",;:?!":
        return False
    titled = before in SHORT or kind(plain(texts[place - 2]) if place > 1 else "") != "article"
    return titled and _nameable(word)


def _is_acronym(text: str, bare: str) -> bool:
    """What stays in capitals: `U.S.`, `B-52`, `plan B`, `HTTPS` and its kin without a vowel."""
    if DOTTED.match(text.strip(",;:?!\"'()")):
        return True
    if any(sign.isdigit() for sign in bare):
        return not COUNTED.match(bare)
    letters = bare.removesuffix("'s")
    if len(letters) == 1:
        return letters != "a"
    vowel = any(sign in "aeiouy" for sign in letters)
    return letters.isalpha() and 2 <= len(letters) <= 5 and not vowel and letters not in UNSPELLED


UNSPELLED = FILLS | SHORT | lexicon.words("hmm shh psst nth brr tsk pfft grr vs")
"""Words without a vowel that are no acronyms."""


def _put(text: str, stem: str, form: str) -> str:
    """A word in another form, with the punctuation that it came with."""
    at = text.replace("’", "'").lower().find(stem)
    if at < 0:
        return text
    behind = text[at + len(stem) :]
    return text[:at].lower() + form + (behind.lower() if behind[:1] in "'’" else behind)


def _begun(text: str) -> str:
    """With a capital letter, behind a quotation mark too."""
    at = next((place for place, sign in enumerate(text) if sign.isalnum()), 0)
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]
