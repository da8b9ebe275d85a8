"""Changed copies of a contract, as JSON."""

from __future__ import annotations

from typing import Any

from schemas.style.contract import StyleContract
from schemas.style.resolve import merge_patch


def changed(contract: StyleContract, patch: dict[str, Any]) -> dict[str, Any]:
    """The contract's document with an RFC 7396 patch applied."""
    document: dict[str, Any] = merge_patch(contract.model_dump(mode="json"), patch)
    return document


PATCH = {"description": "Another sentence."}
MINOR = {"audio": {"loudness": -18}}
MAJOR = {"pacing": {"max_chars_per_line": 12}}
