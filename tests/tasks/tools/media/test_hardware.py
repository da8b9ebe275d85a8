"""Encoders of graphics chips: asked for by name, and only used where they really encode.

No chip is at hand where the tests run: what is tested is how that is told, and that FFmpeg knows every
option that a chip's encoder would be given.
"""

from __future__ import annotations

import subprocess
from typing import get_args

import pytest

from flows.specifying import render_options
from schemas.spec import Encoder, RenderOptions
from tasks.settings import Settings
from tasks.tools.media.ffmpeg import ffmpeg_program
from tasks.tools.media.hardware import QUALITY, X264, answers, hardware_encoder, pixels_of

GENERIC = {"b", "global_quality", "profile"}
"""Options of every encoder."""


def test_x264_answers_and_an_unknown_encoder_does_not() -> None:
    assert answers(X264)
    assert not answers("h264_of_nobody")
    assert not answers("aac")


def test_what_is_found_is_the_first_that_answers() -> None:
    assert hardware_encoder() in (None, *QUALITY)
    assert hardware_encoder() == next((name for name in QUALITY if answers(name)), None)


def test_every_encoder_can_be_asked_for() -> None:
    assert {X264, *QUALITY} == set(get_args(Encoder))


@pytest.mark.parametrize("encoder", QUALITY)
def test_ffmpeg_knows_every_option(encoder: str) -> None:
    asked = [str(ffmpeg_program()), "-v", "error", "-h", f"encoder={encoder}"]
    said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    if "not recognized" in said:
        pytest.skip(f"this FFmpeg has no {encoder}")
    assert pixels_of(encoder) in said.partition("pixel formats:")[2].split("\n")[0].split()
    known = {word[1:] for word in said.split() if word.startswith("-")}
    assert set(QUALITY[encoder](20)) - GENERIC <= known


def test_a_run_without_a_chip_names_x264_and_keeps_its_key() -> None:
    asked = render_options(Settings(encoder="hardware"))
    assert asked.encoder == (hardware_encoder() or X264)
    assert render_options(Settings()) == RenderOptions()
    assert "encoder" not in RenderOptions().model_dump()
