"""The OpenAPI document, with the JSON Schemas that pydantic itself gives of the models.

Litestar's own leave patterns of nested fields out, take bounded mappings for lists, and do not say
that unknown fields are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from litestar import Litestar, Request
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

REF = "#/components/schemas/{model}"
BEARER = SecurityScheme(
    type="http", scheme="bearer", description="A token of /api/v1/orgs/{org}/tokens, or the plane's"
)


def api_document() -> OpenAPIConfig:
    """How the API is described, at /schema/openapi.json. Nobody's reading needs no token."""
    return OpenAPIConfig(
        title="Reelwright style plane",
        version="1",
        description="Where styles are published, numbered and resolved.",
        path="/schema",
        render_plugins=[_Document()],
        components=Components(security_schemes={"bearer": BEARER}),
        security=[{}, {"bearer": []}],
    )


class _Document(JsonRenderPlugin):
    """Litestar's document, with other models."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        components = openapi_schema["components"]
        models = {**components["schemas"], **_schemas(request.app)}
        whole = {**openapi_schema, "components": {**components, "schemas": models}}
        return super().render(request, whole)


def _schemas(app: Litestar) -> dict[str, Any]:
    """JSON Schemas of all models in the API's requests and answers, by class name."""
    models = {model for handler in _handlers(app) for model in _models_of(handler)}
    ordered = sorted(models, key=lambda model: (model.__module__, model.__qualname__))
    _, described = models_json_schema(
        [(model, "validation") for model in ordered], ref_template=REF
    )
    schemas: dict[str, Any] = described.get("$defs", {})
    return schemas


def _handlers(app: Litestar) -> Iterator[HTTPRouteHandler]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if route.path.startswith("/api/") and isinstance(handler, HTTPRouteHandler):
                yield handler


def _models_of(handler: HTTPRouteHandler) -> Iterator[type[BaseModel]]:
    signature = handler.parsed_fn_signature
    yield from _models_in(signature.return_type.raw)
    if "data" in signature.parameters:
        yield from _models_in(signature.parameters["data"].raw)
    for answer in (handler.responses or {}).values():
        yield from _models_in(answer.data_container)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in an annotation such as `Response[list[Style]]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
