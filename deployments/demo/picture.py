"""Each frame of the talk: a still room with the person laid into it."""

from __future__ import annotations

from functools import cached_property
from typing import cast

import cv2
import numpy as np

from deployments.demo.figure import SCALE, TOP, Expression, Figure
from deployments.demo.motion import Pose
from deployments.demo.planes import Bytes, Planes, channels, halved
from deployments.demo.script import Shot
from deployments.demo.sets import Front, Room
from deployments.demo.sets import room as draw_room

Region = tuple[int, int, int, int]
"""Left, top, right, bottom in even frame pixels."""


class Pictures:
    """Draws frames. Keeps what it has drawn of rooms and figure; one thread at a time."""

    def __init__(self) -> None:
        self._rooms: dict[Shot, Room] = {}

    @cached_property
    def _figure(self) -> Figure:
        return Figure()

    def frame(self, shot: Shot, pose: Pose | None, expression: Expression) -> Bytes:
        """One picture as an I420 array, 1080 x 1280."""
        room = self._rooms.get(shot) or self._rooms.setdefault(shot, draw_room(shot))
        if pose is None or room.window is None:
            return room.back.i420()
        picture = room.back.copy()
        region = _region(pose, room)
        _lay(picture, region, _warped(self._figure.at(expression), pose, region))
        if room.front is not None:
            front = room.front
            _lay(picture, _place(front), front.pixels)
        return picture.i420()


def _region(pose: Pose, room: Room) -> Region:
    """The part of the window that the figure can reach, on even pixels."""
    assert room.window is not None
    left, top, right, bottom = room.window
    corners = np.array([[0, TOP - 6], [512, TOP - 6], [0, 512], [512, 512]]) * SCALE
    reach = np.c_[corners, np.ones(4)] @ pose.matrix().T
    low, high = np.floor(reach.min(axis=0)), np.ceil(reach.max(axis=0))
    return (
        max(left, int(low[0]) // 2 * 2),
        max(top, int(low[1]) // 2 * 2),
        min(right, int(high[0]) // 2 * 2 + 2),
        min(bottom, int(high[1]) // 2 * 2 + 2),
    )


def _place(front: Front) -> Region:
    height, width = front.pixels.shape[:2]
    return front.left, front.top, front.left + width, front.top + height


def _warped(sprite: Bytes, pose: Pose, region: Region) -> Bytes:
    """What the region shows of the figure."""
    left, top, right, bottom = region
    matrix = pose.matrix()
    matrix[:, 2] -= (left, top)
    return cast(Bytes, cv2.warpAffine(sprite, matrix, (right - left, bottom - top)))


def _lay(picture: Planes, region: Region, pixels: Bytes) -> None:
    """Lay Y, U, V, alpha over a region; colour is already multiplied by alpha."""
    left, top, right, bottom = region
    y, u, v, alpha = channels(pixels)
    _over(picture.y[top:bottom, left:right], y, cast(Bytes, cv2.bitwise_not(alpha)))
    half = np.s_[top // 2 : bottom // 2, left // 2 : right // 2]
    clear = cast(Bytes, cv2.bitwise_not(halved(alpha)))
    _over(picture.u[half], halved(u), clear)
    _over(picture.v[half], halved(v), clear)


def _over(under: Bytes, colour: Bytes, clear: Bytes) -> None:
    under[:] = cv2.add(cv2.multiply(under, clear, scale=1 / 255), colour)
