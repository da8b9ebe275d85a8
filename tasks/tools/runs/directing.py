"""How people want shots shown: one file for each recording, read by every later run of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from schemas.directing import Direction, Directions
from tasks.tools.runs.folder import read_or, write_json


def directions_of(tenant_home: Path, source_sha256: str) -> Directions:
    """What was directed in a recording so far."""
    empty = Directions(source_sha256=source_sha256)
    return read_or(_path(tenant_home, source_sha256), empty)


def directed(tenant_home: Path, source_sha256: str, wanted: Iterable[Direction]) -> Directions:
    """Keep how shots are to be shown; `auto` gives a shot back to the program.

    What was wanted of the same shot before is replaced: in the same aspect ratio, or in all of them
    where the new direction names none.
    """
    items = directions_of(tenant_home, source_sha256).items
    for direction in wanted:
        items = _with(items, direction)
    in_order = sorted(items, key=lambda item: (item.start_ms, item.aspect or ""))
    made = Directions(source_sha256=source_sha256, items=tuple(in_order))
    write_json(_path(tenant_home, source_sha256), made)
    return made


def _with(items: Sequence[Direction], direction: Direction) -> tuple[Direction, ...]:
    shot = direction.start_ms, direction.end_ms
    left = tuple(
        item
        for item in items
        if not item.shares(*shot) or direction.aspect not in (None, item.aspect)
    )
    others = any(item.shares(*shot) and item.aspect is None for item in left)
    changes = direction.layout != "auto" or (direction.aspect is not None and others)
    return (*left, direction) if changes else left


def _path(tenant_home: Path, source_sha256: str) -> Path:
    return tenant_home / "directions" / f"{source_sha256}.json"
