"""Whole renders of a second or so: the right frames, the right colours, the right file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.artifacts import BINARY, Blob, Ref
from schemas.clips import CropKey, Framing, Pane
from schemas.outputs import RenderedShort
from schemas.renders import Punch, RenderPlan
from schemas.spec import RenderOptions
from schemas.style.contract import StyleContract
from schemas.units import Aspect
from schemas.views import Rect
from tasks.delivery.render.local import LocalBackend
from tasks.delivery.render.picture import _cut
from tasks.delivery.render.stage import render
from tasks.delivery.render.still import still
from tasks.stage import StageContext
from tasks.tools.media.hardware import QUALITY, answers
from tasks.tools.media.highlights import BT2020, HLG
from tests.footage import click_track, steady, write_timed
from tests.looks import a_plan, a_style, a_timeline, an_overlay, digest
from tests.recordings import Picture, number_in, numbered
from tests.tasks.tools.media.test_highlights import a_frame, light_of

FAST = RenderOptions(preset="ultrafast", crf=14)
Rendered = tuple[Path, list[Picture]]
Render = Callable[[RenderPlan], Path]


class Studio:
    """Files by sha256, and a backend that finds them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, Path] = {}
        self.sound = self.keep(click_track(folder / "in.wav", [0.2, 0.5], 1.0))

    def keep(self, path: Path) -> Ref[Blob]:
        name = digest(path)
        self.files[name] = path
        return Ref(sha256=name, size=path.stat().st_size, media_type=BINARY)

    def plan(
        self, source: Path | None, frames: int, style: StyleContract | None = None, **facts: Any
    ) -> RenderPlan:
        known: dict[str, Any] = {"audio": self.sound, "aspect": "1:1"}
        if source is None:
            known |= {"kind": "audio", "width": 0, "height": 0}
        else:
            known |= {"source": self.keep(source), "width": 128, "height": 96}
        timeline = a_timeline(frames=frames, **(known | facts))
        look = style or a_style(enabled=False)
        return a_plan(look, "one two", timeline.aspect, timeline=timeline)[0]

    def render(self, plan: RenderPlan, name: str = "out") -> Path:
        workdir = self.folder / name
        workdir.mkdir()
        path, _ = LocalBackend().render(
            plan,
            FAST,
            locate=lambda ref: self.files[ref.sha256],
            workdir=workdir,
            tell=lambda done: None,
        )
        return path


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path)


def shown(path: Path) -> list[Picture]:
    with av.open(str(path)) as file:
        return [
            np.asarray(frame.to_ndarray(format="rgb24"), np.uint8) for frame in file.decode(video=0)
        ]


def number_of(picture: Picture) -> int:
    return number_in(cv2.resize(picture, (128, 96), interpolation=cv2.INTER_AREA))  # type: ignore[arg-type]


def flat(color: tuple[int, int, int], width: int = 128, height: int = 96) -> Picture:
    return np.full((height, width, 3), color, np.uint8)


def test_a_short_shows_the_frames_of_its_span(studio: Studio) -> None:
    source = write_timed(studio.folder / "in.mp4", steady(60, Fraction(30)))
    with av.open(str(source)) as file:
        key = [p.pts for p in file.demux(video=0) if p.is_keyframe][2]
    plan = studio.plan(source, 12, first_frame=31, seek_pts=key)
    assert [number_of(p) for p in shown(studio.render(plan))] == list(range(31, 43))


def test_the_file_is_what_it_promises(studio: Studio) -> None:
    source = write_timed(studio.folder / "in.mp4", steady(20, Fraction(30)))
    path = studio.render(studio.plan(source, 20))
    with av.open(str(path)) as file:
        video, sound = file.streams.video[0], file.streams.audio[0]
        tags = video.codec_context
        assert (video.codec.name, tags.pix_fmt, video.width, video.height) == (
            "h264",
            "yuv420p",
            1080,
            1080,
        )
        assert (tags.colorspace, tags.color_primaries, tags.color_trc, tags.color_range) == (
            1,
            1,
            1,
            1,
        )
        assert video.average_rate == 30
        assert video.frames == 20
        assert (sound.codec.name, sound.sample_rate, sound.channels) == ("aac", 48_000, 2)
        assert abs(Fraction(sound.duration or 0, sound.sample_rate) - Fraction(20, 30)) < 0.05
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_the_same_plan_gives_the_same_file(studio: Studio) -> None:
    source = write_timed(studio.folder / "in.mp4", steady(12, Fraction(30)))
    plan = studio.plan(source, 12, a_style())
    one, two = (studio.render(plan, name).read_bytes() for name in ("a", "b"))
    assert hashlib.sha256(one).digest() == hashlib.sha256(two).digest()


