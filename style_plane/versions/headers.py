"""Headers that say where a version is in its life (RFC 9745, RFC 8594, RFC 8288)."""

from __future__ import annotations

from datetime import UTC, datetime, time
from email.utils import format_datetime

from schemas.style.refs import ResolvedStyle
from style_plane.versions.models import Status


def lifetime(resolved: ResolvedStyle, status: Status) -> dict[str, str]:
    """`Deprecation`, `Sunset` and `Link` of a version that is not for new work; else nothing."""
    if status.state == "published":
        return {}
    headers = {"deprecation": f"@{int(datetime.fromisoformat(status.at).timestamp())}"}
    if status.sunset_at is not None:
        midnight = datetime.combine(status.sunset_at, time(), UTC)
        headers["sunset"] = format_datetime(midnight, usegmt=True)
    if resolved.successor is not None:
        address = f"/api/v1/resolve?ref={resolved.successor}"
        headers["link"] = f'<{address}>; rel="successor-version"'
    return headers
