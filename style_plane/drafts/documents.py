"""Documents of drafts: whether they are styles yet, and how two people's changes go together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from schemas.style.contract import StyleContract
from style_plane.depth import DEEPEST, too_deep
from style_plane.drafts.models import Document, Mistake
from style_plane.errors import InvalidStyleError
from style_plane.versions.publishing import body_of

MISSING = object()
"""Stands for a key that is not there."""
Prefer = Literal["ours", "theirs"] | None


@dataclass(frozen=True)
class Conflict:
    """A field that both sides changed, to different values. Gone is None."""

    pointer: str
    base: Any
    ours: Any
    theirs: Any


def read(document: Document) -> tuple[StyleContract | None, tuple[Mistake, ...]]:
    """The style that a document is, or what keeps it from being one."""
    try:
        contract = StyleContract.model_validate(document)
        body_of(contract)
    except ValidationError as error:
        return None, tuple(mistakes(error))
    except InvalidStyleError as error:
        return None, (Mistake(pointer="", message=error.detail),)
    return contract, ()


def check_depth(document: Document) -> None:
    """Refuse what is nested so deep that it could be kept and never be shown again.

    Raises:
        InvalidStyleError: says how deep a document may be.
    """
    if too_deep(document):
        raise InvalidStyleError(
            f"The document is nested more than {DEEPEST} times; no style is. Send it flatter."
        )


def finished(document: Document) -> StyleContract:
    """The style that a document is.

    Raises:
        InvalidStyleError: with every mistake.
    """
    contract, wrong = read(document)
    if contract is None:
        raise InvalidStyleError(
            "The draft is not finished: "
            + "; ".join(f"{item.pointer or 'document'}: {item.message}" for item in wrong),
            errors=tuple(item.model_dump() for item in wrong),
        )
    return contract


def mistakes(error: ValidationError) -> Iterator[Mistake]:
    """What pydantic says, each with its place."""
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        steps = (escaped(str(step)) for step in item["loc"] if step != "[key]")
        message = str(item["msg"]).removeprefix("Value error, ")
        yield Mistake(pointer="".join(f"/{step}" for step in steps), message=message)


def escaped(key: str) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def title_of(document: Document, name: str) -> str:
    """The title that a document gives itself, or the name of its style."""
    title = document.get("title")
    return title if isinstance(title, str) and title.strip() else name


def normal(document: Document) -> Document:
    """The document with every default written out, where it is a style; else as it is."""
    contract, _ = read(document)
    return document if contract is None else contract.model_dump(mode="json")


def merged(
    base: Document, ours: Document, theirs: Document, prefer: Prefer = None
) -> tuple[Document, tuple[Conflict, ...]]:
    """Three-way merge: what only one side changed is taken from that side.

    Objects merge by key, lists of things with an `id` by id, other lists as a whole. Where both
    changed one value differently, `prefer` decides; without it our value stands and the conflict
    is reported.
    """
    conflicts: list[Conflict] = []
    result = _merge_objects("", base, ours, theirs, prefer, conflicts)
    return result, tuple(conflicts)


def changes(old: Any, new: Any, pointer: str = "") -> Iterator[dict[str, Any]]:
    """Every place where two documents differ: `pointer`, `old`, `new`; gone is None."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*new, *(key for key in old if key not in new)]:
            yield from changes(old.get(key), new.get(key), f"{pointer}/{escaped(key)}")
    elif _named(old) and _named(new):
        yield from changes(_by_id(old), _by_id(new), pointer)
    elif old != new:
        yield {"pointer": pointer, "old": old, "new": new}


def _merge(
    pointer: str, base: Any, ours: Any, theirs: Any, prefer: Prefer, conflicts: list[Conflict]
) -> Any:
    if theirs in (ours, base):
        return ours
    if base == ours:
        return theirs
    if isinstance(ours, dict) and isinstance(theirs, dict):
        parts = base if isinstance(base, dict) else {}
        return _merge_objects(pointer, parts, ours, theirs, prefer, conflicts)
    if _named(ours) and _named(theirs):
        parts = _by_id(base) if _named(base) else {}
        mine, other = _by_id(ours), _by_id(theirs)
        return list(_merge_objects(pointer, parts, mine, other, prefer, conflicts).values())
    if prefer is not None:
        return ours if prefer == "ours" else theirs
    conflicts.append(
        Conflict(pointer, *(None if v is MISSING else v for v in (base, ours, theirs)))
    )
    return ours


def _merge_objects(
    pointer: str,
    base: dict[str, Any],
    ours: dict[str, Any],
    theirs: dict[str, Any],
    prefer: Prefer,
    conflicts: list[Conflict],
) -> dict[str, Any]:
    """In our order; what only they have comes last."""
    result = {}
    for key in [*ours, *(key for key in theirs if key not in ours)]:
        before, mine, other = (side.get(key, MISSING) for side in (base, ours, theirs))
        value = _merge(f"{pointer}/{escaped(key)}", before, mine, other, prefer, conflicts)
        if value is not MISSING:
            result[key] = value
    return result


def _named(items: Any) -> bool:
    """Whether this is a list of things that tell themselves apart by an id."""
    if not isinstance(items, list):
        return False
    ids = [item.get("id") for item in items if isinstance(item, dict)]
    strings = all(isinstance(name, str) for name in ids)
    return len(ids) == len(items) and strings and len(set(ids)) == len(ids)


def _by_id(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {item["id"]: item for item in items}
