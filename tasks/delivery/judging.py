"""What single frames of a short have to say for themselves as its thumbnail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from schemas.clips import CropKey, FaceZone
from schemas.renders import RenderPlan
from schemas.units import ms_at
from tasks.tools.portrait import Portrait, portrait_of

SETTLED_MS = 250
"""A frame this close to a cut or to a card's coming or going may be in between."""
CLOSELY = 16
"""So many of the best looks are looked at closely."""
SMALL, LARGE = 0.08, 0.3
"""A face that is narrower than this share of the output is as good as none, and from there on large
enough."""
SHUT, OPEN = 0.6, 0.9
"""Eyes that are open no farther than this share of what is usual for them are shut, and from there on
open."""
SPEAKING, GAPING = 0.3, 0.7
"""How far a mouth is open that nobody minds, and one that nobody likes to be seen with."""
GLANCE = (6, 8)
"""Rows and columns of the few levels by which two frames are told apart."""
UNLIKE = 0.1
"""Two frames whose levels differ by so much, in shares of white, show something else."""
WORSE = 1.0
"""How much worse than the best one another frame may be that is offered beside it."""
AVERTED, PROFILE = 0.4, 0.8
"""How far a face is turned that still looks at somebody, and one that does not."""

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Look:
    """What one frame has to say for itself; every mark is 0 to 1 but sharpness, which is open."""

    frame: int
    sharpness: float
    exposure: float
    face: float
    """How large a face is seen; 0 is none, or one that is lost in the picture."""
    settled: bool
    captioned: bool
    covered: bool = False
    """Whether a face lies under what is written or shown over the picture, or will be on the cover."""
    eyes: float | None = None
    """How far the eyes are open, beside what is usual for them; None where that is not known."""
    manner: float = 0.0
    """How well whoever is seen comes off: eyes open, mouth not wide open, facing somebody."""
    fills: bool = True
    """Whether the recording fills the short, rather than a band of it over a blurred fill."""
    glance: tuple[int, ...] = ()
    """What is seen, in a few levels."""


def choices(looks: Sequence[Look], most: int) -> list[Look]:
    """The best of at least one look, and others that are nearly as good and show something else: the
    more they differ from all that are chosen, the better. At most so many in all."""
    sharpest = _sharpest(looks)
    scores = {look.frame: round(_score(look, sharpest), 3) for look in looks}
    chosen = [max(looks, key=lambda look: (scores[look.frame], -look.frame))]
    least = scores[chosen[0].frame] - WORSE
    rest = [look for look in looks if scores[look.frame] >= least]
    while len(chosen) < most:
        apart = {look.frame: min(_apart(look, other) for other in chosen) for look in rest}
        rest = [look for look in rest if apart[look.frame] >= UNLIKE]
        if not rest:
            break
        chosen.append(
            max(rest, key=lambda look: (scores[look.frame] + apart[look.frame], -look.frame))
        )
    return chosen


def _apart(one: Look, other: Look) -> float:
    """How much two frames differ, in shares of white."""
    levels = zip(one.glance, other.glance, strict=True)
    return sum(abs(a - b) for a, b in levels) / (255 * max(1, len(one.glance)))


def best_look(looks: list[Look]) -> tuple[Look, str]:
    """The best of at least one look, and why in words."""
    (best,) = choices(looks, 1)
    place = 1 + sum(look.sharpness > best.sharpness for look in looks)
    facts = [
        "a face is in view" if best.face else "no face was found to show",
        f"number {place} of {len(looks)} in sharpness",
        "well exposed" if best.exposure > 0.6 else "as well exposed as any",
    ]
    if best.eyes is not None:
        facts[:1] = [f"a face is in view, its eyes {'open' if best.eyes > 0.5 else 'half shut'}"]
    if best.covered:
        facts.append("partly under words")
    if not best.settled:
        facts.append("something is still moving")
    return best, ", ".join(facts)


def _sharpest(looks: Sequence[Look]) -> float:
    return max((look.sharpness for look in looks), default=0.0) or 1.0


def _score(look: Look, sharpest: float) -> float:
    marks = look.sharpness / sharpest + look.exposure
    marks += (1.2 + look.manner) * (0.0 if look.covered else look.face)
    return marks + 1.5 * look.settled + 0.8 * look.fills + 0.3 * look.captioned


def looked_at_closely(looks: Sequence[tuple[Look, Picture | None]]) -> list[Look]:
    """The same looks; those of the best in which somebody is seen know how that person comes off.

    Args:
        looks: each with the picture of the face that is seen in it.
    """
    sharpest = _sharpest([look for look, _ in looks])
    ranked = sorted(looks, key=lambda pair: (-_score(pair[0], sharpest), pair[0].frame))
    heads = [(look.frame, head) for look, head in ranked if head is not None][:CLOSELY]
    found = {frame: portrait_of(head) for frame, head in heads}
    portraits = {frame: one for frame, one in found.items() if one is not None}
    usual = float(np.quantile([one.eyes for one in portraits.values()], 0.75)) if portraits else 1.0
    return [
        _with_portrait(look, portraits[look.frame], usual) if look.frame in portraits else look
        for look, _ in looks
    ]


