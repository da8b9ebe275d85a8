"""What the life of drafts refuses."""

from __future__ import annotations

from style_plane.errors import PlaneError


class UnknownDraftError(PlaneError):
    status, slug, title = 404, "draft-not-found", "There is no such draft"


class IfMatchNeededError(PlaneError):
    status, slug, title = 428, "if-match-required", "Say which revision you changed"


class StaleDraftError(PlaneError):
    status, slug, title = 412, "stale-draft", "The draft was changed meanwhile"

    @property
    def headers(self) -> dict[str, str]:
        return {"etag": f'"{self.details["rev"]}"'} if "rev" in self.details else {}


class DraftClosedError(PlaneError):
    status, slug, title = 409, "draft-closed", "The draft is no longer open"


class WrongStateError(PlaneError):
    status, slug, title = 409, "wrong-state", "The draft is not at this point"


class NothingToUndoError(PlaneError):
    status, slug, title = 409, "nothing-to-undo", "There is no step in this direction"


class BaseOutdatedError(PlaneError):
    status, slug, title = 409, "base-outdated", "Somebody published meanwhile"


class RebaseConflictError(PlaneError):
    status, slug, title = 409, "rebase-conflict", "Both changed the same fields"


class DigestChangedError(PlaneError):
    status, slug, title = 409, "digest-changed", "This is not what was looked at"


class NotApprovedError(PlaneError):
    status, slug, title = 409, "not-approved", "The draft needs more approvals"
