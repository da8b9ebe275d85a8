"""Where the person stands in each frame, and what the face does."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, radians, sin, tau

import numpy as np
from numpy.typing import NDArray

from deployments.demo.figure import CENTRE, FACE, SCALE, Expression
from deployments.demo.script import Shot
from deployments.demo.sets import DESK

_SEED = 11
_BLINK_FRAMES = (0.5, 0.5, 1.0, 1.0, 0.5, 0.5)
_DESK_ROW = 338.0
"""Picture row that stands at the edge of the desk in wide shots."""


@dataclass(frozen=True)
class Pose:
    """The neck's place in the frame, picture pixels to frame pixels, degrees to the right."""

    x: float
    y: float
    scale: float
    degrees: float

    def matrix(self) -> NDArray[np.float64]:
        """2 x 3, from sprite pixels to frame pixels."""
        c = cos(radians(self.degrees)) * self.scale / SCALE
        s = sin(radians(self.degrees)) * self.scale / SCALE
        x, y = CENTRE[0] * SCALE, CENTRE[1] * SCALE
        return np.array([[c, -s, self.x - c * x + s * y], [s, c, self.y - s * x - c * y]])

    def face(self, expression: Expression) -> tuple[float, float, float, float]:
        """Left, top, width, height of the face in frame pixels."""
        left, top, width, height = FACE
        middle = np.array([left + width / 2 + expression.turn, top + height / 2 + expression.nod])
        x, y = self.matrix() @ np.array([*(middle * SCALE), 1.0])
        wide, high = width * self.scale, height * self.scale
        return float(x - wide / 2), float(y - high / 2), wide, high


def pose_at(shot: Shot, seconds: float, part: float) -> Pose | None:
    """Where the person stands.

    Args:
        shot: the room.
        seconds: since the start of the talk; the sway never repeats visibly.
        part: of the shot that has gone by, 0 to 1.

    Returns:
        None where a shot shows no person.
    """
    sway = _sway(seconds)
    lean = 1.3 * _wave(seconds, 7.1, 0.4) + 0.7 * _wave(seconds, 3.3, 1.9)
    if shot == "sponsor":
        return None
    if shot in ("title", "end"):
        return Pose(950 + 6 * sway, 470, 1.62 + 0.05 * part, lean * 0.6)
    if shot == "close":
        return Pose(620 + 46 * sway, 458 + 4 * sway, 2.12 + 0.2 * part, lean)
    if shot == "left":
        return _behind_desk(340 + 40 * sway, 1.32 + 0.1 * part, lean)
    if shot == "right":
        return _behind_desk(960 - 340 * _eased(part) + 12 * sway, 1.24 + 0.16 * part, lean)
    return Pose(1003 + 12 * sway, 388, 1.55, lean)


def expressions(speaking: NDArray[np.float64], fps: int) -> list[Expression]:
    """One for each frame, from how loud the person's own voice is, 0 to 1."""
    blinks = _blinks(len(speaking), fps)
    body = np.convolve(speaking, np.ones(fps) / fps, mode="same")
    return [
        Expression(
            mouth=0.85 * float(speaking[n]),
            lids=float(blinks[n]),
            nod=1.0 * _wave(n / fps, 2.9, 0.2) + 2.6 * float(body[n]) * _wave(n / fps, 1.3, 1.1),
            turn=1.9 * _wave(n / fps, 5.3, 0.9) + 1.2 * float(body[n]) * _wave(n / fps, 1.9, 2.2),
        )
        for n in range(len(speaking))
    ]


def loudness_by_frame(samples: NDArray[np.float32], rate: int, fps: int) -> NDArray[np.float64]:
    """How loud each frame's sound is, 0 to 1; 1 is what only the loudest tenth of speech reaches."""
    step = rate // fps
    frames = samples[: len(samples) // step * step].reshape(-1, step).astype(np.float64)
    level = np.sqrt((frames**2).mean(axis=1))
    loud = level[level > 0.01]
    if not loud.size:
        return np.zeros(len(frames))
    soft = np.convolve(level, (0.25, 0.5, 0.25), mode="same")
    share: NDArray[np.float64] = np.clip(soft / np.percentile(loud, 90), 0, 1) ** 0.8
    return share


def _behind_desk(x: float, scale: float, degrees: float) -> Pose:
    return Pose(x, DESK - (_DESK_ROW - CENTRE[1]) * scale, scale, degrees)


def _sway(seconds: float) -> float:
    return 0.6 * _wave(seconds, 11.3, 0.0) + 0.4 * _wave(seconds, 4.7, 1.2)


def _wave(seconds: float, period: float, phase: float) -> float:
    return sin(tau * seconds / period + phase)


def _eased(part: float) -> float:
    """Stand, walk, stand."""
    inner = min(1.0, max(0.0, (part - 0.12) / 0.76))
    return (1 - cos(pi * inner)) / 2


def _blinks(frames: int, fps: int) -> NDArray[np.float64]:
    random, lids, at = np.random.default_rng(_SEED), np.zeros(frames), fps
    while at + len(_BLINK_FRAMES) < frames:
        lids[at : at + len(_BLINK_FRAMES)] = _BLINK_FRAMES
        at += int(random.uniform(2.4, 5.2) * fps)
    return lids
