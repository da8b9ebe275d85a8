"""The two doors: the API knows bearer tokens only, the pages know the session's cookie only.

`Doors.guard` stands before every handler of the application: it finds out who asks, before the
handler can do anything, and keeps it in the request's state as `actor`; for pages also
`csrf_token`, for their forms.
"""

from __future__ import annotations

from typing import Any

from anyio import to_thread
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.handlers.base import BaseRouteHandler
from litestar.response import Redirect
from litestar.types import ExceptionHandlersMap

from style_plane.access import secrets
from style_plane.access.actor import EVERYWHERE, Actor
from style_plane.access.errors import FormForgedError, PasswordChangeNeededError
from style_plane.access.local import is_local
from style_plane.access.service import Access
from style_plane.access.sessions import LONGEST
from style_plane.errors import (
    HANDLERS,
    PlaneError,
    UnauthenticatedError,
    WriteForbiddenError,
)
from style_plane.settings import PlaneSettings

Connection = ASGIConnection[Any, Any, Any, Any]
API, STATIC = "/api/", "/static/"
OPEN = ("/health", "/schema", STATIC, "/sign-in", "/sign-out", "/setup", "/password")
"""Open to all even where reading is not."""
UNCHANGED = ("/sign-out", "/password")
"""Open to somebody who has yet to choose a password."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD, HEADER = "_csrf_token", "x-csrf-token"
NO_TOKEN = (
    "This style plane has neither people nor a token, so it takes changes from its own machine "
    "only, under the name localhost. Open /setup there, or set REELWRIGHT_STYLE_PLANE_TOKEN where "
    "it runs and send it as `Authorization: Bearer TOKEN`."
)


class Doors:
    """Who somebody is, by what the request carries."""

    def __init__(self, access: Access, settings: PlaneSettings) -> None:
        self._access, self._settings = access, settings

    async def guard(self, connection: Connection, _: BaseRouteHandler) -> None:
        """Before every handler.

        Raises:
            UnauthenticatedError: for a token that is not good, for a write of a stranger, and for a
                stranger where reading is not open.
            WriteForbiddenError: for a write from elsewhere where nobody could sign in, and for
                somebody who left every organisation where reading is not open.
            FormForgedError: for a form without the session's CSRF token.
            PasswordChangeNeededError: on all pages but the one where it is changed.
        """
        # Of the route, not of the request: `//api/v1/me` leads to the same handler.
        path, state = connection.scope["path_template"], connection.scope["state"]
        writes = connection.scope.get("method") not in SAFE
        if path.startswith(STATIC):
            state["actor"] = Actor.nobody()
        elif path.startswith(API):
            state["actor"] = await self._of_api(connection)
            if writes:
                state["actor"].require_known()  # before a stranger's body is read
        else:
            state["actor"] = await self._of_page(connection)
            if writes:
                if state["actor"].kind == "nobody" and not path.startswith(OPEN):
                    # A stranger may do nothing there: before the body is read.
                    raise UnauthenticatedError("Sign in to do this.")
                await _check_form(connection, state["csrf_token"])
        if not self._settings.open_reading and not path.startswith(OPEN):
            _require_member(state["actor"])

    async def _of_api(self, connection: Connection) -> Actor:
        header = connection.headers.get("authorization")
        if header is not None:
            return await self._of_header(header)
        if self._settings.token:
            return Actor.nobody()
        if not await to_thread.run_sync(self._access.setup_needed):
            return Actor.nobody()
        local = not self._settings.public_url and is_local(connection)
        return Actor.service("local") if local else Actor.nobody(NO_TOKEN)

    async def _of_header(self, header: str) -> Actor:
        scheme, _, given = header.partition(" ")
        given = given.strip()
        if scheme.lower() != "bearer" or not given:
            raise UnauthenticatedError("Send a token as `Authorization: Bearer TOKEN`.")
        if self._settings.token and secrets.same(given, self._settings.token):
            return Actor.service("api")
        if self._settings.usage_token and secrets.same(given, self._settings.usage_token):
            return Actor(
                kind="service", name="runs", grants={EVERYWHERE: frozenset({"read", "usage"})}
            )
        found = await to_thread.run_sync(self._access.actor_of_bearer, given)
        if found is None:
            raise UnauthenticatedError(
                "The token is unknown, expired or revoked, or its owner is disabled."
            )
        return found

    async def _of_page(self, connection: Connection) -> Actor:
        """Also notes the CSRF token of the session, or of the visit before it."""
        state = connection.scope["state"]
        secret = session_of(connection)
        found = await to_thread.run_sync(self._access.actor_of_session, secret) if secret else None
        visit = connection.cookies.get(VISIT, "")
        carried = secret if found else visit
        state["csrf_token"] = secrets.form_token(carried) if carried else ""
        if found is None:
            return Actor.nobody()
        if found.must_change and not connection.scope["path_template"].startswith(UNCHANGED):
            raise PasswordChangeNeededError("Choose a password of your own at /password first.")
        return found.actor


VISIT = "reelwright_visit"
"""Cookie of somebody who is about to sign in; it only binds the form to the browser."""


def actor_of(request: Request[Any, Any, Any]) -> Actor:
    """Dependency `actor` of handlers: whom the guard found."""
    actor: Actor = request.scope["state"]["actor"]
    return actor


def is_secure(connection: Connection) -> bool:
    """Whether the browser reaches the plane over https, perhaps through a proxy."""
    settings: PlaneSettings = connection.app.state.settings
    return settings.public_url.startswith("https://") or connection.scope["scheme"] == "https"


def cookie_name(connection: Connection) -> str:
    """The `__Host-` prefix keeps other names under the same domain from setting it."""
    return "__Host-reelwright_session" if is_secure(connection) else "reelwright_session"


def session_of(connection: Connection) -> str:
    """The secret in the session's cookie, or nothing."""
    return connection.cookies.get(cookie_name(connection), "")


