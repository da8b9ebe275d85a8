"""The innermost wrapper: money is reserved before a request goes out, and settled when it is back."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_ai.exceptions import (
    ModelConnectionError,
    ModelHTTPError,
    ModelTimeoutError,
    UnexpectedModelBehavior,
)
from pydantic_ai.models.wrapper import WrapperModel

from schemas.base import canonical
from schemas.inference import InferenceProfile, ModelRef
from tasks.errors.inference import BudgetRefusedError, ModelUnpricedError
from tasks.tools.ledger.ledger import Ledger
from tasks.tools.ledger.spending import Account, Limits, Refused, Reservation, Used
from tasks.tools.llm.batching import NotRunError
from tasks.tools.llm.cache import form, told
from tasks.tools.llm.prices import Price, Tokens, nano_of, price_of, usd
from tasks.tools.llm.prompt import Prompt

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage, ModelResponse
    from pydantic_ai.models import Model, ModelRequestParameters
    from pydantic_ai.settings import ModelSettings

OVERHEAD = 1024
"""Tokens that a provider may add to what is sent: its own framing of tools and turns."""
BYTES_PER_TOKEN = 64
"""More than any real text has; a longer answer than this was not made within its limit of tokens."""
GRACE_S = 60.0
"""A reservation outlives its request's time-out by so much."""
LOOK_AGAIN_S = 0.05


@dataclass(frozen=True)
class Purse:
    """Who pays for requests, and under which profile."""

    ledger: Ledger
    account: Account
    profile: InferenceProfile

    @property
    def limits(self) -> Limits:
        """The profile's budget in nano-dollars."""
        budget = self.profile.budget
        given = {
            "job": budget.job_usd,
            "run": budget.run_usd,
            "customer_month": budget.customer_month_usd,
            "month": budget.month_usd,
        }
        return Limits(**{name: None if v is None else nano_of(v) for name, v in given.items()})

    async def reserve(self, nano: int) -> Reservation:
        """Money for one request. Where only requests under way are in its way, it waits for them.

        Raises:
            BudgetRefusedError: when there is not enough even if they cost nothing.
        """
        call = self.profile.budget.call_usd
        if call is not None and nano > nano_of(call):
            raise BudgetRefusedError("call", f"{usd(nano):.6f}", f"{call:.6f}")
        lasts = self.profile.patience_s + GRACE_S
        while True:
            made = await asyncio.to_thread(
                self.ledger.spending.reserve,
                self.account,
                nano,
                self.limits,
                lasts_s=lasts,
                batched=self.profile.latency == "batch",
            )
            if isinstance(made, Reservation):
                return made
            self._refuse_for_good(made, nano)
            await asyncio.sleep(LOOK_AGAIN_S)

    def _refuse_for_good(self, refused: Refused, nano: int) -> None:
        if nano > refused.left or not refused.held:
            raise BudgetRefusedError(refused.scope, f"{usd(nano):.6f}", f"{usd(refused.left):.6f}")

    async def settle(self, reservation: Reservation, used: Used) -> None:
        """Book what was billed, even while the request is being given up."""
        settling = asyncio.to_thread(self.ledger.spending.settle, self.account, reservation, used)
        await asyncio.shield(asyncio.ensure_future(settling))


class MeteredModel(WrapperModel):
    """A model whose every request is reserved, bounded in time, priced and written down."""

    def __init__(self, wrapped: Model, ref: ModelRef, purse: Purse, prompt: Prompt) -> None:
        super().__init__(wrapped)
        self.ref, self.purse, self.prompt = ref, purse, prompt

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        ceiling = self._ceiling(messages, model_request_parameters)
        reservation = await self.purse.reserve(ceiling.nano)
        began = time.monotonic()
        try:
            async with asyncio.timeout(self.purse.profile.patience_s):
                response = await self.wrapped.request(
                    messages, model_settings, model_request_parameters
                )
        except BaseException as error:
            used = self._failed(error, ceiling, time.monotonic() - began)
            await self.purse.settle(reservation, used)
            if isinstance(error, TimeoutError):
                raise ModelTimeoutError(self.ref.model, "the answer took too long") from error
            raise
        await self.purse.settle(reservation, self._answered(response, ceiling, began))
        self._refuse_monsters(response)
        return response

    def _ceiling(self, messages: list[ModelMessage], parameters: ModelRequestParameters) -> Price:
        """What the request costs at worst: every byte a token, and the longest answer.

        Raises:
            ModelUnpricedError: when nobody knows the price and the profile does not say what then.
        """
        sent = len(canonical([told(messages), form(parameters)])) + OVERHEAD
        profile = self.purse.profile
        price = price_of(self.ref, Tokens(input=sent, output=profile.max_tokens))
        if price is not None:
            return price
        if profile.on_unpriced == "refuse" or profile.budget.call_usd is None:
            raise ModelUnpricedError(self.ref.label, profile.label)
        return Price(nano_of(profile.budget.call_usd), "ceiling: no price is known")

    def _answered(self, response: ModelResponse, ceiling: Price, began: float) -> Used:
        tokens = Tokens.of(response.usage)
        batch = (response.provider_details or {}).get("processing") == "batch"
        priced = bool(tokens.input or tokens.output)
        price = price_of(self.ref, tokens, batch=batch) if priced else None
        if price is None:
            source = ceiling.source if ceiling.source.startswith("ceiling") else "ceiling: no usage"
            price = Price(ceiling.nano, source)
        return self._used(
            answered_by=response.model_name or self.ref.model,
            nano=price.nano,
            price_source=price.source,
            tokens=(tokens.input, tokens.output, tokens.cache_read, tokens.cache_write),
            seconds=time.monotonic() - began,
        )

    def _failed(self, error: BaseException, ceiling: Price, seconds: float) -> Used:
        """A request that was refused costs nothing; one whose answer got lost may have been billed."""
        if _not_billed(error):
            return self._used(outcome=said(error), seconds=seconds)
        return self._used(
            outcome=said(error),
            nano=ceiling.nano,
            price_source="ceiling: no answer",
            seconds=seconds,
        )

    def _used(self, **values: Any) -> Used:
        profile = self.purse.profile
        return Used(
            profile=profile.label,
            profile_digest=profile.digest,
            prompt=self.prompt.name,
            prompt_digest=self.prompt.digest,
            model=self.ref.label,
            **values,
        )

    def _refuse_monsters(self, response: ModelResponse) -> None:
        """An answer far beyond its limit is not read on: it would be sent back with every repair."""
        texts = (str(getattr(part, "content", "") or "") for part in response.parts)
        calls = (str(getattr(part, "args", "") or "") for part in response.parts)
        size = sum(map(len, (*texts, *calls)))
        most = self.purse.profile.max_tokens
        if size > most * BYTES_PER_TOKEN:
            why = f"an answer of {size} characters for at most {most} tokens"
            raise UnexpectedModelBehavior(why)


def _not_billed(error: BaseException) -> bool:
    """Whether the provider surely did no work: it said so, or was never reached."""
    if isinstance(error, NotRunError):
        return True
    if isinstance(error, ModelConnectionError):
        return error.phase in ("pool", "connect")
    return isinstance(error, ModelHTTPError) and not error.in_stream


def said(error: BaseException) -> str:
    """What an error comes down to, in one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:300].rstrip(": ")
