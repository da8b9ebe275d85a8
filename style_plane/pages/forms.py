"""What the pages' forms send. An empty input is a field that was left out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from schemas.style.refs import Line, Version
from style_plane.access.errors import BadFormError
from style_plane.versions.models import Comment, Notes, Reason, State, Waiver
from style_plane.versions.numbers import Bump


def _given(value: Any) -> Any:
    return None if value == "" else value


Maybe = BeforeValidator(_given)


def _waiver(rule: str, pointer: str, reason: Any) -> Waiver:
    try:
        return Waiver(rule=rule, pointer=pointer, reason=reason)
    except ValidationError as error:
        wrong = {str(item["loc"][0]): str(item["msg"]) for item in error.errors()}
        raise BadFormError(
            f"The warning {rule[:40]!r} cannot be waived like this: "
            + "; ".join(f"{field}: {said}" for field, said in wrong.items())
            + ". A reason has at most 500 characters.",
            errors=tuple({"pointer": f"/{key}", "message": said} for key, said in wrong.items()),
        ) from None


class Form(BaseModel):
    """Fields of a form; its CSRF token was checked before and is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class NewStyleForm(Form):
    """A new draft."""

    org: str
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
    base: Annotated[str | None, Maybe] = None
    """A published version to start from; None starts from almost nothing."""


class NextForm(Form):
    """A draft of the next version, of all or of an older line."""

    line: Annotated[Line | None, Maybe] = None


class MoveForm(Form):
    """A channel and where it shall point."""

    channel: str
    version: str
    reason: Reason


class ChannelForm(Form):
    """A channel that is undone or removed."""

    channel: str
    reason: Reason


class DecisionForm(Form):
    """A word on a move that waits."""

    request: int
    comment: Comment = ""


class StatusForm(Form):
    """Where a version shall be in its life."""

    state: State
    reason: Reason
    successor: Annotated[Version | None, Maybe] = None
    sunset_at: Annotated[date | None, Maybe] = None


class JudgementForm(Form):
    """A reviewer's word; `digest` is what they looked at."""

    digest: str
    comment: Comment = ""


class SubmitForm(Form):
    """What an author hands in. Waivers come as `waive-RULE-POINTER = reason`."""

    model_config = ConfigDict(frozen=True, extra="allow")

    bump: Annotated[Bump | None, Maybe] = None
    notes: Notes = ""

    def waivers(self) -> tuple[Waiver, ...]:
        """Those that were given a reason.

        Raises:
            BadFormError: for a reason that is too long, or a rule that cannot be one.
        """
        found = []
        for key, reason in (self.model_extra or {}).items():
            kind, _, rest = key.partition("-")
            rule, _, pointer = rest.partition("-")
            if kind == "waive" and str(reason).strip():
                found.append(_waiver(rule, pointer, reason))
        return tuple(found)
