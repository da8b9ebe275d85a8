"""Where services learn what an organisation asks for before something is published."""

from __future__ import annotations

from collections.abc import Callable

from style_plane.access.models import Policy

PolicyOf = Callable[[str], Policy]
"""The policy of an organisation; the default where none was set."""


def default_policy(_org: str) -> Policy:
    """What holds in an organisation that set nothing."""
    return Policy()
