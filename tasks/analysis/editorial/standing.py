"""What is wrong with a text that is to stand alone, such as a title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.analysis.editorial import lexicon
from tasks.analysis.editorial.grammar import (
    DANGLING,
    ends_open,
    has_verb,
    impossible,
    orders,
    runs_on,
)
from tasks.analysis.editorial.kinds import NAMELESS, POINTERS, Kind, kind, plain
from tasks.analysis.editorial.terms import is_content

LEAST_WORDS = 3
THIN = 2
"""Words that say what it is about: fewer say little."""
TELLS = 3
"""With so many it says something to whoever knows nothing else."""
CLAUSE = re.compile(r"[,;:]\s+|\s+[–—-]\s+")
ATTITUDE = re.compile(
    r"^(?:(?:i|we)(?:'d|'m|'ve)? (?:(?:just|really|also|still|always|actually|would) )?(?:think|guess|"
    r"mean|believe|suspect|know|say|said|found|noticed|learned|realized)(?: like)?"
    r"|(?:it|that) (?:seems|seemed|looks|looked|sounds)(?: to me)?(?: like| as if)?"
    r"|(?:the|my|our|one|another) (?:\w+ )?(?:thing|point|fact|problem|idea|guess|opinion|feeling|"
    r"truth|story|answer|result)(?: here)? (?:is|was))(?: that)?,? ",
    re.IGNORECASE,
)
"""Who thinks so, in front of what is thought."""
SUBORDINATE = lexicon.words(
    """
    if when whenever whereas while because cuz since although though unless until till that which
    who whom whose whether as than or nor for to of with without by from in on at into about like
    instead rather especially even except including such where wherever then and but so
    """
)
"""A clause that begins with one of these says something only together with another."""
CONDITIONS = lexicon.words(
    "if when whenever whereas while because cuz since although though unless until once as"
)
PRONOUNS = lexicon.words(
    """
    it they them he she him it's they're he's she's they've they'd they'll it'll he'd she'd he'll
    she'll its their his her
    """
)
OUTSIDE = lexicon.words("neither either such same both otherwise instead therefore hence or nor")
BESIDES = frozenset({"the other", "another one", "the same", "the former", "the latter", "one is"})
"""What stands beside something that was said before."""
ONES = lexicon.phrases(
    r"""(?:that|this|another|other|first|second|third|last|each|which) one(?:s|'s)?(?! (?:of|hundred|thousand|million|day|\w+ed)\b)
    the ones?(?= (?:i|you|we|he|she|they|that|is|was|are|with|in|on)\b)
    the others?(?! (?:day|night|week|side|hand)\b)
    (?:both|each|either|neither|all|some|most|none|half|one|two|three|four|five|six|many|few|several) of (?:them|those|these|it|that)(?! (?:who|days))
    (?:do|did|does|have|need|want|like|use|with|for) both(?=[.,?!]|$)"""  # noqa: E501
)
"""Stands for something named before, among the first words."""
ALONE: frozenset[Kind] = frozenset({"be", "modal", "aux", "in", "and", "to", "adverb", "third"})
"""In front of these `that` stands for something."""
NOUN_CLAUSE = lexicon.words("what how why where who")
INSIDE = re.compile(r"[?!.] |(?:^| )['’]\w")
"""The end of a sentence in the middle, or a word without its beginning."""
TO_DO = re.compile(r"^it(?:'s| is| was| will be| would be) .*\b(?:to|that)\b ", re.IGNORECASE)
"""`It is hard to` points at nothing, wherever it stands."""
GENERIC = lexicon.phrases(
    r"""all that sort of stuff
    and stuff
    or whatever
    or something
    something like that
    things like that
    blah
    you know
    i don't know(?=[ .,?]*$|,)
    what i mean
    that sort of thing
    that kind of thing
    and so on
    and so forth
    et cetera"""
)


PLACED = lexicon.phrases(
    r"""(?:here|there)(?=[ .!]*$)
    also
    as well(?! as)"""
)
"""Where nobody sees it, or beside what nobody heard."""


def flaws(text: str) -> int:
    """How much is wrong with a text that is to stand alone; 0 for nothing that shows."""
    written = text.split()
    words = [plain(word) for word in written]
    if not any(words):
        return 9
    return broken(text) + (3 * _points_outside(words, text)) + _vague(text, words)


def broken(text: str) -> int:
    """How much of that is grammar: neither what it points at nor how little it says."""
    written = text.split()
    words = [plain(word) for word in written]
    if not any(words):
        return 9
    asks = text.endswith("?")
    wrong = (
        (3 * impossible(written), True),
        (3, ends_open(written)),
        (3, any(dangles(part) for part in CLAUSE.split(text)[:-1])),
        (3, not asks and not says(written)),
        (3, not asks and _leans(text, words)),
        (3, not asks and promises(text, written)),
        (3, asks and not asks_whole(words)),
        (2, not asks and kind(words[0]) in ("modal", "aux", "be")),
        (2, text.count('"') % 2 == 1),
        (2, runs_on(written)),
        (3, bool(INSIDE.search(text))),
        (2, any(kind(word) == "spoken" for word in words)),
    )
    return sum(weight for weight, holds in wrong if holds)


def _vague(text: str, words: Sequence[str]) -> int:
    return (
        2 * bool(GENERIC.search(text))
        + any(word in NAMELESS for word in words)
        + bool(PLACED.search(text))
        + 2 * (content(text) < THIN)
        + 2 * (len(words) < LEAST_WORDS)
    )


def content(text: str) -> int:
    """How many words say what it is about."""
    return sum(is_content(plain(word)) for word in text.split())


def dangles(text: str) -> bool:
    """Whether a text stops where nobody would, such as behind `for` or `the`."""
    last = text.rstrip(" .,;:–—-").rsplit(" ", 1)[-1].lower()
    return last in DANGLING


def says(written: Sequence[str]) -> bool:
    """Whether it is a whole statement, or tells somebody to do something."""
    first = plain(written[0])
    if first in CONDITIONS or first in lexicon.CONNECTIVE:
        return any(has_verb(part.split()) for part in CLAUSE.split(" ".join(written))[1:])
    named = first in NOUN_CLAUSE and len(written) > 3 and has_verb(written[1:])
    return named or has_verb(written) or orders(written) or _after_phrase(written)


def _after_phrase(written: Sequence[str]) -> bool:
    """`In the end, nobody came`: a short phrase, then a sentence."""
    parts = CLAUSE.split(" ".join(written))
    return len(parts) == 2 and len(parts[0].split()) <= 4 and has_verb(parts[1].split())


def asks_whole(words: Sequence[str]) -> bool:
    """Whether a question begins as one: `a second one?` does not."""
    first = words[0].split("'")[0]
    if kind(words[0]) in ("modal", "aux", "be"):
        return kind(words[-1]) != "in"
    return kind(words[0]) == "asks" or first in ("what", "who", "where", "how", "when")


def _leans(text: str, words: Sequence[str]) -> bool:
    """Whether it begins as half of a sentence whose other half is missing."""
    if words[0] not in SUBORDINATE:
        return False
    return not any(has_verb(part.split()) for part in CLAUSE.split(text)[1:])


def promises(text: str, written: Sequence[str]) -> bool:
    """Whether a `that`, `if` or `I think` leads on to a clause that is not there."""
    whose = ATTITUDE.match(text)
    if whose and not says(text[whose.end() :].split()):
        return True
    words = [plain(word) for word in written]
    for place in range(len(words) - 1, 0, -1):
        if words[place] in ("that", "if", "whether") and _joins(words, place):
            return not says(written[place + 1 :])
    return False


def _points_outside(words: Sequence[str], text: str) -> bool:
    """Whether it points at something that it does not name."""
    if words[0] in OUTSIDE or words[0].split("'")[0] in POINTERS:
        return True
    if TO_DO.match(text) and lexicon.PLEONASTIC.match(text):
        return False
    named = several = False
    for place, word in enumerate(words):
        if word in PRONOUNS and not (several if word.startswith("the") else named):
            return True
        shown = word.split("'")[0] in POINTERS and word not in POINTERS
        if shown and place and kind(words[place - 1]) != "word":
            return True
        alone = place + 1 == len(words) or kind(words[place + 1]) in ALONE
        if word in POINTERS and not _joins(words, place) and (alone or not named):
            return True
        names = is_content(word) and kind(word) == "word"
        named, several = named or names, several or (names and word.endswith("s"))
    beside = any(" ".join(words[at : at + 2]) in BESIDES for at in range(2))
    return beside or bool(ONES.search(text))


def _joins(words: Sequence[str], place: int) -> bool:
    """`that` and `if` in front of a clause, or behind what it tells more of: `you know that they`,
    `people that work`."""
    if place == 0 or place + 1 >= len(words):
        return False
    if words[place] != "that":
        return words[place] in ("if", "whether")
    behind = kind(words[place + 1])
    clause = behind in ("subject", "article", "owner", "there", "one", "asks")
    more = behind in ("modal", "aux", "be", "verb", "past", "third")
    return clause or (more and kind(words[place - 1]) in ("word", "subject"))
