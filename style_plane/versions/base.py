"""What every part of the versions' service holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from schemas.style.refs import StyleRef
from style_plane.access.policy import PolicyOf
from style_plane.assets.store import Assets
from style_plane.database import Database
from style_plane.errors import UnknownStyleError
from style_plane.tables import Style
from style_plane.versions import rows
from style_plane.versions.naming import nearest
from style_plane.versions.proving import NoProofs, Prover
from style_plane.versions.told import Listener


class VersionsBase:
    """The plane's parts that publishing, moving and reading share."""

    def __init__(
        self,
        database: Database,
        assets: Assets,
        clock: Callable[[], datetime],
        policy_of: PolicyOf,
        listeners: tuple[Listener, ...],
        prover: Prover | None = None,
    ) -> None:
        self._database, self._assets, self._clock = database, assets, clock
        self._policy_of, self._listeners = policy_of, listeners
        self._prover = prover or NoProofs()

    def _known_style(self, session: Session, ref: StyleRef) -> Style:
        """The style of a reference.

        Raises:
            UnknownStyleError: naming those that look like it.
        """
        style = rows.style_named(session, ref.org, ref.name)
        if style is None:
            wanted = f"{ref.org}/{ref.name}"
            known = [f"{item.org}/{item.name}" for item in rows.all_styles(session)]
            raise UnknownStyleError(f"No style is called {wanted}.", known=nearest(wanted, known))
        return style

    def _held(self, session: Session, ref: StyleRef) -> Style:
        """The same, and nobody else publishes or moves until the transaction ends."""
        self._known_style(session, ref)
        return rows.locked_style(session, ref.org, ref.name, self._now())

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")
