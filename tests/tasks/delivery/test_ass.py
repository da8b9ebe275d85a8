"""ASS files: read back by another program and by our own reader, in the style's look and times."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pysubs2
import pytest

from schemas.enhancement import CaptionWord
from schemas.style.subtitles import Emphasis, Placement, Plate, Shadow, Stroke, SubtitleSystem
from schemas.units import ASPECT_SIZES, Aspect
from tasks.analysis.transcribe.substation import read_substation
from tasks.delivery.ass import Dress, ass_of
from tasks.delivery.cues import Cue
from tasks.tools.drawing.fonts import NamedFont
from tasks.tools.media.ffmpeg import run_ffmpeg
from tests.looks import MANROPE, ROBOTO, face

ACCENT = "#FFD60AFF"
HEBREW = "\u05e9\u05dc\u05d5\u05dd"


def dressed(
    *, aspect: Aspect = "9:16", speakers: tuple[str, ...] = (), language: str = "en", **look: object
) -> Dress:
    subtitles = SubtitleSystem.model_validate({"emphasis": Emphasis(color=ACCENT), **look})
    font = NamedFont("Manrope, the font", 1.4)
    return Dress(subtitles, face(MANROPE, weight=800), font, aspect, language, speakers)


def cue(*lines: str, start_ms: int = 1000, speaker: str | None = None, gap_ms: int = 0) -> Cue:
    """Words of 300 ms each, from the cue's start on."""
    at, made = start_ms, []
    for line in lines:
        row = []
        for text in line.split(" "):
            row.append(
                CaptionWord(text=text, start_ms=at, end_ms=at + 300 - gap_ms, speaker=speaker)
            )
            at += 300
        made.append(tuple(row))
    return Cue(start_ms, at, tuple(made))


def read(text: str) -> pysubs2.SSAFile:
    return pysubs2.SSAFile.from_string(text, format_="ass")


def test_another_program_reads_words_times_and_look() -> None:
    found = read(
        ass_of([cue("Two lines", "of words."), cue("And more.", start_ms=2200)], dressed())
    )
    assert [(line.start, line.end) for line in found] == [(1000, 2200), (2200, 2800)]
    assert [line.plaintext for line in found] == ["Two lines\nof words.", "And more."]
    assert (found.info["PlayResX"], found.info["PlayResY"]) == ("1080", "1920")
    style = found.styles["Captions"]
    assert style.fontname == "Manrope  the font"
    assert style.fontsize == pytest.approx(0.06 * 1080 * 1.4, abs=0.01)
    assert style.bold
    assert (style.primarycolor.r, style.primarycolor.g, style.primarycolor.b) == (255, 255, 255)
    assert style.outline == pytest.approx(0.08 * 0.06 * 1080, abs=0.01)
    assert int(style.alignment) == 2
    assert style.marginv == round(0.22 * 1920)


def test_a_cue_that_the_next_one_follows_does_not_fade_out() -> None:
    cues = [cue("One."), cue("Two.", start_ms=1300), cue("Three.", start_ms=4000)]
    fades = re.findall(r"\\fad\((\d+),(\d+)\)", ass_of(cues, dressed()))
    assert fades == [("160", "0"), ("160", "100"), ("160", "100")]


@pytest.mark.parametrize("aspect", ["9:16", "1:1", "16:9", "4:5"])
@pytest.mark.parametrize("anchor", ["top", "bottom"])
def test_captions_keep_out_of_what_platforms_cover(aspect: Aspect, anchor: str) -> None:
    placement = Placement(anchor=anchor, offset=0, box_width=100)
    style = read(ass_of([], dressed(aspect=aspect, placement=placement))).styles["Captions"]
    width, height = ASPECT_SIZES[aspect]
    assert style.marginv >= int(0.04 * height)
    assert style.marginl == style.marginr >= int(0.04 * width)


def test_a_block_in_the_middle_stands_where_the_style_says() -> None:
    text = ass_of([cue("Here")], dressed(placement=Placement(anchor="middle", offset=10)))
    assert r"\pos(540,1152)" in text
    assert int(read(text).styles["Captions"].alignment) == 5


def test_a_plate_is_a_box_and_colours_are_the_plates() -> None:
    plate = Plate(shape="line", color="#11223380", pad_y=0.2)
    style = read(ass_of([], dressed(plate=plate))).styles["Captions"]
    assert style.borderstyle == 3
    box = style.outlinecolor
    assert (box.r, box.g, box.b, box.a) == (0x11, 0x22, 0x33, 0x7F)


def test_a_soft_outline_is_soft_and_a_plate_is_not() -> None:
    stroke = Stroke(width=0.1, blur=0.2)
    assert rf"\blur{0.1 * 0.06 * 1080:g}" in ass_of([cue("Here")], dressed(stroke=stroke))
    plate = Plate(shape="line")
    assert r"\blur" not in ass_of([cue("Here")], dressed(stroke=stroke, plate=plate))


def test_our_own_reader_finds_the_time_of_every_word() -> None:
    said = cue("One two", "three", gap_ms=20)
    cues, _ = read_substation(ass_of([said], dressed()), "x")
    (found,) = cues
    assert [(token.text, token.start) for token in found.tokens] == [
        ("One", 1000),
        ("two", 1300),
        ("three", 1600),
    ]


