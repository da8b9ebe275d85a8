"""What is left out of a clip: pauses that are too long, and fillers that stand apart.

Only the sound says where a cut may lie; the words' times say what it must not touch. A breath, a laugh
or a noise that is loud is no pause, and where speech and silence cannot be told apart, such as under
music, nothing is left out. Cuts are exact frames; each side of one is quiet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

import numpy as np

from schemas.clips import SourceSpan
from schemas.style.cuts import CutRules
from schemas.transcript import Word
from schemas.units import fps
from tasks.composition.fillers import is_filler
from tasks.composition.hush import CELL_MS, Flags
from tasks.tools.media.flags import runs_of

TAIL_SHARE = 0.6
"""Of what is left of a pause, how much follows the word before it."""
LEAST_REMOVED_MS = 250
"""Less is not worth a cut."""
LEAST_KEPT_MS = 400
"""Between two cuts."""
LEAST_SHOT_MS = 200
"""Between a cut of ours and one of the picture: less is a flash."""
LEAST_QUIET_MS = 40
"""On both sides of a filler that is left out."""
FILLER_EDGE_MS = 120
"""By which a filler may begin earlier or end later than its times say."""
WORD_SILENCE_MS = 350
"""No word is silent for so long inside: its times are wrong."""

Removal = tuple[int, int]
"""First frame that is left out, and the first one after it that is played."""


@dataclass(frozen=True)
class Talk:
    """What is known of a clip. All times are in milliseconds of the recording."""

    words: Sequence[Word]
    """That lie in the clip."""
    language: str
    quiet: Flags
    """From the clip's first frame on, one for each `CELL_MS`."""
    first: int
    """Recording frame at which it begins."""
    count: int
    rate: str
    cuts: Sequence[int] = ()
    """Recording frames at which the picture cuts."""

    @property
    def origin_ms(self) -> Fraction:
        """When the first cell begins."""
        return Fraction(self.first * 1000) / fps(self.rate)


def kept_spans(talk: Talk, rules: CutRules) -> tuple[SourceSpan, ...]:
    """What is played of a clip, in frames of the recording; one span where nothing is left out."""
    removals = _shy_of_cuts(_removals(talk, rules), talk)
    edges = [talk.first, *(edge for removal in removals for edge in removal)]
    edges.append(talk.first + talk.count)
    spans: list[SourceSpan] = []
    at = 0
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if end > begin:
            spans.append(SourceSpan(first_frame=begin, frame_count=end - begin, at=at))
            at += end - begin
    return tuple(spans)


def left_out(word: Word, spans: Sequence[SourceSpan], rate: str, language: str) -> bool:
    """Whether a word is a filler that is not played: its middle lies in none of the spans."""
    middle = Fraction(word.start_ms + word.end_ms, 2000) * fps(rate)
    played = any(s.first_frame <= middle < s.first_frame + s.frame_count for s in spans)
    return not played and is_filler(word.text, language)


def _removals(talk: Talk, rules: CutRules) -> list[Removal]:
    """What the rules leave out, in order, long enough to be worth it."""
    cut = rules.fillers == "cut"
    fillers = [word for word in talk.words if cut and is_filler(word.text, talk.language)]
    spoken = [word for word in talk.words if not (cut and is_filler(word.text, talk.language))]
    if not spoken:
        return []
    hesitating, nominal = _flags(talk, fillers, FILLER_EDGE_MS), _flags(talk, fillers, 0)
    free = (talk.quiet | hesitating) & ~_protected(talk, spoken)
    sounding = (~talk.quiet | nominal) & free
    begins, ends = _cell(talk, spoken[0].start_ms), _cell(talk, spoken[-1].end_ms)
    found: list[Removal | None] = []
    for begin, end in runs_of(free):
        cells = _cut_in(sounding[begin:end], begin == 0, rules)
        if cells is not None and end <= ends and (begin == 0 or begin >= begins):
            found.append(_framed(talk, begin + cells[0], begin + cells[1]))
    return [removal for removal in found if removal and _worth(removal, talk)]


def _framed(talk: Talk, begin: int, end: int) -> Removal | None:
    """Cells in whole frames: within them, or, where a filler leaves little room, a frame more."""
    exact = [(talk.origin_ms + cell * CELL_MS) * fps(talk.rate) / 1000 for cell in (begin, end)]
    firsts = [talk.first] if begin == 0 else [ceil(exact[0]), floor(exact[0])]
    first = next((frame for frame in firsts if begin == 0 or _is_quiet(frame, talk)), None)
    past = next((f for f in (floor(exact[1]), ceil(exact[1])) if _is_quiet(f, talk)), None)
    return None if first is None or past is None else (first, past)


