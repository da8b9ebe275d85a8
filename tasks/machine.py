"""What this process may use of its machine: a container's share, not all that its host has."""

from __future__ import annotations

import os
from collections.abc import Iterator
from math import ceil
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")
MIB = 1 << 20


def usable_cpus(groups: Path = CGROUPS, own: Path = OWN) -> int:
    """Processors, rounded up; at least one."""
    found = float(_processors())
    for folder in _folders(groups, own):
        quota, _, period = _read(folder / "cpu.max").partition(" ")
        found = min(found, _share(quota, period))
    quota, period = (_read(groups / "cpu" / f"cpu.cfs_{name}_us") for name in ("quota", "period"))
    return max(1, ceil(min(found, _share(quota, period))))


def usable_memory(groups: Path = CGROUPS, own: Path = OWN) -> int:
    """MiB of memory, whoever uses it now."""
    found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    said = [_read(folder / "memory.max") for folder in _folders(groups, own)]
    said.append(_read(groups / "memory" / "memory.limit_in_bytes"))
    return min([found, *(int(limit) for limit in said if limit.isdecimal())]) // MIB


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 2


def _share(quota: str, period: str) -> float:
    """Processors of a quota of time in a period; no end of them where none is set."""
    limited = quota.isdecimal() and period.isdecimal() and int(period)
    return int(quota) / int(period) if limited else float("inf")


def _folders(groups: Path, own: Path) -> Iterator[Path]:
    """The process's control group (version 2) and all that it lies in."""
    name = next((line[3:] for line in _read(own).splitlines() if line.startswith("0::")), "/")
    folder = groups / name.lstrip("/")
    yield folder
    yield from (parent for parent in folder.parents if parent.is_relative_to(groups))


def _read(path: Path) -> str:
    """A small file's text; empty where there is none."""
    try:
        return path.read_text().strip()
    except OSError:
        return ""
