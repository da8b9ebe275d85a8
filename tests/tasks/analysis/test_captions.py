"""Captions become words whose times hold, whatever the file looks like."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.base import canonical
from schemas.speech import CaptionsFormat
from schemas.transcript import Transcript
from tasks.analysis.transcribe.captions import read_captions
from tasks.errors.recordings import CaptionsUnreadableError


def read(
    text: str | bytes, form: CaptionsFormat = "vtt", duration_ms: int | None = None
) -> Transcript:
    data = text.encode() if isinstance(text, str) else text
    return read_captions(data, form, duration_ms=duration_ms, name="talk")


def cue(start: str, end: str, text: str) -> str:
    return f"{start} --> {end}\n{text}\n\n"


def said(transcript: Transcript) -> str:
    return transcript.text


def assert_holds(transcript: Transcript) -> None:
    for word in transcript.words:
        assert word.text
        assert word.text == "".join(word.text.split())
        assert 0 <= word.start_ms < word.end_ms <= transcript.duration_ms
    for before, after in pairwise(transcript.words):
        assert before.end_ms <= after.start_ms


VTT = "WEBVTT\n\n" + cue("00:01.000", "00:03.000", "Hello there everyone")


def test_a_cue_is_spread_over_its_words_by_their_length() -> None:
    words = read(VTT).words
    assert [word.text for word in words] == ["Hello", "there", "everyone"]
    assert (words[0].start_ms, words[-1].end_ms) == (1000, 3000)
    assert words[2].end_ms - words[2].start_ms > words[0].end_ms - words[0].start_ms
    assert read(VTT).timing == "interpolated"


def test_inline_times_are_kept_to_the_millisecond() -> None:
    text = "WEBVTT\n\n" + cue(
        "00:01.000", "00:03.000", "<00:00:01.000>One <00:00:01.400>two <00:00:02.250>three"
    )
    found = read(text)
    assert [word.start_ms for word in found.words] == [1000, 1400, 2250]
    assert found.timing == "word"


def test_a_word_does_not_last_through_a_long_pause() -> None:
    text = "WEBVTT\n\n" + cue("00:00.000", "00:09.000", "<00:00:00.000>So <00:00:08.000>what")
    assert read(text).words[0].end_ms < 1000


def test_voice_tags_name_the_speaker_until_the_next_one() -> None:
    text = "WEBVTT\n\n" + cue("00:01.000", "00:04.000", "<v Ann Lee>Hi you.\nAnd <v.loud Bob>me")
    assert [(word.text, word.speaker) for word in read(text).words] == [
        ("Hi", "Ann Lee"),
        ("you.", "Ann Lee"),
        ("And", "Ann Lee"),
        ("me", "Bob"),
    ]


def test_names_in_front_are_speakers_when_the_file_does_that_again_and_again() -> None:
    text = "WEBVTT\n\n" + "".join(
        cue(f"00:0{n}.000", f"00:0{n}.900", line)
        for n, line in enumerate(["Ann: Hello you", "still me", "Bob: No", "Ann: Yes", "Bob: No"])
    )
    words = read(text).words
    assert [word.speaker for word in words] == ["Ann", "Ann", "Ann", "Ann", "Bob", "Ann", "Bob"]
    assert "Ann:" not in said(read(text))


def test_a_single_colon_is_no_speaker() -> None:
    text = "WEBVTT\n\n" + cue("00:01.000", "00:04.000", "Warning: hot")
    assert said(read(text)) == "Warning: hot"


@pytest.mark.parametrize(
    ("payload", "spoken"),
    [
        ("<i>so</i> <c.red>it</c> goes", "so it goes"),
        ("fish &amp; chips &lt;3", "fish & chips <3"),
        ("{\\an8}up here", "up here"),
        ("[Music] well [laughs] then", "well then"),
        ("(door slams)", ""),
        ("♪ la la la ♪", ""),
        ("- Who is it?", "Who is it?"),
        (">> Me.", "Me."),
        ("a\u200bb\u202ec", "abc"),
        ("a\u200cb\u200d", "ab"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🚀 ❤️\u200d🔥", "👩\u200d🚀 ❤️\u200d🔥"),
        ("if a < b then", "if a < b then"),
    ],
)
def test_only_what_is_spoken_is_left(payload: str, spoken: str) -> None:
    assert said(read("WEBVTT\n\n" + cue("00:01.000", "00:04.000", payload))) == spoken


def test_notes_styles_and_identifiers_are_no_words() -> None:
    text = (
        "WEBVTT - a title\n\nSTYLE\n::cue { color: red }\n\nNOTE\n00:00.000 --> 00:01.000\nhidden\n\n"
        "intro-1\n00:01.000 --> 00:02.000 align:start\nHello\n\n"
        "7\n00:03.000 --> 00:04.000\nyou\n"
    )
    assert said(read(text)) == "Hello you"


def test_subrip_is_read_with_commas_and_counters() -> None:
    text = cue("1\r\n00:00:01,000", "00:00:02,500", "Good\r\nmorning\r\n") + cue(
        "2\r\n00:00:03,000", "00:00:04,000", "all"
    )
    found = read(text, "srt")
    assert said(found) == "Good morning all"
    assert found.words[2].start_ms == 3000


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_usual_encodings_are_understood(encoding: str) -> None:
    text = "WEBVTT\n\n" + cue("00:01.000", "00:03.000", "Café – naïve")
    assert said(read(text.encode(encoding))) == "Café – naïve"


ROLLING = """WEBVTT

