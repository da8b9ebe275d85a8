"""How well chosen clips meet what editors chose: `python -m tests.benchmarks.selection FOLDER`.

FOLDER holds transcripts `NAME.vtt`, each with `NAME.clips.json`: the excerpts that somebody chose of
it, as `[{"start_ms", "end_ms"}]`. An excerpt is found when the clips cover at least half of its
words. Shares of excerpts are means over recordings:

- `recall`: excerpts found in K clips; `hit`: recordings of which at least one was found;
- `baselines`: the same for K runs of about 40 s at random (the mean of 20 draws), for the first K,
  and for the runs that the nine criteria like best when all weigh the same;
- `edges`: what a listener would complain of, over all chosen clips;
- `lengths`: of the chosen clips, in seconds.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean, median
from typing import Any

from deployments.editorial import plan_segments, read_transcript, speakers_of
from schemas.params import Limits
from schemas.plan import EditorialPlan
from schemas.segments import Segments
from schemas.taste import LabelledSpan, TasteProfile
from schemas.transcript import Transcript
from tasks.analysis.editorial.segments import segments_of
from tasks.analysis.score.features import features
from tasks.analysis.score.windows import windows
from tasks.analysis.taste.catalogue import clips_beside
from tasks.analysis.taste.profiles import named
from tasks.settings import Settings

COVERED = 0.5
TILE_MS = 40_000
DRAWS = 20
Span = tuple[int, int]


@dataclass(frozen=True)
class Labelled:
    """A recording with what was chosen of it."""

    name: str
    transcript: Transcript
    segments: Segments
    excerpts: tuple[LabelledSpan, ...]


def measure(folder: Path, clips: int, profile: TasteProfile | None = None) -> dict[str, Any]:
    """All figures for a folder.

    Raises:
        SystemExit: when it holds no labelled transcript.
    """
    recordings = [_read(path) for path in sorted(folder.glob("*.vtt"))]
    recordings = [item for item in recordings if item.excerpts]
    if not recordings:
        raise SystemExit(f"{folder} holds no NAME.vtt with a NAME.clips.json")
    plans = [
        plan_segments(item.transcript, item.segments, Limits(max_clips=clips), profile)
        for item in recordings
    ]
    spans = [[(clip.start_ms, clip.end_ms) for clip in plan.clips] for plan in plans]
    return {
        "recordings": len(recordings),
        "excerpts": sum(len(item.excerpts) for item in recordings),
        "clips": clips,
        "profiles": sorted({plan.profile for plan in plans}),
        **_found(recordings, spans),
        "baselines": _baselines(recordings, clips),
        "edges": edges(recordings, plans),
        "lengths": _lengths(plans),
    }


def _read(path: Path) -> Labelled:
    transcript = read_transcript(path)
    segments = segments_of(transcript, speakers_of(transcript))
    return Labelled(path.stem, transcript, segments, clips_beside(path) or ())


def _found(recordings: Sequence[Labelled], spans: Sequence[Sequence[Span]]) -> dict[str, float]:
    counts = [
        sum(covered(item.transcript, excerpt, chosen) for excerpt in item.excerpts)
        for item, chosen in zip(recordings, spans, strict=True)
    ]
    shares = [n / len(item.excerpts) for n, item in zip(counts, recordings, strict=True)]
    return {
        "recall": round(fmean(shares), 4),
        "hit": round(fmean(float(n > 0) for n in counts), 4),
    }


def covered(transcript: Transcript, excerpt: LabelledSpan, clips: Sequence[Span]) -> bool:
    """Whether clips hold at least half of the words of an excerpt."""
    middles = [(word.start_ms + word.end_ms) // 2 for word in transcript.words]
    inside = [at for at in middles if excerpt.start_ms <= at < excerpt.end_ms]
    held = sum(any(start <= at < end for start, end in clips) for at in inside)
    return bool(inside) and held >= COVERED * len(inside)


def _baselines(recordings: Sequence[Labelled], clips: int) -> dict[str, dict[str, float]]:
    def by_chance(draw: int) -> Callable[[Labelled], list[Span]]:
        def chosen(item: Labelled) -> list[Span]:
            tiles = tiles_of(item.segments)
            return random.Random(f"{item.name}-{draw}").sample(tiles, min(clips, len(tiles)))

        return chosen

    draws = [_found(recordings, [*map(by_chance(draw), recordings)]) for draw in range(DRAWS)]
    first = [tiles_of(item.segments)[:clips] for item in recordings]
    equal = [equal_weights(item.segments, clips) for item in recordings]
    return {
        "random": {name: round(fmean(d[name] for d in draws), 4) for name in draws[0]},
        "earliest": _found(recordings, first),
        "equal_weights": _found(recordings, equal),
    }


def tiles_of(segments: Segments) -> list[Span]:
    """Runs of whole sentences behind each other, each just over 40 s."""
    tiles: list[Span] = []
    start: int | None = None
    for sentence in segments.sentences:
        start = sentence.start_ms if start is None else start
        if sentence.end_ms - start >= TILE_MS:
            tiles.append((start, sentence.end_ms))
            start = None
    return tiles or [(0, segments.duration_ms)]


def equal_weights(segments: Segments, clips: int) -> list[Span]:
    """The runs of about 40 s with the best mean of all grades, none in common."""
    run = segments.sentences
    ends = [item.end_ms for item in run]
    spans = []
    for first in range(len(run)):
        last = next(
            (n for n in range(first, len(run)) if ends[n] >= run[first].start_ms + TILE_MS), None
        )
        if last is not None:
            spans.append((first, last))
    graded = windows(features(segments, None, None), spans)
    order = sorted(graded, key=lambda item: (-fmean(item.grades.values()), item.first))
    chosen: list[Span] = []
    for item in order:
        span = (run[item.first].start_ms, run[item.last].end_ms)
        if all(span[1] <= start or end <= span[0] for start, end in chosen):
            chosen.append(span)
    return chosen[:clips]


def edges(recordings: Sequence[Labelled], plans: Sequence[EditorialPlan]) -> dict[str, Any]:
    """Shares and counts of what must not be, over all chosen clips."""
    total = weak = asks = reads = inside = overlaps = 0
    for item, plan in zip(recordings, plans, strict=True):
        run = item.segments.sentences
        for clip in plan.clips:
            total += 1
            weak += "weak_start" in run[clip.first_sentence].flags
            asks += "question" in run[clip.last_sentence].flags
            held = run[clip.first_sentence : clip.last_sentence + 1]
            reads += any("sponsor" in sentence.flags for sentence in held)
            inside += sum(
                word.start_ms < edge < word.end_ms
                for word in item.transcript.words
                for edge in (clip.start_ms, clip.end_ms)
            )
        overlaps += sum(one.end_ms > two.start_ms for one, two in pairwise(plan.clips))
    return {
        "clips": total,
        "weak_starts": round(weak / max(1, total), 4),
        "question_endings": asks,
        "sponsor_reads": reads,
        "cuts_inside_words": inside,
        "overlaps": overlaps,
    }


def _lengths(plans: Sequence[EditorialPlan]) -> dict[str, float]:
    seconds = sorted(clip.duration_ms / 1000 for plan in plans for clip in plan.clips)
    if not seconds:
        return {}
    return {
        "shortest": round(seconds[0], 1),
        "median": round(median(seconds), 1),
        "mean": round(fmean(seconds), 1),
        "longest": round(seconds[-1], 1),
    }


def main() -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clips", type=int, default=10)
    parser.add_argument("--profile", default="", help="NAME or NAME@DIGEST of a taste profile")
    asked = parser.parse_args()
    profile = named(asked.profile, Settings().tenant_home)
    print(json.dumps(measure(asked.folder, asked.clips, profile), indent=2))


if __name__ == "__main__":
    main()
