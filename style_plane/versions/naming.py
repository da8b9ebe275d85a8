"""References and channel names: what they mean, and what to say when they mean nothing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable

from schemas.style.refs import StyleRef
from style_plane.errors import BadReferenceError, ChannelReservedError, UnknownVersionError
from style_plane.tables import StyleVersion
from style_plane.versions.models import State
from style_plane.versions.numbers import best, is_range
from style_plane.versions.rows import number_of

LATEST = "latest"
STABLE = "stable"
CHANNEL_PATTERN = re.compile(r"[a-z][a-z0-9-]{0,62}")
LONGEST = 200
STATES: tuple[State, ...] = ("published", "deprecated", "withdrawn")
"""In the order in which ranges prefer them."""
StateOf = Callable[[StyleVersion], State]
MOST_NAMED = 12
"""How many names a message lists."""


def parsed(text: str) -> StyleRef:
    """Read a reference.

    Raises:
        BadReferenceError: when the text is none.
    """
    if len(text) > LONGEST:
        raise BadReferenceError(f"A reference has at most {LONGEST} characters, not {len(text)}.")
    try:
        return StyleRef.parse(text)
    except ValueError as error:
        raise BadReferenceError(str(error)) from error


def check_channel(name: str) -> None:
    """Refuse names that would hide a version or move by themselves.

    Raises:
        ChannelReservedError: with what to choose instead.
    """
    if name == LATEST:
        raise ChannelReservedError(
            "'latest' always names the highest version and cannot be moved. Move 'stable', or a "
            "channel of your own such as 'spring-26'."
        )
    if not CHANNEL_PATTERN.fullmatch(name) or re.fullmatch(r"v\d+", name):
        raise ChannelReservedError(
            f"{name!r} cannot be a channel: a channel starts with a lower-case letter, holds "
            f"letters, digits and hyphens, and does not look like a version. Try 'spring-26'."
        )


def selected(
    ref: StyleRef,
    versions: list[StyleVersion],
    channels: dict[str, str],
    state_of: StateOf = lambda _: "published",
) -> StyleVersion:
    """The version that a selector names; ranges pass over deprecated versions while a live one fits.

    A withdrawn version is given only where nothing else fits: the caller says that it is gone.

    Raises:
        UnknownVersionError: naming the versions and channels that exist.
    """
    if ref.selector.startswith("sha256:"):
        matching = {str(row.digest): row for row in versions}.get(ref.selector[7:])
    else:
        matching = _numbered(ref.selector, versions, channels, state_of)
    if matching is not None:
        return matching
    exist = [*(str(number_of(row)) for row in versions[:MOST_NAMED]), *channels]
    raise UnknownVersionError(
        f"{ref.org}/{ref.name} has nothing that fits {ref.selector!r}.",
        known=tuple(f"{ref.org}/{ref.name}@{name}" for name in exist),
    )


def _numbered(
    selector: str, versions: list[StyleVersion], channels: dict[str, str], state_of: StateOf
) -> StyleVersion | None:
    wanted = selector if is_range(selector) else channels.get(selector)
    for state in STATES if wanted else ():
        numbers = {number_of(row): row for row in versions if state_of(row) == state}
        number = best(wanted or "", numbers)
        if number is not None:
            return numbers[number]
    return None


def nearest(wanted: str, known: list[str]) -> tuple[str, ...]:
    """Known names, those that look most like `wanted` first."""

    def likeness(name: str) -> float:
        return difflib.SequenceMatcher(a=wanted, b=name, autojunk=False).ratio()

    return tuple(sorted(known, key=lambda name: (-likeness(name), name))[:MOST_NAMED])
