"""Proofs: painted once, byte-equal everywhere, and never of a style with missing glyphs."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import av
import pytest
import skia
from sqlmodel import select

from schemas.style.contract import StyleContract
from style_plane.access.actor import Actor
from style_plane.assets.store import Assets
from style_plane.audit.chain import entries
from style_plane.database import Database
from style_plane.errors import UnauthenticatedError, WriteForbiddenError
from style_plane.previews.errors import UnknownProofError
from style_plane.previews.painting import film_frames
from style_plane.previews.proofs import Proofs, proof_key, wanted
from style_plane.previews.studio import staged
from style_plane.previews.tables import ProofRow
from style_plane.versions.proving import Standing
from tests.style_plane.people import an_actor
from tests.style_plane.previews.conftest import noon
from tests.style_plane.styles import changed

AUTHOR = an_actor("read", "draft")
PAINT_ELSEWHERE = """
import json, sys
from pathlib import Path
from schemas.renders import RenderPlan
from style_plane.previews.frames import layers_digest
from style_plane.previews.painting import film_frames
from tasks.tools.drawing.painter import Painter
plan = RenderPlan.model_validate_json(Path(sys.argv[1]).read_text())
files = json.loads(sys.argv[2])
painter = Painter(plan, lambda ref: Path(files[ref.sha256]).read_bytes())
print(layers_digest(painter, film_frames(plan)))
"""


@pytest.fixture
def proofs(shelved: tuple[Database, Assets], tmp_path: Path) -> Proofs:
    database = Database(f"sqlite:///{tmp_path / 'proofs.db'}")
    database.prepare()
    return Proofs(database, shelved[1], tmp_path / "proofs", noon)


@pytest.fixture
def single(contract: StyleContract) -> StyleContract:
    """A style with one proof that is soon painted."""
    return altered(contract, {"promise": ["1:1"], "overlays": []})


def altered(contract: StyleContract, patch: dict[str, object]) -> StyleContract:
    document = changed(contract, patch)
    document["aspects"] = {
        name: value for name, value in document["aspects"].items() if name in document["promise"]
    }
    return StyleContract.model_validate(document)


def test_there_is_a_proof_for_every_promised_aspect_and_language(
    contract: StyleContract,
) -> None:
    many = altered(contract, {"promise": ["9:16", "16:9"], "languages": ["en", "de", "fr"]})
    found = [(aspect, language) for _, aspect, language in wanted(many)]
    assert found == [(ratio, code) for ratio in ("9:16", "16:9") for code in ("en", "de", "fr")]
    assert len({key for key, _, _ in wanted(many)}) == 6


@pytest.mark.parametrize(
    ("patch", "moves"),
    [
        ({"description": "Another sentence."}, False),
        ({"audio": {"loudness": -18}}, False),
        ({"visual": {"reframe": {"headroom": 20}}}, False),
        ({"aspects": {"16:9": {"subtitles": {"size": 5}}}}, False),
        ({"aspects": {"9:16": {"subtitles": {"size": 5}}}}, True),
        ({"subtitles": {"size": 5}}, True),
        ({"pacing": {"max_chars_per_line": 11}}, True),
        ({"brand": {"palette": {"accent": "#00FF00FF"}}}, True),
        ({"slots": {"offer": {"title": "Another offer"}}}, True),
        ({"slots": {"offer": {"max_chars": 3}}}, True),
        ({"slots": {"offer": {"required": True}}}, False),
    ],
)
def test_a_key_moves_exactly_with_what_the_proof_shows(
    contract: StyleContract, patch: dict[str, object], moves: bool
) -> None:
    slotted = StyleContract.model_validate(
        changed(contract, {"slots": {"offer": {"title": "Offer"}}})
    )
    before = proof_key(slotted, "9:16", "en")
    after = proof_key(StyleContract.model_validate(changed(slotted, patch)), "9:16", "en")
    assert (before != after) is moves


def test_a_proof_is_painted_and_stays(proofs: Proofs, single: StyleContract) -> None:
    (asked,) = proofs.request(AUTHOR, "acme", single)
    assert (asked.state, asked.progress, asked.frames) == ("queued", 0, ())
    assert proofs.paint_next() is True
    assert proofs.paint_next() is False
    (done,) = proofs.of(single)
    assert (done.state, done.progress, len(done.frames)) == ("done", 1, 3)
    for frame in done.frames:
        data = proofs.file(frame.sha256)
        assert hashlib.sha256(data).hexdigest() == frame.sha256
        image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))
        assert (image.width(), image.height()) == (1080, 1080)
    assert done.film is not None
    with av.open(io.BytesIO(proofs.file(done.film)), "r") as film:
        assert sum(1 for _ in film.decode(video=0)) == 120
    again = proofs.request(AUTHOR, "acme", altered(single, {"title": "Renamed"}))
    assert again == (done,)
    assert proofs.paint_next() is False


def carded(single: StyleContract, text: str = "{title}") -> StyleContract:
    """The same with a title card."""
    box = {"x": 8, "y": 50, "width": 84, "height": 30}
    card = {"id": "card", "kind": "title", "text": text, "box": box, "span": {"anchor": "cover"}}
    return altered(single, {"overlays": [card]})


def test_a_proof_shows_the_cover_where_there_is_one(proofs: Proofs, single: StyleContract) -> None:
    style = carded(single)
    assert wanted(style) != wanted(single)
    proofs.request(AUTHOR, "acme", style)
    proofs.paint_next()
    (proof,) = proofs.of(style)
    assert proof.cover is not None
    data = proofs.file(proof.cover)
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))
    assert (image.width(), image.height()) == (1080, 1080)
    assert proof.cover not in {frame.sha256 for frame in proof.frames}
    proofs.request(AUTHOR, "acme", single)
    proofs.paint_next()
    assert [plain.cover for plain in proofs.of(single)] == [None]


def test_a_cover_with_missing_glyphs_fails_its_proof(proofs: Proofs, single: StyleContract) -> None:
    style = carded(single, "ชื่อ")
    proofs.request(AUTHOR, "acme", style)
    proofs.paint_next()
    (proof,) = proofs.of(style)
    assert proof.state == "failed"
    assert "U+0E" in proof.warnings[0]


@pytest.mark.slow
def test_the_painter_gives_the_same_layers_in_another_process(
    proofs: Proofs, contract: StyleContract, shelf: Assets, tmp_path: Path
) -> None:
    single = altered(contract, {"promise": ["1:1"]})
    proofs.request(AUTHOR, "acme", single)
    proofs.paint_next()
    (proof,) = proofs.of(single)
    stage = staged(shelf, single, "1:1", "en")
    plan = tmp_path / "plan.json"
    plan.write_text(stage.plan.model_dump_json())
    images = [item.image.image.sha256 for item in stage.plan.overlays if item.image]
    files = json.dumps({sha256: str(shelf.path(sha256)) for sha256 in images})
    command = [sys.executable, "-c", PAINT_ELSEWHERE, str(plan), files]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert said.stdout.strip() == proof.layers
    assert len(film_frames(stage.plan)) == 120


def test_a_proof_of_missing_glyphs_fails_and_says_which(
    proofs: Proofs, single: StyleContract
) -> None:
    thai = altered(single, {"languages": ["th"]})
    proofs.request(AUTHOR, "acme", thai)
    proofs.paint_next()
    (proof,) = proofs.of(thai)
    assert proof.state == "failed"
    assert "U+0E" in proof.warnings[0]
    assert proof.film is None
    (flaw,) = proofs.standing(thai).flaws
    assert flaw.startswith("The proof in ")
    assert proof.warnings[0] in flaw


def test_how_far_proofs_are_is_told(proofs: Proofs, single: StyleContract) -> None:
    assert proofs.standing(single) == Standing(missing=1)
    proofs.request(AUTHOR, "acme", single)
    assert proofs.standing(single) == Standing(waiting=1)
    proofs.paint_next()
    assert proofs.standing(single) == Standing(painted=1)


def test_a_failed_proof_may_be_asked_for_again(proofs: Proofs, single: StyleContract) -> None:
    thai = altered(single, {"languages": ["th"]})
    proofs.request(AUTHOR, "acme", thai)
    proofs.paint_next()
    (again,) = proofs.request(AUTHOR, "acme", thai)
    assert (again.state, again.warnings) == ("queued", ())


def no_lut(shelf: Assets, contract: StyleContract) -> StyleContract:
    """A style whose LUT is a font."""
    font = contract.brand.fonts["body"].sha256
    look = {"brand": {"luts": {"film": {"sha256": font}}}, "visual": {"lut": "film"}}
    return altered(contract, {"promise": ["1:1"], "overlays": []} | look)


def test_a_lut_that_is_none_fails_the_proof_and_says_so(
    proofs: Proofs, shelf: Assets, contract: StyleContract
) -> None:
    style = no_lut(shelf, contract)
    proofs.request(AUTHOR, "acme", style)
    assert proofs.paint_next() is True
    (proof,) = proofs.of(style)
    assert proof.state == "failed"
    assert "LUT" in proof.warnings[0]
    assert proofs.paint_next() is False


def test_a_proof_that_breaks_the_painter_fails_and_the_next_is_painted(
    proofs: Proofs, single: StyleContract, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise MemoryError("no room")

    proofs.request(AUTHOR, "acme", single)
    with monkeypatch.context() as patch:
        patch.setattr("style_plane.previews.proofs.paint_proof", breaks)
        assert proofs.paint_next() is True
    (proof,) = proofs.of(single)
    assert (proof.state, proofs.paint_next()) == ("failed", False)
    assert "MemoryError: no room" in proof.warnings[0]
    proofs.request(AUTHOR, "acme", single)
    assert proofs.of(single)[0].state == "queued"


def test_a_proof_whose_files_are_gone_is_painted_again(
    proofs: Proofs, single: StyleContract, tmp_path: Path
) -> None:
    proofs.request(AUTHOR, "acme", single)
    proofs.paint_next()
    (done,) = proofs.of(single)
    for path in (tmp_path / "proofs").rglob(done.frames[0].sha256):
        path.unlink()
    with pytest.raises(UnknownProofError):
        proofs.file(done.frames[0].sha256)
    proofs.request(AUTHOR, "acme", single)
    assert proofs.paint_next() is True
    assert proofs.of(single)[0].layers == done.layers
    assert proofs.file(done.frames[0].sha256)


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = noon()

    def __call__(self) -> datetime:
        return self.now


def test_another_painter_takes_over_only_from_a_dead_one(
    shelved: tuple[Database, Assets], single: StyleContract, tmp_path: Path
) -> None:
    database, clock = Database(f"sqlite:///{tmp_path / 'proofs.db'}"), Clock()
    database.prepare()
    proofs = Proofs(database, shelved[1], tmp_path / "proofs", clock)
    proofs.request(AUTHOR, "acme", single)
    with database.writing() as session:  # a painter began and was killed
        row = session.exec(select(ProofRow)).one()
        row.state, row.touched_at = "running", clock().isoformat(timespec="microseconds")
        session.add(row)
    clock.now += timedelta(seconds=10)
    assert proofs.paint_next() is False
    clock.now += timedelta(minutes=1)
    assert proofs.paint_next() is True
    assert proofs.of(single)[0].state == "done"


@pytest.mark.parametrize(
    ("actor", "error"),
    [
        (an_actor("read"), WriteForbiddenError),
        (an_actor("draft", org="other"), WriteForbiddenError),
        (Actor.nobody(), UnauthenticatedError),
    ],
)
def test_who_may_not_draft_asks_for_no_proofs(
    proofs: Proofs, single: StyleContract, actor: Actor, error: type[Exception]
) -> None:
    with pytest.raises(error):
        proofs.request(actor, "acme", single)
    assert proofs.of(single) == ()


def test_asking_is_in_the_audit_log_once(
    shelved: tuple[Database, Assets], single: StyleContract, tmp_path: Path
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'proofs.db'}")
    database.prepare()
    proofs = Proofs(database, shelved[1], tmp_path / "proofs", noon)
    for _ in range(3):
        proofs.request(AUTHOR, "acme", single)
    with database.reading() as session:
        assert [item.action for item in entries(session)] == ["proofs.requested"]
