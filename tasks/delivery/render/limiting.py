"""A sound at a loudness and under a ceiling: gain, and a limiter that sees ahead.

The sound is filtered and oversampled once. Any gain is then judged by what was found: a gain that
moves slowly can be taken before or after the filters.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from tasks.delivery.render.loudness import (
    NEAR,
    PEAK_BLOCK,
    between,
    gated,
    is_room,
    loudest,
    weighed,
)
from tasks.delivery.render.mixing import Samples
from tasks.tools.media.encode import AUDIO_RATE

GAIN_STEPS = 8
REACHED_LU = 0.08
LOOK_AROUND = (0.02, 0.005, 0.001)
"""Seconds before and after a peak over which the limiter moves. The shorter, the louder a sound with
sharp peaks can become, and the rougher: a shorter one is used only where a longer cannot reach the
target."""
Curve = npt.NDArray[np.float32]
"""A factor for each sample, or one for all of them."""


class Master:
    """One sound, and all that is known of it at any gain: `loudness` is its LUFS as it is, `is_room`
    whether there is nothing in it to be made louder."""

    def __init__(self, samples: Samples) -> None:
        self.samples = samples
        self._energy = weighed(samples, AUDIO_RATE)
        self._peaks = loudest(samples)
        self._fine = np.zeros(-(-len(samples) // PEAK_BLOCK), dtype=bool)  # blocks looked into
        self.loudness = gated(self._energy, AUDIO_RATE)
        self.is_room = is_room(self._energy, AUDIO_RATE)

    def at(self, target: float, ceiling: float) -> Samples:
        """Louder or quieter, and limited to `ceiling` dBTP, at the `target` LUFS where that can be."""
        gain = target - self.loudness
        curve: Curve = np.ones(1, dtype=np.float32)
        for reach in LOOK_AROUND:
            curve, gain, missing = self._pushed(gain, target, ceiling, reach)
            if missing < REACHED_LU:
                break
        result: Samples = self.samples * curve[:, None]
        return result

    def _pushed(
        self, gain: float, target: float, ceiling: float, reach: float
    ) -> tuple[Curve, float, float]:
        """The curve of a limited gain, that gain, and the LU that it still lacks.

        The limiter takes some of what the gain gives: the gain follows until that no longer matters,
        or until more gain no longer helps.
        """
        curve, missing = self._tried(gain, target, ceiling, reach)
        for _ in range(GAIN_STEPS):
            if abs(missing) < REACHED_LU:
                break
            step = missing * 2 if missing > 0 else missing
            louder, still = self._tried(gain + step, target, ceiling, reach)
            if still < -REACHED_LU and missing > 0:  # twice was too much: the truth lies between
                step = step * missing / (missing - still)
                louder, still = self._tried(gain + step, target, ceiling, reach)
            helped = abs(missing) - abs(still)
            gain, missing, curve = gain + step, still, louder
            if helped < REACHED_LU:
                break
        return curve, gain, missing

    def _tried(
        self, gain: float, target: float, ceiling: float, reach: float
    ) -> tuple[Curve, float]:
        """The curve of a gain, and the LU that the sound lacks with it."""
        curve = self.curve(gain, ceiling, reach)
        if len(curve) == 1:
            return curve, target - self.loudness - gain
        return curve, target - gated(self._energy * np.square(curve), AUDIO_RATE)

    def curve(self, gain: float, ceiling: float, seconds: float = LOOK_AROUND[0]) -> Curve:
        """A gain in decibels, less where something, also between samples, would pass the ceiling."""
        factor, top = 10 ** (gain / 20), 10 ** (ceiling / 20)
        peaks = self._peaks_near(top / factor)
        if peaks.max(initial=0.0) * factor <= top:
            return np.full(1, factor, dtype=np.float32)
        wanted = np.minimum(np.float32(factor), np.float32(top) / np.maximum(peaks, 1e-9))
        reach = round(seconds * AUDIO_RATE)
        curve = ndimage.minimum_filter1d(wanted, size=2 * reach + 1, mode="nearest")
        for _ in range(2):  # means of half the width: smooth, and no peak lies outside
            curve = ndimage.uniform_filter1d(curve, size=reach // 2 * 2 + 1, mode="nearest")
        return np.minimum(curve, np.float32(factor))

    def _peaks_near(self, top: float) -> npt.NDArray[np.float32]:
        """The true peak around each sample; looked for only where something comes near `top`."""
        for block in np.flatnonzero(~self._fine):
            start = int(block) * PEAK_BLOCK
            part = self._peaks[start : start + PEAK_BLOCK]
            if part.max() > top * NEAR:
                np.maximum(part, between(self.samples, start, start + len(part)), out=part)
                self._fine[block] = True
        return np.maximum(self._peaks, np.roll(self._peaks, -1))
