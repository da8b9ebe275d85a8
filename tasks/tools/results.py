"""Prefect's result persistence as the reuse of stages: our key, sealed JSON records.

Prefect looks a stage's key up before it runs it, and stores what the stage returned under it
afterwards. A record names the serializer it wants to be read with, so a foreign record could name
code to run; records are therefore sealed with a secret of this home, and a broken seal is a miss.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any, ClassVar

from prefect.cache_policies import CachePolicy
from prefect.context import TaskRunContext
from prefect.filesystems import WritableFileSystem
from prefect.serializers import Serializer
from pydantic import BaseModel

from schemas.artifacts import Ref
from tasks.tools.runs.context import current_run


class StageRecord(BaseModel):
    """What is kept under a stage's key."""

    job_id: int
    run_id: str
    result: Ref[Any]
    only_here: bool = False
    """The result is a stopgap of its run; no other run may attach to it."""


class StagePolicy(CachePolicy):
    """The key is computed by `@stage` and handed over with the call."""

    def compute_key(
        self,
        task_ctx: TaskRunContext,  # noqa: ARG002
        inputs: dict[str, Any],
        flow_parameters: dict[str, Any],  # noqa: ARG002
        **_: Any,
    ) -> str | None:
        key: str = inputs["call"].key
        return key


class StageSerializer(Serializer):
    """`StageRecord` as JSON; errors are kept as their text alone."""

    type: str = "reelwright-stage"

    def dumps(self, obj: Any) -> bytes:
        if isinstance(obj, StageRecord):
            return obj.model_dump_json().encode()
        return json.dumps({"error": repr(obj)}).encode()

    def loads(self, blob: bytes) -> Any:
        return StageRecord.model_validate_json(blob)


class SealedRecords(WritableFileSystem):
    """Result records in the current run's home. Reading one with a broken seal is a miss."""

    _block_type_slug: ClassVar[str] = "reelwright-sealed-records"

    def get_directory(self, *_: Any, **__: Any) -> None:
        raise TypeError("result records are read one by one")

    def put_directory(self, *_: Any, **__: Any) -> None:
        raise TypeError("result records are written one by one")

    def _resolve_path(self, path: str) -> Path:
        """Where a key's record lies; Prefect asks for it to name records in its states."""
        return _place(path)

    async def read_path(self, path: str) -> bytes:
        """The record under a key.

        Raises:
            ValueError: when it is not there or its seal is broken.
        """
        file = _place(path)
        if not file.is_file():
            raise ValueError(f"no record {path!r}")
        seal, _, content = file.read_bytes().partition(b"\n")
        if not hmac.compare_digest(seal, _seal(path, content)):
            raise ValueError(f"the record {path!r} was not written by this home; it is ignored")
        return content

    async def write_path(self, path: str, content: bytes) -> None:
        """Keep a record, whole or not at all."""
        file = _place(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as aside:
            aside.write(_seal(path, content) + b"\n" + content)
        Path(aside.name).replace(file)


def _place(key: str) -> Path:
    return current_run().workshop.results / Path(key).name


def _seal(key: str, content: bytes) -> bytes:
    message = Path(key).name.encode() + b"\n" + content
    return hmac.new(_secret(), message, hashlib.sha256).hexdigest().encode()


def _secret() -> bytes:
    """This home's secret; made at the first use, readable by its owner only."""
    file = current_run().workshop.settings.home / "secret"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as aside:
            aside.write(secrets.token_hex(32).encode())
        try:
            os.link(aside.name, file)  # fails when another process was first: its secret stands
        except FileExistsError:
            pass
        finally:
            Path(aside.name).unlink()
    return file.read_bytes()
