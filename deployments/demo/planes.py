"""Pictures as the encoder takes them: bt709, limited range, colour at half size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

_KR, _KB = 0.2126, 0.0722
_KG = 1 - _KR - _KB
_MATRIX = np.array(
    [
        [_KR, _KG, _KB],
        [-_KR / (2 * (1 - _KB)), -_KG / (2 * (1 - _KB)), 0.5],
        [0.5, -_KG / (2 * (1 - _KR)), -_KB / (2 * (1 - _KR))],
    ]
)
_GAIN = np.array([219, 224, 224]) / 255
_OFFSET = np.array([16, 128, 128])


def to_yuv(rgb: Bytes) -> Bytes:
    """Full-range RGB to limited-range bt709 YUV, both H x W x 3."""
    yuv = rgb.astype(np.float64) @ _MATRIX.T * _GAIN + _OFFSET
    return cast(Bytes, np.clip(np.round(yuv), 0, 255).astype(np.uint8))


@dataclass(frozen=True)
class Planes:
    """A picture as Y at full size, U and V at half size."""

    y: Bytes
    u: Bytes
    v: Bytes

    @classmethod
    def of(cls, rgb: Bytes) -> Planes:
        """Width and height must be even."""
        y, u, v = channels(to_yuv(rgb))
        return cls(y, halved(u), halved(v))

    def copy(self) -> Planes:
        return Planes(self.y.copy(), self.u.copy(), self.v.copy())

    def i420(self) -> Bytes:
        """One H * 3/2 x W array: Y, then U, then V. The height must be a multiple of four."""
        height, width = self.y.shape
        quarter = (height // 4, width)
        return cast(
            Bytes, np.concatenate((self.y, self.u.reshape(quarter), self.v.reshape(quarter)))
        )


def channels(pixels: Bytes) -> tuple[Bytes, ...]:
    """H x W x N as N planes."""
    return cast("tuple[Bytes, ...]", tuple(cv2.split(pixels)))


def halved(plane: Bytes) -> Bytes:
    """Half as wide and high, each pixel the mean of four."""
    return cast(Bytes, cv2.resize(plane, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
