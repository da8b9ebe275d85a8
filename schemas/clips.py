"""Clip-local nouns: from here on only frames of one exact rate count.

Frame n of the recording at `rate` shows the latest source frame whose time, measured from the
recording's time zero and rounded to the nearest frame, is at most n. The proxy has the same frames.
"""

from __future__ import annotations

from itertools import combinations
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.artifacts import Blob, Ref
from schemas.base import Contract
from schemas.media import Kind
from schemas.units import Aspect, Fine, Frame, Num, Rate, Share


class ActiveArea(Contract):
    """What lies inside the black borders of the recording during one shot, as shares of the upright
    picture."""

    shot: int
    """Index into `PreparedClip.shots`."""
    x: Fine
    y: Fine
    width: Fine
    height: Fine


class PreparedClip(Contract):
    """One clip cut loose from the recording: all that vision and sound need of it."""

    clip_id: str
    kind: Kind
    source: Ref[Blob]
    """The recording; full quality is decoded from it only inside the span."""
    rate: Rate
    first_frame: Frame
    """In the recording."""
    frame_count: int
    width: int
    """Upright source pixels; 0 for audio only."""
    height: int
    rotation: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise that make the stored picture upright."""
    start_ms: int = 0
    """Source presentation time of the recording's time zero."""
    seek_pts: int | None = None
    """The last key frame of the source at or before the clip's first frame, in the stream's own
    time base; None decodes from the beginning."""
    audio: Ref[Blob]
    """WAV, 48 kHz, 16-bit, exactly the clip's span."""
    proxy: Ref[Blob] | None
    """H.264 MP4 of exactly the clip's frames at `rate`: upright, square pixels, at most 640 wide and
    high, a key frame a second, no sound. None for audio only."""
    shots: tuple[tuple[Frame, Frame], ...]
    """First and one-past-last clip frame of each shot inside the clip; they cover it."""
    areas: Annotated[tuple[ActiveArea, ...], Field(exclude_if=lambda areas: not areas)] = ()
    """Of shots with borders alone, in their order. Only written where there are some."""


class FaceBox(Contract):
    """A face in one frame, as shares of the upright picture."""

    frame: Frame
    """Clip frame."""
    x: Num
    """Left edge; may be slightly outside 0 to 1."""
    y: Num
    width: Num
    height: Num
    score: Share


class FaceTrack(Contract):
    """One face within one shot, observed at a few frames a second."""

    id: int
    shot: int
    """Index into `PreparedClip.shots`."""
    boxes: tuple[FaceBox, ...]
    mouth: tuple[Num, ...] = ()
    """For each box how much the mouth moves from its frame to the next look, more than the rest of the
    face does and in contrasts of the face: at rest mostly below 0.03. Empty where no two faces
    are seen in the shot at the same time."""


class Inset(Contract):
    """A small picture of a speaker that stands on a recorded screen during one shot: a webcam.

    Its place is in shares of the upright picture.
    """

    shot: int
    """Index into `PreparedClip.shots`."""
    track: int
    """Id of the face in it."""
    x: Fine
    y: Fine
    width: Fine
    height: Fine
    above_and_below: Share
    """How much of all that is to be read or seen on the screen stands in the column of the inset,
    from there to the nearer edge of the picture."""
    beside: Share
    """How much of it stands in its row, likewise."""
    confidence: Share
    round: Annotated[bool, Field(exclude_if=lambda is_round: not is_round)] = False
    """Whether the webcam's picture is the circle in its place. Only written where it is."""


class Interest(Contract):
    """Where most of what draws the eye lies during one shot without faces, as shares of the upright
    picture."""

    shot: int
    """Index into `PreparedClip.shots`."""
    x: Fine
    y: Fine
    width: Fine
    height: Fine


class FaceTracks(Contract):
    """All faces of one clip. No face gives no track, which is an answer."""

    clip_id: str
    detector: str
    every: int
    """Clip frames between two looks."""
    frame_count: int
    tracks: tuple[FaceTrack, ...]
    heard: tuple[tuple[Frame, Frame], ...] = ()
    """First and one-past-last clip frame of each stretch in which something is loud enough to be
    speech. Empty where no mouth was measured."""
    insets: Annotated[tuple[Inset, ...], Field(exclude_if=lambda insets: not insets)] = ()
    """At most one for each shot, in their order. Only written where there are some."""
    screens: Annotated[tuple[int, ...], Field(exclude_if=lambda shots: not shots)] = ()
    """Indices of shots that show a screen, such as a slide, and nobody who is there in person.
    Only written where there are some."""
    interests: Annotated[tuple[Interest, ...], Field(exclude_if=lambda found: not found)] = ()
    """Of shots without faces, where it is told; at most one for each. Only written where there are
    some."""


class CropKey(Contract):
    """Where the camera stands at a frame, as shares of the upright source."""

    frame: Frame
    x: Fine
    y: Fine
    width: Fine
    height: Fine
    ease: Literal["hold", "smooth"] = "hold"
    """How it goes on to the next key: stay, or a quintic ease that ends there."""


HAIR = 1e-5
"""Shares of the output by which panes may miss each other: less than a pixel."""


class Pane(Contract):
    """A part of the output with a camera of its own; its place is in shares of the output."""

    x: Fine
    y: Fine
    width: Fine
    height: Fine
    keys: tuple[CropKey, ...]
    """At least one; the first stands at the framing's `first_frame`. Crops that cover have the pane's
    shape."""
    fit: Annotated[Literal["cover", "contain"], Field(exclude_if=lambda fit: fit == "cover")] = (
        "cover"
    )
    """`contain` shows the crop whole, in the middle, on a blurred fill."""


