"""From a profile's reference to a pydantic-ai model. No client here retries by itself."""

from __future__ import annotations

import inspect
import os
from typing import TYPE_CHECKING, Any

from schemas.inference import ModelRef
from tasks.errors.inference import ModelRefusedError

if TYPE_CHECKING:
    from pydantic_ai.models import Model

NO_KEY = "none"
"""What a server that asks for no key is sent; clients insist on one."""


def silent(ref: ModelRef) -> Model:
    """The model as far as it says how requests look; it needs no key and is never asked."""
    return _model(ref, NO_KEY, 1.0)


def build(ref: ModelRef, timeout_s: float) -> Model:
    """The model, with a client of its own: it lives in one event loop.

    Raises:
        ModelRefusedError: without the key that the profile names, or for a provider that is not known
            or has no server of its own address.
    """
    return _model(ref, key_of(ref), timeout_s)


def _model(ref: ModelRef, key: str, timeout_s: float) -> Model:
    if ref.provider in ("openai", "openai-responses"):
        return _openai(ref, key, timeout_s)
    if ref.provider == "anthropic":
        return _anthropic(ref, key, timeout_s)
    return _other(ref, key)


def key_of(ref: ModelRef) -> str:
    """The key from the environment, `none` where no key is asked for.

    Raises:
        ModelRefusedError: when the variable is not set.
    """
    if not ref.api_key_env:
        return NO_KEY
    key = os.environ.get(ref.api_key_env)
    if not key:
        raise ModelRefusedError(ref.label, f"{ref.api_key_env} is not set", "Put the key there.")
    return key


def _openai(ref: ModelRef, key: str, timeout_s: float) -> Model:
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
    from pydantic_ai.providers.openai import OpenAIProvider

    client = AsyncOpenAI(
        base_url=ref.base_url or None, api_key=key, max_retries=0, timeout=timeout_s
    )
    provider = OpenAIProvider(openai_client=client)
    kind = OpenAIChatModel if ref.provider == "openai" else OpenAIResponsesModel
    return kind(ref.model, provider=provider)


def _anthropic(ref: ModelRef, key: str, timeout_s: float) -> Model:
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    client = AsyncAnthropic(
        base_url=ref.base_url or None, api_key=key, max_retries=0, timeout=timeout_s
    )
    return AnthropicModel(ref.model, provider=AnthropicProvider(anthropic_client=client))


def _other(ref: ModelRef, key: str) -> Model:
    """Any other provider that pydantic-ai knows, as far as it is installed."""
    from pydantic_ai.exceptions import UserError
    from pydantic_ai.models import infer_model
    from pydantic_ai.providers import infer_provider_class

    def provider(name: str) -> Any:
        kind = infer_provider_class(name)
        takes = inspect.signature(kind.__init__).parameters
        given = {"api_key": key if ref.api_key_env else None, "base_url": ref.base_url or None}
        given = {name: value for name, value in given.items() if value is not None}
        foreign = sorted(set(given) - set(takes))
        if foreign:
            why = f"its client takes no {' or '.join(foreign)}"
            raise ModelRefusedError(ref.label, why, "Leave it out of the profile.")
        return kind(**given)

    try:
        return infer_model(f"{ref.provider}:{ref.model}", provider_factory=provider)
    except (UserError, ValueError, ImportError) as error:
        why = " ".join(str(error).split())[:300]
        raise ModelRefusedError(ref.label, why, "Mend the profile's provider.") from error
