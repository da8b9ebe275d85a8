"""Memory that is free, given back to the machine."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Let the C library return what it keeps for later; sound and tables leave tens of MiB behind, and a
    machine counts them. Does nothing where the library has no such call, as outside of glibc."""
    if sys.platform != "linux":
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
