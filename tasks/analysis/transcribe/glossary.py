"""Names and terms of a recording, as they should be written.

Providers that can be steered are told of them beforehand. Afterwards near misses are corrected, and
every correction is said in the transcript's notes. Conservative: a word that many people use is
never touched, whatever it sounds like; another is, where it is spelled nearly like the term and
sounds like it, or where the provider was unsure of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from schemas.transcript import Transcript, Word
from tasks.analysis.transcribe.encodings import decode
from tasks.analysis.transcribe.languages import primary
from tasks.errors.recordings import GlossaryError

MOST_TERMS = 200
LONGEST_TERM = 80
COMMON = 3.6
"""Zipf frequency from which a word is common: about four uses in a million words."""
LEAST_LETTERS = 4
"""Shorter terms are only written right, never guessed at."""
ALIKE, ALIKE_SHORT = 0.6, 0.72
"""Least similarity of the letters where both sound the same; for terms of few sounds."""
FEW_SOUNDS = 3
ALIKE_UNSURE = 0.7
"""Least similarity where the provider was unsure, however it sounds."""
UNSURE = 0.5
KNOWN = 1.5
"""Zipf frequency from which a word is one at all; such words are not corrected to what sounds other."""
SOUNDS_ALIKE = 0.75
EDGES = re.compile(r"^(\W*)(.*?)((?:['’]s)?\W*)$", re.DOTALL)
UNSPACED = {"zh", "ja", "th", "lo", "km", "my"}
SOUNDS = (
    (r"^(?:kn|gn|pn)", "n"),
    (r"^wr", "r"),
    (r"^wh", "w"),
    (r"^x", "s"),
    (r"ph", "f"),
    (r"gh", ""),
    (r"tch|ch", "S"),
    (r"sch|sh", "s"),
    (r"ck|cq|q", "k"),
    (r"c(?=[eiy])", "s"),
    (r"c", "k"),
    (r"x", "ks"),
    (r"z", "s"),
    (r"[jg](?=[eiy])", "J"),
    (r"j", "J"),
    (r"v", "f"),
    (r"d", "t"),
    (r"b", "p"),
    (r"g", "k"),
    (r"h", ""),
    (r"(?<=.)[aeiouyw]+", ""),
    (r"^[aeiou]+", "A"),
)


def read_glossary(written: str) -> tuple[str, ...]:
    """Terms out of a text with commas, or out of a file with one term a line.

    Raises:
        GlossaryError: when there are too many, or one is too long.
    """
    path = Path(written)
    if "," not in written and path.is_file():
        text = decode(path.read_bytes()).replace("\n", ",")
    else:
        text = written
    terms = (" ".join(term.split()) for term in text.split(","))
    found = tuple(dict.fromkeys(term for term in terms if len(term) > 1 and term[0] != "#"))
    if len(found) > MOST_TERMS:
        raise GlossaryError(
            f"a glossary holds at most {MOST_TERMS} terms; this one has {len(found)}"
        )
    long = next((term for term in found if len(term) > LONGEST_TERM), None)
    if long is not None:
        raise GlossaryError(f"{long[:40]!r}... is longer than the {LONGEST_TERM} letters of a term")
    return found


@dataclass(frozen=True)
class Term:
    """A term of the glossary, ready to be compared."""

    text: str
    words: tuple[str, ...]
    letters: str
    sound: str


def corrected(transcript: Transcript, glossary: Sequence[str]) -> Transcript:
    """The transcript with its near misses of the terms put right; the same where there are none."""
    language = primary(transcript.language)
    if not glossary or not transcript.words:
        return transcript
    if language in UNSPACED:
        note = f"the glossary was not used for corrections: {language} is written without spaces"
        return transcript.model_copy(update={"notes": (*transcript.notes, note)})
    terms = sorted(
        (_term(text) for text in glossary), key=lambda term: (-len(term.letters), term.text)
    )
    terms = [term for term in terms if term.letters]
    known = {term.letters for term in terms} | {_letters(word) for t in terms for word in t.words}
    words: list[Word] = []
    said: Counter[str] = Counter()
    at = 0
    while at < len(transcript.words):
        found = _found(transcript.words, at, terms, known, language)
        if found is None:
            words.append(transcript.words[at])
            at += 1
            continue
        term, count = found
        here = transcript.words[at : at + count]
        put = _replaced(here, term)
        before, after = (" ".join(word.text for word in part) for part in (here, put))
        if before != after:
            said[f"{_bare(before)!r} corrected to {term.text!r}"] += 1
        words += put
        at += count
    notes = tuple(f"glossary: {what}, {count} times" for what, count in said.items())
    return transcript.model_copy(
        update={"words": tuple(words), "notes": (*transcript.notes, *notes)}
    )


def _term(text: str) -> Term:
    letters = _letters(text)
    return Term(text, tuple(text.split()), letters, sound_of(letters))


def _found(
    words: Sequence[Word], at: int, terms: Sequence[Term], known: set[str], language: str
) -> tuple[Term, int] | None:
    """The term that begins at a word, and over how many words; exact ones come first."""
    for exact in (True, False):
        for term in terms:
            for count in _counts(term):
                here = words[at : at + count]
                if len(here) == count and _fits(here, term, known, language, exact=exact):
                    return term, count
    return None


def _counts(term: Term) -> Iterator[int]:
    """How many words a term may have been heard as: its own number, one more, one less."""
    own = len(term.words)
    yield own
    yield own + 1
    if own > 1:
        yield own - 1


def _fits(here: Sequence[Word], term: Term, known: set[str], language: str, *, exact: bool) -> bool:
    parts = [_letters(word.text) for word in here]
    heard = "".join(parts)
    if not all(parts) or any(_closes(word.text) for word in here[:-1]):
        return False
    if exact:
        return heard == term.letters and not _plain_words(parts, term, language)
    if len(term.letters) < LEAST_LETTERS or heard in known or heard[0].isdigit():
        return False
    mine = {_letters(word) for word in term.words}
    if any(_common(part, language) for part in parts if part not in mine):
        return False
    alike = Levenshtein.normalized_similarity(heard, term.letters)
    if sound_of(heard) == term.sound:
        return alike >= (ALIKE if len(term.sound) > FEW_SOUNDS else ALIKE_SHORT)
    sound = Levenshtein.normalized_similarity(sound_of(heard), term.sound)
    unsure = min((w.confidence for w in here if w.confidence is not None), default=1.0) < UNSURE
    unknown = not any(_frequency(part, language) >= KNOWN for part in parts if part not in mine)
    return unsure and unknown and alike >= ALIKE_UNSURE and sound >= SOUNDS_ALIKE


def _plain_words(parts: Sequence[str], term: Term, language: str) -> bool:
    """Whether the term is also an everyday word (`apple`), or was split into such (`note book`)."""
    if len(parts) == len(term.words) > 1:
        return False
    return any(_common(part, language) for part in parts)


def _closes(text: str) -> bool:
    """Whether a sentence or clause ends here: no term goes on behind it."""
    return text[-1:] in ".?!,;:…"


def _replaced(here: Sequence[Word], term: Term) -> list[Word]:
    """The term's words in the time of those that were heard; signs around them stay."""
    opening = _edges(here[0].text)[0]
    closing = _edges(here[-1].text)[2]
    texts = list(term.words)
    texts[0] = opening + texts[0]
    texts[-1] = texts[-1] + closing
    if len(texts) == len(here):
        return [
            word.model_copy(update={"text": text}) for word, text in zip(here, texts, strict=True)
        ]
    sure = min((w.confidence for w in here if w.confidence is not None), default=None)
    start, end = here[0].start_ms, here[-1].end_ms
    total = sum(len(text) for text in texts)
    result, done = [], 0
    for text in texts:
        begin = start + (end - start) * done // total
        done += len(text)
        stop = start + (end - start) * done // total
        result.append(
            Word(
                text=text,
                start_ms=begin,
                end_ms=max(stop, begin + 1),
                confidence=sure,
                speaker=here[0].speaker,
            )
        )
    return result


