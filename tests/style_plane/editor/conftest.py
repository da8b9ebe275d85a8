"""A plane with people, a published style, and a draft of it for every test."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import pytest

from style_plane.starters.seeding import contract_of
from tests.style_plane.people import Peopled, peopled

TOKEN = "the plane's own"
_NUMBERS = count(1)


@pytest.fixture(scope="package")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peopled]:
    with peopled(tmp_path_factory.mktemp("plane"), token=TOKEN) as plane:
        yield plane


@pytest.fixture
def document() -> dict[str, Any]:
    return contract_of("bold").model_dump(mode="json")


@pytest.fixture
def draft(plane: Peopled, document: dict[str, Any]) -> int:
    """A draft that Ada made of a published version, one of its own for each test."""
    name = f"look-{next(_NUMBERS)}"
    headers = {"authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=plane.url, trust_env=False, timeout=60, headers=headers) as machine:
        machine.post(f"/api/v1/styles/acme/{name}/versions", json=document).raise_for_status()
    with plane.program("ada", "read", "draft") as program:
        answer = program.post(f"/api/v1/styles/acme/{name}/drafts", json={})
        answer.raise_for_status()
        return int(answer.json()["id"])
