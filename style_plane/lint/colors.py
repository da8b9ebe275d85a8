"""Contrast by WCAG 2: luminances and their ratio."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Rgb = tuple[float, float, float]
"""Red, green, blue, 0 to 1, as sRGB encodes them."""

BLACK: Rgb = (0.0, 0.0, 0.0)
WHITE: Rgb = (1.0, 1.0, 1.0)


def parts(color: str) -> tuple[Rgb, float]:
    """Channels and opacity of `#RRGGBBAA`, 0 to 1."""
    red, green, blue, alpha = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5, 7))
    return (red, green, blue), alpha


def over(color: Rgb, opacity: float, ground: Rgb) -> Rgb:
    """A see-through colour on a ground."""
    red, green, blue = (
        part * opacity + under * (1 - opacity) for part, under in zip(color, ground, strict=True)
    )
    return red, green, blue


def luminance(color: Rgb) -> float:
    """Relative luminance, 0 to 1."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: Rgb, other: Rgb) -> float:
    """Contrast ratio of two opaque colours, 1 to 21."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def readable_on(ground: str) -> str:
    """Black or white, whichever stands out more from a colour taken as opaque."""
    color = parts(ground)[0]
    return "#000000FF" if ratio(BLACK, color) > ratio(WHITE, color) else "#FFFFFFFF"


_LINEAR = np.array([luminance((n / 255,) * 3) for n in range(256)], dtype=np.float32)
_WEIGHTS = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)


def luminances(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Relative luminance of each pixel of an RGB array (height x width x 3)."""
    found: npt.NDArray[np.float32] = _LINEAR[pixels] @ _WEIGHTS
    return found
