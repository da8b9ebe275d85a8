"""The talk's captions: WebVTT with a voice tag in each cue and a time for each word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from deployments.demo.sound import Line
from deployments.demo.voice import SpokenWord

_LONGEST = 14
"""Words in a cue."""
_SENTENCE_ENDS = (".", "?", "!")


def webvtt(lines: Sequence[Line], about: str) -> str:
    """The whole file. A cue holds at most one sentence and lasts from its first to its last word."""
    parts = ["WEBVTT", f"NOTE {about}"]
    for line in lines:
        parts += [_cue(line.speaker, words) for words in _cues(line.words)]
    return "\n\n".join(parts) + "\n"


def _cues(words: Sequence[SpokenWord]) -> Iterator[Sequence[SpokenWord]]:
    first = 0
    for i, word in enumerate(words):
        if word.text.endswith(_SENTENCE_ENDS):
            yield from _parts(words[first : i + 1])
            first = i + 1
    if first < len(words):
        yield from _parts(words[first:])


def _parts(sentence: Sequence[SpokenWord]) -> Iterator[Sequence[SpokenWord]]:
    """Equal parts of a long sentence."""
    count = -(-len(sentence) // _LONGEST)
    edges = [len(sentence) * i // count for i in range(count + 1)]
    for low, high in pairwise(edges):
        yield sentence[low:high]


def _cue(speaker: str, words: Sequence[SpokenWord]) -> str:
    first, *rest = words
    text = [_escaped(first.text), *(f"<{_time(w.start_ms)}>{_escaped(w.text)}" for w in rest)]
    times = f"{_time(first.start_ms)} --> {_time(words[-1].end_ms)}"
    return f"{times}\n<v {speaker}>{' '.join(text)}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time(ms: int) -> str:
    minutes, rest = divmod(ms, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
