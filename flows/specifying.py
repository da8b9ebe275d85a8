"""What a run is started with: recording, captions and style taken in, and everything it may depend
on written down."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import structlog

from flows.wishes import directions_ref, edits_ref, nudges_ref, taken_wishes
from schemas.artifacts import Blob, Ref
from schemas.inference import InferenceProfile, ProfileRoute
from schemas.params import AnalysisParams, ClipsParams, Pinning, Speech
from schemas.review import PlanReview
from schemas.runs import Analysed
from schemas.spec import PinOptions, RenderOptions, RunSpec, ScoreOptions
from schemas.speech import TranscribeOptions
from schemas.style.bundle import BundleError, read_bundle
from tasks.analysis.copywriting.prompt import COPY
from tasks.analysis.diarize.options import diarize_options
from tasks.analysis.ingest import open_source
from tasks.analysis.score.prompt import PROMPT_DIGEST
from tasks.analysis.taste.profiles import shipped_digest
from tasks.analysis.transcribe.captions import check_captions
from tasks.analysis.transcribe.formats import captions_beside, captions_format
from tasks.analysis.transcribe.routing import transcribe_options
from tasks.errors.base import RetryableError
from tasks.errors.recordings import CaptionsUnreadableError
from tasks.errors.styles import StyleBundleError
from tasks.settings import Settings
from tasks.stage import REVISIONS
from tasks.tools.ledger.tables import RunRow
from tasks.tools.llm.profiles import profile_of, routes_of
from tasks.tools.media.hardware import X264, hardware_encoder
from tasks.tools.room import room_needed
from tasks.tools.runs.context import (
    Workshop,
)
from tasks.tools.runs.scratch import scratch

T = TypeVar("T")
TAR = "application/x-tar"


def freeze(shop: Workshop, flow: str, params: AnalysisParams) -> RunSpec:
    """Take the recording and its captions in, and write down everything the run may depend on.

    A server that does not answer now is asked again, as often and as late as a stage would be.

    Raises:
        SourceNotFoundError, SourceRefusedError, SourceUnreachableError, CaptionsUnreadableError,
            StyleBundleError, InferenceProfileError: see there.
    """
    inference, routes = profile_of(shop.settings), routes_of(shop.settings)
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
        inference_routes=routes,
        prompts=_prompts(inference, routes),
        steering=editing.steering,
        nudges=editing.nudges,
        edits=edits_ref(shop, source.ref.sha256),
        directions=directions_ref(shop, source.ref.sha256),
        render=render_options(shop.settings),
        bundle=bundle,
        revisions=dict(sorted(REVISIONS.items())),
    )


def render_options(settings: Settings) -> RenderOptions:
    """How a run encodes, decided where it starts and kept."""
    encoder = hardware_encoder() if settings.encoder == "hardware" else None
    if settings.encoder == "hardware" and encoder is None:
        structlog.get_logger().warning("no hardware encoder answers here: x264 instead")
    return RenderOptions.model_validate({"encoder": encoder or X264})


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


def _prompts(
    inference: InferenceProfile | None, routes: tuple[ProfileRoute, ...]
) -> dict[str, str]:
    """What the stages ask models; nothing where none is asked, so that no prompt moves such a key."""
    if inference is None and not any(route.profile for route in routes):
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


def _captions(speech: Speech, source: str) -> Path | None:
    """The caption file that was named, or one beside the source with the source's name."""
    if speech.captions:
        return Path(speech.captions).expanduser()
    if speech.transcriber not in {"auto", "captions"} or "://" in source:
        return None
    return captions_beside(Path(source).expanduser())


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
    update |= {"prompts": _prompts(spec.inference, spec.inference_routes)}
    update |= {"nudges": nudges_ref(shop, spec.media.sha256)}
    update |= {"edits": edits_ref(shop, spec.media.sha256)}
    update |= {"directions": directions_ref(shop, spec.media.sha256)}
    return spec.model_copy(update=update)


def _without_bundle(params: ClipsParams) -> Pinning:
    """How a former run found its style; its bundle is in the store, the file may be gone."""
    return params.pinning.model_copy(update={"bundle": ""})


def _reviewed(former: RunRow) -> Ref[PlanReview] | None:
    return Analysed.model_validate(former.analysed).review if former.analysed else None


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
