"""What a stage does about an error: ask again, or stop; and whether the input is to blame."""

from __future__ import annotations


class StageError(Exception):
    """Root of everything a stage raises on purpose."""


class RetryableError(StageError):
    """May well succeed when tried again: a busy provider, a lost connection, a full disk."""


class FatalError(StageError):
    """Will fail the same way every time."""


class InputRefusedError(FatalError):
    """What was handed in cannot be used; exit code 2."""
