"""What is stored of a password, and which ones may stay."""

from __future__ import annotations

import hashlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from style_plane.access import passwords
from style_plane.access.errors import WeakPasswordError
from tests.style_plane.people import CHEAP

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(password=TEXT, other=TEXT)
def test_only_the_password_itself_fits(password: str, other: str) -> None:
    stored = passwords.hashed(password, CHEAP)
    assert password not in stored or len(password) < 4
    assert passwords.verified(password, stored)
    if passwords.hashed(other, CHEAP, b"salt" * 4) != passwords.hashed(
        password, CHEAP, b"salt" * 4
    ):
        assert not passwords.verified(other, stored)


def test_the_hash_is_scrypt_as_everybody_computes_it() -> None:
    key = hashlib.scrypt(b"pleaseletmein", salt=b"SodiumChloride", n=1024, r=8, p=1, dklen=32)
    cost = passwords.Cost(n=1024, r=8, p=1)
    stored = passwords.hashed("pleaseletmein", cost, b"SodiumChloride")
    assert stored.startswith("scrypt$1024$8$1$")
    assert passwords._parsed(stored) == (cost, b"SodiumChloride", key)


def test_equal_passwords_are_stored_unequal() -> None:
    assert passwords.hashed("the same words", CHEAP) != passwords.hashed("the same words", CHEAP)


def test_one_password_typed_on_two_keyboards_fits() -> None:
    assert passwords.verified("cafe\u0301 au lait", passwords.hashed("caf\u00e9 au lait", CHEAP))


def test_a_hash_made_with_less_is_outdated() -> None:
    assert passwords.outdated(passwords.hashed("x", CHEAP))
    assert not passwords.outdated(passwords.hashed("x", CHEAP), CHEAP)


def test_the_cost_is_what_is_recommended() -> None:
    """OWASP's table of equal scrypt parameters: 2**15, 8, 3."""
    assert passwords.COST.n * passwords.COST.r * passwords.COST.p >= 2**15 * 8 * 3


def test_refusing_nobody_costs_what_refusing_somebody_costs() -> None:
    cost = passwords.Cost(n=1 << 13)
    somebody, nobody = passwords.hashed("four words without sense", cost), passwords.nobodys(cost)
    seconds: dict[str, float] = {}
    for stored in (somebody, nobody, somebody, nobody):
        before = time.process_time()
        for _ in range(3):
            assert not passwords.verified("wrong", stored)
        spent = time.process_time() - before
        seconds[stored] = min(spent, seconds.get(stored, spent))
    assert seconds[nobody] == pytest.approx(seconds[somebody], rel=0.5)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "has 5 characters"),
        ("a" * 257, "at most 256"),
        ("abababababababab", "5 different"),
        ("Ada.Lovelace1815", "more than the login"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str, said: str) -> None:
    with pytest.raises(WeakPasswordError, match=said):
        passwords.check(password, "ada.lovelace")


def test_a_password_that_the_plane_chooses_may_stay() -> None:
    chosen = {passwords.chosen() for _ in range(50)}
    assert len(chosen) == 50
    for password in chosen:
        passwords.check(password, "ada")
