"""Whoever acts on the style plane, as every service sees them."""

from __future__ import annotations

from typing import Literal, Self

from schemas.base import Contract
from style_plane.errors import UnauthenticatedError, WriteForbiddenError

Role = Literal["producer", "author", "approver", "publisher", "admin"]
Permission = Literal["read", "draft", "approve", "publish", "usage", "administer"]

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    "producer": frozenset({"read", "usage"}),
    "author": frozenset({"read", "draft"}),
    "approver": frozenset({"read", "approve"}),
    "publisher": frozenset({"read", "publish"}),
    "admin": frozenset({"read", "draft", "approve", "publish", "usage", "administer"}),
}
EVERYWHERE = "*"
"""Stands for all organisations in `Actor.grants`."""


class Actor(Contract):
    """A person with a session, a token, or the plane itself."""

    kind: Literal["person", "token", "service", "nobody"]
    name: str
    """As the history shows it: a login, `token:NAME`, or `reelwright`."""
    person: int | None = None
    """Who they are in the database: the person, or the one in whose name a token acts; else None.
    Four eyes are counted by this, never by name."""
    owner: str = ""
    """Of a token: the login of the person in whose name it acts."""
    grants: dict[str, frozenset[Permission]] = {}
    """Organisation to what may be done there."""
    refusal: str = ""
    """What a nobody is told where signing in would not help either."""

    @classmethod
    def nobody(cls, refusal: str = "") -> Self:
        """Somebody who did not sign in."""
        return cls(kind="nobody", name="", refusal=refusal)

    @classmethod
    def service(cls, name: str) -> Self:
        """The plane itself, or automation that holds its own token: everything, everywhere."""
        return cls(kind="service", name=name, grants={EVERYWHERE: PERMISSIONS["admin"]})

    @property
    def who(self) -> str:
        """The same for a person and their tokens; nothing for the plane itself, which is many."""
        return "" if self.kind == "service" else f"{self.person or self.name}"

    @property
    def may_something(self) -> bool:
        """Whether anything is allowed anywhere."""
        return any(self.grants.values())

    def may(self, permission: Permission, org: str) -> bool:
        """Whether something is allowed in an organisation."""
        held = self.grants.get(org, frozenset()) | self.grants.get(EVERYWHERE, frozenset())
        return permission in held

    def where(self, permission: Permission) -> tuple[str, ...] | None:
        """The organisations in which something is allowed; None for all."""
        if self.may(permission, EVERYWHERE):
            return None
        return tuple(sorted(org for org in self.grants if self.may(permission, org)))

    def require(self, permission: Permission, org: str) -> None:
        """Go on only where it is allowed.

        Raises:
            UnauthenticatedError: when nobody signed in.
            WriteForbiddenError: when somebody did, who may not.
        """
        if self.may(permission, org):
            return
        self.require_known()
        raise WriteForbiddenError(
            f"{self.name} may not {permission} in {org}. Ask an admin of {org} for a role that may: "
            f"{', '.join(role for role, held in PERMISSIONS.items() if permission in held)}."
        )

    def require_known(self) -> None:
        """Go on only with somebody, whatever they may.

        Raises:
            UnauthenticatedError: when nobody signed in.
            WriteForbiddenError: where signing in would not help either.
        """
        if self.refusal:
            raise WriteForbiddenError(self.refusal)
        if self.kind == "nobody":
            raise UnauthenticatedError(
                "Sign in, or send a token as `Authorization: Bearer TOKEN`, to do this."
            )
