"""Ten scripts and emoji in Noto's fonts, as a strip of frames: nothing missing, everything shaped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pytest
import uharfbuzz as hb

from schemas.renders import GlyphRun, RenderPlan
from schemas.style.contract import FontFace
from tasks.tools.drawing.painter import Painter
from tasks.tools.drawing.surface import Pixels, laid_over
from tests.looks import FONTS, a_plan, a_style, digest, face

FOLDER = Path("/usr/share/fonts")
PACKAGES = "apt-get install fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji"
PINNED = {
    "NotoSans-Bold.ttf": "e83493c945848ecd4a9ad0f6d19164541a0d3e23a9c952304a00a46e00272ac5",
    "NotoSansArabic-Bold.ttf": "ded6fc7359ca36d15d7aab9ef0c066e21ce48b26a069994d6602fa2cb9a1b952",
    "NotoSansHebrew-Bold.ttf": "d3b01343f71e8a93fffb84c345a1aecbaf4694b98d0eaace916cb9eac9e6dcd3",
    "NotoSansDevanagari-Bold.ttf": (
        "77ad688cfe1dc55185bf4edb4db3c614202c65dd23a1463ad0e23fc52bcc9a5c"
    ),
    "NotoSansBengali-Bold.ttf": "22c9ff99baca4d31c531ce450a1369beed889467e1ad964f4b8a6f810aa46955",
    "NotoSansTamil-Bold.ttf": "7ef7071ba2fad67dcae397dc7f5bfd4dbce69d86cdc453c2cc4abe640df0b442",
    "NotoSansThai-Bold.ttf": "97bbc8ea98328325285f2f552228c7aac1db39d8f38f0096a61ba7df1f1f780e",
    "NotoSansCJK-Bold.ttc": "faa5f3656a78b2e2d450d27fe8382c778bc2b6bb5ea29c986664a6a435056ceb",
    "NotoColorEmoji.ttf": "e5899ed38b8ed83e08bd3ac5de09791e9d19d288333a796de1d35ad17396f1ec",
}


@dataclass(frozen=True)
class Line:
    """Words of a script, and how many glyphs they are when rightly shaped."""

    language: str
    text: str
    glyphs: int
    shifted: int = 0
    """Glyphs that stand above or below their line."""
    joined: int = 0
    """Glyphs that differ from those of their letters alone."""
    rtl: bool = False


LINES = {
    "Latin": Line("tr", "Çok güzel naïve öykü", 17),
    "Cyrillic": Line("ru", "Каждая история начинается", 23),
    "Arabic": Line("ar", "كل قصة عظيمة تبدأ", 14, joined=10, rtl=True),
    "Hebrew": Line("he", "כל סיפור טוב מתחיל", 15, rtl=True),
    "Devanagari": Line("hi", "हर क्षेत्र की श्री", 9),
    "Bengali": Line("bn", "প্রতিটি গল্প শুরু হয়", 10),
    "Tamil": Line("ta", "ஒவ்வொரு கதையும் தொடங்கு", 17),
    "Thai": Line("th", "เรื่องราวที่ดี เริ่มต้น", 22, shifted=4),
    "Han and kana": Line("ja", "物語は 一文で 始まる", 9),
    "Hangul": Line("ko", "모든 이야기는 시작된다", 10),
    "Emoji": Line("en", "👍🏽 👩‍🚀 🇩🇪 ❤️ 1️⃣", 5),
}


@lru_cache(maxsize=1)
def noto() -> tuple[FontFace, ...]:
    """The pinned fonts; without them the test is skipped."""
    there = {path.name: path for path in FOLDER.rglob("Noto*") if path.name in PINNED}
    lacking = sorted(
        name
        for name, sha256 in PINNED.items()
        if name not in there or digest(there[name]) != sha256
    )
    if lacking:
        pytest.skip(f"not installed, or not as pinned: {', '.join(lacking)} ({PACKAGES})")
    FONTS.update((digest(path), path) for path in there.values())
    return tuple(face(there[name]) for name in PINNED)


def plan_of(line: Line) -> RenderPlan:
    main, *others = noto()
    style = a_style(size=8.0)
    brand = style.brand.model_copy(update={"fonts": {"body": main}, "fallbacks": tuple(others)})
    plan, warnings = a_plan(
        style.model_copy(update={"brand": brand}), line.text, per_card=8, language=line.language
    )
    assert warnings == (), "no glyph is missing"
    return plan


def strip_of(plan: RenderPlan) -> Pixels:
    """The middle of a frame in which the second word is spoken."""
    ground = np.full((plan.height, plan.width, 3), 90, np.uint8)
    seen = laid_over(ground, Painter(plan, lambda ref: b"").paint(24))
    top = round(plan.captions.pages[0].block.box.y) - 60
    return np.asarray(seen[top : top + 400, :, ::-1])


@pytest.mark.parametrize("script", LINES)
def test_a_script_is_shaped_and_drawn(script: str, tmp_path: Path) -> None:
    line = LINES[script]
    plan = plan_of(line)
    words = plan.captions.pages[0].block.words
    strip = strip_of(plan)
    cv2.imwrite(str(tmp_path / "strip.png"), strip)
    assert strip.std() > 15, "something is drawn"
    runs = [run for word in words for run in word.runs]
    assert sum(len(run.glyphs) for run in runs) == line.glyphs
    assert sum(y != 0 for run in runs for y in run.ys) == line.shifted
    assert len({*_glyphs(runs)} - {*_alone(line.text)}) >= line.joined
    assert all(run.rtl == line.rtl for run in runs)
    if line.rtl:
        first, second = words[0], words[1]
        assert first.baseline == second.baseline and first.x > second.x


def _glyphs(runs: list[GlyphRun]) -> list[int]:
    return [glyph for run in runs for glyph in run.glyphs]


def _alone(text: str) -> set[int]:
    """The glyphs of letters that stand by themselves, in every font of the strip."""
    paths = [FONTS[one.sha256] for one in noto()]
    fonts = [hb.Font(hb.Face(path.read_bytes())) for path in paths]
    return {font.get_nominal_glyph(ord(letter)) or 0 for font in fonts for letter in text}


def test_emoji_are_pictures_in_colour() -> None:
    plan = plan_of(LINES["Emoji"])
    assert sum(len(table.pictures) for table in plan.fonts) == 5
    hues = cv2.cvtColor(strip_of(plan), cv2.COLOR_BGR2HSV).reshape(-1, 3)
    vivid = hues[(hues[:, 1] > 120) & (hues[:, 2] > 120)]
    assert len({int(hue) // 15 for hue in vivid[:, 0]}) >= 3
