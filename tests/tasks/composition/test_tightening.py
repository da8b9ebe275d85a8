"""What is left out of a clip is quiet or a filler that stands apart, and worth a cut."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from schemas.style.cuts import CutRules
from schemas.transcript import Word
from schemas.units import fps, ms_at
from tasks.composition.fillers import FILLERS, is_filler
from tasks.composition.hush import CELL_MS, quiet_cells, quiet_in
from tasks.composition.tightening import (
    LEAST_KEPT_MS,
    LEAST_REMOVED_MS,
    LEAST_SHOT_MS,
    Talk,
    kept_spans,
    left_out,
)
from tasks.tools.media.audio import write_wav

TIGHT = CutRules(silences="tighten", longest_pause_ms=400)
CUT = CutRules(fillers="cut", longest_pause_ms=400)
BOTH = CutRules(silences="tighten", fillers="cut", longest_pause_ms=400)
RATES = ["24000/1001", "25/1", "30000/1001", "30/1", "60/1"]
Said = tuple[str, int, int]


def words_of(said: Sequence[Said]) -> list[Word]:
    return [Word(text=text, start_ms=start, end_ms=end) for text, start, end in said]


def talk_of(
    said: Sequence[Said],
    length_ms: int,
    loud: Sequence[tuple[int, int]] | None = None,
    *,
    rate: str = "25/1",
    first: int = 0,
    cuts: Sequence[int] = (),
    language: str = "en",
) -> Talk:
    """Words, all loud unless `loud` says where it is. Times count from the clip's first frame."""
    origin = ms_at(first, rate)
    quiet = np.ones(-(-length_ms // CELL_MS), bool)
    for start, end in loud if loud is not None else [(a, b) for _, a, b in said]:
        quiet[start // CELL_MS : -(-end // CELL_MS)] = False
    moved = [(text, origin + a, origin + b) for text, a, b in said]
    count = int(length_ms * fps(rate) / 1000)
    return Talk(words_of(moved), language, quiet, first, count, rate, cuts)


def removed(talk: Talk, rules: CutRules) -> list[tuple[int, int]]:
    """Frames that are left out, relative to the clip."""
    spans = kept_spans(talk, rules)
    edges = [
        talk.first,
        *(e for s in spans for e in (s.first_frame, s.first_frame + s.frame_count)),
    ]
    edges.append(talk.first + talk.count)
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(a - talk.first, b - talk.first) for a, b in pairs if b > a]


PAUSE: list[Said] = [("One", 200, 600), ("two", 2000, 2400), ("three.", 2480, 2900)]


def test_a_long_pause_is_shortened_to_what_the_style_leaves() -> None:
    # 600 to 2000 is quiet; 240 ms stay behind the word, 160 before the next
    assert removed(talk_of(PAUSE, 3200), TIGHT) == [(21, 46)]
    assert removed(talk_of(PAUSE, 3200, first=1234), TIGHT) == [(21, 46)]


def test_a_style_that_keeps_everything_keeps_everything() -> None:
    assert removed(talk_of(PAUSE, 3200), CutRules()) == []


@pytest.mark.parametrize("pause", [300, 400, 600])
def test_a_pause_that_is_hardly_too_long_stays(pause: int) -> None:
    said = [("One", 200, 600), ("two", 600 + pause, 1000 + pause)]
    assert removed(talk_of(said, 1400 + pause), TIGHT) == []


def test_a_laugh_in_a_pause_is_not_cut() -> None:
    laugh = [(200, 600), (900, 1700), (2000, 2400), (2480, 2900)]
    assert removed(talk_of(PAUSE, 3200, laugh), TIGHT) == []


def test_a_word_that_ends_later_than_its_time_says_is_heard_to_its_end() -> None:
    late = [(200, 1000), (2000, 2900)]
    assert removed(talk_of(PAUSE, 3200, late), TIGHT) == [(31, 46)]


def test_a_soft_word_is_not_taken_for_a_pause() -> None:
    said = [("One", 200, 600), ("whispered", 1000, 1700), ("two", 2000, 2400)]
    assert removed(talk_of(said, 2600, [(200, 600), (2000, 2400)]), TIGHT) == []


def test_a_word_whose_time_goes_on_through_a_silence_does_not_keep_it() -> None:
    said = [("One", 200, 1990), ("two", 2000, 2400)]
    assert removed(talk_of(said, 2600, [(200, 600), (2000, 2400)]), TIGHT) == [(21, 46)]


def test_the_clips_own_beginning_and_end_stay() -> None:
    said = [("One", 2000, 2400), ("two.", 2500, 2900)]
    assert removed(talk_of(said, 5000), BOTH) == []


UM: list[Said] = [("The", 200, 600), ("um,", 900, 1300), ("house", 1600, 2000), ("is", 2050, 2300)]


def test_a_filler_that_stands_apart_is_cut_with_what_is_too_long_around_it() -> None:
    # 240 ms of the pause before it and 160 of the one behind it are left
    assert removed(talk_of(UM, 2500), CUT) == [(21, 36)]
    assert removed(talk_of(UM, 2500), TIGHT) == []


def test_a_filler_that_runs_into_a_word_stays() -> None:
    run = [("The", 200, 600), ("um", 610, 1300), ("house", 1600, 2000)]
    assert removed(talk_of(run, 2200, [(200, 1300), (1600, 2000)]), BOTH) == []
    run = [("The", 200, 600), ("um", 900, 1590), ("house", 1600, 2000)]
    assert removed(talk_of(run, 2200, [(200, 600), (900, 2000)]), BOTH) == []


def test_a_clip_does_not_begin_with_a_filler() -> None:
    said = [("Um,", 100, 500), ("so", 800, 1200), ("it", 1250, 1500)]
    spans = kept_spans(talk_of(said, 1700), CUT)
    assert [(s.first_frame, s.at) for s in spans] == [(16, 0)]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("um", "en", True),
        ("Ummm,", "en-US", True),
        ("uh…", "und", True),
        ("Äh,", "de", True),
        ("ähhm", "de-AT", True),
        ("er", "de", False),
        ("like", "en", False),
        ("ER", "en", False),
        ("eh?", "es", False),
        ("um", "pt", False),
        ("hmm", "en", False),
        ("えーと、", "ja", True),
        ("uh-huh", "en", False),
    ],
)
def test_only_sounds_are_fillers(text: str, language: str, found: bool) -> None:
    assert is_filler(text, language) is found


