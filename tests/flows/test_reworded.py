"""A corrected word is on the picture and in the caption files, in every style."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.stages import Stage
from tests.flows.conftest import OTHER_STYLE, Calm, Command, attached, printed


@pytest.mark.slow
def test_a_corrected_word_survives_another_style(
    calm: Calm, shared: Command, tmp_path: Path
) -> None:
    run = calm.receipt["run"]
    (clip,) = printed(shared("words", run, "--json"))
    word = clip["words"][2]
    printed(shared("reword", run, f"{word['word']}=Reelwright", "--json"))
    out = str(tmp_path / "again")
    again = printed(shared("rerun", run, "--style", OTHER_STYLE, "--json", "--out", out))
    (output,) = again["outputs"]
    for ending in (".srt", ".vtt"):
        assert "Reelwright" in Path(output["path"]).with_suffix(ending).read_text("utf-8")
    kept = [stage.value for stage in Stage if stage.ordinal < Stage.REVIEW.ordinal]
    assert all(attached(again)[stage] for stage in kept)
    assert not attached(again)["enhance"]
