"""How a camera behaves: whether it keeps its subject, and how still, steadily and seldom it moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot, sqrt

from schemas.clips import CameraQuality, CropKey, FaceBox, Framing, Pane, PreparedClip
from schemas.units import fps
from schemas.views import crop_at

SLACK = 0.002
"""How far a face may stick out of the crop, in shares of the picture."""
EASE_ACCELERATION = 120 / 7
"""Mean squared second derivative of the quintic ease from 0 to 1."""


@dataclass(frozen=True)
class _Pan:
    """One move of the camera, in sizes of the crop and in frames."""

    across: float
    down: float
    first: int
    end: int

    @property
    def frames(self) -> int:
        return self.end - self.first

    def against(self, other: _Pan) -> bool:
        """Whether it goes back where the other came from."""
        return self.across * other.across + self.down * other.down < 0


def quality_of(
    framings: Sequence[Framing], faces: Sequence[Sequence[FaceBox]], clip: PreparedClip
) -> CameraQuality:
    """The report of a clip's camera, or of several; over a cut it may stand anywhere, which is no
    move.

    Args:
        faces: what each framing follows.
    """
    inside = [
        framing.layout == "letterbox_blur"
        or any(_holds(shown, box) for shown in framing.panes or (framing,))
        for framing, boxes in zip(framings, faces, strict=True)
        for box in boxes
    ]
    pans = [list(_pans(keys)) for framing in framings for keys in framing.cameras]
    moves = [pan for shot in pans for pan in shot]
    moving = {frame for pan in moves for frame in range(pan.first, pan.end)}
    turns = sum(there.against(here) for shot in pans for here, there in pairwise(shot))
    rate = float(fps(clip.rate))
    seconds = clip.frame_count / rate
    return CameraQuality(
        subject_in_frame=round(sum(inside) / len(inside), 3) if inside else None,
        still_frames=round(1 - len(moving) / clip.frame_count, 3),
        reversals_per_second=turns / seconds,
        acceleration=sqrt(sum(_shaken(pan, rate) for pan in moves) / seconds),
        moves_per_minute=len(moves) / seconds * 60,
        directed=_shots(framings, clip, met=True),
        unmet=_shots(framings, clip, met=False),
    )


def _shots(framings: Sequence[Framing], clip: PreparedClip, *, met: bool) -> int:
    """How many shots a person has directed whose wish is met, or is not."""
    firsts = [f.first_frame for f in framings if f.wish and met == (not f.unmet)]
    return sum(any(first <= at < end for at in firsts) for first, end in clip.shots)


def _pans(keys: Sequence[CropKey]) -> Iterator[_Pan]:
    for here, there in pairwise(keys):
        if here.ease == "smooth":
            across, down = (there.x - here.x) / here.width, (there.y - here.y) / here.height
            yield _Pan(across, down, here.frame, there.frame)


def _shaken(pan: _Pan, rate: float) -> float:
    """Squared acceleration of an eased pan, summed over its seconds."""
    return EASE_ACCELERATION * hypot(pan.across, pan.down) ** 2 / (pan.frames / rate) ** 3


def _holds(shown: Framing | Pane, box: FaceBox) -> bool:
    """Whether a face lies inside the crop at its frame."""
    crop = crop_at(shown, box.frame)
    return (
        max(0.0, box.x) >= crop.x - SLACK
        and max(0.0, box.y) >= crop.y - SLACK
        and min(1.0, box.x + box.width) <= crop.x + crop.width + SLACK
        and min(1.0, box.y + box.height) <= crop.y + crop.height + SLACK
    )
