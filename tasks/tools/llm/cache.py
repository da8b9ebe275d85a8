"""Answers that are kept: asked the same again, nothing is sent and nothing is paid.

A key is the content of a request: the model, the messages without what differs from run to run, the
settings that change an answer, the form asked for. An answer is kept only once the whole conversation
that it belongs to was accepted: never one that was rejected at last, never one that was cut.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.usage import RequestUsage

from schemas.base import digest_of

if TYPE_CHECKING:
    from pydantic_ai.models import Model, ModelRequestParameters
    from pydantic_ai.settings import ModelSettings

FORMAT = 1
TELLING = ("part_kind", "kind", "content", "tool_name", "args", "instructions")
"""What of a message's parts makes an answer; times, ids and usage differ from run to run."""
TRANSPORT = ("timeout", "max_retries")
LOOK_AGAIN_S = 0.05


class NotKept(LookupError):  # noqa: N818 - an answer to a question, not a failure
    """There is no such answer yet."""


class AnswerStore:
    """A folder of answers by key. Writing is temp + rename; a damaged file counts as none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> ModelResponse | None:
        """The answer, without its usage: that was paid for once."""
        try:
            kept = _answers().validate_json(self._path(key).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None
        kept.usage = RequestUsage()
        return kept

    def put(self, key: str, response: ModelResponse) -> None:
        """Keep an answer."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as aside:
            aside.write(_answers().dump_json(response))
        Path(aside.name).replace(path)

    @asynccontextmanager
    async def alone(self, key: str) -> AsyncIterator[None]:
        """Let one at a time, of all threads and processes, ask what `key` stands for."""
        path = self.folder / "locks" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = await _locked(path)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
            os.close(descriptor)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"


async def _locked(path: Path) -> int:
    """A descriptor that holds the lock of the file which is there now."""
    while True:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        with suppress(BlockingIOError, FileNotFoundError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(descriptor).st_ino == path.stat().st_ino:
                return descriptor
        os.close(descriptor)
        await asyncio.sleep(LOOK_AGAIN_S)


class KeptModel(WrapperModel):
    """A model whose answers are looked up first. `only` lets nothing through."""

    def __init__(self, wrapped: Model, name: str, store: AnswerStore, *, only: bool) -> None:
        super().__init__(wrapped)
        self.name, self.store, self.only = name, store, only
        self.fresh: list[tuple[str, ModelResponse]] = []

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        key = key_of(self.name, messages, model_settings, model_request_parameters)
        kept = self.store.get(key)
        if kept is not None:
            return kept
        if self.only:
            raise NotKept(key)
        response = await self.wrapped.request(messages, model_settings, model_request_parameters)
        self.fresh.append((key, response))
        return response

    def accept(self) -> None:
        """The conversation came to a good end: keep its answers, up to one that was cut."""
        for key, response in self.fresh:
            if response.finish_reason == "length":
                return
            self.store.put(key, response)


def key_of(
    name: str,
    messages: Sequence[ModelMessage],
    settings: ModelSettings | None,
    parameters: ModelRequestParameters,
) -> str:
    """sha256 of all that makes an answer."""
    return digest_of(
        {
            "format": FORMAT,
            "model": name,
            "messages": told(messages),
            "settings": {k: v for k, v in (settings or {}).items() if k not in TRANSPORT},
            "form": form(parameters),
        }
    )


def told(messages: Sequence[ModelMessage]) -> list[Any]:
    """The messages without what differs from run to run."""
    plain = TypeAdapter(list[ModelMessage]).dump_python(list(messages), mode="json")
    return [
        {
            "kind": message["kind"],
            "instructions": message.get("instructions"),
            "parts": [
                {name: part[name] for name in TELLING if name in part} for part in message["parts"]
            ],
        }
        for message in plain
    ]


def form(parameters: ModelRequestParameters) -> dict[str, Any]:
    """The form that the answer is asked for in."""
    asked = parameters.output_object
    return {
        "mode": parameters.output_mode,
        "tools": [
            [tool.name, tool.description, tool.parameters_json_schema]
            for tool in (*parameters.function_tools, *parameters.output_tools)
        ],
        "object": [asked.name, asked.description, asked.json_schema] if asked else None,
    }


def name_of(*parts: str) -> str:
    """A key for anything that is asked alone."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@lru_cache(maxsize=1)
def _answers() -> TypeAdapter[ModelResponse]:
    return TypeAdapter(ModelResponse)
