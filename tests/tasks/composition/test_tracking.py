"""Tracks stay with their face, inside their shot."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tasks.composition.track_faces.base import Detection, Picture, tiles, without_doubles
from tasks.composition.track_faces.tracking import Look, looks_of, observe, tracks_of

TALL = 9 / 16


def face(x: float, y: float = 0.4, width: float = 0.1, score: float = 0.9) -> Detection:
    return Detection(x=x, y=y, width=width, height=width / TALL, score=score)


def tracks(looks: list[Look], forget: int = 30) -> list[list[tuple[int, float]]]:
    found = tracks_of(looks, shot=3, forget=forget, tall=TALL)
    assert all(track.shot == 3 for track in found)
    return [[(box.frame, box.x) for box in track.boxes] for track in found]


def test_two_people_keep_their_own_tracks() -> None:
    looks = [Look(6 * n, [face(0.7 - 0.01 * n), face(0.2 + 0.01 * n)]) for n in range(8)]
    left, right = tracks(looks)
    assert [round(x, 3) for _, x in left] == [round(0.2 + 0.01 * n, 3) for n in range(8)]
    assert [round(x, 3) for _, x in right] == [round(0.7 - 0.01 * n, 3) for n in range(8)]


def test_a_face_that_is_missed_for_less_than_a_second_keeps_its_track() -> None:
    looks = [Look(6 * n, [] if n in (3, 4, 5) else [face(0.5)]) for n in range(10)]
    assert len(tracks(looks)) == 1


def test_a_face_that_comes_back_later_is_a_new_track() -> None:
    looks = [Look(6 * n, [] if 4 <= n < 12 else [face(0.5)]) for n in range(20)]
    assert len(tracks(looks)) == 2


def test_what_is_seen_once_or_unsurely_is_no_face() -> None:
    sure = [Look(6 * n, [face(0.5)]) for n in range(10)]
    once = [*sure[:4], Look(24, [face(0.5), face(0.1)]), *sure[5:]]
    assert len(tracks(once)) == 1
    assert tracks([Look(6 * n, [face(0.5, score=0.52)]) for n in range(10)]) == []
    assert tracks([Look(6 * n, [face(0.5, width=0.03, score=0.65)]) for n in range(10)]) == []


def test_no_face_gives_no_track() -> None:
    assert tracks([Look(6 * n, []) for n in range(10)]) == []


def test_a_shot_of_one_look_keeps_its_face() -> None:
    assert len(tracks([Look(0, [face(0.5)])])) == 1


@given(
    st.lists(
        st.lists(st.tuples(st.floats(0, 0.9), st.floats(0, 0.7)), max_size=4),
        min_size=1,
        max_size=12,
    )
)
def test_each_sight_belongs_to_at_most_one_track_and_frames_ascend(
    seen: list[list[tuple[float, float]]],
) -> None:
    looks = [Look(6 * n, [face(x, y) for x, y in places]) for n, places in enumerate(seen)]
    found = tracks_of(looks, shot=0, forget=30, tall=TALL)
    for track in found:
        frames = [box.frame for box in track.boxes]
        assert frames == sorted(set(frames))
    for look in looks:
        used = sum(box.frame == look.frame for track in found for box in track.boxes)
        assert used <= len(look.faces)


@given(st.lists(st.integers(1, 200), min_size=1, max_size=6), st.integers(1, 12))
def test_every_shot_is_looked_at_from_its_first_frame_to_its_end(
    lengths: list[int], every: int
) -> None:
    edges = [sum(lengths[:n]) for n in range(len(lengths) + 1)]
    shots = list(pairwise(edges))
    for (first, end), frames in zip(shots, looks_of(shots, every), strict=True):
        assert frames[0] == first
        assert all(0 < b - a <= every for a, b in pairwise(frames))
        assert end - every < frames[-1] < end or end - 1 - frames[-1] <= every // 2


@given(st.integers(16, 900), st.integers(16, 900), st.integers(8, 900))
def test_tiles_cover_the_picture_and_stay_inside(width: int, height: int, side: int) -> None:
    covered = np.zeros((height, width), bool)
    for x, y, length in tiles(width, height, side):
        assert 0 <= x <= width - length
        assert 0 <= y <= height - length
        covered[y : y + length, x : x + length] = True
    assert covered.all()


def test_a_face_that_two_tiles_see_is_one_face() -> None:
    found = [face(0.5), face(0.505, score=0.8), face(0.51, 0.42, 0.05, score=0.95), face(0.1)]
    assert len(without_doubles(found)) == 2


class Presenter:
    """Sees a small face only where it looks closely or was told to look."""

    name = "presenter"

    def __init__(self) -> None:
        self.close_looks = 0

    def detect(
        self, picture: Picture, *, near: object = (), closely: bool = False
    ) -> list[Detection]:
        self.close_looks += closely
        return [face(0.5, width=0.02)] if closely or near else []


def test_a_small_presenter_is_searched_for_once_and_then_followed() -> None:
    def blank(count: int) -> Iterator[tuple[int, Picture]]:
        yield from ((n, np.zeros((9, 16, 3), np.uint8)) for n in range(count))

    detector = Presenter()
    (looks,) = observe(detector, blank(12), [list(range(12))])
    assert all(look.faces for look in looks)
    assert detector.close_looks == 1
