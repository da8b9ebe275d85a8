"""Every field of a style does something to pixels, and the same plan gives the same ones."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from schemas.renders import RenderPlan
from schemas.style.overlays import Box, Span
from schemas.style.subtitles import Emphasis, Motion, Placement, Plate, Shadow, Stroke
from tasks.tools.drawing.painter import Painter
from tasks.tools.drawing.proof import logo_loader, paint_still
from tasks.tools.drawing.spoken import page_state
from tasks.tools.drawing.surface import Layer, laid_over
from tests.looks import FONTS, a_plan, a_style, an_overlay, digest, logo_file

STILL: dict[str, Any] = {
    "enter": Motion(kind="none"),
    "exit": Motion(kind="none"),
    "emphasis": Emphasis(kind="none"),
    "size": 8.0,
}
FRAME = 22
"""733 ms: in the middle of the second word."""


def painted(plan: RenderPlan, frame: int = FRAME, logo: Path | None = None) -> bytes:
    """What lies on a grey ground at a frame."""
    loader = logo_loader({digest(logo): logo} if logo else {})
    ground = np.full((plan.height, plan.width, 3), 90, dtype=np.uint8)
    return laid_over(ground, Painter(plan, loader).paint(frame)).tobytes()


CHANGES: dict[str, dict[str, Any]] = {
    "size": {"size": 7.0},
    "color": {"color": "#00FF00FF"},
    "tracking": {"tracking": 0.1},
    "leading": {"leading": 1.6},
    "case": {"case": "upper"},
    "no stroke": {"stroke": None},
    "stroke width": {"stroke": Stroke(width=0.2)},
    "stroke blur": {"stroke": Stroke(blur=0.3)},
    "no shadow": {"shadow": None},
    "shadow place": {"shadow": Shadow(dx=0.3, dy=0.3)},
    "shadow blur": {"shadow": Shadow(blur=0.5)},
    "line plate": {"plate": Plate(shape="line")},
    "block plate": {"plate": Plate(shape="block")},
    "word plate": {"plate": Plate(shape="word")},
    "plate gradient": {"plate": Plate(shape="block", color_to="#FF0000FF")},
    "plate pads": {"plate": Plate(shape="block", pad_x=1, pad_y=0.5)},
    "plate corners": {"plate": Plate(shape="block", radius=0.6)},
    "fill": {"emphasis": Emphasis(kind="fill")},
    "sweep": {"emphasis": Emphasis(kind="sweep")},
    "pop": {"emphasis": Emphasis(kind="pop", scale=1.3)},
    "plate": {"emphasis": Emphasis(kind="plate")},
    "reveal": {"emphasis": Emphasis(kind="reveal")},
    "spoken": {"emphasis": Emphasis(kind="fill", spoken="#FF0000FF")},
    "attack": {"emphasis": Emphasis(kind="fill", attack_ms=600)},
    "anchor": {"placement": Placement(anchor="top")},
    "align": {"placement": Placement(align="left")},
    "offset": {"placement": Placement(offset=40)},
    "box width": {"placement": Placement(box_width=50)},
    "off": {"enabled": False},
}


def test_every_field_of_captions_changes_pixels() -> None:
    text = "Nine people saw it happen that day"
    looks = {"plain": STILL} | {name: STILL | change for name, change in CHANGES.items()}
    seen = {
        name: hashlib.sha256(painted(a_plan(a_style(**look), text, per_card=7)[0])).hexdigest()
        for name, look in looks.items()
    }
    assert len(set(seen.values())) == len(seen), seen


@pytest.mark.parametrize("kind", ["fade", "rise", "pop", "slide", "typewriter"])
def test_cards_come_in_and_go_out_as_the_style_says(kind: str) -> None:
    motion = Motion(kind=kind, duration_ms=240)
    moving, _ = a_plan(a_style(**STILL | {"enter": motion, "exit": motion}), per_card=7)
    still, _ = a_plan(a_style(**STILL), per_card=7)
    page = still.captions.pages[0]
    coming, going = page.start_ms * 30 // 1000 + 3, page.end_ms * 30 // 1000 - 3
    for frame in (coming, going):
        assert painted(moving, frame) != painted(still, frame)
    assert painted(moving, (coming + going) // 2) == painted(still, (coming + going) // 2)


def test_a_card_that_the_next_one_follows_is_whole_while_its_last_word_is_spoken() -> None:
    """Plates do not blink between cards, and no last word fades."""
    fade = Motion(kind="fade", duration_ms=240)
    leaving, _ = a_plan(a_style(**STILL | {"exit": fade}), per_card=4)
    staying, _ = a_plan(a_style(**STILL), per_card=4)
    first, last = leaving.captions.pages
    assert first.end_ms == last.start_ms
    end = first.end_ms * 30 // 1000 - 1
    assert painted(leaving, end) == painted(staying, end)
    end = last.end_ms * 30 // 1000 - 2
    assert painted(leaving, end) != painted(staying, end)


def test_nothing_is_drawn_before_the_first_card() -> None:
    plan, _ = a_plan(a_style(**STILL))
    assert Painter(plan, logo_loader({})).paint(2) == ()


def test_reveal_hides_words_until_they_are_spoken() -> None:
    look = STILL | {
        "emphasis": Emphasis(kind="reveal", attack_ms=0),
        "stroke": None,
        "shadow": None,
    }
    plan, _ = a_plan(a_style(**look), text="one two three")
    painter = Painter(plan, logo_loader({}))
    inked = [
        sum(int((layer.pixels[:, :, 3] > 0).sum()) for layer in painter.paint(frame))
        for frame in (10, 20, 30)
    ]
    assert 0 < inked[0] < inked[1] < inked[2]


def test_a_brand_colour_is_drawn_exactly() -> None:
    look = STILL | {"stroke": None, "shadow": None, "color": "#E100FFFF"}
    plan, _ = a_plan(a_style(**look))
    (layer,) = Painter(plan, logo_loader({})).paint(FRAME)
    solid = layer.pixels[layer.pixels[:, :, 3] == 255]
    assert len(solid) > 1000
    assert (solid == (0xE1, 0x00, 0xFF, 0xFF)).all()


def test_layers_are_premultiplied_even_and_inside_the_canvas() -> None:
    plan, _ = a_plan(a_style(emphasis=Emphasis(kind="pop", scale=1.5), size=12))
    painter = Painter(plan, logo_loader({}))
    for frame in range(0, plan.frame_count, 3):
        for layer in painter.paint(frame):
            area = layer.area
            assert not any(value % 2 for value in (area.x, area.y, area.width, area.height))
            assert area.x >= 0
            assert area.y >= 0
            assert area.x + area.width <= plan.width
            assert area.y + area.height <= plan.height
            assert (layer.pixels[:, :, :3] <= layer.pixels[:, :, 3:]).all()


def ink_outside(layers: tuple[Layer, ...]) -> bool:
    """Whether something is cut off: ink on the outermost pixels of a layer."""
    for layer in layers:
        alpha = layer.pixels[:, :, 3]
        edges = (alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1])
        if max(int(edge.max()) for edge in edges) > 6:
            return True
    return False


@pytest.mark.parametrize("kind", ["none", "fill", "sweep", "pop", "plate", "reveal"])
@pytest.mark.parametrize("motion", ["fade", "rise", "pop", "slide", "typewriter"])
def test_nothing_is_cut_off_at_any_moment(kind: str, motion: str) -> None:
    look: dict[str, Any] = {
        "emphasis": Emphasis(kind=kind, scale=1.3),
        "shadow": Shadow(dx=0.1, dy=0.1, blur=0.4),
        "stroke": Stroke(width=0.1, blur=0.4 if kind in ("pop", "fill") else 0),
        "enter": Motion(kind=motion, duration_ms=300),
        "exit": Motion(kind=motion, duration_ms=300),
        "plate": Plate(shape="line" if kind == "sweep" else "none"),
    }
    plan, _ = a_plan(a_style(**look), text="Éjpgy Åxy qqq")
    painter = Painter(plan, logo_loader({}))
    for frame in range(9, 37):
        assert not ink_outside(painter.paint(frame)), frame


def test_a_word_is_as_it_was_when_its_release_is_over() -> None:
    sizes = {}
    for release in (0, 80, 900):
        emphasis = Emphasis(kind="pop", scale=1.5, release_ms=release)
        plan, _ = a_plan(a_style(emphasis=emphasis), text="one two three")
        word = plan.captions.pages[0].block.words[0]
        states = [
            page_state(plan.captions, plan.captions.pages[0], word.end_ms + late).words[0].scale
            for late in (0, 60, 300, 1000)
        ]
        sizes[release] = states
        assert states[-1] == 1.0
    assert sizes[0][0] == 1.0
    assert sizes[80][0] > sizes[80][1] > sizes[80][2] == 1.0
    assert sizes[900][0] >= sizes[900][1] > sizes[900][2] > 1.0


def test_pixels_that_did_not_change_are_the_same_object() -> None:
    plan, _ = a_plan(a_style(**STILL))
    painter = Painter(plan, logo_loader({}))
    assert painter.paint(20)[0].pixels is painter.paint(21)[0].pixels


def test_frames_do_not_depend_on_which_were_asked_before() -> None:
    plan, _ = a_plan(a_style(emphasis=Emphasis(kind="plate")))
    painter = Painter(plan, logo_loader({}))
    ground = np.zeros((plan.height, plan.width, 3), dtype=np.uint8)
    for frame in (40, 12, 27, 13):
        fresh = Painter(plan, logo_loader({})).paint(frame)
        assert (laid_over(ground, painter.paint(frame)) == laid_over(ground, fresh)).all()


OVERLAYS: dict[str, dict[str, Any]] = {
    "plain": {},
    "box": {"box": Box(x=5, y=40, width=90, height=20)},
    "align": {"align": "left"},
    "valign": {"valign": "bottom"},
    "opacity": {"opacity": 0.5},
    "size": {"size": 4.0},
    "color": {"color": "#FF0000FF"},
    "stroke": {"stroke": Stroke()},
    "shadow": {"shadow": Shadow()},
    "plate": {"plate": Plate(shape="line")},
    "case": {"case": "upper"},
    "span": {"span": Span(anchor="clip_start", duration_ms=300)},
    "enter": {"span": Span(anchor="clip_start", offset_ms=700), "enter": Motion(kind="rise")},
    "exit": {
        "span": Span(anchor="clip_start", duration_ms=760),
        "exit": Motion(kind="fade", duration_ms=100),
    },
}


def test_every_field_of_an_overlay_changes_pixels() -> None:
    seen = {}
    for name, change in OVERLAYS.items():
        overlay = an_overlay("title", **{"text": "A title of some words"} | change)
        plan, _ = a_plan(a_style(overlays=(overlay,), enabled=False))
        seen[name] = hashlib.sha256(painted(plan)).hexdigest()
    assert len(set(seen.values())) == len(seen), seen


@pytest.mark.parametrize("kind", ["logo", "progress", "waveform", "end_card"])
def test_each_kind_of_overlay_is_drawn(kind: str, tmp_path: Path) -> None:
    logo = logo_file(tmp_path)
    overlay = an_overlay(kind, logo="main" if kind in ("logo", "end_card") else None)
    plan, _ = a_plan(a_style(logo, overlays=(overlay,), enabled=False), logo=logo)
    empty, _ = a_plan(a_style(enabled=False))
    assert painted(plan, logo=logo) != painted(empty)
    if kind in ("progress", "waveform"):
        assert painted(plan, 20) != painted(plan, 40)


def test_higher_overlays_cover_lower_ones() -> None:
    box = Box(x=10, y=8, width=80, height=12)
    red = an_overlay("progress", id="red", color="#FF0000FF", z=5, box=box)
    card = an_overlay("end_card", id="card", text=" ", z=1)
    plan, _ = a_plan(a_style(overlays=(card, red), enabled=False))
    assert [item.id for item in plan.overlays] == ["red", "card"]


def test_a_proof_is_a_picture_of_the_asked_width(tmp_path: Path) -> None:
    png = paint_still(a_style(), "4:5", FONTS, {}, width=320)
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) == 320
    assert int.from_bytes(png[20:24]) == 400


DIGEST = """
import hashlib
from tests.looks import a_plan, a_style
from schemas.style.subtitles import Emphasis
from tasks.tools.drawing.painter import Painter
plan, _ = a_plan(a_style(emphasis=Emphasis(kind="pop", scale=1.3)))
painter, total = Painter(plan, lambda ref: b""), hashlib.sha256()
for frame in range(0, plan.frame_count, 2):
    for layer in painter.paint(frame):
        total.update(layer.pixels.tobytes())
import sys
assert "av" not in sys.modules
print(total.hexdigest())
"""


def test_pixels_are_the_same_in_every_process_and_need_no_decoder() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            check=True,
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[4],
        ).stdout.strip()
        for _ in range(2)
    ]
    assert len(runs[0]) == 64
    assert runs[0] == runs[1]
