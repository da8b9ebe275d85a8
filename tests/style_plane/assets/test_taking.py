"""What becomes of uploads, file by file: taken in one form, or refused in words."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pytest
import skia
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from style_plane.assets.facts import Refused
from style_plane.assets.fonts import cut
from style_plane.assets.inspect import digest, inspect, take
from style_plane.starters.fonts import FONTS, font_path
from tests.style_plane.assets.uploads import (
    MARK,
    SVG,
    VARIABLE,
    circular_font,
    cube,
    drawn_font,
    encoded,
    endless_characters,
    font,
    font_of_parts,
    odd_png,
    photograph,
    pictured_font,
    png,
    tone,
    wav,
    without_outlines,
    woff2_bomb,
)

NESTED = b"".join(
    b'<g id="a%d">%s</g>' % (level, b'<use href="#a%d"/>' % (level - 1) * 6)
    for level in range(1, 9)
)
REFUSED = {
    "text": (b"hello there, I am a font", "neither a TrueType"),
    "empty": (b"", "neither a TrueType"),
    "page": (b"<html><body/></html>", "neither a TrueType"),
    "cut WOFF2": (b"wOF2" + bytes(60), "tables"),
    "WOFF2 bomb": (woff2_bomb(), "more than 48 MiB"),
    "half a WOFF2": (font(flavor="woff2")[:9000], "cut off"),
    "half a WOFF": (font(flavor="woff")[:9000], "do not fit"),
    "collection": (b"ttcf" + bytes(60), "collection"),
    "cut font": (font_path("Roboto-Bold.ttf").read_bytes()[:5000], "cannot be read"),
    "font that says nothing": (b"\x00\x01\x00\x00" + bytes(60), "cannot be read"),
    "font made of itself": (circular_font(), "made of itself"),
    "font of all characters": (endless_characters(), "4294967295 characters"),
    "restricted font": (font(fsType=2), "forbid embedding"),
    "font of bitmaps": (font(fsType=0x0200), "bitmaps"),
    "font without glyphs": (without_outlines(), "take the version with COLR layers"),
    "font with a picture bomb": (pictured_font(png(5000, 2)), "5000 by 2 pixels"),
    "font with other pictures": (pictured_font(b"RIFF" + bytes(60)), "is no PNG"),
    "cut image": (png()[:40], "cut off"),
    "spoiled image": (png(crc=1), "damaged"),
    "image without pixels": (png(packed=b""), "more or less"),
    "image of rubbish": (png(packed=b"not deflated"), "cannot be unpacked"),
    "image of another size": (png(9, 9, packed=zlib.compress(bytes(18))), "more or less"),
    "image bomb": (png(4000, 2, packed=zlib.compress(bytes(10_000_000))), "more or less"),
    "huge image": (png(5000, 1), "at most 4096"),
    "half a JPEG": (photograph()[:300], "The picture"),
    "huge JPEG": (photograph(width=4200, height=2), "at most 4096"),
    "script": (SVG % b"<script>1</script>", "<script>"),
    "hidden script": (SVG % b"<metadata><script>1</script></metadata>", "<script>"),
    "foreign object": (SVG % b"<foreignObject/>", "<foreignObject>"),
    "event": (SVG % b'<rect onload="x()" width="1" height="1"/>', "onload"),
    "picture elsewhere": (SVG % b'<image href="https://example.com/x.png"/>', "refers to"),
    "paint elsewhere": (SVG % b'<rect fill="url(//x#a)" width="1" height="1"/>', "refers to"),
    "rule elsewhere": (SVG % b"<style>.a{fill:url(//x)}</style><g class='a'/>", "refers to"),
    "style import": (SVG % b"<style>@import url(x);</style>", "style sheet"),
    "entities": (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG % b"&a;", "document type"),
    "style sheet elsewhere": (b'<?xml-stylesheet href="x"?>' + SVG % b"", "instructions"),
    "text in SVG": (SVG % b"<text>hi</text>", "outlines"),
    "use of itself": (SVG % b'<g id="a"><use href="#a"/></g>', "inside itself"),
    "thousandfold use": (SVG % (b'<g id="a0"><path d="M0 0"/></g>' + NESTED), "too many shapes"),
    "deep SVG": (SVG % (b"<g>" * 90 + b"</g>" * 90), "too many elements"),
    "SVG without shapes": (SVG % b"", "draws nothing"),
    "SVG without size": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "size"),
    "SVG as long as a rope": (MARK.replace(b"0 0 20 10", b"0 0 900 10"), "20 times"),
    "broken SVG": (MARK[:-9], "not well formed"),
    "half a sound": (wav(tone())[:40], "sound"),
    "sound of nothing": (wav(tone(0.001)), "shorter than"),
    "LUT of one dimension": (b"LUT_1D_SIZE 4\n0 0 0\n", "one dimension"),
    "LUT too large": (b"LUT_3D_SIZE 66\n", "2 to 65"),
    "LUT said twice": (b"LUT_3D_SIZE 2\nLUT_3D_SIZE 3\n", "Line 2"),
    "LUT with a gap": (cube(3)[:-10], "instead of 3"),
    "LUT without its end": (cube(3)[:-27], "26 colours where its size 3 needs 27"),
    "LUT of infinity": (cube(2).replace(b" 1.000000", b" inf", 1), "is no colour"),
    "LUT of another domain": (cube(2, head="DOMAIN_MAX 2 2 2\n"), "only tables from 0 to 1"),
    "LUT of words": (cube(2, head="MAGIC 1\n"), "'MAGIC'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_no_style_gets_what_could_harm_it(name: str) -> None:
    data, words = REFUSED[name]
    with pytest.raises(Refused) as caught:
        take(data)
    assert words in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("flavor", ["woff", "woff2"])
def test_fonts_for_the_web_become_plain_ones_and_the_same_every_time(flavor: str) -> None:
    packed = font("Roboto-Bold.ttf", flavor)
    taken = take(packed).asset
    assert taken == take(packed).asset
    assert taken.data[:4] == b"\x00\x01\x00\x00"
    plain = take(font_path("Roboto-Bold.ttf").read_bytes()).asset.facts
    assert taken.facts.model_copy(update={"sha256": "", "size": 0}) == plain.model_copy(
        update={"sha256": "", "size": 0}
    )


@pytest.mark.parametrize("name", FONTS)
def test_the_measures_of_a_font_are_those_of_its_letters(name: str) -> None:
    facts = take(font_path(name).read_bytes()).asset.facts
    loaded = TTFont(font_path(name))
    glyphs, names = loaded.getGlyphSet(), loaded.getBestCmap()
    for letter, height in (("x", facts.x_height), ("H", facts.cap_height)):
        from fontTools.pens.boundsPen import BoundsPen

        pen = BoundsPen(glyphs)
        glyphs[names[ord(letter)]].draw(pen)
        assert height == pytest.approx(pen.bounds[3] / loaded["head"].unitsPerEm, abs=0.012)


def test_a_font_says_what_it_covers_and_under_which_licence() -> None:
    facts = take(font_path("Manrope-ExtraBold.ttf").read_bytes()).asset.facts
    assert facts.scripts == ("Cyrl", "Grek", "Latn")
    assert {"de", "ru", "el", "vi", "tr"} <= set(facts.languages)
    assert not {"ar", "he", "hi", "ja"} & set(facts.languages)
    assert facts.license_bits == 0
    assert facts.license_url == "http://scripts.sil.org/OFL"
    assert facts.warnings == ()


def test_a_font_with_pictures_of_its_glyphs_is_taken() -> None:
    assert take(pictured_font(png())).asset.facts.warnings == ()


def test_a_font_whose_colours_are_not_drawn_says_so() -> None:
    [warning] = take(drawn_font()).asset.facts.warnings
    assert "COLR layers" in warning


def test_a_font_for_preview_and_print_is_taken_with_a_warning() -> None:
    facts = take(font(fsType=4)).asset.facts
    assert facts.license_bits == 4
    assert "covers video" in facts.warnings[0]


def test_a_font_that_lost_a_letter_loses_the_languages_that_need_it() -> None:
    loaded = TTFont(font_path("Manrope-ExtraBold.ttf"))
    for table in loaded["cmap"].tables:
        table.cmap.pop(ord("ß"), None)
    packed = io.BytesIO()
    loaded.save(packed)
    languages = take(packed.getvalue()).asset.facts.languages
    assert "de" not in languages
    assert "en" in languages


def test_a_cut_font_is_static_says_its_weight_and_draws_that_weight() -> None:
    data = VARIABLE.read_bytes()
    light, bold = cut(data, {"wght": 300}), cut(data, {"wght": 650})
    assert bold == cut(data, {"wght": 650})
    facts = take(bold).asset.facts
    assert (facts.kind, facts.family, facts.subfamily, facts.weight) == (
        "font",
        "Manrope",
        "W650",
        650,
    )
    assert _ink(bold) > _ink(light) * 1.3
    with pytest.raises(Refused, match="static already"):
        cut(bold, {})
    with pytest.raises(Refused, match="not on the font's axes"):
        cut(data, {"wdth": 75})


def test_a_drawing_is_upright_and_has_the_colours_of_its_rules() -> None:
    taken = take(MARK)
    assert taken.source is not None
    assert taken.source.data == MARK
    assert taken.asset == take(MARK).asset
    pixels = _pixels(taken.asset.data)
    assert pixels.shape[:2] == (800, 1600)
    assert pixels[400, 400].tolist() == [0xE5, 0x09, 0x14, 255]
    assert pixels[10, 1590].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("kind", ["jpeg", "webp"])
def test_photographs_become_png(kind: str) -> None:
    taken = take(photograph(kind)).asset
    assert (taken.facts.media_type, taken.facts.width, taken.facts.height) == ("image/png", 60, 40)
    left, right = _pixels(taken.data)[20, 10], _pixels(taken.data)[20, 50]
    assert left[0] > 200
    assert left[2] < 60
    assert right[2] > 200
    assert right[0] < 60


SOUNDS = {
    "mp3": ("mp3", "libmp3lame"),
    "opus": ("ogg", "libopus"),
    "aac": ("ipod", "aac"),
    "flac": ("flac", "flac"),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_every_sound_becomes_flac_of_the_same_loudness(name: str) -> None:
    facts = take(encoded(tone(1.5, -20), *SOUNDS[name])).asset.facts
    assert facts.media_type == "audio/flac"
    assert facts.duration_ms == pytest.approx(1500, abs=80)
    assert facts.loudness == pytest.approx(-20, abs=0.6)


def test_a_sound_keeps_its_samples_and_its_flac_is_its_own() -> None:
    data = wav(tone(0.5))
    flac = take(data).asset
    assert take(flac.data).asset == flac
    assert inspect(data).facts.media_type == "audio/wav"
    assert inspect(data).facts.peaks == flac.facts.peaks
    assert max(flac.facts.peaks) == 10


def test_mono_at_another_rate_becomes_stereo_at_48_khz() -> None:
    facts = take(wav(tone(1.0)[:, :1], rate=24_000)).asset.facts
    assert facts.duration_ms == 2000


def test_silence_and_loud_sounds_are_pointed_out() -> None:
    silent = take(wav(tone(0.5, -200))).asset.facts
    assert (silent.loudness, silent.true_peak) == (None, None)
    assert silent.warnings == ("The sound is silent.",)
    assert "may distort" in take(wav(tone(0.5, -0.1))).asset.facts.warnings[0]


def test_luts_that_say_the_same_are_one_file() -> None:
    plain = take(cube(4)).asset
    comments = b"# made by hand\r\n" + cube(4).replace(b"\n", b"\r\n").replace(b" ", b"   ")
    assert take(comments).asset == plain
    assert inspect(plain.data).facts == plain.facts
    assert plain.facts.title == "Evening"


def test_what_is_kept_is_named_by_its_own_digest() -> None:
    for data in (png(), MARK, wav(tone(0.2)), cube(2), photograph(), font(flavor="woff")):
        taken = take(data).asset
        assert taken.facts.sha256 == digest(taken.data)
        assert taken.facts.size == len(taken.data)


BEGINNINGS = (
    b"\x00\x01\x00\x00",
    b"wOF2",
    b"wOFF",
    b"<svg ",
    b"fLaC",
    b"RIFF0000WAVE",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"LUT_3D_SIZE 2\n",
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=300))
def test_rubbish_behind_a_true_beginning_is_refused_in_words(head: bytes, rest: bytes) -> None:
    with pytest.raises(Refused):
        take(head + rest)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 96_000), st.binary(min_size=1, max_size=8))
def test_a_spoiled_font_is_taken_or_refused_and_nothing_else(at: int, rubbish: bytes) -> None:
    data = bytearray(font_path("Manrope-ExtraBold.ttf").read_bytes())
    place = at % len(data)
    data[place : place + len(rubbish)] = rubbish
    try:
        facts = take(bytes(data)).asset.facts
    except Refused:
        return
    assert facts.glyphs > 0


def _pixels(data: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))
    array: np.ndarray[tuple[int, ...], np.dtype[np.uint8]] = image.toarray(
        colorType=skia.kRGBA_8888_ColorType
    )
    return array


def _ink(data: bytes) -> float:
    """How much of a square a letter covers."""
    face = skia.Typeface.MakeFromData(skia.Data.MakeWithCopy(data))
    surface = skia.Surface(100, 100)
    surface.getCanvas().drawString("H", 10, 90, skia.Font(face, 100), skia.Paint(AntiAlias=True))
    return float(surface.makeImageSnapshot().toarray()[:, :, 3].sum())


@pytest.mark.parametrize(
    "header",
    [
        {"color": 3},  # indexed, without its colours
        {"color": 2, "depth": 4},
        {"interlace": 9},
        {"compression": 7},
        {"filtering": 3},
    ],
    ids=str,
)
def test_a_picture_that_no_painter_reads_is_refused(header: dict[str, int]) -> None:
    with pytest.raises(Refused, match=r"decoded|pixel format|more or less"):
        take(odd_png(**header))
    assert take(odd_png()).asset.facts.width == 4


def test_a_font_whose_letters_are_made_of_millions_is_refused() -> None:
    with pytest.raises(Refused, match="too many parts"):
        take(font_of_parts(50, 4))
    assert take(font_of_parts(8, 3)).asset.facts.kind == "font"
