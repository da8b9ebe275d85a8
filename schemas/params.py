"""What a producer may ask for. These models are the forms in the Prefect UI."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.base import Contract
from schemas.review import ReviewedClip
from schemas.speech import Diarizer, Glossary, Transcriber
from schemas.stages import Stage
from schemas.style.overrides import StyleOverrides
from schemas.style.refs import StyleName
from schemas.units import Aspect

DEFAULT_STYLE = "reelwright/bold@stable"
Slots = Annotated[
    dict[str, Annotated[str, Field(max_length=200)]], Field(max_length=16, title="Slots")
]
"""Value of each slot of the style that a run fills in."""
OnUnavailable = Literal["fail", "last_known"]


class Limits(Contract):
    """How many clips, how long."""

    max_clips: Annotated[
        Annotated[int, Field(ge=1, le=100, title="Number")] | None, Field(title="Most clips")
    ] = None
    """Leave empty to let the length of the recording decide: about three for ten minutes."""
    min_seconds: Annotated[int, Field(ge=3, le=300, title="Shortest clip (seconds)")] = 15
    """No clip is shorter than this."""
    max_seconds: Annotated[int, Field(ge=5, le=600, title="Longest clip (seconds)")] = 90
    """No clip is longer than this."""
    floor: Annotated[int, Field(ge=0, le=100, title="Lowest score")] = 20
    """Moments that score below this are left out, even when fewer clips come of it."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_seconds > self.max_seconds:
            raise ValueError(
                f"the shortest clip ({self.min_seconds} s) is longer than the longest "
                f"({self.max_seconds} s); swap them"
            )
        return self


class Speech(Contract):
    """Where the words come from."""

    transcriber: Annotated[Transcriber, Field(title="Transcriber")] = "auto"
    """`auto` takes captions where there are any; where there are none the recording is listened to: by
    what REELWRIGHT_TRANSCRIBER_ROUTES says for its language and length, else by Whisper here."""
    captions: Annotated[str, Field(title="Caption file")] = ""
    """Path of a .vtt, .srt, .ttml, .ass, .sbv, .sub, .smi, .scc, .lrc, .tsv or transcript .json. Empty:
    a file of the same name beside the source, then captions inside the source."""
    language: Annotated[str, Field(max_length=20, title="Language")] = ""
    """Such as `en`. Empty: found out by the transcriber."""
    whisper_model: Annotated[str, Field(max_length=200, title="Whisper model")] = "small"
    """Name of a model, or a folder that holds one."""
    speakers: Annotated[
        Annotated[int, Field(ge=1, le=20, title="Number")] | None,
        Field(title="Number of speakers"),
    ] = None
    """Leave empty to let the program count."""
    diarizer: Annotated[Diarizer, Field(title="Told apart by")] = "auto"
    """`auto`: speakers that the transcript names, else channels, else the sound of their voices."""
    glossary: Glossary = ()
    """Names and terms, spelled as they should be. They steer the transcriber, and near misses of them
    are corrected; every correction is said in the transcript's notes."""


class Pinning(Contract):
    """How the style is found at the start of a run."""

    on_unavailable: Annotated[
        OnUnavailable, Field(title="When the style plane does not answer")
    ] = "fail"
    """`last_known` takes what the reference last meant here, if that is at most 7 days old. An exact
    version that was used here before needs no style plane at all."""
    allow_withdrawn: Annotated[bool, Field(title="Allow withdrawn versions")] = False
    """For a version that was withdrawn but may still be used here."""
    bundle: Annotated[str, Field(max_length=2000, title="Style bundle")] = ""
    """Path of a style exported as a .tar: then it is the style, and no style plane is asked."""


class Editing(Contract):
    """Which moments are wanted."""

    profile: Annotated[
        str,
        Field(
            max_length=130,
            pattern=r"^$|^[a-z][a-z0-9-]{0,62}(@[0-9a-f]{8,64})?$",
            title="Taste profile",
        ),
    ] = ""
    """NAME or NAME@DIGEST: a profile that `reelwright learn` made, `interview` or `generic`. Empty: what
    fits the recording."""
    brief: Annotated[str, Field(max_length=1000, title="Brief")] = ""
    """Such as: moments about pricing, avoid politics."""
    published: Annotated[str, Field(max_length=2000, title="Published already")] = ""
    """Path of a list of stories that were told before: text with one on a line, or JSON; or `runs` for
    the clips of this tenant's other finished runs. They are not told again."""


