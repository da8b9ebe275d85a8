"""What is not as promised is not delivered, and the message says all that is wrong."""

from __future__ import annotations

import pickle
import re
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from schemas.artifacts import MP4, Ref
from schemas.media import Loudness
from schemas.outputs import RenderedShort
from tasks.delivery.finalize import finalize, wrong_in_sound
from tasks.errors.places import OutputRejectedError
from tasks.stage import StageContext
from tasks.tools.media.encode import Mp4Writer, encode_aac

FRAMES = 75
WIDTH, HEIGHT = 144, 256
TARGET, CEILING = -14.0, -1.0


def encode(folder: Path, *, amplitude: float = 0.2, seconds: float = 3.0) -> Path:
    """Three seconds as `render` would write them: a tone of about -14 LUFS at amplitude 0.2."""
    tone = amplitude * np.sin(2 * np.pi * 997 * np.arange(round(48_000 * seconds)) / 48_000)
    sound, path = folder / "sound.mp4", folder / "short.mp4"
    encode_aac(sound, np.stack([tone, tone], axis=1).astype(np.float32))
    noise = np.random.default_rng(1)
    with Mp4Writer(
        path,
        width=WIDTH,
        height=HEIGHT,
        rate="25/1",
        preset="ultrafast",
        crf=24,
        threads=1,
        sound=sound,
    ) as writer:
        for number in range(FRAMES):
            pixels = noise.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
            pixels[:, : number + 1] = 90
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format="yuv420p")
            writer.write(frame)
    return path


def short_of(ctx: StageContext, path: Path, **more: object) -> Ref[RenderedShort]:
    facts = {
        "clip_id": "clip-01",
        "aspect": "9:16",
        "video": ctx.store.put_file(path, MP4),
        "plan_digest": "0" * 64,
        "engine": "test",
        "width": WIDTH,
        "height": HEIGHT,
        "rate": "25/1",
        "frame_count": FRAMES,
        "seconds": 3.0,
        "loudness": Loudness(
            integrated_lufs=-14, true_peak_dbtp=-14, range_lu=0, threshold_lufs=-24
        ),
    }
    return ctx.publish(RenderedShort.model_validate(facts | more))


def rejected(ctx: StageContext, short: Ref[RenderedShort]) -> tuple[str, ...]:
    with pytest.raises(OutputRejectedError) as caught:
        finalize.compute(ctx, short, TARGET, CEILING)
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    return caught.value.wrong


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return encode(tmp_path_factory.mktemp("good"))


def test_a_sound_file_is_accepted_as_it_is(ctx: StageContext, good: Path) -> None:
    short = short_of(ctx, good)
    assert finalize.compute(ctx, short, TARGET, CEILING) == short


def test_a_silent_short_is_accepted(ctx: StageContext, tmp_path: Path) -> None:
    short = short_of(ctx, encode(tmp_path, amplitude=0.0))
    assert finalize.compute(ctx, short, TARGET, CEILING) == short


@pytest.mark.parametrize(
    ("promise", "complaint"),
    [
        ({"frame_count": FRAMES + 1}, r"75 frames, not 76"),
        ({"width": 146}, r"144x256, not 146x256"),
        ({"rate": "30/1"}, r"25 frames a second, not 30/1"),
        ({"seconds": 3.1}, r"3\.000 s, not 3\.100 s"),
    ],
)
def test_what_differs_from_the_promise_is_named(
    ctx: StageContext, good: Path, promise: dict[str, object], complaint: str
) -> None:
    (wrong,) = rejected(ctx, short_of(ctx, good, **promise))
    assert re.search(complaint, wrong)


def test_a_short_that_is_too_loud_is_rejected(ctx: StageContext, tmp_path: Path) -> None:
    loud, peak = rejected(ctx, short_of(ctx, encode(tmp_path, amplitude=0.98)))
    assert "LUFS, not -14.0" in loud
    assert "over -1.0" in peak


def test_sound_that_ends_early_is_rejected(ctx: StageContext, tmp_path: Path) -> None:
    (wrong,) = rejected(ctx, short_of(ctx, encode(tmp_path, seconds=2.0)))
    assert "its sound lasts 2.0" in wrong


def test_a_file_that_breaks_off_is_rejected(ctx: StageContext, good: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    wrong = " ".join(rejected(ctx, short_of(ctx, cut)))
    assert "frames" in wrong


@pytest.mark.parametrize("content", [b"", b"not a video at all", bytes(4000)])
def test_what_is_no_video_is_rejected(ctx: StageContext, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "none.mp4"
    path.write_bytes(content)
    (wrong,) = rejected(ctx, short_of(ctx, path))
    assert "cannot be read" in wrong


def test_a_file_of_another_make_is_rejected_for_all_its_differences(
    ctx: StageContext, tmp_path: Path
) -> None:
    path = tmp_path / "other.mp4"
    with av.open(str(path), "w", format="mp4") as file:
        picture = file.add_stream("libx264", rate=Fraction(25))
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv444p"
        sound = file.add_stream("aac", rate=44_100)
        for number in range(FRAMES):
            frame = av.VideoFrame(WIDTH, HEIGHT, "yuv444p")
            frame.pts = number
            file.mux(picture.encode(frame))
        file.mux(picture.encode(None))
        samples = av.AudioFrame.from_ndarray(np.zeros((2, 132_300), np.float32), "fltp", "stereo")
        samples.sample_rate = 44_100
        file.mux(sound.encode(samples))
        file.mux(sound.encode(None))
    wrong = " ".join(rejected(ctx, short_of(ctx, path)))
    for part in ("yuv444p, not yuv420p", "colour tags", "44100", "cannot start before"):
        assert part in wrong


def told(lufs: float, peak: float, spread: float = 6.0) -> Loudness:
    return Loudness(
        integrated_lufs=lufs, true_peak_dbtp=peak, range_lu=spread, threshold_lufs=lufs - 10
    )


@pytest.mark.parametrize(
    ("sound", "words"),
    [
        (told(-18, -6), "LUFS, not -14.0"),
        (told(-18, -1.2), ""),
        (told(-62, -50, 0.5), ""),
        (told(-62, -40, 9.0), "LUFS, not -14.0"),
        (told(-12.5, -1.2), "LUFS, not -14.0"),
    ],
    ids=["could be louder", "peaks at the ceiling", "a room", "a voice", "too loud"],
)
def test_a_sound_is_as_loud_as_it_can_be(sound: Loudness, words: str) -> None:
    assert words in " ".join(wrong_in_sound(sound, TARGET, CEILING))
    assert bool(words) == bool(list(wrong_in_sound(sound, TARGET, CEILING)))
