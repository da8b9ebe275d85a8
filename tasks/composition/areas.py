"""A shot inside its black borders: as if the recording held nothing else, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from schemas.clips import ActiveArea, CropKey, FaceBox, FaceTracks, Inset, Interest, PreparedClip
from schemas.directing import Direction, Spot
from tasks.composition.takes import Shown, Take

Boxed = TypeVar("Boxed", FaceBox, CropKey, Inset, Interest)


def area_of(take: Take) -> ActiveArea | None:
    """What lies inside the borders of a shot; None where it has none."""
    return next((area for area in take.clip.areas if area.shot == take.number), None)


def inside(take: Take, area: ActiveArea) -> Take:
    """The shot as if the recording held nothing but the area."""
    clip, tracks = _clip_inside(take.clip, area), _tracks_inside(take.tracks, area)
    return replace(take, clip=clip, tracks=tracks)


def _clip_inside(clip: PreparedClip, area: ActiveArea) -> PreparedClip:
    """The clip with a picture that is nothing but the area."""
    width, height = round(clip.width * area.width), round(clip.height * area.height)
    return clip.model_copy(update={"width": width, "height": height, "areas": ()})


def _tracks_inside(tracks: FaceTracks, area: ActiveArea) -> FaceTracks:
    """Faces, webcams and interest of the area's shot in shares of the area; those of other shots as
    they were."""
    moved = tuple(
        track.model_copy(update={"boxes": tuple(_into(box, area) for box in track.boxes)})
        if track.shot == area.shot
        else track
        for track in tracks.tracks
    )
    insets = tuple(
        _into(inset, area) if inset.shot == area.shot else inset for inset in tracks.insets
    )
    interests = tuple(
        _into(one, area) if one.shot == area.shot else one for one in tracks.interests
    )
    return tracks.model_copy(update={"tracks": moved, "insets": insets, "interests": interests})


def direction_inside(direction: Direction, area: ActiveArea) -> Direction:
    """What a person wants of the shot, in shares of the area."""
    at, person = direction.at, direction.person
    if at is not None:
        at = min(1.0, max(0.0, (at - area.x) / area.width))
    if person is not None:
        x, y = (person.x - area.x) / area.width, (person.y - area.y) / area.height
        person = Spot(x=x, y=y)
    return direction.model_copy(update={"at": at, "person": person})


def outside(shown: Shown, area: ActiveArea) -> Shown:
    """How the shot is shown, and the faces that are followed, in shares of the whole picture."""
    framing, faces = shown
    panes = tuple(
        pane.model_copy(update={"keys": _keys_out(pane.keys, area)}) for pane in framing.panes
    )
    keys = framing.keys
    if framing.layout == "letterbox_blur":
        keys = (CropKey(frame=framing.first_frame, x=0, y=0, width=1, height=1),)
    moved = framing.model_copy(update={"keys": _keys_out(keys, area), "panes": panes})
    return moved, tuple(_out_of(face, area) for face in faces)


def _keys_out(keys: Sequence[CropKey], area: ActiveArea) -> tuple[CropKey, ...]:
    return tuple(_out_of(key, area) for key in keys)


def _into(box: Boxed, area: ActiveArea) -> Boxed:
    place = {
        "x": (box.x - area.x) / area.width,
        "y": (box.y - area.y) / area.height,
        "width": box.width / area.width,
        "height": box.height / area.height,
    }
    return type(box).model_validate(box.model_dump() | place)


def _out_of(box: Boxed, area: ActiveArea) -> Boxed:
    place = {
        "x": area.x + box.x * area.width,
        "y": area.y + box.y * area.height,
        "width": box.width * area.width,
        "height": box.height * area.height,
    }
    return type(box).model_validate(box.model_dump() | place)
