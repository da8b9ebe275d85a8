"""How commands end: codes, a complaint, one JSON document."""

from __future__ import annotations

import json
import sys
from typing import Any

DONE, FAILED, REFUSED, PARTIAL = 0, 1, 2, 3


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def complain(text: str, code: int) -> int:
    """One line on standard error; the code that was given."""
    sys.stderr.write(f"{text}\n")
    return code
