"""The pages before everything else: set-up, sign-in, and one's own password."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from style_plane.access import secrets
from style_plane.access.actor import Actor
from style_plane.access.doors import VISIT, session_cookie, session_of, visit_cookie
from style_plane.access.errors import (
    BadFormError,
    SetupClosedError,
    SetupForbiddenError,
    SignInError,
    TooManyRequestsError,
    WeakPasswordError,
)
from style_plane.access.forms import Form, checked, form_of, local_path
from style_plane.access.limits import client_of, limited
from style_plane.access.local import is_local
from style_plane.access.models import Account, NewOrg
from style_plane.access.service import Access
from style_plane.errors import PlaneError, UnauthenticatedError
from style_plane.pages.render import PageController, done, page
from style_plane.settings import PlaneSettings

Asked = Request[Any, Any, Any]
TYPED = ("title", "slug", "name", "login")
"""What the set-up form keeps after an error; passwords are typed again."""


class SignInPages(PageController):
    """How a browser gets its session, and loses it."""

    request_max_body_size = 1 << 16
    dependencies = {"form": Provide(form_of)}

    @get("/sign-in", sync_to_thread=True)
    def ask(
        self,
        request: Asked,
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
        next: FromQuery[str] = "/",
    ) -> Template | Redirect:
        """Login and password; at the very first, the set-up."""
        if access.setup_needed():
            return Redirect("/setup", status_code=303)
        if actor.kind == "person":
            return Redirect(local_path(next), status_code=303)
        return _visited(request, "sign_in.html", next=local_path(next), login="")

    @post("/sign-in", guards=[limited("sign-in", per_minute=30)], sync_to_thread=True)
    def sign_in(
        self, request: Asked, form: NamedDependency[Form], access: NamedDependency[Access]
    ) -> Response[Any]:
        """Start a session and go on to where somebody wanted to go."""
        try:
            secret = access.sign_in(
                form.value("login"), form.secret("password"), client_of(request)
            )
        except (SignInError, TooManyRequestsError) as error:
            kept = {"next": local_path(form.value("next")), "login": form.value("login")}
            return _refused(request, "sign_in.html", error, **kept)
        return _let_in(request, secret, local_path(form.value("next")))

    @post("/sign-out", sync_to_thread=True)
    def sign_out(self, request: Asked, access: NamedDependency[Access]) -> Redirect:
        """End the session of this browser."""
        access.sign_out(session_of(request))
        answer = done("/sign-in", "You are signed out.")
        answer.set_cookie(session_cookie(request, ""))
        return answer

    @get("/password", sync_to_thread=True)
    def password(self, request: Asked, actor: NamedDependency[Actor]) -> Template:
        """Choose another password."""
        _require_person(actor)
        return page(request, "password.html", actor, first=not actor.grants)

    @post("/password", guards=[limited("password", per_minute=30)], sync_to_thread=True)
    def change(
        self,
        request: Asked,
        form: NamedDependency[Form],
        actor: NamedDependency[Actor],
        access: NamedDependency[Access],
    ) -> Response[Any]:
        """Change it; other browsers of the person are signed out."""
        _require_person(actor)
        try:
            if form.secret("new") != form.secret("again"):
                raise BadFormError("The new password was typed in two ways; type it again.")
            secret = access.sessions.change_password(
                actor, form.secret("old"), form.secret("new"), client_of(request)
            )
        except (SignInError, WeakPasswordError, BadFormError, TooManyRequestsError) as error:
            shown = page(
                request,
                "password.html",
                actor,
                status=error.status,
                first=not actor.grants,
                problem=error.detail,
            )
            shown.headers.update(error.headers)
            return shown
        return _let_in(request, secret, "/", "Your password is changed.")


class SetupPages(PageController):
    """The first organisation and its admin."""

    request_max_body_size = 1 << 16
    dependencies = {"form": Provide(form_of)}

    @get("/setup", sync_to_thread=True)
    def ask(self, request: Asked, access: NamedDependency[Access]) -> Template | Redirect:
        """What the first person is asked."""
        if not access.setup_needed():
            return Redirect("/sign-in", status_code=303)
        return _visited(request, "setup.html", code=not _is_here(request), typed={})

    @post("/setup", guards=[limited("setup", per_minute=10)], sync_to_thread=True)
    def set_up(
        self, request: Asked, form: NamedDependency[Form], access: NamedDependency[Access]
    ) -> Response[Any]:
        """Create both, and sign the admin in."""
        try:
            if not access.setup_needed():
                raise SetupClosedError("This style plane has people already; sign in.")
            _check_allowed(request, form)
            org, account = _first(form)
            access.create_first(org, account)
        except PlaneError as error:
            if isinstance(error, SetupClosedError):
                return done("/sign-in", error.detail, tone="warn")
            typed = {name: form.value(name) for name in TYPED}
            kept = {"code": not _is_here(request), "typed": typed}
            return _refused(request, "setup.html", error, **kept)
        secret = access.sign_in(account.login, account.password, client_of(request))
        return _let_in(request, secret, f"/people/{org.slug}", "Ready. Add the others next.")


PAGES = (SignInPages, SetupPages)


def _first(form: Form) -> tuple[NewOrg, Account]:
    org = checked(NewOrg, slug=form.value("slug"), title=form.value("title"))
    if form.secret("password") != form.secret("again"):
        raise BadFormError("The password was typed in two ways; type it again.")
    account = checked(
        Account,
        login=form.value("login").lower(),
        name=form.value("name"),
        password=form.secret("password"),
    )
    return org, account


def _is_here(request: Asked) -> bool:
    """Whether somebody sits at the machine that the plane runs on."""
    settings: PlaneSettings = request.app.state.settings
    return not settings.public_url and is_local(request)


def _check_allowed(request: Asked, form: Form) -> None:
    settings: PlaneSettings = request.app.state.settings
    code = settings.setup_code
    known = bool(code) and secrets.same(form.value("code"), code)
    if not known and not _is_here(request):
        raise SetupForbiddenError(
            "The set-up code is another one. The style plane writes it when it starts."
        )


def _require_person(actor: Actor) -> None:
    if actor.kind != "person":
        raise UnauthenticatedError("Sign in to change your password.")


def _visited(request: Asked, template: str, /, *, status: int = 200, **context: Any) -> Template:
    """A page with a form for somebody without a session: a cookie binds it to the browser."""
    visit = request.cookies.get(VISIT, "") or secrets.new_session()
    request.scope["state"]["csrf_token"] = secrets.form_token(visit)
    settings: PlaneSettings = request.app.state.settings
    context["open_reading"] = settings.open_reading
    shown = page(request, template, Actor.nobody(), status=status, **context)
    shown.set_cookie(visit_cookie(request, visit))
    shown.headers["cache-control"] = "no-store"
    return shown


def _refused(request: Asked, template: str, error: PlaneError, /, **context: Any) -> Template:
    shown = _visited(request, template, status=error.status, problem=error.detail, **context)
    shown.headers.update(error.headers)
    return shown


def _let_in(request: Asked, secret: str, path: str, message: str = "") -> Redirect:
    """Go on with a new session; the one before, if any, was not carried over."""
    answer = done(path, message)
    answer.set_cookie(session_cookie(request, secret))
    answer.set_cookie(visit_cookie(request, ""))
    return answer
