"""A real style plane over real HTTP, one for all tests; every test publishes under its own org."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from schemas.style.contract import StyleContract
from style_plane.embedded import serving
from style_plane.settings import PlaneSettings
from style_plane.starters.seeding import contract_of


@pytest.fixture(scope="session")
def plane_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plane")


@pytest.fixture(scope="session")
def plane_url(plane_home: Path) -> Iterator[str]:
    with serving(PlaneSettings(home=plane_home)) as url:
        yield url


@pytest.fixture
def http(plane_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=plane_url, trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture
def org(request: pytest.FixtureRequest) -> str:
    """A name that no other test publishes under."""
    plain = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")
    return plain if len(plain) <= 60 else f"{plain[:51]}-{zlib.crc32(plain.encode()):08x}"


@pytest.fixture
def contract() -> StyleContract:
    """A style whose assets the plane holds."""
    return contract_of("bold")
