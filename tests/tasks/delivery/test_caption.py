"""Caption files: valid, in the short's own time, and nothing in them is taken for markup."""

from __future__ import annotations

from pathlib import Path

import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.artifacts import FONT
from schemas.enhancement import CaptionCard, CaptionTrack, CaptionWord
from schemas.outputs import Sidecars
from schemas.style.subtitles import Emphasis
from tasks.delivery.caption import caption, srt_of, vtt_of
from tasks.delivery.cues import cues_of, line_spans
from tasks.stage import StageContext
from tests.looks import MANROPE, a_style, face


def track_of(
    cards: list[list[str]],
    *,
    start_ms: int = 60_000,
    end_ms: int | None = None,
    line_chars: int = 22,
) -> CaptionTrack:
    """Cards of one second each, back to back."""
    words: list[CaptionWord] = []
    made: list[CaptionCard] = []
    for number, texts in enumerate(cards):
        begin = start_ms + 1000 * number
        made.append(
            CaptionCard(
                first_word=len(words),
                last_word=len(words) + len(texts) - 1,
                start_ms=begin,
                end_ms=begin + 1000,
            )
        )
        words += [CaptionWord(text=text, start_ms=begin, end_ms=begin + 1000) for text in texts]
    return CaptionTrack(
        clip_id="clip-01",
        aspect="9:16",
        start_ms=start_ms,
        end_ms=end_ms if end_ms is not None else start_ms + 1000 * max(1, len(cards)),
        line_chars=line_chars,
        words=tuple(words),
        cards=tuple(made),
    )


def files(ctx: StageContext, track: CaptionTrack, rate: str = "25/1") -> tuple[str, str]:
    made = made_of(ctx, track, rate)
    return ctx.store.read(made.srt).decode(), ctx.store.read(made.vtt).decode()


def made_of(ctx: StageContext, track: CaptionTrack, rate: str = "25/1") -> Sidecars:
    font = ctx.store.put_file(MANROPE, FONT)
    subtitles = a_style().subtitles.model_copy(update={"emphasis": Emphasis(kind="none")})
    return ctx.load(caption.compute(ctx, track, rate, subtitles, face(MANROPE), font), Sidecars)


def test_both_files_say_the_same_at_the_same_times(ctx: StageContext) -> None:
    srt, vtt = files(ctx, track_of([["Hello", "there."], ["Ça", "va?"]]))
    assert srt == (
        "1\n00:00:00,000 --> 00:00:01,000\nHello there.\n\n"
        "2\n00:00:01,000 --> 00:00:02,000\nÇa va?\n"
    )
    assert vtt == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nHello there.\n\n"
        "00:00:01.000 --> 00:00:02.000\nÇa va?\n"
    )


def test_a_line_ends_where_a_reader_would_end_it() -> None:
    words = ["we", "saw", "the", "bridges"]
    assert line_spans(words, 12, "de") == ((0, 3), (3, 4))
    assert line_spans(words, 12, "en") == ((0, 2), (2, 4))


def test_without_words_the_files_are_valid_and_empty(ctx: StageContext) -> None:
    assert files(ctx, track_of([])) == ("", "WEBVTT\n")


def test_what_looks_like_markup_is_shown_as_text(ctx: StageContext) -> None:
    srt, vtt = files(ctx, track_of([["<b>bold</b>", "a-->b", "{\\an8}up", "R&D\n\nline"]]))
    assert srt.count("-->") == vtt.count("-->") == 1
    assert "<" not in srt
    assert "{\\" not in srt
    assert "&lt;b&gt;bold&lt;/b&gt;" in vtt
    assert "R&amp;D line" in vtt.replace("\n", " ")
    assert "\n\n" not in srt.strip()


@pytest.mark.parametrize("ending", ["srt", "vtt"])
def test_another_program_reads_what_was_written(
    ctx: StageContext, tmp_path: Path, ending: str
) -> None:
    track = track_of([["Nine", "short", "words", "need", "two", "lines", "to", "be", "shown"]] * 3)
    srt, vtt = files(ctx, track)
    path = tmp_path / f"captions.{ending}"
    path.write_text(srt if ending == "srt" else vtt, encoding="utf-8")
    read = pysubs2.load(str(path))
    assert [(line.start, line.end) for line in read] == [(0, 1000), (1000, 2000), (2000, 3000)]
    assert all(len(part) <= 22 for line in read for part in line.plaintext.split("\n"))


def test_times_count_from_the_first_frame_and_end_with_the_short() -> None:
    # 60.010 s lies between frames 1500 and 1501 of 25 a second; the short begins at 60.000 s
    track = track_of([["one"], ["two"]], start_ms=60_010, end_ms=61_500)
    assert [(cue.start_ms, cue.end_ms) for cue in cues_of(track, "25/1")] == [
        (10, 1010),
        (1010, 1520),
    ]


@given(
    st.lists(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=7), max_size=8),
    st.integers(0, 10**6),
    st.integers(1, 9000),
    st.sampled_from(["24000/1001", "25/1", "30000/1001", "60/1"]),
)
def test_cues_are_in_order_inside_the_short_and_never_empty(
    cards: list[list[str]], start_ms: int, length: int, rate: str
) -> None:
    track = track_of(cards, start_ms=start_ms, end_ms=start_ms + length)
    cues = list(cues_of(track, rate))
    before = 0
    for cue in cues:
        assert before <= cue.start_ms < cue.end_ms <= length + 50
        before = cue.end_ms
    assert srt_of(cues).count(" --> ") == vtt_of(cues).count(" --> ") == len(cues)


@given(
    st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=14),
    st.integers(10, 42),
)
def test_lines_hold_all_words_in_order_within_their_length(
    words: list[str], line_chars: int
) -> None:
    spans = line_spans(words, line_chars, "en")
    assert [n for a, b in spans for n in range(a, b)] == list(range(len(words)))
    assert all(len(" ".join(words[a:b])) <= line_chars for a, b in spans)
