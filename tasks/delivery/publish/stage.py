"""Finished files -> where people find them."""

from __future__ import annotations

import json
from pathlib import Path

from schemas.artifacts import Ref
from schemas.outputs import Card, Published, RenderedShort, Sidecars, Thumbnail
from schemas.stages import Stage
from tasks.delivery.publish.base import Publisher
from tasks.delivery.publish.folder import FolderPublisher
from tasks.stage import StageContext, stage

PUBLISHERS: dict[str, Publisher] = {"folder": FolderPublisher()}


def _still_there(published: Published) -> bool:
    return PUBLISHERS[published.publisher].still_there(published)


@stage(Stage.PUBLISH, revision=1, still_holds=_still_there)
def publish(
    ctx: StageContext,
    name: str,
    rendered: Ref[RenderedShort],
    sidecars: Ref[Sidecars],
    image: Ref[Thumbnail],
    card: Card,
    target: str,
) -> Ref[Published]:
    """Put one output's files into `target` (an absolute folder), under `name`."""
    short = ctx.load(rendered, RenderedShort)
    captions = ctx.load(sidecars, Sidecars)
    picture = ctx.load(image, Thumbnail)

    files = {
        "srt": ctx.path(captions.srt),
        "vtt": ctx.path(captions.vtt),
        "jpg": ctx.path(picture.image),
        "json": _card_file(ctx.workdir, card),
        "mp4": ctx.path(short.video),
    }
    published = PUBLISHERS["folder"].publish(name, files, target)

    return ctx.publish(published)


def _card_file(workdir: Path, card: Card) -> Path:
    path = workdir / "card.json"
    path.write_text(json.dumps(card.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n")
    return path
