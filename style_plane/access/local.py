"""Whether a caller is on this machine, as far as that can be known."""

from __future__ import annotations

import ipaddress
from typing import Any

from litestar.connection import ASGIConnection

FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""What a proxy on this machine adds: then its client is somewhere else."""


def is_local(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether the caller is on this machine, and no web page that a browser shows here.

    A page elsewhere can make a browser send requests to loopback: it then sends its own `Origin`,
    or, after re-pointing its name, its own `Host`. A proxy that neither keeps the host nor adds a
    header looks like a caller from here: set `public_url` or a token behind one.
    """
    client = connection.client
    if client is None or not _is_loopback(client.host):
        return False
    if any(name in connection.headers for name in FORWARDED):
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
