"""The plan holds everything at the right place and time."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from schemas.base import canonical
from schemas.clips import CropKey, FaceZone, Framing, Pane, SourceSpan
from schemas.renders import PixelBox, PlacedOverlay, RenderPlan
from schemas.style.audio import AudioTreatment
from schemas.style.overlays import Box, Span
from schemas.style.subtitles import Placement, Plate
from schemas.units import ASPECT_SIZES, Aspect, fps, ms_at
from tasks.errors.places import ArtifactMissingError
from tasks.tools.drawing.clock import Clock
from tasks.tools.drawing.plan import compile_plan
from tests.looks import FONTS, a_clip, a_plan, a_style, a_timeline, an_overlay, logo_file

ASPECTS: tuple[Aspect, ...] = ("9:16", "1:1", "16:9", "4:5")


def apart(one: PixelBox, other: PixelBox) -> bool:
    return (
        one.right <= other.x
        or other.right <= one.x
        or one.bottom <= other.y
        or other.bottom <= one.y
    )


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("anchor", ["top", "middle", "bottom"])
def test_captions_stay_inside_a_margin(aspect: Aspect, anchor: str) -> None:
    placement = Placement(anchor=anchor, offset=0, box_width=100)
    plan, _ = a_plan(a_style(size=10, placement=placement), aspect=aspect)
    width, height = ASPECT_SIZES[aspect]
    for page in plan.captions.pages:
        box = page.block.box
        assert box.x >= 0.03 * width
        assert box.right <= 0.97 * width
        assert box.y >= 0.03 * height
        assert box.bottom <= 0.97 * height


def test_a_vertical_short_leaves_room_for_what_platforms_draw() -> None:
    plan, _ = a_plan(a_style(placement=Placement(anchor="bottom", offset=0)))
    assert all(page.block.box.bottom <= 0.86 * 1920 + 1 for page in plan.captions.pages)


def test_every_word_is_shown_once_in_order() -> None:
    text = "one two three four five six seven"
    plan, _ = a_plan(a_style(), text=text)
    shown = [word.text for page in plan.captions.pages for word in page.block.words]
    assert shown == text.split()


def test_times_are_within_the_output_whatever_the_recording() -> None:
    clip = a_clip("one two three", start_ms=60_000)
    timeline = a_timeline(frames=60, first_frame=1800)
    plan, _ = compile_plan(a_style(), timeline, clip, FONTS, {})
    page = plan.captions.pages[0]
    assert (page.start_ms, page.end_ms) == (300, 1200)
    assert [word.start_ms for word in page.block.words] == [300, 600, 900]


def test_a_cut_out_moment_is_heard_where_the_cut_is() -> None:
    spans = (
        SourceSpan(first_frame=30, frame_count=30, at=0),
        SourceSpan(first_frame=120, frame_count=30, at=30),
    )
    clock = Clock(spans, "30/1")
    assert [clock.output_ms(ms) for ms in (1000, 1500, 2000, 2100, 4000, 4500)] == [
        0,
        500,
        1000,
        1000,
        1000,
        1500,
    ]


def test_swearing_is_found_where_it_is_heard_in_the_output() -> None:
    """Neighbours are one stretch; the style decides what becomes of it."""
    text = "so fucking bullshit it was and s***"
    timeline = a_timeline(frames=90, first_frame=300)
    for how, spans in (("keep", ()), ("mute", ((560, 1240), (2060, 2440)))):
        style = a_style(parts={"audio": AudioTreatment(profanity=how)})
        plan, _ = a_plan(
            style,
            text,
            timeline=timeline,
            language="en",
            start_ms=10_000,
            words=tuple(
                word.model_copy(
                    update={"start_ms": word.start_ms + 10_000, "end_ms": word.end_ms + 10_000}
                )
                for word in a_clip(text).words
            ),
        )
        assert (plan.sound.hidden, plan.sound.bleep) == (spans, False)


@pytest.mark.parametrize("rate", ["24000/1001", "25/1", "30/1", "30000/1001", "60000/1001"])
def test_what_begins_with_a_frame_of_the_recording_is_seen_in_it(rate: str) -> None:
    """A card that comes with a cut may not come a frame after it."""
    clock = Clock((SourceSpan(first_frame=1001, frame_count=900, at=0),), rate)
    for frame in range(900):
        begins = clock.output_ms(ms_at(1001 + frame, rate))
        shown = Fraction(begins, 1000) * fps(rate)
        assert frame - 1 < shown <= frame


def test_captions_make_way_for_a_face() -> None:
    face = FaceZone(first_frame=0, end_frame=90, x=0.2, y=0.6, width=0.6, height=0.25)
    timeline = a_timeline(faces=(face,))
    zone = PixelBox(x=0.2 * 1080, y=0.6 * 1920, width=0.6 * 1080, height=0.25 * 1920)
    moved, _ = a_plan(a_style(), timeline=timeline)
    assert all(apart(page.block.box, zone) for page in moved.captions.pages)
    stubborn, _ = a_plan(a_style(placement=Placement(avoid_faces=False)), timeline=timeline)
    assert not any(apart(page.block.box, zone) for page in stubborn.captions.pages)
    assert len({page.block.box.y for page in moved.captions.pages}) == 1


def test_captions_that_make_way_stand_where_two_panes_meet() -> None:
    key = CropKey(frame=0, x=0, y=0, width=1, height=0.5)
    panes = tuple(Pane(x=0, y=top, width=1, height=0.5, keys=(key,)) for top in (0, 0.5))
    stack = Framing(first_frame=0, end_frame=90, layout="panes", panes=panes)
    heads = [
        FaceZone(first_frame=0, end_frame=90, x=0.3, y=y, width=0.4, height=0.2) for y in (0.1, 0.6)
    ]
    plan, _ = a_plan(a_style(), timeline=a_timeline(faces=heads, framings=(stack,)))
    for page in plan.captions.pages:
        assert (page.block.box.y + page.block.box.bottom) / 2 == pytest.approx(960, abs=20)
    free, _ = a_plan(a_style(), timeline=a_timeline(framings=(stack,)))
    usual, _ = a_plan(a_style())
    assert free.captions == usual.captions


def test_captions_that_make_way_stay_clear_of_the_platforms_controls() -> None:
    face = FaceZone(first_frame=0, end_frame=90, x=0.1, y=0.25, width=0.8, height=0.36)
    timeline = a_timeline(faces=(face,))
    low = Placement(offset=40)
    free, _ = a_plan(a_style(placement=low), timeline=timeline)
    assert any(page.block.box.bottom > 0.65 * 1920 for page in free.captions.pages)
    reels = a_style(parts={"platforms": ("reels",)}, placement=low)
    held, _ = a_plan(reels, timeline=timeline)
    assert all(page.block.box.bottom <= 0.65 * 1920 + 1 for page in held.captions.pages)


def test_captions_make_way_for_a_title() -> None:
    title = an_overlay("title", box=Box(x=10, y=70, width=80, height=10))
    plan, _ = a_plan(a_style(overlays=(title,)))
    placed = plan.overlays[0]
    assert all(apart(page.block.box, placed.box) for page in plan.captions.pages)


def test_cards_of_a_short_share_one_size() -> None:
    text = "tiny words here now and somewhat longer sentences"
    alone, _ = a_plan(a_style(size=12), text="tiny words here now")
    plan, _ = a_plan(a_style(size=12), text=text)
    (em,) = {page.block.em for page in plan.captions.pages}
    assert em < alone.captions.pages[0].block.em


def only(plan: RenderPlan) -> PlacedOverlay:
    (placed,) = plan.overlays
    return placed


@pytest.mark.parametrize(
    ("span", "times"),
    [
        (Span(), (0, 2700)),
        (Span(anchor="clip_start", offset_ms=200, duration_ms=1000), (200, 1200)),
        (Span(anchor="clip_start", offset_ms=200), (200, 2700)),
        (Span(anchor="clip_end", offset_ms=200, duration_ms=1000), (1500, 2500)),
        (Span(anchor="clip_end", duration_ms=9000), (0, 2700)),
    ],
)
def test_an_overlay_is_shown_when_its_span_says(span: Span, times: tuple[int, int]) -> None:
    placed = only(a_plan(a_style(overlays=(an_overlay("title", span=span),)))[0])
    assert (placed.start_ms, placed.end_ms) == times


def test_placeholders_are_filled_once() -> None:
    style = a_style(overlays=(an_overlay("text", text="{hook} {handle} {title}", max_lines=4),))
    clip = a_clip("one two").model_copy(update={"title": "{hook}!"})
    plan, _ = compile_plan(style, a_timeline(), clip, FONTS, {})
    block = only(plan).block
    assert block is not None
    said = " ".join(word.text for word in block.words)
    assert said == "Nobody expected this @reelwright {hook}!"


def test_a_long_title_is_shortened_and_told() -> None:
    style = a_style(overlays=(an_overlay("text", text="word " * 30, size=9, max_lines=1),))
    plan, warned = a_plan(style)
    block = only(plan).block
    assert block is not None
    assert block.words[-1].text.endswith("…")
    assert any("was shortened" in warning for warning in warned)


def test_a_shortened_title_ends_where_a_reader_could_stop() -> None:
    text = "Nobody told the crew, and the whole of it was the"
    for size in range(8, 16):
        style = a_style(overlays=(an_overlay("text", text=text, size=size, max_lines=1),))
        block = only(a_plan(style)[0]).block
        assert block is not None
        assert block.words[-1].text.strip("…") in ("Nobody", "told", "crew", "whole", "it", "was")


def test_a_box_that_is_too_low_costs_no_words() -> None:
    low = Box(x=10, y=50, width=80, height=0.6)
    style = a_style(overlays=(an_overlay("text", text="Ada Lovelace", size=6, box=low),))
    plan, warned = a_plan(style)
    block = only(plan).block
    assert block is not None
    assert [word.text for word in block.words] == ["Ada", "Lovelace"]
    assert any("does not fit into its box" in warning for warning in warned)


def test_an_overlay_with_nothing_to_say_is_left_out() -> None:
    plan, _ = a_plan(a_style(overlays=(an_overlay("text", text="{speaker}"),)))
    assert plan.overlays == ()


def test_a_logo_keeps_its_proportions(tmp_path: Path) -> None:
    logo = logo_file(tmp_path)
    style = a_style(logo, overlays=(an_overlay("logo", logo="main", align="right"),))
    image = only(a_plan(style, logo=logo)[0]).image
    assert image is not None
    assert image.box.width == pytest.approx(2 * image.box.height)
    assert image.box.right == pytest.approx(0.9 * 1080)


def test_a_missing_font_or_logo_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArtifactMissingError):
        compile_plan(a_style(), a_timeline(), a_clip("one"), {}, {})
    style = a_style(logo_file(tmp_path), overlays=(an_overlay("logo", logo="main"),))
    with pytest.raises(ArtifactMissingError):
        a_plan(style)


def test_the_hold_after_the_last_word_makes_the_short_longer_only_where_needed() -> None:
    held, _ = a_plan(
        a_style(parts={"visual": {"end_hold_ms": 1000}}), timeline=a_timeline(frames=81)
    )
    plain, _ = a_plan(a_style(), timeline=a_timeline(frames=81))
    assert plain.frame_count == 81
    assert held.frame_count == 81 + 21  # the last word ends 300 ms before the clip does
    assert held.captions.pages == plain.captions.pages


def test_audio_only_always_has_something_that_moves() -> None:
    plan, _ = a_plan(a_style(), timeline=a_timeline(kind="audio", width=0, height=0))
    assert plan.picture is None
    assert plan.levels is not None
    assert only(plan).wave is not None
    assert all(apart(page.block.box, only(plan).box) for page in plan.captions.pages)


def test_an_end_card_lies_over_the_captions(tmp_path: Path) -> None:
    logo = logo_file(tmp_path)
    card = an_overlay(
        "end_card", logo="main", text="{handle}", box=Box(x=20, y=30, width=60, height=30)
    )
    placed = only(a_plan(a_style(logo, overlays=(card,)), logo=logo)[0])
    assert placed.z > 50
    assert placed.backdrop is not None
    assert placed.block is not None
    assert placed.image is not None
    assert placed.image.box.bottom <= placed.block.box.y


def test_plates_lie_behind_all_of_their_words() -> None:
    for shape in ("line", "block"):
        plan, _ = a_plan(a_style(plate=Plate(shape=shape)), per_card=7)
        for page in plan.captions.pages:
            plates = page.block.plates
            assert plates
            for word in page.block.words:
                assert any(
                    plate.x <= word.x
                    and word.x + word.width <= plate.right
                    and plate.y <= word.baseline - page.block.cap_height
                    and word.baseline <= plate.bottom
                    for plate in plates
                )


def test_punctuation_and_case_follow_the_style() -> None:
    text = '"Well, we won!" she said.'
    expected = {
        "keep": '"WELL, WE WON!" SHE SAID.',
        "drop_trailing": '"WELL, WE WON!" SHE SAID',
        "drop_all": "WELL WE WON SHE SAID",
    }
    for rule, shown in expected.items():
        plan, _ = a_plan(a_style(punctuation=rule, case="upper"), text=text, per_card=9)
        assert " ".join(word.text for word in plan.captions.pages[0].block.words) == shown


def test_the_same_input_gives_the_same_bytes_and_they_read_back() -> None:
    one, two = (canonical(a_plan(a_style())[0]) for _ in range(2))
    assert one == two
    assert canonical(RenderPlan.model_validate_json(one)) == one
    assert len(one) < 60_000
