"""Answers besides the usual one, as OpenAPI should say them."""

from __future__ import annotations

from litestar.openapi.datastructures import ResponseSpec


def answer(
    model: type | None, description: str, media_type: str = "application/json"
) -> ResponseSpec:
    """One of a handler's `responses`; without a model it has no body.

    Litestar would make examples up at random: another document at every start, and none at all
    where a model refuses what chance gave it.
    """
    return ResponseSpec(
        model, generate_examples=False, description=description, media_type=media_type
    )
