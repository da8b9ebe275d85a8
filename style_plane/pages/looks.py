"""What templates show of a style: its proofs, its traits in words, and its typeface."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from schemas.renders import ENGINE
from schemas.style.contract import StyleContract
from schemas.style.cover import cover_of
from schemas.style.refs import Version
from schemas.style.resolve import resolve
from schemas.units import ASPECT_SIZES, Aspect, Sha256, slug_of
from style_plane.previews.covers import COVER
from style_plane.versions.models import StyleDetails, VersionSummary
from style_plane.versions.service import Versions

ORDER: tuple[Aspect, ...] = ("9:16", "4:5", "1:1", "16:9")
"""How proofs stand beside each other, the narrowest first."""


class Picture(NamedTuple):
    """One proof in a page; width and height are those of the output, for the layout."""

    aspect: Aspect
    slug: str
    """The aspect ratio as addresses have it, such as `9x16`."""
    url: str
    width: int
    height: int
    cover: bool = False
    """Whether it shows the short's cover."""


class Look(NamedTuple):
    """A version of a style, ready to be shown."""

    org: str
    name: str
    ref: str
    """`org/name`."""
    slug: str
    """`org-name`, for ids and classes."""
    version: VersionSummary
    contract: StyleContract
    latest: Version
    """The highest number of the style."""
    proofs: tuple[Picture, ...]
    covers: tuple[Picture, ...]
    """Where the style puts something on the shorts' covers."""
    traits: dict[str, str]


def look_of(versions: Versions, details: StyleDetails, version: VersionSummary) -> Look:
    """One version of a style."""
    contract = _contract(versions, version.digest)
    return Look(
        org=details.org,
        name=details.name,
        ref=f"{details.org}/{details.name}",
        slug=f"{details.org}-{details.name}",
        version=version,
        contract=contract,
        latest=details.channels["latest"],
        proofs=proofs_of(version.digest, contract),
        covers=covers_of(version.digest, contract),
        traits=traits_of(contract),
    )


@lru_cache(maxsize=256)
def _contract(versions: Versions, digest: Sha256) -> StyleContract:
    """What was published under a digest never changes, and a library shows many at once."""
    return versions.contract(digest)


def stable_look(versions: Versions, details: StyleDetails) -> Look:
    """The version that `stable` names."""
    return look_of(versions, details, numbered(details, details.channels["stable"]))


def numbered(details: StyleDetails, version: Version) -> VersionSummary:
    """One of a style's versions by its number.

    Raises:
        KeyError: when the style has none of that number.
    """
    return {item.version: item for item in details.versions}[version]


def aspects_of(contract: StyleContract) -> list[Aspect]:
    """What a style promises, the narrowest first."""
    return [aspect for aspect in ORDER if aspect in contract.promise]


def proofs_of(digest: Sha256, contract: StyleContract) -> tuple[Picture, ...]:
    """Pictures of a published contract."""
    return tuple(picture(aspect, proof_address(digest)) for aspect in aspects_of(contract))


def proof_address(digest: Sha256) -> str:
    """Where pictures of a published contract are, with `{slug}` to be filled in."""
    return f"/proofs/{digest}/{{slug}}.webp?engine={ENGINE}"


def covers_of(digest: Sha256, contract: StyleContract) -> tuple[Picture, ...]:
    """Pictures of the covers of a published contract; none where it puts nothing on them."""
    return tuple(
        cover_picture(aspect, proof_address(digest))
        for aspect in aspects_of(contract)
        if has_cover(contract, aspect)
    )


def has_cover(contract: StyleContract, aspect: Aspect) -> bool:
    """Whether a style puts something on the covers of its shorts."""
    return cover_of(resolve(contract, aspect)) is not None


def picture(aspect: Aspect, address: str) -> Picture:
    """A picture whose address holds `{slug}`."""
    slug = slug_of(aspect)
    width, height = ASPECT_SIZES[aspect]
    return Picture(aspect, slug, address.replace("{slug}", slug), width, height)


def cover_picture(aspect: Aspect, address: str, *, covered: bool = True) -> Picture:
    """The same of the cover; a style that puts nothing on it shows a frame of the short there, and
    is not `covered`."""
    slug = slug_of(aspect)
    shown = picture(aspect, address.replace("{slug}", f"{slug}{COVER}"))
    return shown._replace(cover=covered)


def traits_of(contract: StyleContract) -> dict[str, str]:
    """What tells a style from the others, in words."""
    captions, face = contract.subtitles, contract.caption_face
    lines = contract.pacing.max_lines
    return {
        "Type": f"{face.family} {face.weight}",
        "Spoken word": captions.emphasis.kind,
        "Cards": f"{contract.pacing.mode}, {lines} line{'' if lines == 1 else 's'}",
        "Place": f"{captions.placement.anchor} {captions.placement.align}",
        "Plate": captions.plate.shape,
        "Loudness": f"{contract.audio.loudness:g} LUFS",
    }


def typeface(look: Look) -> str:
    """CSS that sets `.type-ORG-NAME` in the style's caption font."""
    sha256 = look.contract.caption_face.sha256
    family = f"type-{look.slug}"
    return (
        f'@font-face {{ font-family: "{family}"; font-display: swap; '
        f'src: url("/fonts/{sha256}"); }} .{family} {{ font-family: "{family}"; }}'
    )


def matches(look: Look, wanted: dict[str, Any]) -> bool:
    """Whether a style fits the library's filter; an empty wish fits everything."""
    contract = look.contract
    text = " ".join((look.ref, contract.title, contract.description, *contract.tags)).lower()
    return (
        all(word in text for word in wanted["q"].lower().split())
        and wanted["org"] in ("", look.org)
        and wanted["tag"] in ("", *contract.tags)
        and wanted["platform"] in ("", *contract.platforms)
        and wanted["aspect"] in ("", *contract.promise)
        and wanted["state"] in ("", look.version.status.state)
    )
