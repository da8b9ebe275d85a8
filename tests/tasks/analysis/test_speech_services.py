"""Transcription services over real HTTP: what is sent, what is made of answers and of failures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from schemas.costs import Cost
from tasks.analysis.transcribe import wire
from tasks.analysis.transcribe.base import ServiceAccess, SpeechJob, Transcriber
from tasks.analysis.transcribe.deepgram import DeepgramTranscriber
from tasks.analysis.transcribe.openai import OpenAiTranscriber
from tasks.analysis.transcribe.pieces import GRID_MS, packed, spans
from tasks.analysis.transcribe.prices import cost_of
from tasks.errors.recordings import TranscriberRefusedError, TranscriberUnavailableError
from tests.simulators.speech_services import KEY, Fault, Served, speech_services, tones
from tests.simulators.voices import write_wav

STARTS = [0.5, 1.2, 2.6, 3.4, 5.1, 6.0, 7.7, 8.4]
SECONDS = 10.0
BOTH: dict[str, Transcriber] = {
    "openai": OpenAiTranscriber(4000),
    "deepgram": DeepgramTranscriber(),
}


@pytest.fixture
def server() -> Iterator[Served]:
    with speech_services() as served:
        yield served


@pytest.fixture(params=BOTH)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def job(name: str, server: Served, tmp_path: Path) -> SpeechJob:
    wav = tmp_path / "tones.wav"
    tones(wav, STARTS, seconds=SECONDS)
    return SpeechJob(
        duration_ms=int(SECONDS * 1000),
        audio=wav,
        services={name: access(server, name)},
        workdir=tmp_path,
    )


def access(server: Served, name: str, key: str = KEY) -> ServiceAccess:
    model = {"openai": "whisper-1", "deepgram": "nova-3"}[name]
    return ServiceAccess(
        base_url=server.url, model=model, key=SecretStr(key), usd_minute=0.006, timeout_s=20
    )


def test_words_come_back_where_they_were_said(name: str, job: SpeechJob) -> None:
    told: list[float] = []
    found = BOTH[name].transcribe(replace(job, progress=told.append))
    assert [word.start_ms for word in found.words] == pytest.approx(
        [start * 1000 for start in STARTS], abs=15
    )
    assert all(290 <= word.end_ms - word.start_ms <= 320 for word in found.words)
    assert (found.language, found.timing, told[-1]) == ("en", "word", 1.0)
    assert not list(job.workdir.glob("*.flac"))


def test_confidence_is_kept_for_every_word(name: str, job: SpeechJob) -> None:
    found = BOTH[name].transcribe(job)
    assert {word.confidence for word in found.words} == {0.9}


def test_what_it_costs_is_told_with_its_source(name: str, job: SpeechJob) -> None:
    costs: list[Cost] = []
    BOTH[name].transcribe(replace(job, spend=costs.append))
    assert sum(cost.usd for cost in costs) == pytest.approx(0.006 * SECONDS / 60, rel=1e-3)
    assert {cost.unit for cost in costs} == {"minutes"}
    assert all("USD_MINUTE" in cost.price_source for cost in costs)


def test_the_sound_is_packed_small(name: str, job: SpeechJob, server: Served) -> None:
    BOTH[name].transcribe(job)
    sent = sum(len(asked.sound) for asked in server.asked)
    assert job.audio is not None
    assert sent < job.audio.stat().st_size / 3


def test_names_and_language_steer_openai(server: Served, tmp_path: Path) -> None:
    wav = tmp_path / "tones.wav"
    tones(wav, STARTS, seconds=SECONDS)
    job = SpeechJob(
        duration_ms=10_000, audio=wav, services={"openai": access(server, "openai")},
        workdir=tmp_path, glossary=("Reelwright", "Ann Lee"), language="en-GB",
    )  # fmt: skip
    found = OpenAiTranscriber().transcribe(job)
    (asked,) = server.asked
    assert asked.form == {
        "model": ["whisper-1"],
        "response_format": ["verbose_json"],
        "timestamp_granularities[]": ["word", "segment"],
        "temperature": ["0"],
        "language": ["en"],
        "prompt": ["Reelwright, Ann Lee"],
    }
    assert asked.authorization == f"Bearer {KEY}"
    assert found.language == "en-GB"
    assert found.text == "Word0, word1, word2, word3. Word4, word5, word6, word7."


def test_names_and_language_steer_deepgram(server: Served, tmp_path: Path) -> None:
    wav = tmp_path / "tones.wav"
    tones(wav, STARTS, seconds=SECONDS)
    job = SpeechJob(
        duration_ms=10_000, audio=wav, services={"deepgram": access(server, "deepgram")},
        workdir=tmp_path, glossary=("Reelwright", "Ann Lee"), language="de",
    )  # fmt: skip
    found = DeepgramTranscriber().transcribe(job)
    (asked,) = server.asked
    assert asked.form == {
        "model": ["nova-3"],
        "smart_format": ["true"],
        "punctuate": ["true"],
        "diarize": ["true"],
        "language": ["de"],
        "keyterm": ["Reelwright", "Ann Lee"],
    }
    assert asked.authorization == f"Token {KEY}"
    assert [word.speaker for word in found.words] == ["speaker-1", "speaker-2"] * 4
    old = replace(access(server, "deepgram"), model="nova-2")
    DeepgramTranscriber().transcribe(replace(job, services={"deepgram": old}))
    assert server.asked[-1].form["keywords"] == ["Reelwright:2", "Ann Lee:2"]


def test_long_recordings_go_in_pieces_cut_at_pauses(server: Served, tmp_path: Path) -> None:
    wav = tmp_path / "tones.wav"
    tones(wav, STARTS, seconds=SECONDS)
    found = spans(wav, 4000)
    assert found[0][0] == 0
    assert found[-1][1] == 10_000
    assert all(end - start <= 4000 for start, end in found)
    cuts = [end for _, end in found[:-1]]
    loud = [(start * 1000, start * 1000 + 300) for start in STARTS]
    assert all(not start - GRID_MS < cut < end + GRID_MS for cut in cuts for start, end in loud)


def test_silence_is_not_sent_anywhere(name: str, server: Served, tmp_path: Path) -> None:
    import numpy as np

    wav = tmp_path / "silence.wav"
    write_wav(wav, np.zeros((48_000, 1), dtype=np.float32))
    job = SpeechJob(
        duration_ms=1000, audio=wav, services={name: access(server, name)}, workdir=tmp_path
    )
    assert BOTH[name].transcribe(job).words == ()
    assert server.asked == []


def test_ten_minutes_are_less_than_an_upload_may_be(tmp_path: Path) -> None:
    import numpy as np

    wav = tmp_path / "noise.wav"
    noise = np.random.default_rng(1).uniform(-1, 1, (48_000 * 20, 1)).astype(np.float32)
    write_wav(wav, noise)
    worst = packed(wav, (0, 20_000), tmp_path).path.stat().st_size * 30
    assert worst < 25 * 1024 * 1024


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 529])
def test_busy_services_may_be_asked_again(
    status: int, name: str, job: SpeechJob, server: Served
) -> None:
    body = json.dumps({"error": {"message": "overloaded"}}).encode()
    server.faults += [Fault(status=status, body=body)] * 4
    with pytest.raises(TranscriberUnavailableError, match="overloaded"):
        BOTH[name].transcribe(job)


def test_a_wait_that_is_asked_for_is_kept(name: str, job: SpeechJob, server: Served) -> None:
    waited: list[float] = []
    server.faults += [Fault(status=429, headers={"retry-after": "7"})]
    found = BOTH[name].transcribe(replace(job, sleep=waited.append))
    assert waited == [7.0]
    assert len(found.words) == len(STARTS)


def test_a_long_wait_is_left_to_a_later_try(job: SpeechJob, name: str, server: Served) -> None:
    server.faults += [Fault(status=429, headers={"retry-after": "3600"})] * 4
    with pytest.raises(TranscriberUnavailableError, match="wait 3600 s"):
        BOTH[name].transcribe(job)


@pytest.mark.parametrize(
    ("status", "why"),
    [(400, "status 400"), (404, "status 404"), (413, "too large"), (422, "422"), (302, "302")],
)
def test_a_refusal_is_final(
    status: int, why: str, name: str, job: SpeechJob, server: Served
) -> None:
    server.faults += [Fault(status=status, body=b'{"error": {"message": "no"}}')] * 4
    with pytest.raises(TranscriberRefusedError, match=why):
        BOTH[name].transcribe(job)


def test_a_wrong_key_is_named_by_its_setting_and_never_shown(
    name: str, job: SpeechJob, server: Served
) -> None:
    wrong = "sk-wrong-key-that-nobody-may-see"
    locked = replace(job, services={name: access(server, name, wrong)})
    with pytest.raises(TranscriberRefusedError, match=r"REELWRIGHT_\w+_KEY") as refused:
        BOTH[name].transcribe(locked)
    assert wrong not in str(refused.value)
    assert wrong not in repr(locked)


def test_a_key_in_an_error_is_blotted_out(name: str, job: SpeechJob, server: Served) -> None:
    server.faults += [Fault(status=500, body=f"stack trace: key={KEY}".encode())] * 4
    with pytest.raises(TranscriberUnavailableError, match=r"\*\*\*") as failed:
        BOTH[name].transcribe(job)
    assert KEY not in str(failed.value)


def test_a_service_that_hangs_is_left(name: str, job: SpeechJob, server: Served) -> None:
    server.faults += [Fault(delay=30)] * 4
    hasty = {name: replace(job.services[name], timeout_s=0.5 if name == "openai" else -1.5)}
    with pytest.raises(TranscriberUnavailableError, match="did not answer within"):
        BOTH[name].transcribe(replace(job, services=hasty))


@pytest.mark.parametrize(
    "fault", [Fault(cut=40), Fault(body=b'{"text": "Hel'), Fault(body=b"<html>")]
)
def test_an_answer_cut_short_may_be_asked_for_again(
    fault: Fault, name: str, job: SpeechJob, server: Served
) -> None:
    server.faults += [fault] * 4
    with pytest.raises(TranscriberUnavailableError):
        BOTH[name].transcribe(job)


def test_nobody_listening_is_worth_another_try(name: str, job: SpeechJob) -> None:
    gone = {name: replace(job.services[name], base_url="http://127.0.0.1:9/v1")}
    with pytest.raises(TranscriberUnavailableError):
        BOTH[name].transcribe(replace(job, services=gone))


@pytest.mark.parametrize("body", [b"[]", b'{"text": 3}', b'{"results": {"channels": []}}', b"null"])
def test_an_answer_of_another_kind_is_refused(
    body: bytes, name: str, job: SpeechJob, server: Served
) -> None:
    server.faults += [Fault(body=body)] * 4
    with pytest.raises(TranscriberRefusedError):
        BOTH[name].transcribe(job)


def test_an_answer_without_end_is_not_read(
    name: str, job: SpeechJob, server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "MOST_BYTES", 10_000)
    server.faults += [Fault(body=b" " * 100_000)] * 4
    with pytest.raises(TranscriberRefusedError, match="larger than"):
        BOTH[name].transcribe(job)


def test_what_was_heard_is_not_paid_twice(server: Served, tmp_path: Path) -> None:
    wav = tmp_path / "tones.wav"
    tones(wav, STARTS, seconds=SECONDS)
    costs: list[Cost] = []
    job = SpeechJob(
        duration_ms=10_000, audio=wav, services={"openai": access(server, "openai")},
        workdir=tmp_path, spend=costs.append, glossary=("only here",),
    )  # fmt: skip
    server.faults += [Fault(status=500)]
    with pytest.raises(TranscriberUnavailableError):
        BOTH["openai"].transcribe(job)
    assert costs == []
    well = len(server.asked) - 1
    found = BOTH["openai"].transcribe(job)
    pieces = len(spans(wav, 4000))
    assert len(found.words) == len(STARTS)
    assert len(server.asked) == 1 + pieces
    assert well >= 0
    assert len(costs) == pieces


def test_segments_alone_are_enough_and_text_alone_is_not(server: Served, tmp_path: Path) -> None:
    wav = tmp_path / "tones.wav"
    tones(wav, STARTS, seconds=SECONDS)
    job = SpeechJob(
        duration_ms=10_000, audio=wav, services={"openai": access(server, "openai")},
        workdir=tmp_path,
    )  # fmt: skip
    server.word_times = False
    found = OpenAiTranscriber().transcribe(job)
    assert (len(found.words), found.timing) == (8, "interpolated")
    server.segment_times = False
    with pytest.raises(TranscriberRefusedError, match="gives no times"):
        OpenAiTranscriber().transcribe(replace(job, language="en"))


def test_a_server_of_ones_own_needs_no_key(server: Served, tmp_path: Path) -> None:
    wav = tmp_path / "tones.wav"
    tones(wav, STARTS, seconds=SECONDS)
    job = SpeechJob(
        duration_ms=10_000, audio=wav, services={"openai": access(server, "openai", "")},
        workdir=tmp_path,
    )  # fmt: skip
    with pytest.raises(TranscriberRefusedError, match="does not take the key"):
        OpenAiTranscriber().transcribe(job)
    assert server.asked[-1].authorization == ""
    with pytest.raises(TranscriberRefusedError, match="no key"):
        DeepgramTranscriber().transcribe(
            replace(job, services={"deepgram": access(server, "deepgram", "")})
        )


def test_a_price_comes_from_the_settings_or_the_list_or_is_said_to_be_unknown() -> None:
    listed = cost_of("openai", "whisper-1", "https://api.openai.com/v1", None, 600_000)
    assert (listed.usd, listed.quantity) == (0.06, 10.0)
    assert "list price" in listed.price_source
    own = cost_of("openai", "whisper-1", "http://127.0.0.1:1/v1", None, 600_000)
    assert own.usd == 0
    assert own.price_source == "unpriced: set REELWRIGHT_OPENAI_AUDIO_USD_MINUTE"
    assert cost_of("deepgram", "x", "http://a/v1", 0.5, 60_000).usd == 0.5
