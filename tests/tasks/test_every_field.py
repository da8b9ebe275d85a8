"""Nothing in a style is for show: whatever field is changed, something comes out differently."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from schemas.base import digest_of
from schemas.clips import FaceZone, Inset, Timeline
from schemas.enhancement import EnhancedClip
from schemas.plan import PlannedClip
from schemas.renders import RenderPlan
from schemas.segments import Segments, Sentence
from schemas.sounds import Levels
from schemas.style.contract import StyleContract, named_assets
from schemas.style.resolve import resolve
from schemas.style.slots import slot_problems
from schemas.transcript import Transcript, Word
from schemas.units import ms_at
from style_plane.assets.facts import AssetFacts
from style_plane.lint import lint
from tasks.composition.enhance import enhance_clip, pacing_of, quiet
from tasks.composition.reframe import crop_path
from tasks.composition.tightening import Talk, kept_spans
from tasks.delivery.render.limiting import Master
from tasks.delivery.render.mixing import added_sounds, mixed
from tasks.delivery.render.picture import Camera
from tasks.delivery.render.sound import treat
from tasks.tools.drawing.painter import Painter
from tasks.tools.drawing.plan import compile_plan
from tasks.tools.drawing.planes import planes_of
from tests.leaves import ROWS, Effect, Row, changed, given, rich
from tests.looks import FONTS, RATE, a_timeline
from tests.style_plane.lint.shelf import Files
from tests.tasks.composition.test_reframe import clip_of, track_of, tracks_of

SAID = """
Nobody, told us (why) it failed. We had 20 million, and fucking trust; well, that is what it was in
the end
"""
SPEECH = SAID.split()
CUT_MS = 1150
"""Within the pause after the second word."""
AFTER_MS = 700
"""Of silence after the last word."""
FACE = FaceZone(first_frame=0, end_frame=300, x=0.2, y=0.6, width=0.6, height=0.3)


def transcript(language: str) -> Transcript:
    """Words of 300 ms with a short pause after the second, by two people."""
    starts = [250 + 300 * n + (400 if n > 1 else 0) for n in range(len(SPEECH))]
    words = tuple(
        Word(text=text, start_ms=start, end_ms=start + 280, speaker="Ada" if n < 6 else "Grace")
        for n, (text, start) in enumerate(zip(SPEECH, starts, strict=True))
    )
    length = words[-1].end_ms + AFTER_MS
    return Transcript(provider="test", language=language, duration_ms=length, words=words)


def enhanced(style: StyleContract, row: Row) -> EnhancedClip:
    words = transcript(row.language)
    sentences = tuple(
        Sentence(
            id=n, start_ms=0, end_ms=words.words[last].end_ms, text="", first_word=a, last_word=last
        )
        for n, (a, last) in enumerate(((0, 5), (6, len(SPEECH) - 1)))
    )
    segments = Segments(
        language=row.language, duration_ms=words.duration_ms, sentences=sentences, sections=()
    )
    planned = PlannedClip.model_validate(
        {
            "id": "clip-01",
            "rank": 1,
            "start_ms": 0,
            "end_ms": words.duration_ms,
            "first_sentence": 0,
            "last_sentence": 1,
            "title": "A title",
            "hook": "A hook",
            "description": "",
            "keywords": ("told",),
            "text": "",
            "composite": 50,
            "scores": {},
            "reasons": (),
            "engine": "embedded",
        }
    )
    spoken = quiet(words) if style.subtitles.profanity == "mask" else words
    pacings = {"9:16": pacing_of(style, "9:16", row.language)}
    return enhance_clip(
        planned,
        spoken,
        segments,
        pacings,  # type: ignore[arg-type]
        slots={"guest": "Ada"},
        cuts=(CUT_MS,),
    )


def timeline(clip: EnhancedClip, row: Row) -> Timeline:
    frames = round(clip.end_ms * 30 / 1000)
    return a_timeline(frames=frames, faces=[FACE] if row.faces else [])


def compiled(style: StyleContract, row: Row, files: dict[str, Path]) -> RenderPlan:
    """The plan with no other overlay than the row's."""
    only = row.only
    chosen = [
        item for item in style.overlays if only == "*" or item.id in (only, f"re{only}", "renamed")
    ]
    style = style.model_copy(update={"overlays": tuple(chosen)})
    clip = enhanced(style, row)
    at = timeline(clip, row)
    levels = Levels(per_second=20, values=(50,) * (ms_at(at.frame_count, RATE) // 50))
    plan, _ = compile_plan(resolve(style, "9:16", row.language), at, clip, FONTS, files, levels)
    return plan


def picture(style: StyleContract, row: Row, files: dict[str, Path]) -> str:
    """Every painted pixel of some frames: entrances, words, exits, the end."""
    plan = compiled(style, row, files)
    painter = Painter(plan, lambda ref: files[ref.sha256].read_bytes())
    seen = hashlib.sha256(repr([item.id for item in plan.overlays]).encode())
    last = plan.frame_count - 1
    for frame in (4, 8, 14, 20, 33, 48, 60, 61, 72, 100, last - 19, last - 14, last):
        for layer in painter.paint(min(frame, last)):
            seen.update(repr((layer.area, layer.opacity)).encode())
            seen.update(layer.pixels.tobytes())
    return seen.hexdigest()


def cue(style: StyleContract, row: Row, _: dict[str, Path]) -> str:
    return digest_of(enhanced(style, row).track("9:16"))


def sound(style: StyleContract, row: Row, files: dict[str, Path]) -> str:
    """Samples of a voice that pauses and then is quieter, as they go to the encoder."""
    said = compiled(style, row, files).sound
    at = np.arange(7 * 48_000) / 48_000
    loud = np.where((at > 0.8) & (at < 1.8), 0.0, 0.2)
    loud *= np.where(at > 3.5, 0.25, 1.0)
    voice = np.sin(2 * np.pi * 150 * at) * (1 + np.sin(2 * np.pi * 3 * at)) * loud
    samples = np.column_stack([voice, voice]).astype(np.float32)
    clean = treat(said, samples, 48_000)
    added = added_sounds(said, lambda ref: files[ref.sha256])
    mix = Master(mixed(clean, added) if added else clean).at(said.loudness, said.true_peak)
    return hashlib.sha256(mix.tobytes()).hexdigest()


def camera(style: StyleContract, _: Row, __: dict[str, Path]) -> str:
    """The path after a face that moves, in a second shot one that is far away, then two people who
    talk, then a screen with a webcam."""
    moving = [(n, 0.2 if n < 100 or n >= 204 else 0.8) for n in range(0, 300, 6)]
    far = [(n, 0.5) for n in range(300, 450, 6)]
    two = [
        track_of([(n, x) for n in range(450, 540, 6)], number=number, shot=2)
        for number, x in ((2, 0.2), (3, 0.8))
    ]
    talks = {2: range(450, 495), 3: range(495, 540)}
    two = [
        track.model_copy(
            update={"mouth": tuple(0.1 * (box.frame in talks[track.id]) for box in track.boxes)}
        )
        for track in two
    ]
    webcam = track_of([(n, 0.85) for n in range(540, 630, 6)], number=4, shot=3)
    tracks = (track_of(moving), track_of(far, number=1, shot=1, width=0.03), *two, webcam)
    inset = Inset(
        shot=3,
        track=4,
        x=0.75,
        y=0.15,
        width=0.25,
        height=0.35,
        above_and_below=0,
        beside=0.5,
        confidence=1,
    )
    faces = tracks_of(*tracks, frames=630).model_copy(
        update={"insets": (inset,), "heard": ((450, 540),)}
    )
    clip = clip_of(shots=((0, 300), (300, 450), (450, 540), (540, 630)))
    return digest_of(crop_path(clip, faces, resolve(style, "9:16").visual.reframe, "9:16"))


def footage(style: StyleContract, row: Row, files: dict[str, Path]) -> str:
    """Frames of a picture with a coloured corner, cropped and graded."""
    plan = compiled(style, row, files)
    assert plan.picture is not None
    lut = files[plan.picture.lut.sha256].read_bytes() if plan.picture.lut else None
    shown = Camera(plan, plan.picture, lut)
    source = np.full((96, 54, 3), 90, np.uint8)
    source[:40, :30] = (200, 60, 30)
    frame = av.VideoFrame.from_ndarray(source, "rgb24").reformat(format="yuv420p")
    seen = hashlib.sha256(str(plan.frame_count).encode())
    for number in (0, 10, 24):
        for plane in planes_of(shown.show(frame, number)):
            seen.update(plane.tobytes())
    return seen.hexdigest()


def jumps(style: StyleContract, row: Row, files: dict[str, Path]) -> str:
    """What is left out of words with long pauses and a filler, and what is seen at the cuts."""
    said = [("So", 0, 300), ("um,", 1600, 1900), ("it", 3200, 3500), ("goes", 5000, 5300)]
    words = [Word(text=text, start_ms=start, end_ms=end) for text, start, end in said]
    quiet = np.ones(600, bool)
    for word in words:
        quiet[word.start_ms // 10 : word.end_ms // 10] = False
    talk = Talk(words=words, language="en", quiet=quiet, first=0, count=180, rate=RATE)
    spans = kept_spans(talk, style.cuts)
    at = a_timeline(frames=sum(span.frame_count for span in spans), spans=spans)
    plan, _ = compile_plan(resolve(style, "9:16"), at, enhanced(style, row), FONTS, files)
    assert plan.picture is not None
    return repr((spans, plan.picture.punches, plan.picture.dissolves, plan.veils))


def slots(style: StyleContract, _: Row, __: dict[str, Path]) -> str:
    """What is said about values that are missing, and that are words."""
    pictures = frozenset(style.brand.logos)
    given = [slot_problems(style.slots, values, pictures) for values in ({}, {"guest": "Ada L"})]
    return repr(given)


class Unlicensed(Files):
    """Files that do not say who may use them."""

    def facts(self, sha256: str) -> AssetFacts | None:
        found = super().facts(sha256)
        return found and found.model_copy(update={"license": "", "license_url": ""})


def findings(style: StyleContract, row: Row, files: dict[str, Path]) -> str:
    chosen = tuple(item for item in style.overlays if item.id == row.only)
    style = style.model_copy(update={"overlays": chosen, "aspects": {}})
    named = named_assets(style)
    fonts = (path for sha256, path in FONTS.items() if sha256 in named)
    shelf = Unlicensed(*fonts, *files.values())
    return repr(lint(style, shelf, today=date(2030, 1, 1)))


def assets(style: StyleContract, _: Row, __: dict[str, Path]) -> str:
    return repr(named_assets(style))


def library(style: StyleContract, _: Row, __: dict[str, Path]) -> str:
    return repr((style.title, style.description, style.tags))


LOOKS: dict[Effect, Callable[[StyleContract, Row, dict[str, Path]], str]] = {
    "picture": picture,
    "cue": cue,
    "sound": sound,
    "camera": camera,
    "footage": footage,
    "jumps": jumps,
    "slots": slots,
    "lint": findings,
    "assets": assets,
    "library": library,
}


@pytest.fixture(scope="module")
def everything(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[dict[str, Any], dict[str, Path], dict[str, str]]:
    """The document, its files, and what was seen before."""
    return (*rich(tmp_path_factory.mktemp("style")), {})


@pytest.mark.parametrize("name", ROWS)
def test_a_changed_field_comes_out_differently(
    name: str, everything: tuple[dict[str, Any], dict[str, Path], dict[str, str]]
) -> None:
    document, files, known = everything
    row, look = ROWS[name], LOOKS[ROWS[name].effect]
    key = repr((row.effect, row.given, row.only, row.language, row.faces))
    if key not in known:
        known[key] = look(StyleContract.model_validate(given(document, row)), row, files)
    after = look(StyleContract.model_validate(changed(document, name, row)), row, files)
    assert after != known[key]


@pytest.mark.parametrize("effect", ["picture", "cue", "sound", "camera", "footage"])
def test_a_style_that_did_not_change_comes_out_the_same(
    effect: Effect, everything: tuple[dict[str, Any], dict[str, Path], dict[str, str]]
) -> None:
    document, files, _ = everything
    style = StyleContract.model_validate(document)
    row = Row(None, (), effect, only="card")
    assert LOOKS[effect](style, row, files) == LOOKS[effect](style, row, files)
