"""Two people side by side, of whom it is known who speaks: joined from recordings of one person each.

A person's recording goes on only while that person speaks, and its own sound is heard then; meanwhile
the other one listens: as a still, as a still that nods and sways, or as somebody filmed in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.tools.media.audio import SAMPLE_RATE, write_wav

Picture = NDArray[np.uint8]
Sound = NDArray[np.float32]
Listening = Literal["still", "nodding"]

FPS = 25
PANEL = (320, 360)
"""Width and height of one person's half of the picture."""
PAUSE_S = 0.4
"""Between two turns."""
SAMPLES = SAMPLE_RATE // FPS
LOUD, HISS = 3000.0, 20.0
"""Root mean square of a person's sound, and of what is heard always."""


@dataclass(frozen=True)
class Person:
    """Where somebody was filmed alone; times in seconds, the cut in pixels: left, top, width, height."""

    file: str
    start: float
    end: float
    cut: tuple[int, int, int, int]
    speaks: bool = True
    border: tuple[int, int] = (0, 0)
    """Pixels added above, and at each side."""
    gain: float = 1.0


_AOC = "SadTalker__WDA_AlexandriaOcasioCortez_000.mp4"
_PAIR = "sample-videos__head-pose-face-detection-female-and-male.gif"
PEOPLE = {
    "address": Person(_AOC, 0, 8, (0, 0, 512, 512), border=(380, 200)),
    "address later, dim": Person(_AOC, 4, 8, (0, 0, 512, 512), border=(380, 200), gain=0.6),
    "interview": Person(
        "nodejs-docs-samples__googlework_short.mp4", 21.6, 24.3, (150, 0, 160, 180)
    ),
    "performer": Person("face_recognition__short_hamilton_clip.mp4", 3.8, 7.6, (0, 0, 320, 360)),
    "signs": Person("sample-videos__again.mkv", 0, 2.6, (160, 0, 320, 360), speaks=False),
    "man turns": Person(_PAIR, 0, 4.6, (240, 0, 240, 270), speaks=False),
    "woman leans": Person(_PAIR, 0, 4.6, (0, 0, 240, 270), speaks=False),
}
"""The interview is 180 lines high; the performer holds a microphone before his chin. Those who do not
speak were filmed in silence, and move."""


@dataclass(frozen=True)
class Turn:
    """Somebody speaks for so many seconds: 0 is on the left, 1 on the right, None is not seen."""

    who: int | None
    seconds: float


@dataclass(frozen=True)
class Scene:
    """Two people and their turns."""

    left: str
    right: str
    turns: tuple[Turn, ...]
    listening: Listening = "still"
    noise: float = 2.0
    """Grey levels."""
    size: float = 1.0
    """Of the people, of what they would be."""


@dataclass(frozen=True)
class Film:
    """A scene as prepared: its proxy, its sound, and who speaks in each frame."""

    proxy: Path
    sound: Path
    truth: tuple[int | None, ...]
    """0, 1, -1 for somebody who is not seen; None in a pause."""


def missing(media: Path) -> list[str]:
    """Recordings that the folder lacks."""
    files = dict.fromkeys(person.file for person in PEOPLE.values())
    return [name for name in files if not (media / "faces" / name).is_file()]


def film_of(scene: Scene, media: Path, folder: Path) -> Film:
    """Make a scene, the same each time; 640 by 360 at `FPS`, compressed as proxies are."""
    chance = np.random.default_rng(0)
    grains = chance.normal(0, scene.noise, (25, PANEL[1], 2 * PANEL[0], 1)).astype(np.float32)
    names, at = (scene.left, scene.right), [0, 0]
    voice = _recording(media, "address")[1]
    frames: list[Picture] = []
    sounds: list[Sound] = []
    truth: list[int | None] = []
    for who, seconds in _steps(scene.turns):
        for _ in range(round(seconds * FPS)):
            number = len(frames)
            sounds.append(chance.normal(0, HISS, SAMPLES).astype(np.float32))
            if who in (0, 1):
                sounds[-1] += _part(_recording(media, names[who])[1], at[who])
                at[who] += 1
            elif who == -1:
                sounds[-1] += _part(voice, number)
            halves = [_half(scene, side, media, at, number, side == who) for side in (0, 1)]
            grain = grains[number % len(grains)]
            frames.append(np.clip(np.hstack(halves) + grain, 0, 255).astype(np.uint8))
            truth.append(who)
    proxy, sound = folder / "proxy.mp4", folder / "sound.wav"
    _write(proxy, frames)
    samples = np.clip(np.concatenate(sounds), -32768, 32767).astype(np.int16)
    write_wav(sound, samples[:, None])
    return Film(proxy, sound, tuple(truth))


