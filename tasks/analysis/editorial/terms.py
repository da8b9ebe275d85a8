"""Content words: what a stretch of speech is about, and how telling each word is."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from tasks.analysis.editorial.lexicon import STOPWORDS

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*", re.UNICODE)
COMMON_ZIPF = 7.0
SUFFIXES = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ies",
    "ied",
    "edly",
    "ers",
    "er",
    "ed",
    "es",
    "ly",
    "s",
)


def tokens(text: str) -> list[str]:
    """Words in lower case, without punctuation, curly apostrophes made straight."""
    return [found.replace("’", "'").lower() for found in WORD.findall(text)]


def is_content(token: str) -> bool:
    """Whether a lower-case word says what something is about."""
    return len(token) > 2 and token not in STOPWORDS and not token.isdigit()


@lru_cache(maxsize=65536)
def stem(token: str) -> str:
    """A word without its ending, alike for `plan`, `plans`, `planned`; not for reading."""
    token = token.removesuffix("'s")
    for suffix in SUFFIXES:
        if token.endswith(suffix) and len(token) - len(suffix) >= 3:
            token = token[: -len(suffix)]
            break
    if len(token) > 3 and token[-1] == token[-2] and token[-1] not in "sl":
        token = token[:-1]
    return token.removesuffix("e") if len(token) > 4 else token


def stems(text: str) -> list[str]:
    """Stems of the content words, in order."""
    return [stem(token) for token in tokens(text) if is_content(token)]


@lru_cache(maxsize=65536)
def rarity(token: str, language: str) -> float:
    """0 for a word that everybody uses all the time, up to 7 for one that is hardly known.

    Languages that the frequency tables lack are rated 4 throughout.
    """
    from wordfreq import zipf_frequency

    try:
        return COMMON_ZIPF - min(COMMON_ZIPF, float(zipf_frequency(token, language)))
    except LookupError:
        return 4.0


def tongue(language: str) -> str:
    """The language for frequency tables: its first part, English where it is not known."""
    first = language.split("-", maxsplit=1)[0].lower()
    return "en" if first in ("", "und") else first


def is_english(language: str) -> bool:
    return tongue(language) == "en"


def salience(texts: Iterable[str], language: str) -> dict[str, float]:
    """How telling each content word (stem) of a recording is, 0 to 1.

    Words that are said often here and seldom elsewhere are the most telling.
    """
    counts: Counter[str] = Counter()
    rare: dict[str, float] = {}
    for text in texts:
        for token in tokens(text):
            if is_content(token):
                key = stem(token)
                counts[key] += 1
                rare[key] = max(rare.get(key, 0.0), rarity(token, tongue(language)))
    raw = {key: math.log1p(count) * max(0.0, rare[key] - 1.5) for key, count in counts.items()}
    raw = {key: value for key, value in raw.items() if counts[key] >= 2 or rare[key] < 6.5}
    top = max(raw.values(), default=1.0) or 1.0
    return {key: value / top for key, value in raw.items()}


def keywords(texts: Sequence[str], background: dict[str, float], count: int) -> tuple[str, ...]:
    """The most telling words of some sentences as they are written there, best first."""
    counts: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for text in texts:
        for found in WORD.findall(text):
            token = found.replace("’", "'").lower()
            if is_content(token):
                key = stem(token)
                counts[key] += 1
                written.setdefault(key, Counter())[_shown(found)] += 1
    ranked = sorted(
        counts, key=lambda key: (-round(math.log1p(counts[key]) * background.get(key, 0), 6), key)
    )
    best = [key for key in ranked if background.get(key, 0) > 0][:count]
    return tuple(
        sorted(written[key].items(), key=lambda item: (-item[1], item[0]))[0][0] for key in best
    )


def _shown(found: str) -> str:
    """A word as a keyword: as written, without a possessive `'s`."""
    return re.sub(r"['’]s$", "", found)


def shingles(text: str, size: int) -> frozenset[tuple[str, ...]]:
    """All runs of `size` words."""
    words = tokens(text)
    return frozenset(tuple(words[n : n + size]) for n in range(len(words) - size + 1))
