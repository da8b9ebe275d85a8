"""What can go wrong with a bundle."""

from __future__ import annotations

from style_plane.errors import PlaneError


class BundleCorruptError(PlaneError):
    status, slug, title = 422, "bundle-corrupt", "The file is no bundle, or was changed"
