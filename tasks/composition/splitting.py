"""A recorded screen with a webcam on it: the screen above, the speaker below."""

from __future__ import annotations

from math import floor
from statistics import median

from schemas.clips import CropKey, FaceBox, FaceTrack, Framing, Inset, Pane
from schemas.units import ASPECT_SIZES, Aspect
from schemas.views import Rect
from tasks.composition.following import Lens, followed, largest_part
from tasks.composition.stacking import FACE_IN_PANE
from tasks.composition.subjects import Sight, sight_of
from tasks.composition.takes import Shown, Take

OUTPUTS: tuple[Aspect, ...] = ("9:16", "4:5")
"""Outputs that are tall enough."""
SOFT = 4.0
"""A webcam's pixels may not be enlarged more than this: it is softer than a camera to begin with."""
MOST = 0.6
"""Share of the output that the webcam may have at most."""
LEAST = 0.25
"""Share of the output that it must have at least."""
LOSS = 0.015
"""Share of the edges on the screen that may be cut away with the webcam: a chart has few."""
HEAD = 1.2
"""Least height of what is shown of the webcam, in those of the face."""
SEAM = 0.006
"""Width of a webcam's border that is cut away with it, in shares of the picture."""
ALIKE = 0.01
"""Shapes that differ by less are taken for one."""
IN_A_CIRCLE = 0.69
"""Side of the square that is shown of a round webcam, in diameters: less than the largest that lies in
a circle, for there may be a rim."""


def split(take: Take) -> Shown | None:
    """A shot's screen above its webcam, and the speaker's face; the whole picture where that does not
    go, and None where no webcam stands on a screen."""
    inset = take.inset
    if inset is None:
        return None
    face = next(track for track in take.faces if track.id == inset.track)
    panes = _panes(take, inset, face)
    framing = Framing(
        first_frame=take.shot[0],
        end_frame=take.shot[1],
        layout="panes" if panes else "letterbox_blur",
        panes=panes,
        subject=f"screen, face {face.id}",
        confidence=inset.confidence,
    )
    webcam = _picture(inset)
    return framing, tuple(_cut_off(box, webcam) for box in face.boxes)


def _panes(take: Take, inset: Inset, face: FaceTrack) -> tuple[Pane, ...]:
    """The screen's pane and the webcam's; none where the output is not tall or the webcam too small."""
    width, height = ASPECT_SIZES[take.aspect]
    screen = _screen(inset)
    shape = screen.width * take.clip.width / (screen.height * take.clip.height)
    webcam = _picture(inset)
    deep = _deep(take, webcam, face, round(width / shape))
    if take.aspect not in OUTPUTS or deep is None:
        return ()
    seam = height - deep
    below = _webcam(take, webcam, face, (width, deep))
    whole = CropKey(
        frame=take.shot[0], x=screen.x, y=screen.y, width=screen.width, height=screen.height
    )
    fits = abs(width / seam / shape - 1) < ALIKE
    above = Pane(
        x=0,
        y=0,
        width=1,
        height=seam / height,
        keys=(whole,),
        fit="cover" if fits else "contain",
    )
    return above, Pane(x=0, y=seam / height, width=1, height=deep / height, keys=below)


def _picture(inset: Inset) -> Rect:
    """The part of the picture that is the webcam's alone."""
    share = IN_A_CIRCLE if inset.round else 1.0
    return Rect(
        x=inset.x + inset.width * (1 - share) / 2,
        y=inset.y + inset.height * (1 - share) / 2,
        width=inset.width * share,
        height=inset.height * share,
    )


def _screen(inset: Inset) -> Rect:
    """The screen without the webcam's side where little stands there, or else the whole picture."""
    right, bottom = inset.x + inset.width, inset.y + inset.height
    if inset.x + right > 1:
        beside = Rect(x=0, y=0, width=inset.x - SEAM, height=1)
    else:
        beside = Rect(x=right + SEAM, y=0, width=1 - right - SEAM, height=1)
    if inset.y + bottom > 1:
        above = Rect(x=0, y=0, width=1, height=inset.y - SEAM)
    else:
        above = Rect(x=0, y=bottom + SEAM, width=1, height=1 - bottom - SEAM)
    parts = [(inset.above_and_below, beside), (inset.beside, above)]
    whole = Rect(x=0, y=0, width=1, height=1)
    left = [part for loss, part in parts if loss <= LOSS and part.width * part.height >= 0.5]
    return max(left, key=lambda part: part.width * part.height, default=whole)


def _deep(take: Take, webcam: Rect, face: FaceTrack, screen: int) -> int | None:
    """Lines of the output for the webcam, even: what the screen leaves, as far as the webcam is sharp
    enough, but enough for the head; None where that is too little or too much."""
    width, height = ASPECT_SIZES[take.aspect]
    wide, high = webcam.width * take.clip.width, webcam.height * take.clip.height
    head = min(high, HEAD * median(box.height for box in face.boxes) * take.clip.height)
    least = max(LEAST * height, width * head / wide)
    most = min(MOST * height, SOFT * high)
    if wide * SOFT < width or least > most:
        return None
    return floor(min(max(height - screen, least), most) / 2) * 2


def _webcam(
    take: Take, webcam: Rect, face: FaceTrack, pane: tuple[int, int]
) -> tuple[CropKey, ...]:
    """A camera in the webcam's picture, as if that were all there is."""
    rules = take.rules
    size = (round(webcam.width * take.clip.width), round(webcam.height * take.clip.height))
    largest = largest_part(size, pane)
    sharp = SOFT * largest[1] * size[1] / pane[1]
    high = median(box.height for box in face.boxes) / webcam.height / largest[1]
    zoom = max(1.0, min(rules.max_zoom, sharp, FACE_IN_PANE / high))
    sights = [_within(sight_of(box), webcam) for box in face.boxes]
    lens = Lens.of(largest, zoom, rules.headroom / 100)
    keys = followed(sights, lens, take.shot, take.rate, rules)
    return tuple(
        key.model_copy(
            update={
                "x": round(webcam.x + key.x * webcam.width, 6),
                "y": round(webcam.y + key.y * webcam.height, 6),
                "width": round(key.width * webcam.width, 6),
                "height": round(key.height * webcam.height, 6),
            }
        )
        for key in keys
    )


def _cut_off(box: FaceBox, webcam: Rect) -> FaceBox:
    """What of a face is in the webcam's picture."""
    x, y = max(box.x, webcam.x), max(box.y, webcam.y)
    right = min(box.x + box.width, webcam.x + webcam.width)
    bottom = min(box.y + box.height, webcam.y + webcam.height)
    return box.model_copy(update={"x": x, "y": y, "width": right - x, "height": bottom - y})


def _within(sight: Sight, webcam: Rect) -> Sight:
    """A sight in shares of the webcam's picture."""
    return Sight(
        frame=sight.frame,
        left=(sight.left - webcam.x) / webcam.width,
        top=(sight.top - webcam.y) / webcam.height,
        right=(sight.right - webcam.x) / webcam.width,
        bottom=(sight.bottom - webcam.y) / webcam.height,
    )
