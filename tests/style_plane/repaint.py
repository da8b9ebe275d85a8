"""Paints a proof's plan again, in a process of its own, from nothing but a style's files.

    python -m tests.style_plane.repaint CONTRACT FOLDER 9:16 en

CONTRACT are the published bytes, FOLDER holds the style's assets by sha256. Prints JSON: the digest
of the plan, and `layers`, the digest of what the production painter draws of it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import cast

from schemas.base import digest_of
from schemas.style.contract import StyleContract, named_assets
from schemas.units import Aspect
from style_plane.previews.frames import layers_digest
from style_plane.previews.painting import film_frames
from style_plane.previews.scenes import text_in, words_of
from tasks.tools.drawing.painter import Painter
from tasks.tools.drawing.proof import logo_loader, plan_of_words


def repaint(contract: StyleContract, folder: Path, aspect: Aspect, language: str) -> dict[str, str]:
    """Digests of a proof's plan and of its layers."""
    files = {sha256: folder / sha256 for sha256 in named_assets(contract)}
    text = text_in(language)
    plan, _ = plan_of_words(
        contract,
        aspect,
        files,
        files,
        words=words_of(text),
        title=text.title,
        language=text.language,
    )
    layers = layers_digest(Painter(plan, logo_loader(files)), film_frames(plan))
    return {"plan": digest_of(plan), "layers": layers}


def main(contract: str, folder: str, aspect: str, language: str) -> None:
    """What the command line says, done."""
    style = StyleContract.model_validate_json(Path(contract).read_bytes())
    print(json.dumps(repaint(style, Path(folder), cast(Aspect, aspect), language)))


if __name__ == "__main__":
    main(*sys.argv[1:])
