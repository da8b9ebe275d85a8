"""HTTP for what runs report, and for what it adds up to."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, Response, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from style_plane.access.actor import Actor
from style_plane.answers import answer
from style_plane.errors import problems
from style_plane.usage.models import OutputsReport, PinRecord, PinReport, StyleUsage
from style_plane.usage.service import Usage


class UsageController(Controller):
    """Runs say what they use; leads see what a change would touch."""

    path = "/api/v1"
    tags = ("usage",)
    request_max_body_size = 1 << 20

    @put(
        "/pins/{run_id:str}",
        operation_id="reportPin",
        sync_to_thread=True,
        status_code=201,
        responses={
            200: answer(PinRecord, "The run has said so before"),
            **problems(400, 401, 403, 404, 409, 413, 422),
        },
    )
    def report(
        self,
        run_id: FromPath[str],
        data: JSONBody[PinReport],
        usage: NamedDependency[Usage],
        actor: NamedDependency[Actor],
    ) -> Response[PinRecord]:
        """Report the style that a run has pinned. Reporting it twice is harmless."""
        record, new = usage.report(actor, run_id, data)
        return Response(record, status_code=201 if new else 200)

    @put(
        "/pins/{run_id:str}/outputs",
        operation_id="reportOutputs",
        sync_to_thread=True,
        responses=problems(400, 401, 403, 404, 413, 422),
    )
    def outputs(
        self,
        run_id: FromPath[str],
        data: JSONBody[OutputsReport],
        usage: NamedDependency[Usage],
        actor: NamedDependency[Actor],
    ) -> PinRecord:
        """Report how a run's outputs ended; told again, the newer word holds."""
        return usage.outputs(actor, run_id, data)

    @get(
        "/pins",
        operation_id="listPins",
        sync_to_thread=True,
        responses=problems(400, 401, 403, 422),
    )
    def pins(
        self,
        org: FromQuery[str],
        name: FromQuery[str],
        usage: NamedDependency[Usage],
        actor: NamedDependency[Actor],
        version: FromQuery[str | None] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=500)] = 50,
    ) -> tuple[PinRecord, ...]:
        """Runs on a style, or on one of its versions, the newest report first."""
        return usage.pins(actor, org, name, version=version, limit=limit)

    @get(
        "/usage/{org:str}/{name:str}",
        operation_id="getUsage",
        sync_to_thread=True,
        responses=problems(401, 403, 404, 422),
    )
    def usage(
        self,
        org: FromPath[str],
        name: FromPath[str],
        usage: NamedDependency[Usage],
        actor: NamedDependency[Actor],
    ) -> StyleUsage:
        """How many runs and clients use a style, by version, client and day."""
        return usage.of_style(actor, org, name)
