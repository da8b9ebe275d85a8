"""What the lints mean for publishing: errors block, warnings need a waiver with a reason."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from sqlmodel import Session, col, select

from schemas.style.contract import StyleContract
from schemas.units import Sha256
from style_plane.assets.store import Assets
from style_plane.errors import InvalidStyleError
from style_plane.lanes import Lane
from style_plane.lint import Finding, blocking, lint
from style_plane.tables import Asset
from style_plane.versions.errors import AssetsMissingError, WaiversMissingError
from style_plane.versions.models import Waiver
from style_plane.versions.publishing import body_of

KEPT = 64
"""Styles whose findings are remembered."""
PAINTING = Lane("painting frames", at_once=1, waiting=8, each=3)
"""Painting takes all that a machine has: one style at a time."""


def examine(
    contract: StyleContract, assets: Assets, today: date, who: str = ""
) -> tuple[Finding, ...]:
    """Everything that the lints say of a contract; frames are painted where nothing else blocks.

    Raises:
        TooManyRequestsError: when too many styles are waiting for it, or too many of `who`.
    """
    unnamed = contract.model_copy(update={"title": "-", "description": "", "tags": ()})
    try:
        with PAINTING.held(who):
            return _painted(body_of(unnamed), assets, today)
    except _BlockedError as blocked:
        return blocked.found


def glance(contract: StyleContract, assets: Assets, today: date) -> tuple[Finding, ...]:
    """What the lints say of a contract within the time between two saves."""
    return lint(contract, assets, today=today)


def check_errors(found: tuple[Finding, ...]) -> None:
    """Go on only where nothing blocks.

    Raises:
        InvalidStyleError: with every error.
    """
    wrong = blocking(found)
    if wrong:
        raise InvalidStyleError(
            " ".join(item.message for item in wrong),
            errors=tuple({"pointer": item.pointer, "message": item.message} for item in wrong),
            details={"findings": [item.model_dump(mode="json") for item in wrong]},
        )


def check_waivers(found: tuple[Finding, ...], waivers: tuple[Waiver, ...]) -> None:
    """Go on only where each warning was waived.

    Raises:
        WaiversMissingError: with the warnings that were not.
    """
    waived = {(item.rule, item.pointer) for item in waivers}
    left = [item for item in found if item.severity == "warning" and _place(item) not in waived]
    if left:
        raise WaiversMissingError(
            "Some warnings were not waived. Cure them, or give a reason for each: "
            + " ".join(item.message for item in left),
            errors=tuple({"pointer": item.pointer, "message": item.message} for item in left),
            details={"findings": [item.model_dump(mode="json") for item in left]},
        )


def waived(found: tuple[Finding, ...], reason: str) -> tuple[Waiver, ...]:
    """One reason for every warning."""
    places = sorted({_place(item) for item in found if item.severity == "warning"})
    return tuple(Waiver(rule=rule, pointer=pointer, reason=reason) for rule, pointer in places)


def used(waivers: tuple[Waiver, ...], found: tuple[Finding, ...]) -> tuple[Waiver, ...]:
    """The waivers that a warning needs."""
    places = {_place(item) for item in found if item.severity == "warning"}
    return tuple(item for item in waivers if (item.rule, item.pointer) in places)


def check_assets(session: Session, named: tuple[Sha256, ...]) -> None:
    """Go on only where every file that a contract names is here.

    Raises:
        AssetsMissingError: with those that are not.
    """
    here = set(session.exec(select(Asset.sha256).where(col(Asset.sha256).in_(named))))
    missing = [sha256 for sha256 in named if sha256 not in here]
    if missing:
        raise AssetsMissingError(
            f"Upload what the style names first: {', '.join(missing)}.",
            details={"missing": missing},
        )


class _BlockedError(Exception):
    """Errors are not remembered: uploading a file may cure them."""

    def __init__(self, found: tuple[Finding, ...]) -> None:
        super().__init__()
        self.found = found


@lru_cache(maxsize=KEPT)
def _painted(body: bytes, assets: Assets, today: date) -> tuple[Finding, ...]:
    contract = StyleContract.model_validate_json(body)
    found = glance(contract, assets, today)
    if blocking(found):
        raise _BlockedError(found)
    return lint(contract, assets, today=today, deep=True)


def _place(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.pointer
