"""A style that grows under its runs: what the tests of pins and of `restyle` share."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import av
import httpx

from schemas.composition import CompositionIndex
from schemas.runs import Composed
from style_plane.starters.seeding import contract_of
from tasks.settings import Settings
from tasks.tools.runs.context import Workshop
from tests.style_plane.styles import changed

TALLER = {"subtitles": {"size": 7.5}}


def publish(plane: str, style: str, patch: dict[str, Any], *, stable: bool = False) -> str:
    """Publish the next version of a style; returns its number."""
    document = changed(contract_of("clean"), {"title": "Podcast"} | patch)
    with httpx.Client(base_url=plane, trust_env=False, timeout=60) as http:
        answer = http.post(f"/api/v1/styles/{style}/versions", json=document)
        assert answer.is_success, answer.text
        version = str(answer.json()["version"])
        if stable:
            moved = {"version": version, "reason": "a test"}
            assert http.put(f"/api/v1/styles/{style}/channels/stable", json=moved).is_success
    return version


def plans(home: Path, run: str) -> list[bytes]:
    """The render plans of a run, byte for byte."""
    shop = Workshop.open(Settings(home=home))
    row = shop.ledger.runs.find(run)
    assert row is not None
    index = Composed.model_validate(row.composed).index
    entries = CompositionIndex.model_validate_json(shop.store.read(index)).entries
    found = [shop.store.read(entry.plan) for entry in entries]
    shop.ledger.close()
    return found


def frames(path: str) -> list[str]:
    """A digest of each decoded frame."""
    with av.open(path) as file:
        return [
            hashlib.sha256(frame.to_ndarray().tobytes()).hexdigest()
            for frame in file.decode(video=0)
        ]
