"""A shot as it has to be shown: what is seen and heard in it, and the rules for one aspect ratio."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from schemas.clips import (
    FaceBox,
    FaceTrack,
    FaceTracks,
    Framing,
    Inset,
    Interest,
    PreparedClip,
)
from schemas.style.visuals import ReframeRules
from schemas.units import ASPECT_SIZES, Aspect, fps
from tasks.composition.following import largest_part
from tasks.composition.persons import persons_of
from tasks.composition.speaking import Voice

Shown = tuple[Framing, tuple[FaceBox, ...]]
"""A framing, and the faces that it follows."""


@dataclass(frozen=True)
class Take:
    """One shot of a clip, and all that decides how it is shown."""

    clip: PreparedClip
    tracks: FaceTracks
    """Of the whole clip."""
    number: int
    """Index into the clip's shots."""
    rules: ReframeRules
    aspect: Aspect
    voices: tuple[Voice, ...] = ()
    """Turns of speech of the whole clip; without any, mouths and sound alone say who speaks."""

    def ruled(self, rules: ReframeRules) -> Take:
        """The same shot by other rules."""
        return replace(self, rules=rules)

    @property
    def shot(self) -> tuple[int, int]:
        """First and one-past-last clip frame."""
        return self.clip.shots[self.number]

    @property
    def rate(self) -> Fraction:
        """Frames a second."""
        return fps(self.clip.rate)

    @property
    def has_picture(self) -> bool:
        return self.clip.kind == "video" and self.clip.width > 0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture in pixels."""
        return self.clip.width, self.clip.height

    @property
    def square(self) -> float:
        """Width of the picture over its height."""
        return self.clip.width / self.clip.height

    @property
    def crop(self) -> tuple[float, float]:
        """Width and height of the largest crop of the output's shape, in shares of the picture."""
        return largest_crop(*self.size, self.aspect)

    @property
    def looks(self) -> int:
        """How often the shot was looked at, at least once."""
        first, end = self.shot
        return max(1, -(-(end - first) // self.tracks.every))

    @property
    def faces(self) -> list[FaceTrack]:
        """Those that are seen in the shot."""
        return [track for track in self.tracks.tracks if track.shot == self.number]

    @property
    def people(self) -> list[FaceTrack]:
        """The same, one track for each person: who turns away and back is one."""
        return persons_of(self.faces, square=self.square)

    @property
    def shows_screen(self) -> bool:
        """Whether a screen is all that is seen, such as a slide."""
        return self.number in self.tracks.screens and self.inset is None

    @property
    def interest(self) -> Interest | None:
        """Where there is something to see in a shot without faces."""
        return next((one for one in self.tracks.interests if one.shot == self.number), None)

    @property
    def inset(self) -> Inset | None:
        """The webcam that stands on the shot's screen."""
        return next((one for one in self.tracks.insets if one.shot == self.number), None)


def largest_crop(width: int, height: int, aspect: Aspect) -> tuple[float, float]:
    """Width and height of the largest crop of the output's shape, in shares of the picture."""
    return largest_part((width, height), ASPECT_SIZES[aspect])
