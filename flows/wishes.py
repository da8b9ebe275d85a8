"""What a producer wants of a run besides its limits, taken in and frozen: taste, published stories,
moved ends, corrected words, directed shots."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from schemas.artifacts import JSON, Ref
from schemas.base import canonical
from schemas.directing import Directions
from schemas.params import Editing
from schemas.plan import EditorialPlan
from schemas.rewording import WordEdits
from schemas.runs import Analysed
from schemas.states import WorkflowState
from schemas.steering import Nudges, Published, Steering
from schemas.taste import TasteProfile
from tasks.analysis.editorial.published import stories_in
from tasks.analysis.taste.profiles import named
from tasks.errors.editing import PublishedUnreadableError
from tasks.tools.runs.context import Workshop
from tasks.tools.runs.directing import directions_of
from tasks.tools.runs.nudges import nudges_of
from tasks.tools.runs.rewording import edits_of

OWN_RUNS = "runs"


@dataclass(frozen=True)
class Wishes:
    """Pointers to what was asked for, in the store."""

    profile: Ref[TasteProfile] | None
    steering: Steering
    nudges: Ref[Nudges] | None


def taken_wishes(shop: Workshop, asked: Editing, source_sha256: str) -> Wishes:
    """Everything that an editing form names, now in the store.

    Raises:
        TasteProfileError, PublishedUnreadableError: when something named cannot be used.
    """
    profile = named(asked.profile, shop.settings.tenant_home)
    ref = None if profile is None else shop.store.put_bytes(canonical(profile), JSON)
    stories = Published(stories=published_stories(shop, asked.published, source_sha256))
    told = shop.store.put_bytes(canonical(stories), JSON) if stories.stories else None
    steering = Steering(brief=asked.brief.strip(), published=told)
    return Wishes(ref, steering, nudges_ref(shop, source_sha256))


def nudges_ref(shop: Workshop, source_sha256: str) -> Ref[Nudges] | None:
    """What people have moved in a recording so far; None for nothing."""
    found = nudges_of(shop.settings.tenant_home, source_sha256)
    return shop.store.put_bytes(canonical(found), JSON) if found.items else None


def edits_ref(shop: Workshop, source_sha256: str) -> Ref[WordEdits] | None:
    """Words that people have corrected in a recording so far; None for none."""
    found = edits_of(shop.settings.tenant_home, source_sha256)
    return shop.store.put_bytes(canonical(found), JSON) if found.items else None


def directions_ref(shop: Workshop, source_sha256: str) -> Ref[Directions] | None:
    """How people want shots of a recording shown so far; None where they leave all to the program."""
    found = directions_of(shop.settings.tenant_home, source_sha256)
    return shop.store.put_bytes(canonical(found), JSON) if found.items else None


def published_stories(shop: Workshop, asked: str, source_sha256: str) -> tuple[str, ...]:
    """Texts of what was told before: of a list, or of the tenant's runs of other recordings.

    Raises:
        PublishedUnreadableError: when the list cannot be used.
    """
    if not asked:
        return ()
    if asked == OWN_RUNS:
        return _own_stories(shop, source_sha256)
    path = Path(asked)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PublishedUnreadableError(str(path), str(error)) from error
    return stories_in(text, str(path))


def _own_stories(shop: Workshop, source_sha256: str) -> tuple[str, ...]:
    """Clips of the tenant's finished runs of other recordings, each story once."""
    stories: dict[str, None] = {}
    for row in shop.ledger.runs.newest(1000):
        done = row.state == WorkflowState.COMPLETED.value
        if not done or row.analysed is None or row.source_sha256 == source_sha256:
            continue
        ref = Analysed.model_validate(row.analysed).plan
        plan = shop.load(ref, EditorialPlan)
        stories.update(dict.fromkeys(clip.text for clip in plan.clips))
    return tuple(sorted(stories))
