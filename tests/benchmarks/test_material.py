"""The benchmarks' recordings are as long as asked for, and their captions belong to them."""

from __future__ import annotations

import json
import wave
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pysubs2
import pytest

from tests.benchmarks import material
from tests.benchmarks.material import Talkers, make_recording
from tests.recordings import numbered, write_video


@pytest.fixture
def folder_of_media(tmp_path: Path) -> Path:
    """One face clip of two seconds, two speech files, one meeting."""
    from fractions import Fraction

    media = tmp_path / "media"
    for name in ("faces", "speech", "labels/qmsum"):
        (media / name).mkdir(parents=True)
    write_video(media / "faces" / "one.mp4", [numbered(n) for n in range(50)], Fraction(25))
    rows = ["file,language,transcript_kind", "known.wav,en,exact", "other.wav,zh,none"]
    (media / "speech" / "manifest.csv").write_text("\n".join(rows) + "\n")
    (media / "speech" / "known.wav.txt").write_text("These five words are known.\n")
    for name in ("known.wav", "other.wav"):
        with wave.open(str(media / "speech" / name), "wb") as file:
            file.setparams((1, 2, 16_000, 0, "NONE", ""))
            file.writeframes(np.full(16_000 * 3, 900, "<i2").tobytes())
    turns = [{"speaker": f"S{n}", "content": f"Sentence {{gap}} {n} ."} for n in range(40)]
    meeting = media / "labels" / "qmsum" / "m.json"
    meeting.write_text(json.dumps({"meeting_transcripts": turns}))
    return media


def test_a_recording_has_its_length_and_captions_inside_it(
    folder_of_media: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(material, "PIECE_SECONDS", 2)
    video, captions = make_recording(tmp_path / "out", 0.25, folder_of_media)
    with av.open(str(video)) as file:
        times = [packet.pts for packet in file.demux(video=0) if packet.pts is not None]
        assert len(times) == 15 * 30
        assert len({b - a for a, b in pairwise(times)}) == 1, "joined without a gap"
        assert file.streams.audio[0].codec_context.sample_rate == 48_000
    cues = pysubs2.load(str(captions))
    assert "These five words are known." in cues[0].text
    assert sum("These five words" in cue.text for cue in cues) == 1, "said once, then meetings"
    assert all(a.end <= b.start for a, b in pairwise(cues)) and cues[-1].end <= 15_000
    inode = video.stat().st_ino
    assert make_recording(tmp_path / "out", 0.25, folder_of_media)[0].stat().st_ino == inode


def test_meetings_fill_a_span_and_go_on_in_the_next() -> None:
    talkers = Talkers([("A", ("one", "two")), ("B", ("three",))])
    first, second = list(talkers.fill(0, 2_200)), list(talkers.fill(5_000, 6_000))
    assert [cue.text for cue in first] == ["one two", "three"]
    assert [cue.text for cue in second] == ["one two"]
    assert all(0 <= cue.start_ms < cue.end_ms <= 2_200 for cue in first)
