"""How every flow begins and ends: open a run or join the one it is part of, freeze what it was
started with, and leave nothing in progress behind."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import structlog
from prefect import runtime

from flows.reporting import tell_outputs
from flows.wishes import edits_ref, nudges_ref, taken_wishes
from schemas.artifacts import Blob, Ref
from schemas.inference import InferenceProfile
from schemas.params import (
    AnalysisParams,
    ClipsParams,
    Pinning,
    PinOptions,
    RenderOptions,
    RunSpec,
    ScoreOptions,
    Speech,
)
from schemas.review import PlanReview
from schemas.runs import Analysed, Composed
from schemas.speech import TranscribeOptions
from schemas.states import WorkflowState
from schemas.style.bundle import BundleError, read_bundle
from tasks.analysis.copywriting.prompt import COPY
from tasks.analysis.diarize.options import diarize_options
from tasks.analysis.ingest import open_source
from tasks.analysis.score.prompt import PROMPT_DIGEST
from tasks.analysis.taste.profiles import shipped_digest
from tasks.analysis.transcribe.captions import check_captions
from tasks.analysis.transcribe.formats import captions_beside, captions_format
from tasks.analysis.transcribe.routing import transcribe_options
from tasks.errors import (
    CaptionsUnreadableError,
    NotWaitingError,
    RetryableError,
    RunNotFoundError,
    StyleBundleError,
)
from tasks.settings import Settings
from tasks.stage import REVISIONS
from tasks.tools.ledger.tables import RunRow
from tasks.tools.llm.profiles import profile_of
from tasks.tools.logs import structured
from tasks.tools.media.process import end_with
from tasks.tools.room import room_needed, room_or_none
from tasks.tools.runs.context import (
    RunContext,
    Workshop,
    current_watcher,
    joined_run,
    within,
)
from tasks.tools.runs.folder import check_writable, write_json
from tasks.tools.runs.receipt import receipt_of
from tasks.tools.runs.scratch import scratch, sweep

T = TypeVar("T")
TAR = "application/x-tar"
SERVED_BY = "REELWRIGHT_SERVED_BY"
"""Process id of what serves the deployments; set by itself."""


@lru_cache(maxsize=4)
def _workshop(settings: Settings) -> Workshop:
    end_with(int(os.environ.get(SERVED_BY, "0")))
    return Workshop.open(settings)


def workshop() -> Workshop:
    """The places that this process works in, opened once.

    A process that the served deployments started for one run ends with them, however they end.
    """
    structured()
    return _workshop(Settings())


@asynccontextmanager
async def run_for(flow: str, params: AnalysisParams) -> AsyncIterator[RunContext]:
    """The run that a flow on a recording works for: the one around it, or a new one."""
    async with _begun(lambda shop: freeze(shop, flow, params)) as run:
        yield run


@asynccontextmanager
async def run_on(
    flow: str, former_id: str, *, keep: tuple[str, ...], **changes: Any
) -> AsyncIterator[RunContext]:
    """The run that a flow on a former run works for: the one around it, or a new one.

    A new one knows of the former what `keep` names (columns of the ledger), and was asked for the
    same with `changes`.
    """

    def specified(shop: Workshop) -> RunSpec:
        return respecified(shop, find(shop, former_id), flow, **changes)

    outer = joined_run()
    async with _begun(specified) as run:
        if keep and outer is None:
            former = await asyncio.to_thread(find, run.workshop, run.spec.parent or former_id)
            known = {name: getattr(former, name) for name in keep}
            await asyncio.to_thread(run.workshop.ledger.runs.note, run.run_id, **known)
        yield run


@asynccontextmanager
async def _begun(specified: Callable[[Workshop], RunSpec]) -> AsyncIterator[RunContext]:
    """The run around the calling flow; else the one that its flow run began before a person was
    asked; else a new one."""
    outer = joined_run()
    if outer is not None:
        yield outer
        return
    shop, launched = workshop(), served_flow_run()
    await asyncio.to_thread(_cleared, shop)
    waiting = await asyncio.to_thread(shop.ledger.runs.waiting, launched) if launched else None
    if waiting is not None:
        async with resumed(shop, waiting) as run:
            yield run
        return
    spec = await asyncio.to_thread(specified, shop)
    async with opened(shop, spec.model_copy(update={"flow_run": launched})) as run:
        yield run


def served_flow_run() -> str:
    """Id of the flow run of a deployment that is executed here; empty for a command's own."""
    return str(runtime.flow_run.root_flow_run_id or "") if runtime.deployment.id else ""


def _cleared(shop: Workshop) -> None:
    """What dead processes left: rows in progress are failed, scratch folders go."""
    shop.ledger.reap()
    sweep(shop.settings)


