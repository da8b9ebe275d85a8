"""Mixed directions on one line: levels and order by the Unicode Bidirectional Algorithm (UAX #9).

A text is one paragraph. Direction marks (LRM, RLM, ALM) count; embeddings, overrides and isolates
are treated as if they were not there, which the standard allows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Literal

from schemas.style.locales import RIGHT_TO_LEFT, script_of

Direction = Literal["auto", "ltr", "rtl"]

_REMOVED = frozenset(["BN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"])
_NEUTRAL = frozenset(["B", "S", "WS", "ON"])
_UNKNOWN = frozenset({"", "und", "mul", "mis", "zxx"})
"""Tags that name no language."""
_DEEPEST = 63
"""Brackets that are open at once; beyond that none of a text are paired."""
_CROSSED = {"\u298e": "\u298d", "\u2990": "\u298f"}
"""Closing brackets whose partner does not stand right before them in the code charts."""


def base_level(text: str, direction: Direction = "auto", language: str = "und") -> int:
    """0 for a line that begins at the left, 1 for one that begins at the right.

    What the style says wins. A text whose letters all run one way runs that way; letters of both
    go by the language's script, without a language by the first of them. Digits and signs have no
    vote; a text of nothing else goes by the language.
    """
    if direction != "auto":
        return int(direction == "rtl")
    votes = [kind != "L" for char in text if (kind := _kind(char)) in ("L", "R", "AL")]
    if votes and all(vote == votes[0] for vote in votes):
        return int(votes[0])
    if language.lower().split("-")[0] not in _UNKNOWN:
        return int(script_of(language) in RIGHT_TO_LEFT)
    return int(bool(votes) and votes[0])


def levels_of(text: str, base: int) -> tuple[int, ...]:
    """The embedding level of each character: even runs to the right, odd to the left."""
    found = [_kind(char) for char in text]
    kept = [at for at, kind in enumerate(found) if kind not in _REMOVED]
    edge = "R" if base else "L"
    kinds = _weak([found[at] for at in kept], edge)
    _bracketed([text[at] for at in kept], [found[at] for at in kept], kinds, edge)
    _neutral(kinds, edge)
    levels = dict(zip(kept, (_level(kind, base) for kind in kinds), strict=True))
    spread: list[int] = []
    for at in range(len(text)):
        spread.append(levels.get(at, spread[-1] if spread else base))
    for at in _trailing(found):
        spread[at] = base
    return tuple(spread)


def visual_order(levels: Sequence[int]) -> list[int]:
    """Indexes of one line's characters from left to right (rule L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        for start, end in _stretches([levels[at] >= level for at in range(len(levels))]):
            order[start:end] = order[start:end][::-1]
    return order


def level_runs(levels: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and past the last of each stretch of one level, in the order of reading."""
    cuts = [at for at, (one, other) in enumerate(pairwise(levels), start=1) if one != other]
    edges = [0, *cuts, len(levels)]
    yield from ((start, end) for start, end in pairwise(edges) if end > start)


def _kind(char: str) -> str:
    return unicodedata.bidirectional(char) or "L"


def _stretches(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """First and past the last of each stretch of true ones."""
    start = None
    for at, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = at
        elif not flag and start is not None:
            yield start, at
            start = None


def _weak(kinds: list[str], edge: str) -> list[str]:
    """Rules W1 to W7: marks, numbers, and what stands between and around numbers."""
    before, strong = edge, edge
    for at, kind in enumerate(kinds):
        kinds[at] = before = before if kind == "NSM" else kind
        if before in ("L", "R", "AL"):
            strong = before
        elif before == "EN" and strong == "AL":
            kinds[at] = "AN"
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for at in range(1, len(kinds) - 1):
        left, kind, right = kinds[at - 1 : at + 2]
        if left == right and (
            (kind in ("ES", "CS") and left == "EN") or (kind, left) == ("CS", "AN")
        ):
            kinds[at] = left
    for start, end in _stretches([kind == "ET" for kind in kinds]):
        if "EN" in (*kinds[max(0, start - 1) : start], *kinds[end : end + 1]):
            kinds[start:end] = ["EN"] * (end - start)
    strong = edge
    for at, kind in enumerate(kinds):
        strong = kind if kind in ("L", "R") else strong
        if kind in ("ES", "ET", "CS"):
            kinds[at] = "ON"
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"
    return kinds


def _bracketed(chars: list[str], found: list[str], kinds: list[str], edge: str) -> None:
    """Rule N0: a pair of brackets takes the direction of what is in it, both alike."""
    for opening, closing in _pairs(chars, kinds):
        inside = {_strong(kind) for kind in kinds[opening + 1 : closing]} - {""}
        if edge in inside:
            side = edge
        elif inside:
            context = (_strong(kind) for kind in reversed(kinds[:opening]))
            side = next((kind for kind in context if kind), edge)
        else:
            continue
        for place in (opening, closing):
            kinds[place] = side
            for at in range(place + 1, len(kinds)):
                if found[at] != "NSM":
                    break
                kinds[at] = side


def _pairs(chars: list[str], kinds: list[str]) -> list[tuple[int, int]]:
    """Opening and closing place of each pair of brackets, by their opening (rule BD16)."""
    open_now: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for at, char in enumerate(chars):
        partner = _bracket(char) if kinds[at] == "ON" else None
        if partner is None:
            continue
        opener, opens = partner
        if opens:
            if len(open_now) == _DEEPEST:
                return []
            open_now.append((opener, at))
            continue
        depth = next((n for n in reversed(range(len(open_now))) if open_now[n][0] == opener), None)
        if depth is not None:
            pairs.append((open_now[depth][1], at))
            del open_now[depth:]
    return sorted(pairs)


@cache
def _bracket(char: str) -> tuple[str, bool] | None:
    """The opening bracket of the pair that a bracket is of, and whether it is that one."""
    sort = unicodedata.category(char)
    if sort not in ("Ps", "Pe") or not unicodedata.mirrored(char):
        return None
    if sort == "Ps":
        return unicodedata.normalize("NFC", char), True
    near = (chr(ord(char) - step) for step in (1, 2))
    opener = _CROSSED.get(char) or next(c for c in near if unicodedata.category(c) == "Ps")
    return unicodedata.normalize("NFC", opener), False


def _strong(kind: str) -> str:
    """The direction that a character lends to its neighbours; empty for none. Numbers lend R."""
    return "R" if kind in ("EN", "AN") else kind if kind in ("L", "R") else ""


def _neutral(kinds: list[str], edge: str) -> None:
    """Rules N1 and N2: between two of one direction that one, otherwise the line's own."""
    for start, end in _stretches([kind in _NEUTRAL for kind in kinds]):
        left = _strong(kinds[start - 1]) if start else edge
        right = _strong(kinds[end]) if end < len(kinds) else edge
        kinds[start:end] = [left if left == right else edge] * (end - start)


def _level(kind: str, base: int) -> int:
    """Rules I1 and I2."""
    if base:
        return 1 if kind == "R" else 2
    return {"L": 0, "R": 1}.get(kind, 2)


def _trailing(found: Sequence[str]) -> Iterator[int]:
    """Rule L1: separators, and white space before them and at the end."""
    last = True
    for at in range(len(found) - 1, -1, -1):
        if found[at] in ("B", "S"):
            last = True
        elif found[at] != "WS" and found[at] not in _REMOVED:
            last = False
        if last:
            yield at
