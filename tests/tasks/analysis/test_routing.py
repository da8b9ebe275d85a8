"""Who listens: by name, by captions, by route, else Whisper; and what of it a key holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from schemas.artifacts import VTT
from schemas.params import Speech
from schemas.speech import TranscribeOptions, TranscriberRoute
from tasks.analysis.transcribe.base import Captions, SpeechJob
from tasks.analysis.transcribe.routing import route, transcribe_options
from tasks.analysis.transcribe.stage import chosen, services, transcribe
from tasks.errors.recordings import TranscriberRefusedError
from tasks.settings import Settings
from tasks.stage import StageContext
from tests.runs import SOURCE

ROUTES = [
    {"languages": ["de", "fr"], "provider": "openai", "model": "own-model"},
    {"min_minutes": 60, "provider": "deepgram"},
    {"max_minutes": 5, "provider": "whisper", "model": "large-v3"},
]
SECRET = "sk-nobody-may-see-this"


def settings(home: Path, **more: object) -> Settings:
    return Settings.model_validate(
        {
            "home": home,
            "transcriber_routes": ROUTES,
            "openai_audio_key": SECRET,
            "deepgram_key": SECRET,
            "whisper_batch": 1,
        }
        | more
    )


@pytest.mark.parametrize(
    ("language", "minutes", "provider", "model"),
    [
        ("de-AT", 90, "openai", "own-model"),
        ("en", 90, "deepgram", "nova-3"),
        ("", 90, "deepgram", "nova-3"),
        ("", 3, "whisper", "large-v3"),
        ("en", 20, "whisper", "small"),
    ],
)
def test_language_and_length_say_who_listens(
    language: str, minutes: int, provider: str, model: str, home: Path
) -> None:
    here = settings(home)
    options = transcribe_options(here, Speech(language=language))
    job = SpeechJob(duration_ms=minutes * 60_000, services=services(here, options))
    who, asked = chosen(job, options)
    assert who.name == provider
    used = asked.model if provider == "whisper" else asked.services[provider].model
    assert used == model


def test_captions_and_names_come_before_routes(home: Path) -> None:
    here = settings(home)
    options = transcribe_options(here, Speech())
    captions = Captions(data=b"WEBVTT\n", format="vtt", name="x")
    job = SpeechJob(duration_ms=90 * 60_000, captions=captions, services=services(here, options))
    assert chosen(job, options)[0].name == "captions"
    named = transcribe_options(here, Speech(transcriber="whisper"))
    assert chosen(job, named)[0].name == "whisper"
    assert (named.routes, named.services) == ((), ())


def test_without_routes_nothing_that_costs_is_asked(home: Path) -> None:
    options = transcribe_options(settings(home, transcriber_routes=[]), Speech())
    assert options == TranscribeOptions()


def test_the_edges_of_lengths_belong_to_a_route() -> None:
    routes = (TranscriberRoute(min_minutes=1, max_minutes=2, provider="openai"),)
    assert route(routes, "", 60_000)
    assert route(routes, "", 120_000)
    assert route(routes, "", 120_001) is None


def test_a_key_holds_address_and_model_and_no_secret(ctx: StageContext, home: Path) -> None:
    def key(**more: object) -> str:
        here = settings(home, **more)
        options = transcribe_options(here, Speech(transcriber="openai", glossary=("Ann Lee",)))
        assert SECRET not in options.model_dump_json()
        mezzanine = ctx.publish_bytes(b"x", VTT)
        return transcribe.key(SOURCE, mezzanine, options)  # type: ignore[arg-type]

    one = key()
    assert one == key(openai_audio_key="another", deepgram_url="http://elsewhere/v1")
    assert one != key(openai_audio_model="another")
    assert one != key(openai_audio_url="http://127.0.0.1:9000/v1")


def test_captions_that_were_handed_in_ask_for_nothing_else(ctx: StageContext, home: Path) -> None:
    given = ctx.publish_bytes(b"WEBVTT\n", VTT)
    options = transcribe_options(settings(home), Speech(glossary=("Ann",)), captions=(given, "vtt"))
    assert options == TranscribeOptions(captions=given, captions_format="vtt", glossary=("Ann",))


@pytest.mark.parametrize(
    "url", ["ftp://a/v1", "a.example/v1", "https://user:pass@a/v1", "https://a/v1?key=pass"]
)
def test_an_address_that_is_none_or_holds_a_secret_is_refused(url: str, home: Path) -> None:
    with pytest.raises(TranscriberRefusedError) as refused:
        transcribe_options(settings(home, openai_audio_url=url), Speech(transcriber="openai"))
    assert "pass" not in str(refused.value).replace("password", "")


def test_settings_come_from_the_environment_and_keep_keys_to_themselves(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_TRANSCRIBER_ROUTES", json.dumps(ROUTES))
    monkeypatch.setenv("REELWRIGHT_DEEPGRAM_KEY", SECRET)
    here = Settings()
    assert [item.provider for item in here.transcriber_routes] == ["openai", "deepgram", "whisper"]
    assert here.deepgram_key.get_secret_value() == SECRET
    assert SECRET not in repr(here)
    assert SECRET not in here.model_dump_json()
    assert hash(here) == hash(Settings())


def test_a_workshop_keeps_the_keys_that_it_was_opened_with(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.opening import workshop

    monkeypatch.setenv("REELWRIGHT_DEEPGRAM_KEY", SECRET)
    assert workshop().settings.deepgram_key.get_secret_value() == SECRET
    assert workshop() is workshop()
