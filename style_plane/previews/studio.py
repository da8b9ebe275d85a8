"""Paints stills and films of any contract. For one thread: painters are not to be shared.

Plans and their painters are kept for a while: scrubbing through a sample lays nothing out again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from schemas.base import digest_of
from schemas.renders import PixelBox, RenderPlan
from schemas.style.contract import StyleContract, named_assets
from schemas.style.cover import cover_of
from schemas.style.resolve import resolve
from schemas.units import ASPECT_SIZES, Aspect, Sha256, fps, frame_at, ms_at
from style_plane.assets.facts import AssetFacts
from style_plane.previews.encoding import MP4, PNG, WEBP, mp4, png, webp
from style_plane.previews.errors import PreviewRefusedError, SupersededError
from style_plane.previews.frames import Pixels, Screen
from style_plane.previews.heat import heat_map
from style_plane.previews.models import Region, Shot, Still
from style_plane.previews.scenes import OWN, graded_as, ground_of, text_in, words_of
from tasks.errors.base import FatalError
from tasks.tools.drawing.painter import LoadAsset, Painter
from tasks.tools.drawing.proof import graded, logo_loader, plan_of_words

KEPT = 24
"""Plans; about 1 MB each with what their painters hold."""
FILM_MS = 2000
FILM_PRESET = "ultrafast"
INTO_WORD_MS = 200
"""A still without a moment shows its word this long after it began."""


class Shelf(Protocol):
    """Where the files that a style names lie; `Assets` is one."""

    def facts(self, sha256: Sha256) -> AssetFacts | None:
        """What an asset is; None where there is none."""
        ...

    def path(self, sha256: Sha256) -> Path:
        """Where its bytes lie."""
        ...


@dataclass(frozen=True)
class Staged:
    """A style laid out over sample words, ready to be painted at any moment."""

    plan: RenderPlan
    painter: Painter
    warnings: tuple[str, ...]
    load: LoadAsset
    """Reads the pictures and LUTs that the style names."""

    @property
    def length_ms(self) -> int:
        return ms_at(self.plan.frame_count, self.plan.rate)

    def screen(self, ground: str, width: int, height: int, picture: bytes | None = None) -> Screen:
        """The style over a ground, which is graded as footage would be; its own background is not.

        Raises:
            PreviewRefusedError: when there is no such ground, or when the LUT cannot be read.
        """
        image = ground_of(self.plan, ground, width, height, picture)
        if ground != OWN and self.plan.picture is not None:
            try:
                grade = graded(self.plan.picture, self.load)
            except FatalError as error:
                raise PreviewRefusedError(str(error)) from error
            image = graded_as(image, grade)
        return Screen(self.plan, self.painter, image)

    def frame_at(self, at_ms: int | None) -> int:
        """The frame of a moment, or of the second word of the first card; never after the end."""
        moment = first_word_ms(self.plan) if at_ms is None else at_ms
        return min(frame_at(moment, self.plan.rate), self.plan.frame_count - 1)


class Studio:
    """All that is drawn without being published."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._staged: OrderedDict[tuple[Sha256, Aspect, str], Staged] = OrderedDict()

    def stage(self, contract: StyleContract, aspect: Aspect, language: str) -> Staged:
        """Lay a style out over the sample of a language.

        Raises:
            PreviewRefusedError: when a file of the style is missing or cannot be used.
        """
        key = (digest_of(contract), aspect, language)
        if key not in self._staged:
            self._staged[key] = staged(self._shelf, contract, aspect, language)
            if len(self._staged) > KEPT:
                self._staged.popitem(last=False)
        self._staged.move_to_end(key)
        return self._staged[key]

    def still(self, contract: StyleContract, shot: Shot, picture: bytes | None = None) -> Still:
        """One moment as WebP, over `picture` where there is one.

        Raises:
            PreviewRefusedError: as `stage`, or when there is no such ground.
        """
        stage = self.stage(shown(contract, shot), shot.aspect, shot.language)
        number = stage.frame_at(shot.at_ms)
        pixels = self._screen(stage, shot, picture).pixels(number)
        now = ms_at(number, stage.plan.rate)
        return Still(
            data=webp(pixels),
            media_type=WEBP,
            at_ms=now,
            length_ms=stage.length_ms,
            regions=regions_at(stage.plan, now),
            warnings=stage.warnings,
        )

    def film(
        self,
        contract: StyleContract,
        shot: Shot,
        stale: Callable[[], bool],
        picture: bytes | None = None,
    ) -> Still:
        """Two seconds from a moment on as MP4; near the end of the sample they begin earlier.

        Raises:
            PreviewRefusedError: as `still`.
            SupersededError: when the film became `stale` while it was painted.
        """
        stage = self.stage(shown(contract, shot), shot.aspect, shot.language)
        rate = round(fps(stage.plan.rate))
        count = min(stage.plan.frame_count, rate * FILM_MS // 1000)
        first = min(stage.frame_at(shot.at_ms or 0), stage.plan.frame_count - count)
        screen = self._screen(stage, shot, picture)

        def painted(number: int) -> Pixels:
            if stale():
                raise SupersededError("Something newer was asked for while the film was painted.")
            return screen.pixels(number)

        width, height = size_of(shot)
        frames = map(painted, range(first, first + count))
        return Still(
            data=mp4(frames, width, height, rate, FILM_PRESET),
            media_type=MP4,
            at_ms=ms_at(first, stage.plan.rate),
            length_ms=stage.length_ms,
            regions=(),
            warnings=stage.warnings,
        )

    def heat(self, one: StyleContract, other: StyleContract, shot: Shot) -> Still:
        """Where two styles differ, as a PNG: the brighter, the more.

        Raises:
            PreviewRefusedError: as `still`, for either.
        """
        before = self.stage(shown(one, shot), shot.aspect, shot.language)
        after = self.stage(shown(other, shot), shot.aspect, shot.language)
        number = after.frame_at(shot.at_ms)
        pixels = [
            self._screen(stage, shot).pixels(min(number, stage.plan.frame_count - 1))
            for stage in (before, after)
        ]
        return Still(
            data=png(heat_map(*pixels)),
            media_type=PNG,
            at_ms=ms_at(number, after.plan.rate),
            length_ms=after.length_ms,
            regions=(),
            warnings=(),
        )

    def _screen(self, stage: Staged, shot: Shot, picture: bytes | None = None) -> Screen:
        return stage.screen(shot.ground, *size_of(shot), picture)


def staged(shelf: Shelf, contract: StyleContract, aspect: Aspect, language: str) -> Staged:
    """A style laid out anew, and a painter of its own.

    Words are the sample's; everything else goes by the language that was asked for.

    Raises:
        PreviewRefusedError: when a file of the style is missing or cannot be used.
    """
    files = {sha256: _file(shelf, sha256) for sha256 in named_assets(contract)}
    text, load = text_in(language), logo_loader(files)
    try:
        plan, warnings = plan_of_words(
            contract,
            aspect,
            files,
            files,
            words=words_of(text),
            title=text.title,
            language=language,
        )
        painter = Painter(plan, load)
    except FatalError as error:
        raise PreviewRefusedError(str(error)) from error
    return Staged(plan, painter, warnings, load)


def shown(contract: StyleContract, shot: Shot) -> StyleContract:
    """The style of what is asked for: the short's, or its cover's where it has one."""
    cover = cover_of(resolve(contract, shot.aspect, shot.language)) if shot.cover else None
    return cover or contract


def size_of(shot: Shot) -> tuple[int, int]:
    """Pixels of a picture; both even, as films must be."""
    width, height = ASPECT_SIZES[shot.aspect]
    return shot.width // 2 * 2, round(shot.width * height / width / 2) * 2


def first_word_ms(plan: RenderPlan) -> int:
    """A moment that shows a style: its first card's second word is being spoken."""
    if not plan.captions.pages:
        return 2 * INTO_WORD_MS
    words = plan.captions.pages[0].block.words
    return words[min(1, len(words) - 1)].start_ms + INTO_WORD_MS


def regions_at(plan: RenderPlan, now: int) -> tuple[Region, ...]:
    """What stands where at a moment."""
    boxes = [
        (item.source, item.box) for item in plan.overlays if item.start_ms <= now < item.end_ms
    ]
    boxes += [
        ("captions", page.block.box)
        for page in plan.captions.pages
        if page.start_ms <= now < page.end_ms
    ]
    return tuple(_region(name, box, plan) for name, box in boxes)


def _region(name: str, box: PixelBox, plan: RenderPlan) -> Region:
    left, right = (np.clip(value / plan.width, 0, 1) for value in (box.x, box.right))
    top, bottom = (np.clip(value / plan.height, 0, 1) for value in (box.y, box.bottom))
    return Region(
        id=name, x=float(left), y=float(top), width=float(right - left), height=float(bottom - top)
    )


def _file(shelf: Shelf, sha256: Sha256) -> Path:
    if shelf.facts(sha256) is None:
        raise PreviewRefusedError(
            f"The style names a file with sha256 {sha256}, which was not uploaded. Upload it in the "
            f"brand kit, or choose another."
        )
    return shelf.path(sha256)
