"""The brightness of frames of a cut clip, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tasks.tools.drawing.planes import planes_of

Luma = NDArray[np.uint8]
"""Shape (height, width); limited range."""


def lumas(path: Path, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Luma]]:
    """Number and luma of each frame in the spans, which ascend and do not overlap; the second number of
    a span is not in it. A file that ends early gives fewer.

    A luma is good until the next one is asked for.
    """
    left = [span for span in spans if span[0] < span[1]]
    with av.open(str(path)) as reader:
        reader.streams.video[0].thread_type = "SLICE"
        for number, frame in enumerate(reader.decode(video=0)):
            while left and left[0][1] <= number:
                left.pop(0)
            if not left:
                return
            if left[0][0] <= number:
                yield number, planes_of(frame)[0]
