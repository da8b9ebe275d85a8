"""The demo's talk: what its truth says is what one sees and hears, and it is the same every time."""

from __future__ import annotations

import html
import json
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import mediapipe
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from deployments.demo.captions import webvtt
from deployments.demo.figure import Expression
from deployments.demo.motion import expressions, pose_at
from deployments.demo.picture import Pictures
from deployments.demo.planes import Planes, to_yuv
from deployments.demo.script import SCRIPT, Beat, Shot
from deployments.demo.sound import FPS, RATE, VOICES, Line, record
from deployments.demo.talk import Talk, make_talk
from deployments.demo.voice import SpokenWord, Voice, _short_path, speak

SHORT = (
    Beat("Host", "left", "Why do experts fail at small things?", 400),
    Beat("Guest", "close", "Nobody fails at the hard part. People fail at the boring part."),
    Beat("Host", "sponsor", "This is a card.", 500),
)


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Talk:
    return make_talk(tmp_path_factory.mktemp("talk"), script=SHORT)


@pytest.fixture(scope="module")
def truth(talk: Talk) -> Any:
    return json.loads(talk.truth.read_bytes())


@pytest.fixture(scope="module")
def luma(talk: Talk) -> list[NDArray[np.float64]]:
    """Every frame of the file, small."""
    with av.open(str(talk.video)) as file:
        return [
            frame.to_ndarray()[:720:8, ::8].astype(np.float64) for frame in file.decode(video=0)
        ]


@pytest.fixture(scope="module")
def sound(talk: Talk) -> NDArray[np.float64]:
    with av.open(str(talk.video)) as file:
        parts = [frame.to_ndarray()[0] for frame in file.decode(audio=0)]
    joined: NDArray[np.float64] = np.concatenate(parts).astype(np.float64)
    return joined


@pytest.fixture(scope="module")
def pictures() -> Pictures:
    return Pictures()


def test_the_same_script_gives_the_same_bytes(talk: Talk, tmp_path: Path) -> None:
    again = make_talk(tmp_path, script=SHORT)
    assert again.video.read_bytes() == talk.video.read_bytes()
    assert again.captions.read_bytes() == talk.captions.read_bytes()
    assert again.truth.read_bytes() == talk.truth.read_bytes()


def test_a_talk_that_is_there_is_found_and_a_damaged_one_made_anew(tmp_path: Path) -> None:
    script = (Beat("Host", "sponsor", "One.", 100),)
    made = make_talk(tmp_path, script=script)
    before, inode = made.video.read_bytes(), made.video.stat().st_ino
    assert make_talk(tmp_path, script=script).video.stat().st_ino == inode
    made.video.write_bytes(before[:-1])
    assert make_talk(tmp_path, script=script).video.read_bytes() == before


def test_nothing_but_the_three_files_is_left(talk: Talk) -> None:
    names = sorted(path.name for path in talk.video.parent.iterdir())
    assert names == ["talk.json", "talk.mp4", "talk.vtt"]


def test_progress_never_falls_and_ends_at_one(tmp_path: Path) -> None:
    told: list[float] = []
    make_talk(tmp_path, told.append, (Beat("Host", "sponsor", "One.", 100),))
    assert told == sorted(told) and told[-1] == 1.0 and len(told) > 2


def test_the_file_is_tagged_h264_with_aac_and_starts_fast(talk: Talk, truth: Any) -> None:
    with av.open(str(talk.video)) as file:
        video, audio = file.streams.video[0], file.streams.audio[0]
        context = video.codec_context
        assert (context.name, context.width, context.height) == ("h264", 1280, 720)
        assert video.average_rate == FPS
        assert context.pix_fmt == "yuv420p"
        assert (context.colorspace, context.color_range, context.color_trc) == (1, 1, 1)
        assert (audio.codec_context.name, audio.codec_context.sample_rate) == ("aac", RATE)
        assert video.frames == truth["frames"]
        assert "creation_time" not in file.metadata
    data = talk.video.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_the_picture_cuts_exactly_where_the_truth_says(
    truth: Any, luma: list[NDArray[np.float64]]
) -> None:
    changes = [float(np.abs(b - a).mean()) for a, b in pairwise(luma)]
    cuts = [n + 1 for n, change in enumerate(changes) if change > 12]
    assert cuts == [shot["first_frame"] for shot in truth["shots"][1:]]
    assert truth["shots"][-1]["end_frame"] == len(luma) == truth["frames"]


