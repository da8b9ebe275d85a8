"""Marks that stand alone between words -> written on the word that they belong to."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.transcript import Word

AFTER = frozenset(".,;:!?…)]}»”’›。、？！")
BEFORE = frozenset("([{«“„‹¿¡")
QUOTES = frozenset("\"'")
SPACED_IN_FRENCH = frozenset("?!:;«»")
"""They stand alone there by rule, and only stay on the line of their word."""
DASHES = {"-": "–", "–": "–", "--": "—", "—": "—"}


def joined(words: Sequence[Word], language: str = "und") -> tuple[Word, ...]:
    """The same words, one for each; one that is only a mark gives mark and time to a neighbour and is
    written as nothing itself.

    What opens goes to the word behind it, all else to the word before; straight quotes open and close in
    turn. A dash in front of everything, or where somebody else begins to speak, is left out. Other signs
    (`&`, `♪`) are words, as are those that French sets apart (`Vraiment ?`).
    """
    apart = SPACED_IN_FRENCH if language.partition("-")[0] == "fr" else frozenset[str]()
    result = list(words)
    quoted: set[str] = set()
    before: int | None = None
    waiting: list[int] = []
    for number, word in enumerate(words):
        text = word.text.strip()
        side = None if apart & set(text) else _side(text, quoted)
        if side == "behind":
            waiting.append(number)
        elif side == "before" and before is not None:
            _onto(result, before, number)
        elif side is not None:
            result[number] = word.model_copy(update={"text": ""})
        elif text:
            _in_front(result, waiting, number)
            before, waiting = number, []
    for mark in waiting:
        result[mark] = words[mark].model_copy(update={"text": ""})
    return tuple(result)


def _side(text: str, quoted: set[str]) -> str | None:
    """On which side the word stands that a text belongs to; None where it is a word itself."""
    if text in DASHES:
        return "before"
    if text in QUOTES:
        quoted ^= {text}
        return "behind" if text in quoted else "before"
    signs = set(text)
    if signs & AFTER and signs <= AFTER | QUOTES:
        quoted -= signs
        return "before"
    if signs & BEFORE and signs <= BEFORE | QUOTES:
        quoted |= signs & QUOTES
        return "behind"
    return None


def _onto(words: list[Word], before: int, number: int) -> None:
    """A mark behind the word before it."""
    word, mark = words[before], words[number]
    words[number] = mark.model_copy(update={"text": ""})
    sign = mark.text.strip()
    if sign in DASHES and word.speaker != mark.speaker:
        return
    text = word.text.rstrip() + DASHES.get(sign, sign)
    words[before] = word.model_copy(update={"text": text, "end_ms": max(word.end_ms, mark.end_ms)})


def _in_front(words: list[Word], marks: Sequence[int], number: int) -> None:
    """Marks in front of the word behind them."""
    if not marks:
        return
    word, first = words[number], words[marks[0]]
    text = "".join(words[mark].text.strip() for mark in marks) + word.text.lstrip()
    for mark in marks:
        words[mark] = words[mark].model_copy(update={"text": ""})
    words[number] = word.model_copy(update={"text": text, "start_ms": first.start_ms})