00:00.000 --> 00:02.000

hello<00:00:00.500><c> there</c>

00:02.000 --> 00:02.010
hello there

00:02.010 --> 00:04.000
hello there
big<00:00:02.500><c> wide</c>

00:04.000 --> 00:04.010
big wide

00:04.010 --> 00:06.000
big wide
world<00:00:05.000><c> again</c>
"""


def test_rolling_captions_are_said_once() -> None:
    found = read(ROLLING)
    assert said(found) == "hello there big wide world again"
    assert any("rolling" in note for note in found.notes)


def test_somebody_may_say_a_thing_twice() -> None:
    text = "WEBVTT\n\n" + "".join(
        cue(f"00:0{n}.000", f"00:0{n}.900", line)
        for n, line in enumerate(["No, no.", "No, no.", "Go"])
    )
    assert said(read(text)) == "No, no. No, no. Go"


def test_captions_out_of_order_are_sorted_and_said_so() -> None:
    text = (
        "WEBVTT\n\n" + cue("00:05.000", "00:06.000", "two") + cue("00:01.000", "00:02.000", "one")
    )
    found = read(text)
    assert said(found) == "one two"
    assert any("out of order" in note for note in found.notes)


def test_captions_on_top_of_each_other_are_repaired() -> None:
    text = (
        "WEBVTT\n\n" + cue("00:01.000", "00:04.000", "a b c") + cue("00:01.000", "00:03.000", "d e")
    )
    found = read(text, duration_ms=10_000)
    assert_holds(found)
    assert sorted(said(found).split()) == ["a", "b", "c", "d", "e"]


def test_what_lies_behind_the_end_is_left_out_and_said_so() -> None:
    text = VTT + cue("01:00.000", "01:01.000", "late words")
    found = read(text, duration_ms=5000)
    assert said(found) == "Hello there everyone"
    assert any("after the recording's end" in note for note in found.notes)


def test_captions_of_another_recording_are_refused() -> None:
    with pytest.raises(CaptionsUnreadableError, match="after the end"):
        read("WEBVTT\n\n" + cue("01:00.000", "01:01.000", "late"), duration_ms=5000)


@pytest.mark.parametrize(
    "text", ["WEBVTT\n", "WEBVTT\n\n" + cue("00:01.000", "00:02.000", "[Music]")]
)
def test_silence_is_an_answer(text: str) -> None:
    assert read(text, duration_ms=5000).words == ()


@pytest.mark.parametrize(
    ("data", "form", "why"),
    [
        (b"", "vtt", "empty"),
        (b"just some text", "srt", "00:01.000 -->"),
        (b"\x00\x01\x02\x03" * 50, "vtt", "00:01.000 -->"),
        (b"{", "json", "no JSON"),
        (b"[" * 100_000, "json", "no JSON"),
        (b"3", "json", "no list of segments"),
        (b'{"segments": [{"start": NaN, "text": "x"}]}', "json", "no JSON"),
        (b'[{"start": "soon", "text": "x"}]', "json", "seconds belong"),
        (b'[{"text": "x"}]', "json", "has no start"),
        (b'[{"start": 1e300, "text": "x"}]', "json", "beyond any recording"),
        (b'{"provider": "x", "duration_ms": 1, "words": [{"text": 3}]}', "json", "words.0"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(
    data: bytes, form: CaptionsFormat, why: str
) -> None:
    with pytest.raises(CaptionsUnreadableError, match=why) as refused:
        read(data, form)
    assert "'talk'" in str(refused.value)
    assert ".vtt" in str(refused.value)


def test_whisper_tokens_without_a_space_go_on_with_the_word() -> None:
    words = [(" It", 0.0, 0.2, 0.9), ("'s", 0.2, 0.4, 0.5), (" fine", 0.5, 0.9, 0.8)]
    segment = {
        "start": 0,
        "end": 1,
        "text": " It's fine",
        "words": [
            dict(zip(("word", "start", "end", "probability"), word, strict=True)) for word in words
        ],
    }
    found = read(json.dumps({"language": "en", "segments": [segment]}), "json")
    assert [(word.text, word.start_ms, word.end_ms) for word in found.words] == [
        ("It's", 0, 400),
        ("fine", 500, 900),
    ]
    assert found.words[0].confidence == 0.5
    assert (found.language, found.timing) == ("en", "word")


def test_words_without_times_are_fitted_between_their_neighbours() -> None:
    words = [
        {"word": "in", "start": 1.0, "end": 1.2, "speaker": "A"},
        {"word": "1969"},
        {"word": "we", "start": 2.0, "end": 2.2},
    ]
    found = read(json.dumps([{"start": 1, "end": 3, "text": "", "words": words}]), "json")
    assert_holds(found)
    assert said(found) == "in 1969 we"
    assert found.words[1].start_ms < found.words[2].start_ms == 2000


def test_a_plain_list_of_segments_is_a_transcript() -> None:
    found = read(json.dumps([{"start": 0.5, "end": 2, "text": "Hello you", "speaker": 3}]), "json")
    assert [(word.text, word.speaker) for word in found.words] == [("Hello", "3"), ("you", "3")]


def test_our_own_transcripts_come_through_unchanged() -> None:
    first = read(json.dumps([{"start": 0, "end": 2, "text": "a bb", "words": [
        {"word": "a", "start": 0.1, "end": 0.2, "probability": 0.7},
        {"word": "bb", "start": 0.3, "end": 0.9},
    ]}]), "json")  # fmt: skip
    again = read(canonical(first), "json", duration_ms=first.duration_ms)
    assert (again.words, again.timing) == (first.words, first.timing)


times = st.integers(min_value=-2000, max_value=100_000)
spoken = st.text(alphabet="ab <>&;:0.-\n'é{}[]", max_size=30)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(times, times, spoken), max_size=12),
    st.one_of(st.none(), st.integers(min_value=1, max_value=90_000)),
)
def test_any_segments_give_words_whose_times_hold(
    segments: list[tuple[int, int, str]], duration_ms: int | None
) -> None:
    value: list[dict[str, Any]] = [
        {"start": start / 1000, "end": end / 1000, "text": text} for start, end, text in segments
    ]
    try:
        found = read(json.dumps(value), "json", duration_ms)
    except CaptionsUnreadableError as refused:
        assert "after the end" in str(refused)
        return
    assert_holds(found)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 9000), spoken), max_size=10),
    st.binary(),
)
def test_any_file_is_read_or_refused(cues: list[tuple[int, int, str]], tail: bytes) -> None:
    text = "WEBVTT\n\n" + "".join(
        cue(f"00:{a // 1000:02d}.{a % 1000:03d}", f"00:{b // 1000:02d}.{b % 1000:03d}", line)
        for a, b, line in cues
    )
    assert_holds(read(text.encode() + tail))


BROADCAST = """1
00:00:01,000 --> 00:00:04,000
>> GOOD EVENING. [MUSIC
PLAYING] JAMES, WHAT DO YOU SEE

