"""Files as the stages before a clip leave them."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from schemas.clips import PreparedClip
from schemas.media import Mezzanine
from tasks.analysis.ingest import ingest, open_source
from tasks.analysis.normalize import normalize
from tasks.composition.prepare import prepare
from tasks.stage import StageContext
from tests.recordings import Picture


def normalized(ctx: StageContext, path: Path) -> Mezzanine:
    """A file, ingested and normalized."""
    source = open_source(str(path), ctx.store, ctx.settings, ctx.workdir)
    return ctx.load(normalize.compute(ctx, ingest.compute(ctx, source.ref, 6.0)), Mezzanine)


def proxy_of(ctx: StageContext, mezzanine: Mezzanine) -> Path:
    """The proxy of a clip that is the whole recording."""
    whole = prepare.compute(ctx, "whole", 0, mezzanine.duration_ms, ctx.publish(mezzanine))
    clip = ctx.load(whole, PreparedClip)
    assert clip.proxy is not None
    return ctx.path(clip.proxy)


def shown(ctx: StageContext, mezzanine: Mezzanine) -> list[Picture]:
    """Every frame of that proxy as RGB (height, width, 3)."""
    with av.open(str(proxy_of(ctx, mezzanine))) as file:
        return [f.to_ndarray(format="rgb24").astype(np.uint8) for f in file.decode(video=0)]
