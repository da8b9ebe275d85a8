"""What listening costs: a price from the settings, else a list price where that is known."""

from __future__ import annotations

from urllib.parse import urlsplit

from schemas.costs import Cost

LISTED = "list price as known in 2025"
VENDORS = {"openai": "api.openai.com", "deepgram": "api.deepgram.com"}
USD_MINUTE = {
    "openai": {"whisper-1": 0.006},
    "deepgram": {"nova-3": 0.0043, "nova-2": 0.0043, "enhanced": 0.0145, "base": 0.0125},
}
"""Recorded sound, one channel, pay as you go, at the vendor's own address."""


def cost_of(service: str, model: str, base_url: str, usd_minute: float | None, ms: int) -> Cost:
    """The price of some milliseconds of sound. Where no price is known it is 0 and says so."""
    minutes = ms / 60_000
    if usd_minute is not None:
        price, source = usd_minute, f"set by REELWRIGHT_{_prefix(service)}_USD_MINUTE"
    elif urlsplit(base_url).hostname == VENDORS[service] and model in USD_MINUTE[service]:
        price, source = USD_MINUTE[service][model], LISTED
    else:
        price, source = 0.0, f"unpriced: set REELWRIGHT_{_prefix(service)}_USD_MINUTE"
    return Cost(
        what=f"transcription:{service}:{model}",
        usd=round(price * minutes, 6),
        quantity=round(minutes, 4),
        unit="minutes",
        price_source=source,
    )


def _prefix(service: str) -> str:
    return {"openai": "OPENAI_AUDIO", "deepgram": "DEEPGRAM"}[service]
