"""A face that is lost and found again near its place is one person."""

from __future__ import annotations

from tasks.composition.persons import persons_of
from tests.tasks.composition.test_reframe import still, track_of

SQUARE = 16 / 9


def test_a_face_that_turned_away_is_one_person_again() -> None:
    first = track_of(still(0.3, 90)).model_copy(update={"mouth": (0.1,) * 15})
    again = track_of(still(0.32, 240, 150), number=2).model_copy(update={"mouth": (0.2,) * 15})
    other = track_of(still(0.7, 240), number=1)
    one, two = persons_of([first, other, again], square=SQUARE)
    assert (one.id, two.id) == (0, 1)
    assert one.boxes == first.boxes + again.boxes
    assert one.mouth == first.mouth + again.mouth


def test_two_who_are_seen_at_once_or_far_apart_or_unlike_are_two() -> None:
    here = track_of(still(0.3, 90))
    for other in (
        track_of(still(0.33, 150, 60), number=1),
        track_of(still(0.6, 240, 150), number=1),
        track_of(still(0.3, 240, 150), number=1, width=0.16),
    ):
        assert len(persons_of([here, other], square=SQUARE)) == 2


def test_a_face_goes_on_with_the_nearest_one() -> None:
    tracks = [track_of(still(0.3, 60)), track_of(still(0.4, 60), number=1)]
    tracks.append(track_of(still(0.38, 240, 150), number=2))
    assert [len(one.boxes) for one in persons_of(tracks, square=SQUARE)] == [10, 25]
