"""The camera leans in: a crop becomes smaller around a point that keeps its place."""

from __future__ import annotations

from schemas.renders import Punch
from schemas.views import Rect, ease


def leaned_in(rect: Rect, punches: tuple[Punch, ...], frame: int) -> tuple[Rect, bool]:
    """The crop at an output frame, and whether a punch holds there; always inside `rect`."""
    punch = next((p for p in punches if p.first_frame <= frame < p.end_frame), None)
    if punch is None:
        return rect, False
    share = 1 / zoom_at(punch, frame)
    smaller = Rect(
        x=rect.x + rect.width * punch.x * (1 - share),
        y=rect.y + rect.height * punch.y * (1 - share),
        width=rect.width * share,
        height=rect.height * share,
    )
    return smaller, True


def zoom_at(punch: Punch, frame: int) -> float:
    """How close the camera is at a frame of a punch: 1 is its own place."""
    part = 1.0
    if frame - punch.first_frame < punch.ease_in:
        part = ease((frame - punch.first_frame) / punch.ease_in)
    left = punch.end_frame - frame
    if left < punch.ease_out:
        part = min(part, ease(left / punch.ease_out))
    return 1 + (punch.scale - 1) * part
