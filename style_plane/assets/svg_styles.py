"""The part of CSS that drawing programs write into SVG: plain rules by element, class or id."""

from __future__ import annotations

import re
from typing import NamedTuple

from style_plane.assets.facts import Refused

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"\s*([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"^(\*|[a-zA-Z]+|[.#][\w-]+)$")


class Rules(NamedTuple):
    """Selector and declarations, in the order of the sheet."""

    entries: tuple[tuple[str, dict[str, str]], ...]

    def matching(self, element: str, classes: str, name: str) -> dict[str, str]:
        """Declarations for an element; ids win over classes, classes over element names."""
        found: dict[str, str] = {}
        tests = ({"*", element}, {f".{item}" for item in classes.split()}, {f"#{name}"})
        for wanted in tests:
            for selector, declarations in self.entries:
                if selector in wanted:
                    found |= declarations
        return found


def parse_rules(text: str) -> Rules:
    """Read a style sheet.

    Raises:
        Refused: for selectors that are not one element, class or id, and for `@` rules.
    """
    text = _COMMENT.sub("", text).replace("<![CDATA[", "").replace("]]>", "")
    entries: list[tuple[str, dict[str, str]]] = []
    for match in _RULE.finditer(text):
        declarations = _declarations(match[2])
        for selector in match[1].split(","):
            if not _SELECTOR.match(selector.strip()):
                raise Refused(
                    f"The SVG styles {selector.strip()[:60]!r}, which is not followed. Export it "
                    f"with presentation attributes instead of a style sheet."
                )
            entries.append((selector.strip(), declarations))
    if _RULE.sub("", text).strip():
        raise Refused("The style sheet of the SVG cannot be read. Export it without one.")
    return Rules(tuple(entries))


def _declarations(text: str) -> dict[str, str]:
    pairs = (item.partition(":") for item in text.split(";") if ":" in item)
    return {key.strip().lower(): value.replace("!important", "").strip() for key, _, value in pairs}
