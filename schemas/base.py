"""The root of all contracts, and the one canonical form that every digest is taken from."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785
from pydantic import BaseModel, ConfigDict


class Contract(BaseModel):
    """Frozen and closed: an unknown field is an error, a value never changes.

    Attribute docstrings become the descriptions in Prefect's forms and in OpenAPI.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        validate_default=True,
    )


def canonical(value: Any) -> bytes:
    """RFC 8785 (JCS) bytes of a contract or a JSON value; equal values have equal bytes.

    Raises:
        rfc8785.CanonicalizationError: for NaN, infinity or integers beyond 2**53.
    """
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", by_alias=True)
    return rfc8785.dumps(value)


def digest_of(value: Any) -> str:
    """Lower-case hex sha256 of the canonical bytes of a contract or a JSON value."""
    return hashlib.sha256(canonical(value)).hexdigest()
