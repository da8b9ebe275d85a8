"""Reports of runs, and what they add up to."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from schemas.base import Contract
from schemas.stages import Stage
from schemas.style.refs import ResolvedBy, StyleName, Version
from schemas.units import Aspect, Sha256
from style_plane.depth import DEEPEST, too_deep

RUN_ID = r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}"
RunId = Annotated[str, Field(pattern=f"^{RUN_ID}$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
Plain = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=500)]
Moment = Annotated[str, Field(pattern=r"^[0-9T:.+Z-]{10,40}$")]
"""ISO 8601, UTC."""


def _flat(value: dict[str, Any] | None) -> dict[str, Any] | None:
    if too_deep(value):
        raise ValueError(f"nested more than {DEEPEST} times; no style is")
    return value


class PinReport(Contract):
    """What a run says when it has pinned a style."""

    ref: StyleName
    """As the producer wrote it."""
    org: Name
    name: Name
    version: Version
    digest: Sha256
    """Of the contract as published."""
    effective_digest: Sha256
    """Of the contract as it is used; another one where the run changed something."""
    resolved_by: ResolvedBy = "plane"
    overrides: Annotated[dict[str, Any] | None, AfterValidator(_flat)] = None
    flow: Name
    client: Name
    """Whose run it is: the tenant."""
    source_sha256: Sha256
    pinned_at: Moment
    """By the run's clock."""


class PinRecord(PinReport):
    """A pin as the plane keeps it."""

    run_id: RunId
    reported_by: str
    reported_at: str
    """ISO 8601, UTC, by the plane's clock."""
    delivered: int = 0
    """Outputs that were handed over."""
    failed: int = 0


class OutputReport(Contract):
    """How one output of a run ended."""

    output_id: RunId
    """Such as `clip-01_9x16`."""
    aspect: Aspect
    state: Literal["completed", "failed"]
    sha256: Sha256 | None = None
    """Of the delivered file."""
    seconds: Annotated[float, Field(ge=0)] | None = None
    title: Plain = ""


class OutputsReport(Contract):
    """Every output of a run."""

    outputs: Annotated[tuple[OutputReport, ...], Field(max_length=2000)]


class VersionUsage(Contract):
    """Who uses one version."""

    version: Version
    runs: int
    runs_30_days: int
    clients: int
    overridden: int
    """Runs that changed something of it."""
    delivered: int
    """Outputs."""
    failed: int
    last_at: str | None = None
    """When the newest of them was reported; None without a run."""


class ClientUsage(Contract):
    """What one client uses of a style."""

    client: str
    runs: int
    runs_30_days: int
    versions: tuple[Version, ...]
    """Newest first."""
    last_at: str


class StyleUsage(Contract):
    """Who uses a style."""

    org: str
    name: str
    runs: int
    runs_30_days: int
    versions: tuple[VersionUsage, ...]
    """Newest first; only those that were used."""
    clients: tuple[ClientUsage, ...]
    """Most runs first."""
    days: tuple[int, ...]
    """Runs of each of the last 30 days (UTC), today last."""


class BlastRadius(Contract):
    """What publishing a contract would touch."""

    newest: Version | None
    """The version that it would follow; None for the first."""
    next: Version
    """The least number that it would get."""
    bump: Literal["major", "minor", "patch", "none"]
    runs: int
    """Runs on versions of the newest version's major number."""
    clients: int
    following: int
    """Of these runs, how many named a reference that would move to the new version by itself."""
    restart_at: Stage | None
    """Where a rerun of one of them would begin to work; None when everything attaches."""
    words: tuple[str, ...]
    """The same in sentences."""
