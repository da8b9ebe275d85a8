"""What a run shows in the Prefect UI: clips with scores and reasons, the contact sheet, what was
reused and why, and how far it is. Nothing of it is read back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import httpx
import structlog
from prefect.artifacts import (
    acreate_markdown_artifact,
    acreate_progress_artifact,
    aupdate_progress_artifact,
)
from prefect.exceptions import PrefectException

from schemas.clips import Timeline
from schemas.composition import CompositionIndex
from schemas.enhancement import EnhancementPlan
from schemas.plan import EditorialPlan
from schemas.runs import Analysed, Composed
from schemas.style.refs import StylePin
from tasks.composition.directing import wishes_in
from tasks.tools.runs.context import RunContext
from tasks.tools.runs.folder import write_json
from tasks.tools.runs.page import write_page
from tasks.tools.runs.pictures import small_jpeg
from tasks.tools.runs.receipt import composition_notes, receipt_of
from tasks.tools.runs.report import clip_table, contact_sheet, job_table


@contextmanager
def only_told(what: str) -> Iterator[None]:
    """For what only informs: where Prefect's API does not take it, that is logged; the work stands."""
    try:
        yield
    except (PrefectException, httpx.HTTPError, OSError) as error:
        said = str(error) or type(error).__name__
        structlog.get_logger().warning("not shown in Prefect", what=what, error=said)


async def _show(key: str, markdown: str, description: str) -> None:
    with only_told(key):
        await acreate_markdown_artifact(key=key, markdown=markdown, description=description)


class Progress:
    """A bar in the Prefect UI that counts finished pieces."""

    def __init__(self, artifact: UUID | None, total: int) -> None:
        self.artifact, self.total, self.done = artifact, total, 0

    @classmethod
    async def begun(cls, what: str, total: int) -> Progress:
        """Show an empty bar."""
        artifact: UUID | None = None
        with only_told(what):
            artifact = await acreate_progress_artifact(progress=0.0, description=what)
        return cls(artifact, max(1, total))

    async def step(self) -> None:
        """One piece more."""
        self.done += 1
        if self.artifact is not None:
            with only_told("progress"):
                await aupdate_progress_artifact(self.artifact, 100.0 * self.done / self.total)


async def tell_analysis(run: RunContext, made: Analysed) -> None:
    """Table of clips with scores and reasons."""
    plan = await asyncio.to_thread(run.load, made.plan, EditorialPlan)
    await _show("clips", clip_table(plan), "Chosen moments, and those left out")


async def tell_composition(run: RunContext, made: Composed) -> None:
    """What will be rendered, and what to look at first."""
    index = await asyncio.to_thread(run.load, made.index, CompositionIndex)
    written = await asyncio.to_thread(run.load, made.enhancement, EnhancementPlan)
    style = await asyncio.to_thread(run.load, made.pin, StylePin)
    changed = (
        f", with changes of this run in {', '.join(style.overrides)}" if style.overrides else ""
    )
    lines = [f"{len(index.entries)} outputs in the style {style.label}{changed}.", ""]
    lines += [f"- {warning}" for warning in style.warnings]
    lines += [f"- {note}" for note in composition_notes(written, index)]
    for name, ref in made.timelines.items():
        timeline = await asyncio.to_thread(run.load, ref, Timeline)
        met = wishes_in(timeline.framings, timeline.rate, met=True)
        lines += [f"- {name} {wish}" for wish in met]
    await _show("composition", "\n".join(lines), "What will be rendered")


async def tell_delivery(run: RunContext) -> None:
    """Receipt and page beside the clips; contact sheet and reuse report in the UI."""
    receipt = await asyncio.to_thread(receipt_of, run.workshop, run.run_id)
    await asyncio.to_thread(write_page, run.out, receipt)
    await asyncio.to_thread(write_json, run.out / "receipt.json", receipt)
    pictures = {
        f"{output.clip} {output.aspect}": await asyncio.to_thread(
            small_jpeg, Path(output.path).with_suffix(".jpg")
        )
        for output in receipt.outputs
        if output.path is not None
    }
    await _show("contact-sheet", contact_sheet(receipt, pictures), "Every output of this run")
    await _show("reuse", job_table(receipt), "What ran, what attached, and why")
