"""Scratch folders: gone with the work, or swept once their process is dead."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tasks.settings import Settings
from tasks.tools.runs.scratch import new_scratch, scratch, sweep

LEFT = """
from tasks.settings import Settings
from tasks.tools.runs.scratch import new_scratch
(new_scratch(Settings(), "render-") / "frames.raw").write_bytes(bytes(100))
"""


def test_what_a_dead_process_left_is_swept_and_what_a_living_one_needs_stays(home: Path) -> None:
    settings = Settings()
    subprocess.run([sys.executable, "-c", LEFT], check=True)
    ours = new_scratch(settings, "transcribe-")
    root = settings.tenant_home / "scratch"
    strange = root / "an older release's"
    strange.mkdir()
    assert len(list(root.glob("*/render-*/frames.raw"))) == 1
    assert sweep(settings) == 1
    assert not list(root.glob("*/render-*"))
    assert ours.is_dir() and strange.is_dir()
    assert sweep(settings) == 0


def test_a_scratch_folder_is_gone_afterwards_also_when_the_work_failed(home: Path) -> None:
    folders = []
    with pytest.raises(RuntimeError), scratch(Settings(), "source-") as folder:
        folders.append(folder)
        (folder / "download").write_bytes(b"x")
        raise RuntimeError
    assert not folders[0].exists()


def test_nothing_to_sweep_in_a_new_home(home: Path) -> None:
    assert sweep(Settings()) == 0
