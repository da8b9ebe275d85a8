"""Questions, profiles and doors for tests of the door."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from schemas.inference import InferenceProfile, ModelPrice, ModelRef
from tasks.tools.ledger.ledger import Ledger
from tasks.tools.ledger.spending import Account
from tasks.tools.llm.door import Inference, Question, Unusable
from tasks.tools.llm.prompt import Prompt

PROMPT = Prompt("count", "Say how many there are.")
PRICE = ModelPrice(input=1, output=10)
"""With the server's usage a request is 1,000 and 2,000 millionths: 0.003 USD."""
USUAL = 0.003
ME = Account("run-1", 1, "score")


class Count(BaseModel):
    number: int
    word: str = Field(default="", max_length=100)


def small(answer: Count, last: bool) -> Count:
    if answer.number > 9:
        raise Unusable(f"{answer.number} is more than 9")
    return answer


def question(text: str = "one two three") -> Question[Count]:
    return Question(PROMPT, text, Count, small)


def ref(url: str, **changes: Any) -> ModelRef:
    known = {"provider": "openai", "model": "gpt-5-mini", "base_url": url, "price": PRICE}
    return ModelRef.model_validate(known | changes)


def profile(*chain: ModelRef, **changes: Any) -> InferenceProfile:
    known = {"name": "test", "chain": chain, "max_tokens": 500, "timeout_s": 10, "attempts": 1}
    return InferenceProfile.model_validate(known | changes)


def door(
    tmp_path: Path, ledger: Ledger, made: InferenceProfile, account: Account = ME
) -> Inference:
    return Inference(made, ledger, account, tmp_path / "answers")


def spent(ledger: Ledger) -> float:
    return sum(row.usd for row in ledger.spending.costs())
