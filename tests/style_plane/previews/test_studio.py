"""Stills, films and heat maps of styles that need not be published."""

from __future__ import annotations

import io
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest
import skia

from schemas.style.contract import StyleContract
from schemas.units import ASPECT_SIZES, Aspect
from style_plane.assets.store import Assets
from style_plane.previews.errors import PreviewRefusedError, SupersededError
from style_plane.previews.models import Shot, Still
from style_plane.previews.scenes import NAMES
from style_plane.previews.studio import Studio, size_of, staged
from tests.style_plane.styles import changed

SMALL = 180


@pytest.fixture(scope="module")
def studio(shelved: tuple[object, Assets]) -> Studio:
    return Studio(shelved[1])


def altered(contract: StyleContract, patch: dict[str, object]) -> StyleContract:
    return StyleContract.model_validate(changed(contract, patch))


def pixels(still: Still) -> npt.NDArray[np.int16]:
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(still.data))
    rgba = image.toarray(colorType=skia.kRGBA_8888_ColorType)
    array: npt.NDArray[np.int16] = rgba[:, :, :3].astype(np.int16)
    return array


def never() -> bool:
    return False


@pytest.mark.parametrize("aspect", list(ASPECT_SIZES))
def test_a_still_has_the_width_that_was_asked_and_the_aspects_shape(
    studio: Studio, contract: StyleContract, aspect: Aspect
) -> None:
    shot = Shot(aspect=aspect, width=SMALL)
    height, width = pixels(studio.still(contract, shot)).shape[:2]
    assert (width, height) == size_of(shot)
    wide, high = ASPECT_SIZES[aspect]
    assert abs(height - SMALL * high / wide) <= 1


def test_equal_styles_give_equal_bytes(studio: Studio, contract: StyleContract) -> None:
    shot = Shot(aspect="1:1", width=SMALL)
    other = altered(contract, {"description": "Another sentence."})
    assert studio.still(contract, shot).data == studio.still(other, shot).data


@pytest.mark.parametrize(
    "patch",
    [
        {"subtitles": {"size": 12}},
        {"subtitles": {"placement": {"offset": 60}}},
        {"brand": {"palette": {"accent": "#00FF00FF"}}},
        {"overlays": []},
    ],
)
def test_an_edit_is_seen(studio: Studio, contract: StyleContract, patch: dict[str, object]) -> None:
    shot = Shot(aspect="9:16", width=SMALL)
    one, other = studio.still(contract, shot), studio.still(altered(contract, patch), shot)
    assert np.abs(pixels(one) - pixels(other)).max() > 60


def test_a_patch_of_one_aspect_ratio_is_seen_there_only(
    studio: Studio, contract: StyleContract
) -> None:
    other = altered(contract, {"aspects": {"9:16": {"subtitles": {"size": 4}}}})
    for aspect, differs in (("9:16", True), ("1:1", False)):
        shot = Shot(aspect=aspect, width=SMALL)
        same = studio.still(contract, shot).data == studio.still(other, shot).data
        assert same is not differs


def test_every_ground_is_another_picture(studio: Studio, contract: StyleContract) -> None:
    shots = [Shot(aspect="4:5", width=SMALL, ground=name) for name in NAMES]
    assert len({studio.still(contract, shot).data for shot in shots}) == len(NAMES)


def test_an_uploaded_picture_fills_the_frame(studio: Studio, contract: StyleContract) -> None:
    surface = skia.Surface(300, 40)
    surface.getCanvas().clear(skia.ColorGREEN)
    picture = bytes(surface.makeImageSnapshot().encodeToData())
    plain = altered(contract, {"subtitles": {"enabled": False}, "overlays": []})
    shown = pixels(studio.still(plain, Shot(aspect="9:16", width=SMALL), picture))
    assert np.abs(shown - np.array([0, 255, 0])).max() < 12


def test_grounds_are_graded_as_footage_is(studio: Studio, contract: StyleContract) -> None:
    shot = Shot(aspect="1:1", width=SMALL)
    bare: dict[str, Any] = {"subtitles": {"enabled": False}, "overlays": []}
    grey, plain = (
        pixels(studio.still(altered(contract, bare | {"visual": {"saturation": value}}), shot))
        for value in (0, 1)
    )
    corner = (slice(0, 12), slice(0, 12))
    assert np.ptp(grey[corner], axis=2).max() < 8
    assert np.ptp(plain[100:140, 20:60], axis=2).max() > 80


