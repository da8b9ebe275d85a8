"""What a camera shows at a frame, and where it stands in the output."""

from __future__ import annotations

from schemas.base import Contract
from schemas.clips import Framing, Pane
from schemas.units import ASPECT_SIZES, Aspect


class Rect(Contract):
    """A rectangle in shares of whatever it lies in."""

    x: float
    y: float
    width: float
    height: float


WHOLE = Rect(x=0, y=0, width=1, height=1)


def ease(progress: float) -> float:
    """Quintic smooth step: 0 at 0, 1 at 1, no speed and no acceleration at both ends."""
    p = min(1.0, max(0.0, progress))
    return p * p * p * (p * (p * 6 - 15) + 10)


def crop_at(shown: Framing | Pane, frame: int) -> Rect:
    """Where the camera of a `crop` framing or of a pane stands at a clip frame."""
    keys = shown.keys
    index = max((i for i, key in enumerate(keys) if key.frame <= frame), default=0)
    here = keys[index]
    if here.ease == "hold" or index + 1 == len(keys):
        return Rect(x=here.x, y=here.y, width=here.width, height=here.height)
    there = keys[index + 1]
    part = ease((frame - here.frame) / (there.frame - here.frame))
    return Rect(
        x=here.x + (there.x - here.x) * part,
        y=here.y + (there.y - here.y) * part,
        width=here.width + (there.width - here.width) * part,
        height=here.height + (there.height - here.height) * part,
    )


def letterbox_at(width: float, height: float, aspect: Aspect) -> Rect:
    """Where a picture stands that is shown whole by `letterbox_blur`: fitted, centred.

    `width` and `height` are pixels of the upright source; the answer is in shares of the output.
    """
    out_width, out_height = ASPECT_SIZES[aspect]
    scale = min(out_width / width, out_height / height)
    part_x, part_y = width * scale / out_width, height * scale / out_height
    return Rect(x=(1 - part_x) / 2, y=(1 - part_y) / 2, width=part_x, height=part_y)


def views_at(
    framing: Framing, frame: int, source: tuple[int, int], aspect: Aspect
) -> tuple[tuple[Rect, Rect], ...]:
    """What is seen at a clip frame: parts of the source, and where each stands in the output.

    `source` is width and height in upright pixels. Always as many, in the same order, for one
    framing; none for audio only.
    """
    if framing.panes:
        parts = [crop_at(pane, frame) for pane in framing.panes]
        return tuple(
            (part, place_in(pane, part, source, aspect))
            for part, pane in zip(parts, framing.panes, strict=True)
        )
    if framing.layout == "letterbox_blur":
        part = crop_at(framing, frame) if framing.keys else WHOLE
        wide, high = part.width * source[0], part.height * source[1]
        return ((part, letterbox_at(wide, high, aspect)),)
    return ((crop_at(framing, frame), WHOLE),) if framing.keys else ()


def place_in(pane: Pane, part: Rect, source: tuple[int, int], aspect: Aspect) -> Rect:
    """Where a part of the source stands that a pane shows, in shares of the output."""
    if pane.fit == "cover":
        return Rect(x=pane.x, y=pane.y, width=pane.width, height=pane.height)
    out_width, out_height = ASPECT_SIZES[aspect]
    wide, high = part.width * source[0] / out_width, part.height * source[1] / out_height
    scale = min(pane.width / wide, pane.height / high)
    wide, high = wide * scale, high * scale
    x, y = pane.x + (pane.width - wide) / 2, pane.y + (pane.height - high) / 2
    return Rect(x=x, y=y, width=wide, height=high)
