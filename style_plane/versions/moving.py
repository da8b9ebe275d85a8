"""Channels that move, and versions that grow old."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from schemas.style.refs import StyleRef
from style_plane.access.actor import Actor
from style_plane.audit.chain import record
from style_plane.errors import ChannelReservedError
from style_plane.tables import Style, StyleVersion
from style_plane.versions import channels, requests, rows
from style_plane.versions.errors import WithdrawnError
from style_plane.versions.models import State, StatusChange, StyleDetails, VersionDetails
from style_plane.versions.naming import STABLE, check_channel, parsed, selected
from style_plane.versions.reading import Reading
from style_plane.versions.states import change, state_of, statuses
from style_plane.versions.told import Kind, tell

KINDS: dict[State, Kind] = {
    "published": "restored",
    "deprecated": "deprecated",
    "withdrawn": "withdrawn",
}


class Moving(Reading):
    """What may change about what was published."""

    def set_status(
        self,
        actor: Actor,
        org: str,
        name: str,
        version: str,
        state: State,
        *,
        reason: str,
        successor: str | None = None,
        sunset_at: date | None = None,
    ) -> VersionDetails:
        """Deprecate a version, restore a deprecated one, or withdraw it for good.

        The same again, in the same words, is harmless.

        Raises:
            IllegalTransitionError: when the state cannot follow the present one.
            BadReferenceError, UnknownStyleError, UnknownVersionError: as `resolve`.
        """
        actor.require("publish", org)
        ref = parsed(f"{org}/{name}@{version}")
        wanted = StatusChange(state=state, reason=reason, successor=successor, sunset_at=sunset_at)
        with self._database.writing() as session:
            style = self._held(session, ref)
            row = selected(ref, rows.versions_of(session, style), {})
            now = self._now()
            if change(session, style, row, wanted, by=actor.name, now=now):
                tell(
                    session,
                    self._listeners,
                    actor,
                    KINDS[state],
                    style,
                    row,
                    now=now,
                    **wanted.model_dump(mode="json", exclude={"state"}),
                )
        return self.version(org, name, version)

    def move(
        self, actor: Actor, org: str, name: str, channel: str, version: str, *, reason: str
    ) -> tuple[StyleDetails, bool]:
        """Point a channel at a version; where it points there already nothing is recorded.

        The second value is False where the move now waits for another person, as it does where the
        organisation wants it so, unless automation moves it.

        Raises:
            ChannelReservedError: for `latest`, which moves by itself, and names like versions.
            WithdrawnError: when the version was withdrawn.
            MoveWaitingError: when another move of the channel waits.
            BadReferenceError, UnknownStyleError, UnknownVersionError: as `resolve`.
        """
        actor.require("publish", org)
        check_channel(channel)
        ref = parsed(f"{org}/{name}@{version}")
        alone = self._moves_alone(actor, org)
        with self._database.writing() as session:
            style = self._held(session, ref)
            row = _live(session, style, ref)
            moved = self._move(session, actor, style, channel, row, reason, alone)
        return self.style(org, name), moved

    def undo_move(
        self, actor: Actor, org: str, name: str, channel: str, *, reason: str
    ) -> tuple[StyleDetails, bool]:
        """Point a channel at what it named before its last move; otherwise as `move`.

        Raises:
            NoSuchChannelError: when there is no channel, or it never named anything else.
        """
        actor.require("publish", org)
        check_channel(channel)
        ref = parsed(f"{org}/{name}")
        alone = self._moves_alone(actor, org)
        with self._database.writing() as session:
            style = self._held(session, ref)
            before = channels.before_last_move(session, style, channel)
            known = {rows.id_of(row): row for row in rows.versions_of(session, style)}
            number = str(rows.number_of(known[before]))
            row = _live(session, style, StyleRef(org=org, name=name, selector=number))
            moved = self._move(session, actor, style, channel, row, reason, alone)
        return self.style(org, name), moved

    def remove_channel(
        self, actor: Actor, org: str, name: str, channel: str, *, reason: str
    ) -> tuple[StyleDetails, bool]:
        """Take a campaign name away; its history stays. The second value is as of `move`.

        Raises:
            MoveWaitingError: when another move of the channel waits.
            ChannelReservedError: for `latest` and `stable`, which every style has.
            NoSuchChannelError, UnknownStyleError: where there is none.
        """
        actor.require("publish", org)
        check_channel(channel)
        if channel == STABLE:
            raise ChannelReservedError("'stable' cannot be removed: it is what runs use. Move it.")
        ref = parsed(f"{org}/{name}")
        alone = self._moves_alone(actor, org)
        with self._database.writing() as session:
            style = self._held(session, ref)
            if alone:
                self._remove(session, actor, style, channel, reason, by=actor.name)
            else:
                row = channels.version_named(session, style, channel)
                now = self._now()
                if requests.request(
                    session, actor, channel, row, reason=reason, now=now, removes=True
                ):
                    self._record_request(session, actor, style, channel, row, reason, removes=True)
        return self.style(org, name), alone

    def approve_move(
        self, actor: Actor, org: str, name: str, request_id: int, *, comment: str = ""
    ) -> StyleDetails:
        """Agree to a move that another person asked for; the channel moves, or goes.

        Raises:
            OwnWorkError: when the actor asked for it, or is no person.
            NoSuchRequestError: when no such move waits.
            RequestOutdatedError, WithdrawnError: when the move no longer makes sense.
        """
        actor.require("approve", org)
        with self._database.writing() as session:
            style, now = self._held(session, parsed(f"{org}/{name}")), self._now()
            asked = requests.waiting_request(session, style, request_id)
            requests.check_agreement(session, actor, asked)
            requests.decide(session, asked, "agreed", by=actor.name, comment=comment, now=now)
            by, reason, channel = asked.requested_by, asked.reason, asked.channel
            if asked.removes:
                self._remove(session, actor, style, channel, reason, by=by, asked_by=by)
            else:
                number = channels.numbers_of(rows.versions_of(session, style))[asked.to_version_id]
                row = _live(session, style, StyleRef(org=org, name=name, selector=number))
                channels.point(session, channel, row, by=by, reason=reason, now=now)
                self._tell(session, actor, "moved", style, row, channel, reason, asked_by=by)
        return self.style(org, name)

    def refuse_move(
        self, actor: Actor, org: str, name: str, request_id: int, *, comment: str = ""
    ) -> StyleDetails:
        """Take a waiting move away: by whoever approves, or by whoever asked for it.

        Raises:
            NoSuchRequestError: when no such move waits.
        """
        ref = parsed(f"{org}/{name}")
        with self._database.writing() as session:
            style, now = self._held(session, ref), self._now()
            asked = requests.waiting_request(session, style, request_id)
            own = actor.name == asked.requested_by and actor.person == asked.person
            actor.require("publish" if own else "approve", org)
            requests.decide(session, asked, "refused", by=actor.name, comment=comment, now=now)
            record(
                session,
                at=now,
                actor=actor,
                action="channel.refused",
                subject=f"{org}/{name}",
                channel=asked.channel,
                comment=comment,
            )
        return self.style(org, name)

    def _moves_alone(self, actor: Actor, org: str) -> bool:
        """Whether no second person is asked; read before writing, as every policy is."""
        return actor.kind == "service" or not self._policy_of(org).moves_need_approval

    def _remove(
        self,
        session: Session,
        actor: Actor,
        style: Style,
        channel: str,
        reason: str,
        *,
        by: str,
        **detail: str,
    ) -> None:
        row = channels.version_named(session, style, channel)
        channels.remove(session, style, channel, by=by, reason=reason, now=self._now())
        self._tell(session, actor, "removed", style, row, channel, reason, **detail)

    def _move(
        self,
        session: Session,
        actor: Actor,
        style: Style,
        channel: str,
        row: StyleVersion,
        reason: str,
        alone: bool,
    ) -> bool:
        """Move, or ask for the move; False where it waits."""
        now, by = self._now(), actor.name
        if not alone and channels.pointed_at(session, style, channel) != row.id:
            if requests.request(session, actor, channel, row, reason=reason, now=now):
                self._record_request(session, actor, style, channel, row, reason)
            return False
        if channels.point(session, channel, row, by=by, reason=reason, now=now):
            self._tell(session, actor, "moved", style, row, channel, reason)
        return True

    def _record_request(
        self,
        session: Session,
        actor: Actor,
        style: Style,
        channel: str,
        row: StyleVersion,
        reason: str,
        **detail: bool,
    ) -> None:
        record(
            session,
            at=self._now(),
            actor=actor,
            action="channel.requested",
            subject=f"{style.org}/{style.name}@{rows.number_of(row)}",
            channel=channel,
            reason=reason,
            **detail,
        )

    def _tell(
        self,
        session: Session,
        actor: Actor,
        kind: Kind,
        style: Style,
        row: StyleVersion,
        channel: str,
        reason: str,
        **detail: str,
    ) -> None:
        tell(
            session,
            self._listeners,
            actor,
            kind,
            style,
            row,
            now=self._now(),
            channel=channel,
            reason=reason,
            **detail,
        )


def _live(session: Session, style: Style, ref: StyleRef) -> StyleVersion:
    """The version that a number, or a channel, names.

    Raises:
        WithdrawnError: when it was withdrawn.
    """
    row = selected(ref, rows.versions_of(session, style), {})
    if state_of(row, statuses(session, style)) == "withdrawn":
        raise WithdrawnError(
            f"{style.org}/{style.name}@{rows.number_of(row)} was withdrawn. Move the channel to a "
            f"version that may be used."
        )
    return row
