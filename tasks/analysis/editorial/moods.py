"""How a sentence feels, by a word list that comes with its package."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _analyzer() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


@lru_cache(maxsize=8192)
def moods(text: str) -> tuple[float, float, float]:
    """Share of pleasant words, share of unpleasant ones, strength of the whole; 0 to 1 each."""
    found = _analyzer().polarity_scores(text)
    return float(found["pos"]), float(found["neg"]), abs(float(found["compound"]))
