"""What rules look at: a whole contract (`Bench`), and each promised aspect ratio of it (`Scene`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from schemas.enhancement import CaptionWord
from schemas.renders import RenderPlan
from schemas.style.contract import Brand, FontFace, StyleContract
from schemas.style.cover import cover_of
from schemas.style.locales import locale_of
from schemas.style.overlays import Overlay
from schemas.style.resolve import resolve
from schemas.units import ASPECT_SIZES, Aspect, Sha256
from style_plane.assets.facts import AssetFacts
from style_plane.lint.finding import Severity
from style_plane.lint.languages import Tongue, tongue_of
from style_plane.lint.shelf import Shelf
from tasks.tools.drawing.fonts import FontBook
from tasks.tools.drawing.proof import plan_of_words

BOOKS_KEPT = 32
OTHERS = {"logos": "image", "luts": "lut", "stings": "sound", "music": "sound"}
"""Parts of the brand that hold no fonts, and the kind of asset that each holds."""
DEFAULT_TONGUE = "en"
"""Measured with where a style promises no language."""


class Said(NamedTuple):
    """What a rule found; where, in which aspect ratio and under which rule is known outside."""

    severity: Severity
    pointer: str
    message: str
    numbers: Mapping[str, float] = {}
    fix: dict[str, Any] | None = None
    """Patch of the style as it holds in this aspect ratio: `subtitles`, `pacing`, `visual` and
    `overlays` (by id) there, anything else in the contract's document."""
    language: str | None = None


@dataclass(frozen=True)
class Bench:
    """A contract with everything at hand that lints need."""

    contract: StyleContract
    shelf: Shelf
    today: date
    known: dict[Sha256, AssetFacts | None] = field(default_factory=dict)
    views: dict[tuple[Aspect, str | None], StyleContract | str] = field(default_factory=dict)

    def facts(self, sha256: Sha256) -> AssetFacts | None:
        """What an asset is; asked for once."""
        if sha256 not in self.known:
            self.known[sha256] = self.shelf.facts(sha256)
        return self.known[sha256]

    @cached_property
    def tongues(self) -> tuple[Tongue, ...]:
        """The promised languages, each once, in order."""
        return tuple(tongue_of(tag) for tag in dict.fromkeys(self.contract.languages))

    @cached_property
    def faces(self) -> dict[str, FontFace]:
        """Every font face by its pointer."""
        brand = self.contract.brand
        faces = {f"/brand/fonts/{role}": face for role, face in sorted(brand.fonts.items())}
        return faces | {f"/brand/fallbacks/{i}": face for i, face in enumerate(brand.fallbacks)}

    @cached_property
    def fonts(self) -> dict[Sha256, Path]:
        """The files of the fonts that are here."""
        return self._files({face.sha256 for face in self.faces.values()}, "font")

    @cached_property
    def measurable(self) -> bool:
        """Whether every font is here: without them no text can be measured."""
        return all(face.sha256 in self.fonts for face in self.faces.values())

    @cached_property
    def drawable(self) -> bool:
        """Whether every asset is here and what its place asks for, so that plans can be made."""
        wanted = {sha for part in OTHERS for sha in self._named(part)}
        return self.measurable and wanted <= set(self.others)

    @cached_property
    def others(self) -> dict[Sha256, Path]:
        """The files of what is no font, as far as they are here."""
        found: dict[Sha256, Path] = {}
        for part, kind in OTHERS.items():
            found |= self._files(self._named(part), kind)
        return found

    def view(self, aspect: Aspect, language: str | None = None) -> StyleContract | str:
        """The style as it holds there, or why it does not; worked out once. Without a language, as
        it holds where no locale rule does."""
        key = (aspect, language)
        if key not in self.views:
            try:
                self.views[key] = resolve(self.contract, aspect, language)
            except ValidationError as error:
                self.views[key] = _words(error)
        return self.views[key]

    def scenes(self) -> Iterator[Scene]:
        """One for each promised aspect ratio that has a valid style, each once, in order."""
        for aspect in dict.fromkeys(self.contract.promise):
            style = self.view(aspect)
            if isinstance(style, StyleContract):
                yield Scene(self, aspect, style)

    def _named(self, part: str) -> set[Sha256]:
        return {item.sha256 for item in getattr(self.contract.brand, part).values()}

    def _files(self, wanted: set[Sha256], kind: str) -> dict[Sha256, Path]:
        """Those that are here and of a kind, by digest."""
        known = ((sha, self.facts(sha)) for sha in sorted(wanted))
        right = (sha for sha, facts in known if facts is not None and facts.kind == kind)
        return {sha: path for sha in right if (path := self.shelf.path(sha)).exists()}


