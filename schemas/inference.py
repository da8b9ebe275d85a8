"""Which language models may be asked, how, and for how much: versioned data, like a style."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from schemas.base import Contract, digest_of
from schemas.speech import Route
from schemas.units import Slug

Usd = Annotated[float, Field(ge=0, le=1_000_000)]
"""US dollars."""


HALF = 0.5
BATCHED = ("anthropic", "google", "openai-responses")
"""Providers whose batches can be asked for."""


class ModelPrice(Contract):
    """An own price, in USD for a million tokens; it goes before every list."""

    input: Usd
    output: Usd
    cache_read: Usd | None = None
    """Of input that the provider had kept. Empty: as other input."""
    cache_write: Usd | None = None
    """Of input that the provider is asked to keep. Empty: as other input."""
    batch: Annotated[float, Field(ge=0, le=1, exclude_if=lambda share: share == HALF)] = HALF
    """What of it a request costs that goes out in a batch."""


class ModelRef(Contract):
    """One model at one provider."""

    provider: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")]
    """pydantic-ai's name of the provider, such as `openai`, `anthropic` or `google`. `openai` is the
    chat-completions API, which most other servers speak too; `openai-responses` is its other API."""
    model: Annotated[str, Field(min_length=1, max_length=200)]
    base_url: Annotated[str, Field(max_length=500, pattern=r"^(https?://\S+)?$")] = ""
    """Address of another server that speaks the provider's API. Empty: the provider's own."""
    api_key_env: Annotated[str, Field(pattern=r"^([A-Z][A-Z0-9_]{0,80})?$")] = ""
    """Environment variable that holds the key. Empty: the server asks for none."""
    output: Literal["tool", "native", "prompted"] = "tool"
    """How an answer's form is asked for: as a tool's arguments, as the provider's structured output
    (what llama.cpp, vLLM and Ollama turn into a grammar), or in words alone."""
    price: ModelPrice | None = None
    """Empty: genai-prices, as installed."""

    @property
    def label(self) -> str:
        """Such as `openai:gpt-5-mini`."""
        return f"{self.provider}:{self.model}"


class Budget(Contract):
    """Most that may be spent, in USD. Empty: no limit. Checked before every request, against what it
    costs at worst; what was really billed is booked afterwards."""

    call_usd: Usd | None = None
    """For one request."""
    job_usd: Usd | None = None
    """For one stage of one run, all its tries together."""
    run_usd: Usd | None = None
    """For one run."""
    customer_month_usd: Usd | None = None
    """For one customer (tenant) in a calendar month, UTC."""
    month_usd: Usd | None = None
    """For all customers of this ledger in a calendar month, UTC."""


A_DAY = 24.0


class InferenceProfile(Contract):
    """A chain of models with settings and budgets. A published version never changes: to change one,
    publish the next. Its digest is in the key of every stage that asks a model."""

    format: Literal[1] = 1
    name: Slug
    version: Annotated[int, Field(ge=1)] = 1
    title: Annotated[str, Field(max_length=200)] = ""
    chain: Annotated[tuple[ModelRef, ...], Field(min_length=1, max_length=8)]
    """The first is asked; the next ones where those before do not answer for a reason that passes:
    busy, overloaded, unreachable, too slow. Never because a key or a name is wrong."""
    max_tokens: Annotated[int, Field(ge=256, le=128_000)] = 6000
    """Most tokens of one answer, thinking included; always sent."""
    timeout_s: Annotated[float, Field(gt=0, le=1800)] = 90.0
    """For one request, in seconds."""
    attempts: Annotated[int, Field(ge=1, le=10)] = 2
    """Requests to one model before the next is asked; the client's own hidden retries are off."""
    longest_wait_s: Annotated[float, Field(ge=0, le=600)] = 30.0
    """A server that asks for a longer pause is taken as one that does not answer."""
    repairs: Annotated[int, Field(ge=0, le=5)] = 1
    """How often an answer that cannot be used is sent back."""
    budget: Budget = Budget()
    on_unpriced: Literal["refuse", "charge_ceiling"] = "refuse"
    """A model without a known price is not asked, or each request is booked at `budget.call_usd`."""
    concurrency: Annotated[int, Field(ge=1, le=64)] = 4
    """Questions under way at once; a batch holds all of them."""
    latency: Annotated[
        Literal["live", "batch"], Field(exclude_if=lambda latency: latency == "live")
    ] = "live"
    """`batch` sends the questions of a pass as one batch: about half the price, hours to wait. What was
    sent is found again by whoever asks the same, such as after a kill."""
    batch_hours: Annotated[float, Field(gt=0, le=72, exclude_if=lambda hours: hours == A_DAY)] = (
        A_DAY
    )
    """Longest wait for a batch; then the next model is asked, or the embedded analyser answers."""
    on_failure: Literal["embedded", "fail"] = "embedded"
    """Without an answer the embedded analyser answers, and the artifact says why; or the stage fails."""

    @model_validator(mode="after")
    def _ceiling_is_said(self) -> Self:
        if self.on_unpriced == "charge_ceiling" and self.budget.call_usd is None:
            raise ValueError("on_unpriced 'charge_ceiling' books budget.call_usd; give it a value")
        return self

    @model_validator(mode="after")
    def _batches_can_be_had(self) -> Self:
        live = [ref.provider for ref in self.chain if ref.provider not in BATCHED]
        if self.latency == "batch" and live:
            raise ValueError(
                f"{live[0]} has no batches; latency 'batch' is for {', '.join(BATCHED)}"
            )
        return self

    @property
    def patience_s(self) -> float:
        """Seconds after which a request is given up."""
        return self.timeout_s if self.latency == "live" else self.batch_hours * 3600

    @property
    def label(self) -> str:
        """Such as `balanced@1`."""
        return f"{self.name}@{self.version}"

    @property
    def digest(self) -> str:
        """Its identity, everywhere."""
        return digest_of(self)


