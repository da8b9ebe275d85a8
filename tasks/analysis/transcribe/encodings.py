"""Bytes -> text, whatever encoding they are in.

A file seldom says. Byte order marks and UTF-8 prove themselves; for the rest the words decide: of
the usual encodings of each script, the one whose text is made of words that people use.
"""

from __future__ import annotations

import re
from functools import lru_cache

SCRIPTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("cp1252", ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi")),
    ("cp1250", ("pl", "cs", "hu", "ro", "sl", "sk", "sh")),
    ("cp1251", ("ru", "uk", "bg", "sh", "mk")),
    ("koi8-r", ("ru",)),
    ("cp866", ("ru",)),
    ("cp1253", ("el",)),
    ("cp1254", ("tr",)),
    ("cp1255", ("he",)),
    ("cp1256", ("ar", "fa")),
    ("cp1257", ("lt", "lv")),
)
WIDE: tuple[tuple[str, str], ...] = (
    ("shift_jis", r"[\u3040-\u30ff]"),
    ("euc_jp", r"[\u3040-\u30ff]"),
    ("gb18030", r"[\u4e00-\u9fff]"),
    ("big5", r"[\u4e00-\u9fff]"),
    ("euc_kr", r"[\uac00-\ud7a3]"),
)
"""Encodings of two bytes a letter, and what most of their letters are."""
COMMON_HAN = frozenset(
    "的一是不了在人有我他这個个們们中来來上大為为和國国地到以說说時时要就出會会可也你對对生能而子那得于著下自之年過过"
    "發发後后作里用道行所然家種种事成方多經经麼么去法學学如都同現现當当沒没動动面起看定天分還还進进好小部其些主樣样理"
)
SAMPLE = 8_000
QUOTES = frozenset("«»‹›“”„‘’‚…–—¿¡♪♫·\u00a0")
WORD = re.compile(r"[^\W\d_]+")
KNOWN = 2.5
"""Zipf frequency from which a word counts as one that people use."""
SURE = 0.5


def decode(data: bytes) -> str:
    """Bytes as text with newlines as line ends. Never raises.

    Byte order marks are obeyed, UTF-8 is taken where it is valid, then what `_guessed` finds.
    """
    text = _decoded(data)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if data[:3] == b"\xef\xbb\xbf":
        return data[3:].decode("utf-8", errors="replace")
    if data[1:2] == b"\x00" or (data[:1] == b"\x00" and data[1:2] != b"\x00"):
        order = "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
        return data.decode(order, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_guessed(data), errors="replace")


def _guessed(data: bytes) -> str:
    """The encoding that makes the most words; Windows-1252 where none makes any."""
    sample = _sample(data)
    shares = {name: _share(sample, name, languages) for name, languages in SCRIPTS}
    best = max(shares, key=lambda name: (shares[name], name == "cp1252"))
    if shares[best] >= SURE:
        return best
    wide = {name: _wide_share(sample, name, letters) for name, letters in WIDE}
    widest = max(wide, key=lambda name: wide[name])
    if wide[widest] >= SURE:
        return widest
    return best if shares[best] > shares["cp1252"] + 0.2 else "cp1252"


def _sample(data: bytes) -> bytes:
    """Whole lines that hold more than ASCII, at most about 8,000 bytes."""
    lines = [line for line in data.split(b"\n") if any(byte > 127 for byte in line)]
    result = b""
    for line in lines:
        if len(result) > SAMPLE:
            break
        result += line + b"\n"
    return result


def _share(sample: bytes, encoding: str, languages: tuple[str, ...]) -> float:
    """Share of the letters and signs beyond ASCII that stand in known words of one language."""
    text = sample.decode(encoding, errors="replace")
    beyond = sum(1 for char in text if not char.isascii() and char not in QUOTES)
    words = [word.lower() for word in WORD.findall(text) if not word.isascii() and len(word) > 1]
    if not words:
        return 0.0
    weights = {word: sum(not char.isascii() for char in word) for word in words}
    return max(
        sum(weights[word] for word in words if _known(word, language)) / beyond
        for language in languages
    )


@lru_cache(maxsize=20_000)
def _known(word: str, language: str) -> bool:
    from wordfreq import zipf_frequency

    return float(zipf_frequency(word, language, wordlist="small")) >= KNOWN


def _wide_share(sample: bytes, encoding: str, letters: str) -> float:
    """Share of characters beyond ASCII that are the script's own; 0 where the bytes do not fit."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    beyond = [char for char in text if ord(char) > 127]
    if not beyond:
        return 0.0
    own = sum(1 for char in beyond if re.match(letters, char))
    if letters.startswith(r"[\u4e00"):
        # Any bytes are some Chinese characters; real text is made of the common ones.
        return min(1.0, 6 * sum(char in COMMON_HAN for char in beyond) / len(beyond))
    return own / len(beyond)
