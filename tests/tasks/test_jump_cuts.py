"""A clip with many cuts of ours, from its words to its file: frames, samples, captions stay together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from schemas.artifacts import MP4, WAV, Ref
from schemas.clips import CropPath, FaceTracks, PreparedClip, SourceSpan, Timeline
from schemas.enhancement import EnhancedClip, EnhancementPlan
from schemas.media import Mezzanine
from schemas.plan import EditorialPlan
from schemas.renders import Captions, RenderPlan
from schemas.segments import Segments, Sentence
from schemas.spec import RenderOptions
from schemas.style.audio import AudioTreatment
from schemas.style.cuts import CutRules
from schemas.transcript import Transcript, Word
from schemas.units import Aspect, fps, frame_at, ms_at
from tasks.composition.enhance import enhance
from tasks.composition.hush import quiet_in
from tasks.composition.prepare import prepare
from tasks.composition.reframe import crop_path
from tasks.composition.splicing import parts_of
from tasks.composition.stitch import stitch
from tasks.composition.tightening import Talk, kept_spans
from tasks.delivery.cues import cues_of
from tasks.delivery.render.local import LocalBackend
from tasks.delivery.render.still import still
from tasks.stage import StageContext
from tasks.tools.drawing.plan import compile_plan
from tasks.tools.media.audio import wav_length, wav_samples, write_wav
from tasks.tools.media.encode import decode_audio
from tasks.tools.media.splice import spliced
from tests.footage import ffmpeg
from tests.looks import FONTS, a_style
from tests.recordings import QUIET, Picture, number_in, numbered, write_video
from tests.tasks.composition.test_enhance import clip_of

RATE = "30000/1001"
FRAMES = 250
ASPECT: Aspect = "1:1"
CUT_AT = 131
"""A frame at which the picture cuts, within a pause."""
SAID = [
    ("Um,", 300, 620),
    ("nobody", 1000, 1300),
    ("knew.", 2105, 2410),
    ("uh", 2900, 3200),
    ("It", 3800, 4004),
    ("was", 4960, 5210),
    ("bullshit", 5250, 5555),
    ("before.", 6700, 7111),
]
START_MS, END_MS = 200, 7700
TIGHT = CutRules(silences="tighten", fillers="cut", longest_pause_ms=300, punch_in=1.1)


@dataclass(frozen=True)
class Short:
    """One short on its way, and the sound of its recording."""

    recording: NDArray[np.int16]
    clip: EnhancedClip
    prepared: PreparedClip
    timeline: Timeline
    plan: RenderPlan
    sound: Path
    source: Path

    @property
    def spans(self) -> tuple[SourceSpan, ...]:
        return self.timeline.spans

    @property
    def frames(self) -> list[int]:
        """The recording frame of each output frame."""
        return [s.first_frame + n for s in self.spans for n in range(s.frame_count)]


def voice() -> NDArray[np.int16]:
    """Each word is a tone of its own over a quiet room."""
    count = round(FRAMES * 48_000 / fps(RATE))
    at = np.arange(count) / 48_000
    sound = 12 * np.random.default_rng(1).standard_normal(count)
    for number, (_, start, end) in enumerate(SAID):
        inside = (at >= start / 1000) & (at < end / 1000)
        sound[inside] += 9000 * np.sin(2 * np.pi * (300 + 200 * number) * at[inside])
    samples: NDArray[np.int16] = np.round(sound).astype(np.int16)[:, None]
    return samples


def middle(picture: Picture) -> Picture:
    """A picture whose middle square shows all of it."""
    square = np.full((96, 128, 3), 90, np.uint8)
    square[:, 16:112] = cv2.resize(picture, (96, 96), interpolation=cv2.INTER_AREA)
    return square


def cut_at(ctx: StageContext, mezzanine: Ref[Mezzanine]) -> PreparedClip:
    """The clip as prepared, with a cut where none of its pictures is to say so."""
    clip = ctx.load(prepare.compute(ctx, "clip-01", START_MS, END_MS, mezzanine), PreparedClip)
    cut = CUT_AT - clip.first_frame
    return clip.model_copy(update={"shots": ((0, cut), (cut, clip.frame_count))})


def made(
    ctx: StageContext, rules: CutRules, timing: Literal["word", "interpolated"] = "word"
) -> Short:
    """Through every stage up to the plan."""
    video, wav = ctx.workdir / "in.mp4", ctx.workdir / "in.wav"
    write_video(video, [middle(numbered(n)) for n in range(FRAMES)], fps(RATE))
    recording = voice()
    write_wav(wav, recording)
    source = ctx.publish_file(video, MP4)
    media = Mezzanine(
        source=source,
        kind="video",
        duration_ms=ms_at(FRAMES, RATE),
        audio=ctx.publish_file(wav, WAV),
        has_speech_audio=True,
        loudness=QUIET,
        width=128,
        height=96,
        rate=RATE,
    )
    words = Transcript(
        provider="test",
        language="en",
        timing=timing,
        duration_ms=media.duration_ms,
        words=tuple(Word(text=text, start_ms=a, end_ms=b) for text, a, b in SAID),
    )
    ends = ((0, 3), (4, 7))
    segments = Segments(
        language="en",
        duration_ms=media.duration_ms,
        sentences=tuple(
            Sentence(id=n, start_ms=0, end_ms=1, text="", first_word=a, last_word=b)
            for n, (a, b) in enumerate(ends)
        ),
        sections=(),
    )
    planned = EditorialPlan(
        clips=(clip_of(START_MS, END_MS),),
        source_duration_ms=media.duration_ms,
        explanation="",
    )
    style = a_style(parts={"cuts": rules, "audio": AudioTreatment(profanity="mute")}, size=6)
    prepared = cut_at(ctx, ctx.publish(media))
    local = ctx.publish(prepared)
    written = enhance.compute(
        ctx,
        ctx.publish(planned),
        ctx.publish(segments),
        ctx.publish(words),
        (local,),
        ctx.publish(style),
        (ASPECT,),
        "facet",
        {},
    )
    clip = ctx.load(written, EnhancementPlan).clips[0]
    nobody = FaceTracks(
        clip_id="clip-01", detector="", every=6, frame_count=prepared.frame_count, tracks=()
    )
    camera: CropPath = crop_path(prepared, nobody, style.visual.reframe, ASPECT)
    timeline = ctx.load(
        stitch.compute(ctx, local, ctx.publish(camera), ctx.publish(nobody), clip.spans), Timeline
    )
    plan, _ = compile_plan(style, timeline, clip, FONTS, {})
    sound = ctx.path(timeline.audio)
    return Short(recording, clip, prepared, timeline, plan, sound, ctx.path(source))


@pytest.fixture
def short(ctx: StageContext) -> Short:
    return made(ctx, TIGHT)


def test_pauses_and_fillers_are_gone_and_words_are_not(short: Short) -> None:
    first, *others = (text for text, *_ in SAID if text not in ("Um,", "uh"))
    assert [word.text for word in short.clip.words] == [first.capitalize(), *others]
    assert len(short.spans) == 5
    assert short.timeline.frame_count == len(short.frames) < 0.7 * short.prepared.frame_count
    # the opening filler is left out, and what follows it begins the short
    assert short.spans[0].first_frame > short.prepared.first_frame
    for _, start, end in (said for said in SAID if said[0] not in ("Um,", "uh")):
        assert {frame_at(start, RATE), frame_at(end, RATE) - 1} <= set(short.frames)


def test_a_style_without_the_rule_plays_the_clip_as_it_is(ctx: StageContext) -> None:
    short = made(ctx, CutRules())
    assert short.clip.spans == ()
    assert short.timeline.audio == short.prepared.audio
    assert len(short.frames) == short.prepared.frame_count


def test_fillers_whose_times_are_guesses_stay(ctx: StageContext) -> None:
    short = made(ctx, TIGHT, "interpolated")
    assert [word.text for word in short.clip.words] == [text for text, *_ in SAID]
    assert len(short.spans) > 1


def test_every_sample_comes_from_the_frame_that_is_shown(short: Short) -> None:
    samples, _ = wav_samples(short.sound)
    assert len(samples) == round(len(short.frames) * 48_000 / fps(RATE))
    joins = [round(span.at * 48_000 / fps(RATE)) for span in short.spans[1:]]
    for number, frame in enumerate(short.frames):
        begin = round(number * 48_000 / fps(RATE))
        end = round((number + 1) * 48_000 / fps(RATE))
        origin = round(frame * 48_000 / fps(RATE))
        near = any(begin - 192 < join < end + 192 for join in joins)
        found = samples[begin:end, 0].astype(int)
        wanted = [short.recording[origin + n : origin + n + len(found), 0] for n in (-1, 0, 1)]
        if not near:
            assert any(len(w) == len(found) and (found == w).all() for w in wanted)


def test_no_click_is_heard_at_a_cut(short: Short) -> None:
    samples = wav_samples(short.sound)[0][:, 0].astype(float)
    room = np.abs(np.diff(short.recording[: 48 * 290, 0].astype(float))).max()
    for span in short.spans[1:]:
        join = round(span.at * 48_000 / fps(RATE))
        assert np.abs(np.diff(samples[join - 480 : join + 480])).max() <= 1.2 * room


def test_captions_stand_in_the_outputs_time(short: Short) -> None:
    pages = short.plan.captions.pages
    shown = [word for page in pages for word in page.block.words]
    assert len(shown) == len(short.clip.words)
    samples = wav_samples(short.sound)[0][:, 0]
    onsets = onsets_in(samples)
    assert [w.start_ms for w in shown] == pytest.approx(onsets, abs=1000 / float(fps(RATE)))
    for page, following in pairwise(pages):
        assert page.start_ms < page.end_ms <= following.start_ms
    assert pages[-1].end_ms <= ms_at(short.plan.frame_count, RATE)


def test_caption_files_say_what_the_picture_says(short: Short) -> None:
    cues = list(cues_of(short.clip.track(ASPECT), RATE))
    pages = short.plan.captions.pages
    assert [(c.start_ms, c.end_ms) for c in cues] == [(p.start_ms, p.end_ms) for p in pages]
    said = [word.start_ms for cue in cues for line in cue.lines for word in line]
    assert said == [word.start_ms for page in pages for word in page.block.words]


def test_what_is_hidden_is_hidden_where_it_is_heard(short: Short) -> None:
    (start, end), *more = short.plan.sound.hidden
    assert not more
    samples = wav_samples(short.sound)[0][:, 0]
    word = short.recording[5260 * 48 : 5545 * 48, 0]
    at = next(n for n in range(len(samples) - 480) if (samples[n : n + 480] == word[:480]).all())
    assert start < at / 48 < (at + len(word)) / 48 < end


def test_the_camera_stands_closer_after_every_other_cut_of_a_shot(short: Short) -> None:
    assert short.plan.picture is not None
    joins = [span.at for span in short.spans[1:]]
    shots = [framing.first_frame for framing in short.plan.picture.framings]
    assert len(shots) == 2
    for punch in short.plan.picture.punches:
        assert punch.scale == 1.1
        assert punch.first_frame in joins
        assert punch.first_frame not in shots
    assert len(short.plan.picture.punches) == 2


def test_the_file_shows_and_plays_what_is_left(short: Short, tmp_path: Path) -> None:
    files = {short.plan.picture.source.sha256: short.source}  # type: ignore[union-attr]
    files[short.plan.sound.audio.sha256] = short.sound
    plain = short.plan.model_copy(update={"captions": Captions()})
    still = without_punches(plain)
    out = tmp_path / "out"
    out.mkdir()
    path, _ = LocalBackend().render(
        still,
        RenderOptions(preset="ultrafast", crf=20),
        locate=lambda ref: files[ref.sha256],
        workdir=out,
        tell=lambda done: None,
    )
    with av.open(str(path)) as file:
        assert [shown(frame) for frame in file.decode(video=0)] == short.frames
    heard = (decode_audio(path)[:, 0] * 32767).astype(np.int16)
    wanted = onsets_in(wav_samples(short.sound)[0][:, 0])
    del wanted[4]  # which the style mutes
    assert onsets_in(heard) == pytest.approx(wanted, abs=12)


def test_a_cover_shows_the_frame_that_the_file_shows(short: Short) -> None:
    files = {short.plan.picture.source.sha256: short.source}  # type: ignore[union-attr]
    plain = without_punches(short.plan.model_copy(update={"captions": Captions()}))
    for number in (0, short.spans[1].at - 1, short.spans[1].at, len(short.frames) - 1):
        frame = still(plain, number, lambda ref: files[ref.sha256])
        assert shown(frame) == short.frames[number]


def without_punches(plan: RenderPlan) -> RenderPlan:
    """The plan with a camera that stays where it is: bars are read at their places."""
    assert plan.picture is not None
    return plan.model_copy(update={"picture": plan.picture.model_copy(update={"punches": ()})})


def shown(frame: av.VideoFrame) -> int:
    """The number of the recording's frame."""
    pixels = np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
    return number_in(np.asarray(cv2.resize(pixels, (128, 96), interpolation=cv2.INTER_AREA)))


