"""Services over a database, and a style for each test."""

from __future__ import annotations

from tests.style_plane.desks import desk, name, shared_desk

__all__ = ["desk", "name", "shared_desk"]
