"""The one door to every language model.

A question is put to the models of a profile, first to last. Around each stand, from outside in: the
agent that checks an answer and sends back what cannot be used, the answers that are kept, patience
with a busy server, money. A question that was asked before sends nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel
from pydantic_ai import Agent, ModelRetry, NativeOutput, PromptedOutput, RunContext, ToolOutput
from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelConnectionError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelRequestRejectedError,
    ModelServerError,
    ModelUnavailableError,
    UnexpectedModelBehavior,
    UserError,
)
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

from schemas.base import canonical, digest_of
from schemas.inference import InferenceProfile, ModelRef
from tasks.errors.inference import (
    AnswerRejectedError,
    BudgetRefusedError,
    InferenceError,
    ModelRefusedError,
    ModelsUnavailableError,
    ModelUnpricedError,
)
from tasks.tools.ledger.ledger import Ledger
from tasks.tools.ledger.spending import Account, Used
from tasks.tools.llm.batching import Batches
from tasks.tools.llm.cache import AnswerStore, KeptModel, NotKept, name_of
from tasks.tools.llm.metered import MeteredModel, Purse, said
from tasks.tools.llm.models import build, silent
from tasks.tools.llm.prompt import Prompt

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage, ModelResponse
    from pydantic_ai.models import Model, ModelRequestParameters

T = TypeVar("T", bound=BaseModel)

TRANSIENT = (ModelRateLimitError, ModelUnavailableError, ModelServerError, ModelConnectionError)
"""What passes by itself: 429, 5xx, overload, no connection, too slow. Only then is the next model
asked: a wrong key must not become another vendor's bill."""
FIRST_PAUSE_S = 0.5
MOST_FAILURES = 2
"""After so many questions without an answer the rest is not asked."""
FORMS: dict[str, Callable[[Any], Any]] = {
    "tool": ToolOutput,
    "native": NativeOutput,
    "prompted": PromptedOutput,
}


class Unusable(Exception):  # noqa: N818 - said to the model, not to a person
    """What a check raises: the answer goes back to the model with this text."""


Check = Callable[[T, bool], T]
"""Gets an answer and whether it is the last one there will be; gives what is used of it, or raises
`Unusable`."""


@dataclass(frozen=True)
class Question(Generic[T]):
    """A prompt, the text that it is about, and the form and check of the answer."""

    prompt: Prompt
    text: str
    form: type[T]
    check: Check[T] = lambda answer, _last: answer


@dataclass(frozen=True)
class Answer(Generic[T]):
    """What came of a question."""

    value: T
    model: str
    """Such as `openai:gpt-5-mini`."""
    reused: bool = False


