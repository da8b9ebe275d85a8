"""HTTP for people, tokens and policies; the rules are in the services."""

from __future__ import annotations

from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from style_plane.access.actor import Actor
from style_plane.access.models import (
    Enabled,
    Joined,
    MadeToken,
    Me,
    NewOrg,
    NewPerson,
    NewToken,
    Org,
    Person,
    Policy,
    Roles,
    Token,
)
from style_plane.access.rows import sorted_grants
from style_plane.access.service import Access
from style_plane.errors import problems


class AccessController(Controller):
    """Who is asking, and the organisations."""

    path = "/api/v1"
    tags = ("people",)
    request_max_body_size = 1 << 16

    @get("/me", operation_id="whoAmI", sync_to_thread=False, responses=problems())
    def me(self, actor: NamedDependency[Actor]) -> Me:
        """Who the token belongs to, and what it may do."""
        return Me(kind=actor.kind, name=actor.name, grants=sorted_grants(actor.grants))

    @get("/orgs", operation_id="listOrganisations", sync_to_thread=True, responses=problems())
    def orgs(self, actor: NamedDependency[Actor], access: NamedDependency[Access]) -> list[Org]:
        """The organisations that the caller belongs to."""
        return access.orgs.of(actor)

    @post(
        "/orgs",
        operation_id="addOrganisation",
        sync_to_thread=True,
        responses=problems(400, 403, 409, 413, 422),
    )
    def add_org(
        self,
        data: JSONBody[NewOrg],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Org:
        """Add an organisation; a person who does is its first admin."""
        return access.orgs.create(actor, data)

    @get(
        "/orgs/{org:str}/policy",
        operation_id="getPolicy",
        sync_to_thread=True,
        responses=problems(403, 404),
    )
    def policy(
        self,
        org: FromPath[str],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Policy:
        """How the organisation wants its styles published."""
        return access.orgs.get(actor, org).policy

    @put(
        "/orgs/{org:str}/policy",
        operation_id="setPolicy",
        sync_to_thread=True,
        responses=problems(400, 403, 404, 413, 422),
    )
    def set_policy(
        self,
        org: FromPath[str],
        data: JSONBody[Policy],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Policy:
        """From now on."""
        return access.orgs.set_policy(actor, org, data).policy


class PeopleController(Controller):
    """Who belongs to an organisation, and as what."""

    path = "/api/v1/orgs/{org:str}/people"
    tags = ("people",)
    request_max_body_size = 1 << 16

    @get(operation_id="listPeople", sync_to_thread=True, responses=problems(403, 404))
    def people(
        self,
        org: FromPath[str],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> list[Person]:
        """Everybody of the organisation, by login."""
        return access.people.of_org(actor, org)

    @post(
        operation_id="addPerson",
        sync_to_thread=True,
        responses=problems(400, 403, 404, 409, 413, 422),
    )
    def add(
        self,
        org: FromPath[str],
        data: JSONBody[NewPerson],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Joined:
        """Add somebody. The password is shown this once; they change it at their first sign-in."""
        return access.people.add(actor, org, data)

    @put(
        "/{login:str}/roles",
        operation_id="setRoles",
        sync_to_thread=True,
        responses=problems(400, 403, 404, 409, 413, 422),
    )
    def roles(
        self,
        org: FromPath[str],
        login: FromPath[str],
        data: JSONBody[Roles],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Person:
        """What somebody does from now on; an organisation keeps at least one admin."""
        return access.people.set_roles(actor, org, login, data.roles)

    @put(
        "/{login:str}/enabled",
        operation_id="enablePerson",
        sync_to_thread=True,
        responses=problems(400, 403, 404, 409, 413, 422),
    )
    def enable(
        self,
        org: FromPath[str],
        login: FromPath[str],
        data: JSONBody[Enabled],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Person:
        """Disable an account, or let it sign in again."""
        return access.people.enable(actor, org, login, data.enabled)

    @post(
        "/{login:str}/password",
        operation_id="resetPassword",
        sync_to_thread=True,
        responses=problems(403, 404),
    )
    def reset(
        self,
        org: FromPath[str],
        login: FromPath[str],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Joined:
        """A new password to begin with; ends their sessions and revokes their tokens."""
        return access.people.reset_password(actor, org, login)

    @delete(
        "/{login:str}",
        operation_id="removePerson",
        sync_to_thread=True,
        responses=problems(403, 404, 409),
    )
    def remove(
        self,
        org: FromPath[str],
        login: FromPath[str],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> None:
        """Somebody leaves the organisation; the account stays."""
        access.people.remove(actor, org, login)


class TokensController(Controller):
    """Bearer tokens of an organisation."""

    path = "/api/v1/orgs/{org:str}/tokens"
    tags = ("people",)
    request_max_body_size = 1 << 16

    @get(operation_id="listTokens", sync_to_thread=True, responses=problems(403, 404))
    def tokens(
        self,
        org: FromPath[str],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> list[Token]:
        """All of them for an admin, else one's own; newest first."""
        return access.tokens.of_org(actor, org)

    @post(
        operation_id="createToken",
        sync_to_thread=True,
        responses=problems(400, 403, 404, 409, 413, 422),
    )
    def create(
        self,
        org: FromPath[str],
        data: JSONBody[NewToken],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> MadeToken:
        """A token that acts for its owner; the secret is shown this once."""
        return access.tokens.create(actor, org, data)

    @delete(
        "/{name:str}",
        operation_id="revokeToken",
        sync_to_thread=True,
        responses=problems(403, 404),
    )
    def revoke(
        self,
        org: FromPath[str],
        name: FromPath[str],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> None:
        """End a token at once."""
        access.tokens.revoke(actor, org, name)


CONTROLLERS = (AccessController, PeopleController, TokensController)
