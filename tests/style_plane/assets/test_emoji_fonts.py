"""Emoji of the font that people have: from the upload over the lints to the painter."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from schemas.style.contract import StyleContract
from style_plane.assets.guard import guarded_take
from style_plane.lint import lint
from style_plane.previews.models import Shot
from style_plane.previews.studio import Studio, staged
from style_plane.starters.seeding import contract_of
from tests.style_plane.lint.shelf import Files, starter_files
from tests.style_plane.styles import changed

FONT = Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")


@pytest.fixture
def shelf(tmp_path: Path) -> Files:
    """The starters' files, and Noto Color Emoji as an upload leaves it."""
    if not FONT.exists():
        pytest.skip(f"{FONT} is not there: apt-get install fonts-noto-color-emoji")
    taken = guarded_take(FONT.read_bytes()).asset
    path = tmp_path / "emoji.ttf"
    path.write_bytes(taken.data)
    files = starter_files().copy()
    files.state(taken.facts, path)
    return files


@pytest.fixture
def style(shelf: Files, tmp_path: Path) -> StyleContract:
    """Bold with emoji on its hook."""
    facts = shelf.facts(hashlib.sha256((tmp_path / "emoji.ttf").read_bytes()).hexdigest())
    assert facts is not None
    bold = contract_of("bold")
    face = {"sha256": facts.sha256, "family": facts.family, "weight": facts.weight}
    brand = {"fallbacks": [*bold.model_dump(mode="json")["brand"]["fallbacks"], face]}
    hook = [item.model_dump(mode="json") for item in bold.overlays if item.id == "hook"]
    patch = {"promise": ["1:1"], "aspects": None, "brand": brand}
    overlays = [hook[0] | {"text": "\U0001f600 \U0001f44d\U0001f3fd {hook}"}]
    return StyleContract.model_validate(changed(bold, patch | {"overlays": overlays}))


def test_an_emoji_font_of_bitmaps_is_taken_and_no_lint_speaks_of_it(
    shelf: Files, style: StyleContract
) -> None:
    found = lint(style, shelf, today=date(2026, 11, 20), deep=True)
    assert [item for item in found if item.severity != "info"] == []
    bare = StyleContract.model_validate(
        changed(
            style,
            {"brand": {"fallbacks": style.model_dump(mode="json")["brand"]["fallbacks"][:-1]}},
        )
    )
    assert "F1" in {item.rule for item in lint(bare, shelf, today=date(2026, 11, 20))}


def test_a_preview_paints_it_in_its_colours(shelf: Files, style: StyleContract) -> None:
    stage = staged(shelf, style, "1:1", "en")
    assert stage.warnings == ()
    screen = stage.screen("dark", 1080, 1080)
    pixels = screen.pixels(stage.frame_at(None))[:, :, :3].astype(int)
    yellow = (np.abs(pixels - (255, 202, 40)) < 40).all(axis=2)
    assert yellow.sum() > 300
    assert Studio(shelf).still(style, Shot(aspect="1:1")).warnings == ()