def _is_quiet(frame: int, talk: Talk) -> bool:
    """Whether it is quiet where a frame begins."""
    cell = int((frame - talk.first) * 1000 / fps(talk.rate)) // CELL_MS
    return bool(talk.quiet[max(0, cell - 1) : cell + 1].all())


def _cut_in(sounding: Flags, opens: bool, rules: CutRules) -> tuple[int, int] | None:
    """First and past the last cell to leave out of a stretch without words; None for nothing.

    `sounding` is where fillers are heard in it. `opens`: the clip begins with it, and only a filler
    at its very beginning is worth a later start.
    """
    heard = np.flatnonzero(sounding)
    tail = round(TAIL_SHARE * rules.longest_pause_ms / CELL_MS)
    lead = round((1 - TAIL_SHARE) * rules.longest_pause_ms / CELL_MS)
    if not len(heard):
        tight = rules.silences == "tighten" and not opens
        return (tail, len(sounding) - lead) if tight else None
    before, after = int(heard[0]), len(sounding) - 1 - int(heard[-1])
    least = LEAST_QUIET_MS // CELL_MS
    if after < least or (before < least and not opens):
        return None
    return (0 if opens else min(tail, before)), len(sounding) - min(lead, after)


def _protected(talk: Talk, spoken: Sequence[Word]) -> Flags:
    """Cells of words; not where one is silent for so long that its times are wrong."""
    flags = _flags(talk, spoken, 0)
    silent = np.zeros_like(flags)
    for begin, end in runs_of(talk.quiet):
        silent[begin:end] = end - begin >= WORD_SILENCE_MS // CELL_MS
    for word in spoken:
        cells = slice(*_cells(talk, word, 0))
        if talk.quiet[cells].all():
            silent[cells] = False  # said softly
    for begin, end in runs_of(silent & flags):
        if end - begin >= WORD_SILENCE_MS // CELL_MS:
            flags[begin:end] = False
    return flags


def _flags(talk: Talk, words: Sequence[Word], edge_ms: int) -> Flags:
    """Cells in which words lie, and as much around each."""
    flags = np.zeros(len(talk.quiet), bool)
    for word in words:
        flags[slice(*_cells(talk, word, edge_ms))] = True
    return flags


def _cells(talk: Talk, word: Word, edge_ms: int) -> tuple[int, int]:
    """First and past the last cell that a word touches."""
    begin, end = (word.start_ms - edge_ms, word.end_ms + edge_ms)
    return max(0, _cell(talk, begin)), max(0, ceil((end - talk.origin_ms) / CELL_MS))


def _cell(talk: Talk, ms: int) -> int:
    return floor((ms - talk.origin_ms) / CELL_MS)


def _worth(removal: Removal, talk: Talk) -> bool:
    return removal[1] - removal[0] >= _frames(LEAST_REMOVED_MS, talk)


def _frames(ms: int, talk: Talk) -> int:
    return ceil(Fraction(ms, 1000) * fps(talk.rate))


def _shy_of_cuts(removals: Sequence[Removal], talk: Talk) -> list[Removal]:
    """What is left out, less where a flash would be left: next to a cut of the picture, and between
    two of ours, where the shorter one is given up."""
    kept: list[Removal] = []
    for whole in removals:
        removal = _clear(whole, talk)
        if not _worth(removal, talk) or not _still_quiet(whole, removal, talk):
            continue
        if not kept or removal[0] - kept[-1][1] >= _frames(LEAST_KEPT_MS, talk):
            kept.append(removal)
        elif _length(removal) > _length(kept[-1]):
            kept[-1] = removal
    return kept


def _clear(removal: Removal, talk: Talk) -> Removal:
    """As much of it as leaves what is played next to a cut of the picture long enough to be seen.

    Where a whole shot is shorter than that, it is played or left out whole.
    """
    begin, end = removal
    least = _frames(LEAST_SHOT_MS, talk)
    shots = list(pairwise([talk.first, *talk.cuts, talk.first + talk.count]))
    for first, past in shots:
        if first < begin < min(past, first + least):
            begin = min(past, first + least)
    for first, past in reversed(shots):
        if max(first, past - least) < end < past:
            end = max(first, past - least)
    return begin, end


def _still_quiet(whole: Removal, rest: Removal, talk: Talk) -> bool:
    """Whether the edges that were moved are quiet still; within a filler they are not."""
    return all(new == old or _is_quiet(new, talk) for old, new in zip(whole, rest, strict=True))


def _length(removal: Removal) -> int:
    return removal[1] - removal[0]
