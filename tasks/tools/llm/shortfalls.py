"""What models were asked and did not answer, counted by why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from schemas.inference import Shortfall
from tasks.errors.inference import InferenceError

Instead = Literal["embedded", "extractive"]
INSTEAD: dict[str, Instead] = {"propose": "embedded", "grade": "embedded", "copy": "extractive"}


def shortfalls(
    asked: Literal["propose", "grade", "copy"],
    profile: str,
    of: int,
    failed: Iterable[tuple[InferenceError, int]],
    incomplete: int = 0,
) -> tuple[Shortfall, ...]:
    """One line for each reason, in the order in which they came up; none where all was answered.

    Args:
        profile: such as `balanced@1`.
        of: how much was asked for in all.
        failed: each error, and how much it left without an answer.
        incomplete: how much is missing in answers that were given.
    """
    counts: dict[str, int] = {}
    details: dict[str, str] = {}
    for error, count in failed:
        counts[error.kind] = counts.get(error.kind, 0) + count
        details.setdefault(error.kind, str(error))
    if incomplete:
        counts["incomplete"] = incomplete
        details["incomplete"] = "the answer leaves them out."
    return tuple(
        Shortfall.model_validate(
            {
                "asked": asked,
                "why": why,
                "count": count,
                "of": of,
                "instead": INSTEAD[asked],
                "profile": profile,
                "detail": details[why],
            }
        )
        for why, count in counts.items()
    )
