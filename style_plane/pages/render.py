"""From a handler to a page: what every template gets, and what a page says when it cannot be.

A part's pages subclass `PageController`, return `page(...)` to show something and `done(...)` after
they changed something. Their templates lie in the part's `templates/` and extend `base.html`.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import quote

from litestar import Controller, Request, Response
from litestar.datastructures import Cookie
from litestar.exceptions import HTTPException, NotFoundException, ValidationException
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Redirect, Template
from litestar.template import TemplateConfig
from litestar.types import ExceptionHandlersMap

from style_plane.access.actor import EVERYWHERE, Actor, Permission
from style_plane.errors import HANDLERS, LOG, PlaneError, UnauthenticatedError
from style_plane.pages.static_files import STATICS, folders

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "media-src 'self' blob:; font-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "private, no-cache",
    "vary": "Cookie",
}
FLASH = "reelwright_flash"
FLASH_SECONDS = 60
Tone = Literal["ok", "warn", "bad", "info"]

NAV: tuple[tuple[str, str, str, Permission | None], ...] = (
    ("library", "Styles", "/", None),
    ("brand", "Brand", "/brand/{org}", "read"),
    ("samples", "Samples", "/samples/{org}", "read"),
    ("audit", "Audit", "/audit", "read"),
)
"""Key, words, address, and what its reader must be allowed; `{org}` is the chosen organisation."""


def page(
    request: Request[Any, Any, Any],
    template: str,
    actor: Actor,
    /,
    *,
    status: int = 200,
    org: str = "",
    here: str = "",
    **context: Any,
) -> Template:
    """A whole page.

    `org` is the organisation that the page is about, and `here` the key of its entry in the
    navigation. Templates get `actor`, `org`, `orgs`, `home` (the organisation of the actor's own
    that the navigation leads to), `nav`, `here`, `csrf_token`, `flash` and `path` besides their own
    context.
    """
    orgs = sorted(set(actor.grants) - {EVERYWHERE})
    home = _home(orgs, org, request.query_params.get("org", ""))
    shared = {
        "actor": actor,
        "org": org or home,
        "orgs": orgs,
        "home": home,
        "here": here,
        "nav": _nav(actor, home),
        "csrf_token": request.scope.get("state", {}).get("csrf_token", ""),
        "flash": _flash(request),
        "path": request.url.path,
    }
    cookies = [Cookie(key=FLASH, value="", max_age=0, path="/")] if shared["flash"] else []
    return Template(
        template_name=template,
        context={**shared, **context},
        headers=HEADERS,
        status_code=status,
        cookies=cookies,
    )


def done(path: str, message: str = "", tone: Tone = "ok") -> Redirect:
    """After a form: go on to a page, which says `message` once."""
    cookies = []
    if message:
        value = base64.urlsafe_b64encode(json.dumps([tone, message]).encode()).decode()
        cookies.append(
            Cookie(
                key=FLASH,
                value=value,
                max_age=FLASH_SECONDS,
                path="/",
                httponly=True,
                samesite="lax",
            )
        )
    return Redirect(path, status_code=303, cookies=cookies, headers={"cache-control": "no-store"})


def _home(orgs: list[str], *wanted: str) -> str:
    """The first of the wanted organisations that the actor belongs to, else the actor's first."""
    return next((name for name in (*wanted, *orgs) if name in orgs), "")


def _nav(actor: Actor, org: str) -> list[dict[str, str]]:
    """The entries that the actor may open."""
    return [
        {"key": key, "title": title, "address": address.format(org=org)}
        for key, title, address, permission in NAV
        if permission is None or (org and actor.may(permission, org))
    ]


def _flash(request: Request[Any, Any, Any]) -> dict[str, str]:
    """What the page before left to be said; empty where nothing was, or nothing readable.

    A script that follows a redirect leaves it for the page that is shown afterwards.
    """
    if not _wants_page(request):
        return {}
    try:
        tone, message = json.loads(base64.urlsafe_b64decode(request.cookies.get(FLASH, "")))
    except (ValueError, TypeError):
        return {}
    known = tone in ("ok", "warn", "bad", "info") and isinstance(message, str)
    return {"tone": tone, "message": message} if known else {}


def _wants_page(request: Request[Any, Any, Any]) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _problem_page(request: Request[Any, Any, Any], error: Exception) -> Response[Any] | Template:
    """A page for whoever looks, a problem document for scripts."""
    if not _wants_page(request):
        kinds = (kind for kind in type(error).__mro__ if kind in HANDLERS)
        return HANDLERS[next(kinds)](request, error)
    if isinstance(error, UnauthenticatedError) and request.method == "GET":
        return Redirect(f"/sign-in?next={quote(_path(request), safe='')}", status_code=303)
    if not isinstance(error, (PlaneError, HTTPException)):
        LOG.error("unforeseen error", exc_info=error)
    facts = _facts(error)
    actor = request.scope.get("state", {}).get("actor") or Actor.nobody()
    return page(request, "problem.html", actor, **facts)


def _path(request: Request[Any, Any, Any]) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def _facts(error: Exception) -> dict[str, Any]:
    """Status, title, message, and names that exist."""
    if isinstance(error, PlaneError):
        return {
            "status": error.status,
            "title": error.title,
            "message": error.detail,
            "known": error.known,
            "errors": error.errors,
        }
    if isinstance(error, HTTPException):
        phrase = HTTPStatus(error.status_code).phrase
        return {"status": error.status_code, "title": phrase, "message": error.detail, "known": ()}
    title, detail = PlaneError.title, "The error is in the style plane's log."
    return {"status": 500, "title": title, "message": detail, "known": ()}


def no_such_page(
    request: Request[Any, Any, Any], error: NotFoundException
) -> Response[Any] | Template:
    """For addresses that no handler has: nobody has asked who looks, so no account is shown."""
    if request.url.path.startswith("/api/") or not _wants_page(request):
        return HANDLERS[HTTPException](request, error)
    facts = {**_facts(error), "message": f"There is no page {request.url.path}."}
    return page(request, "problem.html", Actor.nobody(), unknown=True, **facts)


PAGE_ERRORS: ExceptionHandlersMap = {
    PlaneError: _problem_page,
    ValidationException: _problem_page,
    HTTPException: _problem_page,
    Exception: _problem_page,
}


class PageController(Controller):
    """Root of all controllers of pages."""

    include_in_schema = False
    exception_handlers = PAGE_ERRORS


def day(value: str) -> str:
    """ISO 8601 text as `20 Nov 2026`."""
    return f"{datetime.fromisoformat(value):%-d %b %Y}"


def moment(value: str) -> str:
    """ISO 8601 text as `20 Nov 2026, 17:25`; times are UTC everywhere."""
    return f"{datetime.fromisoformat(value):%-d %b %Y, %H:%M}"


def _prepare(engine: JinjaTemplateEngine) -> None:
    engine.engine.globals["static"] = STATICS.address
    engine.engine.filters.update(day=day, moment=moment)
    engine.engine.trim_blocks = engine.engine.lstrip_blocks = True


TEMPLATES = TemplateConfig(
    directory=list(folders("templates")), engine=JinjaTemplateEngine, engine_callback=_prepare
)
"""Every part's templates; their names must differ."""
