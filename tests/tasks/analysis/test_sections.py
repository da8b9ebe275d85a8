"""Sections follow what is talked about."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from schemas.segments import Section, Sentence
from tasks.analysis.diarize.base import VoiceJob
from tasks.analysis.diarize.labels import LabelsDiarizer
from tasks.analysis.editorial.sections import divide, sections
from tasks.analysis.editorial.segments import segments_of
from tasks.analysis.editorial.sentences import sentences
from tests.simulators.meetings import FILES, Meeting, meeting

BREAD = "bread flour oven dough baker yeast crust salt".split()  # noqa: SIM905
PLANES = "pilot airplane cockpit runway wing engine crash altitude".split()  # noqa: SIM905
MONEY = "bank interest loan debt market stock price dollar".split()  # noqa: SIM905


def blocks(*themes: list[str]) -> list[list[str]]:
    chance = random.Random(2)
    return [chance.choices(theme, k=30) for theme in themes for _ in range(6)]


def test_a_change_of_words_is_a_boundary() -> None:
    assert divide(blocks(BREAD, PLANES, MONEY), longest=20) == [(0, 6), (6, 12), (12, 18)]


def test_one_theme_is_one_section() -> None:
    assert divide([BREAD * 4] * 6, longest=20) == [(0, 6)]


def test_the_asked_number_of_sections_is_given() -> None:
    found = divide(blocks(BREAD, PLANES, MONEY), longest=20, count=2)
    assert len(found) == 2
    assert found[0][1] in (6, 12)


def test_more_sections_than_blocks_are_not_given() -> None:
    assert divide([["a"], ["b"]], longest=5, count=9) == [(0, 1), (1, 2)]


def test_nothing_said_has_no_sections() -> None:
    assert sections((), "en") == ()


def test_no_section_is_longer_than_allowed() -> None:
    assert all(stop - first <= 4 for first, stop in divide(blocks(BREAD), longest=4))


@pytest.mark.slow
def test_real_meetings_are_divided_better_than_by_chance(media: Path) -> None:
    """Pk over 13 meetings with the true count, and with a count of its own; random gets .467."""
    folder = media / "labels" / "qmsum"
    found = [pks(folder / f"{name}.json") for name in FILES]
    assert sum(true for true, _ in found) / len(found) <= 0.32
    assert sum(own for _, own in found) / len(found) <= 0.38


def pks(path: Path) -> tuple[float, float]:
    said = meeting(path)
    turns = LabelsDiarizer().diarize(VoiceJob(transcript=said.transcript))
    spoken = sentences(said.transcript, turns)
    total = len(said.utterances)
    return (
        pk(
            set(said.topics),
            cuts(said, sections(spoken, "en", len(said.topics) + 1), spoken),
            total,
        ),
        pk(set(said.topics), cuts(said, sections(spoken, "en"), spoken), total),
    )


def cuts(said: Meeting, parts: Sequence[Section], spoken: Sequence[Sentence]) -> set[int]:
    """Boundaries as utterances."""
    starts = [spoken[part.first_sentence].first_word for part in parts[1:]]
    return {bisect_right(said.utterances, start) - 1 for start in starts}


def pk(true: set[int], found: set[int], total: int) -> float:
    """Share of utterance pairs, half a mean section apart, that are wrongly told (un)related."""
    apart = max(2, round(total / (len(true) + 1) / 2))
    wrong = [
        any(at < cut <= at + apart for cut in true) != any(at < cut <= at + apart for cut in found)
        for at in range(total - apart)
    ]
    return sum(wrong) / len(wrong)


def test_sections_of_a_talk_lie_behind_each_other(media: Path) -> None:
    said = meeting(media / "labels" / "qmsum" / "Product_ES2002a.json")
    turns = LabelsDiarizer().diarize(VoiceJob(transcript=said.transcript))
    parts = segments_of(said.transcript, turns).sections
    assert all(one.last_sentence + 1 == two.first_sentence for one, two in pairwise(parts))
    assert all(part.label for part in parts)
