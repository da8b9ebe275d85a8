"""`plan TRANSCRIPT`: a plan without picture, sound or server."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from deployments.editorial import plan_json, plan_transcript, plan_words
from schemas.candidates import CRITERIA
from schemas.params import Limits
from tasks.errors.recordings import CaptionsUnreadableError
from tests.simulators.meetings import joined
from tests.simulators.talks import STORY, segmented, spoken


def vtt_of(lines: tuple[tuple[str, str], ...]) -> str:
    """Cues with voices, from a transcript's sentences."""
    found = segmented(spoken(lines)).sentences
    return "WEBVTT\n\n" + "\n\n".join(
        f"{clock(item.start_ms)} --> {clock(item.end_ms)}\n<v {item.speaker}>{item.text}"
        for item in found
    )


def clock(ms: int) -> str:
    return f"{ms // 60000:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"


def test_a_caption_file_becomes_a_plan(tmp_path: Path) -> None:
    path = tmp_path / "talk.vtt"
    path.write_text(vtt_of(STORY))
    found = plan_json(plan_transcript(path, Limits(min_seconds=8, max_seconds=40)))
    assert json.loads(json.dumps(found)) == found
    assert found["clips"]
    for clip in found["clips"]:
        assert clip["start_ms"] < clip["end_ms"]
        assert clip["title"]
        assert clip["reasons"]
        assert clip["sentences"]
        assert 0 <= clip["scores"]["composite"] <= 100
        assert {"composite"} < set(clip["scores"]) <= {"composite", *CRITERIA}
    assert isinstance(found["rejected"], list)


@pytest.mark.parametrize("name", ["gone.vtt", "talk.docx"])
def test_a_file_that_cannot_be_used_says_why(name: str, tmp_path: Path) -> None:
    (tmp_path / "talk.docx").write_bytes(b"x")
    with pytest.raises(CaptionsUnreadableError):
        plan_transcript(tmp_path / name, Limits())


def test_names_are_put_right_in_a_plan(tmp_path: Path) -> None:
    path = tmp_path / "talk.vtt"
    path.write_text(vtt_of(STORY).replace("Baltimore", "Baltemoar"))
    limits = Limits(min_seconds=8, max_seconds=40)
    found = plan_json(plan_transcript(path, limits, glossary=("Baltimore",)))
    said = json.dumps(found)
    assert "Baltimore" in said
    assert "Baltemoar" not in said


def test_planning_starts_no_orchestration() -> None:
    code = "import sys, deployments.editorial; print('prefect' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_two_hours_give_a_plan_that_needs_no_repair(media: Path) -> None:
    transcript = joined(media / "labels" / "qmsum", 120)
    segments = segmented(transcript)
    started = time.process_time()
    plan = plan_words(transcript, Limits())
    assert time.process_time() - started < 20
    lengths = [clip.duration_ms / 1000 for clip in plan.clips]
    assert 30 <= len(lengths) <= 40
    assert min(lengths) >= 15
    assert 30 <= statistics.median(lengths) <= 45
    assert max(lengths) <= 90
    assert all(one.end_ms <= two.start_ms for one, two in pairwise(plan.clips))
    edges = {edge for clip in plan.clips for edge in (clip.start_ms, clip.end_ms)}
    assert not any(
        word.start_ms < edge < word.end_ms for word in transcript.words for edge in edges
    )
    weak = [clip for clip in plan.clips if clip.needs_context]
    assert len(weak) <= 0.05 * len(plan.clips)
    run = segments.sentences
    assert not any("question" in run[clip.last_sentence].flags for clip in plan.clips)
