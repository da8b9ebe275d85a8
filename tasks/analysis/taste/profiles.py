"""Profiles: those that are shipped, those of the tenant, and which one a recording gets.

Shipped ones are the files in `profiles/`; a tenant's own lie under its home, each version in a file
that is named after its digest, next to a pointer to the newest. A run names `NAME` or `NAME@DIGEST`.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from schemas.base import canonical, digest_of
from schemas.taste import TasteProfile
from tasks.analysis.editorial.roles import Roles
from tasks.analysis.taste.signals import COLUMNS, REVISION
from tasks.errors.editing import TasteProfileError

AUTO = "auto"
FOLDER = Path(__file__).parent / "profiles"
REFERENCE = re.compile(r"([a-z][a-z0-9-]{0,62})(?:@([0-9a-f]{8,64}))?")
LATEST = "latest"


@lru_cache(maxsize=1)
def shipped() -> dict[str, TasteProfile]:
    """Profiles that come with the program, by name."""
    files = sorted(FOLDER.glob("*.json"))
    found = [TasteProfile.model_validate_json(path.read_bytes()) for path in files]
    return {profile.name: profile for profile in found}


@lru_cache(maxsize=1)
def shipped_digest() -> str:
    """Digest of all shipped profiles together, for keys."""
    return digest_of({name: digest_of(profile) for name, profile in shipped().items()})


def chosen(profile: TasteProfile | None, roles: Roles) -> tuple[TasteProfile, str]:
    """The profile for a recording, and why: the named one, else the shipped one for its kind."""
    if profile is not None:
        return profile, "named"
    genre = "interview" if roles.interview else "generic"
    return shipped()[genre], roles.reason


def called(profile: TasteProfile) -> str:
    """Such as `interview@0123456789ab`: how a profile is shown."""
    return f"{profile.name}@{digest_of(profile)[:12]}"


def folder_of(tenant_home: Path) -> Path:
    """Where a tenant's own profiles lie."""
    return tenant_home / "taste"


def stored(profile: TasteProfile, tenant_home: Path) -> Path:
    """Keep a version of a profile; it is the newest of its name from now on. Returns its file."""
    folder = folder_of(tenant_home) / profile.name
    folder.mkdir(parents=True, exist_ok=True)
    data, digest = canonical(profile), digest_of(profile)
    path = folder / f"{digest}.json"
    _replace(path, data)
    _replace(folder / LATEST, digest.encode())
    return path


def _replace(path: Path, data: bytes) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(data)
    aside.replace(path)


def named(reference: str, tenant_home: Path) -> TasteProfile | None:
    """The profile that a run names; None for `auto` or nothing: then each recording gets its own.

    Raises:
        TasteProfileError: when there is none of that name, version or make.
    """
    if reference in ("", AUTO):
        return None
    match = REFERENCE.fullmatch(reference)
    if match is None:
        raise TasteProfileError(
            reference, "a profile is named NAME or NAME@DIGEST", known(tenant_home)
        )
    name, digest = match.groups()
    own = _own(folder_of(tenant_home) / name, digest, reference)
    found = own or shipped().get(name)
    if found is None:
        raise TasteProfileError(reference, "there is none of that name", known(tenant_home))
    if own is None and digest and not digest_of(found).startswith(digest):
        raise TasteProfileError(
            reference, f"the shipped one is {called(found)}", known(tenant_home)
        )
    return _usable(found, reference, tenant_home)


def _own(folder: Path, digest: str | None, reference: str) -> TasteProfile | None:
    """A tenant's profile, or None; its bytes must be what its name says."""
    if not folder.is_dir():
        return None
    wanted = digest or (folder / LATEST).read_text().strip()
    files = [path for path in sorted(folder.glob("*.json")) if path.stem.startswith(wanted)]
    if len(files) != 1:
        return None
    try:
        profile = TasteProfile.model_validate_json(files[0].read_bytes())
    except ValidationError as error:
        raise TasteProfileError(
            reference, f"{files[0]} is damaged: {error.errors()[0]['msg']}"
        ) from error
    if digest_of(profile) != files[0].stem:
        raise TasteProfileError(reference, f"{files[0]} was changed after it was stored")
    return profile


def _usable(profile: TasteProfile, reference: str, tenant_home: Path) -> TasteProfile:
    unknown = sorted(set(profile.weights) - set(COLUMNS))
    if profile.signals != REVISION or unknown:
        why = (
            f"it is for revision {profile.signals} of the signals and this program measures "
            f"revision {REVISION}; learn it again"
        )
        raise TasteProfileError(reference, why, known(tenant_home))
    return profile


def known(tenant_home: Path) -> tuple[str, ...]:
    """Names that a run may use."""
    folder = folder_of(tenant_home)
    own = {path.name for path in folder.iterdir() if path.is_dir()} if folder.is_dir() else set()
    return tuple(sorted(own | set(shipped())))
