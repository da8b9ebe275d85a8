"""What a lint says."""

from __future__ import annotations

from typing import Any, Literal

from schemas.base import Contract
from schemas.units import Aspect

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""Errors block publishing, warnings need a waiver with a reason, infos inform."""


class Finding(Contract):
    """One thing that is wrong, or might be."""

    rule: str
    """Id in `RULES`, such as `C1`."""
    severity: Severity
    pointer: str
    """JSON pointer into the contract; an overlay is named by its id, not by its place."""
    aspect: Aspect | None = None
    """None where it holds in every promised aspect ratio, or in none in particular."""
    language: str | None = None
    """None where no language in particular is concerned."""
    message: str
    """What is wrong, and what to do."""
    numbers: dict[str, float] = {}
    """What was measured, and the limit it was held against."""
    fix: dict[str, Any] | None = None
    """RFC 7396 merge patch of the contract's document that cures it."""


def blocking(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The errors: what nobody can waive."""
    return tuple(item for item in findings if item.severity == "error")
