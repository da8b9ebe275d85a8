"""Colour tables: `.cube` files of three dimensions, read strictly and kept in one plain form."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from schemas.units import Sha256
from style_plane.assets.facts import CUBE_TYPE, REVISION, AssetFacts, Refused

SMALLEST, LARGEST = 2, 65
MAX_LINES = LARGEST**3 + 1000
MAX_VALUE = 16.0
"""Tables for pictures on a screen hold nothing beyond; larger numbers are damage."""
Table = npt.NDArray[np.float32]
"""Blue by green by red by 3: as the file counts, red fastest."""
Picture = npt.NDArray[Any]


def parse_cube(data: bytes) -> tuple[Table, str]:
    """The table and the title of a `.cube` file.

    Raises:
        Refused: with the number of the line that is wrong.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("The LUT is not UTF-8 text. Export it again as .cube.") from error
    size, title, rows = 0, "", []
    for number, line in _lines(text):
        key, _, rest = line.partition(" ")
        if key == "LUT_3D_SIZE":
            size = _size(rest, number, size)
        elif key == "TITLE":
            title = "".join(filter(str.isprintable, rest)).strip(' "')[:80]
        elif key in ("DOMAIN_MIN", "DOMAIN_MAX", "LUT_3D_INPUT_RANGE"):
            _check_domain(key, rest, number)
        elif key == "LUT_1D_SIZE":
            raise Refused("The LUT has one dimension. Export it with three, 33 steps each.")
        elif key[:1].isalpha():
            raise Refused(f"Line {number} of the LUT says {key[:30]!r}, which no .cube says.")
        else:
            rows.append(_triple(line, number))
    if not size or len(rows) != size**3:
        raise Refused(
            f"The LUT has {len(rows)} colours where its size {size} needs {size**3}. Export it "
            f"again as .cube."
        )
    return np.array(rows, dtype=np.float32).reshape(size, size, size, 3), title


def as_cube(table: Table, title: str) -> bytes:
    """The plain form of a table: equal tables and titles give equal bytes."""
    lines = [f'TITLE "{title}"'] if title else []
    lines.append(f"LUT_3D_SIZE {table.shape[0]}")
    lines += [" ".join(f"{value:.6f}" for value in row) for row in table.reshape(-1, 3).tolist()]
    return ("\n".join(lines) + "\n").replace("-0.000000", "0.000000").encode()


def inspect_lut(data: bytes, sha256: Sha256, table: Table, title: str) -> AssetFacts:
    """Facts of a table in its plain form."""
    return AssetFacts(
        sha256=sha256,
        kind="lut",
        media_type=CUBE_TYPE,
        size=len(data),
        revision=REVISION,
        lut_size=table.shape[0],
        title=title,
    )


def graded(picture: Picture, table: Table) -> Picture:
    """An RGB picture (height by width by 3, uint8) through a table, interpolated in all axes."""
    last = table.shape[0] - 1
    place = picture.reshape(-1, 3).astype(np.float32) * (last / 255)
    low = np.minimum(place.astype(np.int32), max(0, last - 1))
    part = place - low
    result = np.zeros_like(place)
    for corner in range(8):
        step = [(corner >> axis) & 1 for axis in range(3)]
        share = np.prod(np.where(step, part, 1 - part), axis=1, keepdims=True)
        red, green, blue = (low[:, axis] + step[axis] for axis in range(3))
        result += share * table[blue, green, red]
    return (np.clip(result, 0, 1) * 255 + 0.5).astype(np.uint8).reshape(picture.shape)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that say something, with their numbers and single spaces."""
    for number, line in enumerate(text.splitlines(), start=1):
        if number > MAX_LINES:
            raise Refused(f"The LUT has more than {MAX_LINES} lines.")
        plain = " ".join(line.split())
        if plain and not plain.startswith("#"):
            yield number, plain


def _size(text: str, number: int, known: int) -> int:
    size = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    if known or not SMALLEST <= size <= LARGEST:
        raise Refused(
            f"Line {number} of the LUT says a size of {text[:20]!r}; it is said once, as "
            f"{SMALLEST} to {LARGEST}."
        )
    return size


def _check_domain(key: str, text: str, number: int) -> None:
    """Only pictures of 0 to 1 go through a style's table."""
    values = _numbers(text, number)
    wanted = {"DOMAIN_MIN": [0.0] * 3, "DOMAIN_MAX": [1.0] * 3, "LUT_3D_INPUT_RANGE": [0.0, 1.0]}
    if values != wanted[key]:
        raise Refused(
            f"Line {number} of the LUT says {key} {text[:40]}; only tables from 0 to 1 are taken. "
            f"Export it for display-referred pictures (Rec. 709)."
        )


def _triple(line: str, number: int) -> list[float]:
    values = _numbers(line, number)
    if len(values) != 3:
        raise Refused(f"Line {number} of the LUT has {len(values)} numbers instead of 3.")
    return values


def _numbers(text: str, number: int) -> list[float]:
    try:
        values = [float(item) for item in text.split()]
    except ValueError as error:
        raise Refused(f"Line {number} of the LUT is no colour: {text[:40]!r}.") from error
    if not all(math.isfinite(value) and abs(value) <= MAX_VALUE for value in values):
        raise Refused(f"Line {number} of the LUT has a number that is no colour: {text[:40]!r}.")
    return values
