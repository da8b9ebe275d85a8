"""What a container may use, and not what its host has."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tasks.machine import usable_cpus, usable_memory

ALL = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2


def limited(folder: Path, files: dict[str, str], own: str = "/") -> tuple[Path, Path]:
    """Control groups as the kernel shows them."""
    groups = folder / "cgroup"
    groups.mkdir()
    for name, text in files.items():
        (groups / name).parent.mkdir(parents=True, exist_ok=True)
        (groups / name).write_text(text + "\n")
    (folder / "own").write_text(f"0::{own}\n")
    return groups, folder / "own"


@pytest.mark.parametrize(
    ("quota", "cpus"),
    [("max 100000", ALL), ("100000 100000", 1), ("50000 100000", 1), ("nonsense", ALL)],
)
def test_processors_are_those_of_the_quota(tmp_path: Path, quota: str, cpus: int) -> None:
    assert usable_cpus(*limited(tmp_path, {"cpu.max": quota})) == cpus


def test_what_is_limited_further_up_holds_too(tmp_path: Path) -> None:
    files = {"a/cpu.max": "90000 100000", "a/b/cpu.max": "max 100000", "a/memory.max": "1073741824"}
    groups, own = limited(tmp_path, files, own="/a/b")
    assert usable_cpus(groups, own) == 1
    assert usable_memory(groups, own) == 1024


def test_older_kernels_write_it_elsewhere(tmp_path: Path) -> None:
    files = {
        "cpu/cpu.cfs_quota_us": "100000",
        "cpu/cpu.cfs_period_us": "100000",
        "memory/memory.limit_in_bytes": "536870912",
    }
    groups, own = limited(tmp_path, files)
    assert (usable_cpus(groups, own), usable_memory(groups, own)) == (1, 512)


def test_without_limits_it_is_the_machine(tmp_path: Path) -> None:
    nowhere = tmp_path / "none"
    assert usable_cpus(nowhere, nowhere) == ALL
    assert usable_memory(nowhere, nowhere) >= 256
