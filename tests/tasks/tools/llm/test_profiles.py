"""Profiles are versioned data: shipped, from a folder, or made of one model's name."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from schemas.inference import Budget, InferenceProfile, ModelPrice, ModelRef, profile_for
from tasks.errors.inference import InferenceProfileError, ModelRefusedError
from tasks.settings import Settings
from tasks.tools.llm.models import build, key_of, silent
from tasks.tools.llm.prices import Tokens, nano_of, price_of
from tasks.tools.llm.profiles import (
    SHIPPED,
    find,
    missing_keys,
    of_one_model,
    profile_of,
    profiles,
    routes_of,
)

REF = ModelRef(provider="openai", model="gpt-5-mini")


def settings(**values: object) -> Settings:
    return Settings.model_validate(values)


def kept(folder: Path, **changes: object) -> InferenceProfile:
    known: dict[str, object] = {"name": "own", "chain": (REF,)}
    made = InferenceProfile.model_validate(known | changes)
    (folder / f"{made.name}-{made.version}-{made.digest[:4]}.json").write_text(
        made.model_dump_json()
    )
    return made


@pytest.mark.parametrize("profile", profiles(), ids=lambda profile: profile.label)
def test_a_shipped_profile_has_prices_budgets_and_clients(profile: InferenceProfile) -> None:
    for ref in profile.chain:
        assert price_of(ref, Tokens(input=1000, output=100)) is not None
        assert silent(ref).model_name == ref.model
    priced = any(ref.price is None for ref in profile.chain)
    assert priced == (profile.budget.run_usd is not None)
    assert find(profile.label).digest == profile.digest


def test_each_shipped_file_is_named_after_its_profile() -> None:
    assert {path.stem for path in SHIPPED.glob("*.json")} == {item.name for item in profiles()}


def test_the_newest_version_of_a_folder_is_found_and_an_older_one_by_number(tmp_path: Path) -> None:
    first, second = kept(tmp_path), kept(tmp_path, version=2, max_tokens=9000)
    assert find("own", tmp_path) == second
    assert find("own@1", tmp_path) == first
    chosen = profile_of(settings(inference="own@1", inference_profiles=tmp_path))
    assert chosen == first


@pytest.mark.parametrize(
    ("name", "why"),
    [("own@7", "own@1"), ("nobody", "balanced@1"), ("Own Profile", "NAME@VERSION")],
)
def test_a_profile_that_is_not_there_is_refused_with_what_is(
    tmp_path: Path, name: str, why: str
) -> None:
    kept(tmp_path)
    with pytest.raises(InferenceProfileError, match=why):
        find(name, tmp_path)


def test_a_published_version_does_not_change(tmp_path: Path) -> None:
    kept(tmp_path)
    kept(tmp_path, max_tokens=9000)
    with pytest.raises(InferenceProfileError, match="never changes"):
        profiles(tmp_path)


def test_a_file_that_is_no_profile_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"name": "bad", "chain": []}')
    with pytest.raises(InferenceProfileError, match=r"bad\.json.*chain"):
        profiles(tmp_path)
    with pytest.raises(InferenceProfileError, match="no folder"):
        profiles(tmp_path / "nowhere")


def test_one_model_by_name_is_a_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    made = profile_of(settings(model="openai:gpt-5-mini"))
    assert made is not None
    assert missing_keys(made) == ("OPENAI_API_KEY",)
    assert missing_keys(of_one_model("openai:own", "http://127.0.0.1:8000/v1")) == ()
    assert profile_of(settings()) is None
    with pytest.raises(InferenceProfileError, match="PROVIDER:MODEL"):
        of_one_model("gpt-5-mini")
    with pytest.raises(InferenceProfileError, match="both set"):
        profile_of(settings(inference="balanced", model="openai:gpt-5-mini"))


def test_a_ceiling_must_be_said() -> None:
    with pytest.raises(ValidationError, match="call_usd"):
        InferenceProfile(name="own", chain=(REF,), on_unpriced="charge_ceiling")
    kept_ = InferenceProfile(
        name="own", chain=(REF,), on_unpriced="charge_ceiling", budget=Budget(call_usd=0.1)
    )
    assert kept_.label == "own@1"


def test_an_own_price_goes_before_every_list_and_counts_kept_input() -> None:
    price = ModelPrice(input=1, output=10, cache_read=0.1, cache_write=2)
    ref = REF.model_copy(update={"price": price})
    found = price_of(ref, Tokens(input=1000, output=100, cache_read=400, cache_write=100))
    assert found is not None
    assert (found.nano, found.source) == (nano_of(0.0005 + 0.001 + 0.00004 + 0.0002), "profile")
    listed = price_of(REF, Tokens(input=100_000, output=10_000))
    assert listed is not None
    assert listed.source.startswith("genai-prices 0.")
    assert listed.nano == nano_of(0.045)
    assert price_of(REF.model_copy(update={"model": "nobody-knows"}), Tokens(1, 1)) is None


def test_other_providers_are_built_by_name_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_KEY", "secret")
    google = ModelRef(provider="google", model="gemini-3.8-flash", api_key_env="A_KEY")
    assert build(google, 10).model_name == "gemini-3.8-flash"
    assert (key_of(google), key_of(REF)) == ("secret", "none")
    with pytest.raises(ModelRefusedError, match="nobody"):
        build(ModelRef(provider="nobody", model="x", api_key_env="A_KEY"), 10)


@pytest.mark.parametrize(
    ("language", "minutes", "name"),
    [
        ("de-AT", 30, "quality"),
        ("de", 2, "quality"),
        ("en", 2, None),
        ("und", 200, "economy"),
        ("en", 60, "balanced"),
        ("", 60, "balanced"),
    ],
)
def test_language_and_length_say_which_profile_is_asked(
    language: str, minutes: int, name: str | None
) -> None:
    routes = [
        {"languages": ["de", "fr"], "profile": "quality"},
        {"max_minutes": 5, "profile": ""},
        {"min_minutes": 180, "profile": "economy@1"},
    ]
    here = settings(inference="balanced", inference_routes=routes)
    found = profile_for(profile_of(here), routes_of(here), language, minutes * 60_000)
    assert (found.name if found else None) == name


def test_a_route_to_no_profile_is_refused() -> None:
    with pytest.raises(InferenceProfileError, match="known profiles"):
        routes_of(settings(inference_routes=[{"profile": "nobody"}]))
