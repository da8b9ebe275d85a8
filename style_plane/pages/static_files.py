"""Styles, scripts, the interface's own font: everything in `style_plane/*/static`, by digest.

The address of a file holds one digest over all of them, so that a module's relative imports
(`import {post} from "./app.js"`) are named by digest too, and every file may stay in a browser for
ever. A page that was open while the plane was replaced still gets the file, uncached.
"""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from style_plane.errors import UnknownBytesError
from style_plane.immutable import forever

PLANE = Path(__file__).parent.parent
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".otf": "font/otf",
}
"""Other files are not served."""
INTERFACE_FONT = "font_hanken_grotesk"
WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")


def folders(kind: str) -> list[Path]:
    """Every part's folder of one kind, `static` or `templates`, by name of the part."""
    return sorted(path for path in PLANE.glob(f"*/{kind}") if path.is_dir())


def _files() -> dict[str, Path]:
    """Name to file; a name is the path below `static`.

    Raises:
        ValueError: when two parts use one name.
    """
    found: dict[str, Path] = {}
    for folder in folders("static"):
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.suffix in TYPES and found.setdefault(name, path) != path:
                raise ValueError(f"{path} and {found[name]} have one name; rename one of them")
    package = find_spec(INTERFACE_FONT)
    for folder_name in package.submodule_search_locations or () if package else ():
        for weight in WEIGHTS:
            path = Path(folder_name) / "files" / f"HankenGrotesk-{weight}.otf"
            found[path.name] = path
    return found


class Statics:
    """All static files in memory."""

    def __init__(self) -> None:
        self._bytes = {name: path.read_bytes() for name, path in _files().items()}
        self._digests = {name: _sha256(data) for name, data in self._bytes.items()}
        self.version = _sha256(repr(sorted(self._digests.items())).encode())[:12]

    def address(self, name: str) -> str:
        """Where a file is served; templates call it as `static(name)`.

        Raises:
            KeyError: when no part brings the file.
        """
        if name not in self._bytes:
            raise KeyError(f"no folder `static` holds {name!r}")
        return f"/static/{self.version}/{name}"

    def answer(self, request: Request[Any, Any, Any], version: str, name: str) -> Response[bytes]:
        """The file, or 304.

        Raises:
            UnknownBytesError: when there is no such file.
        """
        if name not in self._bytes:
            raise UnknownBytesError(f"There is no file {name!r}.")
        media_type = TYPES[Path(name).suffix]
        response = forever(request, self._bytes[name], media_type, self._digests[name])
        if version != self.version:
            response.headers["cache-control"] = "no-cache"
        return response


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


STATICS = Statics()


class StaticController(Controller):
    """One handler for all of them."""

    include_in_schema = False

    @get("/static/{version:str}/{name:path}", sync_to_thread=False)
    def file(
        self, version: FromPath[str], name: FromPath[str], request: Request[Any, Any, Any]
    ) -> Response[bytes]:
        """Such as `/static/0123456789ab/app.css`."""
        return STATICS.answer(request, version, name.removeprefix("/"))