def test_every_filler_of_the_table_is_found() -> None:
    assert all(is_filler(text, language) for language, own in FILLERS.items() for text in own)


def test_a_filler_that_is_cut_is_no_word_any_more() -> None:
    talk = talk_of(UM, 2500)
    spans = kept_spans(talk, CUT)
    assert [w.text for w in talk.words if left_out(w, spans, "25/1", "en")] == ["um,"]


@pytest.mark.parametrize(
    ("cut", "left"),
    [
        (19, [(24, 46)]),  # two frames of a new shot, then a jump: it is seen for 200 ms
        (48, [(21, 43)]),  # two frames after the jump, then a cut
        (30, [(21, 46)]),  # the picture cuts in what is left out
        (21, [(21, 46)]),  # and exactly where it begins
    ],
)
def test_no_flash_is_left_beside_a_cut_of_the_picture(
    cut: int, left: list[tuple[int, int]]
) -> None:
    assert removed(talk_of(PAUSE, 3200, cuts=[cut]), TIGHT) == left


@st.composite
def talks(draw: st.DrawFn) -> Talk:
    """Words and fillers with pauses and noises between them, and cuts of the picture."""
    said: list[Said] = []
    loud: list[tuple[int, int]] = []
    now = draw(st.integers(0, 500))
    for _ in range(draw(st.integers(1, 8))):
        text = draw(st.sampled_from(["word", "word.", "um"]))
        end = now + draw(st.integers(80, 700))
        said.append((text, now, end))
        slip = draw(st.sampled_from([0, 0, 60, -60]))
        loud.append((max(0, now + slip), end + slip))
        now = end + draw(st.sampled_from([0, 50, 300, 900, 2500]))
        if draw(st.booleans()):
            loud.append((end + 100, end + 200))
    rate = draw(st.sampled_from(RATES))
    length = now + 400
    frames = int(length * fps(rate) / 1000)
    first = draw(st.integers(0, 5000))
    places = draw(st.sets(st.integers(1, max(1, frames - 1)), max_size=4))
    cuts = sorted(first + place for place in places)
    return talk_of(said, length, loud, rate=rate, first=first, cuts=cuts)


