"""Hostile uploads end the worker, and nothing else."""

from __future__ import annotations

import subprocess
import sys

import pytest

from style_plane.assets import guard
from style_plane.assets.guard import guarded_cut, guarded_inspect, guarded_take
from style_plane.assets.inspect import take
from style_plane.errors import AssetRefusedError
from tests.style_plane.assets.uploads import VARIABLE, png


def test_the_worker_says_what_this_process_would_say() -> None:
    data = png(5, 6)
    assert guarded_take(data) == take(data)
    assert guarded_inspect(data).facts == take(data).asset.facts


def test_reading_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "SECONDS", 0.05)
    with pytest.raises(AssetRefusedError, match="longer than"):
        guarded_cut(VARIABLE.read_bytes(), {"wght": 300})


def test_the_worker_gets_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELWRIGHT_STYLE_PLANE_TOKEN", "secret")
    assert "secret" not in str(guard._environment())


def test_the_worker_knows_nothing_of_the_web() -> None:
    code = (
        "import sys, style_plane.assets.worker, style_plane.assets.inspect;"
        "assert not {'litestar', 'sqlalchemy', 'uvicorn'} & set(sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], env=guard._environment(), check=False)
    assert ran.returncode == 0
