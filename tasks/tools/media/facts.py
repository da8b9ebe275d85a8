"""What the inspector found, as values; and the streams of a recording that are used."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict

from schemas.media import AudioStream, SubtitleStream, VideoStream
from schemas.units import as_rate
from tasks.tools.media.rates import STANDARD_RATES

Rotation = Literal[0, 90, 180, 270]
ROTATIONS: dict[int, Rotation] = {0: 0, 90: 90, 180: 180, 270: 270}

TEXT_CAPTIONS = {"subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text"}
PARTIAL_SHARE = 0.2
"""With fewer cues than this share of the fullest stream's, captions are of single lines only."""
"""Caption codecs that hold text and not pictures."""

_MATRICES = {
    0: "gbr",
    1: "bt709",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    9: "bt2020nc",
    10: "bt2020c",
}
_RANGES = {1: "tv", 2: "pc"}
_TRANSFERS = {
    1: "bt709",
    6: "smpte170m",
    8: "linear",
    13: "iec61966-2-1",
    14: "bt2020-10",
    15: "bt2020-12",
    16: "smpte2084",
    18: "arib-std-b67",
}


class Window(BaseModel):
    """A stretch that was decoded. Times are microseconds on the file's clock."""

    model_config = ConfigDict(frozen=True)

    at_us: int | None
    """Where it was to begin; None: at the start."""
    whole: bool
    packets: int
    frames: int
    timed: int
    corrupt: int
    decoded_us: int
    """Sound that came out."""
    first_us: int | None
    end_us: int | None
    error: str | None
    rotation: int
    """Degrees counter-clockwise of the display matrix."""
    interlaced: bool
    mirrored: bool
    sounds: bool
    """Whether anything but silence came out."""


class StreamFacts(BaseModel):
    """One stream, by its header, its packets and what was decoded of it."""

    model_config = ConfigDict(frozen=True)

    index: int
    type: str
    codec: str | None
    """None where no decoder is known."""
    attached: bool
    default: bool
    forced: bool = False
    """Captions of what is said in another language than the rest, and of nothing else."""
    language: str
    width: int = 0
    height: int = 0
    sample_aspect: str | None = None
    average_rate: str | None = None
    pixel_format: str = "unknown"
    matrix: int = 2
    range: int = 0
    transfer: int = 2
    sample_rate: int = 0
    channels: int = 0
    bits: int = 0
    packets: int = 0
    keys: int = 0
    untimed: int = 0
    encrypted: bool = False
    first_us: int | None = None
    end_us: int | None = None
    longest_us: int | None = None
    """The longest that nothing new comes."""
    held_us: int = 0
    """All packets' durations together: the span without its holes."""
    even_share: float = 0.0
    step_us: str | None = None
    windows: tuple[Window, ...] = ()

    @property
    def starts_us(self) -> int:
        """When the first frame that can be decoded is shown or heard."""
        decoded = self.windows[0].first_us if self.windows else None
        return decoded if decoded is not None else self.first_us or 0

    @property
    def ends_us(self) -> int:
        """By packets; by what was decoded where all was decoded or packets carry no times."""
        end = self.end_us or 0
        whole = self.windows[0] if self.windows and self.windows[0].whole else None
        if whole is not None and self.type == "audio":
            untimed = whole.timed * 2 < whole.frames
            by_samples = self.starts_us + whole.decoded_us
            end = by_samples if untimed or whole.end_us is None else min(end, whole.end_us)
        return end

    @property
    def decodes(self) -> bool:
        """Whether a fair part came out: one window, or half of what was decoded whole."""
        whole = self.windows[0] if self.windows and self.windows[0].whole else None
        if whole is None:
            return any(window.frames for window in self.windows)
        if self.type == "audio" and self.held_us:
            return whole.decoded_us * 2 >= self.held_us
        return whole.frames * 2 >= self.packets

    @property
    def rate(self) -> Fraction:
        """Frames a second by the most common spacing; the declared average where none is common.

        A standard rate that is declared and fits is meant: short files measure coarsely.
        """
        declared = Fraction(self.average_rate) if self.average_rate else Fraction(25)
        if self.step_us is None or self.even_share < 0.5:
            return declared
        measured = 1_000_000 / Fraction(self.step_us)
        if declared in STANDARD_RATES and abs(measured - declared) * 200 <= declared:
            return declared
        return measured.limit_denominator(1001) or Fraction(1)


class FileFacts(BaseModel):
    """Everything the inspector prints."""

    model_config = ConfigDict(frozen=True)

    error: str | None
    container: str = ""
    declared_us: int | None = None
    read_error: str | None = None
    streams: tuple[StreamFacts, ...] = ()

    @property
    def picture(self) -> StreamFacts | None:
        """The first real video stream: never a cover, and one frame is no video."""
        videos = [s for s in self.streams if s.type == "video" and not s.attached]
        return next((s for s in videos if s.packets > 1), None)

    @property
    def sound(self) -> StreamFacts | None:
        """The default audio stream that holds anything, else the first that does; one that was silent
        wherever it was listened to only where all were."""
        audio = [s for s in self.streams if s.type == "audio" and s.packets]
        audio = [s for s in audio if any(window.sounds for window in s.windows)] or audio
        return next((s for s in audio if s.default), audio[0] if audio else None)


def video_stream(facts: StreamFacts) -> VideoStream:
    """The picture as the schema tells it; an unknown rotation counts as none."""
    turned = -facts.windows[0].rotation % 360 if facts.windows else 0
    rotation = ROTATIONS.get(turned, 0)
    aspect = Fraction(facts.sample_aspect or 1)
    aspect = aspect if Fraction(1, 8) <= aspect <= 8 else Fraction(1)
    width, height = round(facts.width * aspect), facts.height
    upright = (height, width) if rotation in (90, 270) else (width, height)
    return VideoStream(
        index=facts.index,
        codec=facts.codec or "unknown",
        width=upright[0],
        height=upright[1],
        coded_width=facts.width,
        coded_height=facts.height,
        rotation=rotation,
        sample_aspect=as_rate(aspect),
        rate=as_rate(facts.rate),
        variable_rate=facts.even_share < 0.97,
        pixel_format=facts.pixel_format,
        color_matrix=_MATRICES.get(facts.matrix, "unknown"),
        color_range=_RANGES.get(facts.range, "unknown"),
        transfer=_TRANSFERS.get(facts.transfer, "unknown"),
    )


def audio_stream(facts: StreamFacts) -> AudioStream:
    """The sound as the schema tells it."""
    return AudioStream(
        index=facts.index,
        codec=facts.codec or "unknown",
        sample_rate=facts.sample_rate,
        channels=facts.channels,
        language=facts.language,
    )


def caption_streams(facts: FileFacts) -> tuple[SubtitleStream, ...]:
    """All caption streams that hold anything, the one that most likely holds what is said first.

    Text before pictures; whole ones before those of single lines; those in the language of the sound
    before translations; then the default one, then file order.
    """
    found = [s for s in facts.streams if s.type == "subtitle" and s.packets and s.codec]
    most = max((s.packets for s in found if s.codec in TEXT_CAPTIONS), default=0)
    spoken = facts.sound.language if facts.sound else "und"

    def order(s: StreamFacts) -> tuple[bool | int, ...]:
        partial = s.forced or s.packets < PARTIAL_SHARE * most
        foreign = spoken not in ("und", s.language)
        return s.codec not in TEXT_CAPTIONS, partial, foreign, not s.default, s.index

    found.sort(key=order)
    return tuple(
        SubtitleStream(index=s.index, codec=s.codec or "", language=s.language) for s in found
    )
