"""Who may write: whoever has the token, or without a token whoever is on this machine."""

from __future__ import annotations

import hmac
import ipaddress
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from style_plane.errors import UnauthenticatedError, WriteForbiddenError
from style_plane.settings import PlaneSettings


def requires_publisher(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard of everything that writes."""
    settings: PlaneSettings = connection.app.state.settings
    if settings.token:
        _check_token(connection.headers.get("authorization", ""), settings.token)
    elif not _is_local(connection):
        raise WriteForbiddenError(
            "This style plane has no token, so it takes changes from its own machine only, under "
            "the name localhost. Set REELWRIGHT_STYLE_PLANE_TOKEN where it runs and send it as "
            "`Authorization: Bearer TOKEN`."
        )


def _check_token(header: str, token: str) -> None:
    scheme, _, given = header.partition(" ")
    if scheme.lower() != "bearer":
        raise UnauthenticatedError("Send the style plane's token as `Authorization: Bearer TOKEN`.")
    if not hmac.compare_digest(given.strip().encode(), token.encode()):
        raise UnauthenticatedError("The token is not the one that this style plane was given.")


def _is_local(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether the caller is on this machine, and no web page that a browser shows here.

    A page elsewhere can make a browser send requests to loopback: it then sends its own `Origin`,
    or, after re-pointing its name, its own `Host`.
    """
    client = connection.client
    if client is None or not _is_loopback(client.host):
        return False
    host = connection.headers.get("host", "")
    origin = connection.headers.get("origin")
    return _is_loopback(_without_port(host)) and origin in (None, f"http://{host}")


def _without_port(host: str) -> str:
    name, _, port = host.rpartition(":")
    return (name if name and port.isdigit() else host).strip("[]")


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
