"""Headers that say where a version is in its life (RFC 9745, RFC 8594, RFC 8288)."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, time
from email.utils import format_datetime

from schemas.style.refs import ResolvedStyle
from schemas.units import Sha256
from style_plane.versions.models import Status


def content_digest(sha256: Sha256) -> str:
    """The value of `Content-Digest` (RFC 9530) for bytes of this digest."""
    return f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:"


def lifetime(resolved: ResolvedStyle, status: Status) -> dict[str, str]:
    """What headers say of a version that is not for new work: `Style-State`, and when and by what it
    is replaced; nothing of one that is."""
    if status.state == "published":
        return {}
    since = int(datetime.fromisoformat(status.at).timestamp())
    headers = {"style-state": status.state, "deprecation": f"@{since}"}
    if status.sunset_at is not None:
        midnight = datetime.combine(status.sunset_at, time(), UTC)
        headers["sunset"] = format_datetime(midnight, usegmt=True)
    if resolved.successor is not None:
        address = f"/api/v1/resolve?ref={resolved.successor}"
        headers["link"] = f'<{address}>; rel="successor-version"'
    return headers