class InferenceRoute(Route):
    """Which profile is asked about recordings of some languages and lengths."""

    profile: Annotated[str, Field(max_length=90)] = ""
    """NAME or NAME@VERSION. Empty: none; the embedded analyser alone."""


class ProfileRoute(Route):
    """The same, with the profile itself, as a run freezes it."""

    profile: InferenceProfile | None = None


def profile_for(
    otherwise: InferenceProfile | None,
    routes: tuple[ProfileRoute, ...],
    language: str,
    duration_ms: int,
) -> InferenceProfile | None:
    """The profile of the first route that fits a recording, else the usual one."""
    fitting = (route.profile for route in routes if route.fits(language, duration_ms))
    return next(fitting, otherwise)


Unanswered = Literal["budget", "unpriced", "refused", "exhausted", "unusable", "incomplete"]
"""Why models gave no answer. `budget`: it might have cost more than may be spent; `unpriced`: nobody
knows its price; `refused`: by the provider, for a key, a name or a form; `exhausted`: no model of the
chain answers; `unusable`: not even the repaired answer can be used; `incomplete`: it leaves things
out."""


class Shortfall(Contract):
    """What models were asked and did not answer, and what stands instead."""

    asked: Literal["propose", "grade", "copy"]
    """The pass."""
    why: Unanswered
    count: Annotated[int, Field(ge=1)]
    """Parts of the recording (`propose`), moments (`grade`) or clips (`copy`) without an answer."""
    of: Annotated[int, Field(ge=1)]
    """All of them."""
    instead: Literal["embedded", "extractive"]
    """Who answered: the embedded analyser, or the clip's own words."""
    profile: str
    """Inference profile, such as `balanced@1`."""
    detail: str
    """In words, with the values."""

    @property
    def text(self) -> str:
        """As a line for people."""
        what = {"propose": "parts to propose from", "grade": "moments to grade", "copy": "clips"}
        return (
            f"{self.profile}: {self.count} of {self.of} {what[self.asked]} left to the "
            f"{self.instead} {'analyser' if self.instead == 'embedded' else 'words'} "
            f"({self.why}): {self.detail}"
        )


KEYS = {
    "openai": "OPENAI_API_KEY",
    "openai-responses": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "google": "GEMINI_API_KEY",
}
"""Where the keys of some providers usually are; others are PROVIDER_API_KEY."""
ONE_MODEL = Budget(call_usd=0.05, job_usd=1.0, run_usd=2.0)
"""For a model that is named without any budget."""


def one_model(model: str, base_url: str = "") -> InferenceProfile:
    """The profile of one model such as `openai:gpt-5-mini`.

    A model of unknown price is booked at the ceiling of a call; a profile with its price (0 for an own
    server) says it better.

    Raises:
        pydantic.ValidationError: when the name has no provider.
    """
    provider, _, name = model.partition(":")
    key = KEYS.get(provider, f"{provider.upper().replace('-', '_')}_API_KEY")
    ref = ModelRef(provider=provider, model=name, base_url=base_url, api_key_env=key)
    return InferenceProfile(
        name="one-model", chain=(ref,), budget=ONE_MODEL, on_unpriced="charge_ceiling"
    )


def with_profile(spec: Any) -> Any:
    """The document of a run, with a profile where an earlier release named one model in `score`."""
    if not isinstance(spec, dict) or not isinstance(spec.get("score"), dict):
        return spec
    score = dict(spec["score"])
    model, base_url = score.pop("model", ""), score.pop("base_url", "")
    if not model:
        return spec | {"score": score}
    return spec | {"score": score, "inference": one_model(model, base_url).model_dump()}


class SpendLine(Contract):
    """What was spent for one customer, run, stage, job or model."""

    name: str
    usd: float
    requests: int
    """Requests that went to a provider."""
    reused: int
    """Answers that were there already and cost nothing."""
    input_tokens: int
    output_tokens: int
    price_sources: tuple[str, ...]