@pytest.mark.parametrize("ground", ["nowhere", "0" * 64])
def test_an_unknown_ground_is_refused_and_the_known_are_named(
    studio: Studio, contract: StyleContract, ground: str
) -> None:
    with pytest.raises(PreviewRefusedError, match="portrait"):
        studio.still(contract, Shot(aspect="9:16", width=SMALL, ground=ground))


def test_a_file_that_nobody_uploaded_is_named(studio: Studio, contract: StyleContract) -> None:
    gone = altered(contract, {"brand": {"fonts": {"body": {"sha256": "a" * 64}}}})
    with pytest.raises(PreviewRefusedError, match="a" * 64):
        studio.still(gone, Shot(aspect="9:16", width=SMALL))


def test_words_are_in_the_language_that_was_asked(studio: Studio, contract: StyleContract) -> None:
    shots = [Shot(aspect="9:16", width=SMALL, language=name) for name in ("en", "de", "fr")]
    assert len({studio.still(contract, shot).data for shot in shots}) == 3


def test_the_rule_of_a_region_is_the_one_that_is_proofed(
    shelved: tuple[object, Assets], contract: StyleContract
) -> None:
    rules = {"pt-BR": {"case": "lower"}, "sv": {"case": "lower"}}
    style = altered(contract, {"locales": rules})
    for language, lower in (("pt-BR", True), ("pt", False), ("sv", True), ("en", False)):
        plan = staged(shelved[1], style, "9:16", language).plan
        words = [word.text for page in plan.captions.pages for word in page.block.words]
        assert all(word == word.lower() for word in words) is lower


def test_speakers_of_one_aspect_ratio_have_its_colours(
    shelved: tuple[object, Assets], contract: StyleContract
) -> None:
    two = {"subtitles": {"speaker_colors": ["#FF0000FF", "#00FF00FF"]}}
    style = altered(contract, {"aspects": {"1:1": two}})
    plan = staged(shelved[1], style, "1:1", "en").plan
    colors = {word.color for page in plan.captions.pages for word in page.block.words}
    assert {"#FF0000FF", "#00FF00FF"} <= colors


def test_a_lut_that_is_none_is_refused_with_words(studio: Studio, contract: StyleContract) -> None:
    look = {
        "brand": {"luts": {"film": {"sha256": contract.brand.fonts["body"].sha256}}},
        "visual": {"lut": "film"},
    }
    with pytest.raises(PreviewRefusedError, match="LUT"):
        studio.still(altered(contract, look), Shot(aspect="1:1", width=SMALL))


def test_what_fills_the_frame_fills_its_last_row(studio: Studio, contract: StyleContract) -> None:
    card = {
        "id": "end",
        "kind": "end_card",
        "text": " ",
        "box": {"x": 10, "y": 40, "width": 80, "height": 20},
        "enter": {"kind": "none"},
        "exit": {"kind": "none"},
        "z": 60,
    }
    plain = {"background": "#00FF00FF", "background_to": None}
    style = altered(
        contract, {"overlays": [card], "subtitles": {"enabled": False}, "visual": plain}
    )
    shot = Shot(aspect="4:5", width=540, ground="dark", at_ms=1000)
    shown = pixels(studio.still(style, shot))
    assert np.abs(shown[-1] - np.array([0, 255, 0])).max() < 12


def test_regions_say_where_things_stand(studio: Studio, contract: StyleContract) -> None:
    shot = Shot(aspect="9:16", width=SMALL)
    low = {item.id: item for item in studio.still(contract, shot).regions}
    assert {"captions", *(item.id for item in contract.overlays)} >= set(low)
    higher = altered(contract, {"subtitles": {"placement": {"offset": 60, "anchor": "bottom"}}})
    high = {item.id: item for item in studio.still(higher, shot).regions}
    assert high["captions"].y + 0.2 < low["captions"].y


