"""What is handed over, and the receipt for it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from schemas.artifacts import Blob, Ref
from schemas.base import Contract
from schemas.candidates import Criterion
from schemas.media import Loudness
from schemas.stages import Stage
from schemas.states import JobState, WorkflowState
from schemas.steering import Corrections
from schemas.style.refs import ResolvedBy
from schemas.units import Aspect, Ms, Num, Rate, Sha256, slug_of


def output_name(clip_id: str, aspect: Aspect) -> str:
    """Name of a short in one aspect ratio, such as `clip-01_9x16`."""
    return f"{clip_id}_{slug_of(aspect)}"


class RenderedShort(Contract):
    """One encoded file, measured after encoding."""

    clip_id: str
    aspect: Aspect
    video: Ref[Blob]
    """MP4, H.264 yuv420p bt709, AAC 48 kHz, fast start."""
    plan_digest: Sha256
    engine: str
    width: int
    height: int
    rate: Rate
    frame_count: int
    seconds: Num
    loudness: Loudness
    """Of the encoded file."""


class Sidecars(Contract):
    """Captions beside the file; times are within the short."""

    clip_id: str
    aspect: Aspect
    srt: Ref[Blob]
    vtt: Ref[Blob]
    ass: Ref[Blob]
    """In the look of the style."""


class Thumbnail(Contract):
    clip_id: str
    aspect: Aspect
    image: Ref[Blob]
    """JPEG at the output's size."""
    moving: Ref[Blob]
    """Animated WebP of the opening, small."""
    frame: int
    reason: str
    """What made this frame the best, in words."""
    others: Annotated[tuple[Ref[Blob], ...], Field(exclude_if=lambda found: not found)] = ()
    """Nearly as good frames that show something else, best first, likewise as JPEG."""


class Description(Contract):
    """Words to post a short with; all of them taken from what is said in it."""

    clip_id: str
    title: str
    """At most 100 characters."""
    description: str
    """At most 5000 bytes of UTF-8; no angle brackets."""
    tags: tuple[str, ...]
    engine: str


class PublishedFile(Contract):
    location: str
    """Path or address."""
    sha256: Sha256


class Published(Contract):
    """Where an output was put."""

    name: str
    publisher: str = "folder"
    target: str
    files: dict[str, PublishedFile]
    """By ending: `mp4`, `srt`, `vtt`, `ass`, `jpg`, `2.jpg`, `webp`, `json`."""


class DeliveryState(Contract):
    """Completed when every output is terminal and at least one was delivered."""

    state: Literal["pending", "in_progress", "completed", "failed"]
    delivered: int
    failed: int
    total: int


class JobLine(Contract):
    """One job on a receipt."""

    stage: Stage
    part: str = ""
    """Clip and aspect where a stage runs once for each."""
    state: JobState
    attached: bool
    """True when the work had been done before."""
    key: str
    seconds: Num
    cost_usd: float
    attempts: int = 1
    why: str
    """Why it ran or attached, or what failed."""


class OutputLine(Contract):
    """One output on a receipt. Figures are measured on the delivered file."""

    clip: str
    aspect: Aspect
    state: JobState
    path: str | None = None
    start_ms: Ms
    end_ms: Ms
    seconds: Num | None = None
    width: int | None = None
    height: int | None = None
    fps: Num | None = None
    loudness_lufs: float | None = None
    true_peak_dbtp: float | None = None
    sha256: Sha256 | None = None
    scores: dict[Criterion | Literal["composite"], Num]
    title: str
    error: str | None = None


class Card(Contract):
    """What lies beside a short as JSON: what it is, and the words to post it with."""

    clip: str
    aspect: Aspect
    title: str
    description: str
    tags: tuple[str, ...]
    source_sha256: Sha256
    start_ms: Ms
    end_ms: Ms
    style: str
    """`org/name@version`."""
    scores: dict[Criterion | Literal["composite"], Num]
    reasons: tuple[str, ...]
    text: str
    """What is said."""


class PinLine(Contract):
    """The style of a run on its receipt."""

    ref: str
    version: str
    digest: Sha256
    resolved_by: ResolvedBy = "plane"
    overrides: dict[str, Any] | None = None
    """What this run changed of it."""
    warnings: tuple[str, ...] = ()


class Receipt(Contract):
    """What a run did, what it reused and why, and what it delivered."""

    run: str
    flow: str
    parent: str | None = None
    """The run that this one re-entered."""
    source_name: str
    source_sha256: Sha256
    style: PinLine | None
    workflow: WorkflowState
    delivery: DeliveryState
    seconds: Num
    cost_usd: float
    jobs: tuple[JobLine, ...]
    outputs: tuple[OutputLine, ...]
    corrections: Corrections = Corrections()
    """How far people have moved ends of clips of this recording."""
    explanation: str
    """The plan's own sentence: how many clips of how many candidates, and why no more."""
    notes: tuple[str, ...] = ()
    """What a person should look at: corrections that found no word, texts that did not fit."""
    error: str | None = None