class Framing(Contract):
    """How one shot is shown."""

    first_frame: Frame
    end_frame: Frame
    """Exclusive."""
    layout: Literal["crop", "letterbox_blur", "panes", "none"] = "crop"
    """`letterbox_blur` shows the picture whole on a blurred fill, `panes` several parts of it at
    once; `none` is audio only."""
    keys: tuple[CropKey, ...] = ()
    """At least one for `crop`; the first stands at `first_frame`. Of `letterbox_blur` the one that says
    which part of the picture is shown whole, or none for all of it."""
    panes: Annotated[tuple[Pane, ...], Field(exclude_if=lambda panes: not panes)] = ()
    """From top to bottom, for `panes` alone: they fill the output and do not overlap. Only written
    where there are some: every other plan keeps its digest."""
    subject: str = ""
    """What it follows, in words: `face 2`, `centre`."""
    confidence: Share = 1.0
    wish: Annotated[str, Field(exclude_if=lambda text: not text)] = ""
    """How a person wants the shot shown, in words, such as `stack`. Only written where somebody does."""
    unmet: Annotated[str, Field(exclude_if=lambda text: not text)] = ""
    """Why it cannot be shown so, and is shown as the rules say; only written where that is so."""

    @model_validator(mode="after")
    def _has_what_its_layout_shows(self) -> Self:
        if bool(self.panes) != (self.layout == "panes"):
            raise ValueError(f"a framing of layout {self.layout!r} has {len(self.panes)} panes")
        if self.panes and not _tile(self.panes):
            raise ValueError("the panes of a framing must fill the output without overlap")
        return self

    @property
    def drawn(self) -> Framing:
        """The same framing without whose wish it was: what is drawn is the same."""
        return self.model_copy(update={"wish": "", "unmet": ""}) if self.wish else self

    @property
    def cameras(self) -> tuple[tuple[CropKey, ...], ...]:
        """The keys of each camera that is seen: of the one, or of one for each pane."""
        if self.panes:
            return tuple(pane.keys for pane in self.panes)
        return (self.keys,) if self.keys else ()


def _tile(panes: tuple[Pane, ...]) -> bool:
    """Whether panes fill the output without overlap, as finely as shares are written."""
    inside = all(
        min(pane.x, pane.y) >= 0 and max(pane.x + pane.width, pane.y + pane.height) <= 1 + HAIR
        for pane in panes
    )
    apart = all(
        min(one.x + one.width, other.x + other.width) - max(one.x, other.x) <= HAIR
        or min(one.y + one.height, other.y + other.height) - max(one.y, other.y) <= HAIR
        for one, other in combinations(panes, 2)
    )
    return inside and apart and sum(p.width * p.height for p in panes) >= 1 - 10 * HAIR


class CameraQuality(Contract):
    """How the camera behaves over the clip."""

    subject_in_frame: Share | None = None
    """Share of face observations inside the crop; None without faces."""
    still_frames: Share = 1.0
    """Share of frames outside of pans."""
    reversals_per_second: Num = 0.0
    """Pans back where the pan before came from, in the same shot."""
    acceleration: Num = 0.0
    """Root mean square over the clip, in sizes of the crop a second squared."""
    moves_per_minute: Num = 0.0
    """Pans."""
    directed: Annotated[int, Field(exclude_if=lambda count: not count)] = 0
    """Shots that are shown as a person wants them. Only written where there are some."""
    unmet: Annotated[int, Field(exclude_if=lambda count: not count)] = 0
    """Shots that a person wants otherwise, which they cannot be shown; likewise."""


class CropPath(Contract):
    """The camera of one clip in one aspect ratio."""

    clip_id: str
    aspect: Aspect
    framings: tuple[Framing, ...]
    """They cover the clip without gap or overlap and never reach over a cut."""
    quality: CameraQuality


class FaceZone(Contract):
    """Where a face is seen in the output during some frames, as shares of the output frame."""

    first_frame: Frame
    end_frame: Frame
    """Exclusive."""
    x: Num
    y: Num
    width: Num
    height: Num


class SourceSpan(Contract):
    """Recording frames that are played without a break. The spans of a short follow each other in the
    recording and, without gap or overlap, in the output."""

    first_frame: Frame
    """In the recording."""
    frame_count: int
    at: Frame
    """Output frame at which the span begins."""


class Timeline(Contract):
    """One short in one aspect ratio, assembled: what is seen when, and where faces are."""

    clip_id: str
    aspect: Aspect
    kind: Kind
    source: Ref[Blob]
    audio: Ref[Blob]
    """WAV of exactly the spans, sample 0 at output frame 0."""
    rate: Rate
    frame_count: int
    width: int
    """Upright source pixels; 0 for audio only."""
    height: int
    rotation: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise that make the stored picture upright."""
    start_ms: int = 0
    """Source presentation time of the recording's time zero."""
    seek_pts: int | None = None
    """The last key frame of the source at or before the clip's first frame, in the stream's own
    time base; None decodes from the beginning."""
    spans: tuple[SourceSpan, ...]
    """More than one where something is left out of the clip."""
    framings: tuple[Framing, ...]
    faces: tuple[FaceZone, ...]
