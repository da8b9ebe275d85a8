"""Every caption format becomes the same kind of words; what is not one is refused with a reason."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from schemas.speech import CaptionsFormat
from schemas.transcript import Transcript
from tasks.analysis.transcribe.base import Captions, SpeechJob
from tasks.analysis.transcribe.captions import READERS, CaptionsTranscriber, read_captions
from tasks.analysis.transcribe.formats import (
    ENDINGS,
    captions_beside,
    captions_format,
    transcripts_in,
)
from tasks.errors.recordings import CaptionsUnreadableError


def read(text: str | bytes, form: CaptionsFormat) -> Transcript:
    data = text.encode() if isinstance(text, str) else text
    return read_captions(data, form, duration_ms=None, name="talk")


def starts(found: Transcript) -> list[tuple[str, int]]:
    return [(word.text, word.start_ms) for word in found.words]


def test_a_folder_gives_one_file_for_each_name(tmp_path: Path) -> None:
    for name in ("b.srt", "a.vtt", "a.srt", "c.sub", "c.idx", "notes.txt", "a.clips.json"):
        (tmp_path / name).write_text("-")
    assert [path.name for path in transcripts_in(tmp_path)] == ["a.vtt", "b.srt"]


ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:03.00,Default,Ann,0,0,0,,{\\an8}Hello\\Nthere
Dialogue: 1,0:00:01.00,0:00:03.00,Default,Ann,0,0,0,,{\\bord4}Hello\\Nthere
Comment: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,not said
Dialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,{\\p1}m 0 0 l 10 10{\\p0}
"""
SSA = """[Script Info]
ScriptType: v4.00

[V4 Styles]
Format: Name, Fontname
Style: Default,Arial

[Events]
Format: Marked, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: Marked=0,0:00:01.00,0:00:03.00,Default,,0000,0000,0000,,Hello there
"""
TTML = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"
    xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="25" ttp:tickRate="10000000">
<body><div><p begin="{begin}" end="{end}">Hello<br/>there</p></div></body></tt>"""
SAMI = """<SAMI><HEAD><STYLE><!-- .EN {lang: en-US;} --></STYLE></HEAD><BODY>
<SYNC Start=1000><P Class=EN>Hello there<SYNC Start=3000><P Class=EN>&nbsp;</BODY></SAMI>"""


def scc(frame: int, *pairs: tuple[int, int]) -> str:
    """A line of Scenarist's: a time code without dropped frames, and pairs with odd parity."""
    code = f"00:00:{frame // 30:02d}:{frame % 30:02d}"
    return f"{code}\t" + " ".join(f"{odd(a):02x}{odd(b):02x}" for a, b in pairs) + "\n\n"


def odd(code: int) -> int:
    return code if code.bit_count() % 2 else code | 0x80


def letters(text: str) -> list[tuple[int, int]]:
    data = text.encode("ascii") + b"\0" * (len(text) % 2)
    return list(zip(data[::2], data[1::2], strict=True))


POP, ROLL, SHOW, CLEAR = (0x14, 0x20), (0x14, 0x25), (0x14, 0x2F), (0x14, 0x2C)
ROW, NEXT_ROW = (0x14, 0x50), (0x14, 0x70)
SCC_POP_ON = scc(0, POP, POP, ROW, ROW, *letters("Hello"), NEXT_ROW, NEXT_ROW, *letters("there"))
SCC_POP_ON += scc(30, SHOW, SHOW) + scc(90, CLEAR, CLEAR)
SCC_ROLLING = scc(27, ROLL, ROLL, ROW, *letters("Hello there")) + scc(90, (0x14, 0x2D))

