"""Mezzanine -> Shots: hard cuts exact to the frame, fades, dips and dissolves.

Signals, not a second video: key frames first, and whole decoding only of what lies between two that
differ. Clips look at all of their frames again, when they are cut loose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import groupby, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schemas.artifacts import Ref
from schemas.media import Mezzanine
from schemas.scenes import Shot, Shots
from schemas.stages import Stage
from schemas.units import fps, ms_at
from tasks.analysis.glance import Gap, gaps_of, key_pictures, keys_of
from tasks.errors.recordings import MediaToolError
from tasks.stage import StageContext, stage
from tasks.tools.media.changes import CONTEXT_S, Changes, Entry, boundaries, is_black, measure
from tasks.tools.media.decode import recording_frames
from tasks.tools.media.lowres import Reducer, Small
from tasks.tools.media.rates import frames_in
from tasks.tools.media.seek import packets_of

WORKERS = 4
"""At most so many decoders at a time: each holds a dozen whole pictures."""
PIECE_S = 20
"""Seconds that one decoder works through before another may go on."""
GLANCED = 0.15
"""Where progress stands when all key frames were seen."""


@stage(Stage.DETECT_SCENES, revision=4)
def detect_scenes(ctx: StageContext, mezzanine: Ref[Mezzanine]) -> Ref[Shots]:
    """Cover the recording with shots; sound alone is one shot."""
    media = ctx.load(mezzanine, Mezzanine)

    if media.kind == "audio":
        whole = Shot(index=0, start_ms=0, end_ms=media.duration_ms, entered_by="start")
        return ctx.publish(Shots(duration_ms=media.duration_ms, shots=(whole,)))
    rate = fps(media.rate)
    changes = _changes(ctx, ctx.path(media.source), media, rate)
    shots = cover(changes, boundaries(changes, rate), media.rate, media.duration_ms)

    return ctx.publish(Shots(duration_ms=media.duration_ms, shots=shots))


def _changes(ctx: StageContext, path: Path, media: Mezzanine, rate: Fraction) -> Changes:
    """What is known of each frame, from the key frames and from whatever they leave open."""
    total, workers = frames_in(media.duration_ms, rate), min(WORKERS, ctx.settings.cpus)
    packets = packets_of(path)
    keys = keys_of(packets, rate, media.start_ms)
    pictures = key_pictures(path, keys, workers)
    ctx.progress(GLANCED)
    gaps = gaps_of(keys, pictures, packets, rate, total)
    changes = Changes.unseen(total)
    for gap in gaps:
        dark = gap.quiet and is_black(pictures[gap.key.pts])
        changes.black[gap.key.frame : gap.end] = [dark] * (gap.end - gap.key.frame)
    pieces = pieces_of(gaps, rate, total) or [Piece(0, total, None)]
    for first, part in _looked_at(ctx, path, media, pieces, workers):
        changes.enter(first, part)
        ctx.progress(GLANCED + (1 - GLANCED) * min(1.0, (first + len(part.step)) / total))
    return changes


@dataclass(frozen=True)
class Piece:
    """Frames that one decoder works through."""

    first: int
    end: int
    """Exclusive."""
    seek_pts: int | None
    """Key frame from which it is decoded; None is the beginning."""
    goes_on: bool = False
    """The next piece begins where this one ends."""


def pieces_of(gaps: Sequence[Gap], rate: Fraction, total: int) -> list[Piece]:
    """What has to be decoded: gaps that are not quiet, in pieces of about `PIECE_S`, and a little of
    what follows them."""
    pieces: list[Piece] = []
    for quiet, run in groupby(gaps, lambda gap: gap.quiet):
        if quiet:
            continue
        opened: list[Piece] = []
        for gap in run:
            if opened and gap.end - opened[-1].first <= PIECE_S * rate:
                opened[-1] = replace(opened[-1], end=gap.end)
            else:
                opened = [*(replace(piece, goes_on=True) for piece in opened)]
                opened.append(Piece(gap.key.frame, gap.end, gap.key.pts))
        after = min(total, opened[-1].end + round(CONTEXT_S * rate))
        pieces += [*opened[:-1], replace(opened[-1], end=after)]
    return pieces


def _looked_at(
    ctx: StageContext, path: Path, media: Mezzanine, pieces: Sequence[Piece], workers: int
) -> Iterator[tuple[int, Changes]]:
    """First frame and changes of each stretch of pieces that go on in one another, in order."""
    pool = ThreadPoolExecutor(workers)
    try:
        pictures = pool.map(partial(_pictures, ctx, path, media), pieces)
        start = 0
        while start < len(pieces):
            stop = next(i for i in range(start, len(pieces)) if not pieces[i].goes_on) + 1
            stretch = _joined(pieces[start:stop], pictures)
            yield pieces[start].first, measure(stretch, fps(media.rate))
            start = stop
    finally:
        pool.shutdown(cancel_futures=True)


def _joined(pieces: Sequence[Piece], pictures: Iterator[list[Small]]) -> Iterator[Small]:
    """One picture a frame. What cannot be decoded looks like the frame before it."""
    held: list[Small] = []
    missing = 0
    for piece, found in zip(pieces, islice(pictures, len(pieces)), strict=True):
        if not found:
            missing += piece.end - piece.first
            continue
        yield from (held or found[:1]) * missing
        yield from found
        held, missing = found[-1:], 0
    yield from held * missing


def _pictures(ctx: StageContext, path: Path, media: Mezzanine, piece: Piece) -> list[Small]:
    """The frames of a piece; none where nothing can be decoded."""
    reduced = Reducer()
    frames = recording_frames(
        path,
        rate=media.rate,
        start_ms=media.start_ms,
        first_frame=piece.first,
        count=piece.end - piece.first,
        seek_pts=piece.seek_pts,
        rough=True,
    )
    try:
        return [reduced(frame) for frame in frames]
    except MediaToolError as error:
        ctx.log.warning("a stretch was not looked at", first_frame=piece.first, why=str(error))
        return []


def cover(
    changes: Changes, starts: dict[int, Entry], rate: str, duration_ms: int
) -> tuple[Shot, ...]:
    """Shots without gap or overlap; their times give back the exact frames."""
    frames = [0, *starts]
    times = [*(ms_at(frame, rate) for frame in frames), duration_ms]
    ends = [*frames[1:], len(changes.motion)]
    seen = np.zeros(len(changes.motion), np.bool_)
    for first, end in changes.seen:
        seen[first + 1 : end] = True
    motion = np.asarray(changes.motion)
    return tuple(
        Shot(
            index=index,
            start_ms=times[index],
            end_ms=times[index + 1],
            entered_by=starts.get(frame, "start"),
            motion=_mean(motion[frame + 1 : end][seen[frame + 1 : end]]),
        )
        for index, (frame, end) in enumerate(zip(frames, ends, strict=True))
    )


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else 0.0
