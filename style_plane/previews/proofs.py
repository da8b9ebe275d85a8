"""Proofs: full-size pictures and a film of a style, for every promised aspect ratio and language.

1. A proof's key names everything it depends on; what was painted once is not painted again.
2. It fails where a glyph is missing: nobody may approve a box.
3. Its digests say what the painter drew, so that a render can be held against it.
4. One thread paints, at low priority. Asking is quick, and what was asked survives a restart.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from schemas.base import canonical, digest_of
from schemas.renders import ENGINE
from schemas.style.contract import StyleContract
from schemas.style.cover import cover_of
from schemas.style.facets import facets_of
from schemas.style.resolve import resolve
from schemas.units import Aspect, Sha256
from style_plane.access.actor import Actor
from style_plane.audit.chain import record
from style_plane.database import Database, insert_missing
from style_plane.previews.errors import PreviewRefusedError, UnknownProofError
from style_plane.previews.models import ProofView
from style_plane.previews.painting import PROOF_GROUND, Painted, paint_proof
from style_plane.previews.scenes import text_in
from style_plane.previews.studio import Shelf
from style_plane.previews.tables import ProofRow
from style_plane.samples.grounds import ground
from style_plane.versions.proving import Standing
from tasks.tools.drawing.proof import sample_slots

LOG = logging.getLogger("style_plane")
UNPAINTED = (
    "It could not be painted: {error}. Ask for the proofs again; if that does not help, "
    "whoever runs the style plane finds more in its log."
)
ALGORITHM = 2
"""Of the key and of what a proof shows; it grows when either changes."""
LEASE = timedelta(seconds=30)
"""A painter that was not seen for so long is taken for dead."""


class Proofs:
    """Asks for proofs, paints them, and tells how far they are."""

    def __init__(
        self, database: Database, shelf: Shelf, folder: Path, clock: Callable[[], datetime]
    ) -> None:
        self._database, self._shelf, self._folder = database, shelf, folder
        self._clock = clock

    def request(self, actor: Actor, org: str, contract: StyleContract) -> tuple[ProofView, ...]:
        """Ask for every proof of a style; those that are there already stay.

        Raises:
            UnauthenticatedError, WriteForbiddenError: unless the actor may draft or publish here.
        """
        if not actor.may("publish", org):
            actor.require("draft", org)
        asked, document = wanted(contract), contract.model_dump(mode="json")
        with self._database.writing() as session:
            fresh = [proof for proof in asked if self._queue(session, org, document, proof)]
            if fresh:
                record(
                    session,
                    at=self._now(),
                    actor=actor,
                    action="proofs.requested",
                    subject=org,
                    digest=digest_of(contract),
                    proofs=len(fresh),
                )
        return self.of(contract)

    def of(self, contract: StyleContract) -> tuple[ProofView, ...]:
        """The proofs of a style that were asked for, by aspect ratio and language."""
        keys = [key for key, _, _ in wanted(contract)]
        with self._database.reading() as session:
            query = select(ProofRow).where(col(ProofRow.key).in_(keys))
            rows = {row.key: row for row in session.exec(query)}
        return tuple(_view(rows[key]) for key in keys if key in rows)

    def standing(self, contract: StyleContract) -> Standing:
        """How far the proofs of a style are, and why some failed."""
        views = self.of(contract)
        return Standing(
            flaws=tuple(
                f"The proof in {view.aspect}, {view.language}, failed: {' '.join(view.warnings)}"
                for view in views
                if view.state == "failed"
            ),
            painted=sum(view.state == "done" for view in views),
            waiting=sum(view.state in ("queued", "running") for view in views),
            missing=len(wanted(contract)) - len(views),
        )

    def proof(self, key: Sha256) -> ProofView:
        """One proof.

        Raises:
            UnknownProofError: when it was never asked for.
        """
        with self._database.reading() as session:
            row = session.get(ProofRow, key)
            if row is None:
                raise UnknownProofError(f"No proof has the key {key}. Ask for the draft's proofs.")
            return _view(row)

    def file(self, sha256: Sha256) -> bytes:
        """A frame or a film.

        Raises:
            UnknownProofError: when no proof has it.
        """
        path = self._path(sha256)
        if not path.exists():
            raise UnknownProofError(
                f"No frame or film of a proof has the sha256 {sha256}. Ask for the proofs again."
            )
        return path.read_bytes()

    def paint_next(self) -> bool:
        """Paint the proof that waits longest; False when none waits."""
        row = self._claim()
        if row is None:
            return False
        contract = StyleContract.model_validate(row.contract)
        aspect: Aspect = row.aspect  # type: ignore[assignment]
        try:
            painted = paint_proof(
                self._shelf,
                contract,
                aspect,
                row.language,
                lambda share: self._touch(row.key, share),
            )
        except PreviewRefusedError as error:
            painted = Painted(problem=error.detail)
        except (
            Exception
        ) as error:  # whatever it is: a proof left running would be taken up for ever
            LOG.exception("the proof %s could not be painted", row.key)
            painted = Painted(problem=UNPAINTED.format(error=f"{type(error).__name__}: {error}"))
        self._finish(row.key, painted)
        return True

    def _queue(
        self,
        session: Session,
        org: str,
        document: dict[str, Any],
        proof: tuple[Sha256, Aspect, str],
    ) -> bool:
        """Put a proof in line unless it is there; whether something new is to be painted."""
        key, aspect, language = proof
        row = session.get(ProofRow, key)
        if row is not None and row.state != "failed" and self._complete(row):
            return False
        now = self._now()
        if row is None:
            insert_missing(
                session,
                ProofRow,
                key=key,
                org=org,
                aspect=aspect,
                language=language,
                contract=document,
                state="queued",
                progress=0.0,
                result={},
                engine=ENGINE,
                queued_at=now,
                touched_at=now,
            )
        else:
            row.state, row.progress, row.result, row.queued_at = "queued", 0.0, {}, now
            session.add(row)
        return True

    def _complete(self, row: ProofRow) -> bool:
        """Whether all that was painted is still in the folder."""
        if row.state != "done":
            return True
        files = [frame["sha256"] for frame in row.result["frames"]] + [row.result["film"]]
        files += [cover] if (cover := row.result.get("cover")) else []
        return all(self._path(sha256).exists() for sha256 in files)

    def _claim(self) -> ProofRow | None:
        """The oldest proof that waits or was abandoned; two painters never get the same one."""
        now = self._clock()
        dead = (now - LEASE).isoformat(timespec="microseconds")
        free = or_(
            col(ProofRow.state) == "queued",
            (col(ProofRow.state) == "running") & (col(ProofRow.touched_at) < dead),
        )
        with self._database.writing() as session:
            query = (
                select(ProofRow).where(free).order_by(col(ProofRow.queued_at), col(ProofRow.key))
            )
            row = session.exec(query.limit(1).with_for_update(skip_locked=True)).first()
            if row is None:
                return None
            row.state, row.progress = "running", 0.0
            row.started_at = row.touched_at = self._now()
            session.add(row)
        return row

    def _touch(self, key: Sha256, progress: float) -> None:
        values = {"progress": round(progress, 3), "touched_at": self._now()}
        with self._database.writing() as session:
            session.execute(update(ProofRow).where(col(ProofRow.key) == key).values(**values))

    def _finish(self, key: Sha256, painted: Painted) -> None:
        for data in painted.files:
            self._keep(data)
        values = {
            "state": "failed" if painted.problem else "done",
            "progress": 1.0,
            "result": painted.result(),
            "finished_at": self._now(),
        }
        with self._database.writing() as session:
            session.execute(update(ProofRow).where(col(ProofRow.key) == key).values(**values))

    def _keep(self, data: bytes) -> None:
        path = self._path(hashlib.sha256(data).hexdigest())
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".new")
        aside.write_bytes(data)
        aside.replace(path)

    def _path(self, sha256: Sha256) -> Path:
        return self._folder / "files" / sha256[:2] / sha256

    def _now(self) -> str:
        return self._clock().isoformat(timespec="microseconds")


def wanted(contract: StyleContract) -> tuple[tuple[Sha256, Aspect, str], ...]:
    """Key, aspect ratio and language of every proof that a style needs, in the promise's order."""
    languages = contract.languages or ("en",)
    return tuple(
        (proof_key(contract, aspect, language), aspect, language)
        for aspect in contract.promise
        for language in languages
    )