SAME: dict[str, tuple[CaptionsFormat, str]] = {
    "WebVTT": ("vtt", "WEBVTT\n\n00:01.000 --> 00:03.000\nHello there\n"),
    "SubRip": ("srt", "1\n00:00:01,000 --> 00:00:03,000\nHello there\n"),
    "SubStation Alpha": ("ass", ASS),
    "SubStation 4": ("ass", SSA),
    "TTML": ("ttml", TTML.format(begin="00:00:01.000", end="00:00:03.000")),
    "TTML in frames": ("ttml", TTML.format(begin="00:00:01:00", end="75f")),
    "TTML in ticks": ("ttml", TTML.format(begin="10000000t", end="30000000t")),
    "TTML in seconds": ("ttml", TTML.format(begin="1s", end="3000ms")),
    "YouTube's old XML": (
        "ttml",
        '<transcript><text start="1" dur="2">Hello &lt;i&gt;there</text></transcript>',
    ),
    "SubViewer, YouTube": ("sbv", "0:00:01.000,0:00:03.000\nHello\nthere\n"),
    "SubViewer": ("sub", "[STYLE]no\n00:00:01.00,00:00:03.00\nHello[br]there\n"),
    "MicroDVD": ("sub", "{1}{1}25\n{25}{75}{y:i}Hello|there\n"),
    "MPL2": ("sub", "[10][30]/Hello|there\n"),
    "SAMI": ("smi", SAMI),
    "Scenarist": ("scc", "Scenarist_SCC V1.0\n\n" + SCC_POP_ON),
    "Scenarist, rolling": ("scc", "Scenarist_SCC V1.0\n\n" + SCC_ROLLING),
    "Whisper's table": ("tsv", "start\tend\ttext\n1000\t3000\tHello there\n"),
    "JSON of segments": ("json", '[{"start": 1, "end": 3, "text": "Hello there"}]'),
    "JSON of the podcast namespace": (
        "json",
        '{"version": "1.0.0", "segments": [{"startTime": 1, "endTime": 3, "body": "Hello there"}]}',
    ),
    "JSON of Azure": (
        "json",
        json.dumps(
            {
                "recognizedPhrases": [
                    {
                        "offsetInTicks": 10_000_000,
                        "durationInTicks": 20_000_000,
                        "nBest": [{"display": "Hello there"}],
                    }
                ]
            }
        ),
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_a_cue_of_two_seconds_reads_alike_in_every_format(name: str) -> None:
    form, text = SAME[name]
    found = read(text, form)
    exact = form != "scc"  # 30 of its frames are 1.001 s
    assert [word for word, _ in starts(found)] == ["Hello", "there"]
    assert [at for _, at in starts(found)] == pytest.approx([1000, 2000], abs=0 if exact else 5)
    assert found.words[-1].end_ms == pytest.approx(3000, abs=0 if exact else 5)
    assert found.timing == "interpolated"


def test_scenarists_other_characters_repeats_and_dropped_frames() -> None:
    caption = scc(0, POP, ROW, *letters("Se"), (0x13, 0x26), *letters(" a ca"), (0x12, 0x20))
    other = scc(0, (0x1C, 0x20), *letters("no"), POP)  # on the second channel
    caption = (caption + other).replace("00:00:00:00", "00:10:00;00")
    more = scc(0, SHOW, (0, 0), *letters("x")).replace("00:00:00:00", "00:10:01;00")
    found = read("Scenarist_SCC V1.0\n\n" + caption + more, "scc")
    assert found.text == "Sò a cÁ"
    assert found.words[0].start_ms == pytest.approx(601_000, abs=40)


def test_time_codes_of_a_programme_begin_where_the_recording_does() -> None:
    text = "1\n10:00:01,000 --> 10:00:03,000\nHello there\n"
    found = read_captions(text.encode(), "srt", duration_ms=20_000, name="talk")
    assert starts(found) == [("Hello", 1000), ("there", 2000)]
    assert any("hours" in note for note in found.notes)
    with pytest.raises(CaptionsUnreadableError, match="after the end"):
        read_captions(text.encode(), "srt", duration_ms=500, name="talk")


KARAOKE = "{\\k50}Hel{\\k50}lo {\\k40}"
WORDS = (("Hello", 1.0, 1.4, 0.9), ("there.", 2.0, 2.4, 0.5))
MEASURED: dict[str, tuple[CaptionsFormat, str]] = {
    "karaoke": (
        "ass",
        ASS.replace("{\\an8}Hello\\N", KARAOKE).replace("{\\bord4}Hello\\N", KARAOKE),
    ),
    "LRC with words": ("lrc", "[offset:0]\n[00:01.00]Hello <00:02.00>there.\n[00:03.00]\n"),
    "YouTube's XML": (
        "ttml",
        '<timedtext format="3"><body><p t="1000" d="2000"><s>Hello</s><s t="1000"> there.</s></p>'
        "</body></timedtext>",
    ),
    "TTML with spans": (
        "ttml",
        TTML.format(begin="1s", end="3s").replace(
            "Hello<br/>there", '<span begin="0s">Hello</span> <span begin="1s">there.</span>'
        ),
    ),
    "TTML with plain times": (
        "ttml",
        TTML.format(begin="1s", end="3s").replace(
            "Hello<br/>there", '<span begin="1s">Hello</span> <span begin="2s">there.</span>'
        ),
    ),
    "JSON of YouTube": (
        "json",
        json.dumps(
            {
                "events": [
                    {"tStartMs": 0, "dDurationMs": 9000, "id": 1},
                    {
                        "tStartMs": 1000,
                        "dDurationMs": 2000,
                        "segs": [{"utf8": "Hello"}, {"utf8": " there.", "tOffsetMs": 1000}],
                    },
                ]
            }
        ),
    ),
    "JSON of OpenAI": (
        "json",
        json.dumps(
            {
                "task": "transcribe",
                "language": "english",
                "duration": 3.0,
                "text": "Hello there.",
                "segments": [
                    {
                        "id": 0,
                        "start": 0.9,
                        "end": 3.0,
                        "text": " Hello there.",
                        "avg_logprob": -0.1,
                    }
                ],
                "words": [
                    {"word": word.strip("."), "start": start, "end": end}
                    for word, start, end, _ in WORDS
                ],
            }
        ),
    ),
    "JSON of Deepgram": (
        "json",
        json.dumps(
            {
                "results": {
                    "channels": [
                        {
                            "detected_language": "en",
                            "alternatives": [
                                {
                                    "words": [
                                        {
                                            "word": word.lower().strip("."),
                                            "punctuated_word": word,
                                            "start": start,
                                            "end": end,
                                            "confidence": sure,
                                            "speaker": 0,
                                        }
                                        for word, start, end, sure in WORDS
                                    ]
                                }
                            ],
                        }
                    ]
                }
            }
        ),
    ),
    "JSON of AssemblyAI": (
        "json",
        json.dumps(
            {
                "audio_duration": 3,
                "language_code": "en",
                "words": [
                    {
                        "text": word,
                        "start": int(start * 1000),
                        "end": int(end * 1000),
                        "confidence": sure,
                        "speaker": "A",
                    }
                    for word, start, end, sure in WORDS
                ],
            }
        ),
    ),
    "JSON of AWS": (
        "json",
        json.dumps(
            {
                "results": {
                    "items": [
                        {
                            "type": "pronunciation",
                            "start_time": str(start),
                            "end_time": str(end),
                            "alternatives": [{"content": word.strip("."), "confidence": str(sure)}],
                        }
                        for word, start, end, sure in WORDS
                    ]
                    + [{"type": "punctuation", "alternatives": [{"content": "."}]}]
                }
            }
        ),
    ),
    "JSON of Google": (
        "json",
        json.dumps(
            {
                "results": [
                    {
                        "languageCode": "en-us",
                        "alternatives": [
                            {
                                "words": [
                                    {"word": word, "startTime": f"{start}s", "endTime": f"{end}s"}
                                    for word, start, end, _ in WORDS
                                ]
                            }
                        ],
                    }
                ]
            }
        ),
    ),
    "JSON of whisper.cpp": (
        "json",
        json.dumps(
            {
                "result": {"language": "en"},
                "transcription": [
                    {
                        "offsets": {"from": 900, "to": 3000},
                        "text": " Hello there.",
                        "tokens": [
                            {"text": "[_BEG_]", "offsets": {"from": 0, "to": 0}},
                            {"text": " Hel", "offsets": {"from": 1000, "to": 1200}, "p": 0.9},
                            {"text": "lo", "offsets": {"from": 1200, "to": 1400}, "p": 0.9},
                            {"text": " there.", "offsets": {"from": 2000, "to": 2400}, "p": 0.5},
                        ],
                    }
                ],
            }
        ),
    ),
    "JSON of Rev": (
        "json",
        json.dumps(
            {
                "monologues": [
                    {
                        "speaker": 0,
                        "elements": [
                            {"type": "text", "value": "Hello", "ts": 1.0, "end_ts": 1.4},
                            {"type": "punct", "value": " "},
                            {"type": "text", "value": "there", "ts": 2.0, "end_ts": 2.4},
                            {"type": "punct", "value": "."},
                        ],
                    }
                ]
            }
        ),
    ),
    "JSON of Speechmatics": (
        "json",
        json.dumps(
            {
                "results": [
                    {
                        "type": "word",
                        "start_time": start,
                        "end_time": end,
                        "alternatives": [{"content": word.strip("."), "confidence": sure}],
                    }
                    for word, start, end, sure in WORDS
                ]
                + [
                    {
                        "type": "punctuation",
                        "start_time": 2.4,
                        "end_time": 2.4,
                        "alternatives": [{"content": "."}],
                    }
                ]
            }
        ),
    ),
}


@pytest.mark.parametrize("name", MEASURED)
def test_times_of_words_are_kept_where_a_format_has_them(name: str) -> None:
    form, text = MEASURED[name]
    found = read(text, form)
    assert starts(found) == [("Hello", 1000), (found.words[1].text, 2000)]
    assert found.words[1].text in {"there", "there."}
    assert found.timing == "word"


def test_confidence_and_speakers_come_along() -> None:
    found = read(MEASURED["JSON of Deepgram"][1], "json")
    assert [(word.confidence, word.speaker) for word in found.words] == [
        (0.9, "speaker-1"),
        (0.5, "speaker-1"),
    ]
    assert found.language == "en"
    by_segment = read(MEASURED["JSON of OpenAI"][1], "json")
    assert [word.confidence for word in by_segment.words] == [0.905, 0.905]
    assert by_segment.language == "en"
    assert {word.speaker for word in read(ASS, "ass").words} == {"Ann"}


def test_a_name_in_ttml_is_the_agents_own() -> None:
    text = """<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata">
    <head><metadata><ttm:agent xml:id="a1"><ttm:name>Ann Lee</ttm:name></ttm:agent></metadata></head>
    <body><div begin="10s"><p begin="1s" end="2s" ttm:agent="a1">Hello</p></div></body></tt>"""
    (word,) = read(text, "ttml").words
    assert (word.speaker, word.start_ms) == ("Ann Lee", 11_000)


def test_lines_of_an_lrc_last_until_the_next_and_shift_together() -> None:
    found = read("[la:de]\n[offset:+500]\n[00:01.50][00:10.00]Ja\n[00:03.00]gut\n", "lrc")
    assert starts(found) == [("Ja", 1000), ("gut", 2500), ("Ja", 9500)]
    assert found.language == "de"


def test_frames_are_counted_at_the_recordings_rate_where_the_file_has_none() -> None:
    data = b"{25}{75}Hello there\n"
    with pytest.raises(CaptionsUnreadableError, match="how many make a second"):
        read(data, "sub")
    captions = Captions(data=data, format="sub", name="x", rate=Fraction(25))
    found = CaptionsTranscriber().transcribe(SpeechJob(duration_ms=9000, captions=captions))
    assert starts(found) == [("Hello", 1000), ("there", 2000)]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-16", "Grüße aus Köln"),
        ("utf-16-le", "Hello there, good friends"),
        ("cp1252", "Ça va très bien, à demain"),
        ("cp1252", "It’s “fine” – really…"),
        ("cp1250", "Dziękuję bardzo, jesteś wspaniały człowiek"),
        ("cp1251", "Привет, как дела сегодня"),
        ("koi8-r", "Привет, как дела сегодня"),
        ("cp1253", "Καλημέρα, τι κάνεις σήμερα"),
        ("cp1254", "Bugün çok güzel bir gün değil mi arkadaşım"),
        ("cp1255", "שלום מה שלומך היום"),
        ("cp1256", "مرحبا كيف حالك اليوم"),
        ("shift_jis", "こんにちは、今日は元気ですか"),
        ("euc_jp", "こんにちは、今日は元気ですか"),
        ("gb18030", "你好，我们今天来说一下这个问题"),
        ("big5", "你好，我們今天來說一下這個問題"),
        ("euc_kr", "안녕하세요 오늘은 좋은 날입니다"),
    ],
)
def test_a_file_is_read_in_the_encoding_that_makes_words(encoding: str, text: str) -> None:
    srt = f"1\n00:00:01,000 --> 00:00:03,000\n{text}\n"
    assert read(srt.encode(encoding), "srt").text == text