class AnalysisParams(Contract):
    """Find the moments worth showing; nothing is rendered."""

    source: Annotated[
        str,
        Field(min_length=1, max_length=2000, title="Recording", json_schema_extra={"position": 0}),
    ]
    """Path on the machine that does the work, or an http(s) address of a media file."""
    limits: Annotated[
        Limits, Field(title="Number and length", json_schema_extra={"position": 3})
    ] = Limits()
    """How many clips at most, and how long each may be."""
    speech: Annotated[Speech, Field(title="Words", json_schema_extra={"position": 4})] = Speech()
    """Captions that are there, or who listens; in which language."""
    editing: Annotated[
        Editing, Field(title="Choosing moments", json_schema_extra={"position": 9})
    ] = Editing()
    """What is wanted and what is not, whose taste, and what was told before."""


class ClipsParams(AnalysisParams):
    """Branded short clips out of one long recording."""

    style: Annotated[StyleName, Field(title="Style", json_schema_extra={"position": 1})] = (
        DEFAULT_STYLE
    )
    """`org/name@version`, `@^1` or `@stable`. A run pins the version that it finds at its start."""
    aspects: Annotated[
        tuple[Aspect, ...],
        Field(min_length=1, max_length=4, title="Aspect ratios", json_schema_extra={"position": 2}),
    ] = ("9:16",)
    """Every clip is rendered once for each."""
    slots: Annotated[Slots, Field(title="Slots", json_schema_extra={"position": 6})] = {}
    """What the style's texts are filled with, by slot name, such as a sponsor or an episode."""
    out: Annotated[
        str, Field(max_length=2000, title="Output folder", json_schema_extra={"position": 5})
    ] = ""
    """Where finished clips are put. Empty: a folder of the run inside Reelwright's home."""
    overrides: Annotated[
        StyleOverrides, Field(title="Changes of the style", json_schema_extra={"position": 7})
    ] = StyleOverrides()
    """For this run only; recorded with its pin."""
    pinning: Annotated[
        Pinning, Field(title="Finding the style", json_schema_extra={"position": 8})
    ] = Pinning()
    """What to do when the style plane is silent, or the style was withdrawn; a bundle instead."""
    review: Annotated[bool, Field(title="Review", json_schema_extra={"position": 10})] = False
    """Stop after the plan: somebody keeps, drops, orders, words and trims its clips; then it goes on."""

    @model_validator(mode="after")
    def _aspects_differ(self) -> Self:
        if len(set(self.aspects)) != len(self.aspects):
            raise ValueError("each aspect ratio may be named once")
        return self


class CompositionParams(Contract):
    """Bring the plan of a finished analysis together with a style; nothing is rendered."""

    run: Annotated[
        str, Field(min_length=1, max_length=80, title="Run", json_schema_extra={"position": 0})
    ]
    """Id of a run whose analysis is complete, or `latest`."""
    style: Annotated[StyleName, Field(title="Style", json_schema_extra={"position": 1})] = (
        DEFAULT_STYLE
    )
    """`org/name@version`, `@^1` or `@stable`."""
    aspects: Annotated[
        tuple[Aspect, ...],
        Field(min_length=1, max_length=4, title="Aspect ratios", json_schema_extra={"position": 2}),
    ] = ("9:16",)
    """Every clip is composed once for each."""
    slots: Annotated[Slots, Field(title="Slots", json_schema_extra={"position": 3})] = {}
    """What the style's texts are filled with, by slot name."""
    overrides: Annotated[
        StyleOverrides, Field(title="Changes of the style", json_schema_extra={"position": 4})
    ] = StyleOverrides()
    """For this run only; recorded with its pin."""
    pinning: Annotated[
        Pinning, Field(title="Finding the style", json_schema_extra={"position": 5})
    ] = Pinning()
    """What to do when the style plane is silent, or the style was withdrawn; a bundle instead."""


class DeliveryParams(Contract):
    """Render and publish what a composition holds."""

    run: Annotated[
        str, Field(min_length=1, max_length=80, title="Run", json_schema_extra={"position": 0})
    ]
    """Id of a run whose composition is complete, or `latest`."""
    out: Annotated[
        str, Field(max_length=2000, title="Output folder", json_schema_extra={"position": 1})
    ] = ""
    """Where finished clips are put. Empty: a folder of the run inside Reelwright's home."""


