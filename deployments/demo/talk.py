"""Makes the demo's talk in a folder: `talk.mp4`, `talk.vtt` beside it, and `talk.json`."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from deployments.demo.brush import HEIGHT, WIDTH
from deployments.demo.captions import webvtt
from deployments.demo.figure import Expression
from deployments.demo.film import Film
from deployments.demo.motion import Pose, expressions, loudness_by_frame, pose_at
from deployments.demo.picture import Pictures
from deployments.demo.script import SCRIPT, Beat
from deployments.demo.sound import FPS, RATE, Sound, Take, record

ABOUT = (
    "A talk made by Reelwright itself: a moved cut-out of NASA's public-domain portrait of the "
    "astronaut Eileen Collins (from scikit-image), espeak-ng's synthetic voices, and words "
    "written for this demo, which she never said."
)
_DECIDES = ("av", "numpy", "opencv-python-headless", "skia-python", "scikit-image",
            "espeakng-loader", "scipy", "font-manrope")  # fmt: skip
"""Packages whose version may change the talk's bytes."""
_HOLD = 2
"""A new drawing for every second frame, as in hand-made animation: half the work."""


@dataclass(frozen=True)
class Talk:
    """A recording with known words, cuts and faces."""

    video: Path
    """1280 x 720, 30 frames a second, H.264 and AAC."""
    captions: Path
    """WebVTT with a time for each word."""
    truth: Path
    """JSON: words, cuts, and the face in each second."""
    about: str = ABOUT


@dataclass(frozen=True)
class _Moment:
    """One drawing before it is drawn; each is shown for `_HOLD` frames."""

    take: Take
    pose: Pose | None
    expression: Expression


def make_talk(
    folder: Path,
    progress: Callable[[float], None] = lambda _: None,
    script: Sequence[Beat] = SCRIPT,
) -> Talk:
    """Make the talk, or find it made. The same code and packages give the same bytes.

    Args:
        folder: created when missing.
        progress: told the done share, 0 to 1.
        script: what is said; for tests, the beginning of it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    talk = Talk(folder / "talk.mp4", folder / "talk.vtt", folder / "talk.json")
    recipe = _recipe(script)
    if not _is_made(talk, recipe):
        talk.truth.unlink(missing_ok=True)
        _make(talk, recipe, script, progress)
    progress(1.0)
    return talk


def _make(
    talk: Talk, recipe: str, script: Sequence[Beat], progress: Callable[[float], None]
) -> None:
    sound = record(script)
    moments = _moments(sound)
    _written(talk.captions, webvtt(sound.lines, ABOUT).encode())
    aside = talk.video.with_name(f"{talk.video.name}.{os.getpid()}.part")
    try:
        _film(aside, sound, moments, progress)
        aside.replace(talk.video)
    finally:
        aside.unlink(missing_ok=True)
    truth = {
        "about": ABOUT,
        "recipe": recipe,
        "sha256": {file.name: _sha256(file) for file in (talk.video, talk.captions)},
        **_truth(sound, moments),
    }
    _written(talk.truth, (json.dumps(truth, indent=1) + "\n").encode())


def _film(
    path: Path, sound: Sound, moments: Sequence[_Moment], progress: Callable[[float], None]
) -> None:
    pictures, step = Pictures(), RATE // FPS
    with Film(path, fps=FPS, rate=RATE) as film:
        for n, moment in enumerate(moments):
            if n == 0 or moment is not moments[n - 1]:
                picture = pictures.frame(moment.take.shot, moment.pose, moment.expression)
            film.add_picture(picture, sound.mix[n * step : (n + 1) * step])
            if n % FPS == 0:
                progress(n / len(moments))


def _moments(sound: Sound) -> list[_Moment]:
    """What each frame shows; frames that show the same hold the same object."""
    faces = expressions(loudness_by_frame(sound.guest, RATE, FPS), FPS)
    moments: list[_Moment] = []
    for take in sound.takes:
        frames = take.end_frame - take.first_frame
        for held in range(0, frames, _HOLD):
            n = take.first_frame + held
            pose = pose_at(take.shot, n / FPS, held / frames)
            moments += [_Moment(take, pose, faces[n])] * min(_HOLD, frames - held)
    return moments


def _truth(sound: Sound, moments: Sequence[_Moment]) -> dict[str, Any]:
    """What a test may hold an analysis against. Boxes are shares of the picture."""
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "fps": FPS,
        "frames": sound.frames,
        "duration_ms": sound.frames * 1000 // FPS,
        "words": [
            {"text": w.text, "start_ms": w.start_ms, "end_ms": w.end_ms, "speaker": line.speaker}
            for line in sound.lines
            for w in line.words
        ],
        "shots": [
            {"shot": take.shot, "first_frame": take.first_frame, "end_frame": take.end_frame}
            for take in sound.takes
        ],
        "faces": [_face(n, moments[n]) for n in range(FPS // 2, len(moments), FPS)],
    }


def _face(frame: int, moment: _Moment) -> dict[str, Any]:
    """The face in one frame; no box where nobody is seen."""
    if moment.pose is None:
        return {"frame": frame, "box": None}
    x, y, width, height = moment.pose.face(moment.expression)
    box = (x / WIDTH, y / HEIGHT, width / WIDTH, height / HEIGHT)
    return {"frame": frame, "box": [round(value, 4) for value in box]}


def _is_made(talk: Talk, recipe: str) -> bool:
    """Whether the folder holds exactly what would be made now."""
    try:
        truth = json.loads(talk.truth.read_bytes())
        found = {file.name: _sha256(file) for file in (talk.video, talk.captions)}
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    return isinstance(truth, dict) and (truth.get("recipe"), truth.get("sha256")) == (recipe, found)


def _recipe(script: Sequence[Beat]) -> str:
    """Digest of everything that decides the talk's bytes."""
    digest = hashlib.sha256(repr(tuple(script)).encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    for package in _DECIDES:
        digest.update(f"{package} {version(package)}".encode())
    return digest.hexdigest()


def _written(path: Path, data: bytes) -> None:
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    aside.write_bytes(data)
    aside.replace(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