@pytest.mark.parametrize(
    ("form", "data", "why"),
    [
        ("ass", b"hello", "no lines"),
        ("ttml", b"<tt", "no XML"),
        ("ttml", b"<html/>", "no TTML"),
        ("ttml", b'<!DOCTYPE tt [<!ENTITY a "b">]><tt/>', "document type"),
        ("ttml", TTML.format(begin="soon", end="3s").encode(), "'soon' is no time"),
        ("ttml", TTML.replace('"25"', '"0"').encode(), "rate is not above zero"),
        ("ttml", ("<tt><body>" + "<div>" * 90 + "</div>" * 90 + "</body></tt>").encode(), "deeper"),
        ("sbv", b"hello", "0:00:01.000"),
        ("lrc", b"[ar: somebody]\nhello", "00:01.00"),
        ("sub", b"\x00\x00\x01\xba" + b"\x44" * 40, "VobSub"),
        ("sub", b"hello", "no lines such as"),
        ("smi", b"hello", "no"),
        ("json", b'{"results": {"items": [{"type": "pronunciation"}]}}', "not whole"),
        ("json", b'{"events": [{"segs": [{"utf8": "x"}]}]}', "not whole"),
    ],
)
def test_what_is_no_such_file_says_why(form: CaptionsFormat, data: bytes, why: str) -> None:
    with pytest.raises(CaptionsUnreadableError, match=why):
        read(data, form)


