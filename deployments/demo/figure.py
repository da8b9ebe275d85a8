"""The person: cut out of a public-domain picture, with a mouth, eyelids and a head that move.

Coordinates are pixels of the 512 x 512 picture; the sprite holds it at twice that size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import data

from deployments.demo.planes import Bytes, to_yuv

SCALE = 2
"""Sprite pixels for one picture pixel."""
FACE = (173.7, 67.8, 103.9, 103.9)
"""Left, top, width, height of the face in the picture."""
CENTRE = (222.0, 185.0)
"""The neck: what a pose places and turns."""
TOP = 16.0
"""Highest hair."""
_HEAD = (140, 0, 306, 232)
"""Left, top, right, bottom of what moves by itself."""
_OUTLINE = (
    (160, 82), (154, 70), (160, 48), (180, 28), (205, 16), (235, 16), (265, 26), (290, 45),
    (301, 75), (298, 100), (285, 122), (268, 140), (262, 168), (285, 192), (304, 225), (306, 240),
    (330, 255), (350, 280), (360, 310), (362, 345), (420, 345), (470, 375), (495, 420), (500, 470),
    (512, 490), (512, 512), (24, 512), (20, 470), (24, 380), (30, 330), (45, 280), (75, 240),
    (112, 212), (113, 190), (125, 165), (150, 150), (183, 148), (186, 140), (175, 125), (160, 105),
)  # fmt: skip
"""Roughly around the person; `_matte` finds the true edge near it."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Expression:
    """What the face does in one frame."""

    mouth: float = 0.0
    """0 closed to 1 wide open."""
    lids: float = 0.0
    """0 open to 1 closed."""
    nod: float = 0.0
    """Picture pixels that the head sinks."""
    turn: float = 0.0
    """Picture pixels that the head shifts to the right."""


class Figure:
    """Four channels Y, U, V, alpha, colour multiplied by alpha, at `SCALE`."""

    def __init__(self) -> None:
        picture = cast(Bytes, np.ascontiguousarray(_portrait()))
        alpha = _matte(picture)
        size = (512 * SCALE, 512 * SCALE)
        large: Any = cv2.resize(_bled(picture, alpha), size, interpolation=cv2.INTER_LANCZOS4)
        soft: Any = cv2.resize(alpha, size, interpolation=cv2.INTER_CUBIC)
        sharp: Any = cv2.addWeighted(large, 1.45, cv2.GaussianBlur(large, (0, 0), 2.2), -0.45, 0)
        self._sprite = _premultiplied(to_yuv(sharp), soft)
        self._head = _Head(self._sprite)

    def at(self, expression: Expression) -> Bytes:
        """The sprite with this expression; valid until the next call."""
        left, top, right, bottom = (edge * SCALE for edge in _HEAD)
        self._sprite[top:bottom, left:right] = self._head.at(expression)
        return self._sprite


class _Head:
    """What moves by itself, warped from the still picture."""

    def __init__(self, rest: Bytes) -> None:
        left, top, right, bottom = (edge * SCALE for edge in _HEAD)
        ys, xs = np.mgrid[0 : bottom - top, 0 : right - left]
        self._columns, self._rows = xs.astype(np.float32), ys.astype(np.float32)
        self._x = (self._columns + 0.5) / SCALE + _HEAD[0]
        self._y = (self._rows + 0.5) / SCALE + _HEAD[1]
        self._rest = rest[top:bottom, left:right].copy()
        self._share = self._moving_share() * SCALE
        self._jaw, self._lids = self._jaw_share(), self._lid_share()
        self._faces: dict[tuple[int, int], Bytes] = {}

    def at(self, expression: Expression) -> Bytes:
        """The head's rectangle of the sprite. Mouth and lids go in tenths and quarters."""
        steps = (round(expression.mouth * 10), round(expression.lids * 4))
        if steps not in self._faces:
            self._faces[steps] = self._face(steps[0] / 10, steps[1] / 4)
        x = self._columns - self._share * np.float32(expression.turn)
        y = self._rows - self._share * np.float32(expression.nod)
        return _remapped(self._faces[steps], x, y)

    def _face(self, mouth: float, lids: float) -> Bytes:
        """The still head with its mouth opened and its eyelids lowered."""
        drop = (5 * mouth * self._jaw + 4.5 * lids * self._lids) * SCALE
        face = _remapped(self._rest, self._columns, (self._rows - drop).astype(np.float32))
        share = self._hollow(mouth)[..., None]
        return (face * (1 - share) + _hollow_colour() * share + 0.5).astype(np.uint8)

    def _hollow(self, mouth: float) -> Floats:
        """How much of the dark between the teeth and the lower lip covers each pixel."""
        across = (self._x - 223.5) / 17
        middle = 147.2 + 3.2 * mouth + 1.4 * (1 - across**2)
        down = (self._y - middle) / (0.6 + 2.6 * mouth)
        shape = np.exp(-((across**2 + down**2) ** 2))
        return cast(Floats, (0.78 * min(1.0, mouth * 1.6) * shape).astype(np.float32))

    def _jaw_share(self) -> Floats:
        """1 from the lower lip to the chin; the upper lip stays."""
        beside = np.exp(-(((self._x - 223) / 30) ** 4))
        return cast(Floats, _ramp(self._y, 143, 152) * _ramp(self._y, 200, 176) * beside)

    def _lid_share(self) -> Floats:
        """1 where an upper lid comes down over an eye."""
        left, right = (np.exp(-(((self._x - at) / 11) ** 4)) for at in (203.5, 246.5))
        return cast(Floats, _ramp(self._y, 94, 102) * _ramp(self._y, 108, 104) * (left + right))

    def _moving_share(self) -> Floats:
        """1 on the head, fading to 0 down the neck and beside it."""
        head = ((self._x - 226) / 92) ** 2 + ((self._y - 88) / 96) ** 2
        share = np.clip((1.25 - head) * 4, 0, 1) * _ramp(self._y, 214, 168)
        return cast(Floats, cv2.GaussianBlur(share.astype(np.float32), (0, 0), 3 * SCALE))


