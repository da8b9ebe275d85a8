"""Grounds, sentences, and pictures of one's own."""

from __future__ import annotations

import unicodedata

import httpx
import numpy as np
import pytest
import skia

from style_plane.assets.languages import covered_languages, language_of, languages, missing
from style_plane.lint.colors import luminances
from style_plane.samples.grounds import GROUNDS, ground
from style_plane.samples.texts import sample_text, texts
from tests.style_plane.assets.uploads import film, photograph


def _light(name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(ground(name, 9 / 16)))
    pixels = image.toarray(colorType=skia.kRGBA_8888_ColorType)[:, :, :3]
    return luminances(np.ascontiguousarray(pixels))


def test_a_ground_is_what_its_name_says() -> None:
    dark, bright, busy = (_light(name) for name in ("dark", "bright", "busy"))
    assert dark.mean() < 0.05
    assert bright.mean() > 0.7
    edges = [float(np.abs(np.diff(light, axis=1)).mean()) for light in (dark, bright, busy)]
    assert edges[2] > 5 * max(edges[:2])


@pytest.mark.parametrize("name", GROUNDS)
def test_a_ground_is_the_same_every_time_and_has_the_shape_of_the_frame(name: str) -> None:
    for ratio in (9 / 16, 1.0, 16 / 9):
        data = ground(name, ratio)
        assert data == ground.__wrapped__(name, ratio)
        image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))
        assert image.width() / image.height() == pytest.approx(ratio, rel=0.01)


@pytest.mark.parametrize("code", texts())
def test_a_sentence_is_spoken_in_order_and_written_in_letters_of_its_language(code: str) -> None:
    text = texts()[code]
    ends = [0]
    for word in text.words:
        assert ends[-1] <= word.start_ms < word.end_ms
        assert unicodedata.is_normalized("NFC", word.text)
        ends.append(word.end_ms)
    assert text.length_ms > ends[-1]
    assert any(char.isdigit() for char in text.text)
    letters = {ord(char) for char in text.longest + text.title if char.isalpha()}
    language = language_of(code)
    assert language is not None
    # Twenty thousand characters are in use beside the common ones that a font must have.
    assert letters <= language.characters or language.script in ("Hans", "Jpan", "Arab")


def test_languages_of_the_brief_have_sentences() -> None:
    wanted = {"en", "de", "fr", "es", "pt", "it", "pl", "tr"}
    wanted |= {"ru", "ar", "he", "hi", "th", "ja", "ko", "zh"}
    assert wanted <= set(texts())
    assert {code for code, text in texts().items() if text.direction == "rtl"} == {"ar", "he"}


def test_a_region_speaks_its_language_and_an_unknown_one_english() -> None:
    assert sample_text("pt-BR").language == "pt"
    assert sample_text("zh-Hans").language == "zh"
    assert sample_text("tlh").language == "en"


def test_a_language_is_covered_by_exactly_its_letters() -> None:
    german = languages()["de"].characters
    assert "de" in covered_languages(german)
    assert missing(german, "de-AT") == ()
    assert missing(german - {ord("ß"), ord("Ä")}, "de") == ("Ä", "ß")
    assert missing(frozenset(), "tlh") == ()


def test_a_picture_and_pictures_of_a_video_are_kept(http: httpx.Client, org: str) -> None:
    address = f"/api/v1/orgs/{org}/samples"
    [still] = http.post(address, params={"name": "Stage"}, content=photograph()).json()
    assert (still["name"], still["width"], still["height"]) == ("Stage", 60, 40)
    frames = http.post(address, params={"name": "Talk"}, content=film()).json()
    assert [frame["name"] for frame in frames] == ["Talk 1", "Talk 2", "Talk 3"]
    light = []
    for frame in frames:
        data = http.get(f"/api/v1/assets/{frame['sha256']}").content
        image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))
        light.append(float(image.toarray()[:, :, :3].mean()))
    assert light == sorted(light)
    assert light[-1] > light[0] + 100
    listed = http.get(address).json()
    assert [item["name"] for item in listed] == ["Stage", "Talk 1", "Talk 2", "Talk 3"]
    assert http.delete(f"{address}/{still['sha256']}").status_code == 204
    assert len(http.get(address).json()) == 3


def test_what_is_no_picture_is_refused(http: httpx.Client, org: str) -> None:
    answer = http.post(f"/api/v1/orgs/{org}/samples", content=b"#EXTM3U\nfile:///etc/passwd\n")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/asset-refused")


def test_the_sentences_can_be_asked_for(http: httpx.Client) -> None:
    found = http.get("/api/v1/samples/texts").json()
    assert [item["language"] for item in found] == list(texts())
