"""Words taken from the plan, which took them from what is said."""

from __future__ import annotations

from schemas.outputs import Description
from schemas.plan import PlannedClip
from tasks.delivery.describe.base import (
    DESCRIPTION_BYTES,
    TITLE_CHARACTERS,
    sanitized,
    within_bytes,
    within_characters,
    within_tags,
)

HASHTAGS = 3
NAMELESS = "Clip"


class ExtractiveDescriber:
    """Title and description as planned, keywords as tags, the first three as hashtags."""

    name = "extractive"

    def describe(self, clip: PlannedClip) -> Description:
        title = sanitized(clip.title) or sanitized(clip.hook) or NAMELESS
        tags = within_tags(clip.keywords)
        marks = " ".join(f"#{_joined(tag)}" for tag in tags[:HASHTAGS] if _joined(tag))
        room = DESCRIPTION_BYTES - len(marks.encode()) - 1
        text = within_bytes(sanitized(clip.description) or title, room)
        return Description(
            clip_id=clip.id,
            title=within_characters(title, TITLE_CHARACTERS),
            description=f"{text}\n{marks}" if marks else text,
            tags=tags,
            engine=self.name,
        )


def _joined(tag: str) -> str:
    """A tag as one word of letters and digits."""
    return "".join(sign for sign in tag if sign.isalnum())
