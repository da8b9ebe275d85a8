"""What can go wrong with an organisation's assets, beside a file that no style can use."""

from __future__ import annotations

from style_plane.errors import PlaneError


class OrganisationNeededError(PlaneError):
    status, slug, title = 422, "organisation-needed", "It is not clear whose asset this is"


class NotVariableError(PlaneError):
    status, slug, title = 422, "font-not-variable", "Only variable fonts can be cut"


class UnknownItemError(PlaneError):
    status, slug, title = 404, "asset-not-listed", "The brand kit has no such asset"
