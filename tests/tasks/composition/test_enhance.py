"""What is written on a clip: its own words, its texts, and few enough marks to mean something."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from schemas.artifacts import MP4, WAV
from schemas.clips import PreparedClip
from schemas.enhancement import EnhancementPlan
from schemas.plan import EditorialPlan, PlannedClip
from schemas.segments import Segments, Sentence
from schemas.style.contract import AspectPatch, Brand, FontFace, StyleContract
from schemas.style.subtitles import Pacing, SubtitleSystem
from schemas.transcript import Transcript, Word
from tasks.composition.enhance import (
    KEYWORDS_PER_CARD,
    SIDECAR_PACING,
    enhance,
    enhance_clip,
    pacing_of,
    words_inside,
)
from tasks.stage import StageContext

SAID = """
Nobody told us why the first three launches failed. We had 20 million users and no plan. The
biggest mistake was trust. Trust is never free, and trust is always worth it.
"""
SPEECH = SAID.split()


def transcript_of(texts: list[str]) -> Transcript:
    words = tuple(
        Word(text=text, start_ms=400 * n, end_ms=400 * n + 350) for n, text in enumerate(texts)
    )
    return Transcript(provider="test", language="en", duration_ms=400 * len(texts), words=words)


def segments_of(transcript: Transcript) -> Segments:
    sentences: list[Sentence] = []
    first = 0
    for n, word in enumerate(transcript.words):
        if word.text[-1] in ".?!":
            sentences.append(
                Sentence(
                    id=len(sentences),
                    start_ms=transcript.words[first].start_ms,
                    end_ms=word.end_ms,
                    text="",
                    first_word=first,
                    last_word=n,
                    speaker="ab"[len(sentences) % 2],
                )
            )
            first = n + 1
    return Segments(
        language="en", duration_ms=transcript.duration_ms, sentences=tuple(sentences), sections=()
    )


def clip_of(start_ms: int, end_ms: int, name: str = "clip-01", **more: Any) -> PlannedClip:
    facts = {
        "id": name,
        "rank": 1,
        "start_ms": start_ms,
        "end_ms": end_ms,
        "first_sentence": 0,
        "last_sentence": 1,
        "title": "A title",
        "hook": "A hook",
        "description": "",
        "keywords": ("trust",),
        "text": "",
        "composite": 50,
        "scores": {},
        "reasons": (),
        "engine": "embedded",
    }
    return PlannedClip.model_validate(facts | more)


def style_of(**more: Any) -> StyleContract:
    facts = {
        "title": "Test",
        "brand": Brand(
            palette={"accent": "#FF0000FF"},
            fonts={"body": FontFace(sha256="0" * 64, family="None")},
        ),
    }
    return StyleContract.model_validate(facts | more)


def test_each_clip_gets_its_own_words_and_texts(ctx: StageContext) -> None:
    transcript = transcript_of(SPEECH)
    plan = EditorialPlan(
        source_duration_ms=transcript.duration_ms,
        clips=(clip_of(0, 3600), clip_of(3600, 6800, "clip-02", title="Second")),
        explanation="",
    )
    style = style_of(
        aspects={"1:1": AspectPatch(pacing={"mode": "words", "max_words_per_card": 2})}
    )

    made = enhance.compute(
        ctx,
        ctx.publish(plan),
        ctx.publish(segments_of(transcript)),
        ctx.publish(transcript),
        (),
        ctx.publish(style),
        ("9:16", "1:1"),
        "facet",
        {"sponsor": "Ada"},
    )

    result = ctx.load(made, EnhancementPlan)
    first, second = result.clips
    assert [word.text for word in first.words] == SPEECH[:9]
    assert [word.text for word in second.words] == SPEECH[9:17]
    assert (second.title, second.hook) == ("Second", "A hook")
    assert first.speakers == ("a",)
    assert second.speakers == ("b",)
    assert len(first.cards["1:1"]) > len(first.cards["9:16"])
    assert result.language == "en"
    assert first.slots == {"sponsor": "Ada"}


def test_a_clip_that_leaves_out_a_first_word_begins_with_a_capital_letter() -> None:
    said = transcript_of(["But", "the", "biggest", "mistake", "was", "trust.", "It", "is", "free."])
    made = enhance_clip(clip_of(380, 4000), said, segments_of(said), {"9:16": SIDECAR_PACING})
    assert [word.text for word in made.words[:2]] == ["The", "biggest"]
    whole = enhance_clip(clip_of(0, 4000), said, segments_of(said), {"9:16": SIDECAR_PACING})
    assert [word.text for word in whole.words[:2]] == ["But", "the"]


def test_cards_come_and_go_with_the_cuts_of_their_clip(ctx: StageContext) -> None:
    """Captions on the picture where the style says so, caption files always."""
    words = tuple(
        Word(text=text, start_ms=at, end_ms=at + 350)
        for text, at in (("Well.", 0), ("Then", 4000), ("it", 4400), ("broke.", 4800))
    )
    transcript = Transcript(provider="test", language="en", duration_ms=6000, words=words)
    plan = EditorialPlan(source_duration_ms=6000, clips=(clip_of(0, 6000),), explanation="")
    clip = PreparedClip(
        clip_id="clip-01",
        kind="video",
        source=ctx.publish_bytes(b"recording", MP4),
        rate="25/1",
        first_frame=0,
        frame_count=150,
        width=1280,
        height=720,
        audio=ctx.publish_bytes(b"sound", WAV),
        proxy=None,
        shots=((0, 16), (16, 97), (97, 150)),
    )
    prepared = ctx.publish(clip)
    styles = (
        style_of(pacing=Pacing(snap_to_shot_ms=150)),
        style_of(),
        style_of(subtitles=SubtitleSystem(enabled=False)),
    )
    times = []
    for style in styles:
        made = enhance.compute(
            ctx,
            ctx.publish(plan),
            ctx.publish(segments_of(transcript)),
            ctx.publish(transcript),
            (prepared,),
            ctx.publish(style),
            ("9:16",),
            "facet",
            {},
        )
        cards = ctx.load(made, EnhancementPlan).clips[0].cards["9:16"]
        times.append([(card.start_ms, card.end_ms) for card in cards])
    assert times == [
        [(0, 640), (3880, 5270)],
        [(0, 500), (4000, 5270)],
        [(0, 640), (3880, 5550)],
    ]


def test_swearing_is_masked_in_words_and_titles_alike(ctx: StageContext) -> None:
    transcript = transcript_of(
        ["Nobody", "told", "us", "the", "fucking", "launch", "had", "failed."]
    )
    clip = clip_of(0, 3600, title="The fucking launch", hook="Fucking launch, failed")
    plan = EditorialPlan(source_duration_ms=3200, clips=(clip,), explanation="")
    said = []
    for profanity in ("keep", "mask"):
        made = enhance.compute(
            ctx,
            ctx.publish(plan),
            ctx.publish(segments_of(transcript)),
            ctx.publish(transcript),
            (),
            ctx.publish(style_of(subtitles={"profanity": profanity})),
            ("9:16",),
            "facet",
            {},
        )
        only = ctx.load(made, EnhancementPlan).clips[0]
        said.append((only.words[4].text, only.title, only.hook))
    assert said == [
        ("fucking", "The fucking launch", "Fucking launch, failed"),
        ("f******", "The f****** launch", "F****** launch, failed"),
    ]


def test_a_title_does_not_move_what_captions_are_made_of() -> None:
    transcript = transcript_of(SPEECH)
    segments = segments_of(transcript)
    tracks = [
        enhance_clip(
            clip_of(0, 9000, title=title, keywords=keywords),
            transcript,
            segments,
            {"9:16": Pacing()},
        ).track("9:16")
        for title, keywords in (("One", ("trust",)), ("Two", ("plan",)))
    ]
    assert tracks[0] == tracks[1]


def test_a_style_without_captions_gets_cards_for_caption_files() -> None:
    style = style_of(subtitles=SubtitleSystem(enabled=False))
    assert pacing_of(style, "9:16") == SIDECAR_PACING
    assert pacing_of(style_of(), "9:16") == Pacing()


def test_few_words_are_marked_and_the_clips_own_keywords_first() -> None:
    transcript = transcript_of(SPEECH * 3)
    pacings = {"9:16": Pacing(), "1:1": Pacing(mode="words", max_words_per_card=2)}
    made = enhance_clip(
        clip_of(0, transcript.duration_ms),
        transcript,
        segments_of(transcript),
        pacings,  # type: ignore[arg-type]
    )
    marked = [word.text for word in made.words if word.keyword]
    trust = sum(word.lower().startswith("trust") for word in marked)
    assert trust >= len(marked) / 2
    for cards in made.cards.values():
        counts = [
            sum(word.keyword for word in made.words[card.first_word : card.last_word + 1])
            for card in cards
        ]
        assert max(counts) <= KEYWORDS_PER_CARD
        assert sum(count > 0 for count in counts) <= len(cards) / 4


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 500)), max_size=30),
    st.lists(st.integers(0, 15_000), min_size=2, max_size=6, unique=True),
)
def test_neighbouring_clips_share_no_word(spans: list[tuple[int, int]], edges: list[int]) -> None:
    words, now = [], 0
    for gap, length in spans:
        words.append(Word(text="w", start_ms=now + gap, end_ms=now + gap + length))
        now += gap + length
    edges = sorted(edges)
    seen = [n for a, b in pairwise(edges) for n in words_inside(words, a, b)]
    assert seen == sorted(set(seen))
    for a, b in pairwise(edges):
        for n in words_inside(words, a, b):
            assert max(a, words[n].start_ms) < min(b, words[n].end_ms)