def proof_key(contract: StyleContract, aspect: Aspect, language: str) -> Sha256:
    """Digest of all that a proof shows: a change of the title or of another aspect keeps it.

    Slots count by what stands in them: their defaults are in the facet, their samples are not. What
    covers show is in the facet; that there is one tells proofs with its picture from older ones.
    """
    facets = facets_of(contract.model_copy(update={"promise": (aspect,)}))
    text = text_in(language)
    covered = cover_of(resolve(contract, aspect, language)) is not None
    return digest_of(
        {
            **({"cover": True} if covered else {}),
            "algorithm": ALGORITHM,
            "engine": ENGINE,
            "plan": facets.plan,
            "compose": facets.compose,
            "aspect": aspect,
            "language": language,
            "slots": sample_slots(contract),
            "words": hashlib.sha256(canonical(text)).hexdigest(),
            "ground": hashlib.sha256(ground(PROOF_GROUND, 1.0)).hexdigest(),
        }
    )


def _view(row: ProofRow) -> ProofView:
    return ProofView.model_validate(
        {
            "key": row.key,
            "aspect": row.aspect,
            "language": row.language,
            "state": row.state,
            "progress": row.progress,
            "engine": row.engine,
            "started_at": row.started_at,
            "finished_at": row.finished_at,
            **row.result,
        }
    )
