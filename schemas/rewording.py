"""Words that people have corrected in captions: kept for a recording, read by every later run of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.base import Contract
from schemas.units import Ms

LONGEST = 80


class WordEdit(Contract):
    """How one word is written, whatever was heard."""

    word: Annotated[int, Field(ge=0)]
    """Its number in the transcript that was shown."""
    start_ms: Ms
    """When it is said: by that it is found in another transcript."""
    before: str
    """As that transcript has it."""
    text: Annotated[str, Field(max_length=LONGEST)]
    """As it is to be written; nothing where it is not to be."""

    @property
    def changes(self) -> bool:
        """Whether anything is written otherwise than it was heard."""
        return self.text != self.before


class WordEdits(Contract):
    """All words that people have corrected in one recording, by number."""

    source_sha256: str
    items: tuple[WordEdit, ...] = ()
