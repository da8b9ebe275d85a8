"""Where a window comes or goes in a picture that stands still otherwise: a webcam on a recorded screen.

It is filled, and about as wide as high: a line of text or a lower third is no window.
"""

from __future__ import annotations

import cv2
import numpy as np

from tasks.tools.media.lowres import LONG_SIDE, LUMA, SHORT_SIDE, Small

STRONGLY = 16
"""Luma difference of a spot that is within the window."""
LEAST, MOST = 0.02, 0.3
"""Share of the picture that it covers."""
NARROW, WIDE = 0.45, 2.2
"""Width over height."""
FILLED = 0.6
"""Share of its box that differs strongly: a face may be as bright as the paper behind."""
STILL = 1.2
"""Mean difference, luma and chroma, of pictures a moment apart that stand still but for a webcam."""


def window_between(before: Small, after: Small) -> bool:
    """Whether a window came or went between two pictures that are wider than high."""
    light, other = before[:LUMA], after[:LUMA]
    apart = np.maximum(light, other) - np.minimum(light, other)
    strong = (apart > STRONGLY).reshape(SHORT_SIDE, LONG_SIDE).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(strong, connectivity=4)
    if count < 2:
        return False
    _, _, width, height, area = max(stats[1:].tolist(), key=lambda part: part[cv2.CC_STAT_AREA])
    large, filled = LEAST <= area / LUMA <= MOST, area >= FILLED * width * height
    return bool(large and filled and NARROW <= width / height <= WIDE)
