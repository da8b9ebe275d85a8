"""What browsers send in forms, and what is wrong with it in words that stand beside a field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from litestar import Request
from pydantic import ValidationError

from schemas.base import Contract
from style_plane.access.errors import BadFormError

WORDS: Mapping[str, str] = {
    "slug": "The short name starts with a letter and takes lower-case letters, digits and single "
    "hyphens, up to 63.",
    "title": "The name needs at least one letter, and at most 80 on one line.",
    "login": "The login takes lower-case letters and digits, with single dots, hyphens or "
    "underscores between them, from 2 to 64.",
    "name": "The name takes 1 to 80 letters on one line.",
    "token": "The name takes lower-case letters, digits and single hyphens, up to 64.",
    "password": "The password takes at most 256 characters.",
    "roles": "Choose at least one role.",
    "permissions": "Choose at least one thing that the token may do.",
    "days": "A token works for 1 to 3650 days, or for ever.",
    "approvals": "Between 0 and 9 people can be asked to approve.",
}
"""Field to what it takes; other fields say what pydantic says."""
M = TypeVar("M", bound=Contract)


class Form(NamedTuple):
    """The fields of a form."""

    one: dict[str, str]
    """The last value of each field; files are left out."""
    many: dict[str, tuple[str, ...]]
    """All values of each field."""

    def value(self, name: str) -> str:
        """What somebody typed, without blanks around it; nothing where the field was not sent."""
        return self.one.get(name, "").strip()

    def secret(self, name: str) -> str:
        """The same as it was typed."""
        return self.one.get(name, "")


async def form_of(request: Request[Any, Any, Any]) -> Form:
    """Dependency `form` of handlers that take one."""
    many: dict[str, tuple[str, ...]] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, str):
            many[name] = (*many.get(name, ()), value)
    return Form({name: values[-1] for name, values in many.items()}, many)


def checked(model: type[M], /, words: Mapping[str, str] = WORDS, **values: Any) -> M:
    """A form's values as a model.

    Raises:
        BadFormError: with what each field takes that has something else.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        wrong = {str(item["loc"][0]) if item["loc"] else "": item["msg"] for item in error.errors()}
        found = {field: words.get(field, f"{field}: {said}") for field, said in wrong.items()}
        raise BadFormError(
            " ".join(found.values()),
            errors=tuple({"pointer": f"/{key}", "message": said} for key, said in found.items()),
        ) from None


def local_path(wanted: str) -> str:
    """Where to go after signing in: a path of this plane, else its first page."""
    plain = wanted.isprintable() and wanted.isascii() and "\\" not in wanted
    return wanted if plain and wanted.startswith("/") and not wanted.startswith("//") else "/"
