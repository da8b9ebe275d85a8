"""Rows of versions as the values that leave the service."""

from __future__ import annotations

from sqlmodel import Session

from schemas.style.facets import Facets
from schemas.style.refs import ResolvedStyle
from style_plane.tables import Style, StyleVersion
from style_plane.versions import rows
from style_plane.versions.models import Status, VersionDetails
from style_plane.versions.tables import Release


def resolved_of(
    style: Style, row: StyleVersion, status: Status, *, asked: str = ""
) -> ResolvedStyle:
    """What a reference means; without the text that was asked, the exact reference."""
    name, version = f"{style.org}/{style.name}", str(rows.number_of(row))
    return ResolvedStyle(
        ref=asked or f"{name}@{version}",
        org=style.org,
        name=style.name,
        version=version,
        digest=row.digest,
        state=status.state,
        successor=f"{name}@{status.successor}" if status.successor else None,
        sunset_at=status.sunset_at.isoformat() if status.sunset_at else None,
        facets=Facets.model_validate(row.facets),
        assets=tuple(row.assets),
    )


def details_of(session: Session, row: StyleVersion, status: Status) -> VersionDetails:
    """A version with the record of its release; versions of the first days have none."""
    summary = rows.summary_of(row, status).model_dump()
    release = session.get(Release, rows.id_of(row))
    if release is None:
        return VersionDetails.model_validate({**summary, "assets": row.assets})
    return VersionDetails.model_validate(
        {
            **summary,
            "assets": row.assets,
            "notes": release.notes,
            "draft": release.draft_id,
            "comparison": release.comparison,
            "findings": release.findings,
            "waivers": release.waivers,
            "approvals": release.approvals,
        }
    )
