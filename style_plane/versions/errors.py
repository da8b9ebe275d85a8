"""What the life of published versions refuses."""

from __future__ import annotations

from style_plane.errors import PlaneError


class WithdrawnError(PlaneError):
    status, slug, title = 410, "withdrawn", "The version was withdrawn"


class NothingChangedError(PlaneError):
    status, slug, title = 409, "nothing-changed", "This is published already"


class VersionDiffersError(PlaneError):
    status, slug, title = 409, "version-differs", "The number is taken by something else"


class AssetsMissingError(PlaneError):
    status, slug, title = 424, "assets-missing", "Files that the style names are not here"


class IllegalTransitionError(PlaneError):
    status, slug, title = 409, "illegal-transition", "The version cannot go from here to there"


class WaiversMissingError(PlaneError):
    status, slug, title = 409, "waivers-missing", "Warnings need a reason to be waived"


class ReviewNeededError(PlaneError):
    status, slug, title = 403, "review-needed", "The organisation publishes after a review"


class OwnWorkError(PlaneError):
    status, slug, title = 403, "own-work", "Nobody approves what is their own"


class NoSuchChannelError(PlaneError):
    status, slug, title = 404, "channel-not-found", "The style has no such channel"


class NoSuchRequestError(PlaneError):
    status, slug, title = 404, "request-not-found", "No such move is waiting"


class MoveWaitingError(PlaneError):
    status, slug, title = 409, "move-waiting", "Another move of the channel is waiting"


class RequestOutdatedError(PlaneError):
    status, slug, title = 409, "request-outdated", "The channel was moved meanwhile"


class ProofsFailedError(PlaneError):
    status, slug, title = 409, "proofs-failed", "A proof shows what may not be published"


class ProofsPendingError(PlaneError):
    status, slug, title = 409, "proofs-pending", "Not all proofs are painted"
