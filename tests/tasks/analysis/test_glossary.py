"""Names are put right where they were nearly right, and nothing else is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.transcript import Transcript, Word
from tasks.analysis.transcribe.glossary import corrected, read_glossary, sound_of
from tasks.errors.recordings import GlossaryError

NAMES = ("Reelwright", "Siobhan O'Brien", "Kubernetes", "Anthropic", "Xiaoming", "Ann", "Apple")


def heard(text: str, language: str = "en", confidence: float | None = 0.9) -> Transcript:
    words = tuple(
        Word(text=word, start_ms=400 * n, end_ms=400 * n + 300, confidence=confidence)
        for n, word in enumerate(text.split())
    )
    return Transcript(
        provider="whisper", language=language, duration_ms=400 * len(words), words=words
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We built Reelright, in May.", "We built Reelwright, in May."),
        ("the reelwright team", "the Reelwright team"),
        ("the Realwrite team", "the Reelwright team"),
        ("Reelrite's clips", "Reelwright's clips"),
        ("we run Kubernetis here", "we run Kubernetes here"),
        ("ask Anthropick about it", "ask Anthropic about it"),
        ("(Shiobhan O'Brian) said", "(Siobhan O'Brien) said"),
        ("then Kuber netis, again", "then Kubernetes, again"),
    ],
)
def test_near_misses_are_put_right(before: str, after: str) -> None:
    found = corrected(heard(before), NAMES)
    assert found.text == after
    assert found.notes


@pytest.mark.parametrize(
    "text",
    [
        "I ate an apple and an orange.",
        "Ann and Anna met an aunt.",
        "The reel was right.",
        "It is real. Right?",
        "a real right answer",
        "a wheelwright makes wheels",
        "an anthropologist spoke",
        "and then nothing at all happened, again and again",
    ],
)
def test_words_that_people_use_are_left_alone(text: str) -> None:
    found = corrected(heard(text, confidence=0.2), NAMES)
    assert (found.text, found.notes) == (text, ())


def test_what_was_unsure_may_be_further_off() -> None:
    wrong = "we run Kuburnetics here"
    assert corrected(heard(wrong, confidence=0.9), NAMES).text == wrong
    found = corrected(heard(wrong, confidence=0.3), NAMES)
    assert found.text == "we run Kubernetes here"
    assert found.notes == ("glossary: 'Kuburnetics' corrected to 'Kubernetes', 1 times",)


def test_times_stay_where_they_were_and_in_order() -> None:
    said = heard("hello Shiobhan O'Brian and Kuber netis there")
    found = corrected(said, NAMES)
    assert [word.text for word in found.words] == [
        "hello", "Siobhan", "O'Brien", "and", "Kubernetes", "there",
    ]  # fmt: skip
    assert (found.words[4].start_ms, found.words[4].end_ms) == (1600, 2300)
    assert all(a.end_ms <= b.start_ms for a, b in zip(found.words, found.words[1:], strict=False))


def test_every_correction_is_said_with_its_count() -> None:
    found = corrected(heard("Kubernetis and Kubernetis and Kubernetes"), NAMES)
    assert found.notes == ("glossary: 'Kubernetis' corrected to 'Kubernetes', 2 times",)


def test_without_names_or_words_nothing_changes() -> None:
    assert corrected(heard("Kubernetis"), ()) == heard("Kubernetis")
    assert corrected(heard(""), NAMES) == heard("")
    chinese = corrected(heard("你好", "zh"), NAMES)
    assert "without spaces" in chinese.notes[0]


def test_other_languages_have_common_words_of_their_own() -> None:
    assert corrected(heard("wir haben Kubernetis", "de-AT"), NAMES).text == "wir haben Kubernetes"
    assert corrected(heard("xyzzq Kubernetis", "eo"), NAMES).text == "xyzzq Kubernetes"


def test_a_glossary_is_words_or_a_file(tmp_path: Path) -> None:
    assert read_glossary("Reelwright, Ann  Lee,,Ann Lee") == ("Reelwright", "Ann Lee")
    path = tmp_path / "names.txt"
    path.write_text("# our people\nReelwright\nJosé Núñez\n", encoding="latin-1")
    assert read_glossary(str(path)) == ("Reelwright", "José Núñez")
    with pytest.raises(GlossaryError, match="at most 200"):
        read_glossary(",".join(f"name{n}" for n in range(201)))
    with pytest.raises(GlossaryError, match="longer than"):
        read_glossary("x" * 81 + ",b")


def test_what_is_confused_sounds_alike() -> None:
    assert sound_of("reelwright") == sound_of("reelrite")
    assert sound_of("phillip") == sound_of("filip")
    assert sound_of("reelwright") != sound_of("kubernetes")
