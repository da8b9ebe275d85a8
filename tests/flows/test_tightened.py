"""A run whose style shortens pauses delivers shorter shorts, and captions that end with them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from deployments.demo.script import SCRIPT
from deployments.demo.talk import Talk, make_talk
from tests.flows.conftest import Command, attached, printed

PAUSE_MS = 1700
TIGHT = json.dumps({"cuts": {"silences": "tighten", "longest_pause_ms": 300}})


@pytest.fixture(scope="module")
def slow_talk(tmp_path_factory: pytest.TempPathFactory) -> Talk:
    """A talk with a long pause before every beat; the picture cuts in most of them."""
    script = tuple(replace(beat, pause_ms=PAUSE_MS) for beat in SCRIPT[1:4])
    return make_talk(tmp_path_factory.mktemp("slow"), script=script)


def clips(command: Command, talk: Talk, *more: str) -> Any:
    return printed(
        command(
            "clip", str(talk.video), "--captions", str(talk.captions), "--max-clips", "1",
            "--min-seconds", "20", "--max-seconds", "40", "--floor", "0",
            "--out", str(command.out), "--json", *more,
        )
    )  # fmt: skip


@pytest.mark.slow
def test_pauses_are_left_out_of_picture_sound_and_captions(
    reelwright: Command, slow_talk: Talk
) -> None:
    receipt = clips(reelwright, slow_talk, "--override", TIGHT)
    (output,) = receipt["outputs"]
    planned = (output["end_ms"] - output["start_ms"]) / 1000
    pauses = sum(output["start_ms"] < at < output["end_ms"] for at in _beats(slow_talk))
    assert pauses >= 1
    # of each pause 300 ms are left, and what is too near to a cut of the picture
    assert planned - 1.5 * pauses < output["seconds"] < planned - 1.0 * pauses

    said = Path(output["path"]).with_suffix(".srt").read_text("utf-8")
    ends = [_seconds(found) for found in re.findall(r"--> (\S+)", said)]
    assert output["seconds"] - 2.0 < ends[-1] <= output["seconds"] + 0.001

    again = attached(clips(reelwright, slow_talk, "--override", TIGHT))
    assert all(done for stage, done in again.items() if stage != "pin_style")


def _beats(talk: Talk) -> list[int]:
    """When a beat begins that is not the first."""
    truth = json.loads(talk.truth.read_text("utf-8"))
    words = truth["words"]
    return [
        there["start_ms"]
        for here, there in pairwise(words)
        if there["start_ms"] - here["end_ms"] > 1000
    ]


def _seconds(clock: str) -> float:
    hours, minutes, seconds = clock.replace(",", ".").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
