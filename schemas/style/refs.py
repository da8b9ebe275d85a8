"""How a style version is named, and the pin that a run keeps."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field

from schemas.artifacts import Blob, Ref
from schemas.base import Contract
from schemas.style.contract import StyleContract
from schemas.style.facets import Facets
from schemas.units import Sha256

NUMERAL = "(0|[1-9][0-9]{0,5})"
"""A part of a version: at most six digits of ASCII, none of them in vain."""
VERSION_PATTERN = rf"{NUMERAL}\.{NUMERAL}\.{NUMERAL}"
LINE_PATTERN = rf"(\^{NUMERAL}|~{NUMERAL}\.{NUMERAL})"
"""Versions that share their first number, or their first two: `^1`, `~1.4`."""
REF_PATTERN = (
    r"^[a-z][a-z0-9-]{0,62}/[a-z][a-z0-9-]{0,62}"
    rf"(@({VERSION_PATTERN}|\^{NUMERAL}(\.{NUMERAL}){{0,2}}|~{NUMERAL}\.{NUMERAL}(\.{NUMERAL})?"
    r"|[a-z][a-z0-9-]{0,62}|sha256:[0-9a-f]{64}))?$"
)
StyleName = Annotated[str, Field(pattern=REF_PATTERN, max_length=200)]
"""`org/name[@selector]`: an exact version, `^1`, `~1.2`, an alias such as `stable`, or a digest."""

Version = Annotated[str, Field(pattern=f"^{VERSION_PATTERN}$")]
"""Semantic version."""

Line = Annotated[str, Field(pattern=f"^{LINE_PATTERN}$")]
"""Where a later version of an older line belongs: `^1` or `~1.4`."""


class StyleRef(Contract):
    """A parsed reference. Without a selector it means `stable`."""

    org: str
    name: str
    selector: str = "stable"

    @classmethod
    def parse(cls, text: str) -> StyleRef:
        """Read `org/name[@selector]`.

        Raises:
            ValueError: with an example, when the text is no reference.
        """
        if not re.fullmatch(REF_PATTERN, text):
            raise ValueError(
                f"{text!r} is no style reference; write ORG/NAME, ORG/NAME@1.2.0, ORG/NAME@^1, "
                f"ORG/NAME@stable or ORG/NAME@sha256:DIGEST, such as 'reelwright/bold@stable'"
            )
        path, _, selector = text.partition("@")
        org, name = path.split("/")
        return cls(org=org, name=name, selector=selector or "stable")

    def __str__(self) -> str:
        return f"{self.org}/{self.name}@{self.selector}"


class ResolvedStyle(Contract):
    """What the style plane answers to a reference."""

    ref: str
    org: str
    name: str
    version: Version
    digest: Sha256
    """sha256 of the contract's bytes as served."""
    state: Literal["published", "deprecated", "withdrawn"] = "published"
    successor: str | None = None
    """`org/name@version` to use instead, where the version is no longer meant for new work."""
    sunset_at: str | None = None
    """When a deprecated version will be withdrawn: ISO 8601, UTC."""
    facets: Facets
    assets: tuple[Sha256, ...]
    """Fonts and logos that the contract names."""


ResolvedBy = Literal["plane", "mirror", "bundle", "last-known"]
"""Who said what a reference means: the style plane, this home's own copies of what it said before,
a bundle that was handed in, or the last answer while the plane did not answer."""


class StylePin(Contract):
    """The style of one run, complete: from here on the style plane is not needed."""

    ref: str
    """As the producer wrote it."""
    org: str
    name: str
    version: Version
    digest: Sha256
    """Of the contract as published."""
    facets: Facets
    """Of the contract as it is used. They stand for it in the keys of stages, so they are taken from
    its bytes where it is pinned, never from what somebody says about them."""
    contract: Ref[StyleContract]
    """The contract as it is used; without overrides these are the published bytes."""
    assets: dict[Sha256, Ref[Blob]]
    published: Ref[StyleContract] | None = None
    """The published bytes, where overrides made another contract of them."""
    overrides: dict[str, Any] | None = None
    """What this run changed: RFC 7396 patches by section."""
    state: Literal["published", "deprecated", "withdrawn"] = "published"
    """Of the version when it was pinned."""
    resolved_by: ResolvedBy = "plane"
    resolved_at: str = ""
    """When whoever resolved it said so: ISO 8601, UTC."""
    engine: str = ""
    """Painter of the process that pinned."""
    warnings: tuple[str, ...] = ()
    """What a person should know about this pin."""

    @property
    def label(self) -> str:
        return f"{self.org}/{self.name}@{self.version}"

    @property
    def effective_digest(self) -> Sha256:
        """Of the contract as it is used; the published digest without overrides."""
        return self.contract.sha256
