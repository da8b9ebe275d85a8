"""A ledger for questions to be booked in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.tools.ledger.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(f"sqlite:///{tmp_path}/ledger.db", tenant="default", lease_seconds=30)
    yield opened
    opened.close()