@given(talks(), st.sampled_from([TIGHT, CUT, BOTH]), st.integers(240, 900))
@settings(max_examples=200, deadline=None)
def test_nothing_that_is_said_is_lost(talk: Talk, rules: CutRules, pause: int) -> None:
    rules = rules.model_copy(update={"longest_pause_ms": pause})
    spans, rate = kept_spans(talk, rules), fps(talk.rate)
    assert spans == kept_spans(talk, rules)
    assert spans[0].at == 0
    for here, there in pairwise(spans):
        assert here.at + here.frame_count == there.at
        assert there.first_frame - here.first_frame - here.frame_count >= (
            LEAST_REMOVED_MS * rate / 1000
        )
        assert here is spans[0] or here.frame_count >= LEAST_KEPT_MS * rate / 1000
    for word in talk.words:
        if is_filler(word.text, "en") and rules.fillers == "cut":
            continue
        for ms in range(word.start_ms, word.end_ms, CELL_MS):
            if not talk.quiet[int((ms - talk.origin_ms) / CELL_MS)]:
                at = max(talk.first, int(ms * rate / 1000))
                assert any(0 <= at - s.first_frame < s.frame_count for s in spans)


@given(talks(), st.sampled_from([TIGHT, BOTH]))
@settings(max_examples=200, deadline=None)
def test_both_sides_of_a_cut_are_quiet_and_no_shot_flashes(talk: Talk, rules: CutRules) -> None:
    spans, rate = kept_spans(talk, rules), fps(talk.rate)
    shots = [talk.first, *talk.cuts, talk.first + talk.count]
    for here, there in pairwise(spans):
        for frame in (here.first_frame + here.frame_count, there.first_frame):
            at = int((frame - talk.first) * 1000 / rate) // CELL_MS
            assert talk.quiet[at - 1 : at + 1].all()
    played = [f for s in spans for f in range(s.first_frame, s.first_frame + s.frame_count)]
    breaks = {s.first_frame for s in spans} | set(talk.cuts)
    stretch: list[int] = []
    for frame in [*played, -1]:
        if stretch and (frame in breaks or frame == -1):
            whole = stretch[0] in shots and stretch[-1] + 1 in shots
            assert whole or len(stretch) >= LEAST_SHOT_MS * rate / 1000
            stretch = []
        stretch.append(frame)


def sound_of(*parts: tuple[int, float], channels: int = 1) -> NDArray[np.int16]:
    """Noise of so many milliseconds at so many dB, one part after the other."""
    noise = np.random.default_rng(7).standard_normal(sum(ms for ms, _ in parts) * 48)
    gain = np.concatenate([np.full(ms * 48, 10 ** (db / 20)) for ms, db in parts])
    mono = np.clip(np.round(noise * gain * 32768), -32768, 32767).astype(np.int16)
    return np.repeat(mono[:, None], channels, axis=1)


@pytest.mark.parametrize("channels", [1, 2])
def test_quiet_is_told_from_breaths_and_words(tmp_path: Path, channels: int) -> None:
    sound = sound_of(
        (2000, -20), (900, -65), (300, -38), (1000, -65), (2000, -20), channels=channels
    )
    write_wav(tmp_path / "in.wav", sound)
    quiet = quiet_in(tmp_path / "in.wav")[150:500]
    loud = ~quiet
    assert len(quiet) == 350
    assert not quiet[:50].any()  # the word
    assert quiet[55:135].all()
    assert loud[140:170].all()  # the breath
    assert quiet[175:265].all()
    assert loud[272:].all()


def test_under_music_nothing_is_quiet() -> None:
    sound = sound_of((2000, -20), (1500, -28), (2000, -20))
    assert not quiet_cells(sound, 48_000).any()


def test_a_muted_pause_does_not_make_the_room_loud() -> None:
    sound = sound_of((2000, -20), (900, -120), (1000, -20), (900, -60), (1000, -20))
    quiet = quiet_cells(sound, 48_000)
    assert quiet[395:475].all()


def test_of_no_sound_nothing_is_quiet() -> None:
    assert not quiet_cells(sound_of((505, -20)), 48_000).any()
    assert len(quiet_cells(np.zeros((0, 1), np.int16), 48_000)) == 0
