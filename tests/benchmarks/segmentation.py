"""How well sections follow topics that people marked: `python -m tests.benchmarks.segmentation FOLDER`.

FOLDER holds QMSum meetings (.json with `meeting_transcripts` and `topic_list`). For each meeting the
true number of sections is given once, and found by the program once. All figures are means over
meetings:

- `pk`, `window_diff`: share of places that are wrong when utterances half a mean section apart are
  compared; lower is better;
- `f1`: boundaries found within two utterances of a marked one; higher is better.

For comparison: no boundaries at all, boundaries at random (the mean of 20 draws) and evenly spread
ones, both as many as are true.
"""

from __future__ import annotations

import argparse
import json
import random
from bisect import bisect_right
from collections.abc import Collection, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from schemas.segments import Section, Sentence
from tasks.analysis.diarize.base import VoiceJob
from tasks.analysis.diarize.labels import LabelsDiarizer
from tasks.analysis.editorial.sections import sections
from tasks.analysis.editorial.sentences import sentences
from tests.simulators.meetings import Meeting, meeting

NEAR = 2
DRAWS = 20
Cuts = Collection[int]
Figures = dict[str, float]


def measure(folder: Path) -> dict[str, Any]:
    """All figures for a folder of meetings.

    Raises:
        SystemExit: when it holds none.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise SystemExit(f"{folder} holds no .json; give a folder of QMSum meetings")
    files = {path.stem: _file(path) for path in paths}
    ways = next(iter(files.values()))["ways"]
    result: dict[str, Any] = {"meetings": len(files)}
    for way in ways:
        rows = [found["ways"][way] for found in files.values()]
        result[way] = {name: round(fmean(row[name] for row in rows), 4) for name in rows[0]}
    result["sections"] = {
        "true": sum(found["true"] for found in files.values()),
        "found": sum(found["found"] for found in files.values()),
    }
    result["each"] = {name: found["ways"]["own_count"] for name, found in files.items()}
    return result


def _file(path: Path) -> dict[str, Any]:
    said = meeting(path)
    turns = LabelsDiarizer().diarize(VoiceJob(transcript=said.transcript))
    spoken = sentences(said.transcript, turns)
    total, true = len(said.utterances), set(said.topics)
    given = cuts(said, sections(spoken, "en", len(true) + 1), spoken)
    own = cuts(said, sections(spoken, "en"), spoken)
    chance = random.Random(path.stem)
    draws = [set(chance.sample(range(1, total), len(true))) for _ in range(DRAWS)]
    even = {round(total * part / (len(true) + 1)) for part in range(1, len(true) + 1)}
    by_chance = [figures(true, draw, total) for draw in draws]
    return {
        "true": len(true) + 1,
        "found": len(own) + 1,
        "ways": {
            "true_count": figures(true, given, total),
            "own_count": figures(true, own, total),
            "none": figures(true, set(), total),
            "random": {name: fmean(draw[name] for draw in by_chance) for name in by_chance[0]},
            "even": figures(true, even, total),
        },
    }


def cuts(said: Meeting, parts: Sequence[Section], spoken: Sequence[Sentence]) -> set[int]:
    """Boundaries between sections as indices of utterances."""
    starts = [spoken[part.first_sentence].first_word for part in parts[1:]]
    return {bisect_right(said.utterances, start) - 1 for start in starts}


def figures(true: Cuts, found: Cuts, total: int) -> Figures:
    """Pk, WindowDiff and F1 of boundaries among `total` utterances."""
    return {
        "pk": pk(true, found, total),
        "window_diff": window_diff(true, found, total),
        "f1": boundary_f1(true, found),
    }


def _apart(true: Cuts, total: int) -> int:
    """Half a mean section."""
    return max(2, round(total / (len(true) + 1) / 2))


def pk(true: Cuts, found: Cuts, total: int) -> float:
    """Share of utterance pairs, half a mean section apart, that are wrongly told (un)related."""
    apart = _apart(true, total)
    wrong = [
        any(at < cut <= at + apart for cut in true) != any(at < cut <= at + apart for cut in found)
        for at in range(total - apart)
    ]
    return fmean(wrong)


def window_diff(true: Cuts, found: Cuts, total: int) -> float:
    """Share of stretches, half a mean section long, with a wrong number of boundaries."""
    apart = _apart(true, total)
    wrong = [
        sum(at < cut <= at + apart for cut in true) != sum(at < cut <= at + apart for cut in found)
        for at in range(total - apart)
    ]
    return fmean(wrong)


def boundary_f1(true: Cuts, found: Cuts) -> float:
    """F1 of boundaries, each marked one found at most once, within `NEAR` utterances."""
    left = sorted(true)
    hits = 0
    for cut in sorted(found):
        near = [mark for mark in left if abs(mark - cut) <= NEAR]
        if near:
            left.remove(min(near, key=lambda mark: (abs(mark - cut), mark)))
            hits += 1
    return 2 * hits / (len(true) + len(found)) if true or found else 1.0


def main() -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    print(json.dumps(measure(parser.parse_args().folder), indent=2))


if __name__ == "__main__":
    main()
