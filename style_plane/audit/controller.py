"""HTTP for the audit log."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from style_plane.access.actor import Actor
from style_plane.audit.chain import AuditEntry, ChainReport
from style_plane.audit.service import MOST, Audit
from style_plane.errors import problems

Prefix = Annotated[str, QueryParameter(max_length=200, pattern=r"^[^\x00]*$")]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST)]
Before = Annotated[int | None, QueryParameter(ge=1, le=2**31 - 1)]


class AuditController(Controller):
    """What was done, by whom, and whether the log is whole."""

    path = "/api/v1/audit"
    tags = ("audit",)

    @get(
        operation_id="listAudit",
        sync_to_thread=True,
        responses=problems(401, 403, 422),
    )
    def entries(
        self,
        audit: NamedDependency[Audit],
        actor: NamedDependency[Actor],
        org: FromQuery[str | None] = None,
        subject: Prefix = "",
        action: Prefix = "",
        before: Before = None,
        limit: Limit = 100,
    ) -> list[AuditEntry]:
        """The newest entries, or those before some entry."""
        return list(
            audit.list(actor, org, subject=subject, action=action, before=before, limit=limit)
        )

    @get("/verify", operation_id="verifyAudit", sync_to_thread=True, responses=problems(401, 403))
    def verify(self, audit: NamedDependency[Audit], actor: NamedDependency[Actor]) -> ChainReport:
        """Follow the whole chain from its start."""
        return audit.verify(actor)
