"""A normalized recording, as `normalize` would leave it."""

from __future__ import annotations

import pytest

from schemas.artifacts import MP4, WAV
from schemas.media import Mezzanine
from schemas.units import fps, ms_at
from tasks.stage import StageContext
from tasks.tools.media.seek import packets_of, seek_points
from tests.recordings import QUIET, Picture, Record, Recording, write_sound, write_video


@pytest.fixture
def record(ctx: StageContext) -> Record:
    """Make a normalized recording of pictures; its sound counts samples."""

    def make(
        pictures: list[Picture],
        *,
        rate: str = "30000/1001",
        preset: str = "ultrafast",
        kind: str = "video",
        **more: object,
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
                "width": width if picture else 0,
                "height": height if picture else 0,
                "rate": rate,
                "seek": seek_points(packets_of(video), 0),
                **more,
            }
        )
        return ctx.publish(mezzanine), mezzanine

    return make