def test_words_are_heard_in_their_time_and_pauses_are_silent(
    truth: Any, sound: NDArray[np.float64]
) -> None:
    def level(low_ms: int, high_ms: int) -> float:
        part = sound[low_ms * RATE // 1000 : high_ms * RATE // 1000]
        return float(np.sqrt((part**2).mean()))

    words = truth["words"]
    assert all(level(w["start_ms"], w["end_ms"]) > 0.01 for w in words)
    assert level(30, words[0]["start_ms"] - 30) < 0.002
    gaps = [(a["end_ms"] + 40, b["start_ms"] - 40) for a, b in pairwise(words)]
    silences = [level(*gap) for gap in gaps if gap[1] - gap[0] > 60 and gap[1] < 7000]
    assert silences and max(silences) < 0.01


def test_captions_say_every_word_of_the_truth_at_its_time(talk: Talk, truth: Any) -> None:
    assert _words_of(talk.captions.read_text()) == [
        (w["speaker"], w["text"], w["start_ms"]) for w in truth["words"]
    ]
    spoken = " ".join(w["text"] for w in truth["words"])
    assert spoken == " ".join(beat.text for beat in SHORT)


def test_captions_and_truth_say_what_the_talk_is(talk: Talk, truth: Any) -> None:
    assert talk.about == truth["about"]
    for part in ("public-domain", "synthetic", "she never said"):
        assert part in talk.about and part in talk.captions.read_text()


@pytest.mark.parametrize("shot", ["close", "left", "right", "story", "rule", "title", "end"])
@pytest.mark.parametrize("part", [0.0, 0.5, 0.99])
def test_a_detector_finds_the_face_where_the_truth_says(
    pictures: Pictures, shot: Shot, part: float
) -> None:
    expression = Expression(mouth=0.6, nod=2, turn=-2)
    pose = pose_at(shot, 40 * part, part)
    assert pose is not None
    x, y, width, height = pose.face(expression)
    assert 0 < x < 1280 - width and 0 < y < 720 - height
    left = int(min(560, max(0, x + width / 2 - 360)))
    found = _detected(_rgb(pictures, shot, part, expression)[:, left : left + 720])
    assert abs(found[0] + left - (x + width / 2)) < 0.15 * width
    assert abs(found[1] - (y + height / 2)) < 0.15 * height


def test_shots_differ_in_how_large_and_where_the_face_is() -> None:
    def face(shot: Shot, part: float) -> tuple[float, ...]:
        pose = pose_at(shot, 5.0, part)
        assert pose is not None
        return pose.face(Expression())

    assert face("close", 0.5)[2] > 1.4 * face("left", 0.5)[2]
    assert face("left", 0.5)[0] < 400
    assert face("right", 0.0)[0] > 800
    assert face("right", 0.0)[0] - face("right", 1.0)[0] > 250, "walks across"
    assert pose_at("sponsor", 5.0, 0.5) is None


def test_the_mouth_moves_only_while_the_guest_speaks() -> None:
    speaking = np.zeros(90)
    speaking[30:60] = 0.8
    faces = expressions(speaking, FPS)
    assert all(face.mouth == 0 for face in faces[:30] + faces[60:])
    assert all(face.mouth > 0.5 for face in faces[30:60])
    assert any(face.lids > 0.9 for face in faces), "blinks"


def test_the_script_is_a_whole_programme() -> None:
    words = sum(len(beat.text.split()) for beat in SCRIPT)
    assert 560 <= words <= 720
    assert {beat.speaker for beat in SCRIPT} == set(VOICES)
    assert {beat.shot for beat in SCRIPT} == set(Shot.__args__)  # type: ignore[attr-defined]
    guest = [b for b in SCRIPT if b.speaker == "Guest"]
    questions = [b for b in SCRIPT if b.speaker == "Host" and b.text.endswith("?")]
    assert len(questions) >= 4 and len(guest) > len(questions)


def test_the_whole_talk_lasts_three_and_a_half_to_four_minutes() -> None:
    recorded = record(SCRIPT)
    assert 210 <= recorded.frames / FPS <= 240
    assert sum(len(line.words) for line in recorded.lines) * 60 * FPS / recorded.frames >= 150
    assert float(np.abs(recorded.mix).max()) < 0.98, "nothing is clipped"
    assert [take.first_frame for take in recorded.takes[1:]] == [
        take.end_frame for take in recorded.takes[:-1]
    ]


WORDS = st.text("abc,.?!'<>&-é", min_size=1, max_size=9)


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, st.integers(1, 900)), min_size=1, max_size=60))
def test_captions_hold_any_words_once_and_in_order(given_words: list[tuple[str, int]]) -> None:
    words, at = [], 0
    for text, length in given_words:
        words.append(SpokenWord(text, at, at + length))
        at += length
    found = _words_of(webvtt([Line("Guest", tuple(words))], "about"))
    assert found == [("Guest", word.text, word.start_ms) for word in words]


