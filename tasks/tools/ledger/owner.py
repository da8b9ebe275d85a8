"""Who works: a name for this process that tells whether it still lives."""

from __future__ import annotations

import os
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def _boot() -> str:
    return _BOOT.read_text().strip() if _BOOT.exists() else "unknown-boot"


def _born(pid: int) -> str | None:
    """Start time of a process in clock ticks; None when there is no such process."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] == "Z" else fields[19]


def this_process() -> str:
    """`boot:pid:start`; differs after a reboot and when the pid is used again."""
    pid = os.getpid()
    return f"{_boot()}:{pid}:{_born(pid)}"


def surely_dead(owner: str) -> bool:
    """True only when the owner ran on this machine since its last start and is gone."""
    boot, pid, born = owner.rsplit(":", 2)
    if boot == "unknown-boot" or boot != _boot():
        return False
    return _born(int(pid)) != born
