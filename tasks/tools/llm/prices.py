"""What a request costs: an own price, else genai-prices as installed, else nothing is known.

Prices go by the request: some change with its size, so requests are never summed before they are
priced. Money is counted in whole billionths of a dollar ("nano"), so that sums are exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from schemas.inference import ModelPrice, ModelRef

NANO = 1_000_000_000
MILLION = Decimal(1_000_000)
OWN = "profile"
BATCH = {"processing": "batch"}
"""What an answer that came in a batch says of itself."""


@dataclass(frozen=True)
class Tokens:
    """Of one request. `input` counts everything that was sent, kept parts included."""

    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0

    @classmethod
    def of(cls, usage: Any) -> Tokens:
        """Those of a pydantic-ai usage."""
        return cls(
            usage.input_tokens,
            usage.output_tokens,
            usage.cache_read_tokens,
            usage.cache_write_tokens,
        )


@dataclass(frozen=True)
class Price:
    """Nano-dollars, and who says so."""

    nano: int
    source: str


def price_of(ref: ModelRef, tokens: Tokens, *, batch: bool = False) -> Price | None:
    """The price of one request, alone or in a batch; None where nobody knows it."""
    how = ", batch" if batch else ""
    if ref.price is not None:
        share = Decimal(str(ref.price.batch)) if batch else Decimal(1)
        return Price(_nano(share * _own(ref.price, tokens)), f"{OWN}{how}")
    from genai_prices import Usage, __version__, calc_price

    usage = Usage(
        input_tokens=tokens.input,
        output_tokens=tokens.output,
        cache_read_tokens=tokens.cache_read,
        cache_write_tokens=tokens.cache_write,
    )
    for where in _places(ref):
        try:
            found = calc_price(usage, ref.model, price_context=BATCH if batch else None, **where)
        except LookupError:
            continue
        return Price(_nano(found.total_price), f"genai-prices {__version__}{how}")
    return None


def usd(nano: int) -> float:
    """Dollars."""
    return nano / NANO


def nano_of(dollars: float) -> int:
    """Nano-dollars."""
    return round(Decimal(str(dollars)) * NANO)


def _places(ref: ModelRef) -> list[Mapping[str, Any]]:
    """Where to look: the server's address if it has one, then the provider's name."""
    by_name: Mapping[str, Any] = {"provider_id": ref.provider.removesuffix("-responses")}
    return [{"provider_api_url": ref.base_url}, by_name] if ref.base_url else [by_name]


def _own(price: ModelPrice, tokens: Tokens) -> Decimal:
    read = price.input if price.cache_read is None else price.cache_read
    write = price.input if price.cache_write is None else price.cache_write
    plain = max(0, tokens.input - tokens.cache_read - tokens.cache_write)
    parts = (
        (plain, price.input),
        (tokens.output, price.output),
        (tokens.cache_read, read),
        (tokens.cache_write, write),
    )
    return sum((count * Decimal(str(each)) for count, each in parts), Decimal(0)) / MILLION


def _nano(dollars: Decimal) -> int:
    return int((dollars * NANO).to_integral_value(ROUND_CEILING))
