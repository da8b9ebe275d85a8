"""What a piece of work cost."""

from __future__ import annotations

from schemas.base import Contract


class Cost(Contract):
    """One priced use of something that is billed."""

    what: str
    """Such as `model:gpt-5-mini`."""
    usd: float
    quantity: float
    unit: str
    """Such as `tokens`."""
    price_source: str
