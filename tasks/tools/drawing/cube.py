"""`.cube` files: three-dimensional colour look-up tables (Cube LUT specification 1.0)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.errors.styles import StyleLutError

LEAST, MOST = 2, 65
"""Points along each axis."""
LONGEST = 12_000_000
"""Bytes of a file; the largest table takes about nine million."""
_HEAD = ("TITLE", "LUT_3D_SIZE", "LUT_1D_SIZE", "DOMAIN_MIN", "DOMAIN_MAX")


@dataclass(frozen=True, eq=False)
class Cube:
    """A table of output colours."""

    size: int
    values: npt.NDArray[np.float64]
    """size^3 x 3; red changes fastest, then green, then blue."""
    low: tuple[float, float, float]
    """Input colour of the first point on each axis."""
    high: tuple[float, float, float]
    """Of the last."""


def parse_cube(data: bytes) -> Cube:
    """Read a `.cube` file, strictly: whatever is not understood is refused.

    Raises:
        StyleLutError: saying what is wrong, and in which line.
    """
    if len(data) > LONGEST:
        raise StyleLutError(f"it has {len(data)} bytes, more than any table needs")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StyleLutError("it is no text") from error
    head: dict[str, str] = {}
    rows: list[tuple[float, ...]] = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        word, _, rest = line.partition(" ")
        if word in _HEAD and not rows and word not in head:
            head[word] = rest.strip()
        else:
            rows.append(_triple(line, number))
    return _cube(head, rows)


def _cube(head: dict[str, str], rows: list[tuple[float, ...]]) -> Cube:
    said = head.get("LUT_3D_SIZE", "")
    if "LUT_1D_SIZE" in head or not said.isdecimal() or not LEAST <= int(said) <= MOST:
        raise StyleLutError(f"LUT_3D_SIZE is {said!r}; 3D tables of {LEAST} to {MOST} are known")
    size = int(said)
    if len(rows) != size**3:
        raise StyleLutError(f"a table of size {size} has {size**3} colours, this has {len(rows)}")
    low = _triple(head.get("DOMAIN_MIN", "0 0 0"), 0)
    high = _triple(head.get("DOMAIN_MAX", "1 1 1"), 0)
    if any(a >= b for a, b in zip(low, high, strict=True)):
        raise StyleLutError(f"its domain {low} to {high} is empty")
    return Cube(size, np.array(rows), (low[0], low[1], low[2]), (high[0], high[1], high[2]))


def _triple(line: str, number: int) -> tuple[float, ...]:
    try:
        values = tuple(map(float, line.split()))
    except ValueError:
        values = ()
    if len(values) != 3 or not all(math.isfinite(value) for value in values):
        where = f"line {number}" if number else "its domain"
        raise StyleLutError(f"{where} is {line[:40]!r}, and not three numbers")
    return values


def mixed_in(cube: Cube, strength: float) -> Cube:
    """The table as it looks when only `strength` of it, 0 to 1, is mixed into the picture."""
    axes = [
        np.linspace(low, high, cube.size) for low, high in zip(cube.low, cube.high, strict=True)
    ]
    blue, green, red = np.meshgrid(axes[2], axes[1], axes[0], indexing="ij")
    same = np.stack([red.ravel(), green.ravel(), blue.ravel()], axis=1)
    return Cube(cube.size, same + (cube.values - same) * strength, cube.low, cube.high)


def cube_text(cube: Cube) -> str:
    """The table as a `.cube` file."""
    ends = [" ".join(f"{value:.7g}" for value in end) for end in (cube.low, cube.high)]
    head = [f"LUT_3D_SIZE {cube.size}", f"DOMAIN_MIN {ends[0]}", f"DOMAIN_MAX {ends[1]}"]
    rows = [" ".join(f"{value:.7f}" for value in row) for row in cube.values.tolist()]
    return "\n".join([*head, *rows]) + "\n"
