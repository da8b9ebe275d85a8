"""Finished files -> where people find them."""

from __future__ import annotations

from pathlib import Path

from schemas.artifacts import Blob, Ref
from schemas.outputs import Card, Published, RenderedShort, Sidecars, Thumbnail
from schemas.stages import Stage
from tasks.delivery.publish.base import Finished, Publisher
from tasks.delivery.publish.folder import FolderPublisher
from tasks.stage import StageContext, stage
from tasks.tools.artifacts.local import sha256_of
from tasks.tools.runs.folder import write_json

PUBLISHERS: dict[str, Publisher] = {"folder": FolderPublisher()}


def _still_there(published: Published) -> bool:
    return PUBLISHERS[published.publisher].still_there(published)


@stage(Stage.PUBLISH, revision=4, still_holds=_still_there)
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
        "srt": _finished(ctx, captions.srt),
        "vtt": _finished(ctx, captions.vtt),
        "ass": _finished(ctx, captions.ass),
        "jpg": _finished(ctx, picture.image),
        **{f"{n}.jpg": _finished(ctx, other) for n, other in enumerate(picture.others, 2)},
        "webp": _finished(ctx, picture.moving),
        "json": _card_file(ctx.workdir, card),
        "mp4": _finished(ctx, short.video),
    }
    published = PUBLISHERS["folder"].publish(name, files, target)

    return ctx.publish(published)


def _finished(ctx: StageContext, ref: Ref[Blob]) -> Finished:
    return Finished(ctx.path(ref), ref.sha256)


def _card_file(workdir: Path, card: Card) -> Finished:
    path = workdir / "card.json"
    write_json(path, card)
    return Finished(path, sha256_of(path))
