"""What every diarizer promises; see `tasks/analysis/diarize/base.py`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from schemas.speakers import Diarization
from schemas.transcript import Transcript
from tasks.analysis.diarize.base import Diarizer, VoiceJob
from tasks.analysis.diarize.stage import PROVIDERS
from tests.simulators.pyannote_installed import model_folder, pyannote_installed
from tests.simulators.spoken_material import SINGLES, alone, dealt, synthetic
from tests.simulators.voices import confusion, conversation

ANN, BOB = "en-us+f3", "en-us+m7"
SAID = (
    "The first thing we learned is that nobody reads the manual.",
    "So what did you do about it?",
    "We rewrote the whole product in eleven weeks and shipped it anyway.",
    "That sounds like a terrible idea to me.",
    "It was the best decision that we ever made as a company.",
    "Tell me about the customers who left.",
    "Forty percent of them came back within a year, which surprised everyone.",
    "And how much money did you lose on the way?",
)
Turns = list[tuple[str, int, int]]


def lines(*voices: str) -> list[tuple[str, str]]:
    return [(voices[n % len(voices)], text) for n, text in enumerate(SAID * 2)]


def turns(found: Diarization) -> Turns:
    return [(turn.speaker_id, turn.start_time, turn.end_time) for turn in found.turns]


def labelled(transcript: Transcript, truth: Turns) -> Transcript:
    words = [
        word.model_copy(
            update={"speaker": next(n for n, start, end in truth if start <= word.start_ms < end)}
        )
        for word in transcript.words
    ]
    return transcript.model_copy(update={"words": tuple(words)})


def made(name: str, folder: Path, *voices: str) -> tuple[VoiceJob, Turns]:
    wav = folder / f"{name}-{len(voices)}.wav"
    said, truth = conversation(wav, lines(*voices), split=name == "channel")
    said = labelled(said, truth) if name == "labels" else said
    model = str(model_folder(folder / f"{name}-model", truth))
    return VoiceJob(transcript=said, audio=wav, model=model), truth


@pytest.fixture(params=PROVIDERS)
def name(request: pytest.FixtureRequest) -> Iterator[str]:
    with pyannote_installed() if request.param == "pyannote" else nullcontext():
        yield str(request.param)


@pytest.fixture
def provider(name: str) -> Diarizer:
    return PROVIDERS[name]


@pytest.fixture
def dialogue(name: str, tmp_path: Path) -> tuple[VoiceJob, Turns]:
    return made(name, tmp_path, ANN, BOB)


def test_turns_are_ordered_named_and_inside_the_recording(
    provider: Diarizer, dialogue: tuple[VoiceJob, Turns]
) -> None:
    job, _ = dialogue
    assert provider.offers(job)
    found = provider.diarize(job)
    assert found.provider == provider.name
    assert found.turns
    starts = [turn.start_time for turn in found.turns]
    assert starts == sorted(starts)
    assert all(
        turn.start_time < turn.end_time <= job.transcript.duration_ms for turn in found.turns
    )
    assert found.speakers == tuple(dict.fromkeys(turn.speaker_id for turn in found.turns))


def test_two_distinct_voices_are_told_apart(
    provider: Diarizer, dialogue: tuple[VoiceJob, Turns]
) -> None:
    if provider.name == "single":
        pytest.skip("says one speaker, whoever it is")
    job, truth = dialogue
    found = provider.diarize(job)
    assert len(found.speakers) == 2
    assert confusion(truth, turns(found)) <= 0.1


def test_where_nothing_is_said_nobody_speaks(
    provider: Diarizer, dialogue: tuple[VoiceJob, Turns]
) -> None:
    job, _ = dialogue
    silent = job.transcript.model_copy(update={"words": ()})
    found = provider.diarize(replace(job, transcript=silent))
    assert (found.turns, found.speakers) == ((), ())


def test_there_are_never_more_speakers_than_were_said(
    provider: Diarizer, dialogue: tuple[VoiceJob, Turns]
) -> None:
    if provider.name == "labels":
        pytest.skip("believes the names that it is given")
    job, _ = dialogue
    assert len(provider.diarize(replace(job, speakers=1)).speakers) == 1


def test_the_same_input_gives_the_same_turns(
    provider: Diarizer, dialogue: tuple[VoiceJob, Turns]
) -> None:
    job, _ = dialogue
    assert provider.diarize(job) == provider.diarize(job)


@pytest.mark.parametrize("voice", [ANN, BOB, "en-us"])
def test_one_voice_is_one_speaker(voice: str, tmp_path: Path) -> None:
    job, _ = made("mfcc", tmp_path, voice)
    assert len(PROVIDERS["mfcc"].diarize(job).speakers) == 1


def test_two_channels_with_the_same_sound_are_no_two_speakers(tmp_path: Path) -> None:
    job, _ = made("channel", tmp_path, ANN)
    assert not PROVIDERS["channel"].offers(job)
    mono, _ = made("mfcc", tmp_path, ANN, BOB)
    assert not PROVIDERS["channel"].offers(mono)


def test_without_sound_all_is_one_voice_and_said_so(tmp_path: Path) -> None:
    job, _ = made("mfcc", tmp_path, ANN, BOB)
    found = PROVIDERS["mfcc"].diarize(replace(job, audio=None))
    assert len(found.speakers) == 1
    assert found.notes


@pytest.mark.parametrize("room", [(None, 0.0), (20.0, 0.4)], ids=["clean", "noise in a room"])
def test_two_voices_are_two_in_noise_and_in_a_room(
    room: tuple[float | None, float], tmp_path: Path
) -> None:
    found = synthetic(tmp_path / "a.wav", lines(ANN, BOB), snr_db=room[0], room_s=room[1])
    told = PROVIDERS["mfcc"].diarize(found.job)
    assert len(told.speakers) == 2
    assert confusion(found.turns, turns(told)) <= 0.1


def test_two_channels_are_told_apart_exactly(tmp_path: Path) -> None:
    job, truth = made("channel", tmp_path, ANN, BOB)
    assert confusion(truth, turns(PROVIDERS["channel"].diarize(job))) == 0


@pytest.mark.parametrize("recording", SINGLES)
def test_one_real_speaker_is_never_split(recording: str, media: Path, tmp_path: Path) -> None:
    found = alone(media / "speech", recording, tmp_path / "a.wav")
    assert len(PROVIDERS["mfcc"].diarize(found.job).speakers) == 1


@pytest.mark.parametrize("second", SINGLES[2:6])
def test_two_real_speakers_are_told_apart(second: str, media: Path, tmp_path: Path) -> None:
    found = dealt(media / "speech", (SINGLES[0], second), tmp_path / "a.wav")
    told = PROVIDERS["mfcc"].diarize(found.job)
    assert len(told.speakers) == 2
    assert confusion(found.turns, turns(told)) <= 0.1
