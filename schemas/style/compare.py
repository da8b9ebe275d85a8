"""Two versions of a style held against each other: what changed, and how large a step that is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from schemas.base import Contract, canonical
from schemas.stages import Stage
from schemas.style.contract import StyleContract
from schemas.style.facets import Facets, facets_of

Bump = Literal["none", "patch", "minor", "major"]
FacetName = Literal["plan", "reframe", "compose", "audio"]
FACETS: tuple[FacetName, ...] = ("plan", "reframe", "compose", "audio")
RESTARTS: dict[FacetName, Stage] = {
    "plan": Stage.ENHANCE,
    "reframe": Stage.REFRAME,
    "compose": Stage.COMPOSE,
    "audio": Stage.COMPOSE,
}
"""Stage at which a run must be entered again when a facet moved."""


class Change(Contract):
    """One place where two documents differ."""

    pointer: str
    """RFC 6901, into the new document; into the old one for what is gone."""
    old: Any
    """None where there was nothing."""
    new: Any
    """None where nothing is left."""


class Comparison(Contract):
    """What lies between two contracts."""

    least_bump: Bump
    """`none` for equal contracts. patch: nothing has to be made anew; minor: composition changed
    or more is promised; major: captions are cut anew, or something is no longer promised."""
    changed_facets: tuple[FacetName, ...]
    """In the aspect ratios that both promise."""
    restart_at: Stage | None
    """Where a run that moves to the new one enters; None when it has nothing to make anew."""
    breaking: tuple[str, ...]
    """What whoever relied on the old one loses, in words."""
    changes: tuple[Change, ...]
    """In the new document's order, then what is gone."""


def compare(old: StyleContract | None, new: StyleContract) -> Comparison:
    """From `old` to `new`. Without an old one everything is new, which is a major step."""
    if old is None:
        return Comparison(
            least_bump="major",
            changed_facets=FACETS,
            restart_at=Stage.ENHANCE,
            breaking=(),
            changes=(),
        )
    facets, breaking = changed_facets(old, new), _breaking(old, new)
    restarts = sorted((RESTARTS[facet] for facet in facets), key=lambda stage: stage.ordinal)
    return Comparison(
        least_bump=_bump(old, new, facets, breaking),
        changed_facets=facets,
        restart_at=restarts[0] if restarts else None,
        breaking=breaking,
        changes=differences(old, new),
    )


def changed_facets(old: StyleContract, new: StyleContract) -> tuple[FacetName, ...]:
    """Facets that differ in the aspect ratios that both promise."""
    common = tuple(aspect for aspect in old.promise if aspect in new.promise)
    before, after = _facets(old, common), _facets(new, common)
    return tuple(name for name in FACETS if getattr(before, name) != getattr(after, name))


def differences(old: StyleContract, new: StyleContract) -> tuple[Change, ...]:
    """Every leaf that differs; overlays are matched by their id, other lists by place."""
    return tuple(_changes("", old.model_dump(mode="json"), new.model_dump(mode="json")))


def _facets(style: StyleContract, promise: tuple[Any, ...]) -> Facets:
    return facets_of(style.model_copy(update={"promise": promise}))


def _bump(
    old: StyleContract,
    new: StyleContract,
    facets: tuple[FacetName, ...],
    breaking: tuple[str, ...],
) -> Bump:
    if canonical(old) == canonical(new):
        return "none"
    if breaking or "plan" in facets:
        return "major"
    promises = ("promise", "platforms", "languages", "slots")
    grew = any(set(getattr(new, name)) - set(getattr(old, name)) for name in promises)
    return "minor" if facets or grew else "patch"


def _breaking(old: StyleContract, new: StyleContract) -> tuple[str, ...]:
    found = []
    for field, what in (("promise", "aspect ratio"), ("platforms", "platform")):
        for name in getattr(old, field):
            if name not in getattr(new, field):
                found.append(f"{what} {name} is no longer promised")
    found += [
        f"language {name} is no longer promised"
        for name in old.languages
        if name not in new.languages
    ]
    if (old.audience, new.audience) == ("child", "adult"):
        found.append("it is no longer made for children")
    return (*found, *_broken_slots(old, new))


def _broken_slots(old: StyleContract, new: StyleContract) -> Iterator[str]:
    for name, slot in old.slots.items():
        now = new.slots.get(name)
        if now is None:
            yield f"slot {name} is gone"
        elif now.type != slot.type:
            yield f"slot {name} was {slot.type} and is {now.type}"
        elif now.max_chars < slot.max_chars:
            yield f"slot {name} takes {now.max_chars} characters, it took {slot.max_chars}"
    for name, slot in new.slots.items():
        before = old.slots.get(name)
        was = before is not None and before.required and not before.default
        if slot.required and not slot.default and not was:
            yield f"slot {name} now needs a value"


def _changes(pointer: str, old: Any, new: Any) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict) and not _nulls_differ(old, new):
        for key in [*new, *(key for key in old if key not in new)]:
            yield from _changes(f"{pointer}/{_escaped(key)}", old.get(key), new.get(key))
    elif isinstance(old, list) and isinstance(new, list) and _named(old) and _named(new):
        yield from _by_id(pointer, old, new)
    elif old != new:
        yield Change(pointer=pointer, old=old, new=new)


def _nulls_differ(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether a null stands on one side only: in a patch it removes, and is not nothing."""
    one_sided = set(old) ^ set(new)
    return any((old if key in old else new)[key] is None for key in one_sided)


def _by_id(pointer: str, old: list[Any], new: list[Any]) -> Iterator[Change]:
    before = {item["id"]: item for item in old}
    after = {item["id"]: item for item in new}
    for index, item in enumerate(new):
        yield from _changes(f"{pointer}/{index}", before.get(item["id"]), item)
    for index, item in enumerate(old):
        if item["id"] not in after:
            yield Change(pointer=f"{pointer}/{index}", old=item, new=None)
    kept, stayed = [k for k in before if k in after], [k for k in after if k in before]
    if kept != stayed:
        yield Change(pointer=pointer, old=kept, new=stayed)


def _named(items: list[Any]) -> bool:
    return all(isinstance(item, dict) and "id" in item for item in items)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
