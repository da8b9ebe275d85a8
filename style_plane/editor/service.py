"""What the editor asks beside saving: where to start from, what there is to say, what to paint."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from schemas.style.compare import compare
from schemas.style.contract import StyleContract
from style_plane.access.actor import Actor
from style_plane.assets.kit import BrandKit
from style_plane.assets.store import Assets
from style_plane.database import Database
from style_plane.drafts import rows
from style_plane.drafts.documents import finished, read
from style_plane.drafts.models import Document, DraftView
from style_plane.drafts.service import Drafts
from style_plane.editor.models import Report, Wanted
from style_plane.editor.state import state_of
from style_plane.previews.scenes import NAMES
from style_plane.samples.service import Samples
from style_plane.versions.linting import glance
from style_plane.versions.publishing import digest_of_contract
from style_plane.versions.service import Versions


class Editor:
    """Reads what several services know; changes nothing."""

    def __init__(
        self,
        database: Database,
        drafts: Drafts,
        versions: Versions,
        assets: Assets,
        kit: BrandKit,
        samples: Samples,
        clock: Callable[[], datetime],
    ) -> None:
        self._database, self._drafts, self._versions = database, drafts, versions
        self._assets, self._kit, self._samples, self._clock = assets, kit, samples, clock

    def state(self, actor: Actor, draft_id: int) -> dict[str, Any]:
        """Everything that the editor's scripts start from, as JSON.

        Raises:
            UnknownDraftError, UnauthenticatedError, WriteForbiddenError: as `Drafts.get`.
        """
        draft = self._drafts.get(actor, draft_id)
        base = self.base(draft)
        samples = self._samples.of_org(actor, draft.org)
        kit = self._kit.items(actor, draft.org)
        return state_of(actor, draft, base, samples, kit, self._assets)

    def report(self, actor: Actor, draft_id: int, document: Document) -> Report:
        """Lint, least step and digest of a document that need not be saved.

        Raises:
            UnknownDraftError, UnauthenticatedError, WriteForbiddenError: as `Drafts.get`.
        """
        draft = self._drafts.get(actor, draft_id)
        contract, problems = read(document)
        if contract is None:
            return Report(problems=problems, findings=(), comparison=None, digest=None)
        return Report(
            problems=(),
            findings=glance(contract, self._assets, self._clock().date()),
            comparison=compare(self.base(draft), contract),
            digest=digest_of_contract(contract),
        )

    def scene(
        self, actor: Actor, draft_id: int, wanted: Wanted
    ) -> tuple[StyleContract, bytes | None]:
        """What a preview shows: the style, and the sample picture under it.

        Raises:
            UnknownDraftError, UnauthenticatedError, WriteForbiddenError: unless it may be read.
            InvalidStyleError: when the document is no style.
            UnknownItemError: when the organisation has no such sample picture.
        """
        with self._database.reading() as session:
            org = rows.draft_at(session, draft_id).org
        actor.require("read", org)
        own = wanted.shot.ground not in NAMES and len(wanted.shot.ground) == 64
        picture = self._samples.picture(actor, org, wanted.shot.ground) if own else None
        return finished(wanted.document), picture

    def base(self, draft: DraftView) -> StyleContract | None:
        """The published contract that a draft is held against; None for the first of its style."""
        if draft.base_version is None:
            return None
        version = self._versions.version(draft.org, draft.name, draft.base_version)
        return self._versions.contract(version.digest)
