"""What access refuses, beyond 401 and 403 of the root."""

from __future__ import annotations

import math

from style_plane.errors import PlaneError


class TooManyRequestsError(PlaneError):
    """Somebody asks more often than is allowed."""

    status, slug, title = 429, "too-many-requests", "Too many requests"

    def __init__(self, what: str, retry_after: float) -> None:
        self.seconds = max(1, math.ceil(retry_after))
        wait = "a second" if self.seconds == 1 else f"{self.seconds} seconds"
        super().__init__(f"{what} Wait {wait} and try again.")

    @property
    def headers(self) -> dict[str, str]:
        return {"retry-after": str(self.seconds)}


class SignInError(PlaneError):
    """One message for an unknown login, a wrong password and a disabled person."""

    status, slug, title = 403, "sign-in-refused", "Signing in did not work"


class FormForgedError(PlaneError):
    status, slug, title = 403, "form-forged", "The form was not sent by a page of this style plane"


class PasswordChangeNeededError(PlaneError):
    status, slug, title = 403, "password-change-needed", "A new password is needed first"


class WeakPasswordError(PlaneError):
    status, slug, title = 422, "weak-password", "The password is too easy to guess"


class SetupClosedError(PlaneError):
    status, slug, title = 409, "setup-closed", "This style plane is set up already"


class SetupForbiddenError(PlaneError):
    status, slug, title = 403, "setup-forbidden", "Set-up is not allowed from here"


class BadNameError(PlaneError):
    status, slug, title = 422, "bad-name", "The name cannot be used"


class NameTakenError(PlaneError):
    status, slug, title = 409, "name-taken", "The name is taken"


class UnknownOrgError(PlaneError):
    status, slug, title = 404, "organisation-not-found", "There is no such organisation"


class UnknownPersonError(PlaneError):
    status, slug, title = 404, "person-not-found", "There is no such person"


class UnknownTokenError(PlaneError):
    status, slug, title = 404, "token-not-found", "There is no such token"


class LastAdminError(PlaneError):
    status, slug, title = 409, "last-admin", "An organisation needs an admin"


class TokenRefusedError(PlaneError):
    status, slug, title = 422, "token-refused", "The token cannot be made like this"


class BadFormError(PlaneError):
    status, slug, title = 422, "bad-form", "Something in the form cannot be used"
