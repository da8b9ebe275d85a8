"""Where the starters' fonts lie: packages from PyPI that hold the original files and licences."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

FONTS = {
    "Roboto-Black.ttf": "font_roboto",
    "Roboto-Bold.ttf": "font_roboto",
    "Manrope-ExtraBold.ttf": "font_manrope",
    "HankenGrotesk-Bold.otf": "font_hanken_grotesk",
    "HankenGrotesk-SemiBold.otf": "font_hanken_grotesk",
    "SourceSansPro-Bold.ttf": "font_source_sans_pro",
    "SourceSansPro-Semibold.ttf": "font_source_sans_pro",
}
"""File name to the package that brings it."""


def font_path(name: str) -> Path:
    """The file of a starter font.

    Raises:
        FileNotFoundError: when its package is not installed or lacks the file.
    """
    package = find_spec(FONTS[name])
    for folder in package.submodule_search_locations or () if package else ():
        path = Path(folder) / "files" / name
        if path.exists():
            return path
    raise FileNotFoundError(
        f"The starter font {name} is missing. Install the package {FONTS[name]!r} again."
    )
