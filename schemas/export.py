"""`python -m schemas.export`: every contract's JSON Schema into `schemas/json/`, checked in.

Artifacts are validated against these contracts when they are published and when they are read.
"""

from __future__ import annotations

import json
from pathlib import Path

from schemas.base import Contract
from schemas.candidates import Candidates
from schemas.clips import CropPath, FaceTracks, PreparedClip, Timeline
from schemas.composition import CompositionIndex
from schemas.enhancement import EnhancementPlan
from schemas.inference import InferenceProfile
from schemas.media import Mezzanine, ProbeReport, SourceAsset
from schemas.outputs import (
    Card,
    Description,
    Published,
    Receipt,
    RenderedShort,
    Sidecars,
    Thumbnail,
)
from schemas.params import ClipsParams
from schemas.plan import EditorialPlan
from schemas.renders import RenderPlan
from schemas.restyle import RestyleReceipt
from schemas.scenes import Shots
from schemas.segments import Segments
from schemas.speakers import Diarization
from schemas.spec import RunSpec
from schemas.style.contract import StyleContract
from schemas.style.refs import ResolvedStyle, StylePin
from schemas.transcript import Transcript

FOLDER = Path(__file__).parent / "json"

CONTRACTS: tuple[type[Contract], ...] = (
    Candidates,
    Card,
    ClipsParams,
    CompositionIndex,
    CropPath,
    Description,
    Diarization,
    EditorialPlan,
    EnhancementPlan,
    FaceTracks,
    InferenceProfile,
    Mezzanine,
    PreparedClip,
    ProbeReport,
    Published,
    Receipt,
    RenderPlan,
    RenderedShort,
    ResolvedStyle,
    RestyleReceipt,
    RunSpec,
    Segments,
    Shots,
    Sidecars,
    SourceAsset,
    StyleContract,
    StylePin,
    Thumbnail,
    Timeline,
    Transcript,
)


def schema_files() -> dict[str, str]:
    """File name to text of every exported schema."""
    return {f"{contract.__name__}.json": _text(contract) for contract in CONTRACTS}


def _text(contract: type[Contract]) -> str:
    document = contract.model_json_schema(mode="serialization")
    document["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write all of them; remove what is no longer a contract."""
    FOLDER.mkdir(exist_ok=True)
    files = schema_files()
    for old in FOLDER.glob("*.json"):
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
