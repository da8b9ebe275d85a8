"""A creative lead's afternoon, from signing in to a version, and the run that a producer makes of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest

from deployments.demo.talk import Talk
from schemas.artifacts import Ref
from schemas.composition import CompositionIndex
from schemas.renders import CaptionPage, RenderPlan
from schemas.runs import Composed
from schemas.style.contract import named_assets
from schemas.style.refs import StylePin
from schemas.units import fps
from style_plane.access.actor import Role
from tasks.settings import Settings
from tasks.tools.runs.context import Workshop
from tests.flows.conftest import ROOT, Command, talk
from tests.style_plane.afternoon import INSIDE, LEGIBLE, STYLE, Afternoon
from tests.style_plane.people import peopled

__all__ = ["talk"]
pytestmark = pytest.mark.browser

USAGE_TOKEN = "the runs' own"
CAST: dict[str, tuple[Role, ...]] = {
    "eve": ("admin",),
    "ada": ("author", "publisher"),
    "ben": ("approver",),
    "dan": ("producer",),
}
NAVY = (29, 53, 87)
"""The captions' plate, opaque."""
NEAR = 3
"""Of 255: what encoding may do to a flat colour."""
GRAIN = 0.05
"""Share of single values that may be farther off."""
EDGE = 6
"""Pixels."""
MOVING_MS = 300
"""No card comes or goes for longer."""
Pixels = npt.NDArray[np.uint8]


class Ran:
    """A run that is over, and what it keeps in its home."""

    def __init__(self, home: Path, receipt: dict[str, Any]) -> None:
        self.receipt = receipt
        self._shop = Workshop.open(Settings(home=home))
        found = self._shop.ledger.runs.find(receipt["run"])
        assert found is not None
        self._row = found

    def read(self, ref: Ref[Any]) -> bytes:
        return self._shop.store.read(ref)

    def close(self) -> None:
        self._shop.ledger.close()

    @property
    def pin(self) -> StylePin:
        return StylePin.model_validate_json(self.read(Ref.model_validate(self._row.pin)))

    @property
    def plan(self) -> RenderPlan:
        """Of the only output."""
        index = self.read(Composed.model_validate(self._row.composed).index)
        (entry,) = CompositionIndex.model_validate_json(index).entries
        return RenderPlan.model_validate_json(self.read(entry.plan))


@pytest.fixture(scope="module")
def afternoon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Afternoon]:
    home = tmp_path_factory.mktemp("plane")
    with peopled(home, people=CAST, usage_token=USAGE_TOKEN) as plane:
        yield Afternoon(plane, tmp_path_factory.mktemp("afternoon"))


@pytest.mark.slow
def test_a_creative_lead_makes_a_style_of_a_preset_and_publishes_it(afternoon: Afternoon) -> None:
    release = afternoon.release
    contract = release.contract
    assert contract.title == "Evening talks"
    assert release.version == "1.0.0"
    assert contract.brand.fonts["body"].family == "Manrope"
    assert contract.brand.fonts["body"].weight == 700
    assert contract.brand.palette["night"] == "#1D3557FF"
    assert (contract.subtitles.size, contract.subtitles.enter.kind) == (float(LEGIBLE), "slide")
    assert contract.subtitles.placement.offset == 21
    assert contract.aspects["9:16"].subtitles == {"placement": {"offset": float(INSIDE)}}


@pytest.mark.slow
def test_another_process_paints_the_layers_of_every_proof_byte_for_byte(
    afternoon: Afternoon, tmp_path: Path
) -> None:
    release = afternoon.release
    with afternoon.plane.window() as http:
        for sha256 in named_assets(release.contract):
            (tmp_path / sha256).write_bytes(http.get(f"/api/v1/assets/{sha256}").content)
        body = http.get(f"/api/v1/contracts/{release.digest}").content
    (tmp_path / "contract.json").write_bytes(body)
    for proof in release.proofs:
        assert repainted(tmp_path, proof["aspect"]) == painted(proof)


@pytest.fixture(scope="module")
def ran(
    afternoon: Afternoon,
    prefect_server: None,
    talk: Talk,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Ran]:
    """Dan's run in the style that Ada published."""
    from prefect.settings import PREFECT_API_URL

    address = f"{STYLE}@{afternoon.release.version}"
    environment = {
        "PREFECT_API_URL": str(PREFECT_API_URL.value()),
        "REELWRIGHT_STYLE_PLANE_URL": afternoon.plane.url,
        "REELWRIGHT_STYLE_PLANE_USAGE_TOKEN": USAGE_TOKEN,
    }
    command = Command(tmp_path_factory.mktemp("dan") / "home", environment)
    run = Ran(command.home, command.clip(talk, "--style", address))
    yield run
    run.close()


@pytest.mark.slow
def test_a_producers_run_pins_the_version_and_its_plane_hears_of_it(
    afternoon: Afternoon, ran: Ran
) -> None:
    release = afternoon.release
    assert ran.receipt["style"]["digest"] == release.digest
    with afternoon.plane.window("ada") as http:
        page = http.get(f"/styles/{STYLE}/versions/{release.version}")
    assert "1 run, 1 output delivered" in page.text
    assert ran.receipt["run"] in page.text


@pytest.mark.slow
def test_what_the_run_pinned_paints_the_layers_of_the_proof(
    afternoon: Afternoon, ran: Ran, tmp_path: Path
) -> None:
    (tmp_path / "contract.json").write_bytes(ran.read(ran.pin.contract))
    for sha256, ref in ran.pin.assets.items():
        (tmp_path / sha256).write_bytes(ran.read(ref))
    (tall,) = [proof for proof in afternoon.release.proofs if proof["aspect"] == "9:16"]
    assert repainted(tmp_path, "9:16") == painted(tall)


@pytest.mark.slow
def test_flat_areas_of_the_decoded_video_have_the_styles_colour(ran: Ran) -> None:
    plan = ran.plan
    compared = 0
    with av.open(ran.receipt["outputs"][0]["path"]) as file:
        for number, frame in enumerate(file.decode(video=0)):
            page = resting(plan, float(number * 1000 / fps(plan.rate)))
            if page is None:
                continue
            off = plate_beside_words(page, plan, frame).astype(int) - NAVY
            assert np.abs(off.mean(axis=(0, 1))).max() <= NEAR, number
            assert np.mean(np.abs(off) > NEAR) < GRAIN, number
            compared += 1
    assert compared > 30


def resting(plan: RenderPlan, now: float) -> CaptionPage | None:
    """The card that stands on the picture and neither comes nor goes."""
    for page in plan.captions.pages:
        if page.start_ms + MOVING_MS <= now < page.end_ms - MOVING_MS:
            return page
    return None


def plate_beside_words(page: CaptionPage, plan: RenderPlan, frame: av.VideoFrame) -> Pixels:
    """What a frame shows of a card's plate to the left of its words, away from edges and corners."""
    (plate,) = page.block.plates
    pad = plan.captions.look.plate.pad_x * page.block.em
    left, right = round(plate.x) + EDGE, round(plate.x + pad) - EDGE
    top, bottom = (round(plate.y + plate.height * share) for share in (0.4, 0.6))
    pixels = np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
    return pixels[top:bottom, left:right]


def repainted(folder: Path, aspect: str) -> dict[str, str]:
    """Digests of the plan and the layers of a proof that a fresh process paints."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.style_plane.repaint"),
            *(str(folder / "contract.json"), str(folder), aspect, "en"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


def painted(proof: dict[str, Any]) -> dict[str, str]:
    return {"plan": proof["plan"], "layers": proof["layers"]}
