"""What a managed model is asked, and the lines it is shown. The prompt's digest is in the key."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from schemas.segments import Sentence
from tasks.analysis.score.features import Features

PROMPT = (Path(__file__).parent / "prompt.md").read_text(encoding="utf-8")
PROMPT_DIGEST = hashlib.sha256(PROMPT.encode()).hexdigest()
WINDOW = 250
"""Sentences shown at once."""
OVERLAP = 25


def windows(sentences: Sequence[Sentence]) -> list[Sequence[Sentence]]:
    """The recording in pieces that overlap a little, so that no moment is cut in two by all of
    them."""
    starts = range(0, max(1, len(sentences) - OVERLAP), WINDOW - OVERLAP)
    return [sentences[start : start + WINDOW] for start in starts]


def request(
    part: Sequence[Sentence], found: Features, least_s: int, most_s: int, count: int
) -> str:
    """The user's message for one window."""
    lines = [_line(sentence, found) for sentence in part]
    body = "\n".join(lines)
    fence = _fence(body)
    return (
        f"Shortest: {least_s} s. Longest: {most_s} s. Give up to {count} moments.\n\n"
        f"{fence}\n{body}\n{fence}\n"
    )


def _line(sentence: Sentence, found: Features) -> str:
    speaker = " ".join((sentence.speaker or "?").split())
    text = " ".join(sentence.text.split())
    heard = _energy(sentence, found)
    return f"{sentence.id} [{sentence.start_ms // 1000}] ({speaker}) {{{heard}}} {text}"


def _energy(sentence: Sentence, found: Features) -> str:
    """How loud, in a word: models are given what was heard, they do not guess it."""
    if found.energy is None:
        return "-"
    names = ("quiet", "usual", "lively")
    return names[int(np.digitize(found.energy[sentence.id], [-1.0, 1.0]))]


def _fence(body: str) -> str:
    """A line that the quoted text does not hold: it is made of the text's own digest."""
    return f"=== {hashlib.sha256(body.encode()).hexdigest()[:24]} ==="