def test_regions_are_called_like_the_overlays_of_the_style(
    studio: Studio, contract: StyleContract
) -> None:
    name = {
        "id": "name",
        "kind": "lower_third",
        "box": {"x": 10, "y": 40, "width": 60, "height": 8},
        "span": {"anchor": "speaker_change"},
    }
    two = {"speaker_colors": ["#FFFFFFFF", "#FFD60AFF"]}
    spoken = altered(contract, {"subtitles": two, "overlays": [name]})
    late = studio.still(spoken, Shot(aspect="9:16", width=SMALL, at_ms=60_000)).at_ms
    shots = [Shot(aspect="9:16", width=SMALL, at_ms=at) for at in (800, late - 400)]
    for shot in shots:
        assert "name" in {item.id for item in studio.still(spoken, shot).regions}


def test_fades_at_the_ends_are_seen(studio: Studio, contract: StyleContract) -> None:
    """The very first frame is the colour alone, from edge to edge; so is the very last."""
    edge = {"kind": "fade", "duration_ms": 500, "color": "#0B5FFFFF"}
    fading = altered(contract, {"visual": {"transitions": {"open": edge, "close": edge}}})
    plain = studio.still(contract, Shot(aspect="9:16", width=SMALL))
    for at, seen in ((0, 1.0), (200, 0.6), (1500, 0.0), (plain.length_ms, 1.0)):
        shot = Shot(aspect="9:16", width=SMALL, at_ms=at)
        bare, faded = (pixels(studio.still(style, shot)) for style in (contract, fading))
        wanted = bare * (1 - seen) + np.array([0x0B, 0x5F, 0xFF]) * seen
        assert np.abs(faded - wanted).mean() < 3
    assert np.abs(faded - wanted).max() < 12


def test_a_moment_after_the_end_shows_the_end(studio: Studio, contract: StyleContract) -> None:
    still = studio.still(contract, Shot(aspect="1:1", width=SMALL, at_ms=10_000_000))
    assert still.at_ms < still.length_ms


def test_a_film_has_two_seconds_and_moves(studio: Studio, contract: StyleContract) -> None:
    film = studio.film(contract, Shot(aspect="9:16", width=SMALL, at_ms=0), never)
    with av.open(io.BytesIO(film.data), "r") as file:
        frames = [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]
        assert file.streams.video[0].codec_context.color_primaries == 1
    assert len(frames) == 60
    assert frames[0].shape == (*reversed(size_of(Shot(aspect="9:16", width=SMALL))), 3)
    assert np.abs(frames[0].astype(int) - frames[-1]).max() > 60


def test_a_frame_of_the_film_is_the_still_of_its_moment(
    studio: Studio, contract: StyleContract
) -> None:
    shot = Shot(aspect="9:16", width=SMALL, at_ms=1000)
    film = studio.film(contract, shot, never)
    with av.open(io.BytesIO(film.data), "r") as file:
        first = next(file.decode(video=0)).to_ndarray(format="rgb24").astype(int)
    still = pixels(studio.still(contract, shot.model_copy(update={"at_ms": film.at_ms})))
    assert np.abs(first - still).mean() < 4


def test_a_film_that_nobody_waits_for_is_given_up(studio: Studio, contract: StyleContract) -> None:
    with pytest.raises(SupersededError):
        studio.film(contract, Shot(aspect="9:16", width=SMALL), lambda: True)


def test_the_heat_map_is_dark_where_styles_agree(studio: Studio, contract: StyleContract) -> None:
    shot = Shot(aspect="9:16", width=SMALL)
    moved = altered(contract, {"subtitles": {"placement": {"offset": 60}}})
    same, apart = studio.heat(contract, contract, shot), studio.heat(contract, moved, shot)
    assert pixels(same).max() < 40
    assert pixels(apart).max() > 200
    assert (pixels(apart)[:20] < 40).all()


def test_a_cover_shows_what_the_short_does_not(studio: Studio, contract: StyleContract) -> None:
    document = contract.model_dump(mode="json")
    document["overlays"].append(
        {
            "id": "cover-title",
            "kind": "title",
            "text": "{title}",
            "box": {"x": 10, "y": 40, "width": 80, "height": 20},
            "span": {"anchor": "cover"},
        }
    )
    style = StyleContract.model_validate(document)
    short, cover = Shot(aspect="9:16", width=SMALL), Shot(aspect="9:16", width=SMALL, cover=True)
    assert studio.still(style, short).data == studio.still(contract, short).data
    shown = studio.still(style, cover)
    assert [region.id for region in shown.regions] == ["cover-title"]
    assert shown.data != studio.still(style, short).data
    assert studio.still(contract, cover).data == studio.still(contract, short).data
