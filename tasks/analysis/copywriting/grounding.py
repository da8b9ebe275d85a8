"""Whether a text says nothing that a clip does not say: no number, no name, in any writing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from tasks.analysis.editorial import lexicon

WORD = re.compile(r"\d+(?:[.,:]\d+)*(?![^\W_])|[^\W_]+(?:['’][^\W_]+)*")
SMALL = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
ROUND = "ten twenty thirty forty fifty sixty seventy eighty ninety"
NUMBERS = {word: str(value) for value, word in enumerate(SMALL.split())}
NUMBERS |= {word: str(10 * value) for value, word in enumerate(ROUND.split(), 1)}
"""English numbers in words, as digits."""
MAGNITUDES = lexicon.words(
    """
    hundred hundreds thousand thousands million millions billion billions trillion trillions dozen
    dozens half third quarter twice double triple percent
    """
)
OPENERS = lexicon.words(
    """
    a an the this that these those it its we you he she they i my your our their his her
    why how what when where who which whose whether if is are was were do does did can could will would
    should has have had not no never always every each all most some many few more less only just even
    and but or so because before after once until while with without for from in on at by to of as than
    there here then now meet stop start try ask make let take get give go keep learn see say tell
    think know find want need use watch listen remember forget
    """
)
"""Words that may begin a sentence although the clip does not say them: they are nobody's name."""
FORBIDDEN = re.compile(r"https?:|www\.|[#@<>{}\\]|[^\s@]+@[^\s@]+")


@dataclass(frozen=True)
class Said:
    """What a clip holds."""

    text: str
    words: frozenset[str]
    amounts: frozenset[tuple[str, ...]]
    """Numbers with their magnitudes, such as `2 million`."""


def problems(text: str, said: str) -> list[str]:
    """What in a text is not said; empty where everything is.

    Every number must be said, as digits or in words and with the same magnitude. So must every word
    with a capital letter, but for ordinary words that begin a sentence. In writing without capital
    letters every word must be.
    """
    clip = _said(said)
    found = [f"{hit!r} may not be in it" for hit in FORBIDDEN.findall(text)]
    missing = _amounts(text) - clip.amounts
    found += [f"the number {' '.join(amount)!r} is not said in the clip" for amount in missing]
    opening, end = True, 0
    for match in WORD.finditer(text):
        opening = opening or bool(re.search(r"[.!?…:]", text[end : match.start()]))
        if not _grounded(match.group(), clip, opening=opening):
            found.append(f"{match.group()!r} is not said in the clip")
        opening, end = False, match.end()
    if any(unicodedata.category(sign) in ("So", "Cc", "Cf", "Co", "Cn") for sign in text):
        found.append("signs that are no words may not be in it")
    return sorted(set(found))


def _grounded(written: str, clip: Said, *, opening: bool) -> bool:
    word = plain(written)
    if word in clip.words or _is_number(word) or word.partition("'")[0] == "i":
        return True
    if not any(sign.isupper() or sign.islower() for sign in written):
        return written in clip.text
    if any(sign.isupper() for sign in written):
        return opening and word in OPENERS
    return True


@lru_cache(maxsize=64)
def _said(text: str) -> Said:
    words = frozenset(plain(match.group()) for match in WORD.finditer(text))
    return Said(text, words, frozenset(_amounts(text)))


def _amounts(text: str) -> set[tuple[str, ...]]:
    """Neighbouring numbers and magnitudes, numbers as digits."""
    found: set[tuple[str, ...]] = set()
    run: list[str] = []
    for match in WORD.finditer(text.replace("%", " percent ")):
        word = plain(match.group())
        if _is_number(word):
            run.append(NUMBERS.get(word, word))
            continue
        found.add(tuple(run))
        run = []
    found.add(tuple(run))
    return found - {()}


def _is_number(word: str) -> bool:
    return word in NUMBERS or word in MAGNITUDES or word[0].isdigit()


def plain(word: str) -> str:
    """A word as it is compared: composed, in small letters, without possessive; `1,000` as `1000`."""
    folded = unicodedata.normalize("NFKC", word).casefold().replace("’", "'")
    if folded[0].isdigit():
        return re.sub(r",(?=\d{3})", "", folded)
    return folded.removesuffix("'s").removesuffix("'")
