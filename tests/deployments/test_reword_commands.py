"""`words` and `reword`: what is written is seen by number, corrected, and kept for the recording."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deployments.cli import app
from flows.wishes import edits_ref
from schemas.rewording import WordEdits
from tests.runs import SOURCE, analysed, workshop

RUN = CliRunner()


def test_a_word_is_written_otherwise_for_every_later_run(home: Path) -> None:
    shop = workshop(home)
    run_id = analysed(shop)
    shown = json.loads(RUN.invoke(app, ["words", run_id, "clip-01", "--json"]).stdout)
    first, second = shown[0]["words"][:2]
    assert first["heard"] == first["written"]
    done = RUN.invoke(app, ["reword", run_id, f"{first['word']}=OpenAI", f"{second['word']}="])
    assert done.exit_code == 0, done.output
    assert f"reelwright rerun {run_id}" in done.stdout
    again = json.loads(RUN.invoke(app, ["words", run_id, "clip-01", "--json"]).stdout)
    assert [word["written"] for word in again[0]["words"][:2]] == ["OpenAI", ""]
    plain = RUN.invoke(app, ["words", run_id]).stdout
    assert "OpenAI" in plain and f"reelwright reword {run_id}" in plain

    ref = edits_ref(shop, SOURCE)
    assert ref is not None
    kept = WordEdits.model_validate_json(shop.store.read(ref))
    assert [(edit.before, edit.text) for edit in kept.items] == [
        (first["heard"], "OpenAI"),
        (second["heard"], ""),
    ]
    assert edits_ref(shop, "6" * 64) is None


def test_a_word_that_gets_its_own_text_back_is_not_corrected(home: Path) -> None:
    shop = workshop(home)
    run_id = analysed(shop)
    heard = json.loads(RUN.invoke(app, ["words", run_id, "--json"]).stdout)[0]["words"][0]
    RUN.invoke(app, ["reword", run_id, f"{heard['word']}=Other"])
    assert edits_ref(shop, SOURCE) is not None
    RUN.invoke(app, ["reword", run_id, f"{heard['word']}={heard['heard']}"])
    assert edits_ref(shop, SOURCE) is None


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("reword", "latest", "OpenAI"), "NUMBER=TEXT"),
        (("reword", "latest", "x=OpenAI"), "NUMBER=TEXT"),
        (("reword", "latest", "99999=OpenAI"), "has the words 0 to"),
        (("reword", "latest", "0=" + "x" * 81), "80 characters"),
        (("words", "latest", "clip-99"), "it has clip-01"),
    ],
)
def test_what_cannot_be_corrected_so_says_why(
    arguments: tuple[str, ...], why: str, home: Path
) -> None:
    analysed(workshop(home))
    assert why in str(RUN.invoke(app, [*arguments]).exception)


@pytest.mark.parametrize("arguments", [("words", "nobody"), ("reword", "nobody", "1=x")])
def test_a_run_that_nobody_knows_is_refused(arguments: tuple[str, ...], home: Path) -> None:
    assert "reelwright show" in str(RUN.invoke(app, [*arguments]).exception)
