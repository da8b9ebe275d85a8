"""How near the camera is to where people would put it: `python -m tests.benchmarks.camera [MEDIA]`.

MEDIA holds `labels/retargetvid` (RetargetVid's annotators 1 to 3 as `annotator_N.zip`) and `faces`. In
each of 200 videos the annotators dragged an upright window, a third as wide as high, over the picture.
The first one's window is what a tracker sees: at 5 Hz, with noise of 1.5 % of the picture's width, 3 %
of it anywhere and 10 % missing. What the stage `reframe` calls lays the camera, with a style's
defaults but no zoom; annotators 2 and 3 judge it. Figures are means over videos:

- `iou`: intersection over union of the camera's and a judge's window, over frames and both judges;
- `still`: share of frames in which it moves by less than a pixel of 1920;
- `reversals`: changes of direction a second;
- `inside`: share of frames in which a face, a quarter as wide as the window, lies whole in it.

Beside it: exponential smoothing (a tenth of the way in each frame) of the line between observations,
and annotator 1 untouched, which is how far two people agree. The camera's prices were tuned on videos
with odd numbers; those with even numbers are held out.

`talking_heads`: the quality report of recordings of one person, with the faces that were found.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from statistics import fmean
from typing import Any
from zipfile import ZipFile

import av
import numpy as np
from numpy.typing import NDArray

from schemas.artifacts import MP4, WAV, Ref
from schemas.clips import CropPath, FaceBox, FaceTrack, FaceTracks, PreparedClip
from schemas.style.visuals import ReframeRules
from schemas.views import crop_at
from tasks.composition.reframe import crop_path
from tasks.composition.track_faces.stage import default_detector
from tasks.composition.track_faces.tracking import looks_of, observe, tracks_of
from tasks.tools.media.cut import pictures
from tests.benchmarks.material import media_folder

Floats = NDArray[np.float64]
Figures = dict[str, float]

RATE = 30
EVERY = 6
PICTURE_WIDTH = 640
WINDOW = 120 / PICTURE_WIDTH
"""Width of the annotators' window, as a share of the picture's."""
FACE = WINDOW / 4
NOISE, WILD, MISSING = 0.015, 0.03, 0.1
SMOOTHING = 0.1
STILL = 1 / 1920
HEADS = ("SadTalker__WDA_AlexandriaOcasioCortez_000.mp4", "sample-videos__again.mkv")
_NOTHING = Ref[Any](sha256="0" * 64, size=0, media_type=MP4)


@dataclass(frozen=True)
class Video:
    """The centres of three people's windows in each frame, as shares of the picture's width."""

    number: int
    watched: Floats
    judges: tuple[Floats, Floats]


def measure(media: Path) -> dict[str, Any]:
    """All figures for a folder of media; `talking_heads` is empty where it holds no faces.

    Raises:
        SystemExit: when it holds no labels.
    """
    films = videos(media / "labels" / "retargetvid")
    rows = {film.number: compared(film) for film in films}
    halves = {
        "tuned_on": [row for number, row in rows.items() if number % 2],
        "held_out": [row for number, row in rows.items() if number % 2 == 0],
        "all": list(rows.values()),
    }
    heads = [media / "faces" / name for name in HEADS]
    return {
        "videos": len(films),
        **{name: _means(half) for name, half in halves.items() if half},
        "talking_heads": {head.stem: talking_head(head) for head in heads if head.is_file()},
    }


def _means(rows: Sequence[dict[str, Figures]]) -> dict[str, Figures]:
    return {
        way: {name: round(fmean(row[way][name] for row in rows), 4) for name in figures}
        for way, figures in rows[0].items()
    }


def videos(folder: Path) -> list[Video]:
    """The videos of three annotators, by number.

    Raises:
        SystemExit: when one of them is not there.
    """
    paths = [folder / f"annotator_{person}.zip" for person in (1, 2, 3)]
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        raise SystemExit(f"{missing[0]} is not there; give the folder above labels/retargetvid")
    watched, *judges = (dict(_centres(path)) for path in paths)
    return [
        Video(number, watched[number], (judges[0][number], judges[1][number]))
        for number in sorted(watched)
    ]


def _centres(path: Path) -> Iterator[tuple[int, Floats]]:
    with ZipFile(path) as bundle:
        for name in bundle.namelist():
            if name.endswith("_1-3.txt"):
                sides = np.loadtxt(bundle.read(name).decode().splitlines(), delimiter=",")
                yield int(Path(name).name[:3]), (sides[:, 0] + sides[:, 2]) / 2 / PICTURE_WIDTH


def compared(video: Video) -> dict[str, Figures]:
    """The figures of the camera, of exponential smoothing and of annotator 1."""
    seen = observed(video)
    ways = {
        "camera": camera(seen, len(video.watched)),
        "exponential": exponential(seen, len(video.watched)),
        "annotator_1": video.watched,
    }
    return {name: figures(path, video) for name, path in ways.items()}


def observed(video: Video) -> dict[int, float]:
    """Where a tracker sees the subject, by frame: annotator 1 with noise; the same in each run."""
    chance = np.random.default_rng(video.number)
    frames = np.arange(0, len(video.watched), EVERY)
    places = video.watched[frames] + chance.normal(0, NOISE, len(frames))
    wild = chance.random(len(frames)) < WILD
    places = np.where(wild, chance.uniform(0, 1, len(frames)), places)
    kept = chance.random(len(frames)) >= MISSING
    return dict(zip(frames[kept].tolist(), places[kept].tolist(), strict=True))


def camera(seen: dict[int, float], frames: int) -> Floats:
    """The centre of the crop in each frame, as the stage `reframe` lays it."""
    boxes = tuple(
        FaceBox(frame=frame, x=x - FACE / 2, y=0.25, width=FACE, height=3 * FACE, score=0.9)
        for frame, x in seen.items()
    )
    tracks = (FaceTrack(id=0, shot=0, boxes=boxes),)
    # 9:16 of a picture three times as wide as high is the share of it that the window is of 16:9
    clip = _clip((1080, 360), f"{RATE}/1", frames)
    path = framed(clip, tracks, EVERY, ReframeRules(max_zoom=1))
    (framing,) = path.framings
    rects = [crop_at(framing, frame) for frame in range(frames)]
    return np.array([rect.x + rect.width / 2 for rect in rects])


def exponential(seen: dict[int, float], frames: int) -> Floats:
    """The line between observations, smoothed from its beginning on, kept inside the picture."""
    line = np.interp(np.arange(frames), list(seen), list(seen.values()))
    place, path = line[0], np.empty(frames)
    for frame, target in enumerate(line):
        place += SMOOTHING * (target - place)
        path[frame] = place
    return np.clip(path, WINDOW / 2, 1 - WINDOW / 2)


def figures(path: Floats, video: Video) -> Figures:
    """How a path of centres does in a video."""
    steps = np.diff(path)
    ways = np.sign(steps[np.abs(steps) >= STILL])
    off = np.abs(path - np.clip(video.watched, WINDOW / 2, 1 - WINDOW / 2))
    return {
        "iou": fmean(overlap(path, judge) for judge in video.judges),
        "still": float(np.mean(np.abs(steps) < STILL)),
        "reversals": int(np.sum(ways[1:] != ways[:-1])) / (len(path) / RATE),
        "inside": float(np.mean(off <= (WINDOW - FACE) / 2)),
    }


def overlap(one: Floats, other: Floats) -> float:
    """Mean intersection over union of two windows, by their centres."""
    apart = np.minimum(np.abs(one - other), WINDOW)
    return float(np.mean((WINDOW - apart) / (WINDOW + apart)))


def talking_head(path: Path) -> Figures:
    """The camera's own report of a recording of one shot."""
    with av.open(str(path)) as reader:
        stream = reader.streams.video[0]
        size, rate = (stream.width, stream.height), Fraction(stream.average_rate or RATE)
        count = sum(1 for _ in reader.decode(stream))
    clip = _clip(size, f"{rate.numerator}/{rate.denominator}", count)
    every = max(1, round(rate / 5))
    plan = looks_of(clip.shots, every)
    (looks,) = observe(default_detector(), pictures(path, plan[0]), plan)
    tracks = tracks_of(looks, shot=0, forget=round(rate), tall=size[1] / size[0])
    found = tuple(track.model_copy(update={"id": n}) for n, track in enumerate(tracks))
    return framed(clip, found, every, ReframeRules()).quality.model_dump()


def framed(
    clip: PreparedClip, tracks: tuple[FaceTrack, ...], every: int, rules: ReframeRules
) -> CropPath:
    """The camera of a clip whose faces are known."""
    faces = FaceTracks(
        clip_id=clip.clip_id,
        detector="given",
        every=every,
        frame_count=clip.frame_count,
        tracks=tracks,
    )
    return crop_path(clip, faces, rules, "9:16")


def _clip(size: tuple[int, int], rate: str, frames: int) -> PreparedClip:
    """A clip of one shot."""
    return PreparedClip(
        clip_id="clip-01",
        kind="video",
        source=_NOTHING,
        rate=rate,
        first_frame=0,
        frame_count=frames,
        width=size[0],
        height=size[1],
        audio=_NOTHING.model_copy(update={"media_type": WAV}),
        proxy=None,
        shots=((0, frames),),
    )


def main() -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("media", type=Path, nargs="?", default=media_folder())
    print(json.dumps(measure(parser.parse_args().media), indent=2))


if __name__ == "__main__":
    main()
