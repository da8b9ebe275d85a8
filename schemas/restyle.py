"""The receipt of moving finished runs to a newer version of their style."""

from __future__ import annotations

from typing import Literal

from schemas.base import Contract
from schemas.style.refs import Version
from schemas.units import Num, Sha256

LeftBecause = Literal["failed", "max-runs", "max-seconds", "budget"]


class MovedRun(Contract):
    """A finished run that was made once more, or that would be in a dry run."""

    run: str
    """The run as it was."""
    now: str | None
    """The new run; None in a dry run."""
    source_name: str
    from_version: Version
    expected_seconds: Num
    """Of work, judged by what the run took before."""
    seconds: Num = 0.0
    """That it took."""
    cost_usd: float = 0.0
    jobs_attached: int = 0
    jobs_ran: int = 0
    seconds_saved: Num = 0.0
    """Of work that was not done again, because its result was there."""
    delivered: int = 0
    """Outputs."""
    failed: int = 0


class LeftRun(Contract):
    """A finished run that is still on its old version."""

    run: str
    source_name: str
    version: Version
    because: LeftBecause
    why: str
    """In words."""
    expected_seconds: Num


class RestyleReceipt(Contract):
    """What was moved, what it took and saved, and what is left."""

    style: str
    """`org/name`."""
    to: Version
    digest: Sha256
    dry_run: bool
    moved: tuple[MovedRun, ...]
    left: tuple[LeftRun, ...]
    seconds: Num
    """From the first run's start to the last one's end."""
    cost_usd: float
    jobs_attached: int
    jobs_ran: int
    seconds_saved: Num
