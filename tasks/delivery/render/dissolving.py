"""The picture before a cut fades over those that follow. It stands still meanwhile: nothing is decoded
or scaled for it, and a few frames are too short for that to be seen."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

import av
import cv2

from schemas.veils import Dissolve
from tasks.delivery.render.picture import copied
from tasks.tools.drawing.planes import planes_of


def dissolved(
    frames: Iterable[av.VideoFrame], dissolves: Iterable[Dissolve]
) -> Iterator[av.VideoFrame]:
    """Frames of the canvas from the first on, each changed in place where a dissolve has it.

    `dissolves` are in order and apart.
    """
    waiting, before = deque(dissolves), None
    for number, frame in enumerate(frames):
        if waiting and number == waiting[0].end_frame:
            waiting.popleft()
            before = None
        if waiting and number == waiting[0].first_frame - 1:
            before = copied(frame)  # whoever takes the frame draws on it
        elif before is not None:
            mix(frame, before, waiting[0].share_at(number))
        yield frame


def mix(frame: av.VideoFrame, other: av.VideoFrame, share: float) -> None:
    """So much of another frame over a frame of the same size, in place."""
    for plane, over in zip(planes_of(frame), planes_of(other), strict=True):
        cv2.addWeighted(over, share, plane, 1 - share, 0, dst=plane)
