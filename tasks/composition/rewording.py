"""Transcript x corrected words -> the words as people want them written."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from schemas.rewording import WordEdit, WordEdits
from schemas.transcript import Transcript, Word

MARK = re.compile(r"[.?!…。？！]+$")
NEAR_MS = 400
"""In another transcript a word may be said so much sooner or later."""


def rewritten(transcript: Transcript, edits: WordEdits) -> tuple[Transcript, tuple[str, ...]]:
    """The transcript with corrected words, and which corrections found no word, in words."""
    words = list(transcript.words)
    starts = [word.start_ms for word in words]
    notes = []
    for edit in edits.items:
        place = _place(edit, transcript.words, starts)
        if place is None:
            at = f"{edit.start_ms / 1000:.1f} s"
            notes.append(f"{edit.before!r} at {at} is not in this transcript; it stays uncorrected")
        else:
            words[place] = words[place].model_copy(update={"text": edit.text})
    for place, word in enumerate(transcript.words):
        if word.text.strip() and not words[place].text.strip():
            _keep_mark(words, place, word.text)
    return transcript.model_copy(update={"words": tuple(words)}), tuple(notes)


def _keep_mark(words: list[Word], place: int, heard: str) -> None:
    """Gives the end of a sentence to the word before where its last word is removed."""
    mark = MARK.search(heard)
    before = next((n for n in range(place - 1, -1, -1) if words[n].text.strip()), None)
    if mark is None or before is None:
        return
    text = words[before].text.rstrip().rstrip(",;:")
    if not MARK.search(text):
        words[before] = words[before].model_copy(update={"text": text + mark[0]})


def _place(edit: WordEdit, words: Sequence[Word], starts: Sequence[int]) -> int | None:
    """Where the word stands: at its number, else the nearest of the same text near its time."""
    if edit.word < len(words) and _same(words[edit.word], edit):
        return edit.word
    first = bisect_left(starts, edit.start_ms - NEAR_MS)
    stop = bisect_left(starts, edit.start_ms + NEAR_MS + 1)
    found = [number for number in range(first, stop) if _same(words[number], edit)]
    return min(found, key=lambda number: abs(starts[number] - edit.start_ms), default=None)


def _same(word: Word, edit: WordEdit) -> bool:
    near = abs(word.start_ms - edit.start_ms) <= NEAR_MS
    return near and word.text.casefold() == edit.before.casefold()
