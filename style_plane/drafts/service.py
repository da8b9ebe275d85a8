"""Drafts: from the first idea to the version that is published."""

from __future__ import annotations

from style_plane.drafts.editing import Editing
from style_plane.drafts.reviewing import Reviewing


class Drafts(Editing, Reviewing):
    """Everything that can be done with drafts.

    draft -> in_review -> approved -> published; an edit leads back to draft from everywhere before
    published, and a draft can be discarded until then. `editing.py` writes, `reviewing.py` judges.
    """
