"""How deep a JSON document may be nested; what is deeper can be stored and never be written again."""

from __future__ import annotations

from typing import Any

DEEPEST = 64
"""A style needs eight."""


def too_deep(value: Any, deepest: int = DEEPEST) -> bool:
    """Whether objects and lists lie in each other more than `deepest` times."""
    layer, depth = [value], 0
    while layer:
        layer = [
            inner
            for item in layer
            if isinstance(item, (dict, list))
            for inner in (item.values() if isinstance(item, dict) else item)
            if isinstance(inner, (dict, list))
        ]
        depth += 1
        if depth >= deepest and layer:
            return True
    return False
