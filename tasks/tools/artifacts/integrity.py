"""Whether a stored result may be used again: bytes there, digests equal, schema valid, all the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from schemas.artifacts import JSON, Ref
from tasks.errors.places import ArtifactMissingError, DigestMismatchError
from tasks.tools.artifacts.base import ArtifactStore


def intact(store: ArtifactStore, ref: Ref[Any], model: type[BaseModel] | None) -> bool:
    """Whether a pointer, and every pointer inside what it names, still holds.

    `model` is the contract that the pointer names; None for plain bytes.
    """
    try:
        data = store.read(ref)
        if model is None:
            return True
        model.model_validate_json(data)
    except (ArtifactMissingError, DigestMismatchError, ValidationError):
        return False
    return all(_holds(store, inner) for inner in _refs(data))


def _holds(store: ArtifactStore, ref: Ref[Any]) -> bool:
    if not store.holds(ref):
        return False
    if ref.media_type != JSON:
        return True
    return all(_holds(store, inner) for inner in _refs(store.read(ref)))


def _refs(data: bytes) -> Iterator[Ref[Any]]:
    """Every pointer in a JSON document."""
    stack = [json.loads(data)]
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, dict):
            if value.keys() == Ref.model_fields.keys():
                yield Ref.model_validate(value)
            else:
                stack.extend(value.values())