def session_cookie(connection: Connection, secret: str) -> Cookie:
    """The cookie of a session; an empty secret takes it away."""
    return _cookie(connection, cookie_name(connection), secret, int(LONGEST.total_seconds()))


def visit_cookie(connection: Connection, secret: str) -> Cookie:
    """The cookie of somebody who is about to sign in."""
    return _cookie(connection, VISIT, secret, 3600)


def _cookie(connection: Connection, name: str, value: str, seconds: int) -> Cookie:
    return Cookie(
        key=name,
        value=value,
        max_age=seconds if value else 0,
        path="/",
        httponly=True,
        secure=is_secure(connection),
        samesite="lax",
    )


def _require_member(actor: Actor) -> None:
    """Whoever may do nothing anywhere is a stranger."""
    if actor.may_something:
        return
    if actor.kind != "person":
        raise UnauthenticatedError("Sign in, or send a token, to see this style plane.")
    raise WriteForbiddenError(
        f"{actor.name} belongs to no organisation of this style plane. Ask an admin to be added."
    )


async def _check_form(connection: Connection, wanted: str) -> None:
    given = connection.headers.get(HEADER, "")
    if not given and isinstance(connection, Request):
        value = (await connection.form()).get(FIELD, "")
        given = value if isinstance(value, str) else ""
    if not wanted or not secrets.same(given, wanted):
        raise FormForgedError(
            "The form belongs to no session, or to another one. Load the page again and repeat it."
        )


def _to_password(request: Request[Any, Any, Any], error: PlaneError) -> Response[Any]:
    """Lead a browser to where the password is changed, and tell a script."""
    if "text/html" in request.headers.get("accept", ""):
        return Redirect("/password", status_code=303)
    answer: Response[Any] = HANDLERS[PlaneError](request, error)
    return answer


DOOR_HANDLERS: ExceptionHandlersMap = {PasswordChangeNeededError: _to_password}
