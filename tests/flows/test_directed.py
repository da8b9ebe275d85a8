"""A shot that somebody wants shown otherwise is so in every later run and style; nothing else moves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from schemas.stages import Stage
from tests.flows.conftest import OTHER_STYLE, Calm, Command, attached, printed

REDONE = {Stage.REFRAME, Stage.STITCH, Stage.COMPOSE, Stage.RENDER, Stage.FINALIZE, Stage.THUMBNAIL}
"""What looks at the picture; the words and their files attach."""


def shots(command: Command, run: str) -> list[dict[str, Any]]:
    (clip,) = printed(command("shots", run, "--json"))["clips"].values()
    return [shot["shown"]["9:16"] for shot in clip]


@pytest.mark.slow
def test_a_directed_shot_survives_reruns_and_styles_until_it_is_given_back(
    calm: Calm, shared: Command, tmp_path: Path
) -> None:
    run = calm.receipt["run"]
    usual = shots(shared, run)
    assert usual[0]["layout"] != "whole"
    printed(shared("frame", run, "clip-01:1=whole", "--json"))

    again = printed(shared("rerun", run, "--json", "--out", str(tmp_path / "again")))
    ran = {name.split()[0] for name, kept in attached(again).items() if not kept}
    assert ran - {Stage.PUBLISH} == REDONE
    shown = shots(shared, again["run"])
    assert (shown[0]["layout"], shown[0]["wish"], shown[0]["unmet"]) == ("whole", "whole", "")
    assert shown[1:] == usual[1:]

    other = ("--style", OTHER_STYLE, "--json", "--out", str(tmp_path / "other"))
    styled = printed(shared("rerun", again["run"], *other))
    assert shots(shared, styled["run"])[0]["wish"] == "whole"
    for stage in ("prepare clip-01", "track_faces clip-01"):
        assert attached(styled)[stage]

    printed(shared("frame", run, "clip-01:1=auto", "--json"))
    back = printed(shared("rerun", run, "--json", "--out", str(tmp_path / "back")))
    assert all(kept for name, kept in attached(back).items() if not name.startswith("publish"))
    assert shots(shared, back["run"]) == usual
