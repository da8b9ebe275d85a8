"""Pointers to stored bytes: what goes between stages instead of the bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from schemas.units import Sha256

T = TypeVar("T", covariant=True)

JSON = "application/json"
MP4 = "video/mp4"
WAV = "audio/wav"
JPEG = "image/jpeg"
WEBP = "image/webp"
PNG = "image/png"
SRT = "application/x-subrip"
VTT = "text/vtt"
ASS = "text/x-ssa"
FONT = "font/sfnt"
BINARY = "application/octet-stream"


class Ref(BaseModel, Generic[T]):
    """Names stored bytes by their content. `T` says what they hold, to the type checker only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: Sha256
    size: int = Field(ge=0)
    """Bytes."""
    media_type: str


class Blob:
    """What a `Ref` holds that is not JSON: media, fonts, images."""


def refs_in(value: Any) -> Iterator[Ref[Any]]:
    """Every `Ref` inside a contract, depth first, in field order."""
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from refs_in(getattr(value, name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from refs_in(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from refs_in(item)
