"""The stages, in the order in which a run walks them."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """One stage of a run; the value is its name in keys, folders, the ledger and the receipt."""

    INGEST = "ingest"
    NORMALIZE = "normalize"
    TRANSCRIBE = "transcribe"
    DETECT_SCENES = "detect_scenes"
    DIARIZE = "diarize"
    SEGMENT = "segment"
    SCORE = "score"
    BOUNDARIES = "boundaries"
    PLAN = "plan"
    REVIEW = "review"
    PIN_STYLE = "pin_style"
    PREPARE = "prepare"
    TRACK_FACES = "track_faces"
    REFRAME = "reframe"
    ENHANCE = "enhance"
    STITCH = "stitch"
    COMPOSE = "compose"
    RENDER = "render"
    FINALIZE = "finalize"
    CAPTION = "caption"
    THUMBNAIL = "thumbnail"
    DESCRIBE = "describe"
    PUBLISH = "publish"

    @property
    def ordinal(self) -> int:
        """One-based place in the walk; also the number of the stage's folder."""
        return list(Stage).index(self) + 1

    @property
    def folder(self) -> str:
        """Name of the stage's folder inside a run, such as `03-transcribe`."""
        return f"{self.ordinal:02d}-{self.value}"


DELIVERY = tuple(stage for stage in Stage if stage.ordinal >= Stage.RENDER.ordinal)
