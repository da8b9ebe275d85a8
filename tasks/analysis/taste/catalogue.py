"""A customer's past episodes: transcripts, and what was chosen of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from schemas.segments import Segments, Sentence
from schemas.taste import LabelledSpan
from tasks.analysis.editorial.repeats import cold_open
from tasks.analysis.taste.signals import Signals, signals

COVERED = 0.5
SPANS = TypeAdapter(list[LabelledSpan])
CLIPS = ".clips.json"


@dataclass(frozen=True)
class Recording:
    """One episode that somebody chose from."""

    name: str
    segments: Segments
    signals: Signals
    spans: tuple[frozenset[int], ...]
    """Sentences of each thing that was chosen."""
    source: str
    """`clips`: a list was given; `opening`: found by what its opening repeats."""

    @property
    def labels(self) -> NDArray[np.float64]:
        """1 for a chosen sentence."""
        marked = np.zeros(len(self.segments.sentences))
        for span in self.spans:
            marked[sorted(span)] = 1.0
        return marked


class ClipsListError(ValueError):
    """A list of clips that is none."""


def clips_beside(path: Path) -> tuple[LabelledSpan, ...] | None:
    """The clips listed for a transcript, None where no list is beside it.

    Raises:
        ClipsListError: when the list cannot be read.
    """
    beside = path.with_name(path.name.removesuffix(path.suffix) + CLIPS)
    if not beside.exists():
        return None
    try:
        found = SPANS.validate_json(beside.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ClipsListError(f"{beside.name}: {where} {first['msg']}".strip()) from error
    return tuple(found)


def recording(name: str, segments: Segments, clips: Sequence[LabelledSpan] | None) -> Recording:
    """An episode with its labels: the listed clips, else what its opening was cut from.

    The opening itself is no material: everything up to the end of the last copy is left out.
    """
    sentences = segments.sentences
    if clips is not None:
        spans = [_inside(sentences, clip) for clip in clips]
        source = "clips"
    else:
        spans = runs(cold_open(sentences).sources)
        source = "opening"
    found = signals(segments)
    kept = tuple(frozenset(index for index in span if found.usable[index]) for span in spans)
    return Recording(name, segments, found, tuple(span for span in kept if span), source)


def _inside(sentences: Sequence[Sentence], clip: LabelledSpan) -> frozenset[int]:
    """Sentences of which at least half lies in a span."""
    return frozenset(
        item.id
        for item in sentences
        if 2 * (min(item.end_ms, clip.end_ms) - max(item.start_ms, clip.start_ms))
        >= item.end_ms - item.start_ms
    )


def runs(marked: frozenset[int]) -> list[frozenset[int]]:
    """Neighbouring sentences together."""
    groups: list[set[int]] = []
    for index in sorted(marked):
        if groups and index - 1 in groups[-1]:
            groups[-1].add(index)
        else:
            groups.append({index})
    return [frozenset(group) for group in groups]


def found_spans(item: Recording, clips: Sequence[tuple[int, int]]) -> int:
    """How many chosen spans have at least half of their words in the clips (first and last
    sentence, inclusive)."""
    held = np.zeros(len(item.segments.sentences), dtype=bool)
    for first, last in clips:
        held[first : last + 1] = True
    words = item.signals.words
    return sum(
        1
        for span in item.spans
        if words[[n for n in span if held[n]]].sum() >= COVERED * words[sorted(span)].sum()
    )