def test_every_ending_has_a_reader() -> None:
    assert set(ENDINGS.values()) == {*READERS, "sub"}
    assert captions_format(Path("TALK.SRT")) == "srt"
    with pytest.raises(CaptionsUnreadableError, match=r"\.docx"):
        captions_format(Path("talk.docx"))


@pytest.mark.parametrize(
    "ending", [name for name in ENDINGS if name not in {".json", ".xml", ".tsv"}]
)
def test_captions_are_found_beside_a_recording(ending: str, tmp_path: Path) -> None:
    (tmp_path / f"talk{ending}").write_text("x")
    assert captions_beside(tmp_path / "talk.mp4") == tmp_path / f"talk{ending}"


def test_pictures_of_text_beside_a_recording_are_passed_over(tmp_path: Path) -> None:
    for name in ("talk.sub", "talk.idx"):
        (tmp_path / name).write_bytes(b"\x00\x00\x01\xba")
    assert captions_beside(tmp_path / "talk.mp4") is None
    (tmp_path / "talk.lrc").write_text("x")
    assert captions_beside(tmp_path / "talk.mp4") == tmp_path / "talk.lrc"


def test_captions_with_a_language_count_and_other_files_do_not(tmp_path: Path) -> None:
    for name in ("talk.json", "talk.xml", "talk.second part of it.srt", "talks.srt", "talk.mp4"):
        (tmp_path / name).write_text("x")
    assert captions_beside(tmp_path / "talk.mp4") is None
    (tmp_path / "talk.en-GB.vtt").write_text("x")
    (tmp_path / "talk.en.srt").write_text("x")
    assert captions_beside(tmp_path / "talk.mp4") == tmp_path / "talk.en-GB.vtt"
    (tmp_path / "talk.srt").write_text("x")
    assert captions_beside(tmp_path / "talk.mp4") == tmp_path / "talk.srt"
