"""A style that masks swear words masks them wherever a run writes what is said."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from deployments.demo.talk import Talk
from schemas.enhancement import EnhancementPlan
from schemas.runs import Composed
from tasks.settings import Settings
from tasks.tools.runs.context import Workshop
from tests.flows.conftest import Command

WORD = re.compile("fuck", re.IGNORECASE)
MASK = json.dumps({"subtitles": {"profanity": "mask"}})


@pytest.fixture(scope="module")
def sworn(shared: Command, talk: Talk, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Arguments for a talk in which every third word swears."""
    captions = tmp_path_factory.mktemp("sworn") / "talk.vtt"
    said = talk.captions.read_text(encoding="utf-8")
    lines = [line if "-->" in line else _sworn(line) for line in said.splitlines()]
    captions.write_text("\n".join(lines) + "\n", encoding="utf-8")
    asked = shared.clip_arguments(talk)
    return [str(captions) if argument == str(talk.captions) else argument for argument in asked]


def _sworn(line: str) -> str:
    """A caption's line; numbers, marks and the head stay as they are."""
    words = line.split()
    if len(words) < 3:
        return line
    return " ".join("fucking" if number % 3 == 1 else word for number, word in enumerate(words))


def written(shared: Command, receipt: dict[str, Any]) -> dict[str, str]:
    """Everything that a run wrote of what is said, by where it stands."""
    shop = Workshop.open(Settings(home=shared.home))
    row = shop.ledger.runs.find(receipt["run"])
    assert row is not None
    ref = Composed.model_validate(row.composed).enhancement
    plan = EnhancementPlan.model_validate_json(shop.store.read(ref))
    shop.ledger.close()
    output = receipt["outputs"][0]
    beside = Path(output["path"])
    return {
        "title": plan.clips[0].title,
        "hook": plan.clips[0].hook,
        "words": " ".join(word.text for word in plan.clips[0].words),
        "receipt": output["title"],
        **{end: beside.with_suffix(f".{end}").read_text("utf-8") for end in ("srt", "vtt", "json")},
    }


@pytest.mark.slow
def test_a_style_that_masks_masks_titles_captions_and_what_it_is_posted_with(
    sworn: list[str], shared: Command
) -> None:
    plain = shared(*sworn)
    assert plain.returncode == 0, plain.stderr
    said = written(shared, json.loads(plain.stdout))
    assert all(WORD.search(text) for text in said.values()), said

    quiet = shared(*sworn, "--override", MASK)
    assert quiet.returncode == 0, quiet.stderr
    masked = written(shared, json.loads(quiet.stdout))
    assert not {where: text for where, text in masked.items() if WORD.search(text)}
    assert all("f******" in text.lower() for text in masked.values()), masked
    jobs = {job["stage"]: job["attached"] for job in json.loads(quiet.stdout)["jobs"]}
    assert jobs["plan"] and not jobs["enhance"] and not jobs["describe"]
