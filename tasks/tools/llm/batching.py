"""Questions as one batch: about half the price, an answer within a day.

1. Requests are gathered until no more come, and go out as one batch for each model.
2. The batch's handle is kept beside the answers, under each of its requests, before anything is
   waited for. Whoever asks the same later, such as after a kill, waits for that batch and pays for
   no other.
3. It is looked at more and more seldom. Once it has ended, each request gets its own answer or error,
   and its handle is forgotten.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import TypeAdapter, ValidationError
from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelConnectionError,
    ModelRateLimitError,
    ModelServerError,
    ModelTimeoutError,
    ModelUnavailableError,
    UserError,
)
from pydantic_ai.models.batch import Batch, BatchRequest, BatchResult, EncodedBatchRequest
from pydantic_ai.models.wrapper import WrapperModel

from schemas.inference import ModelRef
from tasks.tools.llm.cache import key_of
from tasks.tools.llm.models import build

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage, ModelResponse
    from pydantic_ai.models import Model, ModelRequestParameters
    from pydantic_ai.settings import ModelSettings

GATHER_S = 0.5
"""A batch goes out when so long no further request has come."""
FIRST_LOOK_S, LONGEST_LOOK_S = 5.0, 300.0
SLOWER = 1.5
MOST_MISSED = 5
"""Looks in a row that may fail for a reason that passes."""
ID_CHARACTERS = 48
PASSING = (ModelRateLimitError, ModelUnavailableError, ModelServerError, ModelConnectionError)
HANDLES: TypeAdapter[Batch] = TypeAdapter(Batch)
Results = dict[str, BatchResult]
Member = tuple[EncodedBatchRequest, "asyncio.Future[Batch]"]


class NotRunError(ModelTimeoutError):
    """The provider gave a request back without having run it; it bills nothing."""


@dataclass
class Gathered:
    """Requests of one model that wait for others before they go out."""

    model: Model
    asked: list[tuple[BatchRequest, asyncio.Future[Batch]]] = field(default_factory=list)
    going: asyncio.Task[None] | None = None


class Batches:
    """The batches of one asking, in one event loop.

    Args:
        folder: where handles are kept.
        timeout_s: for one HTTP request.
        looked: called at every look; what it raises ends the waiting.
    """

    def __init__(self, folder: Path, timeout_s: float, looked: Callable[[], None]) -> None:
        self.folder, self.timeout_s, self.looked = folder, timeout_s, looked
        self._open = AsyncExitStack()
        self._gathered: dict[str, Gathered] = {}
        self._looking: dict[str, asyncio.Task[Results]] = {}

    async def __aenter__(self) -> Self:
        await self._open.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        # What is going out is let go, so that its handle is kept.
        going = [item.going for item in self._gathered.values() if item.going is not None]
        for task in self._looking.values():
            task.cancel()
        await asyncio.gather(*going, *self._looking.values(), return_exceptions=True)
        await self._open.aclose()

    async def model(self, ref: ModelRef, name: str) -> BatchingModel:
        """The model whose requests go into batches; one client for all of them.

        Raises:
            ModelRefusedError: see `build`.
        """
        if name not in self._gathered:
            opened = await self._open.enter_async_context(build(ref, self.timeout_s))
            self._gathered[name] = Gathered(opened)
        return BatchingModel(self._gathered[name].model, name, self)

    def known(self, custom_id: str) -> Batch | None:
        """The batch that a request has gone out in before and that nobody has read yet."""
        try:
            return HANDLES.validate_json(self._path(custom_id).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def forget(self, custom_id: str) -> None:
        """A request is in no batch any more."""
        self._path(custom_id).unlink(missing_ok=True)

    async def sent(self, name: str, request: BatchRequest) -> Batch:
        """The batch that a request goes out in, together with those that are asked about now."""
        here = self._gathered[name]
        told: asyncio.Future[Batch] = asyncio.get_running_loop().create_future()
        here.asked.append((request, told))
        if here.going is None or here.going.done():
            here.going = asyncio.create_task(self._all_of(here))
        return await told

    async def results(self, model: Model, batch: Batch) -> Results:
        """All results of a batch by request, once it has ended; asked for once, whoever waits, and
        again by whoever asks after it went wrong."""
        looking = self._looking.get(batch.id)
        if looking is None or (looking.done() and looking.exception() is not None):
            looking = self._looking[batch.id] = asyncio.create_task(self._look(model, batch))
        return await asyncio.shield(looking)

    async def _all_of(self, here: Gathered) -> None:
        """Send what is asked, and what was asked while that was being sent."""
        while here.asked:
            await self._go(here)

    async def _go(self, here: Gathered) -> None:
        """Wait until no more requests come, then send all of them."""
        count = 0
        while count < len(here.asked):
            count = len(here.asked)
            await asyncio.sleep(GATHER_S)
        asked, here.asked = here.asked, []
        encoded = await asyncio.gather(
            *(here.model.batch_encode(request) for request, _ in asked), return_exceptions=True
        )
        groups: dict[str, list[Member]] = {}
        for (_, told), made in zip(asked, encoded, strict=True):
            if isinstance(made, BaseException):
                _tell(told, made)
            else:
                groups.setdefault(made.group, []).append((made, told))
        most = here.model.batch_max_requests or 1
        for members in groups.values():
            for start in range(0, len(members), most):
                await self._create(here.model, members[start : start + most])

    async def _create(self, model: Model, members: Sequence[Member]) -> None:
        """One batch; whatever goes wrong belongs to all who asked."""
        create = model.batch_create([encoded for encoded, _ in members])
        (made,) = await asyncio.gather(create, return_exceptions=True)
        if not isinstance(made, BaseException):
            self._keep(made, [encoded.custom_id for encoded, _ in members])
        for _, told in members:
            _tell(told, made)

    def _keep(self, batch: Batch, custom_ids: Sequence[str]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for custom_id in custom_ids:
            aside = self._path(custom_id).with_suffix(".part")
            aside.write_bytes(HANDLES.dump_json(batch))
            aside.replace(self._path(custom_id))

    async def _look(self, model: Model, batch: Batch) -> Results:
        pause, missed = FIRST_LOOK_S, 0
        while batch.status != "ended":
            await asyncio.sleep(pause)
            pause = min(LONGEST_LOOK_S, pause * SLOWER)
            self.looked()
            try:
                batch = await model.batch_status(batch)
                missed = 0
            except PASSING:
                missed += 1
                if missed >= MOST_MISSED:
                    raise
        return {result.custom_id: result for result in await model.batch_results(batch)}

    def _path(self, custom_id: str) -> Path:
        return self.folder / f"{custom_id}.json"


def _tell(told: asyncio.Future[Batch], made: Batch | BaseException) -> None:
    """Whoever asked learns what came of it, if they still wait."""
    if told.done():
        return
    if isinstance(made, BaseException):
        told.set_exception(made)
    else:
        told.set_result(made)


class BatchingModel(WrapperModel):
    """A model whose requests wait for the batch that they are in."""

    def __init__(self, wrapped: Model, name: str, batches: Batches) -> None:
        super().__init__(wrapped)
        self.name, self.batches = name, batches

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        key = key_of(self.name, messages, model_settings, model_request_parameters)
        request = BatchRequest(
            custom_id=key[:ID_CHARACTERS],
            messages=messages,
            model_settings=model_settings,
            model_request_parameters=model_request_parameters,
        )
        before = self.batches.known(request.custom_id)
        if before is not None:
            with suppress(UserError, LookupError):
                return await self._read(before, request)
        return await self._read(await self.batches.sent(self.name, request), request)

    async def _read(self, batch: Batch, request: BatchRequest) -> ModelResponse:
        """A request's own answer of a batch.

        Raises:
            NotRunError: when the batch ended without it.
            LookupError: when there is no such batch any more.
        """
        try:
            results = await self.batches.results(self.wrapped, batch)
        except PASSING:
            raise
        except (ModelAPIError, UserError) as error:
            self.batches.forget(request.custom_id)
            if getattr(error, "status_code", None) == 404:
                raise LookupError(batch.id) from error
            raise
        result = results.get(request.custom_id)
        self.batches.forget(request.custom_id)
        if result is None or result.status in ("expired", "canceled"):
            how = "without an answer" if result is None else f"before it was run ({result.status})"
            raise NotRunError(self.wrapped.model_name, f"the batch {batch.id} ended {how}")
        return self.wrapped.batch_decode(result, request)
