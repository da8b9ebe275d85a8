"""Everything about people in one place: `orgs`, `people`, `tokens` and `sessions`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from style_plane.access import passwords
from style_plane.access.actor import Actor
from style_plane.access.limits import Limits
from style_plane.access.models import Account, NewOrg, Policy
from style_plane.access.orgs import Orgs
from style_plane.access.people import People
from style_plane.access.sessions import Sessions, SignedIn
from style_plane.access.tokens import Tokens
from style_plane.database import Database


class Access:
    """Who somebody is, and what their organisations want."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        limits: Limits,
        cost: passwords.Cost = passwords.COST,
    ) -> None:
        self.orgs = Orgs(database, clock, cost)
        self.people = People(database, clock, cost)
        self.tokens = Tokens(database, clock)
        self.sessions = Sessions(database, clock, limits, cost)

    def setup_needed(self) -> bool:
        """Whether there is nobody yet."""
        return self.orgs.setup_needed()

    def create_first(self, org: NewOrg, account: Account) -> None:
        """The first organisation and its admin; see `Orgs.create_first`."""
        self.orgs.create_first(org, account)

    def sign_in(self, login: str, password: str, client: str = "") -> str:
        """The secret of a new session; see `Sessions.sign_in`."""
        return self.sessions.sign_in(login, password, client)

    def sign_out(self, secret: str) -> None:
        """End a session."""
        self.sessions.sign_out(secret)

    def actor_of_session(self, secret: str) -> SignedIn | None:
        """Whose session it is, or None."""
        return self.sessions.actor_of(secret)

    def actor_of_bearer(self, secret: str) -> Actor | None:
        """Whose token it is, or None."""
        return self.tokens.actor_of(secret)

    def policy(self, org: str) -> Policy:
        """How an organisation wants its styles published."""
        return self.orgs.policy(org)
