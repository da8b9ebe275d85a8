"""HTTP for what may change about published styles: channels and states."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, Response, delete, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from style_plane.access.actor import Actor
from style_plane.answers import answer
from style_plane.errors import problems
from style_plane.versions.models import (
    ChannelMove,
    Remark,
    StatusChange,
    StyleDetails,
    Undo,
    VersionDetails,
)
from style_plane.versions.service import Versions

WAITS = {202: answer(StyleDetails, "Another person must agree to the move")}
Why = Annotated[
    str, QueryParameter(max_length=500, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$", description="Why")
]


class LifetimesController(Controller):
    """Move names, let versions grow old."""

    path = "/api/v1/styles/{org:str}/{name:str}"
    tags = ("styles",)
    request_max_body_size = 1 << 16

    @put(
        "/versions/{version:str}/status",
        operation_id="setStatus",
        sync_to_thread=True,
        responses=problems(400, 401, 403, 404, 409, 413, 422),
    )
    def status(
        self,
        org: FromPath[str],
        name: FromPath[str],
        version: FromPath[str],
        data: JSONBody[StatusChange],
        versions: NamedDependency[Versions],
        actor: NamedDependency[Actor],
    ) -> VersionDetails:
        """Deprecate a version, restore a deprecated one, or withdraw it for good."""
        return versions.set_status(
            actor,
            org,
            name,
            version,
            data.state,
            reason=data.reason,
            successor=data.successor,
            sunset_at=data.sunset_at,
        )

    @put(
        "/channels/{channel:str}",
        operation_id="moveChannel",
        sync_to_thread=True,
        responses={**WAITS, **problems(400, 401, 403, 404, 409, 410, 413, 422)},
    )
    def move(
        self,
        org: FromPath[str],
        name: FromPath[str],
        channel: FromPath[str],
        data: JSONBody[ChannelMove],
        versions: NamedDependency[Versions],
        actor: NamedDependency[Actor],
    ) -> Response[StyleDetails]:
        """Point `stable` or a campaign name at a version; every move is written down."""
        return _moved(*versions.move(actor, org, name, channel, data.version, reason=data.reason))

    @post(
        "/channels/{channel:str}/undo",
        operation_id="undoMove",
        sync_to_thread=True,
        status_code=200,
        responses={**WAITS, **problems(400, 401, 403, 404, 409, 410, 413, 422)},
    )
    def undo(
        self,
        org: FromPath[str],
        name: FromPath[str],
        channel: FromPath[str],
        data: JSONBody[Undo],
        versions: NamedDependency[Versions],
        actor: NamedDependency[Actor],
    ) -> Response[StyleDetails]:
        """Point a channel at what it named before its last move."""
        return _moved(*versions.undo_move(actor, org, name, channel, reason=data.reason))

    @delete(
        "/channels/{channel:str}",
        operation_id="removeChannel",
        sync_to_thread=True,
        status_code=200,
        responses={**WAITS, **problems(401, 403, 404, 409, 422)},
    )
    def remove(
        self,
        org: FromPath[str],
        name: FromPath[str],
        channel: FromPath[str],
        reason: Why,
        versions: NamedDependency[Versions],
        actor: NamedDependency[Actor],
    ) -> Response[StyleDetails]:
        """Take a campaign name away; its history stays."""
        return _moved(*versions.remove_channel(actor, org, name, channel, reason=reason))

    @post(
        "/moves/{request_id:int}/agree",
        operation_id="agreeToMove",
        sync_to_thread=True,
        status_code=200,
        responses=problems(400, 401, 403, 404, 409, 410, 413, 422),
    )
    def agree(
        self,
        org: FromPath[str],
        name: FromPath[str],
        request_id: FromPath[int],
        data: JSONBody[Remark],
        versions: NamedDependency[Versions],
        actor: NamedDependency[Actor],
    ) -> StyleDetails:
        """Agree to a move that another person asked for."""
        return versions.approve_move(actor, org, name, request_id, comment=data.comment)

    @post(
        "/moves/{request_id:int}/refuse",
        operation_id="refuseMove",
        sync_to_thread=True,
        status_code=200,
        responses=problems(400, 401, 403, 404, 413, 422),
    )
    def refuse(
        self,
        org: FromPath[str],
        name: FromPath[str],
        request_id: FromPath[int],
        data: JSONBody[Remark],
        versions: NamedDependency[Versions],
        actor: NamedDependency[Actor],
    ) -> StyleDetails:
        """Take a waiting move away."""
        return versions.refuse_move(actor, org, name, request_id, comment=data.comment)


def _moved(details: StyleDetails, moved: bool) -> Response[StyleDetails]:
    return Response(details, status_code=200 if moved else 202)
