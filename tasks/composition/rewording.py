"""Transcript x corrected words -> the words as people want them written."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from difflib import SequenceMatcher

from schemas.plan import PlannedClip
from schemas.rewording import WordEdit, WordEdits
from schemas.transcript import Transcript, Word

PUNCTUATION = ".,;:!?…"
SKIPPED = 12
"""So many fillers and words said twice may be missing inside a title."""
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


def retitled(clip: PlannedClip, heard: Sequence[Word], written: Sequence[Word]) -> PlannedClip:
    """A clip with its title and hook in corrected words, where these were taken from what is said;
    what a model or a person worded stays.

    Args:
        heard: the recording's words.
        written: the same words as they are corrected, one for each.
    """
    if clip.wording != "extractive" or heard == written:
        return clip
    inside = [
        number
        for number, word in enumerate(heard)
        if 2 * clip.start_ms <= word.start_ms + word.end_ms < 2 * clip.end_ms
    ]
    said = [heard[number] for number in inside]
    shown = [written[number] for number in inside]
    texts = {name: _in_words(getattr(clip, name), said, shown) for name in ("title", "hook")}
    return clip.model_copy(update=texts)


def _in_words(text: str, said: Sequence[Word], shown: Sequence[Word]) -> str:
    """A text with the words corrected from which it was taken; the text itself where that leaves
    nothing."""
    mine = text.split()
    match = SequenceMatcher(
        None, [_plain(word) for word in mine], [_plain(word.text) for word in said], autojunk=False
    )
    best = match.find_longest_match()
    for block in match.get_matching_blocks():
        if abs((block.b - block.a) - (best.b - best.a)) > SKIPPED:
            continue
        for step in range(block.size):
            own, there = block.a + step, block.b + step
            if said[there].text != shown[there].text:
                mine[own] = _as_there(shown[there].text, mine[own])
    made = " ".join(word for word in mine if word)
    return made[:1].upper() + made[1:] if made else text


def _as_there(text: str, there: str) -> str:
    """A corrected word with the punctuation that the title has there."""
    bare = text.strip().rstrip(PUNCTUATION)
    mark = there[len(there.rstrip(PUNCTUATION)) :]
    return f"{bare}{mark}" if bare else ""


def _plain(word: str) -> str:
    return word.strip(PUNCTUATION + "\"'“”‘’(").casefold()


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
