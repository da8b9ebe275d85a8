"""A normalized recording, as `normalize` and `detect_scenes` would leave it."""

from __future__ import annotations

import pytest

from schemas.artifacts import MP4, WAV
from schemas.media import Mezzanine, SeekPoint
from schemas.units import fps, frame_at, ms_at
from tasks.stage import StageContext
from tests.recordings import QUIET, Picture, Record, Recording, shots_at, write_sound, write_video


@pytest.fixture
def record(ctx: StageContext) -> Record:
    """Make a normalized recording of pictures; its sound counts samples."""

    def make(
        pictures: list[Picture],
        *,
        rate: str = "30000/1001",
        cuts: tuple[int, ...] = (),
        preset: str = "ultrafast",
        kind: str = "video",
    ) -> Recording:
        count = len(pictures)
        video, sound = ctx.workdir / "in.mp4", ctx.workdir / "in.wav"
        write_video(video, pictures, fps(rate), preset=preset)
        duration = ms_at(count, rate)
        write_sound(sound, duration * 48)
        source = ctx.store.put_file(video, MP4)
        picture = kind == "video"
        height, width = pictures[0].shape[:2]
        mezzanine = Mezzanine.model_validate(
            {
                "source": source,
                "kind": kind,
                "duration_ms": duration,
                "audio": ctx.publish_file(sound, WAV),
                "has_speech_audio": True,
                "loudness": QUIET,
                "proxy": ctx.publish_file(video, MP4) if picture else None,
                "proxy_rate": rate if picture else None,
                "width": width if picture else 0,
                "height": height if picture else 0,
                "rate": rate,
                "start_ms": 40,
                "rotation": 90,
                "seek": [SeekPoint(ms=ms_at(n, rate), pts=n * 512) for n in range(0, count, 30)],
            }
        )
        shots = shots_at(list(cuts), frame_at(duration, rate), rate)
        return ctx.publish(mezzanine), ctx.publish(shots), mezzanine

    return make
