"""What a preview or a proof can refuse."""

from __future__ import annotations

from style_plane.errors import PlaneError


class SupersededError(PlaneError):
    """Somebody who types does not wait for pictures of what stood there before."""

    status, slug, title = 409, "superseded", "A newer preview was asked for"


class PreviewRefusedError(PlaneError):
    status, slug, title = 422, "preview-refused", "The style cannot be drawn"


class UnknownProofError(PlaneError):
    status, slug, title = 404, "proof-not-found", "There is no such proof"


class ProofsWaitError(PlaneError):
    status, slug, title = 409, "proofs-not-ready", "The proofs are not painted yet"
