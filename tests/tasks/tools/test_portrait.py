"""Whether somebody's eyes are open is told from a picture of their face."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from tasks.tools.media.cut import pictures
from tasks.tools.portrait import Picture, portrait_of

OPEN, HALF_SHUT, SHUT = [72, 76, 92], [112, 128], [12, 56, 80]


@pytest.fixture(scope="module")
def head() -> Picture:
    portrait = np.asarray(data.astronaut())  # type: ignore[no-untyped-call]
    return np.ascontiguousarray(portrait[20:240, 110:340])


def test_open_eyes_and_a_smile_are_told(head: Picture) -> None:
    found = portrait_of(head)
    assert found is not None
    assert found.eyes > 0.2
    assert found.mouth < 0.3
    assert found.turned < 0.4


def test_nobody_is_nobody() -> None:
    assert portrait_of(np.full((200, 200, 3), 90, np.uint8)) is None


def test_the_same_picture_says_the_same_from_any_thread(head: Picture) -> None:
    small = cv2.resize(head, (120, 115), interpolation=cv2.INTER_AREA)
    first = portrait_of(np.asarray(small, np.uint8))
    with ThreadPoolExecutor(3) as threads:
        assert set(threads.map(portrait_of, [np.asarray(small, np.uint8)] * 6)) == {first}


def test_blinks_of_a_real_speaker_are_told(media: Path) -> None:
    """In frames that were looked at by eye."""
    name = "SadTalker__WDA_AlexandriaOcasioCortez_000.mp4"
    wanted = OPEN + HALF_SHUT + SHUT
    shown = dict(pictures(media / "faces" / name, sorted(wanted)))
    eyes = {n: found.eyes for n, one in shown.items() if (found := portrait_of(one))}
    assert min(eyes[n] for n in OPEN) > 0.3
    assert all(0.1 < eyes[n] < 0.25 for n in HALF_SHUT)
    assert max(eyes[n] for n in SHUT) < 0.1
