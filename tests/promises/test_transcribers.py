"""What every transcriber promises; see `tasks/analysis/transcribe/base.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from pydantic import SecretStr

from tasks.analysis.transcribe.base import Captions, ServiceAccess, SpeechJob, Transcriber
from tasks.analysis.transcribe.stage import PROVIDERS
from tests.simulators.speech_services import KEY, speech_services
from tests.simulators.tiny_whisper import tiny_whisper
from tests.simulators.voices import conversation, write_wav

Job = Callable[[Path, Path, bytes, int], SpeechJob]
VTT = b"WEBVTT\n\n00:00.500 --> 00:02.000\nHello there.\n\n00:02.500 --> 09:00.000\nAll of you.\n"


def with_captions(folder: Path, wav: Path, data: bytes, duration_ms: int) -> SpeechJob:
    return SpeechJob(
        duration_ms=duration_ms, audio=wav, captions=Captions(data=data, format="vtt", name="x")
    )


def with_model(folder: Path, wav: Path, data: bytes, duration_ms: int) -> SpeechJob:
    tiny_whisper(folder / "tiny")
    return SpeechJob(
        duration_ms=duration_ms, audio=wav, model="tiny", models_folder=folder, language="en"
    )


def with_model_in_batches(folder: Path, wav: Path, data: bytes, duration_ms: int) -> SpeechJob:
    return replace(with_model(folder, wav, data, duration_ms), batch=2)


def with_service(name: str, url: str) -> Job:
    def made(folder: Path, wav: Path, data: bytes, duration_ms: int) -> SpeechJob:
        access = ServiceAccess(base_url=url, model="whisper-1", key=SecretStr(KEY))
        return SpeechJob(
            duration_ms=duration_ms, audio=wav, services={name: access}, workdir=folder
        )

    return made


LOCAL: dict[str, Job] = {
    "captions": with_captions,
    "whisper": with_model,
    "whisper in batches": with_model_in_batches,
}
NAMES = (*LOCAL, "openai", "deepgram")


def test_every_provider_keeps_its_promises_here() -> None:
    assert {name.split()[0] for name in NAMES} == set(PROVIDERS)


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def provider(name: str) -> Transcriber:
    return PROVIDERS[name.split(maxsplit=1)[0]]


@pytest.fixture
def make(name: str) -> Iterator[Job]:
    if name in LOCAL:
        yield LOCAL[name]
        return
    with speech_services() as served:
        yield with_service(name, served.url)


@pytest.fixture
def job(make: Job, tmp_path: Path) -> SpeechJob:
    wav = tmp_path / "talk.wav"
    said, _ = conversation(wav, [("en-us", "Hello there. All of you, listen to this.")] * 4)
    return make(tmp_path, wav, VTT, said.duration_ms)


@pytest.fixture
def silence(make: Job, tmp_path: Path) -> SpeechJob:
    wav = tmp_path / "silence.wav"
    write_wav(wav, np.zeros((48_000, 1), dtype=np.float32))
    return make(tmp_path, wav, b"WEBVTT\n", 1000)


def test_it_offers_to_do_what_it_can_do(provider: Transcriber, job: SpeechJob) -> None:
    assert provider.offers(job)


def test_words_are_in_order_and_inside_the_recording(provider: Transcriber, job: SpeechJob) -> None:
    found = provider.transcribe(job)
    assert found.provider == provider.name
    assert found.words
    assert found.duration_ms == job.duration_ms
    assert all(0 <= word.start_ms < word.end_ms <= job.duration_ms for word in found.words)
    assert all(one.end_ms <= two.start_ms for one, two in pairwise(found.words))


def test_silence_is_an_answer(provider: Transcriber, silence: SpeechJob) -> None:
    assert provider.transcribe(silence).words == ()


def test_the_same_input_gives_the_same_transcript(provider: Transcriber, job: SpeechJob) -> None:
    assert provider.transcribe(job) == provider.transcribe(job)


def test_the_language_that_was_said_stands(provider: Transcriber, job: SpeechJob) -> None:
    assert provider.transcribe(replace(job, language="en-US")).language == "en-US"


def test_what_was_measured_has_a_confidence(
    provider: Transcriber, name: str, job: SpeechJob
) -> None:
    if name == "captions":
        pytest.skip("captions do not say how sure somebody was")
    found = provider.transcribe(job)
    assert found.timing == "word"
    assert all(word.confidence is not None for word in found.words)


def test_progress_never_falls_and_names_never_harm(provider: Transcriber, job: SpeechJob) -> None:
    told: list[float] = []
    found = provider.transcribe(replace(job, progress=told.append, glossary=("Reelwright",)))
    assert found.words
    assert told == sorted(told)
    assert all(0 <= share <= 1 for share in told)
