"""Prompts are files; their digest is in the key of the stage that asks them. Quoted text is data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from schemas.base import digest_of


@dataclass(frozen=True)
class Prompt:
    """What a model is told, before any text of a recording."""

    name: str
    text: str

    @property
    def digest(self) -> str:
        """sha256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def prompt_file(path: Path) -> Prompt:
    """The prompt of a file, named after it."""
    return Prompt(path.stem, path.read_text(encoding="utf-8"))


def digest_of_all(prompts: Iterable[Prompt]) -> str:
    """One digest for several prompts."""
    return digest_of({prompt.name: prompt.digest for prompt in prompts})


def fenced(text: str) -> str:
    """Quoted text between two equal lines that it does not hold: they are made of its own digest."""
    fence = f"=== {hashlib.sha256(text.encode()).hexdigest()[:24]} ==="
    return f"{fence}\n{text}\n{fence}\n"


def one_line(text: str) -> str:
    """Text without line breaks, so that it cannot pretend to be a line of its own."""
    return " ".join(text.split())
