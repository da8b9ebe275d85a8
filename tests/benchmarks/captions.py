"""How well captions are cut and set: `python -m tests.benchmarks.captions [--clips N]`.

Clips of about 35 s are cut into cards by the real cueing, laid out with the real fonts of the
starters and written as caption lines, then held against the rules of `tests.caption_rules`; what is
a bad break and an orphan stands there. Words:

- `meetings`: QMSum in the media folder, spontaneous speech with all its false starts, made-up times;
- `read`: captions of real speech in the media folder, with their own times;
- `script`: the demo's talk and made-up interviews, edited language;
- `random`: words of many kinds, pauses and speakers in any order. Only what must hold for all words
  is judged on them.

Each mode is measured with the limits of the starters that use it (`sentence`: broadcast rules, and
Clean's limits), at 9:16 and 16:9, with both ways of breaking. `broken` are overlapping cues, empty
cues, lines over their box, and words lost, shown twice or out of order; `bad` and `strict` are shares
of all ends of cues and lines, `bad_cues` of the ends of cues alone, `orphans` of the cues; `written`
are the same in caption files. Beside them, in the same run and within the same limits:

- `filled`: cards and lines filled one after the other, as a program without grammar does;
- `least`: what no cutting within the limits can go below (`bad` and `bad_cues` each by itself).

`few_words` is Bold at 9:16 with ever fewer words to a card.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, get_args

from schemas.style.subtitles import Pacing
from schemas.units import Aspect
from tasks.composition.enhance import SIDECAR_PACING
from tasks.tools.drawing.lines import break_lines
from tests.benchmarks.caption_looks import Look, judged, starters
from tests.benchmarks.caption_words import Words, corpora, sentence_ends
from tests.benchmarks.material import media_folder
from tests.caption_rules import Count, Cue, checked, why_bad

Mode = Literal["sentence", "phrase", "words"]
Breaking = Literal["balanced", "greedy"]
ASPECTS: tuple[Aspect, ...] = ("9:16", "16:9")
Both = tuple[Count, Count]
"""On the picture, and in the files."""
Bounds = dict[str, tuple[int, int]]


def measure(clips: int, media: Path | None = None) -> dict[str, Any]:
    """All figures, for `clips` clips of each kind of words at most."""
    talks = corpora(clips, media or media_folder())
    real = [clip for kind, found in talks.items() if kind != "random" for clip in found]
    result: dict[str, Any] = {"clips": {kind: len(found) for kind, found in talks.items()}}
    for mode, looks in modes().items():
        result[mode] = _measured(real, looks) | {"random_broken": _broken(talks["random"], looks)}
    bold = modes()["words"][0]
    few = [bold.paced(max_words_per_card=most) for most in (2, 3, 4, 5, 6)]
    result["few_words"] = {
        look.pacing.max_words_per_card: _row(_judged(real, look), _bounds(real, look))
        for look in few
    }
    return result


def _measured(clips: Sequence[Words], looks: Sequence[Look]) -> dict[str, Any]:
    """One mode."""
    balanced = [_judged(clips, look) for look in looks]
    greedy = [_judged(clips, look.paced(breaking="greedy")) for look in looks]
    bounds = [_bounds(clips, look) for look in looks]
    plain = [filled(words, look) for look in looks for words in clips]
    return {
        "balanced": _figures(balanced),
        "greedy": _figures(greedy),
        "filled": _shares(sum(plain, Count())),
        "least": _least(bounds),
        "each": {
            look.name: _row(found, bound)
            for look, found, bound in zip(looks, balanced, bounds, strict=True)
        },
    }


def modes() -> dict[Mode, list[Look]]:
    """The looks in which each mode is measured."""
    styles = {style.title.lower(): style for style in starters()}
    clean, bold = styles["clean"], styles["bold"]
    phrased = [style for style in styles.values() if style.pacing.mode == "phrase"]
    broadcast = SIDECAR_PACING.model_dump()
    return {
        "sentence": [
            Look.of(clean, "16:9").paced(**broadcast),
            Look.of(clean, "9:16").paced(mode="sentence"),
            Look.of(clean, "16:9").paced(mode="sentence"),
        ],
        "phrase": [Look.of(style, aspect) for style in phrased for aspect in ASPECTS],
        "words": [Look.of(bold, aspect) for aspect in ASPECTS],
    }


def _judged(clips: Sequence[Words], look: Look) -> Both:
    """All clips, on the picture and in the files."""
    both = [judged(words, look) for words in clips]
    return sum((one for one, _ in both), Count()), sum((other for _, other in both), Count())


def _figures(found: Sequence[Both]) -> dict[str, Any]:
    painted = sum((one for one, _ in found), Count())
    written = sum((other for _, other in found), Count())
    return _shares(painted) | {"written": _shares(written)}


def _row(found: Both, bound: Bounds) -> dict[str, Any]:
    row = _shares(found[0])
    kept = {name: row[name] for name in ("broken", "bad", "bad_cues", "strict", "orphans")}
    return kept | {"least": _least([bound])}


def _broken(clips: Sequence[Words], looks: Sequence[Look]) -> int:
    """Broken promises on the picture and in the files, with either breaking."""
    paced = [look.paced(breaking=breaking) for look in looks for breaking in get_args(Breaking)]
    return sum(part.broken for look in paced for words in clips for part in judged(words, look))


def _shares(count: Count) -> dict[str, Any]:
    return {
        "cues": count.cues,
        "broken": count.broken,
        "bad": _share(count.bad, count.breaks),
        "bad_cues": _share(count.bad_cues, count.breaks - count.lines),
        "strict": _share(count.strict, count.breaks),
        "orphans": _share(count.orphans, count.cues),
    }


def _share(part: int, whole: int) -> float:
    return round(part / max(1, whole), 4)


def filled(words: Words, look: Look) -> Count:
    """Cards as full as the limits allow, lines filled in turn: the baseline."""
    pacing = look.pacing
    cues: list[Cue] = []
    rows: list[list[int]] = [[]]
    for number in range(len(words)):
        row, count = rows[-1], sum(map(len, rows))
        fits = len(" ".join(words[n].text for n in [*row, number])) <= pacing.max_chars_per_line
        if not row or (fits and count < pacing.max_words_per_card):
            row.append(number)
        elif len(rows) < pacing.max_lines and count < pacing.max_words_per_card:
            rows.append([number])
        else:
            cues.append(_filled_cue(words, rows))
            rows = [[number]]
    return checked(words, [*cues, _filled_cue(words, rows)], 1000, sentence_ends(words))


def _filled_cue(words: Words, rows: Sequence[Sequence[int]]) -> Cue:
    start, end = words[rows[0][0]].start_ms, words[rows[-1][-1]].end_ms
    return Cue(start, end, tuple(map(tuple, rows)))


def _bounds(clips: Sequence[Words], look: Look) -> Bounds:
    """By figure: the fewest bad ends that cards within the limits can have, of how many ends."""
    found = {}
    for name, lines in (("bad", True), ("bad_cues", False)):
        ways = [fewest_bad(words, look.pacing, lines=lines) for words in clips]
        found[name] = (sum(bad for bad, _ in ways), sum(ends for _, ends in ways))
    return found


def _least(bounds: Sequence[Bounds]) -> dict[str, float]:
    return {
        name: _share(sum(b[name][0] for b in bounds), sum(b[name][1] for b in bounds))
        for name in ("bad", "bad_cues")
    }


def fewest_bad(words: Words, pacing: Pacing, *, lines: bool) -> tuple[int, int]:
    """Bad ends, and all ends, of the cutting with the fewest of both, in this order.

    Args:
        lines: whether ends of lines count, besides those of cards.
    """
    torn = [bool(why_bad(one, other)) for one, other in pairwise(words)] + [False]
    best = [(0, -1)]
    for end in range(1, len(words) + 1):
        ways = []
        for first in range(max(0, end - pacing.max_words_per_card), end):
            inside = _line_ends(words[first:end], torn[first:end], pacing)
            if inside is not None:
                bad, ends = best[first]
                within = inside if lines else []
                ways.append((bad + sum(within) + torn[end - 1], ends + len(within) + 1))
        best.append(min(ways))
    return best[-1]


def _line_ends(words: Words, torn: Sequence[bool], pacing: Pacing) -> list[bool] | None:
    """Whether each line but the last ends badly, as well as can be; None where they do not fit."""
    lengths, limit = [len(word.text) for word in words], pacing.max_chars_per_line
    if len(words) == 1:
        return []
    prices = [1000.0 * bad for bad in torn]
    spans = break_lines(lengths, 1.0, limit, pacing.max_lines, prices=prices)
    return None if spans is None else [torn[end - 1] for _, end in spans[:-1]]


def main() -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--clips", type=int, default=60, help="of each kind of words, at most")
    print(json.dumps(measure(parser.parse_args().clips), indent=2))


if __name__ == "__main__":
    main()
