"""The cover picture of a short: what of a style is drawn on it."""

from __future__ import annotations

from schemas.style.contract import StyleContract
from schemas.style.overlays import Span
from schemas.style.subtitles import Motion
from schemas.style.transitions import Transitions

STILL = Motion(kind="none", duration_ms=0)
MOTIONLESS = {"end_hold_ms": 0, "punch_in": 1.0, "transitions": Transitions()}


def cover_of(style: StyleContract) -> StyleContract | None:
    """A resolved style as its covers look: overlays of the cover alone, which stand still, and no
    captions. None where the style has nothing to put on a cover."""
    shown = tuple(item for item in style.overlays if item.span.anchor == "cover")
    if not shown:
        return None
    still = {"span": Span(), "enter": STILL, "exit": STILL}
    return style.model_copy(
        update={
            "overlays": tuple(item.model_copy(update=still) for item in shown),
            "subtitles": style.subtitles.model_copy(update={"enabled": False}),
            "visual": style.visual.model_copy(update=MOTIONLESS),
        }
    )
