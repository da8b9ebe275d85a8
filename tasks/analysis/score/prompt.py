"""What managed models are asked, and how a recording's sentences are quoted to them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from schemas.segments import Section, Sentence
from tasks.analysis.score.features import Features
from tasks.tools.llm.prompt import digest_of_all, one_line, prompt_file

HERE = Path(__file__).parent
PROPOSE = prompt_file(HERE / "propose.md")
GRADE = prompt_file(HERE / "grade.md")
PROMPT_DIGEST = digest_of_all((PROPOSE, GRADE))
"""Of both; it is in the stage's key where a model is asked."""
WINDOW = 280
"""Most sentences shown at once."""
OVERLAP = 40
"""Sentences of the window before that are shown again, so that no moment is cut in two by all."""


def windows(sentences: Sequence[Sentence], sections: Sequence[Section]) -> list[Sequence[Sentence]]:
    """The recording in pieces that end where a section ends, if one does in their second half."""
    edges = [section.last_sentence + 1 for section in sections]
    parts: list[Sequence[Sentence]] = []
    start = 0
    while start < len(sentences):
        shown = max(0, start - OVERLAP)
        most = shown + WINDOW
        fitting = [edge for edge in edges if start + WINDOW // 2 < edge <= most]
        end = len(sentences) if most >= len(sentences) else max(fitting, default=most)
        parts.append(sentences[shown:end])
        start = end
    return parts


def quoted(sentence: Sentence, found: Features, *, at: bool) -> str:
    """A sentence as one line: id, second where asked for, speaker, energy, text."""
    speaker = one_line(sentence.speaker or "?")
    second = f" [{sentence.start_ms // 1000}]" if at else ""
    heard = _energy(sentence, found)
    return f"{sentence.id}{second} ({speaker}) {{{heard}}} {one_line(sentence.text)}"


def _energy(sentence: Sentence, found: Features) -> str:
    """How loud, in a word: models are given what was heard, they do not guess it."""
    if found.energy is None:
        return "-"
    names = ("quiet", "usual", "lively")
    return names[int(np.digitize(found.energy[sentence.id], [-1.0, 1.0]))]
