"""faster-whisper's real code, over a tiny model whose answers are nonsense but whose times hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tasks.analysis.transcribe.base import SpeechJob
from tasks.analysis.transcribe.whisper import WhisperTranscriber, device, joined, load
from tasks.errors.recordings import ModelUnavailableError
from tests.simulators.tiny_whisper import LANGUAGES, tiny_whisper
from tests.simulators.voices import conversation, write_wav

LINE = ("en-us", "Hello there, this is a test of the machine.")


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    tiny_whisper(folder / "tiny-random")
    return folder


def test_speech_gives_words_inside_the_recording(models: Path, tmp_path: Path) -> None:
    wav = tmp_path / "a.wav"
    told: list[float] = []
    said, _ = conversation(wav, [LINE, LINE])
    job = SpeechJob(
        duration_ms=said.duration_ms, audio=wav, language="en-GB", model="tiny-random",
        models_folder=models, progress=told.append,
    )  # fmt: skip
    found = WhisperTranscriber().transcribe(job)
    assert (found.provider, found.language, found.timing) == ("whisper", "en-GB", "word")
    assert found.words
    assert all(word.confidence is not None for word in found.words)
    assert found.words[-1].end_ms <= said.duration_ms
    assert told == sorted(told)
    assert told[-1] <= 1


def test_silence_gives_no_words(models: Path, tmp_path: Path) -> None:
    wav = tmp_path / "silence.wav"
    write_wav(wav, np.zeros((48_000 * 2, 1), dtype=np.float32))
    job = SpeechJob(duration_ms=2000, audio=wav, model="tiny-random", models_folder=models)
    assert WhisperTranscriber().transcribe(job).words == ()


def test_a_recording_without_sound_needs_no_model() -> None:
    assert WhisperTranscriber().transcribe(SpeechJob(duration_ms=2000, model="none")).words == ()


def test_a_model_is_loaded_once(models: Path) -> None:
    by_name = load("tiny-random", models, 1)
    assert load(str(models / "tiny-random"), None, 1) is by_name


def test_a_language_that_is_a_guess_is_said_to_be_one(models: Path, tmp_path: Path) -> None:
    wav = tmp_path / "a.wav"
    said, _ = conversation(wav, [LINE, LINE])
    job = SpeechJob(
        duration_ms=said.duration_ms, audio=wav, model="tiny-random", models_folder=models
    )
    found = WhisperTranscriber().transcribe(job)
    assert found.language in LANGUAGES
    assert any("is a guess" in note for note in found.notes)


def test_names_reach_the_model_as_hot_words(models: Path, tmp_path: Path) -> None:
    wav = tmp_path / "a.wav"
    said, _ = conversation(wav, [LINE, LINE])
    job = SpeechJob(
        duration_ms=said.duration_ms, audio=wav, language="en", model="tiny-random",
        models_folder=models,
    )  # fmt: skip
    plain = WhisperTranscriber().transcribe(job)
    steered = WhisperTranscriber().transcribe(replace(job, glossary=("the of and to in",)))
    assert plain.text != steered.text


def test_the_place_to_run_is_one_that_is_there() -> None:
    place, numbers = device()
    assert place in {"cpu", "cuda"}
    assert numbers in {"int8", "float16", "int8_float16", "float32"}


def test_a_name_that_no_model_has_lists_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match=r"there are .*large-v3"):
        load("no-such-model", tmp_path, 1)


@pytest.mark.parametrize("name", ["small", "no-such-model", "/nowhere/at/all"])
def test_a_model_that_cannot_be_had_says_what_to_do(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match=r"--captions FILE.*REELWRIGHT_WHISPER_MODELS"):
        load(name, tmp_path, 1)


def test_a_folder_that_is_no_model_says_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "model.bin").write_bytes(b"x")
    with pytest.raises(ModelUnavailableError, match=r"lacks config.json, tokenizer.json, vocab"):
        load("half", tmp_path, 1)


def test_tokens_without_a_space_go_on_with_the_word() -> None:
    heard = [
        SimpleNamespace(word=word, start=np.float64(start), end=start + 0.1, probability=sure)
        for word, start, sure in [(" twenty", 0.0, 0.9), ("-five", 0.1, 0.4), (" ok", 0.5, 1.2)]
    ]
    assert [(token.text, token.start, token.end, token.confidence) for token in joined(heard)] == [
        ("twenty-five", 0, 200, 0.4),
        ("ok", 500, 600, 1.0),
    ]
