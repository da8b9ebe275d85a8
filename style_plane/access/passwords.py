"""Passwords: scrypt with its parameters beside the hash, so that they can grow later."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import threading
import unicodedata
from typing import NamedTuple

from style_plane.access.errors import WeakPasswordError

SHORTEST, LONGEST = 12, 256
"""Characters."""
LEAST_DIFFERENT = 5
BESIDE_LOGIN = 8
"""Characters that a password has when the login is taken out of it."""
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of passwords that the plane chooses: nothing that looks like something else."""
BLOCKS, BLOCK_LENGTH = 4, 5
_AT_ONCE = threading.BoundedSemaphore(2)
"""Each hash takes 32 MB and a processor for a tenth of a second or more."""


class Cost(NamedTuple):
    """How hard a hash is to compute (RFC 7914)."""

    n: int = 1 << 15
    r: int = 8
    p: int = 3


COST = Cost()


def hashed(password: str, cost: Cost = COST, salt: bytes | None = None) -> str:
    """`scrypt$n$r$p$salt$hash`; salt and hash in base64."""
    salt = os.urandom(16) if salt is None else salt
    key = _scrypt(password, cost, salt)
    encoded = (base64.b64encode(part).decode() for part in (salt, key))
    return "$".join(("scrypt", *map(str, cost), *encoded))


def verified(password: str, stored: str) -> bool:
    """Whether a password is the one that was hashed."""
    cost, salt, key = _parsed(stored)
    return hmac.compare_digest(_scrypt(password, cost, salt), key)


def nobodys(cost: Cost = COST) -> str:
    """What no password fits; refusing one costs as much time as for somebody who exists."""
    encoded = (base64.b64encode(os.urandom(size)).decode() for size in (16, 32))
    return "$".join(("scrypt", *map(str, cost), *encoded))


def outdated(stored: str, cost: Cost = COST) -> bool:
    """Whether a hash was made with other parameters than are used now."""
    return _parsed(stored)[0] != cost


def check(password: str, login: str) -> None:
    """Go on only with a password that can stay.

    Raises:
        WeakPasswordError: says what is missing.
    """
    if len(password) < SHORTEST:
        raise WeakPasswordError(
            f"The password has {len(password)} characters; take at least {SHORTEST}. "
            "Four words that do not belong together are easy to keep in mind."
        )
    if len(password) > LONGEST:
        raise WeakPasswordError(f"The password is too long; take at most {LONGEST} characters.")
    if len(set(password)) < LEAST_DIFFERENT:
        raise WeakPasswordError(
            f"The password repeats itself; take at least {LEAST_DIFFERENT} different characters."
        )
    if login and len(password.casefold().replace(login.casefold(), "")) < BESIDE_LOGIN:
        raise WeakPasswordError("The password is little more than the login; take another one.")


def chosen() -> str:
    """A password for somebody to begin with, such as `k7xqm-2hsdp-w9tnb-4reva` (99 bits)."""
    blocks = ("".join(secrets.choice(ALPHABET) for _ in range(BLOCK_LENGTH)) for _ in range(BLOCKS))
    return "-".join(blocks)


def _scrypt(password: str, cost: Cost, salt: bytes) -> bytes:
    """The same password typed on another keyboard gives the same key."""
    typed = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    memory = 2 * 128 * cost.n * cost.r
    with _AT_ONCE:
        return hashlib.scrypt(
            typed, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=memory, dklen=32
        )


def _parsed(stored: str) -> tuple[Cost, bytes, bytes]:
    _, n, r, p, salt, key = stored.split("$")
    return Cost(int(n), int(r), int(p)), base64.b64decode(salt), base64.b64decode(key)
