"""Pictures of a high dynamic range look on an ordinary screen as they were graded."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from tasks.tools.drawing.planes import planes_of
from tasks.tools.media.colors import tag
from tasks.tools.media.decode import recording_frames
from tasks.tools.media.highlights import HLG, PQ, ordinary

Pixels = NDArray[np.float64]
NATURAL = ["#808080", "#A98672", "#4F6B8F", "#55743F", "#8C6BA8", "#0E0F12", "#B97A5C", "#3A2A1E"]
STRONG = ["#B8442E", "#1F6F3A", "#2B3FA8", "#7A2B86", "#B9A12C", "#20A0A0"]
TO_BT2020 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])


def light_of(color: str) -> Pixels:
    """What an ordinary screen shines, 0 to 1."""
    return np.array([(int(color[at : at + 2], 16) / 255) ** 2.4 for at in (1, 3, 5)])


def signal(light: Pixels, transfer: int) -> Pixels:
    """Light in papers of 203 cd/m2 in BT.2020's primaries, as ITU-R BT.2100 writes it."""
    if transfer == PQ:
        power = (light * 203 / 10_000) ** 0.1593017578125
        return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375
    if transfer != HLG:
        return light ** (1 / 2.4)
    shown = light * 203 / 1000
    bright = max(float(shown @ [0.2627, 0.678, 0.0593]), 1e-9)
    scene = shown * bright ** (1 / 1.2 - 1)
    high = 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
    return np.where(scene <= 1 / 12, np.sqrt(3 * scene), high)


def a_frame(
    light: Pixels, transfer: int, *, layout: str = "yuv420p10le", size: tuple[int, int] = (48, 32)
) -> av.VideoFrame:
    """One colour all over, in limited BT.2020."""
    r, g, b = signal(TO_BT2020 @ light, transfer)
    y = 0.2627 * r + 0.678 * g + 0.0593 * b
    codes = (64 + 876 * y, 512 + 896 * (b - y) / 1.8814, 512 + 896 * (r - y) / 1.4746)
    frame = av.VideoFrame(*size, "yuv420p10le")
    for plane, code in zip(frame.planes, codes, strict=True):
        plane.update(np.full(plane.buffer_size // 2, round(code), "<u2").tobytes())
    if layout != "yuv420p10le":
        frame = frame.reformat(format=layout, src_colorspace=9, dst_colorspace=9)
    frame.colorspace, frame.color_primaries, frame.color_trc = 9, 9, transfer
    frame.color_range = ColorRange.MPEG
    return frame


def color_of(frame: av.VideoFrame) -> list[int]:
    """What a player shows."""
    assert (frame.format.name, frame.colorspace, frame.color_trc) == ("yuv420p", 1, 1)
    pixels = frame.reformat(format="rgb24", src_colorspace=Colorspace.ITU709).to_ndarray()
    return [int(value) for value in np.asarray(pixels)[8, 8]]


@pytest.mark.parametrize("transfer", [PQ, HLG, 14], ids=["PQ", "HLG", "BT.2020"])
def test_what_is_no_highlight_keeps_its_colour(transfer: int) -> None:
    colors = [*NATURAL, *STRONG]
    frames = ordinary(a_frame(light_of(color), transfer) for color in colors)
    for color, shown in zip(colors, frames, strict=True):
        wanted = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
        off = np.subtract(color_of(shown), wanted)
        assert abs(off[np.argmax(wanted)]) <= 3, color
        # in a strong colour hardly anything is seen of the weakest
        assert np.abs(off).max() <= (20 if color in STRONG else 5), color


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_highlights_are_told_apart_up_to_five_times_as_bright_as_paper(transfer: int) -> None:
    steps = [0.0, 0.2, 0.5, 1.0, 2.0, 3.5, 4.9]
    frames = [a_frame(np.full(3, step), transfer) for step in steps]
    greys = [color_of(shown) for shown in ordinary(frames)]
    assert all(max(grey) - min(grey) <= 1 for grey in greys)
    values = [grey[0] for grey in greys]
    assert values == sorted(set(values))
    assert values[0] == 0
    assert 220 <= values[3] <= 235
    assert values[-1] >= 253


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_a_bright_sky_stays_blue_and_a_sunset_orange(transfer: int) -> None:
    """Twice and three times as bright as paper."""
    sky, sunset = np.array([0.35, 0.9, 2.2]), np.array([3.0, 1.2, 0.3])
    blue, orange = (
        color_of(shown) for shown in ordinary([a_frame(sky, transfer), a_frame(sunset, transfer)])
    )
    assert blue[2] > blue[1] + 25 > blue[0] + 50
    assert orange[0] > orange[1] + 25 > orange[2] + 50


def test_every_layout_gives_the_same_colour() -> None:
    layouts = ["yuv422p10le", "p010le", "yuv444p12le", "yuv420p"]
    light = light_of("#A98672")
    for shown in ordinary(a_frame(light, HLG, layout=layout) for layout in layouts):
        assert np.abs(np.subtract(color_of(shown), (0xA9, 0x86, 0x72))).max() <= 5


def test_odd_sizes_keep_their_size() -> None:
    [shown] = ordinary([a_frame(light_of("#1F6F3A"), PQ, size=(51, 33))])
    assert (shown.width, shown.height) == (51, 33)


def test_edges_stay_sharp() -> None:
    """Brightness has every pixel of its own."""
    frame = a_frame(np.full(3, 0.1), PQ)
    luma = np.frombuffer(memoryview(frame.planes[0]), "<u2").reshape(frame.height, -1)
    luma[:, 21:] = 500
    [shown] = ordinary([frame])
    row = planes_of(shown)[0][8].astype(int)
    assert len(set(row[:21])) == len(set(row[21:48])) == 1


def test_ordinary_pictures_are_given_as_they_are() -> None:
    frame = av.VideoFrame(32, 32, "yuv420p")
    tag(frame)
    wide = a_frame(np.full(3, 0.3), HLG)
    first, second, third = ordinary([frame, wide, wide])
    assert first is frame
    assert second is third


def test_a_real_recording_is_neither_grey_nor_dark(media: Path) -> None:
    path = media / "odd/accept/androidx+media/hdr10-video-with-sdr-container.mp4"
    frames = recording_frames(path, rate="30/1", start_ms=0, first_frame=0, count=1)
    [shown] = ordinary(frames)
    luma = planes_of(shown)[0]
    assert shown.color_trc == 1
    assert np.percentile(luma, 99) > 150
