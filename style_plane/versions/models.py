"""What the API says about styles. Table rows never leave the service."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Contract
from schemas.style.compare import Comparison
from schemas.style.facets import Facets
from schemas.style.refs import ResolvedStyle, Version
from schemas.units import Aspect, Sha256
from style_plane.errors import Problem
from style_plane.lint.finding import Finding

State = Literal["published", "deprecated", "withdrawn"]
Reason = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]
"""Why something was done; kept in the history for good."""
Asked = Annotated[str, Field(max_length=400)]
"""A reference as somebody wrote it, good or not."""
Comment = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Notes = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
"""What a version brings, for those who use it."""


class Status(Contract):
    """Where a version is in its life."""

    state: State = "published"
    reason: str = ""
    successor: Version | None = None
    """What to use instead."""
    sunset_at: date | None = None
    """From when on a deprecated version may be withdrawn."""
    by: str = ""
    at: str = ""
    """ISO 8601, UTC; empty while nothing happened since publication."""


class Waiver(Contract):
    """Why a warning is accepted."""

    rule: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
    """Such as `C1`."""
    pointer: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
    """JSON pointer into the contract, as the finding has it."""
    reason: Reason


class Approval(Contract):
    """What a reviewer said about a frozen digest."""

    by: str
    verdict: Literal["approve", "changes"]
    digest: Sha256
    comment: str
    at: str
    """ISO 8601, UTC."""


class VersionSummary(Contract):
    """One published version."""

    version: Version
    digest: Sha256
    facets: Facets
    promise: tuple[Aspect, ...]
    published_by: str
    published_at: str
    """ISO 8601, UTC."""
    status: Status = Status()


class VersionDetails(VersionSummary):
    """A published version with the record of its release."""

    notes: str = ""
    draft: int | None = None
    """The draft that became this version; None when it was published directly."""
    comparison: Comparison | None = None
    """With the version before, as computed when it was published."""
    findings: tuple[Finding, ...] = ()
    """The lint report."""
    waivers: tuple[Waiver, ...] = ()
    approvals: tuple[Approval, ...] = ()
    assets: tuple[Sha256, ...] = ()


class ChannelMoved(Contract):
    """One line of a channel's history."""

    channel: str
    from_version: Version | None
    """None when the channel was new."""
    to_version: Version | None
    """None when the channel was removed."""
    by: str
    reason: str
    at: str
    """ISO 8601, UTC."""


class MoveRequest(Contract):
    """A move that waits for a second person."""

    id: int
    channel: str
    from_version: Version | None
    to_version: Version | None
    """None when the channel shall be removed."""
    by: str
    reason: str
    at: str
    """ISO 8601, UTC."""


class StyleSummary(Contract):
    """One style in the library."""

    org: str
    name: str
    title: str
    """Of the version that `stable` names."""
    description: str
    promise: tuple[Aspect, ...]
    channels: dict[str, Version]
    """`latest` and `stable` always; campaign names as set."""
    versions: int
    """How many were published."""
    state: State = "published"
    """Of the version that `stable` names."""
    damaged: str = ""
    """Says so where that version's bytes were changed after they were published. Nothing of them is
    shown then: the style goes by its name."""


class StyleDetails(Contract):
    """A style with all it has published."""

    org: str
    name: str
    channels: dict[str, Version]
    versions: tuple[VersionSummary, ...]
    """Newest first."""
    moves: tuple[ChannelMoved, ...]
    """Newest first."""
    waiting: tuple[MoveRequest, ...] = ()
    """Moves that wait for a second person, oldest first."""


class ChannelMove(Contract):
    """Where a channel shall point."""

    version: Version
    reason: Reason


class Undo(Contract):
    """Why a channel goes back."""

    reason: Reason


class Wanted(Contract):
    """References to be resolved."""

    refs: Annotated[tuple[Asked, ...], Field(min_length=1, max_length=50)]


class Resolution(Contract):
    """What one reference names; else why it names nothing."""

    ref: str
    resolved: ResolvedStyle | None = None
    problem: Problem | None = None


class StatusChange(Contract):
    """Where a version shall be in its life."""

    state: State
    reason: Reason
    successor: Version | None = None
    sunset_at: date | None = None


class Remark(Contract):
    """What somebody says about a decision."""

    comment: Comment = ""


class StyleEvent(Contract):
    """Something that others may want to act on."""

    kind: Literal["published", "deprecated", "withdrawn", "restored", "moved", "removed"]
    org: str
    name: str
    version: Version
    digest: Sha256
    channel: str | None = None
    """For `moved` and `removed`."""
    by: str
    at: str
    """ISO 8601, UTC."""