2
00:00:04,500 --> 00:00:08,000
>> THE WATER IS GOING DOWN, (LAUGHTER)
BUT NOT-- >> NOT FAST?

3
00:00:08,500 --> 00:00:10,000
>>> NO. NOT FAST.
"""


def test_marks_of_broadcasts_are_no_words_and_end_sentences() -> None:
    assert read(BROADCAST, "srt").text == (
        "GOOD EVENING. JAMES, WHAT DO YOU SEE. THE WATER IS GOING DOWN, BUT NOT… NOT FAST? "
        "NO. NOT FAST."
    )


def test_a_name_in_the_second_line_is_a_speaker_too() -> None:
    cues = ("ANN: Hello.\nBOB: Hi there.", "BOB: How are you?\nANN: Fine.")
    times = ("00:00:01,000 --> 00:00:03,000", "00:00:04,000 --> 00:00:06,000")
    text = "\n".join(f"{time}\n{cue}\n" for time, cue in zip(times, cues, strict=True))
    words = read(text, "srt").words
    assert [(word.speaker, word.text) for word in words if word.text != "there."] == [
        ("ANN", "Hello."), ("BOB", "Hi"), ("BOB", "How"), ("BOB", "are"), ("BOB", "you?"),
        ("ANN", "Fine."),
    ]  # fmt: skip


def test_a_line_that_a_recogniser_loops_on_is_kept_once_and_said_so() -> None:
    lines = [
        "That is the end.",
        *["I will show you how."] * 5,
        "Yes.",
        "Yes.",
        "Yes.",
        "Yes.",
        "Good.",
    ]
    text = "\n".join(
        f"00:00:{2 * place:02d},000 --> 00:00:{2 * place + 1:02d},500\n{line}\n"
        for place, line in enumerate(lines)
    )
    found = read(text, "srt")
    assert found.text == "That is the end. I will show you how. Yes. Yes. Yes. Yes. Good."
    assert any("again and again" in note for note in found.notes)


def test_one_name_in_capitals_is_a_speaker_where_nothing_else_is_in_capitals() -> None:
    text = "WEBVTT\n\n" + cue("00:01.000", "00:04.000", "NAR: This is the mirror of the telescope")
    assert [word.speaker for word in read(text).words] == ["NAR"] * 7
    assert said(read(text)).startswith("This is")
