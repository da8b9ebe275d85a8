"""Secrets in cookies, headers and forms."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from style_plane.access import secrets

TEXT = st.text(max_size=60)
"""Whatever a request may hold."""


def test_secrets_never_repeat_and_fit_into_headers() -> None:
    made = {make() for make in (secrets.new_session, secrets.new_token) for _ in range(200)}
    assert len(made) == 400
    plain = set(string.ascii_letters + string.digits + "-_")
    assert all(len(secret) >= 43 and set(secret) <= plain for secret in made)


@given(TEXT, TEXT)
def test_secrets_are_the_same_only_when_they_are_equal(one: str, other: str) -> None:
    assert secrets.same(one, one)
    assert secrets.same(one, other) == (one == other)
    assert (secrets.sha256_of(one) == secrets.sha256_of(other)) == (one == other)


@given(TEXT, TEXT)
def test_a_form_token_belongs_to_one_session_and_does_not_give_it_away(
    one: str, other: str
) -> None:
    token = secrets.form_token(one)
    assert token == secrets.form_token(one)
    assert (token == secrets.form_token(other)) == (one == other)
    assert token != secrets.sha256_of(one)
