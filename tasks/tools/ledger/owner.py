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


def _namespace() -> str | None:
    """The process namespace in which pids mean something here; None where that cannot be told.

    Containers share the kernel's boot id and count their processes each from 1. A `/proc` of
    another namespace speaks of other processes than ours.
    """
    try:
        ours = Path("/proc/self").resolve().name == str(os.getpid())
        return str(Path("/proc/self/ns/pid").stat().st_ino) if ours else None
    except OSError:
        return None


def this_process() -> str:
    """`boot:namespace:pid:start`; differs after a reboot and when the pid is used again."""
    pid = os.getpid()
    return f"{_boot()}:{_namespace() or 'unknown'}:{pid}:{_born(pid)}"


def surely_dead(owner: str) -> bool:
    """True only when the owner ran where we run, since this machine's last start, and is gone.

    Whoever cannot be looked at from here (another machine, another container, a name that an older
    release wrote) may live; its lease decides.
    """
    parts = owner.split(":")
    if len(parts) != 4:
        return False
    boot, namespace, pid, born = parts
    if boot == "unknown-boot" or boot != _boot() or namespace != _namespace():
        return False
    return _born(int(pid)) != born