SPOKEN = st.sampled_from(["of", "the", "1935,", "isn't", "thirty-five", "Why?", "a"])


@settings(max_examples=30, deadline=None)
@given(st.lists(SPOKEN, min_size=1, max_size=12))
def test_any_words_are_spoken_in_order_without_overlap(words: list[str]) -> None:
    said = speak(" ".join(words), VOICES["Host"])
    assert [word.text for word in said.words] == words
    assert all(word.start_ms < word.end_ms for word in said.words)
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(said.words))
    assert said.words[0].start_ms == 0
    assert said.words[-1].end_ms <= len(said.samples) * 1000 // said.rate + 1


def test_speech_depends_on_nothing_but_text_and_voice() -> None:
    def said(_: int) -> bytes:
        return speak("The same words again.", VOICES["Guest"]).samples.tobytes()

    first = said(0)
    speak("Something else in between.", VOICES["Host"])
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(said, range(8))) == {first}


def test_a_voice_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="no voice 'en-us\\+nobody'"):
        speak("Hello.", Voice("en-us+nobody", 160, 50, 50))


def test_text_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to be said"):
        speak("...", VOICES["Host"])


def test_a_long_data_path_is_reached_through_a_short_one(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 120) / ("e" * 120)
    deep.mkdir(parents=True)
    short = tmp_path / "short"
    short.mkdir()
    assert _short_path(tmp_path, short) == tmp_path
    assert _short_path(deep, short).resolve() == deep.resolve()
    assert len(str(_short_path(deep, tmp_path))) < 150


def test_colours_are_bt709_in_limited_range() -> None:
    colours = np.array([[[255, 255, 255], [0, 0, 0], [255, 0, 0], [0, 0, 255]]], np.uint8)
    expected = [[235, 128, 128], [16, 128, 128], [63, 102, 240], [32, 240, 118]]
    assert to_yuv(colours)[0].tolist() == expected
    planes = Planes.of(np.repeat(np.repeat(colours[:, :1], 8, 0), 8, 1))
    assert planes.i420().shape == (12, 8)


def _words_of(vtt: str) -> list[tuple[str, str, int]]:
    """Speaker, text and start of every word, read from the cues' own stamps."""
    found = []
    for cue in vtt.split("\n\n")[2:]:
        times, text = cue.strip().split("\n")
        speaker, spoken = re.fullmatch(r"<v (\w+)>(.*)", text).groups()  # type: ignore[union-attr]
        parts = re.split(r" <(\d\d:\d\d:\d\d\.\d{3})>", spoken)
        stamps = [times.split(" ")[0], *parts[1::2]]
        words = zip(stamps, parts[::2], strict=True)
        found += [(speaker, html.unescape(word), _ms(stamp)) for stamp, word in words]
    return found


def _ms(stamp: str) -> int:
    hours, minutes, seconds = stamp.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + round(float(seconds) * 1000)


def _rgb(pictures: Pictures, shot: Shot, part: float, face: Expression) -> NDArray[np.uint8]:
    drawn = pictures.frame(shot, pose_at(shot, 40 * part, part), face)
    frame = av.VideoFrame.from_ndarray(drawn, format="yuv420p")
    return np.ascontiguousarray(frame.to_ndarray(format="rgb24"))


def _detected(picture: NDArray[np.uint8]) -> tuple[float, float]:
    """Middle of the surest face, in pixels."""
    with mediapipe.solutions.face_detection.FaceDetection(model_selection=1) as detector:
        faces = detector.process(np.ascontiguousarray(picture)).detections
    assert faces, "no face is seen"
    box = max(faces, key=lambda face: face.score[0]).location_data.relative_bounding_box
    height, width = picture.shape[:2]
    return (box.xmin + box.width / 2) * width, (box.ymin + box.height / 2) * height
