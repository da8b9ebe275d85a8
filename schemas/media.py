"""What is known of a recording before anything creative happens to it."""

from __future__ import annotations

from typing import Literal

from schemas.artifacts import Blob, Ref
from schemas.base import Contract
from schemas.units import Ms, Rate, Sha256

Kind = Literal["video", "audio"]


class VideoStream(Contract):
    """The picture that is used: the first real video stream, never an attached cover."""

    index: int
    codec: str
    width: int
    """Pixels as shown: upright and with square pixels."""
    height: int
    coded_width: int
    """Pixels as stored."""
    coded_height: int
    rotation: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise that make the stored picture upright."""
    sample_aspect: str = "1/1"
    rate: Rate
    """Frames a second by the most common spacing of frames; the average where none is common."""
    variable_rate: bool = False
    pixel_format: str
    color_matrix: str = "unknown"
    color_range: str = "unknown"
    transfer: str = "unknown"


class AudioStream(Contract):
    """The sound that is used: the default or first audio stream."""

    index: int
    codec: str
    sample_rate: int
    """Hz."""
    channels: int
    language: str = "und"


class SubtitleStream(Contract):
    index: int
    codec: str
    language: str = "und"


class ProbeReport(Contract):
    """What a file is, whether the media contract takes it, and what to do if not."""

    verdict: Literal["accept", "reject"]
    reason: str
    """Stable reason code: `ok`, `empty-file`, `not-media`, `no-streams`, `too-long`, ..."""
    detail: str = ""
    """What was found, with values, in one sentence."""
    remedy: str = ""
    """What the person can do about a rejection; empty when accepted."""
    kind: Kind | None = None
    container: str = ""
    size: int = 0
    """Bytes."""
    duration_ms: Ms = 0
    """Measured from packets, not only declared by the container."""
    start_ms: int = 0
    """Presentation time of the first used packet; later stages count from zero."""
    video: VideoStream | None = None
    audio: AudioStream | None = None
    subtitles: tuple[SubtitleStream, ...] = ()
    warnings: tuple[str, ...] = ()
    """What will be repaired: variable frame rate, rotation, missing audio, odd size, ..."""


class SourceAsset(Contract):
    """The recording itself: the root of every key."""

    sha256: Sha256
    size: int
    media: Ref[Blob]
    probe: ProbeReport


class Loudness(Contract):
    """EBU R128 measurement."""

    integrated_lufs: float
    true_peak_dbtp: float
    range_lu: float
    threshold_lufs: float
    silent: bool = False
    """No sound above the gate: the numbers hold no meaning."""


class SeekPoint(Contract):
    """A key frame: decoding may start here."""

    ms: Ms
    pts: int
    """In the stream's own time base."""


class Mezzanine(Contract):
    """The stable input of every later stage. Times start at zero, picture is upright.

    The picture itself is not touched: `source` keeps it, `seek` says where decoding may start.
    """

    source: Ref[Blob]
    kind: Kind
    duration_ms: Ms
    audio: Ref[Blob]
    """WAV, 48 kHz, 16-bit, one or two channels, sample 0 at time zero, as long as the recording;
    silence where the recording has none."""
    has_speech_audio: bool
    """False when the recording has no audio stream or only silence."""
    loudness: Loudness
    width: int = 0
    """Upright source pixels; 0 for audio only."""
    height: int = 0
    rate: Rate = "30/1"
    """Constant rate of every output: the source's, capped at 60, snapped to a standard one."""
    start_ms: int = 0
    """Source presentation time of time zero."""
    rotation: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise that make the source's stored picture upright."""
    sample_aspect: str = "1/1"
    """Width to height of the source's stored pixels."""
    seek: tuple[SeekPoint, ...] = ()
    subtitles: Ref[Blob] | None = None
    """Embedded captions, extracted as WebVTT."""
