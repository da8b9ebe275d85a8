"""What Reelwright uses of pyannote.audio 3; it stands in for a package of two gigabytes.

The calls, their arguments and what they give are the real one's. What is heard is not: a model's
folder says it, in `turns.json`.
"""

from __future__ import annotations

import json
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Segment:
    """Seconds."""

    start: float
    end: float


class Annotation:
    """Who speaks when."""

    def __init__(self, tracks: list[tuple[Segment, str, str]]) -> None:
        self.tracks = tracks

    def itertracks(self, yield_label: bool = False) -> Iterator[tuple[object, ...]]:
        """Segments with their tracks, and with labels where they are wanted."""
        for segment, track, label in self.tracks:
            yield (segment, track, label) if yield_label else (segment, track)


class Pipeline:
    """Loaded from a folder's config.yaml; a hub gives nothing without a token."""

    def __init__(self, turns: list[tuple[str, float, float]]) -> None:
        self.turns = turns

    @classmethod
    def from_pretrained(
        cls, checkpoint_path: str, use_auth_token: str | None = None
    ) -> Pipeline | None:
        config = Path(checkpoint_path)
        if config.is_file():
            return cls(json.loads((config.parent / "turns.json").read_text()))
        if use_auth_token is None:
            return None
        raise OSError(f"401 for {checkpoint_path} with {use_auth_token}")

    def __call__(self, file: str, num_speakers: int | None = None) -> Annotation:
        with wave.open(file, "rb") as sound:
            length = sound.getnframes() / sound.getframerate()
        names = list(dict.fromkeys(name for name, _, _ in self.turns))
        names = names[:num_speakers]
        return Annotation(
            [
                (
                    Segment(start, min(end, length)),
                    str(number),
                    f"SPEAKER_{names.index(name) if name in names else 0:02d}",
                )
                for number, (name, start, end) in enumerate(self.turns)
            ]
        )
