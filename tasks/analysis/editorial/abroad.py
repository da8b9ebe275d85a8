"""Titles in languages whose grammar is not known here: a whole sentence that fits, before a piece
of one.

What leans on the sentence before it, asks or says little is the last choice; nothing is rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tasks.analysis.editorial.standing import CLAUSE
from tasks.analysis.editorial.terms import rarity, stem, tokens, tongue
from tasks.analysis.editorial.tongues import Tongue, leads, leans, tongue_of

LEAST_WORDS = 4
SHORT, CUT, LEANS, LEADS, ASKS = 0.5, 1.5, 1.5, 1.0, 0.4
"""What is taken off for few telling words, for words that are cut away, for a beginning that leans
on what came before or goes on with it, and for a question."""
TELLING = 2.0
"""How rare a word is that says something."""
ENOUGH, SAID = 3, 4
"""Telling words below which a text says little, and how many count at most."""
ELLIPSIS = "…"


def headline(
    texts: Sequence[str], telling: Mapping[str, float], language: str, characters: int
) -> str:
    """The best of a clip's sentences within a number of characters, or of their beginnings; empty where
    there is none.

    Args:
        texts: the clip's sentences in their order.
        telling: how telling stems are, 0 to 1.
    """
    known = tongue_of(language)
    options = [
        (-round(_worth(text, telling, language, known) - CUT * cut, 6), place, text)
        for place, line in enumerate(texts)
        for text, cut in _fitting(" ".join(line.split()), characters)
    ]
    best = min(options, default=(0.0, 0, ""))[2]
    return best[:1].upper() + best[1:]


def _fitting(line: str, characters: int) -> Iterator[tuple[str, float]]:
    """Ways to have a sentence within a length, and how much of it each cuts: nothing, what follows a
    comma, or whatever does not fit."""
    if len(line) <= characters:
        yield line, 0.0
        return
    ends = [found.start() for found in CLAUSE.finditer(line) if found.start() <= characters]
    whole = [line[:end] for end in ends if len(line[:end].split()) >= LEAST_WORDS]
    if whole:
        yield whole[-1], 0.4
        return
    short = line[: characters - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-")
    yield f"{short[: characters - 1]}{ELLIPSIS}", 1.0


def _worth(text: str, telling: Mapping[str, float], language: str, known: Tongue | None) -> float:
    name = tongue(language)
    rare = [token for token in dict.fromkeys(tokens(text)) if rarity(token, name) >= TELLING]
    said = sorted((telling.get(stem(token), 0.0) for token in rare), reverse=True)[:SAID]
    worth = sum(said) / SAID + 0.1 * min(SAID, len(rare)) - SHORT * (len(rare) < ENOUGH)
    worth -= ASKS * text.endswith(("?", "？"))
    worth -= SHORT * (len(text.split()) < LEAST_WORDS)
    if known is not None:
        worth -= LEANS * leans(text, known) + LEADS * leads(text, known)
    return worth