@asynccontextmanager
async def opened(shop: Workshop, spec: RunSpec) -> AsyncIterator[RunContext]:
    """A run from its first event to its last, whatever happens in between."""
    if spec.params.out:
        await asyncio.to_thread(check_writable, Path(spec.params.out))
    with room_needed(shop.settings.home, "opening the run"):
        run_id = await asyncio.to_thread(shop.ledger.runs.open, spec)
    run = RunContext(run_id=run_id, spec=spec, workshop=shop, watcher=current_watcher())
    async with _attended(run):
        yield run


@asynccontextmanager
async def resumed(shop: Workshop, row: RunRow) -> AsyncIterator[RunContext]:
    """A run that waited for a person, from where it was.

    Raises:
        NotWaitingError: when it does not wait.
    """
    if not await asyncio.to_thread(shop.ledger.runs.resume, row.id):
        raise NotWaitingError(row.id, row.state)
    async with _attended(context_of(shop, row)) as run:
        yield run


def context_of(shop: Workshop, row: RunRow) -> RunContext:
    """A run that the ledger knows, as its stages see it."""
    spec = RunSpec.model_validate(row.spec)
    return RunContext(run_id=row.id, spec=spec, workshop=shop, watcher=current_watcher())


@asynccontextmanager
async def _attended(run: RunContext) -> AsyncIterator[RunContext]:
    """Until its worker lets go of a run: at its end, or where a person has to decide."""
    run.watcher.opened(run)
    try:
        with within(run):
            yield run
    except BaseException as error:
        said = str(error) or f"interrupted ({type(error).__name__})"
        await asyncio.shield(asyncio.to_thread(_left, run, said))
        raise
    await asyncio.to_thread(_left, run, None)


def _left(run: RunContext, error: str | None) -> None:
    """`error` is None when all went well."""
    with room_or_none(run.workshop.settings.home):
        row = run.workshop.ledger.runs.find(run.run_id)
        if row is not None and row.state == WorkflowState.NEEDS_REVIEW.value:
            write_json(run.folder / "receipt.json", receipt_of(run.workshop, run.run_id))
            return
    _end(run) if error is None else _fail(run, error)


def _fail(run: RunContext, said: str) -> None:
    ledger = run.workshop.ledger
    with room_or_none(run.workshop.settings.home):
        if not ledger.runs.end(run.run_id, WorkflowState.FAILED, said):
            ledger.runs.note(run.run_id, error=said)  # the workflow was complete; this came after
        ledger.abandon(run.run_id, said)
        ledger.runs.close(run.run_id)
        write_json(run.folder / "receipt.json", receipt_of(run.workshop, run.run_id))
        tell_outputs(run)


def _end(run: RunContext) -> None:
    run.workflow_complete()
    run.workshop.ledger.runs.close(run.run_id)
    write_json(run.folder / "receipt.json", receipt_of(run.workshop, run.run_id))
    tell_outputs(run)


def freeze(shop: Workshop, flow: str, params: AnalysisParams) -> RunSpec:
    """Take the recording and its captions in, and write down everything the run may depend on.

    A server that does not answer now is asked again, as often and as late as a stage would be.

    Raises:
        SourceNotFoundError, SourceRefusedError, SourceUnreachableError, CaptionsUnreadableError,
            StyleBundleError, InferenceProfileError: see there.
    """
    inference = profile_of(shop.settings)
    taking = room_needed(shop.settings.home, "taking the recording in")
    with taking, scratch(shop.settings, "source-") as workdir:
        source = patiently(
            shop.settings,
            lambda: open_source(params.source, shop.store, shop.settings, workdir),
        )
    asked = ClipsParams.model_validate(params.model_dump())
    bundle, asked = taken_in(shop, asked)
    editing = taken_wishes(shop, asked.editing, source.ref.sha256)
    return RunSpec(
        flow=flow,
        params=asked,
        media=source.ref,
        source_name=source.name,
        transcribe=_words(shop, asked.speech, asked.source),
        diarize=diarize_options(shop.settings, asked.speech),
        score=ScoreOptions(
            min_seconds=asked.limits.min_seconds,
            max_seconds=asked.limits.max_seconds,
            profile=editing.profile,
            profiles=shipped_digest(),
        ),
        inference=inference,
        prompts=_prompts(inference),
        steering=editing.steering,
        nudges=editing.nudges,
        edits=edits_ref(shop, source.ref.sha256),
        render=RenderOptions(),
        bundle=bundle,
        revisions=dict(sorted(REVISIONS.items())),
    )


def patiently(settings: Settings, attempt: Callable[[], T]) -> T:
    """What `attempt` gives; it is repeated after a growing pause while its error is retryable."""
    for number in range(1, settings.attempts):
        try:
            return attempt()
        except RetryableError as error:
            pause = settings.backoff_seconds * 2 ** (number - 1) * random.uniform(1.0, 1.5)
            structlog.get_logger().warning("asked again", why=str(error), seconds=round(pause, 1))
            time.sleep(pause)
    return attempt()