def onsets_in(samples: NDArray[np.int16]) -> list[float]:
    """When tones begin, in milliseconds: loud after 20 ms of quiet, or another tone."""
    size = 48
    cells = samples[: len(samples) // size * size].reshape(-1, size).astype(float)
    loud = np.sqrt(np.square(cells).mean(axis=1)) > 1000
    return [float(at) for at in np.flatnonzero(loud) if not loud[max(0, at - 20) : at].any()]


def test_real_speech_becomes_shorter_and_its_joins_are_not_heard(
    media: Path, tmp_path: Path
) -> None:
    wav, rate = tmp_path / "speech.wav", "30/1"
    spoken = media / "speech" / "whisper__jfk.flac"
    ffmpeg("-i", str(spoken), "-ac", "1", "-ar", "48000", "-c:a", "pcm_s16le", str(wav))
    count = wav_length(wav)
    words = [
        Word(text="And", start_ms=300, end_ms=600),
        Word(text="country.", start_ms=9900, end_ms=10_500),
    ]
    talk = Talk(words, "en", quiet_in(wav), 0, count * 30 // 48_000, rate)
    spans = kept_spans(talk, CutRules(silences="tighten", longest_pause_ms=400))
    played = sum(span.frame_count for span in spans) / talk.count
    assert len(spans) > 1
    assert 0.8 < played < 0.93

    samples, _ = wav_samples(wav)
    joined = spliced(samples, parts_of(spans, 0, rate, 48_000))[:, 0].astype(float)
    for span in spans[1:]:
        join = span.at * 1600
        room = [samples[1600 * f : 1600 * f + 1600, 0].astype(float) for f in near(span, spans)]
        loudest = max(level(part) for part in room)
        assert level(joined[join - 240 : join + 240]) < loudest + 1.5
        steps = max(np.abs(np.diff(part)).max() for part in room)
        assert np.abs(np.diff(joined[join - 240 : join + 240])).max() <= 1.3 * steps


def near(span: SourceSpan, spans: tuple[SourceSpan, ...]) -> tuple[int, int]:
    """The recording's last frame before a join and the first one after it."""
    before = spans[spans.index(span) - 1]
    return before.first_frame + before.frame_count - 1, span.first_frame


def level(samples: NDArray[np.float64]) -> float:
    """In dB."""
    return float(10 * np.log10(np.mean(np.square(samples)) + 1e-9))
