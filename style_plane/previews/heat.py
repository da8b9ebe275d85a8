"""Where two pictures differ, in one glance."""

from __future__ import annotations

import numpy as np

from style_plane.previews.frames import Pixels

STOPS = ((0, (18, 16, 28)), (24, (92, 26, 120)), (96, (226, 60, 70)), (255, (255, 236, 150)))
"""Difference of the most different channel, 0 to 255, and its colour."""


def heat_map(one: Pixels, other: Pixels) -> Pixels:
    """|one - other| of two RGBA pictures of one size, dark where they are equal."""
    apart = np.abs(one[:, :, :3].astype(np.int16) - other[:, :, :3].astype(np.int16)).max(axis=2)
    return np.ascontiguousarray(_colors()[apart])


def _colors() -> Pixels:
    """A colour for each difference."""
    at = [stop for stop, _ in STOPS]
    channels = [np.interp(range(256), at, [color[n] for _, color in STOPS]) for n in range(3)]
    table: Pixels = np.stack([*channels, np.full(256, 255.0)], axis=1).astype(np.uint8)
    return table
