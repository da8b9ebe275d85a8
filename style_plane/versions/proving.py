"""R1: nothing is published by people before the proof of each promised form shows that it may be.

Automation (a service) is not kept waiting: it publishes by night what it made by day, and the lints
hold it to the same glyphs. What is seen to be wrong stops it, too.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from schemas.style.contract import StyleContract
from style_plane.access.actor import Actor
from style_plane.versions.errors import ProofsFailedError, ProofsPendingError


class Standing(NamedTuple):
    """How far the proofs of a style are, one for each promised aspect ratio and language."""

    flaws: tuple[str, ...] = ()
    """Why some failed, in words."""
    painted: int = 0
    waiting: int = 0
    """Asked for, and not painted yet."""
    missing: int = 0
    """Never asked for."""


class Prover(Protocol):
    """Whoever paints proofs; `Proofs` is one."""

    def request(self, actor: Actor, org: str, contract: StyleContract) -> object:
        """Ask for every proof of a style that is not there; those that failed are tried again."""
        ...

    def standing(self, contract: StyleContract) -> Standing:
        """How far the proofs of a style are."""
        ...


class NoProofs:
    """Where none are painted, none are missing."""

    def request(self, actor: Actor, org: str, contract: StyleContract) -> None:
        """Nothing is asked for."""

    def standing(self, contract: StyleContract) -> Standing:  # noqa: ARG002
        """Nothing stands in the way."""
        return Standing()


def check_proven(prover: Prover, actor: Actor, org: str, contract: StyleContract) -> None:
    """Go on only with a style whose proofs are painted; those that nobody asked for are asked for.

    Raises:
        ProofsFailedError: when one shows what may not be published.
        ProofsPendingError: when a person has to wait for some.
    """
    found = prover.standing(contract)
    if found.flaws:
        raise ProofsFailedError(f"{' '.join(found.flaws)} Correct the style, and hand it in again.")
    if actor.kind == "service" or not found.waiting + found.missing:
        return
    if found.missing:
        prover.request(actor, org, contract)
    every = found.painted + found.waiting + found.missing
    raise ProofsPendingError(
        f"{found.painted} of {every} proofs of this style are painted, the others are being painted "
        f"now. Look at them, and publish it then.",
        details={"painted": found.painted, "wanted": every},
    )
