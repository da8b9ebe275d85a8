"""What is asked of previews and proofs, and what they answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Contract
from schemas.units import Aspect, Ms, Sha256, Share

Ground = Annotated[str, Field(pattern=r"^([a-z]{1,20}|[0-9a-f]{64})$")]
"""One of `scenes.NAMES`, or the sha256 of a sample picture of the organisation."""
ProofState = Literal["queued", "running", "done", "failed"]


class Shot(Contract):
    """One picture or film of a style that need not be published."""

    aspect: Aspect
    at_ms: Ms | None = None
    """Moment of the sample; None is the second word of the first card."""
    ground: Ground = "portrait"
    language: str = "en"
    """Of the sample text; English where there is none."""
    cover: bool = False
    """The short's cover instead of the short."""
    width: Annotated[int, Field(ge=120, le=1080)] = 540
    """Pixels."""


class Region(Contract):
    """Where something stands, in shares of the frame's sides."""

    id: str
    """`captions`, or the id of an overlay."""
    x: Share
    y: Share
    width: Share
    height: Share


class Still(Contract):
    """A picture, and what the editor wants to know about it."""

    data: bytes
    media_type: str
    at_ms: Ms
    length_ms: Ms
    """Of the whole sample."""
    regions: tuple[Region, ...]
    """What can be dragged, lowest first."""
    warnings: tuple[str, ...]


class ProofFrame(Contract):
    """One full-size picture of a proof."""

    at_ms: Ms
    sha256: Sha256
    """Of the PNG."""


class ProofView(Contract):
    """The proof of one style in one aspect ratio and language."""

    key: Sha256
    """Names everything the proof depends on: the same style has the same proofs."""
    aspect: Aspect
    language: str
    state: ProofState
    progress: Share
    frames: tuple[ProofFrame, ...] = ()
    film: Sha256 | None = None
    """Of the MP4; None until it is painted."""
    cover: Sha256 | None = None
    """Of the PNG of the cover; None where the style puts nothing on covers."""
    plan: Sha256 | None = None
    """Digest of the render plan that was painted."""
    layers: Sha256 | None = None
    """`layers_digest` of the frames that the film shows: the production painter gives the same."""
    warnings: tuple[str, ...] = ()
    """Why it failed, or what was noticed."""
    engine: str
    started_at: str | None = None
    """ISO 8601, UTC."""
    finished_at: str | None = None
