"""The styles that come with Reelwright."""

from __future__ import annotations

import hashlib
import itertools
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import skia

from schemas.style.contract import StyleContract
from schemas.style.overlays import Overlay
from schemas.style.resolve import resolve
from schemas.units import Aspect
from style_plane.access.actor import Actor
from style_plane.assets.store import Assets
from style_plane.database import Database
from style_plane.lint.measure import caption_block
from style_plane.starters import seeding
from style_plane.starters.mark import FILE, wordmark
from style_plane.starters.seeding import STARTERS, contract_of, seed
from style_plane.versions.service import Versions
from tests.style_plane.golden import ASPECTS, EVERY
from tests.style_plane.styles import MINOR, changed

LEAD = Actor.service("lead")


@pytest.fixture
def plane(tmp_path: Path) -> tuple[Versions, Assets]:
    database = Database(f"sqlite:///{tmp_path / 'styles.db'}")
    database.prepare()

    def clock() -> datetime:
        return datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)

    assets = Assets(database, tmp_path / "assets", clock)
    return Versions(database, assets, clock), assets


def test_seeding_twice_is_seeding_once(plane: tuple[Versions, Assets]) -> None:
    first, again = seed(*plane), seed(*plane)
    assert first == again
    assert {style.version for style in first} == {"1.0.0"}
    for style in first:
        assert plane[0].resolve(f"{style.org}/{style.name}@stable").digest == style.digest


def test_every_starter_promises_every_aspect_ratio() -> None:
    for name in STARTERS:
        assert set(contract_of(name).promise) == set(ASPECTS)


def test_starters_differ_in_font_place_and_motion_and_not_only_in_colour() -> None:
    styles = [contract_of(name) for name in STARTERS]
    assert len(styles) >= 4
    for one, other in itertools.combinations(styles, 2):
        for trait in (font_of, place_of, motion_of):
            assert trait(one) != trait(other), (one.title, other.title, trait.__name__)


def font_of(style: StyleContract) -> str:
    return style.brand.fonts[style.subtitles.font].family


def place_of(style: StyleContract) -> tuple[object, ...]:
    place = style.subtitles.placement
    return place.anchor, place.align, place.offset


def motion_of(style: StyleContract) -> str:
    return style.subtitles.emphasis.kind


@pytest.mark.parametrize(("name", "aspect"), EVERY)
def test_nothing_that_stays_overlaps_the_captions(name: str, aspect: Aspect) -> None:
    style = resolve(contract_of(name), aspect)
    top, bottom = caption_block(style.subtitles, style.pacing.max_lines, aspect)
    for item in style.overlays:
        if item.kind != "end_card" and item.span.anchor != "cover":
            assert item.box.y + item.box.height <= top or item.box.y >= bottom, item.id


@pytest.mark.parametrize(("name", "aspect"), EVERY)
def test_overlays_of_a_starter_do_not_overlap_each_other(name: str, aspect: Aspect) -> None:
    items = [
        item for item in resolve(contract_of(name), aspect).overlays if item.kind != "end_card"
    ]
    for one, other in itertools.combinations(items, 2):
        together = (one.span.anchor == "cover") == (other.span.anchor == "cover")
        assert not together or apart(one, other), (one.id, other.id)


def apart(one: Overlay, other: Overlay) -> bool:
    a, b = one.box, other.box
    beside = a.x + a.width <= b.x or b.x + b.width <= a.x
    return beside or a.y + a.height <= b.y or b.y + b.height <= a.y


def test_a_changed_starter_becomes_the_next_version_and_stable(
    plane: tuple[Versions, Assets], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seed(*plane)
    release(monkeypatch, tmp_path)
    assert seed(*plane)[0].version == "1.1.0"
    assert plane[0].resolve("reelwright/bold@stable").version == "1.1.0"


def test_a_new_release_leaves_stable_where_a_person_put_it(
    plane: tuple[Versions, Assets], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seed(*plane)
    versions = plane[0]
    own = StyleContract.model_validate(changed(contract_of("bold"), {"title": "Ours"}))
    version = versions.publish(LEAD, "reelwright", "bold", own)[0].version
    versions.move(LEAD, "reelwright", "bold", "stable", version, reason="our look")
    release(monkeypatch, tmp_path)
    seed(*plane)
    assert versions.resolve("reelwright/bold@stable").version == version
    assert versions.resolve("reelwright/bold@latest").version == "1.1.0"


def release(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """A later release, whose bold starter is louder or quieter."""
    later = StyleContract.model_validate(changed(contract_of("bold"), MINOR))
    (folder / "bold.json").write_text(later.model_dump_json())
    (folder / FILE.name).write_bytes(FILE.read_bytes())
    monkeypatch.setattr(seeding, "HERE", folder)
    monkeypatch.setattr(seeding, "STARTERS", ("bold",))


def test_the_wordmark_is_what_its_function_draws() -> None:
    pixels = [
        np.asarray(skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data)).toarray()).astype(int)
        for data in (FILE.read_bytes(), wordmark())
    ]
    assert pixels[0].shape == pixels[1].shape
    assert np.abs(pixels[0] - pixels[1]).max() <= 8


def test_every_file_of_the_starters_is_used(plane: tuple[Versions, Assets]) -> None:
    seeded = {hashlib.sha256(path.read_bytes()).hexdigest() for path in seeding._files()}
    used = set(itertools.chain.from_iterable(style.assets for style in seed(*plane)))
    assert seeded == used
