"""The composition index: every render that a run owes, ready to be drawn."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.artifacts import Ref
from schemas.base import Contract
from schemas.renders import RenderPlan
from schemas.units import Aspect


class IndexEntry(Contract):
    """One short in one aspect ratio."""

    clip_id: str
    aspect: Aspect
    plan: Ref[RenderPlan]
    cover: Annotated[Ref[RenderPlan] | None, Field(exclude_if=lambda plan: plan is None)] = None
    """What the cover picture looks like at any frame; None where the style draws nothing on it."""
    warnings: tuple[str, ...] = ()
    """Such as a glyph that no font of the style holds."""

    @property
    def name(self) -> str:
        """File name without ending, such as `clip-01_9x16`."""
        return f"{self.clip_id}_{self.aspect.replace(':', 'x')}"


class CompositionIndex(Contract):
    """The boundary between composition and delivery: workflow complete."""

    entries: tuple[IndexEntry, ...]
