"""The stages from transcript to plan, over a real store: read, compute, publish."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from schemas.artifacts import VTT, WAV, Blob, Ref
from schemas.candidates import Candidates
from schemas.media import Loudness, Mezzanine
from schemas.params import Limits
from schemas.plan import EditorialPlan
from schemas.scenes import Shot, Shots
from schemas.segments import Segments
from schemas.speakers import Diarization
from schemas.spec import ScoreOptions
from schemas.speech import DiarizeOptions, TranscribeOptions
from schemas.steering import Nudge, Nudges, Published, Steering
from schemas.taste import TasteProfile
from schemas.transcript import Transcript
from tasks.analysis.boundaries import boundaries
from tasks.analysis.diarize.stage import diarize
from tasks.analysis.plan import plan
from tasks.analysis.score.stage import PROMPT_DIGEST, score
from tasks.analysis.segment import segment
from tasks.analysis.taste.signals import REVISION
from tasks.analysis.transcribe.stage import transcribe
from tasks.errors.recordings import CaptionsUnreadableError, ModelUnavailableError
from tasks.stage import StageContext
from tasks.tools.llm.profiles import of_one_model
from tests.simulators.llm_server import Reply, llm_server
from tests.simulators.talks import STORY, segmented, spoken
from tests.simulators.voices import conversation

VOICES = {"Host": "en-us+f3", "Guest": "en-us+m7"}
CAPTIONS = b"WEBVTT\n\n00:00.100 --> 00:01.000\n<v Ann>Hello there.\n"


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Transcript]:
    wav = tmp_path_factory.mktemp("talk") / "talk.wav"
    said, _ = conversation(wav, [(VOICES[who], text) for who, text in STORY])
    return wav, said


def stored(
    ctx: StageContext,
    wav: Path,
    duration_ms: int,
    subtitles: bytes | None = None,
    sound: bool = True,
) -> Ref[Mezzanine]:
    audio = ctx.store.put_file(wav, WAV)
    loud = Loudness(integrated_lufs=-20, true_peak_dbtp=-3, range_lu=5, threshold_lufs=-30)
    return ctx.publish(
        Mezzanine(
            source=audio, kind="audio", duration_ms=duration_ms, audio=audio,
            has_speech_audio=sound, loudness=loud,
            subtitles=None if subtitles is None else ctx.publish_bytes(subtitles, VTT),
        )
    )  # fmt: skip


def heard(ctx: StageContext, mezzanine: Ref[Mezzanine], options: TranscribeOptions) -> Transcript:
    return ctx.load(transcribe.compute(ctx, mezzanine, options), Transcript)


def test_captions_that_were_handed_in_come_before_those_inside(
    ctx: StageContext, talk: tuple[Path, Transcript]
) -> None:
    mezzanine = stored(ctx, talk[0], talk[1].duration_ms, CAPTIONS)
    assert heard(ctx, mezzanine, TranscribeOptions()).text == "Hello there."
    given: Ref[Blob] = ctx.publish_bytes(CAPTIONS.replace(b"Hello", b"Good day"), VTT)
    options = TranscribeOptions(captions=given, captions_format="vtt", language="en")
    found = heard(ctx, mezzanine, options)
    assert (found.text, found.language, found.words[0].speaker) == ("Good day there.", "en", "Ann")


def test_without_captions_the_recording_is_listened_to(
    ctx: StageContext, talk: tuple[Path, Transcript]
) -> None:
    mezzanine = stored(ctx, talk[0], talk[1].duration_ms)
    with pytest.raises(ModelUnavailableError, match="--captions"):
        transcribe.compute(ctx, mezzanine, TranscribeOptions(whisper_model="no-such"))
    with pytest.raises(CaptionsUnreadableError, match="no caption file"):
        transcribe.compute(ctx, mezzanine, TranscribeOptions(provider="captions"))
    silent = stored(ctx, talk[0], talk[1].duration_ms, sound=False)
    assert heard(ctx, silent, TranscribeOptions()).words == ()


def test_speakers_are_told_by_the_transcript_or_else_by_their_sound(
    ctx: StageContext, talk: tuple[Path, Transcript]
) -> None:
    wav, said = talk
    mezzanine = stored(ctx, wav, said.duration_ms)

    def told(transcript: Transcript, options: DiarizeOptions) -> Diarization:
        ref = diarize.compute(ctx, mezzanine, ctx.publish(transcript), options)
        return ctx.load(ref, Diarization)

    by_sound = told(said, DiarizeOptions())
    assert (by_sound.provider, len(by_sound.speakers)) == ("mfcc", 2)
    assert told(spoken(STORY), DiarizeOptions()).speakers == ("Host", "Guest")
    assert told(said, DiarizeOptions(provider="single")).speakers == ("speaker-1",)


def test_a_recording_walks_from_words_to_a_plan(
    ctx: StageContext, talk: tuple[Path, Transcript]
) -> None:
    wav, said = talk
    mezzanine, words = stored(ctx, wav, said.duration_ms), ctx.publish(said)
    turns = diarize.compute(ctx, mezzanine, words, DiarizeOptions())
    segments = segment.compute(ctx, words, turns)
    shots = ctx.publish(one_shot(said.duration_ms))
    options = ScoreOptions(min_seconds=8, max_seconds=40)
    found = score.compute(ctx, mezzanine, segments, shots, options)
    assert "high_energy" in ctx.load(found, Candidates).items[0].scores
    moved = boundaries.compute(ctx, found, segments, words, shots, mezzanine, options)
    told = ctx.publish(Published(stories=("Nothing like it was told before.",)))
    steering = Steering(brief="about checklists", published=told)
    chosen = plan.compute(ctx, moved, segments, Limits(min_seconds=8, max_seconds=40), steering)
    made = ctx.load(chosen, EditorialPlan)
    assert len(made.clips) == 3
    assert made.profile.startswith("interview@")
    assert made.brief is not None
    assert made.brief.wanted == ("checklists",)
    sentences = ctx.load(segments, Segments).sentences
    assert {item.speaker for item in sentences} == {"speaker-1", "speaker-2"}


def test_a_run_that_names_a_taste_is_scored_by_it_and_keyed_by_it(
    ctx: StageContext, talk: tuple[Path, Transcript]
) -> None:
    mezzanine = stored(ctx, talk[0], talk[1].duration_ms)
    segments = ctx.publish(segmented(spoken(STORY)))
    shots = ctx.publish(one_shot(talk[1].duration_ms))
    late = TasteProfile(
        name="late",
        genre="generic",
        signals=REVISION,
        weights={"position": 3.0},
        fitted_on="a test",
    )
    plain = ScoreOptions(min_seconds=8, max_seconds=40)
    own = plain.model_copy(update={"profile": ctx.publish(late)})
    args = (mezzanine, segments, shots)
    found = [ctx.load(score.compute(ctx, *args, options), Candidates) for options in (plain, own)]
    assert found[1].profile.startswith("late@")
    assert found[1].items[0].start_ms > found[0].items[0].start_ms
    assert score.key("0" * 64, *args, plain) != score.key("0" * 64, *args, own)


def test_an_end_that_somebody_moved_stays_where_it_was_put(
    ctx: StageContext, talk: tuple[Path, Transcript]
) -> None:
    said = spoken(STORY)
    segments, words = ctx.publish(segmented(said)), ctx.publish(said)
    mezzanine = stored(ctx, talk[0], talk[1].duration_ms)
    shots = ctx.publish(one_shot(said.duration_ms))
    options = ScoreOptions(min_seconds=8, max_seconds=40)
    found = score.compute(ctx, mezzanine, segments, shots, options)
    first = ctx.load(
        boundaries.compute(ctx, found, segments, words, shots, mezzanine, options), Candidates
    )
    end = first.items[0].end_ms
    nudge = Nudge(edge="end", at_ms=end, to_ms=end + 150, run="r", clip="clip-01")
    people = ctx.publish(Nudges(source_sha256="0" * 64, items=(nudge,)))
    again = boundaries.compute(ctx, found, segments, words, shots, mezzanine, options, people)
    moved = {item.id: item for item in ctx.load(again, Candidates).items}[first.items[0].id]
    assert moved.end_ms == end + 150
    assert "as somebody wanted" in moved.adjustments[-1]


def test_a_model_that_is_down_does_not_stop_a_run(
    ctx: StageContext, talk: tuple[Path, Transcript]
) -> None:
    mezzanine = stored(ctx, talk[0], talk[1].duration_ms)
    segments = ctx.publish(segmented(spoken(STORY)))
    shots = ctx.publish(one_shot(talk[1].duration_ms))
    with llm_server([Reply(status=503)]) as server:
        options = ScoreOptions(min_seconds=8, max_seconds=40)
        models = of_one_model("openai:gpt-5-mini", server.url)
        ref = score.compute(ctx, mezzanine, segments, shots, options, models, PROMPT_DIGEST)
        limits = Limits(min_seconds=8, max_seconds=40, floor=0)
        made = plan.compute(ctx, ref, segments, limits, Steering(), models, "")
    found = ctx.load(ref, Candidates)
    assert (found.engine, found.prompt_digest) == ("embedded", PROMPT_DIGEST)
    told = [(lost.asked, lost.why, lost.instead) for lost in found.shortfalls]
    assert told == [("propose", "exhausted", "embedded"), ("grade", "exhausted", "embedded")]
    lost = ctx.load(made, EditorialPlan).shortfalls
    assert [(item.asked, item.why, item.instead) for item in lost] == [
        *told, ("copy", "exhausted", "extractive"),
    ]  # fmt: skip
    assert len(ctx.stopgaps) == 3


def one_shot(duration_ms: int) -> Shots:
    shot = Shot(index=0, start_ms=0, end_ms=duration_ms, entered_by="start")
    return Shots(duration_ms=duration_ms, shots=(shot,))


def test_progress_and_costs_reach_the_stages_context(
    ctx: StageContext, talk: tuple[Path, Transcript]
) -> None:
    told: list[float] = []
    watched = replace(ctx, told=told.append)
    mezzanine = stored(ctx, talk[0], talk[1].duration_ms)
    segments = ctx.publish(segmented(spoken(STORY)))
    shots = ctx.publish(one_shot(talk[1].duration_ms))
    with llm_server([Reply({"moments": []})]) as server:
        models = of_one_model("openai:gpt-5-mini", server.url)
        score.compute(watched, mezzanine, segments, shots, ScoreOptions(), models, PROMPT_DIGEST)
    assert told[-1] == 1.0
    assert ctx.ledger is not None
    costs = ctx.ledger.spending.costs()
    assert {(cost.unit, cost.run_id, cost.stage) for cost in costs} == {
        ("tokens", "a-run", "score")
    }
    assert all(cost.usd > 0 for cost in costs)
