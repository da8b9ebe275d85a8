"""Parts of a sound joined to one: exact in samples, without a click where they meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tasks.tools.media.audio import SAMPLE_RATE

FADE_MS = 8
"""Over which one part goes and the next one comes, half of it on either side of the join."""


@dataclass(frozen=True)
class Part:
    """Samples that are played without a break."""

    begin: int
    """Its first sample in the source."""
    count: int


def spliced(
    samples: NDArray[np.int16], parts: Sequence[Part], rate: int = SAMPLE_RATE
) -> NDArray[np.int16]:
    """The parts one after the other, of samples of shape (samples, channels).

    Every sample is the source's own but those within `FADE_MS` / 2 of a join, where what lies beyond
    a part's end and before the next one's beginning fades over: their sum is never louder than the
    louder of the two. Silence follows where the source has ended.
    """
    spans = [_from(samples, part.begin, part.count) for part in parts]
    joined = np.concatenate(spans) if spans else samples[:0].copy()
    at = 0
    for before, after in pairwise(parts):
        at += before.count
        half = min(FADE_MS * rate // 2000, before.count // 2, after.count // 2)
        if before.begin + before.count == after.begin or half == 0:
            continue
        going = _from(samples, before.begin + before.count - half, 2 * half)
        coming = _from(samples, after.begin - half, 2 * half)
        joined[at - half : at + half] = _crossed(going, coming)
    return joined


def _from(samples: NDArray[np.int16], begin: int, count: int) -> NDArray[np.int16]:
    """`count` samples; zeros before the first and after the last."""
    result = np.zeros((count, samples.shape[1]), np.int16)
    first, last = max(0, begin), min(len(samples), begin + count)
    if first < last:
        result[first - begin : last - begin] = samples[first:last]
    return result


def _crossed(going: NDArray[np.int16], coming: NDArray[np.int16]) -> NDArray[np.int16]:
    """One fades into the other over their whole length."""
    share = (0.5 - 0.5 * np.cos(np.pi * (np.arange(len(going)) + 0.5) / len(going)))[:, None]
    crossed: NDArray[np.int16] = np.round(going * (1 - share) + coming * share).astype(np.int16)
    return crossed