def _edges(text: str) -> tuple[str, str, str]:
    """Signs before, the word, and signs and a possessive behind."""
    found = EDGES.match(text)
    assert found is not None
    return found.group(1), found.group(2), found.group(3)


def _bare(text: str) -> str:
    return "".join(_edges(text)[:2]).strip("\"'“”‘’([{")


def _letters(text: str) -> str:
    """Letters and digits without case and accents, without a possessive."""
    bare = " ".join(_edges(word)[1] for word in text.split())
    split = unicodedata.normalize("NFKD", bare.casefold())
    return "".join(char for char in split if char.isalnum())


@lru_cache(maxsize=20_000)
def sound_of(letters: str) -> str:
    """What a word sounds like, roughly: consonants that are confused are one; vowels count in front."""
    key = letters
    for pattern, put in SOUNDS:
        key = re.sub(pattern, put, key)
    return re.sub(r"(.)\1+", r"\1", key)


def _common(word: str, language: str) -> bool:
    """Whether many people use a word."""
    return _frequency(word, language) >= COMMON


@lru_cache(maxsize=50_000)
def _frequency(word: str, language: str) -> float:
    """Zipf frequency of a word; in a language without counts every short word counts as common."""
    from wordfreq import available_languages, zipf_frequency

    if language not in available_languages():
        return COMMON if len(word) < 5 else 0.0
    return float(zipf_frequency(word, language))
