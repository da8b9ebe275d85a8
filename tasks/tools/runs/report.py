"""A run in Markdown: tables of clips and of jobs, for people who look at it in the Prefect UI."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from schemas.outputs import JobLine, Receipt
from schemas.plan import EditorialPlan
from schemas.restyle import RestyleReceipt
from schemas.states import JobState


def clip_table(plan: EditorialPlan) -> str:
    """Chosen clips with scores and reasons, then what was left out and why."""
    lines = [
        plan.explanation,
        "",
        "| clip | from | to | score | title | why |",
        "|---|---|---|---|---|---|",
    ]
    for clip in plan.clips:
        cells = [
            clip.id,
            clock(clip.start_ms),
            clock(clip.end_ms),
            f"{clip.composite:.0f}",
            clip.title,
            "; ".join(clip.reasons),
        ]
        lines.append(_row(cells))
    if plan.rejected:
        lines += ["", "Left out:", "", "| from | to | score | why |", "|---|---|---|---|"]
    for item in plan.rejected[:30]:
        score = f"{item.composite:.0f}"
        lines.append(_row([clock(item.start_ms), clock(item.end_ms), score, item.detail]))
    said = [*(lost.text for lost in plan.shortfalls), *plan.notes]
    if said:
        lines += ["", "Of the models that were asked:", "", *(f"- {_plain(text)}" for text in said)]
    return "\n".join(lines)


def job_table(receipt: Receipt) -> str:
    """What ran, what attached, and why."""
    attached = [job for job in receipt.jobs if job.attached]
    ran = [job for job in receipt.jobs if not job.attached]
    seconds = sum(job.seconds for job in ran)
    head = (
        f"{len(attached)} of {len(receipt.jobs)} jobs attached to work that had been done before; "
        f"{len(ran)} ran, in {seconds:.1f} s of work, for {receipt.cost_usd:.4f} USD."
    )
    return "\n".join(
        [
            head,
            "",
            "| stage | | state | seconds | why |",
            "|---|---|---|---|---|",
            *_jobs(receipt.jobs),
        ]
    )


def _jobs(jobs: Iterable[JobLine]) -> Iterable[str]:
    for job in jobs:
        state = "attached" if job.attached else job.state.value
        yield _row([job.stage.value, job.part, state, f"{job.seconds:.1f}", job.why])


def contact_sheet(receipt: Receipt, pictures: dict[str, bytes]) -> str:
    """One small JPEG for each output (by `clip aspect`), with title, score and measurements."""
    delivery = receipt.delivery
    lines = [f"**{delivery.delivered} of {delivery.total} outputs delivered.**", ""]
    for output in receipt.outputs:
        lines.append(f"### {output.title} ({output.clip}, {output.aspect})")
        if output.state is JobState.FAILED:
            lines += ["", f"Failed: {output.error}", ""]
            continue
        picture = pictures.get(f"{output.clip} {output.aspect}")
        if picture is not None:
            data = base64.b64encode(picture).decode()
            lines.append(f"![{_plain(output.title)}](data:image/jpeg;base64,{data})")
        facts = [f"score {output.scores.get('composite', 0):.0f}", f"{output.seconds:.1f} s"]
        if output.loudness_lufs is not None:
            facts.append(f"{output.loudness_lufs:.1f} LUFS, {output.true_peak_dbtp:.1f} dBTP")
        lines += ["", ", ".join(facts), "", f"`{output.path}`", ""]
    return "\n".join(lines)


def restyle_table(receipt: RestyleReceipt) -> str:
    """Runs that were moved with what they took and saved, then those that are left and why."""
    verb = "would be moved" if receipt.dry_run else "moved"
    lines = [
        f"{len(receipt.moved)} runs of {receipt.style} {verb} to {receipt.to} in "
        f"{receipt.seconds:.0f} s, for {receipt.cost_usd:.4f} USD; {receipt.jobs_attached} of "
        f"{receipt.jobs_attached + receipt.jobs_ran} jobs attached, which saved "
        f"{receipt.seconds_saved:.0f} s of work. {len(receipt.left)} left.",
        "",
        "| run | source | from | now | seconds | saved | outputs |",
        "|---|---|---|---|---|---|---|",
    ]
    for run in receipt.moved:
        seconds = run.expected_seconds if receipt.dry_run else run.seconds
        outputs = f"{run.delivered} of {run.delivered + run.failed}"
        cells = [run.run, run.source_name, run.from_version, run.now or "", f"{seconds:.0f}"]
        lines.append(_row([*cells, f"{run.seconds_saved:.0f}", outputs]))
    if receipt.left:
        lines += ["", "Left:", "", "| run | source | version | why |", "|---|---|---|---|"]
    for rest in receipt.left:
        lines.append(_row([rest.run, rest.source_name, rest.version, rest.why]))
    return "\n".join(lines)


def clock(ms: int) -> str:
    """`1:02:03.4`, hours only where there are any."""
    hours, rest = divmod(ms, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    seconds = f"{rest / 1000:04.1f}"
    return f"{hours}:{minutes:02d}:{seconds}" if hours else f"{minutes}:{seconds}"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(_plain(cell) for cell in cells) + " |"


def _plain(text: str) -> str:
    """Text that cannot break out of a table cell or a link."""
    return text.replace("|", "/").replace("\n", " ").replace("[", "(").replace("]", ")")
