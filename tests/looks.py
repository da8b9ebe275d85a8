"""Styles, words and timelines for tests of drawing: real fonts, a logo, exact times."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import font_manrope
import font_roboto
import pytest
import skia

from schemas.artifacts import BINARY, Blob, Ref
from schemas.clips import CropKey, FaceZone, Framing, SourceSpan, Timeline
from schemas.enhancement import CaptionCard, CaptionWord, EnhancedClip
from schemas.renders import RenderPlan
from schemas.sounds import Levels
from schemas.style.contract import Brand, FontFace, Logo, StyleContract
from schemas.style.overlays import Box, Overlay
from schemas.style.resolve import resolve
from schemas.style.subtitles import SubtitleSystem
from schemas.units import ASPECT_SIZES, Aspect, ms_at
from tasks.tools.drawing.plan import compile_plan

MANROPE = Path(font_manrope.__file__).parent / "files" / "Manrope-ExtraBold.ttf"
ROBOTO = Path(font_roboto.__file__).parent / "files" / "Roboto-Black.ttf"
RATE = "30/1"
WORD_MS = 300
NOWHERE: Ref[Blob] = Ref(sha256="0" * 64, size=0, media_type=BINARY)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


FONTS = {digest(path): path for path in (MANROPE, ROBOTO)}


def dejavu() -> Path:
    """A font with Arabic, Hebrew and Lao, from the system or from Matplotlib, among `FONTS` from now
    on; a test that wants it is skipped where there is none."""
    found = importlib.util.find_spec("matplotlib")
    packed = Path(found.origin).parent / "mpl-data/fonts/ttf" if found and found.origin else Path()
    for folder in (Path("/usr/share/fonts/truetype/dejavu"), packed):
        path = folder / "DejaVuSans-Bold.ttf"
        if path.exists():
            FONTS[digest(path)] = path
            return path
    pytest.skip("DejaVu Sans is not installed: apt-get install fonts-dejavu-core")


def face(path: Path, **facts: Any) -> FontFace:
    return FontFace(sha256=digest(path), family=path.stem, **facts)


def logo_file(folder: Path) -> Path:
    """A red 40 x 20 picture."""
    surface = skia.Surface(40, 20)
    surface.getCanvas().clear(skia.ColorRED)
    path = folder / "logo.png"
    path.write_bytes(bytes(surface.makeImageSnapshot().encodeToData()))
    return path


def picture_file(path: Path, width: int, height: int) -> Path:
    """A picture whose left half is red and whose right half is blue."""
    surface = skia.Surface(width, height)
    canvas = surface.getCanvas()
    canvas.clear(skia.ColorBLUE)
    canvas.drawRect(skia.Rect.MakeWH(width / 2, height), skia.Paint(Color=skia.ColorRED))
    path.write_bytes(bytes(surface.makeImageSnapshot().encodeToData()))
    return path


def a_style(
    logo: Path | None = None,
    overlays: tuple[Overlay, ...] = (),
    fallbacks: tuple[FontFace, ...] = (),
    parts: dict[str, Any] | None = None,
    **subtitles: Any,
) -> StyleContract:
    """A style whose captions are as asked; `parts` are other fields of the contract."""
    logos = {"main": Logo(sha256=digest(logo), width=40, height=20)} if logo else {}
    return StyleContract(
        title="Test",
        brand=Brand(
            palette={"accent": "#FFD60AFF"},
            fonts={"body": face(MANROPE)},
            fallbacks=fallbacks,
            logos=logos,
            handle="@reelwright",
        ),
        subtitles=SubtitleSystem(**subtitles),
        overlays=overlays,
        **(parts or {}),
    )


def a_clip(
    text: str, aspect: Aspect = "9:16", per_card: int = 4, start_ms: int = 0
) -> EnhancedClip:
    """Words of 300 ms each, from 300 ms on, in cards of a few words."""
    words = tuple(
        CaptionWord(
            text=word,
            start_ms=start_ms + (index + 1) * WORD_MS,
            end_ms=start_ms + (index + 2) * WORD_MS,
        )
        for index, word in enumerate(text.split())
    )
    cards = tuple(
        CaptionCard(
            first_word=first,
            last_word=min(first + per_card, len(words)) - 1,
            start_ms=words[first].start_ms,
            end_ms=words[min(first + per_card, len(words)) - 1].end_ms,
        )
        for first in range(0, len(words), per_card)
    )
    return EnhancedClip(
        clip_id="clip-01",
        start_ms=start_ms,
        end_ms=start_ms + (len(words) + 2) * WORD_MS,
        title="What the crew saw",
        hook="Nobody expected this",
        words=words,
        cards={aspect: cards},
    )


def a_timeline(
    aspect: Aspect = "9:16",
    frames: int = 90,
    faces: Sequence[FaceZone] = (),
    framings: Sequence[Framing] = (),
    first_frame: int = 0,
    **facts: Any,
) -> Timeline:
    """A camera that stands over the whole picture."""
    whole = CropKey(frame=0, x=0, y=0, width=1, height=1)
    width, height = ASPECT_SIZES[aspect]
    known: dict[str, Any] = {
        "clip_id": "clip-01",
        "kind": "video",
        "source": NOWHERE,
        "audio": NOWHERE,
        "rate": RATE,
        "width": width,
        "height": height,
        "spans": (SourceSpan(first_frame=first_frame, frame_count=frames, at=0),),
    }
    return Timeline(
        **(known | facts),
        aspect=aspect,
        frame_count=frames,
        framings=tuple(framings) or (Framing(first_frame=0, end_frame=frames, keys=(whole,)),),
        faces=tuple(faces),
    )


def a_plan(
    style: StyleContract,
    text: str = "Nine people saw it happen that day",
    aspect: Aspect = "9:16",
    logo: Path | None = None,
    timeline: Timeline | None = None,
    per_card: int = 4,
    files: Sequence[Path] = (),
    **facts: Any,
) -> tuple[RenderPlan, tuple[str, ...]]:
    """The compiled plan and its warnings; `facts` are other fields of the clip."""
    clip = a_clip(text, aspect, per_card).model_copy(update=facts)
    given = timeline or a_timeline(aspect, frames=(len(clip.words) + 2) * 9)
    logos = {digest(path): path for path in (*files, *((logo,) if logo else ()))}
    levels = Levels(
        per_second=20, values=tuple(50 for _ in range(ms_at(given.frame_count, RATE) // 50))
    )
    return compile_plan(resolve(style, aspect), given, clip, FONTS, logos, levels)


def an_overlay(kind: str, **fields: Any) -> Overlay:
    """An overlay across the upper part of the picture, unless said otherwise."""
    known = {"id": "one", "kind": kind, "box": Box(x=10, y=8, width=80, height=12)}
    return Overlay(**(known | fields))
