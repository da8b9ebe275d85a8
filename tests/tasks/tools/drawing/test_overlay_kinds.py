"""Lower thirds, calls to action, images and frames: where they stand, when, and what they show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from schemas.enhancement import CaptionWord
from schemas.renders import PlacedOverlay, RenderPlan, Ring
from schemas.style.contract import StyleContract
from schemas.style.overlays import Box, Overlay, Span
from schemas.style.slots import Slot
from schemas.style.subtitles import Plate
from tasks.tools.drawing.painter import Painter
from tasks.tools.drawing.rings import ring_areas
from tasks.tools.drawing.spoken import page_state
from tasks.tools.drawing.surface import Pixels, laid_over
from tests.looks import a_plan, a_style, a_timeline, an_overlay, logo_file, picture_file


def shown(plan: RenderPlan, frame: int, files: list[Path]) -> Pixels:
    """RGB of a frame over black."""
    (image,) = {path.read_bytes() for path in files} or {b""}
    layers = Painter(plan, lambda ref: image).paint(frame)
    return laid_over(np.zeros((plan.height, plan.width, 3), np.uint8), layers)


def placed(overlay: Overlay, **more: Any) -> tuple[PlacedOverlay, ...]:
    style = a_style(overlays=(overlay,), enabled=False)
    return a_plan(style, **more)[0].overlays


def words_by(*speakers: str | None) -> tuple[CaptionWord, ...]:
    """Words of 600 ms, one for each speaker."""
    return tuple(
        CaptionWord(text="word", start_ms=600 * n, end_ms=600 * n + 590, speaker=speaker)
        for n, speaker in enumerate(speakers)
    )


TALK: dict[str, Any] = {
    "text": "one two three four five six",
    "timeline": a_timeline(frames=126),
    "words": words_by("Ada", "Ada", "Grace", "Grace", "Ada", "Ada"),
    "speakers": ("Ada", "Grace"),
}


def test_a_lower_third_comes_with_every_speaker_under_their_name() -> None:
    third = an_overlay("lower_third", span=Span(anchor="speaker_change", duration_ms=500))
    found = placed(third, **TALK)
    assert [(item.id, item.start_ms, item.end_ms) for item in found] == [
        ("one", 0, 500),
        ("one/2", 1200, 1700),
        ("one/3", 2400, 2900),
    ]
    assert {item.source for item in found} == {"one"}


def test_without_a_length_a_name_stays_until_someone_else_speaks() -> None:
    third = an_overlay("lower_third", span=Span(anchor="speaker_change"))
    talk = TALK | {"words": words_by("Ada", "Ada", "Grace", "Grace")}
    assert [(item.start_ms, item.end_ms) for item in placed(third, **talk)] == [
        (0, 1200),
        (1200, 4200),
    ]


def test_a_brief_remark_is_no_change_of_speaker() -> None:
    third = an_overlay("lower_third", span=Span(anchor="speaker_change"))
    talk = TALK | {"words": words_by("Ada", "Ada", "Grace", "Ada", "Ada")}
    assert len(placed(third, **talk)) == 1


def test_a_name_stands_above_a_smaller_line_on_one_plate() -> None:
    plate = Plate(shape="block", color="#000000FF")
    third = an_overlay("lower_third", plate=plate, align="left")
    (found,) = placed(third, **TALK | {"speakers": ("Ada",)})
    assert found.block is not None
    name, handle = found.block.words
    assert (name.text, handle.text) == ("Ada", "@reelwright")
    assert handle.baseline > name.baseline
    assert handle.runs[0].em == pytest.approx(0.62 * name.runs[0].em, rel=0.01)
    assert handle.x == pytest.approx(name.x, abs=2)
    assert found.block.plates == (found.box,)


@pytest.mark.parametrize("speakers", [(), ("speaker-1",)])
def test_nobody_in_particular_gets_no_lower_third(speakers: tuple[str, ...]) -> None:
    assert placed(an_overlay("lower_third"), text="one", speakers=speakers) == ()


def test_an_overlay_waits_for_the_end_of_the_opening_sentence() -> None:
    late = an_overlay("text", text="Now", span=Span(anchor="hook_end", offset_ms=100))
    (found,) = placed(late, opening_end_ms=900)
    assert found.start_ms == 1000


def test_a_call_to_action_sets_its_picture_beside_its_words(tmp_path: Path) -> None:
    logo = logo_file(tmp_path)
    call = an_overlay("cta", text="Follow", logo="main", plate=Plate(shape="block"))
    (found,) = a_plan(a_style(logo, overlays=(call,), enabled=False), logo=logo)[0].overlays
    assert found.image is not None
    assert found.block is not None
    (word,) = found.block.words
    assert found.image.box.right < word.x
    assert found.box.x <= found.image.box.x
    assert found.box.right >= word.x + word.width
    middle = (found.box.x + found.box.right) / 2
    assert middle == pytest.approx(1080 / 2, abs=3)


def test_an_image_covers_its_box_in_its_own_proportions(tmp_path: Path) -> None:
    file = picture_file(tmp_path / "wide.png", 40, 20)
    box = Box(x=10, y=10, width=20, height=20)
    tall = an_overlay(
        "image", logo="main", fit="cover", box=box, align="left", enter={"kind": "none"}
    )
    plan, _ = a_plan(a_style(file, overlays=(tall,), enabled=False), logo=file)
    (found,) = plan.overlays
    assert found.image is not None
    assert found.image.part is not None
    assert (found.image.part.x, found.image.part.height) == (0, 1)
    shape = (found.image.part.width * 40) / (found.image.part.height * 20)
    assert shape == pytest.approx(found.image.box.width / found.image.box.height, rel=1e-3)
    pixels = shown(plan, 20, [file])
    x, y = int(found.image.box.x), int(found.image.box.y)
    assert tuple(pixels[y + 100, x + 20]) == (255, 0, 0)
    assert tuple(pixels[y + 100, x - 5]) == (0, 0, 0)


def test_an_image_slot_shows_the_picture_that_was_chosen(tmp_path: Path) -> None:
    logo = logo_file(tmp_path)
    image = an_overlay("image", logo="{slot.badge}")
    parts = {"slots": {"badge": Slot(type="image")}}
    style = a_style(logo, overlays=(image,), parts=parts, enabled=False)
    assert a_plan(style, logo=logo)[0].overlays == ()
    (found,) = a_plan(style, logo=logo, slots={"badge": "main"})[0].overlays
    assert found.image is not None


def test_a_frame_is_drawn_along_its_box_and_nowhere_else() -> None:
    frame = an_overlay(
        "frame",
        box=Box(x=10, y=10, width=80, height=80),
        thickness=2,
        radius=4,
        color="#00FF0080",
        enter={"kind": "none"},
    )
    plan, _ = a_plan(a_style(overlays=(frame,), enabled=False))
    pixels = shown(plan, 20, [])
    left, top = 108, 192
    assert tuple(pixels[960, left + 10]) == (0, 128, 0)
    assert tuple(pixels[top + 10, 540]) == (0, 128, 0)
    assert tuple(pixels[960, left - 2]) == (0, 0, 0)
    assert tuple(pixels[960, 540]) == (0, 0, 0)
    assert tuple(pixels[top + 2, left + 2]) == (0, 0, 0)
    assert set(np.unique(pixels[250:1600, left + 5, 1])) == {128}


@pytest.mark.parametrize("thickness", [1.0, 30.0, 400.0])
@pytest.mark.parametrize("box", [(0, 0, 1080, 1920), (5.5, 7.5, 333, 77), (900, 1800, 400, 400)])
def test_areas_of_a_frame_hold_it_and_share_no_pixel(
    box: tuple[float, float, float, float], thickness: float
) -> None:
    x, y, width, height = box
    ring = Ring(
        box={"x": x, "y": y, "width": width, "height": height},
        thickness=thickness,
        radius=0,
        color="#FFFFFFFF",
    )
    seen = np.zeros((1920, 1080), np.uint8)
    for area in ring_areas(ring, 1080, 1920):
        assert area.width > 0
        assert area.height > 0
        seen[area.y : area.y + area.height, area.x : area.x + area.width] += 1
    assert seen.max() == 1
    inside = np.zeros_like(seen)
    inside[int(y) : int(y + height) + 1, int(x) : int(x + width) + 1] = 1
    hole = np.zeros_like(seen)
    deep = thickness
    if width > 2 * deep and height > 2 * deep:
        hole[
            int(y + deep) + 1 : int(y + height - deep), int(x + deep) + 1 : int(x + width - deep)
        ] = 1
    assert ((inside == 1) & (hole == 0) <= (seen == 1)).all()


def test_speakers_have_their_own_colours_only_where_there_are_several() -> None:
    style = a_style(speaker_colors=("#FF0000FF", "#00FF00FF"))
    words = words_by("Ada", "Grace", "Mary")
    plan = a_plan(style, text="a b c", words=words, speakers=("Ada", "Grace", "Mary"))[0]
    colors = [word.color for page in plan.captions.pages for word in page.block.words]
    assert colors == ["#FF0000FF", "#00FF00FF", "#FF0000FF"]
    alone = a_plan(style, text="a", words=words_by("Ada"), speakers=("Ada",))[0]
    assert alone.captions.pages[0].block.words[0].color == "#FFFFFFFF"


def test_a_word_waits_in_its_own_colour_until_it_is_spoken() -> None:
    def state(now: float, **look: Any) -> list[str]:
        plan = a_plan(a_style(inactive="#111111FF", **look), text="one two")[0]
        page = plan.captions.pages[0]
        return [word.color for word in page_state(plan.captions, page, now).words]

    quiet = {"emphasis": {"kind": "none"}}
    assert state(310, **quiet) == ["#FFFFFFFF", "#111111FF"]
    assert state(650, **quiet) == ["#FFFFFFFF", "#FFFFFFFF"]
    assert state(560)[1] == "#111111FF"


def test_a_line_begins_where_the_style_says() -> None:
    def places(direction: str) -> list[str]:
        plan = a_plan(a_style(direction=direction), text="one, two!")[0]
        words = sorted(plan.captions.pages[0].block.words, key=lambda word: word.x)
        return [word.text for word in words]

    assert places("auto") == places("ltr") == ["one,", "two!"]
    assert places("rtl") == ["!", "one,", "two"]


def test_a_style_without_new_fields_is_laid_out_as_ever(tmp_path: Path) -> None:
    plan = a_plan(StyleContract.model_validate(a_style().model_dump(exclude_defaults=True)))[0]
    assert plan == a_plan(a_style())[0]
    assert plan.captions.inactive is None
    assert plan.picture is not None
    assert plan.picture.punches == ()
    assert plan.picture.lut is None