@pytest.mark.parametrize("color", ["#E100FF", "#FFD60A", "#101418", "#0B5FFF"])
def test_a_brand_colour_survives_the_encoder(studio: Studio, color: str) -> None:
    card = an_overlay("end_card", text=" ")
    style = a_style(overlays=(card,), enabled=False, parts={"visual": {"background": f"{color}FF"}})
    (picture, *_) = shown(studio.render(studio.plan(None, 3, style)))
    wanted = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    assert np.abs(picture[500, 500].astype(int) - wanted).max() <= 3


@pytest.mark.parametrize("matrix", ["bt709", "smpte170m"])
def test_source_colours_are_kept_whatever_their_matrix(studio: Studio, matrix: str) -> None:
    path = studio.folder / "in.mp4"
    number = {"bt709": 1, "smpte170m": 6}[matrix]
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=30, options={"crf": "5", "preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        stream.codec_context.colorspace = number
        for index in range(3):
            frame = av.VideoFrame.from_ndarray(flat((40, 180, 90)), format="rgb24")
            target = "ITU709" if number == 1 else "ITU601"
            frame = frame.reformat(format="yuv420p", dst_colorspace=target)
            frame.pts, frame.time_base, frame.colorspace = index, Fraction(1, 30), number
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    (picture, *_) = shown(studio.render(studio.plan(path, 3)))
    assert np.abs(picture[500, 500].astype(int) - [40, 180, 90]).max() <= 4


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_source_stands_upright(studio: Studio, rotation: int) -> None:
    upright = flat((20, 20, 20))
    upright[:48, :64] = (230, 230, 230)  # bright at the top left
    stored = np.ascontiguousarray(np.rot90(upright, rotation // 90))
    source = write_timed(studio.folder / "in.mp4", steady(3, Fraction(30)), pictures=[stored] * 3)
    (picture, *_) = shown(studio.render(studio.plan(source, 3, rotation=rotation)))
    assert picture[250, 250].min() > 200
    assert max(picture[250, 800].max(), picture[800, 250].max(), picture[800, 800].max()) < 50


@pytest.mark.parametrize("size", [(1, 64), (64, 1), (1, 1)])
def test_a_picture_of_one_column_or_row_fills_the_canvas(
    studio: Studio, size: tuple[int, int]
) -> None:
    path = studio.folder / "thin.nut"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("rawvideo", rate=30)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for index in range(3):
            frame = av.VideoFrame(*size, "yuv420p")
            for plane, value in zip(frame.planes, (200, 128, 128), strict=True):
                plane.update(bytes([value]) * plane.buffer_size)
            frame.pts, frame.time_base = index, Fraction(1, 30)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    width, height = size
    (picture, *_) = shown(studio.render(studio.plan(path, 3, width=width, height=height)))
    assert picture.shape == (1080, 1080, 3)
    assert picture[500, 500].min() > 180


def test_a_crop_shows_its_part(studio: Studio) -> None:
    halves = flat((20, 20, 20))
    halves[:, 64:] = (230, 230, 230)
    source = write_timed(studio.folder / "in.mp4", steady(3, Fraction(30)), pictures=[halves] * 3)
    key = CropKey(frame=0, x=0.375, y=0.1, width=0.25, height=0.333)
    framing = Framing(first_frame=0, end_frame=3, keys=(key,))
    (picture, *_) = shown(studio.render(studio.plan(source, 3, framings=(framing,))))
    assert picture[500, 430].max() < 50
    assert picture[500, 650].min() > 200


def test_a_letterboxed_picture_is_whole_and_stands_on_a_soft_fill(studio: Studio) -> None:
    bars = numbered(0b10110101)
    source = write_timed(studio.folder / "in.mp4", steady(3, Fraction(30)), pictures=[bars] * 3)
    framing = Framing(first_frame=0, end_frame=3, layout="letterbox_blur")
    plan = studio.plan(source, 3, framings=(framing,), aspect="9:16")
    (picture, *_) = shown(studio.render(plan))
    assert number_of(picture[555:1365]) == 0b10110101
    above = picture[100].astype(int)
    assert np.abs(np.diff(above.mean(axis=1))).max() < 6


def test_a_letterboxed_part_is_shown_without_what_is_around_it(studio: Studio) -> None:
    framed = flat((0, 0, 0))
    framed[:, 16:112] = (200, 200, 200)
    source = write_timed(studio.folder / "in.mp4", steady(3, Fraction(30)), pictures=[framed] * 3)
    key = CropKey(frame=0, x=0.125, y=0, width=0.75, height=1)
    framing = Framing(first_frame=0, end_frame=3, layout="letterbox_blur", keys=(key,))
    plan = studio.plan(source, 3, framings=(framing,), aspect="9:16")
    (picture, *_) = shown(studio.render(plan))
    assert picture[440:1480].min() > 185
    assert picture.min() > 60


def test_every_pane_of_the_file_shows_the_same_moment(studio: Studio) -> None:
    source = write_timed(studio.folder / "in.mp4", steady(40, Fraction(30)))
    key = CropKey(frame=0, x=0, y=0, width=1, height=1)
    panes = tuple(
        Pane(x=0, y=top, width=1, height=0.5, keys=(key,), fit=fit)
        for top, fit in ((0, "cover"), (0.5, "contain"))
    )
    framing = Framing(first_frame=0, end_frame=9, layout="panes", panes=panes)
    plan = studio.plan(source, 9, first_frame=20, framings=(framing,), aspect="9:16")
    for number, picture in enumerate(shown(studio.render(plan)), start=20):
        assert number_of(picture[:960]) == number
        assert number_of(picture[960 + 76 : 1920 - 76]) == number


def test_the_grade_changes_the_picture_but_not_what_lies_over_it(studio: Studio) -> None:
    source = write_timed(
        studio.folder / "in.mp4", steady(3, Fraction(30)), pictures=[flat((200, 60, 60))] * 3
    )
    bar = an_overlay("progress")
    style = a_style(overlays=(bar,), enabled=False, parts={"visual": {"saturation": 0.0}})
    (*_, picture) = shown(studio.render(studio.plan(source, 3, style)))
    grey = picture[800, 500].astype(int)
    assert grey.max() - grey.min() <= 4
    assert np.abs(picture[150, 150].astype(int) - [0xFF, 0xD6, 0x0A]).max() <= 6


def test_more_contrast_parts_dark_from_bright(studio: Studio) -> None:
    halves = flat((80, 80, 80))
    halves[:, 64:] = (180, 180, 180)
    source = write_timed(studio.folder / "in.mp4", steady(2, Fraction(30)), pictures=[halves] * 2)
    gaps = []
    for name, contrast in (("a", 1.0), ("b", 1.4)):
        style = a_style(enabled=False, parts={"visual": {"contrast": contrast}})
        (picture, *_) = shown(studio.render(studio.plan(source, 2, style), name))
        gaps.append(int(picture[500, 900, 0]) - int(picture[500, 200, 0]))
    assert gaps[1] > 1.3 * gaps[0]


def test_the_last_picture_is_held_for_the_end_card(studio: Studio) -> None:
    source = write_timed(studio.folder / "in.mp4", steady(30, Fraction(30)))
    style = a_style(enabled=False, parts={"visual": {"end_hold_ms": 500}})
    plan = studio.plan(source, 30, style)
    assert plan.frame_count == 30 + 12  # the last word ends 100 ms before the picture does
    pictures = shown(studio.render(plan))
    assert [number_of(p) for p in pictures[27:]] == [27, 28, 29, *[29] * 12]


def test_audio_only_moves_on_the_style_s_background(studio: Studio) -> None:
    parts = {"visual": {"background": "#102040FF", "background_to": "#401020FF"}}
    path = studio.render(studio.plan(None, 9, a_style(enabled=False, parts=parts)))
    first, *_, last = shown(path)
    assert np.abs(first[4, 500].astype(int) - [0x10, 0x20, 0x40]).max() <= 5
    assert np.abs(first[1075, 500].astype(int) - [0x40, 0x10, 0x20]).max() <= 5
    assert np.abs(first.astype(int) - last).max() > 60


@pytest.mark.parametrize("aspect", ["9:16", "16:9"])
def test_captions_are_burnt_in(studio: Studio, aspect: Aspect) -> None:
    source = write_timed(
        studio.folder / "in.mp4", steady(16, Fraction(30)), pictures=[flat((60, 60, 60))] * 16
    )
    pictures = shown(studio.render(studio.plan(source, 16, a_style(), aspect=aspect)))
    assert pictures[2].max() < 80
    assert pictures[14].max() > 240


SHARES = st.floats(min_value=0.05, max_value=1)


@given(SHARES, SHARES, st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_a_crop_is_exact_to_an_output_pixel_and_inside(
    width: float, height: float, x: float, y: float, moves: bool
) -> None:
    stored, canvas = (1920, 1080), (1080, 1920)
    rect = Rect(x=x * (1 - width), y=y * (1 - height), width=width, height=height)
    cut = _cut(rect, stored, canvas, moves)
    assert 0 <= cut.x <= cut.x + cut.width <= stored[0]
    assert 0 <= cut.y <= cut.y + cut.height <= stored[1]
    assert cut.left + canvas[0] <= cut.scaled[0]
    assert cut.top + canvas[1] <= cut.scaled[1]
    if moves:
        left = (cut.x + cut.left * cut.width / cut.scaled[0] - rect.x * stored[0]) / rect.width
        assert abs(left * canvas[0] / stored[0]) <= 1.6


def test_a_lut_and_a_punch_reach_the_file(studio: Studio) -> None:
    """A red and blue picture becomes blue and red, and its middle line moves while it is near."""
    halves = flat((180, 40, 30))
    halves[:, 40:] = (30, 40, 180)
    source = write_timed(studio.folder / "in.mp4", steady(20, Fraction(30)), pictures=[halves] * 20)
    table = studio.folder / "swap.cube"
    points = (0, 1)
    rows = [f"{b} {g} {r}" for b in points for g in points for r in points]
    table.write_text("LUT_3D_SIZE 2\n" + "\n".join(rows))
    plan = studio.plan(source, 20)
    assert plan.picture is not None
    lean = Punch(first_frame=0, end_frame=20, ease_in=0, ease_out=20, scale=1.5, x=0, y=0)
    picture = plan.picture.model_copy(update={"lut": studio.keep(table), "punches": (lean,)})
    first, *_, last = shown(studio.render(plan.model_copy(update={"picture": picture})))
    assert np.abs(first[540, 60].astype(int) - (30, 40, 180)).max() <= 8
    assert np.abs(last[540, 1000].astype(int) - (180, 40, 30)).max() <= 8
    assert edge(first) > edge(last) * 1.3


def edge(picture: Picture) -> int:
    """Pixels from the left to where blue ends."""
    return int((picture[540, :, 2] > picture[540, :, 0]).sum())


def test_an_encoder_that_is_gone_is_replaced_for_this_run_only(
    ctx: StageContext, tmp_path: Path
) -> None:
    """A run that began on a machine with a graphics chip, on one without."""
    missing = next((name for name in QUALITY if not answers(name)), None)
    assert missing is not None
    studio = Studio(tmp_path)
    plan = studio.plan(None, 10)
    ctx.store.put_file(studio.files[studio.sound.sha256], BINARY)
    asked = FAST.model_copy(update={"encoder": missing})
    made, plain = (render.compute(ctx, ctx.publish(plan), options) for options in (asked, FAST))
    assert ctx.load(made, RenderedShort).video == ctx.load(plain, RenderedShort).video
    assert ctx.stopgaps == [f"no encoder {missing} answers here: x264 instead"]


def test_a_high_dynamic_range_is_shown_in_an_ordinary_one(studio: Studio, tmp_path: Path) -> None:
    """In the short as in a still of it."""
    path = tmp_path / "hlg.mkv"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("ffv1", rate=30)
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p10le"
        context = stream.codec_context
        context.colorspace = context.color_primaries = BT2020
        context.color_trc, context.color_range = HLG, 1
        for number in range(6):
            frame = a_frame(light_of("#A98672"), HLG, size=(128, 96))
            frame.pts, frame.time_base = number, Fraction(1, 30)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    plan = studio.plan(path, 6)
    seen = shown(studio.render(plan))[3][540, 540].astype(int)
    assert np.abs(seen - (0xA9, 0x86, 0x72)).max() <= 6
    frame = still(plan, 3, lambda ref: studio.files[ref.sha256])
    assert np.abs(np.asarray(frame.to_ndarray(format="rgb24"))[540, 540] - seen).max() <= 3
