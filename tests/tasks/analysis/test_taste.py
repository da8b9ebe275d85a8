"""A taste is data: measured signals, weights over them, and weights learned from a catalogue."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deployments.editorial import speakers_of
from schemas.base import digest_of
from schemas.taste import LabelledSpan, TasteProfile
from tasks.analysis.editorial.roles import roles_of
from tasks.analysis.editorial.segments import segments_of
from tasks.analysis.taste.catalogue import Recording, clips_beside, found_spans, recording
from tasks.analysis.taste.fitting import fitted
from tasks.analysis.taste.learning import learned
from tasks.analysis.taste.profiles import called, chosen, named, shipped, stored
from tasks.analysis.taste.signals import COLUMNS, REVISION, SIGNALS, signals
from tasks.analysis.taste.tasted import tasted
from tasks.analysis.transcribe.captions import read_captions
from tasks.errors.editing import TasteProfileError, TooLittleToLearnError
from tests.simulators.interviews import GUEST, HOST, Episode, episode
from tests.simulators.talks import STORY, segmented, spoken


def read(made: Episode, *, whole: bool, name: str = "talk") -> Recording:
    vtt = made.vtt(whole=whole).encode()
    transcript = read_captions(vtt, "vtt", duration_ms=None, name=name)
    spans = [LabelledSpan(start_ms=a, end_ms=b) for a, b in made.chosen]
    segments = segments_of(transcript, speakers_of(transcript))
    return recording(name, segments, None if whole else spans)


@pytest.fixture(scope="module")
def interview() -> tuple[Episode, Recording]:
    made = episode(3, minutes=20)
    return made, read(made, whole=True)


def own(weights: dict[str, float], name: str = "own") -> TasteProfile:
    return TasteProfile(
        name=name, genre="generic", signals=REVISION, weights=weights, fitted_on="a test"
    )


def test_every_column_is_standardised_among_what_may_be_used(
    interview: tuple[Episode, Recording],
) -> None:
    found = interview[1].signals
    rows = found.values[found.usable]
    assert found.values.shape == (len(interview[1].segments.sentences), len(COLUMNS))
    assert len(COLUMNS) == len(set(COLUMNS)) == 3 * len(SIGNALS) + 3
    spread = rows.std(axis=0)
    assert np.all((spread < 1.05) | (spread == 0))
    assert np.abs(found.values).max() <= 5
    assert not found.values[:, COLUMNS.index("energy")].any()


def test_signals_tell_what_they_are_named_after() -> None:
    found = signals(segmented(spoken(STORY)))
    texts = [text for _, text in STORY]

    def value(signal: str, start: str) -> float:
        place = next(n for n, text in enumerate(texts) if text.startswith(start))
        return float(found.values[place, COLUMNS.index(signal)])

    assert value("claim", "Nobody fails") > 0 > value("claim", "They hated")
    assert value("number", "A hospital") > 0 > value("number", "That is the trap")
    assert value("question", "How should") > 0 > value("question", "Then throw")
    assert value("length", "When a surgeon") > 0 > value("length", "Yeah")
    assert value("story", "My father") > 0
    assert value("position", "Then throw") > value("position", "Nobody fails")


def test_the_one_who_asks_is_the_host(interview: tuple[Episode, Recording]) -> None:
    roles = roles_of(interview[1].segments.sentences)
    assert (roles.host, roles.interview) == (HOST, True)
    assert roles.host != GUEST
    alone = roles_of(segmented(spoken([(None, text) for _, text in STORY])).sentences)
    assert (alone.host, alone.interview) == (None, False)


def test_the_parts_of_a_liking_are_all_of_it(interview: tuple[Episode, Recording]) -> None:
    found = interview[1].signals
    taste = tasted(found, shipped()["interview"])
    assert np.allclose(sum(taste.parts.values()), taste.liking, atol=1e-5)
    assert not taste.mass[~found.usable].any()
    assert (taste.mass[found.usable] > 0).all()


def test_what_an_opening_repeats_is_liked_whatever_the_profile_says(
    interview: tuple[Episode, Recording],
) -> None:
    item = interview[1]
    plain = tasted(item.signals, own({}))
    known = tasted(item.signals, own({}), item.labels)
    assert (known.mass[item.labels > 0] > 3 * plain.mass[item.labels > 0]).all()
    assert (known.mass[item.labels == 0] == plain.mass[item.labels == 0]).all()


def test_the_fit_finds_what_decides_and_holds_on_to_what_was_expected() -> None:
    chance = np.random.default_rng(1)
    table = chance.normal(size=(4000, 5)).astype(np.float32)
    odds = 1.5 * table[:, 0] - 1.0 * table[:, 3] - 3
    labels = (chance.random(4000) < 1 / (1 + np.exp(-odds))).astype(float)
    found = fitted([table], [labels], 0.001)
    assert np.allclose(found, [1.5, 0, 0, -1, 0], atol=0.25)
    prior = np.array([0.0, 0.0, 0.7, 0.0, 0.0])
    held = fitted([table], [labels], 1000.0, prior)
    assert np.allclose(held, prior, atol=0.01)
    barred = fitted([table], [labels], 0.001, bounds=[(None, 0.0)] * 5)
    assert barred.max() <= 0


def test_shipped_profiles_are_for_these_signals() -> None:
    assert set(shipped()) == {"interview", "generic"}
    for name, profile in shipped().items():
        assert profile.name == profile.genre == name
        assert profile.signals == REVISION
        assert set(profile.weights) <= set(COLUMNS)


def test_the_kind_of_talk_chooses_and_a_name_overrules(
    interview: tuple[Episode, Recording],
) -> None:
    profile, why = chosen(None, interview[1].signals.roles)
    assert (profile.name, "asks" in why) == ("interview", True)
    assert chosen(None, signals(segmented(spoken(STORY[:5]))).roles)[0].name == "generic"
    mine = own({"length": 1.0})
    assert chosen(mine, interview[1].signals.roles) == (mine, "named")


def test_a_stored_profile_is_found_by_name_and_by_digest(tmp_path: Path) -> None:
    old, new = own({"length": 1.0}), own({"length": 2.0})
    for profile in (old, new):
        stored(profile, tmp_path)
    assert named("own", tmp_path) == new
    assert named(called(old), tmp_path) == old
    assert named(f"own@{digest_of(old)}", tmp_path) == old
    assert named("", tmp_path) is None
    assert named("auto", tmp_path) is None
    assert named("interview", tmp_path) == shipped()["interview"]


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("nobody", "none of that name"),
        ("own@00000000", "none of that name"),
        ("interview@00000000", "the shipped one is interview@"),
        ("Not A Name", "NAME or NAME@DIGEST"),
        ("aged", "learn it again"),
    ],
)
def test_a_profile_that_cannot_be_used_says_why(reference: str, why: str, tmp_path: Path) -> None:
    stored(own({"length": 1.0}), tmp_path)
    stored(own({"gone": 1.0}, "aged").model_copy(update={"signals": 999}), tmp_path)
    with pytest.raises(TasteProfileError, match=why):
        named(reference, tmp_path)


def test_a_profile_that_was_changed_on_disk_is_refused(tmp_path: Path) -> None:
    path = stored(own({"length": 1.0}), tmp_path)
    path.write_text(path.read_text().replace("1", "7"))
    with pytest.raises(TasteProfileError, match=r"changed|damaged"):
        named("own", tmp_path)


def test_an_opening_labels_what_it_was_cut_from(interview: tuple[Episode, Recording]) -> None:
    made, item = interview
    assert item.source == "opening"
    sentences = item.segments.sentences
    for start, end in made.chosen:
        inside = [n for n in sentences if start <= n.start_ms + 200 and n.end_ms - 800 <= end]
        marked = [n for n in inside if item.labels[n.id]]
        assert len(marked) >= len(inside) / 2
    opening_ms = made.lines[made.opening].start_ms
    assert not item.labels[[n.start_ms < opening_ms for n in sentences]].any()


def test_a_list_of_clips_labels_whole_sentences(tmp_path: Path) -> None:
    made = episode(4, minutes=10)
    item = read(made, whole=False)
    assert (item.source, len(item.spans)) == ("clips", len(made.chosen))
    everything = (0, len(item.segments.sentences) - 1)
    assert found_spans(item, [everything]) == len(item.spans)
    assert found_spans(item, []) == 0
    (tmp_path / "a.clips.json").write_text(made.clips())
    assert len(clips_beside(tmp_path / "a.vtt") or ()) == len(made.chosen)
    assert clips_beside(tmp_path / "b.vtt") is None


def test_too_little_is_refused_with_figures() -> None:
    with pytest.raises(TooLittleToLearnError, match="1 of 1 transcripts"):
        learned("own", [read(episode(1, minutes=6), whole=True)], folder="catalogue")


def test_a_catalogue_teaches_what_it_has_in_common() -> None:
    """Editors who like numbers only, whom no shipped profile knows."""
    items = []
    for seed in range(10):
        item = read(episode(seed, minutes=12, opening=False), whole=False, name=str(seed))
        numbers = [
            frozenset({n.id})
            for n in item.segments.sentences
            if "parts." in n.text or "days later" in n.text
        ]
        items.append(Recording(item.name, item.segments, item.signals, tuple(numbers[:6]), "clips"))
    made = learned("numbers", items, folder="catalogue")
    assert made.profile.measure is not None
    assert made.better > 0.05
    assert made.profile.measure.recall > made.profile.measure.random
    assert made.profile.weights["number"] > 0.1
    assert made.profile == learned("numbers", items, folder="catalogue").profile
