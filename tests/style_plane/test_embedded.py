"""A style plane for the length of one command."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from style_plane.access.limits import Limits
from style_plane.access.service import Access
from style_plane.app import utc_now
from style_plane.database import Database
from style_plane.embedded import nobody_there, serving
from style_plane.settings import PlaneSettings
from style_plane.starters.seeding import STARTERS
from tests.style_plane.people import CHEAP, settle


def running(url: str) -> bool:
    name = f"style-plane-{url.rpartition(':')[2]}"
    return any(thread.name == name for thread in threading.enumerate())


def test_it_answers_while_it_is_needed_and_is_gone_afterwards(tmp_path: Path) -> None:
    with serving(PlaneSettings(home=tmp_path)) as url:
        assert url.startswith("http://127.0.0.1:")
        assert httpx.get(f"{url}/health", trust_env=False).json() == {"status": "ok"}
        assert running(url)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/health", trust_env=False)
    assert not running(url)


def test_it_stops_when_the_command_fails(tmp_path: Path) -> None:
    seen = []
    settings = PlaneSettings(home=tmp_path)
    with pytest.raises(ValueError, match="the command"), serving(settings) as url:
        seen.append(url)
        raise ValueError("the command failed")
    assert not running(seen[0])


def test_what_was_published_is_there_next_time(tmp_path: Path) -> None:
    settings = PlaneSettings(home=tmp_path)
    found = []
    for _ in range(2):
        with serving(settings) as url:
            found.append(httpx.get(f"{url}/api/v1/styles/reelwright/bold", trust_env=False).json())
    assert found[0] == found[1]


def test_a_home_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = PlaneSettings(home=tmp_path / "file")
    with pytest.raises(RuntimeError, match="REELWRIGHT_HOME"), serving(settings):
        pass


def test_a_password_is_not_shown(tmp_path: Path) -> None:
    address = "postgresql://plane:s3cret@127.0.0.1:9/styles"
    settings = PlaneSettings(home=tmp_path, database_url=address)
    with pytest.raises(RuntimeError) as caught, serving(settings):
        pass
    assert "s3cret" not in str(caught.value)


def test_several_may_start_at_once_on_one_empty_home(tmp_path: Path) -> None:
    together = threading.Barrier(3)

    def command(_: int) -> list[str]:
        together.wait()
        with serving(PlaneSettings(home=tmp_path)) as url:
            styles = httpx.get(f"{url}/api/v1/styles", trust_env=False).json()
            return [style["channels"]["latest"] for style in styles]

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(command, range(3))) == [["1.0.0"] * len(STARTERS)] * 3


def test_while_nobody_has_an_account_it_says_how_to_begin(tmp_path: Path) -> None:
    environment = {**os.environ, "REELWRIGHT_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "style_plane", "--port", "0"],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = list(itertools.takewhile(lambda line: "running on" not in line, process.stderr))
    process.terminate()
    process.communicate(timeout=60)
    found = re.search(r"open /setup; .* code (\S+)", "".join(said))
    assert found is not None
    assert len(found.group(1)) == 23


def test_once_somebody_has_an_account_nothing_is_said(tmp_path: Path) -> None:
    settings = PlaneSettings(home=tmp_path)
    database = Database(settings.sqlalchemy_url)
    database.prepare()
    assert nobody_there(settings)
    settle(Access(database, utc_now, Limits(), CHEAP), {"eve": ("admin",)})
    assert not nobody_there(settings)
    database.close()
