"""The pages of an organisation's people, policy and tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Redirect, Template

from style_plane.access import rows
from style_plane.access.actor import Actor, Permission, Role
from style_plane.access.forms import WORDS, Form, checked, form_of
from style_plane.access.limits import limited
from style_plane.access.models import NewOrg, NewPerson, NewToken, Policy, Roles
from style_plane.access.service import Access
from style_plane.errors import PlaneError, UnauthenticatedError, WriteForbiddenError
from style_plane.pages.render import PageController, done, page

Asked = Request[Any, Any, Any]
ROLES: dict[Role, str] = {
    "producer": "Pins styles in runs and sees what used them.",
    "author": "Writes drafts and uploads fonts, logos and sounds.",
    "approver": "Approves what others drafted, or asks for changes.",
    "publisher": "Publishes what is approved and moves channels.",
    "admin": "All of these, people, tokens and the policy.",
}
MAY: dict[Permission, str] = {
    "read": "See what members see",
    "draft": "Write drafts, upload assets",
    "approve": "Approve drafts in its owner's name",
    "publish": "Publish, move channels",
    "usage": "Report what runs used",
    "administer": "Manage people and tokens",
}
LIFETIMES = {"30": "30 days", "90": "90 days", "365": "One year", "": "For ever"}


class PeoplePages(PageController):
    """Who belongs to an organisation."""

    path = "/people/{org:str}"
    request_max_body_size = 1 << 16
    dependencies = {"form": Provide(form_of)}

    @get(sync_to_thread=True)
    def people(
        self,
        org: FromPath[str],
        request: Asked,
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Template:
        """Everybody, their roles, and the policy."""
        return _people(request, actor, access, org)

    @post("/add", guards=[limited("people", per_minute=60)], sync_to_thread=True)
    def add(
        self,
        org: FromPath[str],
        request: Asked,
        form: NamedDependency[Form],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Template:
        """Add somebody; the answer shows the password, once."""
        typed = {"login": form.value("login").lower(), "name": form.value("name")}
        try:
            wanted = checked(NewPerson, WORDS, roles=form.many.get("roles", ()), **typed)
            joined = access.people.add(actor, org, wanted)
        except PlaneError as error:
            _let_through(error)
            kept = {"problem": error.detail, "typed": typed}
            return _people(request, actor, access, org, status=error.status, **kept)
        return _people(request, actor, access, org, joined=joined)

    @post("/{login:str}/roles", sync_to_thread=True)
    def roles(
        self,
        org: FromPath[str],
        login: FromPath[str],
        form: NamedDependency[Form],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Redirect:
        """What somebody does from now on."""

        def act() -> str:
            wanted = checked(Roles, roles=form.many.get("roles", ()))
            person = access.people.set_roles(actor, org, login, wanted.roles)
            return f"{person.name} is {' and '.join(person.roles)} now."

        return _acted(f"/people/{org}", act)

    @post("/{login:str}/enabled", sync_to_thread=True)
    def enable(
        self,
        org: FromPath[str],
        login: FromPath[str],
        form: NamedDependency[Form],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Redirect:
        """Disable an account, or let it sign in again."""

        def act() -> str:
            enabled = form.value("enabled") == "yes"
            person = access.people.enable(actor, org, login, enabled)
            return f"{person.name} {'can sign in again' if enabled else 'is disabled'}."

        return _acted(f"/people/{org}", act)

    @post("/{login:str}/password", sync_to_thread=True)
    def reset(
        self,
        org: FromPath[str],
        login: FromPath[str],
        request: Asked,
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Response[Any]:
        """A new password to begin with; the answer shows it, once."""
        try:
            joined = access.people.reset_password(actor, org, login)
        except PlaneError as error:
            _let_through(error)
            return done(f"/people/{org}", error.detail, tone="bad")
        if login == actor.name:
            return done("/sign-in", "You reset your own password; sign in with it.", tone="warn")
        return _people(request, actor, access, org, joined=joined)

    @post("/{login:str}/remove", sync_to_thread=True)
    def remove(
        self,
        org: FromPath[str],
        login: FromPath[str],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Redirect:
        """Somebody leaves the organisation."""

        def act() -> str:
            access.people.remove(actor, org, login)
            return f"{login} no longer belongs to {org}."

        return _acted(f"/people/{org}", act, then="/" if login == actor.name else "")

    @post("/policy", sync_to_thread=True)
    def policy(
        self,
        org: FromPath[str],
        form: NamedDependency[Form],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Redirect:
        """How styles are published from now on."""

        def act() -> str:
            wanted = checked(
                Policy,
                approvals=form.value("approvals"),
                self_approval="self_approval" in form.one,
                moves_need_approval="moves_need_approval" in form.one,
            )
            access.orgs.set_policy(actor, org, wanted)
            return "The policy is saved."

        return _acted(f"/people/{org}", act)

    @post("/organisation", sync_to_thread=True)
    def organisation(
        self,
        org: FromPath[str],
        form: NamedDependency[Form],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Redirect:
        """Another organisation, with the asker as its admin."""
        try:
            wanted = checked(NewOrg, slug=form.value("slug"), title=form.value("title"))
            made = access.orgs.create(actor, wanted)
        except PlaneError as error:
            _let_through(error)
            return done(f"/people/{org}", error.detail, tone="bad")
        return done(f"/people/{made.slug}", f"{made.title} is there. You are its admin.")


class TokenPages(PageController):
    """Bearer tokens of an organisation."""

    path = "/tokens/{org:str}"
    request_max_body_size = 1 << 16
    dependencies = {"form": Provide(form_of)}

    @get(sync_to_thread=True)
    def tokens(
        self,
        org: FromPath[str],
        request: Asked,
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Template:
        """One's own tokens; for an admin, all."""
        return _tokens(request, actor, access, org)

    @post("/add", guards=[limited("tokens", per_minute=60)], sync_to_thread=True)
    def add(
        self,
        org: FromPath[str],
        request: Asked,
        form: NamedDependency[Form],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Template:
        """Make a token; the answer shows its secret, once."""
        try:
            wanted = checked(
                NewToken,
                {**WORDS, "name": WORDS["token"]},
                name=form.value("name").lower(),
                permissions=form.many.get("permissions", ()),
                days=form.value("days") or None,
            )
            made = access.tokens.create(actor, org, wanted)
        except PlaneError as error:
            _let_through(error)
            kept = {"problem": error.detail, "typed": form.value("name")}
            return _tokens(request, actor, access, org, status=error.status, **kept)
        return _tokens(request, actor, access, org, made=made)

    @post("/{name:str}/revoke", sync_to_thread=True)
    def revoke(
        self,
        org: FromPath[str],
        name: FromPath[str],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Redirect:
        """End a token at once."""

        def act() -> str:
            access.tokens.revoke(actor, org, name)
            return f"The token {name} is revoked."

        return _acted(f"/tokens/{org}", act)


PAGES = (PeoplePages, TokenPages)


def _people(
    request: Asked, actor: Actor, access: Access, org: str, /, *, status: int = 200, **context: Any
) -> Template:
    context = {"joined": None, "typed": {}, "problem": "", **context}
    shown = page(
        request,
        "people.html",
        actor,
        status=status,
        org=org,
        here="people",
        people=access.people.of_org(actor, org),
        organisation=access.orgs.get(actor, org),
        roles=ROLES,
        admin=actor.may("administer", org),
        **context,
    )
    shown.headers["cache-control"] = "no-store"
    return shown


def _tokens(
    request: Asked, actor: Actor, access: Access, org: str, /, *, status: int = 200, **context: Any
) -> Template:
    context = {"made": None, "typed": "", "problem": "", **context}
    shown = page(
        request,
        "tokens.html",
        actor,
        status=status,
        org=org,
        here="tokens",
        tokens=access.tokens.of_org(actor, org),
        may={item: MAY[item] for item in rows.ORDER if actor.may(item, org)},
        lifetimes=LIFETIMES,
        admin=actor.may("administer", org),
        **context,
    )
    shown.headers["cache-control"] = "no-store"
    return shown


def _acted(path: str, act: Callable[[], str], then: str = "") -> Redirect:
    """Do it and go back to the page, or `then` on; says what was done or what was wrong."""
    try:
        return done(then or path, act())
    except PlaneError as error:
        _let_through(error)
        return done(path, error.detail, tone="bad")


def _let_through(error: PlaneError) -> None:
    """Who may not see the page cannot be shown the error on it."""
    if isinstance(error, UnauthenticatedError | WriteForbiddenError):
        raise error
