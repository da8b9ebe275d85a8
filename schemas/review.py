"""What a person makes of a plan before anything is composed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.base import Contract


class ReviewedClip(Contract):
    """One planned clip as a person wants it."""

    clip: Annotated[
        str, Field(min_length=1, max_length=40, title="Clip", json_schema_extra={"position": 0})
    ]
    """Its name in the plan; leave it as it is."""
    keep: Annotated[bool, Field(title="Keep", json_schema_extra={"position": 1})] = True
    """Dropped clips are not rendered. Removing the whole card drops it, too."""
    title: Annotated[
        str, Field(min_length=1, max_length=120, title="Title", json_schema_extra={"position": 2})
    ]
    """What it is posted under."""
    hook: Annotated[str, Field(max_length=120, title="Hook", json_schema_extra={"position": 3})]
    """Shown on the picture at the beginning; ten words at most read well."""
    starts_with: Annotated[
        str,
        Field(min_length=1, max_length=400, title="First words", json_schema_extra={"position": 4}),
    ]
    """The words that it begins with, as they are said; others move its beginning there."""
    ends_with: Annotated[
        str,
        Field(min_length=1, max_length=400, title="Last words", json_schema_extra={"position": 5}),
    ]
    """The words that it ends with, as they are said; others move its end there."""


class PlanReview(Contract):
    """All clips in the order in which they are to be shown; one that is not named is dropped."""

    clips: Annotated[tuple[ReviewedClip, ...], Field(max_length=500, title="Clips")]
