"""What a managed model is asked to write. Apart from `managed.py`, so that flows know its digest without
loading any client."""

from __future__ import annotations

from pathlib import Path

from tasks.tools.llm.prompt import prompt_file

COPY = prompt_file(Path(__file__).parent / "copy.md")
