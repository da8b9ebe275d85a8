"""The services of a running plane, each made once and handed to those that need it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime

from style_plane.access.limits import Limits
from style_plane.access.service import Access
from style_plane.assets.kit import BrandKit
from style_plane.assets.store import Assets
from style_plane.audit.service import Audit
from style_plane.bundles.service import Bundles
from style_plane.database import Database
from style_plane.drafts.service import Drafts
from style_plane.editor.service import Editor
from style_plane.events.outbox import Outbox
from style_plane.previews.covers import Covers
from style_plane.previews.proofs import Proofs
from style_plane.previews.service import Previews
from style_plane.previews.worker import ProofWorker
from style_plane.samples.service import Samples
from style_plane.settings import PlaneSettings
from style_plane.usage.service import Usage
from style_plane.versions.service import Versions


@dataclass(frozen=True)
class Parts:
    """Everything that handlers may ask for, under the names that they ask with."""

    database: Database
    access: Access
    assets: Assets
    kit: BrandKit
    samples: Samples
    bundles: Bundles
    versions: Versions
    drafts: Drafts
    audit: Audit
    usage: Usage
    covers: Covers
    previews: Previews
    proofs: Proofs
    painter: ProofWorker
    editor: Editor
    limits: Limits
    outbox: Outbox

    def named(self) -> dict[str, object]:
        """The parts by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def make_parts(settings: PlaneSettings, clock: Callable[[], datetime]) -> Parts:
    """Services over the database and the folders that the settings name; nothing runs yet."""
    database = Database(settings.sqlalchemy_url, settings.database_owner_url)
    limits = Limits()
    access = Access(database, clock, limits)
    assets = Assets(database, settings.assets_folder, clock)
    outbox = Outbox(database, clock)
    listeners = (outbox.note,) if settings.prefect_url else ()
    policy_of = access.policy
    proofs = Proofs(database, assets, settings.proofs_folder, clock)
    versions = Versions(
        database, assets, clock, policy_of=policy_of, listeners=listeners, prover=proofs
    )
    drafts = Drafts(database, versions, assets, clock, policy_of=policy_of, prover=proofs)
    kit, samples = BrandKit(database, assets, clock), Samples(database, assets, clock)
    return Parts(
        database=database,
        access=access,
        assets=assets,
        kit=kit,
        samples=samples,
        bundles=Bundles(versions, assets),
        versions=versions,
        drafts=drafts,
        audit=Audit(database),
        usage=Usage(database, clock),
        covers=Covers(versions.contract, assets, settings.proofs_folder),
        previews=Previews(assets),
        proofs=proofs,
        painter=ProofWorker(proofs.paint_next),
        editor=Editor(database, drafts, versions, assets, kit, samples, clock),
        limits=limits,
        outbox=outbox,
    )