def _with_portrait(look: Look, portrait: Portrait, usual: float) -> Look:
    """A look that knows how far the eyes are open, which usually are as far as `usual`."""
    eyes = _share(portrait.eyes / max(usual, 1e-6), SHUT, OPEN)
    mouth = 1 - 0.5 * _share(portrait.mouth, SPEAKING, GAPING)
    facing = 1 - 0.5 * _share(portrait.turned, AVERTED, PROFILE)
    return replace(look, eyes=eyes, manner=round(eyes * mouth * facing, 4))


def _share(value: float, least: float, most: float) -> float:
    """Where a value lies between two others, 0 to 1."""
    return min(1.0, max(0.0, (value - least) / (most - least)))


def look_at(
    luma: npt.NDArray[np.uint8], number: int, plan: RenderPlan, cover: RenderPlan | None = None
) -> Look:
    """Judge one small grey frame. Where a face is, it alone is judged."""
    zone = face_at(number, plan)
    part = _part(luma, zone)
    edges = float(cv2.Laplacian(part, cv2.CV_64F).var())
    mean = float(part.mean()) / 255
    clipped = float(((part < 8) | (part > 247)).mean())
    now = ms_at(number, plan.rate)
    page = next((p for p in plan.captions.pages if p.start_ms <= now < p.end_ms), None)
    return Look(
        frame=number,
        sharpness=round(float(np.log1p(edges)), 4),
        exposure=round(max(0.0, 1 - abs(mean - 0.5) * 1.6 - clipped), 4),
        face=round(_share(zone.width, SMALL, LARGE), 4) if zone else 0.0,
        settled=_settled(now, number, plan),
        captioned=page is not None and cover is None,
        covered=any(_under(one, cover or plan, now) for one in faces_at(number, plan)),
        fills=_fills(number, plan),
        glance=tuple(cv2.resize(luma, GLANCE[::-1], interpolation=cv2.INTER_AREA).ravel().tolist()),
    )


def face_at(number: int, plan: RenderPlan) -> FaceZone | None:
    """The largest face in a frame."""
    zones = faces_at(number, plan)
    return max(zones, key=lambda z: (z.width * z.height, -z.x), default=None)


def faces_at(number: int, plan: RenderPlan) -> list[FaceZone]:
    return [zone for zone in plan.faces if zone.first_frame <= number < zone.end_frame]


def _under(zone: FaceZone, plan: RenderPlan, now: int) -> bool:
    """Whether any overlay that is there at a time touches a face."""
    left, top = zone.x * plan.width, zone.y * plan.height
    right, bottom = left + zone.width * plan.width, top + zone.height * plan.height
    boxes = [
        item.box
        for item in plan.overlays
        if (item.block or item.image) and item.start_ms <= now < item.end_ms
    ]
    return any(
        box.x < right and left < box.right and box.y < bottom and top < box.bottom for box in boxes
    )


def _part(luma: npt.NDArray[np.uint8], zone: FaceZone | None) -> npt.NDArray[np.uint8]:
    if zone is None:
        return luma
    height, width = luma.shape
    top, left = max(0, round(zone.y * height)), max(0, round(zone.x * width))
    bottom, right = round((zone.y + zone.height) * height), round((zone.x + zone.width) * width)
    part = luma[top:bottom, left:right]
    return np.ascontiguousarray(part) if min(part.shape) >= 8 else luma


def _settled(now: int, number: int, plan: RenderPlan) -> bool:
    """Far from cuts, from cards and overlays that come or go, from transitions and an end card."""
    length = ms_at(plan.frame_count, plan.rate)
    edges = [0, length]
    for page in plan.captions.pages:
        edges += [page.start_ms, page.end_ms]
    for item in plan.overlays:
        if item.backdrop is not None and item.start_ms <= now < item.end_ms:
            return False
        edges += [item.start_ms, item.end_ms]
    if plan.picture is not None:
        edges += [ms_at(f.first_frame, plan.rate) for f in plan.picture.framings]
    if _panning(number, plan) or _between(number, plan):
        return False
    return min(abs(now - edge) for edge in edges) >= SETTLED_MS


def _between(number: int, plan: RenderPlan) -> bool:
    """Whether a colour or another picture lies over this one."""
    shares = [veil.share_at(number) for veil in plan.veils]
    if plan.picture is not None:
        shares += [dissolve.share_at(number) for dissolve in plan.picture.dissolves]
    return any(shares)


def _fills(number: int, plan: RenderPlan) -> bool:
    """Whether the picture is not shown whole over a blurred fill."""
    framings = plan.picture.framings if plan.picture is not None else ()
    here = (one for one in framings if one.first_frame <= number < one.end_frame)
    return all(one.layout != "letterbox_blur" for one in here)


def _panning(number: int, plan: RenderPlan) -> bool:
    """Whether the camera moves."""
    if plan.picture is None:
        return False
    for framing in plan.picture.framings:
        if framing.first_frame <= number < framing.end_frame:
            return any(_moves(keys, number) for keys in framing.cameras)
    return False


def _moves(keys: tuple[CropKey, ...], number: int) -> bool:
    here = [key for key in keys if key.frame <= number]
    return bool(here) and here[-1].ease == "smooth" and here[-1] != keys[-1]
