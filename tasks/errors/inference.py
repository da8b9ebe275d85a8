"""What is wrong with asking a model."""

from __future__ import annotations

from typing import ClassVar

from schemas.inference import Unanswered
from tasks.errors.base import FatalError, InputRefusedError, RetryableError, StageError


class InferenceProfileError(InputRefusedError):
    """An inference profile is not there, or is none."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name, self.why = name, why

    def __str__(self) -> str:
        return (
            f"The inference profile {self.name!r} cannot be used: {self.why}. Mend it, or unset "
            f"REELWRIGHT_INFERENCE for the embedded analyser."
        )


class InferenceError(StageError):
    """A language model gave no answer that can be used."""

    kind: ClassVar[Unanswered]
    """Why, as artifacts say it."""


class ModelsUnavailableError(InferenceError, RetryableError):
    """No model of the chain answers at present."""

    kind = "exhausted"

    def __init__(self, chain: str, why: str) -> None:
        super().__init__(chain, why)
        self.chain, self.why = chain, why

    def __str__(self) -> str:
        return f"No model answers ({self.chain}): {self.why}. Try again later."


class ModelRefusedError(InferenceError, FatalError):
    """A provider refuses the request itself: key, name or form."""

    kind = "refused"

    def __init__(self, model: str, why: str, remedy: str) -> None:
        super().__init__(model, why, remedy)
        self.model, self.why, self.remedy = model, why, remedy

    def __str__(self) -> str:
        return f"{self.model} refuses: {self.why}. {self.remedy}"


class BudgetRefusedError(InferenceError, FatalError):
    """The request might cost more than may still be spent; it was not sent."""

    kind = "budget"

    def __init__(self, scope: str, needed_usd: str, left_usd: str) -> None:
        super().__init__(scope, needed_usd, left_usd)
        self.scope, self.needed_usd, self.left_usd = scope, needed_usd, left_usd

    def __str__(self) -> str:
        return (
            f"The budget {self.scope} has {self.left_usd} USD left and the request may cost "
            f"{self.needed_usd} USD; it was not sent. Raise the limit in the profile's next version."
        )


class ModelUnpricedError(InferenceError, FatalError):
    """Nobody knows what the model costs; it was not asked."""

    kind = "unpriced"

    def __init__(self, model: str, profile: str) -> None:
        super().__init__(model, profile)
        self.model, self.profile = model, profile

    def __str__(self) -> str:
        return (
            f"There is no price for {self.model}, so it was not asked. Give it a `price` in the "
            f"profile {self.profile}, or let it charge the ceiling (`on_unpriced`)."
        )


class AnswerRejectedError(InferenceError, FatalError):
    """A model answered, and not even its repaired answer can be used."""

    kind = "unusable"

    def __init__(self, model: str, why: str) -> None:
        super().__init__(model, why)
        self.model, self.why = model, why

    def __str__(self) -> str:
        return f"The answer of {self.model} cannot be used: {self.why}. Try another model."
