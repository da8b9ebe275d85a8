"""LUTs: read strictly, mixed in exactly, and the same for footage and for stills."""

from __future__ import annotations

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.errors.styles import StyleLutError
from tasks.tools.drawing.cube import cube_text, mixed_in, parse_cube
from tasks.tools.drawing.grade import Grade
from tasks.tools.drawing.planes import Plane
from tests.recordings import Picture


def cube(size: int, *, swapped: bool = False, head: str = "") -> bytes:
    """The table that changes nothing, or the one that exchanges red and blue."""
    points = [n / (size - 1) for n in range(size)]
    rows = [(r, g, b) for b in points for g in points for r in points]
    lines = [" ".join(map(str, row[::-1] if swapped else row)) for row in rows]
    return "\n".join([head, f"LUT_3D_SIZE {size}", *lines]).encode()


def noise(shape: tuple[int, int] = (40, 60)) -> Picture:
    return np.random.default_rng(3).integers(0, 256, (*shape, 3), dtype=np.uint8)


def test_a_table_that_changes_nothing_changes_nothing() -> None:
    pixels = noise()
    assert np.abs(Grade(lut=cube(17)).rgb(pixels).astype(int) - pixels).max() <= 1


def test_a_table_gives_the_colours_that_it_says() -> None:
    pixels = noise()
    found = Grade(lut=cube(5, swapped=True)).rgb(pixels).astype(int)
    assert np.abs(found - pixels[:, :, ::-1]).max() <= 1


@pytest.mark.parametrize("strength", [0.0, 0.25, 0.5, 1.0])
def test_strength_is_the_share_that_is_mixed_in(strength: float) -> None:
    pixels = noise().astype(int)
    found = Grade(lut=cube(5, swapped=True), strength=strength).rgb(pixels.astype(np.uint8))
    wanted = pixels + (pixels[:, :, ::-1] - pixels) * strength
    assert np.abs(found - wanted).max() <= 1.51


def test_footage_is_graded_as_stills_are() -> None:
    """Flat colours, so that the chroma of footage, which is coarser, says the same."""
    grade = Grade(saturation=1.3, contrast=1.1, lut=cube(5, swapped=True), strength=0.6)
    for color in ((200, 60, 30), (30, 90, 160), (128, 128, 128), (10, 10, 10)):
        pixels: Plane = np.full((32, 32, 3), color, np.uint8)
        still = grade.rgb(pixels)[16, 16].astype(int)
        frame = av.VideoFrame.from_ndarray(pixels, "rgb24").reformat(
            format="yuv420p",
            src_colorspace="ITU709",
            dst_colorspace="ITU709",
            src_color_range="JPEG",
            dst_color_range="MPEG",
        )
        moving = grade.frame(frame).reformat(
            format="rgb24",
            src_colorspace="ITU709",
            dst_colorspace="ITU709",
            src_color_range="MPEG",
            dst_color_range="JPEG",
        )
        assert np.abs(moving.to_ndarray()[16, 16].astype(int) - still).max() <= 5


def test_no_grade_costs_nothing() -> None:
    pixels = noise()
    assert Grade().rgb(pixels) is pixels
    frame = av.VideoFrame(32, 32, "yuv420p")
    assert Grade().frame(frame) is frame


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 1), st.integers(2, 6))
def test_a_table_that_is_written_and_read_is_the_same(strength: float, size: int) -> None:
    once = mixed_in(parse_cube(cube(size, swapped=True)), strength)
    again = parse_cube(cube_text(once).encode())
    assert again.size == once.size
    assert np.allclose(again.values, once.values, atol=1e-6)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "LUT_3D_SIZE is ''"),
        (b"LUT_3D_SIZE 1\n0 0 0", "2 to 65"),
        (b"LUT_3D_SIZE 99999999999999\n", "2 to 65"),
        (b"LUT_1D_SIZE 2\n0 0 0\n1 1 1", "LUT_3D_SIZE is ''"),
        (b"LUT_3D_SIZE 2\n0 0 0", "has 8 colours, this has 1"),
        (cube(2) + b"\n1 1 1", "has 8 colours, this has 9"),
        (cube(2).replace(b"0.0 0.0 1.0", b"0.0 nan 1.0"), "not three numbers"),
        (cube(2).replace(b"0.0 0.0 1.0", b"0.0 1.0"), "not three numbers"),
        (b"SURPRISE 1\n" + cube(2), "line 1 is 'SURPRISE 1'"),
        (cube(2, head="DOMAIN_MIN 1 1 1"), "is empty"),
        (b"\xff\xfe\x00", "it is no text"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(StyleLutError, match=why):
        parse_cube(data)


def test_comments_titles_and_domains_are_understood() -> None:
    head = '# made by hand\nTITLE "Warm"\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 1 1 1\n'
    assert parse_cube(cube(3, head=head)).size == 3