class RerunParams(Contract):
    """A finished run once more, with another style or with one stage made anew."""

    run: Annotated[
        str, Field(min_length=1, max_length=80, title="Run", json_schema_extra={"position": 0})
    ]
    """Id of the run, or `latest`."""
    style: Annotated[
        StyleName | None, Field(title="Other style", json_schema_extra={"position": 1})
    ] = None
    """Empty: the version that the run has pinned. A reference is resolved anew."""
    from_stage: Annotated[
        Stage | None, Field(title="Make anew from", json_schema_extra={"position": 2})
    ] = None
    """This stage runs again even though its result is there; later ones where its result changed."""
    aspects: Annotated[
        tuple[Aspect, ...] | None,
        Field(min_length=1, max_length=4, title="Aspect ratios", json_schema_extra={"position": 3}),
    ] = None
    """Empty: those of the run."""
    slots: Annotated[Slots | None, Field(title="Slots", json_schema_extra={"position": 5})] = None
    """Empty: those of the run."""
    out: Annotated[
        str, Field(max_length=2000, title="Output folder", json_schema_extra={"position": 4})
    ] = ""
    """Empty: a folder of the new run inside Reelwright's home."""
    overrides: Annotated[
        StyleOverrides | None,
        Field(title="Changes of the style", json_schema_extra={"position": 6}),
    ] = None
    """Empty: those of the run."""
    pinning: Annotated[
        Pinning, Field(title="Finding the style", json_schema_extra={"position": 7})
    ] = Pinning()
    """What to do when the style plane is silent, or the style was withdrawn; a bundle instead."""


class ReviewParams(Contract):
    """Go on with a run that waits for a person's look at its plan."""

    run: Annotated[
        str, Field(min_length=1, max_length=80, title="Run", json_schema_extra={"position": 0})
    ]
    """Id of the run, or `latest`."""
    clips: Annotated[
        tuple[ReviewedClip, ...],
        Field(max_length=500, title="Clips", json_schema_extra={"position": 1}),
    ]
    """In the order in which they are to be shown; one that is not named is dropped."""


class RestyleParams(Contract):
    """Finished runs once more, in a newer version of their style; the newest runs first."""

    style: Annotated[
        str,
        Field(
            pattern=r"^[a-z][a-z0-9-]{0,62}/[a-z][a-z0-9-]{0,62}$",
            title="Style",
            json_schema_extra={"position": 0},
        ),
    ]
    """`org/name`: runs on older versions of it are moved."""
    to: Annotated[
        StyleName | None, Field(title="To version", json_schema_extra={"position": 1})
    ] = None
    """Empty: what `org/name@stable` means when the flow starts. All runs get the same version."""
    since: Annotated[date | None, Field(title="Runs since", json_schema_extra={"position": 2})] = (
        None
    )
    """Older runs are left alone."""
    max_runs: Annotated[
        Annotated[int, Field(ge=1, le=10_000, title="Number")] | None,
        Field(title="Most runs", json_schema_extra={"position": 3}),
    ] = None
    """Empty: no limit."""
    max_seconds: Annotated[
        Annotated[int, Field(ge=1, title="Number")] | None,
        Field(title="Most time (seconds)", json_schema_extra={"position": 4}),
    ] = None
    """A run that would not fit, judged by what it took before, is not started. Empty: no limit."""
    budget_usd: Annotated[
        Annotated[float, Field(ge=0, title="Number")] | None,
        Field(title="Most money (USD)", json_schema_extra={"position": 5}),
    ] = None
    """As above, for what is billed. Empty: no limit."""
    dry_run: Annotated[bool, Field(title="Only say", json_schema_extra={"position": 6})] = False
    """Say what would be moved, and move nothing."""


class IntakeParams(Contract):
    """Turn new files of a watched folder into runs, each file once."""

    folder: Annotated[
        str, Field(max_length=2000, title="Watched folder", json_schema_extra={"position": 0})
    ] = ""
    """Empty: the folder `inbox` inside Reelwright's home."""
    style: Annotated[StyleName, Field(title="Style", json_schema_extra={"position": 1})] = (
        DEFAULT_STYLE
    )
    """For every run that is started."""
    aspects: Annotated[
        tuple[Aspect, ...],
        Field(min_length=1, max_length=4, title="Aspect ratios", json_schema_extra={"position": 2}),
    ] = ("9:16",)
    """For every run that is started."""
    slots: Annotated[Slots, Field(title="Slots", json_schema_extra={"position": 4})] = {}
    """What the style's texts are filled with in every run that is started."""
    settle_seconds: Annotated[
        int, Field(ge=0, le=3600, title="Quiet time (seconds)", json_schema_extra={"position": 3})
    ] = 20
    """A file is taken when it has not changed for so long: it may still be being copied."""
    pinning: Annotated[
        Pinning, Field(title="Finding the style", json_schema_extra={"position": 5})
    ] = Pinning(on_unavailable="last_known")
    """For every run that is started; nobody is there to start it again."""
    review: Annotated[bool, Field(title="Review", json_schema_extra={"position": 6})] = False
    """Every run that is started stops after its plan, until somebody has looked at it."""