class Inference:
    """Asks the models of a profile at one customer's, run's and job's expense."""

    def __init__(
        self, profile: InferenceProfile, ledger: Ledger, account: Account, answers: Path
    ) -> None:
        self.profile = profile
        self.purse = Purse(ledger, account, profile)
        self.store = AnswerStore(answers)
        self.quiet: dict[str, Model] = {}

    def ask(self, question: Question[T]) -> Answer[T]:
        """One answer. Call it from a thread without an event loop.

        Raises:
            InferenceError: see `ask_all`.
        """
        (answer,) = self.ask_all([question])
        if isinstance(answer, InferenceError):
            raise answer
        return answer

    def ask_all(
        self, questions: Sequence[Question[T]], told: Callable[[int], None] = lambda _done: None
    ) -> list[Answer[T] | InferenceError]:
        """The answers, or why there is none, in the order of the questions; some at a time.

        Where a budget, a price or a key stands in the way, or too much went wrong, the questions that
        are left are not sent. `told` hears how many are done.
        """
        return asyncio.run(self._ask_all(questions, told))

    async def _ask_all(
        self, questions: Sequence[Question[T]], told: Callable[[int], None]
    ) -> list[Answer[T] | InferenceError]:
        batch = self.profile.latency == "batch"
        gate = asyncio.Semaphore(len(questions) or 1 if batch else self.profile.concurrency)
        failures: list[InferenceError] = []
        done = 0
        folder = self.store.folder / "batches"
        batches = Batches(folder, self.profile.timeout_s, lambda: told(done))

        async def one(question: Question[T]) -> Answer[T] | InferenceError:
            nonlocal done
            async with gate:
                try:
                    return await self._one(question, batches, replay=_enough(failures))
                except NotKept:
                    return failures[-1]
                except InferenceError as error:
                    failures.append(error)
                    return error
                finally:
                    done += 1
                    told(done)

        async with batches:
            return list(await asyncio.gather(*(one(question) for question in questions)))

    async def _one(self, question: Question[T], batches: Batches, *, replay: bool) -> Answer[T]:
        """The answer that is kept, whichever model gave it, or a new one."""
        try:
            return await self._kept(question)
        except NotKept:
            if replay:
                raise
        name = name_of(self._chain(), question.prompt.digest, question.text, _form(question))
        async with self.store.alone(name):
            try:
                return await self._kept(question)
            except NotKept:
                return await self._fresh(question, batches)

    async def _kept(self, question: Question[T]) -> Answer[T]:
        for ref in self.profile.chain:
            model = KeptModel(self._silent(ref), _name(ref), self.store, only=True)
            try:
                value = await self._converse(question, ref, model)
            except (NotKept, InferenceError):
                continue
            await asyncio.to_thread(self._note_reuse, question.prompt, ref)
            return Answer(value, ref.label, reused=True)
        raise NotKept(question.prompt.name)

    async def _fresh(self, question: Question[T], batches: Batches) -> Answer[T]:
        missed: list[str] = []
        for ref in self.profile.chain:
            async with self._provider(ref, batches) as provider:
                metered = MeteredModel(provider, ref, self.purse, question.prompt)
                patient = PatientModel(metered, self.profile)
                model = KeptModel(patient, _name(ref), self.store, only=False)
                try:
                    value = await self._converse(question, ref, model)
                except TRANSIENT as error:
                    missed.append(f"{ref.label}: {said(error)}")
                    continue
                model.accept()
                return Answer(value, ref.label)
        raise ModelsUnavailableError(self._chain(), "; ".join(missed))

    async def _converse(self, question: Question[T], ref: ModelRef, model: Model) -> T:
        """Ask, check, send back what cannot be used, as often as the profile allows."""
        agent: Agent[None, T] = Agent(
            model,
            output_type=FORMS[ref.output](question.form),
            instructions=question.prompt.text,
            retries=self.profile.repairs,
            name=question.prompt.name.replace("-", "_"),
            model_settings=ModelSettings(max_tokens=self.profile.max_tokens),
        )

        @agent.output_validator
        def _checked(context: RunContext[None], answer: T) -> T:
            try:
                return question.check(answer, context.last_attempt)
            except Unusable as error:
                raise ModelRetry(str(error)) from error

        try:
            return (await agent.run(question.text)).output
        except TRANSIENT:
            raise
        except (ModelRequestRejectedError, ModelQuotaExceededError) as error:
            remedy = f"Check {ref.api_key_env or 'the server'} and the model's name in the profile."
            raise ModelRefusedError(ref.label, said(error), remedy) from error
        except (ModelAPIError, UnexpectedModelBehavior, UserError) as error:
            raise AnswerRejectedError(ref.label, said(error)) from error

    @asynccontextmanager
    async def _provider(self, ref: ModelRef, batches: Batches) -> AsyncIterator[Model]:
        """Who is asked: at once, or in a batch with the other questions."""
        if self.profile.latency == "batch":
            yield await batches.model(ref, _name(ref))
            return
        async with build(ref, self.profile.timeout_s) as provider:
            yield provider

    def _note_reuse(self, prompt: Prompt, ref: ModelRef) -> None:
        used = Used(
            profile=self.profile.label,
            profile_digest=self.profile.digest,
            prompt=prompt.name,
            prompt_digest=prompt.digest,
            model=ref.label,
            reused=True,
            price_source="kept answer",
        )
        self.purse.ledger.spending.reused(self.purse.account, used)

    def _silent(self, ref: ModelRef) -> Model:
        if ref.label not in self.quiet:
            self.quiet[ref.label] = silent(ref)
        return self.quiet[ref.label]

    def _chain(self) -> str:
        return ", ".join(ref.label for ref in self.profile.chain)


class PatientModel(WrapperModel):
    """Asks a busy server again, after the pause that it asks for."""

    def __init__(self, wrapped: Model, profile: InferenceProfile) -> None:
        super().__init__(wrapped)
        self.profile_of = profile

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        for attempt in range(1, self.profile_of.attempts + 1):
            try:
                return await self.wrapped.request(
                    messages, model_settings, model_request_parameters
                )
            except TRANSIENT as error:
                asked = error.retry_after
                pause = FIRST_PAUSE_S * 2 ** (attempt - 1) if asked is None else asked
                if attempt == self.profile_of.attempts or pause > self.profile_of.longest_wait_s:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError("a profile allows one attempt at least")


def _enough(failures: Sequence[InferenceError]) -> bool:
    final = (BudgetRefusedError, ModelRefusedError, ModelUnpricedError)
    return len(failures) >= MOST_FAILURES or any(isinstance(item, final) for item in failures)


def _name(ref: ModelRef) -> str:
    """What of a model makes its answers."""
    return digest_of(ref.model_dump(exclude={"price", "api_key_env"}))


def _form(question: Question[Any]) -> str:
    return canonical(question.form.model_json_schema()).decode()
