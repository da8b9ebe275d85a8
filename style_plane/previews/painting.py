"""Paints one proof: three pictures at full size and the cover, a film of four seconds, and digests."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from schemas.base import digest_of
from schemas.renders import RenderPlan
from schemas.style.contract import StyleContract
from schemas.style.cover import cover_of
from schemas.style.resolve import resolve
from schemas.units import ASPECT_SIZES, Aspect, Sha256, fps, ms_at
from style_plane.previews.encoding import mp4, png
from style_plane.previews.frames import Pixels, layers_digest
from style_plane.previews.models import ProofFrame, Shot
from style_plane.previews.studio import Shelf, Staged, first_word_ms, size_of, staged
from tasks.tools.drawing.writing import is_missing_glyph

PROOF_GROUND = "portrait"
FILM_MS = 4000
FILM_WIDTHS: dict[Aspect, int] = {"9:16": 540, "4:5": 648, "1:1": 720, "16:9": 960}
FILM_PRESET = "veryfast"
STEPS = 12
"""How often progress is told."""


class Painted(NamedTuple):
    """What became of a proof."""

    problem: str = ""
    """Why there is no proof; empty when there is one."""
    warnings: tuple[str, ...] = ()
    frames: tuple[tuple[int, bytes], ...] = ()
    """Moment in milliseconds, and the PNG."""
    film: bytes = b""
    cover: bytes = b""
    """The PNG of the cover; empty where the style puts nothing on covers."""
    plan: Sha256 = ""
    layers: Sha256 = ""

    @property
    def files(self) -> tuple[bytes, ...]:
        """Everything that is to be kept."""
        single = (data for data in (self.film, self.cover) if data)
        return (*(data for _, data in self.frames), *single)

    def result(self) -> dict[str, Any]:
        """The part of a `ProofView` that painting finds out."""
        if self.problem:
            return {"warnings": [self.problem, *self.warnings]}
        frames = [ProofFrame(at_ms=at, sha256=_sha256(data)) for at, data in self.frames]
        return {
            "frames": [frame.model_dump(mode="json") for frame in frames],
            "film": _sha256(self.film),
            "cover": _sha256(self.cover) if self.cover else None,
            "plan": self.plan,
            "layers": self.layers,
            "warnings": list(self.warnings),
        }


def paint_proof(
    shelf: Shelf,
    contract: StyleContract,
    aspect: Aspect,
    language: str,
    tell: Callable[[float], None],
) -> Painted:
    """Paint one proof; `tell` is given the share that is done, now and then.

    Raises:
        PreviewRefusedError: when a file of the style is missing or cannot be used.
    """
    stage = staged(shelf, contract, aspect, language)
    card = cover_of(resolve(contract, aspect, language))
    cover = staged(shelf, card, aspect, language) if card is not None else None
    warnings = tuple(dict.fromkeys((*stage.warnings, *(cover.warnings if cover else ()))))
    absent = [line for line in warnings if is_missing_glyph(line)]
    if absent:
        return Painted(problem="; ".join(absent), warnings=warnings)
    tell(0.05)
    frames = tuple(_frames(stage, aspect))
    tell(0.2)
    film = _film(stage, aspect, tell)
    return Painted(
        warnings=warnings,
        frames=frames,
        film=film,
        cover=png(cover.screen(PROOF_GROUND, *ASPECT_SIZES[aspect]).pixels(0)) if cover else b"",
        plan=digest_of(stage.plan),
        layers=layers_digest(stage.painter, film_frames(stage.plan)),
    )


def film_frames(plan: RenderPlan) -> range:
    """The frames that a proof's film shows, and that its layer digest is taken over."""
    return range(min(plan.frame_count, round(fps(plan.rate)) * FILM_MS // 1000))


def _frames(stage: Staged, aspect: Aspect) -> Iterator[tuple[int, bytes]]:
    """The beginning, a spoken word, and the end of the sample."""
    width, height = ASPECT_SIZES[aspect]
    screen = stage.screen(PROOF_GROUND, width, height)
    last = stage.length_ms - 200
    for moment in sorted({800, first_word_ms(stage.plan), last}):
        number = stage.frame_at(moment)
        yield ms_at(number, stage.plan.rate), png(screen.pixels(number))


def _film(stage: Staged, aspect: Aspect, tell: Callable[[float], None]) -> bytes:
    width, height = size_of(Shot(aspect=aspect, width=FILM_WIDTHS[aspect]))
    screen, shown = stage.screen(PROOF_GROUND, width, height), film_frames(stage.plan)

    def painted(number: int) -> Pixels:
        if number % max(1, len(shown) // STEPS) == 0:
            tell(0.2 + 0.7 * number / len(shown))
        return screen.pixels(number)

    rate = round(fps(stage.plan.rate))
    return mp4(map(painted, shown), width, height, rate, FILM_PRESET)


def _sha256(data: bytes) -> Sha256:
    return hashlib.sha256(data).hexdigest()