def _steps(turns: Sequence[Turn]) -> list[tuple[int | None, float]]:
    """Each turn and the pause after it: who speaks, and for how many seconds."""
    steps: list[tuple[int | None, float]] = []
    for turn in turns:
        steps += [(-1 if turn.who is None else turn.who, turn.seconds), (None, PAUSE_S)]
    return steps


def _half(
    scene: Scene, side: int, media: Path, at: list[int], number: int, speaks: bool
) -> NDArray[np.float32]:
    """One half of a frame."""
    name = (scene.left, scene.right)[side]
    panels = _panels(media, name, scene.size)
    place = at[side] if PEOPLE[name].speaks else number
    panel = panels[_to_and_fro(place, len(panels))]
    if scene.listening == "nodding" and PEOPLE[name].speaks and not speaks:
        time = 2 * np.pi * number / FPS
        shift = [[1, 0, 4 * np.sin(0.5 * time + side)], [0, 1, 7 * np.sin(0.9 * time)]]
        panel = np.asarray(
            cv2.warpAffine(panel, np.array(shift), PANEL, borderMode=cv2.BORDER_REPLICATE),
            np.uint8,
        )
    return panel.astype(np.float32)


def _to_and_fro(number: int, count: int) -> int:
    """A place in a recording that is played forwards and backwards again and again."""
    place = number % (2 * count - 2)
    return place if place < count else 2 * count - 2 - place


def _part(sound: Sound, frame: int) -> Sound:
    """The sound of one frame, again and again."""
    at = np.arange(frame * SAMPLES, (frame + 1) * SAMPLES)
    return np.take(sound, at, mode="wrap")


@cache
def _panels(media: Path, name: str, size: float) -> list[Picture]:
    """A person's pictures as halves of a frame, filled."""
    person, panels = PEOPLE[name], []
    x, y, wide, high = person.cut
    above, beside = person.border
    for picture in _recording(media, name)[0]:
        part = picture[y : y + high, x : x + wide]
        more = round(max(part.shape[:2]) * (1 / size - 1))
        sides = beside + more // 2
        wider = cv2.copyMakeBorder(part, above + more, 0, sides, sides, cv2.BORDER_REPLICATE)
        scale = max(PANEL[0] / wider.shape[1], PANEL[1] / wider.shape[0])
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        whole = cv2.resize(wider, None, fx=scale, fy=scale, interpolation=way)
        top, left = (whole.shape[0] - PANEL[1]) // 2, (whole.shape[1] - PANEL[0]) // 2
        half = whole[top : top + PANEL[1], left : left + PANEL[0]]
        panels.append(np.clip(half * person.gain, 0, 255).astype(np.uint8))
    return panels


@cache
def _recording(media: Path, name: str) -> tuple[list[Picture], Sound]:
    """A person's pictures at `FPS`, and the sound of the same time; silence where there is none."""
    person = PEOPLE[name]
    path = media / "faces" / person.file
    pictures: list[Picture] = []
    with av.open(str(path)) as reader:
        stream = reader.streams.video[0]
        for frame in reader.decode(stream):
            now = float((frame.pts or 0) * (stream.time_base or Fraction(1)))
            if now > person.end:
                break
            while person.start + len(pictures) / FPS <= now + 1e-6:
                pictures.append(frame.to_ndarray(format="rgb24").astype(np.uint8))
    samples = _sound(path) if person.speaks else np.zeros(SAMPLE_RATE, np.float32)
    first, end = (round(at * SAMPLE_RATE) for at in (person.start, person.end))
    return pictures, samples[first:end] if person.speaks else samples


def _sound(path: Path) -> Sound:
    """All samples of a file, one channel at `SAMPLE_RATE`, as loud as speech is."""
    tool = av.AudioResampler("s16", "mono", SAMPLE_RATE)
    with av.open(str(path)) as reader:
        parts = [
            part.to_ndarray()[0]
            for frame in reader.decode(audio=0)
            for part in tool.resample(frame)
        ]
    samples = np.concatenate(parts).astype(np.float32)
    return np.asarray(samples * (LOUD / samples.std()), np.float32)


def _write(path: Path, frames: Sequence[Picture]) -> None:
    """Compressed as `normalize` compresses proxies."""
    options = {"preset": "ultrafast", "crf": "26", "g": str(FPS), "keyint_min": str(FPS)}
    options |= {"sc_threshold": "0", "bf": "0"}
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=FPS, options=options)
        stream.width, stream.height, stream.pix_fmt = 2 * PANEL[0], PANEL[1], "yuv420p"
        for picture in frames:
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        file.mux(stream.encode(None))
