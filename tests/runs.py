"""Small runs for tests: a specification, a workshop, a stage to call."""

from __future__ import annotations

from pathlib import Path

from deployments.editorial import plan_words
from schemas.artifacts import JSON, Ref
from schemas.base import canonical
from schemas.params import ClipsParams, Limits
from schemas.spec import RenderOptions, RunSpec, ScoreOptions
from schemas.speech import DiarizeOptions, TranscribeOptions
from tasks.settings import Settings
from tasks.tools.runs.context import RunContext, Workshop
from tests.simulators.talks import STORY, spoken

SOURCE = "5" * 64


def spec(source: str = SOURCE) -> RunSpec:
    """The specification of a run on some recording."""
    return RunSpec(
        flow="clips",
        params=ClipsParams(source="talk.mp4"),
        media=Ref(sha256=source, size=1, media_type="video/mp4"),
        source_name="talk.mp4",
        transcribe=TranscribeOptions(),
        diarize=DiarizeOptions(),
        score=ScoreOptions(),
        render=RenderOptions(),
        revisions={},
    )


def workshop(home: Path, **settings: object) -> Workshop:
    """A workshop in `home`, with short pauses."""
    named = {"backoff_seconds": 0.01, "lease_seconds": 2.0} | settings
    return Workshop.open(Settings.model_validate({"home": home} | named))


def run(shop: Workshop, source: str = SOURCE) -> RunContext:
    """A new run."""
    asked = spec(source)
    return RunContext(run_id=shop.ledger.runs.open(asked), spec=asked, workshop=shop)


def analysed(shop: Workshop, **changes: object) -> str:
    """Id of a run whose analysis of the story is complete, as far as commands read it; with changes of
    its plan."""
    said = spoken(STORY)
    plan = plan_words(said, Limits(min_seconds=8, max_seconds=40)).model_copy(update=changes)
    words, chosen = (shop.store.put_bytes(canonical(item), JSON) for item in (said, plan))
    names = ("source", "mezzanine", "shots", "diarization", "segments", "candidates")
    made = dict.fromkeys(names, words) | {"transcript": words, "plan": chosen}
    one = run(shop)
    refs = {name: ref.model_dump(mode="json") for name, ref in made.items()}
    shop.ledger.runs.note(one.run_id, analysed=refs)
    return one.run_id