def _prompts(inference: InferenceProfile | None) -> dict[str, str]:
    """What the stages ask models; nothing where none is asked, so that no prompt moves such a key."""
    if inference is None:
        return {}
    return {"score": PROMPT_DIGEST, "plan": COPY.digest}


def _words(shop: Workshop, speech: Speech, source: str) -> TranscribeOptions:
    path = _captions(speech, source)
    if path is None:
        return transcribe_options(shop.settings, speech)
    form = captions_format(path)
    if not path.is_file():
        raise CaptionsUnreadableError(path.name, f"there is no file at {path}")
    data = path.read_bytes()
    check_captions(data, form, name=path.name)  # refused now, not after an analysis
    ref = shop.store.put_bytes(data, "text/plain")
    return transcribe_options(shop.settings, speech, captions=(ref, form))


def taken_in(shop: Workshop, asked: ClipsParams) -> tuple[Ref[Blob] | None, ClipsParams]:
    """The style bundle that was handed in, now in the store, and the style that it names.

    Raises:
        StyleBundleError: when the file is not there, is no bundle, or was changed.
    """
    if not asked.pinning.bundle:
        return None, asked
    path = Path(asked.pinning.bundle)
    try:
        data = path.read_bytes()
        ref = read_bundle(data).ref
    except OSError as error:
        raise StyleBundleError(str(path), f"{error.strerror or error}.") from error
    except BundleError as error:
        raise StyleBundleError(str(path), f"{error}.") from error
    return shop.store.put_bytes(data, TAR), asked.model_copy(update={"style": ref})


def _without_bundle(params: ClipsParams) -> Pinning:
    """How a former run found its style; its bundle is in the store, the file may be gone."""
    return params.pinning.model_copy(update={"bundle": ""})


def pin_options(spec: RunSpec) -> PinOptions:
    """What `pin_style` reads of a run."""
    asked = spec.params
    return PinOptions(
        ref=asked.style,
        overrides=asked.overrides,
        on_unavailable=asked.pinning.on_unavailable,
        allow_withdrawn=asked.pinning.allow_withdrawn,
        bundle=spec.bundle,
    )


def _captions(speech: Speech, source: str) -> Path | None:
    """The caption file that was named, or one beside the source with the source's name."""
    if speech.captions:
        return Path(speech.captions).expanduser()
    if speech.transcriber not in {"auto", "captions"} or "://" in source:
        return None
    return captions_beside(Path(source).expanduser())


def find(shop: Workshop, run_id: str) -> RunRow:
    """A former run.

    Raises:
        RunNotFoundError: when the ledger has none, or more than one, of that name.
    """
    return shop.ledger.runs.known(run_id)


def respecified(shop: Workshop, former: RunRow, flow: str, **changes: Any) -> RunSpec:
    """A former run's specification with other parameters; everything else stays frozen.

    A style bundle stays the style until another style is asked for.

    Raises:
        StyleBundleError: when another bundle is handed in that cannot be used.
    """
    spec = RunSpec.model_validate(former.spec)
    enter_at = changes.pop("enter_at", None)
    asked = {name: value for name, value in changes.items() if value is not None}
    before = spec.params.model_dump() | {"out": "", "pinning": _without_bundle(spec.params)}
    params = ClipsParams.model_validate(before | asked)
    bundle, params = taken_in(shop, params)
    if bundle is None and "style" not in asked:
        bundle = spec.bundle
    update = {"flow": flow, "params": params, "parent": former.id, "enter_at": enter_at}
    update |= {"bundle": bundle, "revisions": dict(sorted(REVISIONS.items()))}
    update |= {"flow_run": "", "reviewed": _reviewed(former) or spec.reviewed}
    update |= {"prompts": _prompts(spec.inference), "nudges": nudges_ref(shop, spec.media.sha256)}
    update |= {"edits": edits_ref(shop, spec.media.sha256)}
    return spec.model_copy(update=update)


def _reviewed(former: RunRow) -> Ref[PlanReview] | None:
    return Analysed.model_validate(former.analysed).review if former.analysed else None


def analysed_of(run: RunContext) -> Analysed:
    """What analysis made for this run.

    Raises:
        RunNotFoundError: when analysis is not complete.
    """
    row = find(run.workshop, run.run_id)
    if row.analysed is None:
        raise RunNotFoundError(run.spec.parent or run.run_id, "its analysis is not complete")
    return Analysed.model_validate(row.analysed)


def composed_of(run: RunContext) -> Composed:
    """What composition made for this run.

    Raises:
        RunNotFoundError: when composition is not complete.
    """
    row = find(run.workshop, run.run_id)
    if row.composed is None:
        raise RunNotFoundError(run.spec.parent or run.run_id, "its composition is not complete")
    return Composed.model_validate(row.composed)
