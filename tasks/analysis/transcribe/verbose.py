"""OpenAI's `verbose_json`: words with times but without punctuation, segments with the text as written.

Both are brought together: the words of the text, with the times of those that were heard.
"""

from __future__ import annotations

import math
import re
from difflib import SequenceMatcher
from typing import Any

Record = dict[str, Any]
SIGNS = re.compile(r"[^\w]+")


def joined_records(value: Record) -> list[Record]:
    """Segments as records whose `words` are those of the text.

    Words without a time of their own have no `start`. Confidence is the word's, where there is one,
    else that of its segment.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: where the value is not of this shape.
    """
    heard = list(value.get("words") or ())
    segments = list(value.get("segments") or ())
    if not segments:
        return heard
    if all(segment.get("words") for segment in segments) or not heard:
        return [segment | {"words": _sure(segment)} for segment in segments]
    records, at = [], 0
    for number, segment in enumerate(segments):
        last = number == len(segments) - 1
        stop = at
        while stop < len(heard) and (last or _middle(heard[stop]) < float(segment["end"])):
            stop += 1
        words = written(str(segment["text"]).split(), heard[at:stop])
        records.append(segment | {"words": _sure(segment | {"words": words})})
        at = stop
    return records


def _middle(word: Record) -> float:
    return (float(word["start"]) + float(word["end"])) / 2


def _sure(segment: Record) -> list[Record]:
    """The segment's words, each with some confidence where the server says anything about it."""
    mean = segment.get("avg_logprob")
    known = isinstance(mean, (int, float)) and mean <= 0
    sure = {"confidence": round(math.exp(mean), 3)} if known and mean is not None else {}
    return [
        word if {"probability", "confidence", "score"} & word.keys() else sure | word
        for word in segment.get("words") or ()
    ]


def written(text: list[str], heard: list[Record]) -> list[Record]:
    """The words of a text with the times of those that were heard, matched by their letters."""
    if not text:
        return [{**word, "word": f" {str(word['word']).strip()}"} for word in heard]
    mine = [_letters(word) for word in text]
    theirs = [_letters(str(word["word"])) for word in heard]
    found: list[Record] = [{"word": f" {word}"} for word in text]
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    for kind, first, stop, begin, end in matcher.get_opcodes():
        if kind == "equal" or (kind == "replace" and stop - first == end - begin):
            for place, source in zip(range(first, stop), range(begin, end), strict=True):
                found[place] = {**heard[source], "word": f" {text[place]}"}
        elif kind == "replace":
            found[first] |= {"start": heard[begin]["start"]}
            if stop - first == 1:
                found[first] |= {"end": heard[end - 1]["end"]}
    return found


def _letters(word: str) -> str:
    return SIGNS.sub("", word).casefold()
