"""The life of a version: published once, numbered by the server, found again under many names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from style_plane.access.policy import PolicyOf, default_policy
from style_plane.assets.store import Assets
from style_plane.database import Database
from style_plane.versions.moving import Moving
from style_plane.versions.proving import Prover
from style_plane.versions.releasing import Releasing
from style_plane.versions.told import Listener


class Versions(Releasing, Moving):
    """Everything that can be done with published styles.

    `reading.py` finds them, `releasing.py` publishes, `moving.py` moves channels and lets versions
    grow old. Listeners are called within the transaction of what happened.
    """

    def __init__(
        self,
        database: Database,
        assets: Assets,
        clock: Callable[[], datetime],
        *,
        policy_of: PolicyOf = default_policy,
        listeners: tuple[Listener, ...] = (),
        prover: Prover | None = None,
    ) -> None:
        super().__init__(database, assets, clock, policy_of, listeners, prover)
