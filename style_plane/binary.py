"""Handlers that take or give files, as OpenAPI should say it."""

from __future__ import annotations

from dataclasses import dataclass

from litestar.openapi.spec import (
    OpenAPIFormat,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    RequestBody,
    Schema,
)


@dataclass
class TakesFile(Operation):
    """`operation_class` of a handler with a raw body."""

    def __post_init__(self) -> None:
        file = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        content = {"application/octet-stream": OpenAPIMediaType(schema=file)}
        self.request_body = RequestBody(content=content, required=True)


@dataclass
class GivesFile(Operation):
    """`operation_class` of a handler that answers with a file in the file's own media type."""

    def __post_init__(self) -> None:
        file = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        for status in ("200", "206"):
            answer = (self.responses or {}).get(status)
            if isinstance(answer, OpenAPIResponse):
                answer.content = {"*/*": OpenAPIMediaType(schema=file)}
