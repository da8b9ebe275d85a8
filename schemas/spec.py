"""What a run is started with, frozen; and what single stages read of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from schemas.artifacts import Blob, Ref
from schemas.base import Contract
from schemas.directing import Directions
from schemas.inference import InferenceProfile, ProfileRoute, with_profile
from schemas.params import ClipsParams, OnUnavailable
from schemas.review import PlanReview
from schemas.rewording import WordEdits
from schemas.speech import DiarizeOptions, TranscribeOptions
from schemas.stages import Stage
from schemas.steering import Nudges, Steering
from schemas.style.overrides import StyleOverrides
from schemas.style.refs import StyleName
from schemas.taste import TasteProfile


class ScoreOptions(Contract):
    """What `score` reads of a run; part of its key."""

    min_seconds: int = 15
    max_seconds: int = 90
    profile: Ref[TasteProfile] | None = None
    """The taste profile that was named; None is the shipped one of the recording's kind."""
    profiles: str = ""
    """Digest of the shipped profiles: other ones give other moments."""


class PinOptions(Contract):
    """What `pin_style` reads of a run."""

    ref: StyleName
    overrides: StyleOverrides = StyleOverrides()
    on_unavailable: OnUnavailable = "fail"
    allow_withdrawn: bool = False
    bundle: Ref[Blob] | None = None
    """A style bundle that is asked instead of the style plane."""


Encoder = Literal["libx264", "h264_nvenc", "h264_videotoolbox", "h264_qsv", "h264_amf"]


class RenderOptions(Contract):
    """How outputs are encoded; part of `render`'s key."""

    preset: Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium"] = "veryfast"
    crf: Annotated[int, Field(ge=10, le=35)] = 20
    threads: Annotated[int, Field(ge=1, le=16)] = 2
    encoder: Annotated[Encoder, Field(exclude_if=lambda name: name == "libx264")] = "libx264"
    """Only written where it is another one: every other render keeps its key."""


class RunSpec(Contract):
    """Everything a run was started with, frozen. A retry or rerun reads only this."""

    flow: str
    params: ClipsParams
    """Of the flow; what a flow does not ask for has its default."""
    media: Ref[Blob]
    """The recording's bytes in the store: a rerun needs neither path nor address."""
    source_name: str
    transcribe: TranscribeOptions
    diarize: DiarizeOptions
    score: ScoreOptions
    inference: InferenceProfile | None = None
    """The language models that may be asked; None for the embedded analyser alone."""
    inference_routes: tuple[ProfileRoute, ...] = ()
    """The first that fits the transcript's language and the recording's length goes before it."""
    prompts: dict[str, str] = {}
    """Stage to the digest of what it asks them."""
    render: RenderOptions
    steering: Steering = Steering()
    nudges: Ref[Nudges] | None = None
    """Ends that people have moved in this recording."""
    edits: Ref[WordEdits] | None = None
    """Words that people have corrected in it."""
    directions: Ref[Directions] | None = None
    """How people want shots of it shown."""
    bundle: Ref[Blob] | None = None
    """The style bundle that was handed in."""
    flow_run: str = ""
    """The flow run of a deployment that asked for it."""
    reviewed: Ref[PlanReview] | None = None
    """What a person wanted of the plan of the run that this one re-enters."""
    revisions: dict[str, int]
    """Stage to revision."""
    parent: str | None = None
    """The run that this one re-enters."""
    enter_at: Stage | None = None
    """The stage that must not attach."""

    @model_validator(mode="before")
    @classmethod
    def _model_in_score(cls, given: Any) -> Any:
        return with_profile(given)
