"""Clip-local nouns: from here on only frames of one exact rate count.

Frame n of the recording at `rate` shows the latest source frame whose time, measured from the
recording's time zero and rounded to the nearest frame, is at most n. The proxy has the same frames.
"""

from __future__ import annotations

from typing import Literal

from schemas.artifacts import Blob, Ref
from schemas.base import Contract
from schemas.media import Kind
from schemas.units import ASPECT_SIZES, Aspect, Fine, Frame, Num, Rate, Share


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
    """Small MP4 of exactly the clip's frames at `rate`; None for audio only."""
    shots: tuple[tuple[Frame, Frame], ...]
    """First and one-past-last clip frame of each shot inside the clip; they cover it."""


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


class CropKey(Contract):
    """Where the camera stands at a frame, as shares of the upright source."""

    frame: Frame
    x: Fine
    y: Fine
    width: Fine
    height: Fine
    ease: Literal["hold", "smooth"] = "hold"
    """How it goes on to the next key: stay, or a quintic ease that ends there."""


class Framing(Contract):
    """How one shot is shown."""

    first_frame: Frame
    end_frame: Frame
    """Exclusive."""
    layout: Literal["crop", "letterbox_blur", "none"] = "crop"
    """`letterbox_blur` shows the whole picture on a blurred fill; `none` is audio only."""
    keys: tuple[CropKey, ...] = ()
    """At least one for `crop`; the first stands at `first_frame`."""
    subject: str = ""
    """What it follows, in words: `face 2`, `centre`."""
    confidence: Share = 1.0


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


class CropPath(Contract):
    """The camera of one clip in one aspect ratio."""

    clip_id: str
    aspect: Aspect
    framings: tuple[Framing, ...]
    """They cover the clip without gap or overlap and never reach over a cut."""
    quality: CameraQuality


class Rect(Contract):
    """A rectangle in shares of whatever it lies in."""

    x: float
    y: float
    width: float
    height: float


def ease(progress: float) -> float:
    """Quintic smooth step: 0 at 0, 1 at 1, no speed and no acceleration at both ends."""
    p = min(1.0, max(0.0, progress))
    return p * p * p * (p * (p * 6 - 15) + 10)


def crop_at(framing: Framing, frame: int) -> Rect:
    """Where the camera of a `crop` framing stands at a clip frame."""
    keys = framing.keys
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


def letterbox_at(width: int, height: int, aspect: Aspect) -> Rect:
    """Where the whole picture stands in the output of a `letterbox_blur` framing: fitted, centred.

    `width` and `height` are the upright source's pixels; the answer is in shares of the output.
    """
    out_width, out_height = ASPECT_SIZES[aspect]
    scale = min(out_width / width, out_height / height)
    part_x, part_y = width * scale / out_width, height * scale / out_height
    return Rect(x=(1 - part_x) / 2, y=(1 - part_y) / 2, width=part_x, height=part_y)


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
    """Recording frames that are played without a break."""

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
    """WAV of exactly the clip, sample 0 at output frame 0."""
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
    framings: tuple[Framing, ...]
    faces: tuple[FaceZone, ...]
