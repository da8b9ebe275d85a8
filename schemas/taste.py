"""What kind of moment is wanted: weights over measured signals, as data."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Contract
from schemas.units import Fine, Ms, Num, Share, Slug

Genre = Literal["interview", "generic"]


class LabelledSpan(Contract):
    """A stretch of a recording that somebody chose."""

    start_ms: Ms
    end_ms: Ms


class TasteMeasure(Contract):
    """How well a profile finds what was chosen, on recordings that it was not fitted on."""

    clips: Annotated[int, Field(ge=1)]
    """Clips taken from each recording."""
    recall: Share
    """Share of the chosen spans of which these clips hold at least half of the words."""
    shipped: Share
    """The same for the profile that would have been taken without this one."""
    random: Share
    """The same for clips at random."""
    earliest: Share
    """The same for the first clips."""


class TasteProfile(Contract):
    """Weights of signals, each in standard deviations within the recording.

    Published as data and named by its digest; a run freezes the digest.
    """

    format: Literal[1] = 1
    name: Slug
    genre: Genre
    """Which shipped profile it stands in for."""
    signals: Annotated[int, Field(ge=1)]
    """Revision of the signals that the weights are for."""
    weights: dict[str, Fine]
    """Column to weight, in log-odds for one standard deviation; a column that is not named has 0."""
    usual_seconds: Annotated[Num, Field(ge=5, le=300)] = 40.0
    """Length of the clips that are wanted most."""
    fitted_on: str
    """What the weights come from, in words."""
    recordings: Annotated[int, Field(ge=0)] = 0
    spans: Annotated[int, Field(ge=0)] = 0
    measure: TasteMeasure | None = None
    """Cross-validated by whole recordings; None for a profile that was set by hand."""
