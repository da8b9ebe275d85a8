"""What lies over a picture for a moment: colours that come and go, and the picture before a cut."""

from __future__ import annotations

from typing import Literal

from schemas.base import Contract
from schemas.units import Color, Frame


class Veil(Contract):
    """A colour over the whole canvas, in output frames. Its share grows and falls in equal steps."""

    first_frame: Frame
    end_frame: Frame
    """Exclusive."""
    rise: int
    """Frames until it covers, which the last of them does; 0 covers from the first on."""
    fall: int
    """Frames in which it goes, of which the first is still covered; 0 covers to the end."""
    color: Color
    """Its opacity is the most of it."""
    over: Literal["picture", "all"]
    """Under captions and overlays, or above them."""

    def share_at(self, frame: int) -> float:
        """How much of the colour is there at a frame, 0 to 1."""
        if not self.first_frame <= frame < self.end_frame:
            return 0.0
        rising = (frame - self.first_frame + 1) / self.rise if self.rise else 1.0
        falling = (self.end_frame - frame) / self.fall if self.fall else 1.0
        return min(1.0, rising, falling)


class Dissolve(Contract):
    """The last picture before a cut fades over those that follow, in output frames."""

    first_frame: Frame
    """First after the cut."""
    end_frame: Frame
    """First that shows nothing else any more."""

    def share_at(self, frame: int) -> float:
        """How much of the picture before the cut is there at a frame, 0 to 1; equal steps."""
        if not self.first_frame <= frame < self.end_frame:
            return 0.0
        return (self.end_frame - frame) / (self.end_frame - self.first_frame + 1)
