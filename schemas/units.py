"""Units as types: a number in a contract carries its meaning and its bounds."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""Lower-case hexadecimal SHA-256."""

Ms = Annotated[int, Field(ge=0)]
"""Milliseconds from the start of whatever owns the value."""

Frame = Annotated[int, Field(ge=0)]
"""Zero-based frame number at the rate of whatever owns the value."""

Share = Annotated[float, Field(ge=0, le=1)]
"""A part of a whole."""


def rounded(value: float) -> float:
    """Three decimals, and no negative zero."""
    return round(value, 3) + 0.0


Num = Annotated[float, AfterValidator(rounded)]
"""A float kept to three decimals, so that 7 and 7.0000001 are one value."""


def _fine(value: float) -> float:
    return round(value, 6) + 0.0


Fine = Annotated[float, AfterValidator(_fine)]
"""A float kept to six decimals, for places in a picture: three would be four pixels wide in 4K."""


def within(low: float, high: float, unit: str = "") -> Any:
    """Bounds of a field, said in the JSON Schema too, where a rounded number would hide them.

    The unit stands there as `format`: the one keyword that OpenAPI lets a schema define.
    """
    said: dict[str, Any] = {"minimum": low, "maximum": high}
    return Field(ge=low, le=high, json_schema_extra=said | ({"format": unit} if unit else {}))


Vmin = Annotated[Num, within(0, 40, "vmin")]
"""Percent of the frame's shorter side: the same optical size in every aspect ratio."""

PctW = Annotated[Num, within(0, 100, "% width")]
"""Percent of the frame's width."""

PctH = Annotated[Num, within(0, 100, "% height")]
"""Percent of the frame's height."""

Em = Annotated[Num, within(0, 2, "em")]
"""Relative to the size of the text it decorates."""

Portion = Annotated[Num, within(0, 1)]
"""A part of a whole in a style, to three decimals."""

StyleMs = Annotated[int, within(0, 60_000, "ms")]
"""A duration in a style, in milliseconds."""

Lufs = Annotated[Num, within(-36, -9, "LUFS")]
"""Integrated loudness, EBU R128, in LUFS."""

Dbtp = Annotated[Num, within(-9, -0.1, "dBTP")]
"""True peak, in dBTP."""

Db = Annotated[Num, within(-60, 12, "dB")]
"""Gain, in decibels."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?")


def _whole_color(value: Any) -> Any:
    """`#e50914` is written `#E50914FF`; what is no such colour is left for the pattern to refuse."""
    if isinstance(value, str) and _HEX.fullmatch(value):
        return value.upper() if len(value) == 9 else f"{value.upper()}FF"
    return value


Color = Annotated[str, Field(pattern=r"^#[0-9A-F]{8}$"), BeforeValidator(_whole_color)]
"""`#RRGGBBAA`, upper case, straight alpha; without alpha it is opaque."""

Paint = Annotated[
    str,
    Field(pattern=r"^(#[0-9A-F]{8}|\{color\.[a-z][a-z0-9-]{0,31}\})$"),
    BeforeValidator(_whole_color),
]
"""A colour, or a palette token such as `{color.accent}`."""


def _plain_text(value: str) -> str:
    return unicodedata.normalize("NFC", value).strip()


Text = Annotated[str, AfterValidator(_plain_text)]
"""Text in Unicode's composed form, without white space around it: one writing, one digest."""

Lang = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")]
"""A language as BCP 47 writes it: `ar`, `pt-BR`, `zh-Hans`."""

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
"""A short lower-case name."""

Rate = Annotated[str, Field(pattern=r"^[1-9][0-9]*/[1-9][0-9]*$")]
"""Frames per second as an exact fraction, such as `30000/1001`."""

Aspect = Literal["9:16", "1:1", "16:9", "4:5"]
"""Width to height of an output."""

ASPECT_SIZES: dict[Aspect, tuple[int, int]] = {
    "9:16": (1080, 1920),
    "1:1": (1080, 1080),
    "16:9": (1920, 1080),
    "4:5": (1080, 1350),
}
"""Output width and height in pixels for each aspect ratio."""


def slug_of(aspect: Aspect) -> str:
    """An aspect ratio as file names and addresses have it, such as `9x16`."""
    return aspect.replace(":", "x")


def fps(rate: str) -> Fraction:
    """The exact frames per second of a `Rate`."""
    numerator, denominator = rate.split("/")
    return Fraction(int(numerator), int(denominator))


def as_rate(value: Fraction) -> str:
    """The `Rate` of an exact fraction."""
    return f"{value.numerator}/{value.denominator}"


def frame_at(ms: int, rate: str) -> int:
    """The frame shown at `ms`: the nearest frame start, rounded half up, exact."""
    exact = Fraction(ms, 1000) * fps(rate)
    return int(exact + Fraction(1, 2))


def ms_at(frame: int, rate: str) -> int:
    """When `frame` starts, in milliseconds, rounded half up."""
    return int(Fraction(frame * 1000) / fps(rate) + Fraction(1, 2))