@dataclass(frozen=True)
class Scene:
    """A style as it holds in one aspect ratio where no locale rule does, every paint a plain colour."""

    bench: Bench
    aspect: Aspect
    style: StyleContract
    still: bool = False
    """Whether it is the cover: a picture that stands, with overlays of its own and no captions."""

    @cached_property
    def overlays(self) -> tuple[Overlay, ...]:
        """What is seen there: overlays of the cover are seen on the cover alone."""
        return tuple(item for item in self.style.overlays if item.span.anchor != "cover")

    @cached_property
    def cover(self) -> Scene | None:
        """The cover of these shorts; None where the style puts nothing on it."""
        found = cover_of(self.style)
        return None if found is None else Scene(self.bench, self.aspect, found, still=True)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the canvas, in pixels."""
        return ASPECT_SIZES[self.aspect]

    @property
    def vmin(self) -> float:
        """Pixels of one percent of the shorter side."""
        return min(self.size) / 100

    @cached_property
    def languages(self) -> tuple[tuple[Tongue, StyleContract], ...]:
        """Each promised language with the style as it holds for it; English where none is."""
        tongues = self.bench.tongues or (tongue_of(DEFAULT_TONGUE),)
        return tuple((tongue, self.for_language(tongue.tag)) for tongue in tongues)

    def for_language(self, tag: str) -> StyleContract:
        """The style for words in a language; as for all others where its rule does not apply."""
        if locale_of(self.bench.contract.locales, tag) is None:
            return self.style
        found = self.bench.view(self.aspect, tag)
        if not isinstance(found, StyleContract):
            return self.style
        return (cover_of(found) or found) if self.still else found

    def book(self, style: StyleContract) -> FontBook | None:
        """The fonts of a style, to measure text with; None when one is not here."""
        return book_of(style.brand, self.bench.fonts) if self.bench.measurable else None

    @cached_property
    def plan(self) -> RenderPlan | None:
        """Laid out by the production code with a sample sentence; None when assets are missing."""
        if not self.bench.drawable:
            return None
        tongue = self.languages[0][0]
        return planned(self, tongue)


def planned(scene: Scene, tongue: Tongue, *, speed: float = 1.0) -> RenderPlan:
    """The plan of a language's sample sentence, said `speed` times as fast as usual."""
    words = tuple(
        CaptionWord(
            text=word.text,
            start_ms=round(word.start_ms / speed),
            end_ms=round(word.end_ms / speed),
            keyword=word.text.isdigit(),
        )
        for word in tongue.sample.words
    )
    bench = scene.bench
    return plan_of_words(
        scene.for_language(tongue.tag),
        scene.aspect,
        bench.fonts,
        bench.others,
        words=words,
        title=tongue.sample.title,
        language=tongue.tag,
    )[0]


def _words(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, item['loc'])) or 'style'}: {item['msg']}"
        for item in error.errors(include_url=False)
    )


def book_of(brand: Brand, fonts: Mapping[Sha256, Path]) -> FontBook:
    """The fonts of a brand, kept: outlines that were looked at once are there."""
    bare = brand.model_dump_json(include={"fonts", "fallbacks"})
    return _book(bare, tuple(sorted(fonts.items())))


@lru_cache(maxsize=BOOKS_KEPT)
def _book(brand: str, fonts: tuple[tuple[Sha256, Path], ...]) -> FontBook:
    return FontBook(Brand.model_validate_json(brand), dict(fonts))
