"""Secrets that people and programs carry, and what is kept of them."""

from __future__ import annotations

import hashlib
import hmac
import secrets

SECRET_BYTES = 32
TOKEN_PREFIX = "rwp_"
"""What every bearer token begins with, so that scanners find one that leaked."""


def new_session() -> str:
    """43 characters that nobody guesses."""
    return secrets.token_urlsafe(SECRET_BYTES)


def new_token() -> str:
    """The same, marked as a bearer token of a style plane."""
    return TOKEN_PREFIX + secrets.token_urlsafe(SECRET_BYTES)


def sha256_of(secret: str) -> str:
    """What is stored. Random secrets need no salt and no slow hash."""
    return hashlib.sha256(_bytes(secret)).hexdigest()


def same(given: str, wanted: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell how much of them is."""
    return hmac.compare_digest(_bytes(given), _bytes(wanted))


def form_token(secret: str) -> str:
    """The CSRF token of a session: whoever knows it has seen a page of that session.

    It cannot be turned back into the session's secret.
    """
    return hmac.new(_bytes(secret), b"reelwright form", hashlib.sha256).hexdigest()


def _bytes(text: str) -> bytes:
    """Also of what is no text, such as half a surrogate pair."""
    return text.encode("utf-8", "surrogatepass")
