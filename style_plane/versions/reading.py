"""Finding versions again, under many names."""

from __future__ import annotations

from contextlib import suppress

from sqlmodel import Session, select

from schemas.style.compare import Comparison, compare
from schemas.style.contract import StyleContract
from schemas.style.refs import ResolvedStyle, StyleRef
from schemas.units import Sha256
from style_plane.access.actor import Actor
from style_plane.errors import DamagedBytesError, UnknownBytesError
from style_plane.tables import Style, StyleVersion
from style_plane.versions import rows
from style_plane.versions.base import VersionsBase
from style_plane.versions.channels import channels_of, moves_of
from style_plane.versions.errors import WithdrawnError
from style_plane.versions.models import Status, StyleDetails, StyleSummary, VersionDetails
from style_plane.versions.naming import STABLE, STATES, parsed, selected
from style_plane.versions.requests import requests_of
from style_plane.versions.shown import details_of, resolved_of
from style_plane.versions.states import state_of, statuses


class Reading(VersionsBase):
    """What was published, as everybody may ask for it."""

    def resolve(
        self, text: str, *, actor: Actor | None = None, allow_withdrawn: bool = False
    ) -> ResolvedStyle:
        """The version that a reference names.

        Ranges pass over deprecated versions while a live one fits. With `allow_withdrawn` an admin
        gets a withdrawn version too.

        Raises:
            BadReferenceError: when the text is no reference.
            UnknownStyleError: where there is no such style; names those that exist.
            UnknownVersionError: where the style has none that fits; names those it has.
            WithdrawnError: where it was withdrawn.
            WriteForbiddenError: when somebody else than an admin allows what was withdrawn.
        """
        return self.resolution(text, actor=actor, allow_withdrawn=allow_withdrawn)[0]

    def resolution(
        self, text: str, *, actor: Actor | None = None, allow_withdrawn: bool = False
    ) -> tuple[ResolvedStyle, Status]:
        """As `resolve`, with where the version is in its life."""
        ref = parsed(text)
        if allow_withdrawn:
            (actor or Actor.nobody()).require("administer", ref.org)
        with self._database.reading() as session:
            style = self._known_style(session, ref)
            row, status = _chosen(session, style, ref)
            if status.state == "withdrawn" and not allow_withdrawn:
                raise withdrawn(style, row, status)
            return resolved_of(style, row, status, asked=text), status

    def body(self, digest: Sha256) -> bytes:
        """The bytes of a published contract, as they were hashed when it was published.

        Where several styles have the content, one whose bytes were changed is passed over.

        Raises:
            UnknownBytesError: when nothing was published under the digest.
            DamagedBytesError: when its bytes were changed.
        """
        with self._database.reading() as session:
            found = session.exec(select(StyleVersion).where(StyleVersion.digest == digest)).all()
            for row in found[:-1]:
                with suppress(DamagedBytesError):
                    return rows.body_of(row)
            if found:
                return rows.body_of(found[-1])
        raise UnknownBytesError(f"No contract was published with sha256 {digest}.")

    def life_of(self, digest: Sha256) -> tuple[ResolvedStyle, Status] | None:
        """Where the version with this content is in its life; None where there is none.

        Where several styles have it, the one that is best to use.
        """
        with self._database.reading() as session:
            query = select(Style, StyleVersion).where(
                StyleVersion.style_id == Style.id, StyleVersion.digest == digest
            )
            found = [
                (style, row, statuses(session, style).get(rows.id_of(row), Status()))
                for style, row in session.exec(query)
            ]
            if not found:
                return None
            style, row, status = min(found, key=lambda item: STATES.index(item[2].state))
            return resolved_of(style, row, status), status

    def contract(self, digest: Sha256) -> StyleContract:
        """The contract of some digest, with the defaults of fields that it is older than.

        Raises:
            UnknownBytesError, DamagedBytesError: as `body`.
        """
        return StyleContract.model_validate_json(self.body(digest))

    def styles(self) -> list[StyleSummary]:
        """Every style that has a version, by name; of one whose bytes were changed, only that."""
        with self._database.reading() as session:
            found = [
                (style, rows.versions_of(session, style)) for style in rows.all_styles(session)
            ]
            return [_summary(session, style, versions) for style, versions in found if versions]

    def style(self, org: str, name: str) -> StyleDetails:
        """One style with its versions, channels and their history.

        Raises:
            BadReferenceError, UnknownStyleError: as `resolve`.
        """
        ref = parsed(f"{org}/{name}")
        with self._database.reading() as session:
            style = self._known_style(session, ref)
            versions = rows.versions_of(session, style)
            found = statuses(session, style)
            return StyleDetails(
                org=org,
                name=name,
                channels=channels_of(session, style, versions, found),
                versions=tuple(
                    rows.summary_of(row, found.get(rows.id_of(row), Status())) for row in versions
                ),
                moves=moves_of(session, style, versions),
                waiting=requests_of(session, style, versions),
            )

    def version(self, org: str, name: str, selector: str) -> VersionDetails:
        """One version with the record of its release, withdrawn or not.

        Raises:
            BadReferenceError, UnknownStyleError, UnknownVersionError: as `resolve`.
        """
        ref = parsed(f"{org}/{name}@{selector}")
        with self._database.reading() as session:
            style = self._known_style(session, ref)
            row, status = _chosen(session, style, ref)
            return details_of(session, row, status)

    def compare(self, org: str, name: str, old: str, new: str) -> Comparison:
        """What lies between two versions of a style, each named by any selector.

        Raises:
            BadReferenceError, UnknownStyleError, UnknownVersionError: as `resolve`.
        """
        refs = [parsed(f"{org}/{name}@{selector}") for selector in (old, new)]
        with self._database.reading() as session:
            style = self._known_style(session, refs[0])
            before, after = (rows.contract_of(_chosen(session, style, ref)[0]) for ref in refs)
        return compare(before, after)


def _chosen(session: Session, style: Style, ref: StyleRef) -> tuple[StyleVersion, Status]:
    """The version that a reference to a style names, withdrawn or not."""
    versions = rows.versions_of(session, style)
    found = statuses(session, style)
    channels = channels_of(session, style, versions, found)
    row = selected(ref, versions, channels, lambda item: state_of(item, found))
    return row, found.get(rows.id_of(row), Status())


def withdrawn(style: Style, row: StyleVersion, status: Status) -> WithdrawnError:
    """What to say of a version that is not to be used any more."""
    name = f"{style.org}/{style.name}"
    instead = f" Use {name}@{status.successor} instead." if status.successor else ""
    return WithdrawnError(
        f"{name}@{rows.number_of(row)} was withdrawn on {status.at[:10]}: {status.reason}.{instead}",
        known=(f"{name}@{status.successor}",) if status.successor else (),
    )


def _summary(session: Session, style: Style, versions: list[StyleVersion]) -> StyleSummary:
    ref = StyleRef(org=style.org, name=style.name, selector=STABLE)
    row, status = _chosen(session, style, ref)
    title, description, damaged = _words_of(row, style.name)
    return StyleSummary(
        org=style.org,
        name=style.name,
        title=title,
        description=description,
        promise=rows.promise_of(row),
        channels=channels_of(session, style, versions, statuses(session, style)),
        versions=len(versions),
        state=status.state,
        damaged=damaged,
    )


def _words_of(row: StyleVersion, name: str) -> tuple[str, str, str]:
    """Title, description, and what is wrong with the bytes that hold them: one damaged style does
    not keep the others from being listed."""
    try:
        contract = rows.contract_of(row)
    except DamagedBytesError as error:
        return name, "", error.detail
    return contract.title, contract.description, ""
