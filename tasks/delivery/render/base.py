"""The promise of a render backend. To add one: keep the promise, register it in `stage.py`.

1. It draws the plan and decides nothing: no text is laid out, no colour is chosen here.
2. The file has exactly `plan.frame_count` frames at `plan.rate`: H.264 yuv420p tagged BT.709
   limited, AAC 48 kHz stereo, index in front.
3. The sound is within 0.5 LU of the plan's target and at or under its ceiling, measured after
   encoding; silent sound stays silent.
4. The same plan, options and engine give the same picture.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from schemas.artifacts import Ref
from schemas.media import Loudness
from schemas.renders import RenderPlan
from schemas.spec import RenderOptions
from tasks.delivery.render.company import Seat

Locate = Callable[[Ref[Any]], Path]
"""A read-only local file with an artifact's checked bytes."""

Tell = Callable[[float], None]
"""Told how far the work is, 0 to 1."""


class RenderBackend(Protocol):
    """Turns a plan into a file."""

    engine: str
    """Name and version, kept with every output."""

    def render(
        self,
        plan: RenderPlan,
        options: RenderOptions,
        *,
        locate: Locate,
        workdir: Path,
        tell: Tell,
        seat: Seat | None = None,
    ) -> tuple[Path, Loudness]:
        """The finished file in `workdir`, and its sound as measured in it.

        `seat` is its place among the clip's other renders, where several are made at once; a backend
        need not share anything with them.

        Raises:
            MediaToolError: when the source cannot be decoded or the result not be encoded.
        """
        ...
