"""What a run shows in the Prefect UI: clips with scores and reasons, the contact sheet, what was
reused and why, and how far it is. Nothing of it is read back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import UUID

from prefect.artifacts import (
    acreate_markdown_artifact,
    acreate_progress_artifact,
    aupdate_progress_artifact,
)

from schemas.composition import CompositionIndex
from schemas.plan import EditorialPlan
from schemas.runs import Analysed, Composed
from schemas.style.refs import StylePin
from tasks.tools.runs.context import RunContext
from tasks.tools.runs.folder import write_json
from tasks.tools.runs.page import write_page
from tasks.tools.runs.pictures import small_jpeg
from tasks.tools.runs.receipt import receipt_of
from tasks.tools.runs.report import clip_table, contact_sheet, job_table


class Progress:
    """A bar in the Prefect UI that counts finished pieces."""

    def __init__(self, artifact: UUID, total: int) -> None:
        self.artifact, self.total, self.done = artifact, total, 0

    @classmethod
    async def begun(cls, what: str, total: int) -> Progress:
        """Show an empty bar."""
        artifact = await acreate_progress_artifact(progress=0.0, description=what)
        return cls(artifact, max(1, total))

    async def step(self) -> None:
        """One piece more."""
        self.done += 1
        await aupdate_progress_artifact(self.artifact, 100.0 * self.done / self.total)


async def tell_analysis(run: RunContext, made: Analysed) -> None:
    """Table of clips with scores and reasons."""
    plan = await asyncio.to_thread(run.load, made.plan, EditorialPlan)
    await acreate_markdown_artifact(
        key="clips", markdown=clip_table(plan), description="Chosen moments, and those left out"
    )


async def tell_composition(run: RunContext, made: Composed) -> None:
    """What will be rendered, and what to look at first."""
    index = await asyncio.to_thread(run.load, made.index, CompositionIndex)
    style = await asyncio.to_thread(run.load, made.pin, StylePin)
    changed = (
        f", with changes of this run in {', '.join(style.overrides)}" if style.overrides else ""
    )
    lines = [f"{len(index.entries)} outputs in the style {style.label}{changed}.", ""]
    lines += [f"- {warning}" for warning in style.warnings]
    lines += [f"- {entry.name}: {warning}" for entry in index.entries for warning in entry.warnings]
    await acreate_markdown_artifact(
        key="composition", markdown="\n".join(lines), description="What will be rendered"
    )


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
    await acreate_markdown_artifact(
        key="contact-sheet",
        markdown=contact_sheet(receipt, pictures),
        description="Every output of this run",
    )
    await acreate_markdown_artifact(
        key="reuse", markdown=job_table(receipt), description="What ran, what attached, and why"
    )
