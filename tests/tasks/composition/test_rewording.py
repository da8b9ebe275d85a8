"""Corrected words are found again by number or by time, and written instead of what was heard."""

from __future__ import annotations

from schemas.enhancement import EnhancementPlan
from schemas.plan import EditorialPlan
from schemas.rewording import WordEdit, WordEdits
from schemas.transcript import Transcript
from schemas.units import Aspect
from tasks.composition.enhance import enhance
from tasks.composition.rewording import rewritten
from tasks.stage import StageContext
from tests.tasks.composition.test_enhance import (
    clip_of,
    segments_of,
    style_of,
    transcript_of,
)

HEARD = transcript_of(["So", "open", "eye", "built", "the", "open", "model."])


def edits(*items: tuple[int, str, str]) -> WordEdits:
    """Corrections of what was heard: number, as it was heard, as it is to be written."""
    made = [
        WordEdit(word=number, start_ms=HEARD.words[number].start_ms, before=before, text=text)
        for number, before, text in items
    ]
    return WordEdits(source_sha256="0" * 64, items=tuple(made))


def texts(transcript: Transcript) -> list[str]:
    return [word.text for word in transcript.words]


def test_words_are_written_as_people_want_them() -> None:
    made, notes = rewritten(HEARD, edits((1, "open", "OpenAI"), (2, "eye", "")))
    assert texts(made) == ["So", "OpenAI", "", "built", "the", "open", "model."]
    assert notes == ()


def test_in_another_transcript_a_word_is_found_by_its_time() -> None:
    """The first word is missing there, and everything comes a little later."""
    other = HEARD.model_copy(
        update={
            "words": tuple(
                word.model_copy(update={"start_ms": word.start_ms + 90, "end_ms": word.end_ms + 90})
                for word in HEARD.words[1:]
            )
        }
    )
    made, notes = rewritten(other, edits((1, "Open", "OpenAI"), (5, "open", "Open")))
    assert texts(made) == ["OpenAI", "eye", "built", "the", "Open", "model."]
    assert notes == ()


def test_a_correction_without_its_word_is_told_and_changes_nothing() -> None:
    made, notes = rewritten(HEARD, edits((2, "sigh", "AI")))
    assert made == HEARD
    assert "'sigh'" in notes[0] and "stays uncorrected" in notes[0]


def test_captions_show_the_corrected_words_and_only_they_move_the_key(ctx: StageContext) -> None:
    plan = EditorialPlan(
        source_duration_ms=HEARD.duration_ms,
        clips=(clip_of(0, HEARD.duration_ms),),
        explanation="",
    )
    given = (
        ctx.publish(plan),
        ctx.publish(segments_of(HEARD)),
        ctx.publish(HEARD),
        (),
        ctx.publish(style_of()),
    )
    asked: tuple[Aspect, ...] = ("9:16",)
    corrected = ctx.publish(edits((1, "open", "OpenAI"), (2, "eye", "")))
    made = ctx.load(enhance.compute(ctx, *given, asked, "facet", {}, corrected), EnhancementPlan)
    assert [word.text for word in made.clips[0].words] == [
        "So", "OpenAI", "built", "the", "open", "model.",
    ]  # fmt: skip
    keys = [enhance.key("0" * 64, *given, asked, "facet", {}, ref) for ref in (corrected, None)]
    assert keys[0] != keys[1]