def _remapped(image: Bytes, x: Floats, y: Floats) -> Bytes:
    return cast(Bytes, cv2.remap(image, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def _ramp(value: Floats, zero: float, one: float) -> Floats:
    """Smooth step that is 0 at `zero` and 1 at `one`."""
    part = np.clip((value - zero) / (one - zero), 0, 1)
    return cast(Floats, (part * part * (3 - 2 * part)).astype(np.float32))


def _portrait() -> Any:
    load: Any = data.astronaut  # scikit-image leaves it untyped
    return load()


def _matte(picture: Bytes) -> Bytes:
    """Alpha, 0 to 255: GrabCut in a band around the outline, then a soft edge."""
    solid: Any = np.zeros(picture.shape[:2], np.uint8)
    cv2.fillPoly(solid, [np.array(_OUTLINE, np.int32)], (255.0,))
    mask = np.full_like(solid, cv2.GC_BGD)
    mask[cv2.dilate(solid, _disc(19)) > 0] = cv2.GC_PR_BGD
    mask[solid > 0] = cv2.GC_PR_FGD
    mask[cv2.erode(solid, _disc(21)) > 0] = cv2.GC_FGD
    cv2.setRNGSeed(7)
    grab_cut: Any = cv2.grabCut  # its stub forbids the None that means "no rectangle"
    models = np.zeros((1, 65)), np.zeros((1, 65))
    grab_cut(picture, mask, None, *models, 4, cv2.GC_INIT_WITH_MASK)
    cut = np.where((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD), 255, 0).astype(np.uint8)
    tight = cv2.GaussianBlur(cut, (0, 0), 1.6).astype(np.float32) / 255
    return cast(Bytes, (np.clip((tight - 0.45) / 0.5, 0, 1) * 255 + 0.5).astype(np.uint8))


def _bled(picture: Bytes, alpha: Bytes) -> Bytes:
    """The picture with the person's own colours spread outwards, so that no old backdrop shows."""
    core = cv2.erode(np.where(alpha > 250, 1, 0).astype(np.uint8), _disc(3))
    weight = core.astype(np.float32)
    spread = cv2.GaussianBlur(picture * weight[..., None], (0, 0), 4)
    total = cv2.GaussianBlur(weight, (0, 0), 4)
    outside = spread / np.maximum(total, 1e-4)[..., None]
    return np.where(core[..., None] > 0, picture, np.clip(outside, 0, 255)).astype(np.uint8)


def _disc(size: int) -> Bytes:
    return cast(Bytes, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))


def _premultiplied(colour: Bytes, alpha: Bytes) -> Bytes:
    share = alpha.astype(np.float32)[..., None] / 255
    joined = np.concatenate([colour * share, alpha[..., None].astype(np.float32)], axis=2)
    return cast(Bytes, np.ascontiguousarray((joined + 0.5).astype(np.uint8)))


def _hollow_colour() -> Floats:
    y, u, v = to_yuv(np.array([[(70, 24, 26)]], np.uint8))[0, 0]
    return np.array([y, u, v, 255], np.float32)
