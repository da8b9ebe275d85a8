"""What Reelwright uses of PyTorch: whether there is a GPU."""

from __future__ import annotations

from types import SimpleNamespace

cuda = SimpleNamespace(is_available=lambda: False)


class Tensor:
    """Other libraries ask whether something is one."""


def device(name: str) -> str:
    """The device of a name."""
    return name
