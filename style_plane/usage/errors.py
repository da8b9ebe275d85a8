"""What can be wrong with a report of use."""

from __future__ import annotations

from style_plane.errors import PlaneError


class PinDiffersError(PlaneError):
    status, slug, title = 409, "pin-differs", "A run cannot change its pin"


class UnknownPinError(PlaneError):
    status, slug, title = 404, "pin-not-found", "No run has reported this pin"


class BadRunIdError(PlaneError):
    status, slug, title = 422, "bad-run-id", "This cannot be the id of a run"
