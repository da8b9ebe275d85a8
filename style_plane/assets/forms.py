"""What the pages of assets and samples send, and what becomes of several files at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from litestar.datastructures import UploadFile
from pydantic import Field

from style_plane.errors import AssetRefusedError
from style_plane.pages.forms import Form

MOST_FILES = 20


class CutForm(Form):
    """Where to cut a variable font: `wght=700,wdth=100`."""

    axes: Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9 =.,+-]+$")]


class RemoveForm(Form):
    """What leaves, as it was called on the page."""

    name: Annotated[str, Field(max_length=200)] = ""


def axes_in(form: CutForm) -> dict[str, float]:
    """Axis tag to place.

    Raises:
        AssetRefusedError: for what is no such list.
    """
    found: dict[str, float] = {}
    for item in form.axes.split(","):
        tag, _, value = item.strip().partition("=")
        try:
            found[tag.strip()] = float(value)
        except ValueError:
            raise AssetRefusedError(
                f"{item.strip()!r} is no place on an axis. Write it as wght=700, several with commas."
            ) from None
    return found


def received(files: list[UploadFile], take: Callable[[bytes, str], bool]) -> str:
    """Hand each file on with its name; `take` says whether it is new. A sentence on what came of them.

    Raises:
        AssetRefusedError: naming the files that were refused; the others were taken.
    """
    chosen = [file for file in files if file.filename]
    if not 0 < len(chosen) <= MOST_FILES:
        raise AssetRefusedError(f"Choose 1 to {MOST_FILES} files.")
    refused: list[tuple[str, str]] = []
    added = 0
    for file in chosen:
        try:
            added += take(file.file.read(), file.filename)
        except AssetRefusedError as error:
            refused.append((file.filename, error.detail))
    if refused:
        raise AssetRefusedError(
            " ".join(f"{name}: {why}" for name, why in refused),
            errors=tuple({"pointer": name, "message": why} for name, why in refused),
        )
    if not added:
        return "All of that is here already."
    return "1 file was added." if added == 1 else f"{added} files were added."
