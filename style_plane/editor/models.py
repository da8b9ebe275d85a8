"""What the editor's own endpoints take and give."""

from __future__ import annotations

from schemas.base import Contract
from schemas.style.compare import Comparison
from schemas.units import Sha256
from style_plane.drafts.models import Document, Mistake
from style_plane.lint.finding import Finding
from style_plane.previews.models import Shot


class Wanted(Contract):
    """A picture or film of a document that need not be saved."""

    document: Document
    shot: Shot


class Report(Contract):
    """What there is to say about a document."""

    problems: tuple[Mistake, ...]
    """Why it is not a style; the rest is empty then."""
    findings: tuple[Finding, ...]
    comparison: Comparison | None
    """With the published base; None while it has problems."""
    digest: Sha256 | None
