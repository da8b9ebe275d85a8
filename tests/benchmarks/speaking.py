"""Whether the camera knows who speaks: `python -m tests.benchmarks.speaking [MEDIA]`.

MEDIA holds `faces`. Two people side by side, of whom it is known who speaks when (`talking_pairs.py`),
go through what the stages `track_faces` and `reframe` do. For each kind of scene, seconds of speech (a
second with more pause than speech is left out): `right`, `wrong`, and `unknown`, where the camera would
not be cut; `cuts`, and `cut_off_ms`, the median distance of a cut to a speaker's first frame. Where the
speaker is not seen, nothing can be right.

- `mouths`: who speaks is taken from mouths and sound alone;
- `turns`: diarization is right;
- `one_label`: it hears one speaker only;
- `merged`: it gives one label to every third turn whoever speaks.

`cost`: CPU seconds of finding faces and of measuring mouths in all scenes.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

from schemas.clips import FaceTrack
from tasks.composition.persons import persons_of
from tasks.composition.speaking import Floor, Voice, floors_of
from tasks.composition.subjects import rivals_of
from tasks.composition.track_faces.hearing import heard_in
from tasks.composition.track_faces.mouths import with_mouths
from tasks.composition.track_faces.stage import default_detector
from tasks.composition.track_faces.tracking import looks_of, observe, tracks_of
from tasks.tools.media.cut import pictures
from tests.benchmarks.material import media_folder
from tests.benchmarks.talking_pairs import (
    FPS,
    PEOPLE,
    Film,
    Listening,
    Scene,
    Turn,
    film_of,
    missing,
)

EVERY = FPS // 5
UPRIGHT = (0.31640625, 1.0)
"""9:16 of 16:9."""
TALK = tuple(Turn(who, s) for who, s in ((0, 3), (1, 3), (0, 1.6), (1, 3), (0, 3), (1, 1.6)))
ALONE = (Turn(0, 4), Turn(0, 4))
INTERRUPTED = (Turn(0, 3), Turn(1, 0.6), Turn(0, 3), Turn(1, 4), Turn(0, 0.6), Turn(1, 3))
PAIRS = (
    ("address", "interview"),
    ("address", "performer"),
    ("interview", "performer"),
    ("address", "address later, dim"),
)
SPEAKERS = ("address", "interview", "performer")
LISTENERS = ("signs", "man turns", "woman leans")


def scenes() -> dict[str, list[Scene]]:
    """What is measured, by kind."""
    listening: tuple[Listening, ...] = ("still", "nodding")
    return {
        **{way: [Scene(*pair, TALK, way) for pair in PAIRS] for way in listening},
        "filmed_listener": [Scene(one, other, ALONE) for one in SPEAKERS for other in LISTENERS],
        "interjections": [Scene(*pair, INTERRUPTED, "nodding") for pair in PAIRS[1:3]],
        "noisy": [Scene(*pair, TALK, "nodding", noise=8) for pair in PAIRS[:2]],
        "small": [Scene(*pair, TALK, "nodding", size=0.6) for pair in PAIRS[:3:2]],
        "not_seen": [
            Scene("man turns", "woman leans", (Turn(None, 8),)),
            *(Scene(*pair, (Turn(None, 8),), "nodding") for pair in PAIRS[1:3]),
        ],
    }


@dataclass(frozen=True)
class Seen:
    """What `track_faces` finds in a scene."""

    film: Film
    people: list[FaceTrack]
    """Whom no crop can hold together."""
    heard: tuple[tuple[int, int], ...]
    faces_s: float
    mouths_s: float


def seen_in(film: Film) -> Seen:
    """Find the faces of a film of one shot, and measure their mouths."""
    began = time.process_time()
    frames = len(film.truth)
    plan = looks_of(((0, frames),), EVERY)
    (looks,) = observe(default_detector(), pictures(film.proxy, plan[0]), plan)
    tracks = [
        track.model_copy(update={"id": number})
        for number, track in enumerate(tracks_of(looks, shot=0, forget=FPS, tall=9 / 16))
    ]
    found = time.process_time()
    tracks = with_mouths(tracks, film.proxy, every=EVERY, rate=FPS)
    heard = heard_in(film.sound, rate=FPS, frames=frames)
    done = time.process_time()
    people = rivals_of(
        persons_of(tracks, square=16 / 9), looks=len(looks), crop=UPRIGHT, square=16 / 9
    )
    return Seen(film, people, heard, found - began, done - found)


def turns_of(film: Film, label: Callable[[int, int], str]) -> list[Voice]:
    """The turns of a film; `label` names the speaker of a turn, from its number and who speaks."""
    voices: list[Voice] = []
    at = 0
    for who, frames in groupby(film.truth):
        end = at + len(list(frames))
        if who is not None:
            voices.append(Voice(label(len(voices), who), at, end))
        at = end
    return voices


LABELS: dict[str, Callable[[int, int], str] | None] = {
    "mouths": None,
    "turns": lambda number, who: f"speaker {who}",
    "one_label": lambda number, who: "speaker",
    "merged": lambda number, who: f"speaker {who if number % 3 else 0}",
}


def floors_in(seen: Seen, labels: str) -> list[Floor]:
    """Who has the floor, as 0 on the left and 1 on the right; nobody where it is not known."""
    label = LABELS[labels]
    voices = turns_of(seen.film, label) if label else []
    if len(seen.people) < 2:
        return []
    shot = (0, len(seen.film.truth))
    floors = floors_of(seen.people, shot, seen.heard, voices, every=EVERY, rate=FPS)
    sides = [int(one.boxes[0].x + one.boxes[0].width / 2 > 0.5) for one in seen.people]
    return [Floor(sides[floor.person], floor.first, floor.end) for floor in floors]


def judged(truth: Sequence[int | None], floors: Sequence[Floor]) -> dict[str, int]:
    """Seconds in which who is shown is right, wrong or not known."""
    said = {"right": 0, "wrong": 0, "unknown": 0}
    for first in range(0, len(truth) - FPS + 1, FPS):
        during = [who for who in truth[first : first + FPS] if who is not None]
        if 2 * len(during) < FPS:
            continue
        who = max(sorted(set(during)), key=during.count)
        shown = [
            floor.person
            for frame in range(first, first + FPS)
            for floor in floors
            if floor.first <= frame < floor.end
        ]
        if not shown:
            said["unknown"] += 1
        else:
            said["right" if max(sorted(set(shown)), key=shown.count) == who else "wrong"] += 1
    return said


def cuts_off(truth: Sequence[int | None], floors: Sequence[Floor]) -> Iterator[float]:
    """For each cut to a speaker the milliseconds from it to the nearest beginning of that speaker."""
    begins = {
        who: [n for n, now in enumerate(truth) if now == who and (n == 0 or truth[n - 1] != who)]
        for who in (0, 1)
    }
    for floor in floors[1:]:
        if begins[floor.person]:
            yield min(abs(n - floor.first) for n in begins[floor.person]) * 1000 / FPS


def measure(media: Path) -> dict[str, Any]:
    """All figures for a folder of media.

    Raises:
        SystemExit: when recordings are missing.
    """
    if lacking := missing(media):
        raise SystemExit(
            f"{media / 'faces' / lacking[0]} is not there; give the folder above faces"
        )
    kinds: dict[str, Any] = {}
    faces_s = mouths_s = 0.0
    for kind, wanted in scenes().items():
        rows: dict[str, dict[str, Any]] = {}
        offs: dict[str, list[float]] = {name: [] for name in LABELS}
        for scene in wanted:
            with tempfile.TemporaryDirectory() as name:
                seen = seen_in(film_of(scene, media, Path(name)))
            faces_s, mouths_s = faces_s + seen.faces_s, mouths_s + seen.mouths_s
            for labels in LABELS:
                floors = floors_in(seen, labels)
                row = rows.setdefault(labels, {"right": 0, "wrong": 0, "unknown": 0})
                for word, count in judged(seen.film.truth, floors).items():
                    row[word] += count
                offs[labels] += cuts_off(seen.film.truth, floors)
        for labels, row in rows.items():
            row["cuts"] = len(offs[labels])
            row["cut_off_ms"] = round(median(offs[labels])) if offs[labels] else None
        kinds[kind] = rows
    cost = {"faces_s": round(faces_s, 1), "mouths_s": round(mouths_s, 1)}
    return {"people": len(PEOPLE), **kinds, "cost": cost}


def main() -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("media", type=Path, nargs="?", default=media_folder())
    print(json.dumps(measure(parser.parse_args().media), indent=2))


if __name__ == "__main__":
    main()
