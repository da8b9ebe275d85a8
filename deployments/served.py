"""Every deployment, as `reelwright up` serves it. `prefect.yaml` holds the same ones for work pools.

Run as a module it serves them until it is told to stop; the Prefect API comes from the environment.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from prefect import serve
from prefect.deployments.runner import RunnerDeployment
from prefect.types.entrypoint import EntrypointType

from flows.analysis import analysis
from flows.clips import clips
from flows.composition import composition
from flows.delivery import delivery
from flows.intake import intake
from flows.opening import SERVED_BY
from flows.rerun import rerun
from flows.restyle import restyle
from flows.review import review

INTAKE_EVERY = timedelta(minutes=1)

ONE_AT_A_TIME = (intake, restyle)
"""A second run of these waits: they look at what the first one is still changing."""

WHAT: dict[Any, str] = {
    clips: "A recording in, branded vertical clips out.",
    analysis: "Find the moments worth showing; nothing is rendered.",
    composition: "Bring the plan of a finished analysis together with a style.",
    delivery: "Render and publish what a finished composition holds.",
    rerun: "A finished run once more: another style, or one stage made anew.",
    review: "Go on with a run that waits for a person's look at its plan.",
    restyle: "Finished runs once more in a newer version of their style, within a budget.",
    intake: "New files of the watched folder become runs of `clips`, each file once.",
}


def deployments() -> list[RunnerDeployment]:
    """One deployment for each flow, named like it."""
    return [_deployment(flow, text) for flow, text in WHAT.items()]


def _deployment(flow: Any, text: str) -> RunnerDeployment:
    made: RunnerDeployment = flow.to_deployment(
        name=flow.name,
        description=text,
        tags=["reelwright"],
        interval=INTAKE_EVERY if flow is intake else None,
        parameters={"params": {}} if flow is intake else None,
        concurrency_limit=1 if flow in ONE_AT_A_TIME else None,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return made


def main() -> None:
    """Serve until told to stop; at most as many runs at once as there are processors."""
    os.environ[SERVED_BY] = str(os.getpid())
    serve(*deployments(), limit=max(2, os.cpu_count() or 2), print_starting_message=False)


if __name__ == "__main__":
    main()