def test_a_pause_between_words_is_a_syllable_of_its_own() -> None:
    said = Cue(
        0,
        3000,
        (
            (
                CaptionWord(text="wait", start_ms=100, end_ms=400),
                CaptionWord(text="here", start_ms=2000, end_ms=2600),
            ),
        ),
    )
    text = ass_of([said], dressed())
    lengths = [int(length) for length in re.findall(r"\\kf?(\d+)", text)]
    assert lengths == [10, 30, 160, 60]


@pytest.mark.parametrize("kind", ["none", "fill", "sweep", "pop", "plate", "reveal"])
def test_words_are_timed_where_the_style_emphasises_them(kind: str) -> None:
    text = ass_of([cue("One two")], dressed(emphasis=Emphasis(kind=kind, color=ACCENT)))
    assert (r"\k" in text) == (kind != "none")
    assert (r"\kf" in text) == (kind == "sweep")
    assert (r"\1c&H0AD6FF&" in text) == (kind != "none")
    assert [line.plaintext for line in read(text)] == ["One two"]


def test_nothing_that_is_said_is_taken_for_a_tag() -> None:
    said = cue(r"{\an8}up \N \h a,b", "x\n\ny\u2028z")
    (line,) = read(ass_of([said], dressed()))
    assert line.plaintext.replace("\u2060", "") == "(\\an8)up \\N \\h a,b\nx y z"
    plain = ass_of([said], dressed(emphasis=Emphasis(kind="none", color=ACCENT)))
    assert plain.count("\n") == ass_of([cue("a")], dressed()).count("\n")


def test_lines_from_right_to_left_are_left_in_one_piece() -> None:
    text = ass_of([cue(f"{HEBREW} {HEBREW}", HEBREW)], dressed(language="he"))
    (line,) = read(text)
    assert r"\k" not in line.text
    assert [part[0] + part[-1] for part in line.plaintext.split("\n")] == ["\u202b\u202c"] * 2
    mixed = ass_of([cue(f"She said {HEBREW} twice")], dressed(language="en"))
    assert r"\k" not in mixed
    assert "\u202b" not in mixed


def test_case_and_punctuation_are_the_styles() -> None:
    (line,) = read(ass_of([cue("Hello, you.")], dressed(case="upper", punctuation="drop_trailing")))
    assert line.plaintext == "HELLO, YOU"


def test_speakers_have_their_colours_and_their_names() -> None:
    look = dressed(speakers=("Ann", "Bob, the second"), speaker_colors=(ACCENT, "#00FF00FF"))
    one, other = read(ass_of([cue("a", speaker="Ann"), cue("b", speaker="Bob, the second")], look))
    assert r"\2c&H0AD6FF&" in one.text
    assert r"\2c&H00FF00&" in other.text
    assert (one.name, other.name) == ("Ann", "Bob  the second")


def test_cues_never_overlap_and_none_is_empty() -> None:
    cues = [cue("a", start_ms=1), cue("b", start_ms=304), cue("c", start_ms=606)]
    quick = [Cue(5, 8, cues[0].lines), Cue(8, 11, cues[1].lines)]
    for some in (cues, quick):
        lines = list(read(ass_of(some, dressed())))
        assert all(line.end > line.start for line in lines)
        assert all(a.end <= b.start for a, b in pairwise(lines))


def test_without_cues_the_file_is_valid() -> None:
    assert list(read(ass_of([], dressed()))) == []


def test_a_font_is_named_as_its_file_names_itself() -> None:
    found = NamedFont.of(ROBOTO.read_bytes())
    assert found.family == "Roboto Black"
    assert found.line_height == pytest.approx(1.319, abs=0.001)


def test_a_player_shows_the_words_where_and_when_the_style_says(tmp_path: Path) -> None:
    """FFmpeg draws them: nothing before the cue, and in it a word in the emphasis's colour."""
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "Roboto-Black.ttf").write_bytes(ROBOTO.read_bytes())
    look = dressed(shadow=Shadow(dy=0.05), case="upper", size=9.0)
    shown = replace(look, font=NamedFont.of(ROBOTO.read_bytes()))
    (tmp_path / "in.ass").write_text(ass_of([cue("Look at", "this now")], shown))
    args = ("-f", "lavfi", "-i", "color=0x204060:s=1080x1920:r=10:d=2.6")
    drawn = ("-vf", "ass=in.ass:fontsdir=fonts", "-f", "rawvideo", "-pix_fmt", "rgb24", "out.rgb")
    run_ffmpeg((*args, *drawn), doing="captions", timeout_s=60, cwd=tmp_path)
    frames = np.fromfile(tmp_path / "out.rgb", np.uint8).reshape(-1, 1920, 1080, 3).astype(int)
    lit = [_yellow(frame) for frame in frames]
    assert not lit[5].any()
    assert not lit[24].any()
    first, second, third = (np.nonzero(lit[number]) for number in (12, 14, 17))
    assert 1100 < first[0].min() < third[0].max() < 1920 - 0.22 * 1920
    assert first[1].max() < second[1].min()
    assert first[0].max() < third[0].min()


def _yellow(frame: npt.NDArray[np.int_]) -> npt.NDArray[np.bool_]:
    """Pixels in the emphasis's colour."""
    return (frame[..., 0] > 220) & (abs(frame[..., 1] - 214) < 30) & (frame[..., 2] < 80)
