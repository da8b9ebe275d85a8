"""Lists of what was published before, as people keep them."""

from __future__ import annotations

import json
from typing import Any

from tasks.errors.editing import PublishedUnreadableError


def stories_in(text: str, name: str) -> tuple[str, ...]:
    """The stories of a list: JSON (texts, or objects with `text`, alone or under `clips`, as
    `plan --json` prints them), else one story on a line.

    Raises:
        PublishedUnreadableError: when it is JSON of another make, or holds nothing.
    """
    if text.lstrip()[:1] in {"{", "["}:
        try:
            found = _texts(json.loads(text))
        except json.JSONDecodeError as error:
            raise PublishedUnreadableError(name, f"line {error.lineno}: {error.msg}") from error
        if found is None:
            raise PublishedUnreadableError(name, "its JSON holds no `text` of stories")
    else:
        found = text.splitlines()
    stories = tuple(" ".join(story.split()) for story in found if story.strip())
    if not stories:
        raise PublishedUnreadableError(name, "it holds no story")
    return stories


def _texts(value: Any) -> list[str] | None:
    """Texts in a JSON value; None where it has another form."""
    if isinstance(value, dict):
        value = value.get("clips")
    if not isinstance(value, list):
        return None
    found = [item.get("text") if isinstance(item, dict) else item for item in value]
    texts = [text for text in found if isinstance(text, str)]
    return texts if len(texts) == len(found) else None
