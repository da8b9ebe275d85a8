"""pyannote as it is asked: without it, with a stand-in for its package, and with what goes wrong."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tasks.analysis.diarize.base import VoiceJob
from tasks.analysis.diarize.pyannote import PyannoteDiarizer, load
from tasks.analysis.diarize.stage import PROVIDERS
from tasks.errors.recordings import ModelUnavailableError
from tests.simulators.pyannote_installed import model_folder, pyannote_installed
from tests.simulators.voices import conversation

VOICES = ("en-us+f3", "en-us+m7")


@pytest.mark.skipif(bool(importlib.util.find_spec("pyannote")), reason="pyannote is installed")
def test_where_it_is_missing_it_says_how_to_install_it(tmp_path: Path) -> None:
    said, _ = conversation(tmp_path / "a.wav", [(VOICES[0], "Hello there.")])
    job = VoiceJob(transcript=said, audio=tmp_path / "a.wav", model="some/model")
    with pytest.raises(ModelUnavailableError, match=r"reelwright\[pyannote\].*`mfcc`"):
        PyannoteDiarizer().diarize(job)


def test_it_is_asked_only_when_it_is_named() -> None:
    names = list(PROVIDERS)
    assert names.index("pyannote") > names.index("single")


def test_a_model_that_the_hub_keeps_back_says_what_to_accept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pyannote_installed():
        with pytest.raises(ModelUnavailableError, match="REELWRIGHT_HUB_TOKEN"):
            load("pyannote/gated", "")
        with pytest.raises(ModelUnavailableError, match=r"401 .*\*\*\*") as refused:
            load("pyannote/gated", "hf_secret")
    assert "hf_secret" not in str(refused.value)


def test_a_turn_is_as_sure_as_it_is_alone(tmp_path: Path) -> None:
    wav = tmp_path / "a.wav"
    said, _ = conversation(wav, [(VOICES[0], "Hello there, all of you, and good morning.")])
    model = model_folder(tmp_path / "model", [("a", 0, 2000), ("b", 1000, 1500), ("a", 9000, 9900)])
    with pyannote_installed():
        found = PyannoteDiarizer().diarize(VoiceJob(transcript=said, audio=wav, model=str(model)))
    assert [(turn.speaker_id, turn.confidence_score) for turn in found.turns] == [
        ("speaker-1", 0.75),
        ("speaker-2", 0.0),
    ]
