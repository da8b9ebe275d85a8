"""How a short begins and ends, and what stands at its jump cuts."""

from __future__ import annotations

from typing import Annotated, Literal

from schemas.base import Contract
from schemas.units import Paint, within


class EdgeTransition(Contract):
    """The first or the last moments of a short. Captions and overlays come and go with the picture;
    the sound has fades of its own (`audio.fade_in_ms`, `audio.fade_out_ms`)."""

    kind: Literal["cut", "fade"] = "cut"
    """`fade` comes from a colour, or goes to it, an end card included. A short that fades in begins
    with a frame of the colour alone, and some platforms take that frame for its cover."""
    duration_ms: Annotated[int, within(60, 3000, "ms")] = 500
    """At most half of the short."""
    color: Paint = "#000000FF"
    """Of a `fade`. Where it is not opaque, the picture is never gone."""


class JoinTransition(Contract):
    """Where something is left out (`cuts`), from what is played before it to what is played after.
    Previews show no jump cuts, so that only shorts show this."""

    kind: Literal["cut", "dip", "crossfade", "punch"] = "cut"
    """`dip` goes through a colour, under captions and overlays, at most once a second; `crossfade`
    lets the last picture fade over the next ones; `punch` begins closer after the cut and settles,
    unless the camera stands closer anyway."""
    duration_ms: Annotated[int, within(60, 600, "ms")] = 200
    """Half of a `dip` lies before the cut. It is shorter beside other cuts."""
    color: Paint = "#000000FF"
    """Of a `dip`."""


class Transitions(Contract):
    """How a short begins and ends, and what stands at its jump cuts. An end card has an entrance of
    its own; cuts of the recording stay as they are."""

    open: EdgeTransition = EdgeTransition()
    close: EdgeTransition = EdgeTransition()
    join: JoinTransition = JoinTransition()
