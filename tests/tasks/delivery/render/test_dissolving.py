"""Transitions in pixels: what is half, what is alone, and what stays as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from schemas.clips import SourceSpan
from schemas.renders import RenderPlan
from schemas.style.contract import StyleContract
from schemas.style.visuals import VisualRules
from schemas.veils import Dissolve
from tasks.delivery.render.blend import blend, converted
from tasks.delivery.render.dissolving import dissolved
from tasks.delivery.render.local import _Composer, _grounds
from tasks.delivery.render.still import still
from tasks.tools.drawing.painter import Painter
from tasks.tools.drawing.planes import planes_of
from tasks.tools.drawing.surface import Area, Layer
from tests.footage import steady, write_timed
from tests.looks import a_style
from tests.recordings import Picture
from tests.tasks.delivery.render.test_rendering import Studio, flat, shown

DARK, BRIGHT = (60, 60, 60), (200, 200, 200)
FIRST, SECOND, SKIPPED = 14, 12, 10


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path)


def styled(enabled: bool = False, **transitions: dict[str, Any]) -> StyleContract:
    visual = VisualRules.model_validate({"transitions": transitions})
    return a_style(enabled=enabled, parts={"visual": visual})


def spliced(studio: Studio, style: StyleContract) -> RenderPlan:
    """Dark pictures up to a cut of ours, bright ones after it."""
    pictures = [flat(DARK)] * (FIRST + SKIPPED // 2) + [flat(BRIGHT)] * (SECOND + SKIPPED // 2)
    path = studio.folder / "in.mp4"
    if not path.exists():
        write_timed(path, steady(len(pictures), Fraction(30)), pictures=pictures)
    spans = (
        SourceSpan(first_frame=0, frame_count=FIRST, at=0),
        SourceSpan(first_frame=FIRST + SKIPPED, frame_count=SECOND, at=FIRST),
    )
    return studio.plan(path, FIRST + SECOND, style, spans=spans)


def composed(studio: Studio, plan: RenderPlan) -> Iterator[av.VideoFrame]:
    """The frames as they go to the encoder."""
    composer = _Composer(Painter(plan, lambda ref: b""))
    for number, frame in enumerate(_grounds(plan, lambda ref: studio.files[ref.sha256], None)):
        composer.draw(frame, number)
        yield frame


def hashes(studio: Studio, plan: RenderPlan) -> list[str]:
    return [
        hashlib.sha256(b"".join(plane.tobytes() for plane in planes_of(frame))).hexdigest()
        for frame in composed(studio, plan)
    ]


def middle(frame: av.VideoFrame) -> list[int]:
    """Luma and chroma of the middle of the picture."""
    return [int(plane[plane.shape[0] // 2, plane.shape[1] // 2]) for plane in planes_of(frame)]


def lumas(studio: Studio, plan: RenderPlan) -> list[int]:
    return [middle(frame)[0] for frame in composed(studio, plan)]


def rgb(picture: Picture) -> list[int]:
    return [int(value) for value in picture[picture.shape[0] // 2, picture.shape[1] // 2]]


def test_a_short_fades_from_one_colour_and_to_another(studio: Studio) -> None:
    style = styled(
        open={"kind": "fade", "duration_ms": 200, "color": "#0B5FFFFF"},
        close={"kind": "fade", "duration_ms": 200, "color": "#FFFFFFFF"},
    )
    plan = spliced(studio, style)
    pictures = shown(studio.render(plan))
    assert len(pictures) == plan.frame_count == FIRST + SECOND
    assert np.abs(np.array(rgb(pictures[0])) - (0x0B, 0x5F, 0xFF)).max() <= 3
    assert np.abs(np.array(rgb(pictures[3])) - np.mean([DARK, (0x0B, 0x5F, 0xFF)], 0)).max() <= 4
    assert np.abs(np.array(rgb(pictures[8])) - DARK).max() <= 3
    assert np.abs(np.array(rgb(pictures[-1])) - 255).max() <= 3
    assert np.abs(np.array(rgb(pictures[-4])) - np.mean([BRIGHT, (255,) * 3], 0)).max() <= 4


def test_a_dip_is_the_colour_alone_at_the_cut_and_half_of_it_beside(studio: Studio) -> None:
    join = {"kind": "dip", "duration_ms": 270, "color": "#000000FF"}
    found = lumas(studio, spliced(studio, styled(join=join)))
    dark, bright = found[0], found[-1]
    assert found[FIRST - 1 : FIRST + 1] == [16, 16]
    assert abs(found[FIRST - 3] - (16 + dark) / 2) <= 1
    assert abs(found[FIRST + 2] - (16 + bright) / 2) <= 1
    assert set(found[: FIRST - 4]) == {dark}
    assert set(found[FIRST + 4 :]) == {bright}


def test_a_crossfade_goes_from_picture_to_picture_in_equal_steps(studio: Studio) -> None:
    style = styled(join={"kind": "crossfade", "duration_ms": 166})
    found = lumas(studio, spliced(studio, style))
    dark, bright = found[0], found[-1]
    steps = [dark + (bright - dark) * n / 6 for n in range(1, 6)]
    assert found[:FIRST] == [dark] * FIRST
    assert np.abs(np.array(found[FIRST : FIRST + 5]) - steps).max() <= 1
    assert found[FIRST + 5 :] == [bright] * (SECOND - 5)


def test_what_is_drawn_on_a_picture_does_not_fade_with_it() -> None:
    """Whoever takes a frame draws on it; the one that was kept stays as it was."""
    given = []
    for value in (100, 100, 200, 200, 200):
        frame = av.VideoFrame(64, 48, "yuv420p")
        for plane in planes_of(frame):
            plane[:] = value
        given.append(frame)
    found = []
    for frame in dissolved(given, [Dissolve(first_frame=2, end_frame=3)]):
        found.append(middle(frame)[0])
        planes_of(frame)[0][:] = 0
    assert found == [100, 100, 150, 200, 200]


def test_a_still_shows_what_the_render_shows(studio: Studio) -> None:
    style = styled(open={"kind": "fade", "duration_ms": 200}, join={"kind": "crossfade"})
    plan = spliced(studio, style)
    frames = [[np.array(p) for p in planes_of(f)] for f in composed(studio, plan)]
    for number in (0, 4, FIRST - 1, FIRST, FIRST + 2, FIRST + 8):
        alone = planes_of(still(plan, number, lambda ref: studio.files[ref.sha256]))
        for one, other in zip(alone, frames[number], strict=True):
            assert np.abs(one.astype(int) - other).max() <= 1


@pytest.mark.parametrize(
    ("transitions", "changed"),
    [
        ({"open": {"kind": "fade", "duration_ms": 200}}, range(6)),
        ({"close": {"kind": "fade", "duration_ms": 200}}, range(20, 26)),
        ({"join": {"kind": "dip"}}, range(FIRST - 3, FIRST + 3)),
        ({"join": {"kind": "crossfade", "duration_ms": 166}}, range(FIRST, FIRST + 5)),
    ],
)
def test_all_other_frames_stay_what_they_were_byte_for_byte(
    studio: Studio, transitions: dict[str, Any], changed: range
) -> None:
    before = hashes(studio, spliced(studio, styled(enabled=True)))
    after = hashes(studio, spliced(studio, styled(enabled=True, **transitions)))
    assert len(before) == len(after) == FIRST + SECOND
    differ = [n for n, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
    assert differ == list(changed)


def test_captions_stand_on_a_dip_and_fade_with_the_end(studio: Studio) -> None:
    style = styled(
        enabled=True,
        join={"kind": "dip", "color": "#000000FF"},
        close={"kind": "fade", "duration_ms": 60},
    )
    white = [int(planes_of(frame)[0].max()) for frame in composed(studio, spliced(studio, style))]
    assert white[FIRST] > 230  # on nothing but the colour
    assert white[-1] == 16


def test_a_punch_is_closer_after_the_cut_and_settles(studio: Studio) -> None:
    halves = flat(DARK)
    halves[:16] = BRIGHT
    write_timed(studio.folder / "in.mp4", steady(40, Fraction(30)), pictures=[halves] * 40)
    plan = spliced(studio, styled(join={"kind": "punch"}))
    edges = [int((planes_of(f)[0][:, 540] > 128).sum()) for f in composed(studio, plan)]
    assert edges[FIRST - 1] - edges[FIRST] > 20
    assert edges[FIRST : FIRST + 7] == sorted(edges[FIRST : FIRST + 7])
    assert edges[FIRST + 6 :] == [edges[0]] * (SECOND - 6)


@pytest.mark.parametrize("opacity", [0.0, 0.3, 1.0])
def test_a_flat_layer_is_laid_over_as_any_other(opacity: float) -> None:
    """And more exactly: nothing is rounded before it is mixed."""
    pixels = np.empty((48, 64, 4), np.uint8)
    pixels[:] = (225, 0, 255, 255)
    results = []
    for is_flat in (False, True):
        frame = av.VideoFrame(64, 48, "yuv420p")
        for plane, value in zip(planes_of(frame), (90, 110, 160), strict=True):
            plane[:] = value
        layer = converted(Layer(Area(0, 0, 64, 48), pixels, flat=is_flat)).at(opacity)
        blend(planes_of(frame), [layer])
        results.append([plane.astype(int) for plane in planes_of(frame)])
    for one, other in zip(*results, strict=True):
        assert np.abs(one - other).max() <= 2
