"""Proof pictures: a style over a photograph, drawn by the painter that draws the shorts.

Kept in a folder by contract digest, aspect ratio and engine; the folder may be emptied at any time.
"""

from __future__ import annotations

import asyncio
import tempfile
from importlib.util import find_spec
from pathlib import Path

import skia

from schemas.renders import ENGINE
from schemas.style.contract import StyleContract
from schemas.units import ASPECT_SIZES, Aspect, Sha256
from style_plane.assets.store import Assets
from style_plane.versions.service import Versions
from tasks.tools.drawing.proof import paint_still

WEBP = "image/webp"
QUALITY = 88
HEIGHT = 960
"""Pixels of an upright proof; the others get the same share of their output."""
FACE = (0.44, 0.2)
"""Where the face of the photograph is, as shares of its sides."""


class Proofs:
    """Draws each proof once; one at a time, so that the API stays quick meanwhile."""

    def __init__(self, versions: Versions, assets: Assets, folder: Path) -> None:
        self._versions, self._assets, self._folder = versions, assets, folder
        self._turn = asyncio.Lock()

    async def picture(self, digest: Sha256, aspect: Aspect) -> bytes:
        """WebP of a published contract in one aspect ratio.

        Raises:
            UnknownBytesError: when nothing was published under the digest.
        """
        path = self._folder / f"{digest}-{aspect.replace(':', 'x')}-{ENGINE}.webp"
        if not path.exists():
            body = await asyncio.to_thread(self._versions.body, digest)
            contract = StyleContract.model_validate_json(body)
            async with self._turn:  # whoever waits here holds no thread
                if not path.exists():
                    _write(path, await asyncio.to_thread(self._draw, contract, aspect))
        return await asyncio.to_thread(path.read_bytes)

    def _draw(self, contract: StyleContract, aspect: Aspect) -> bytes:
        brand = contract.brand
        faces = (*brand.fonts.values(), *brand.fallbacks)
        width, height = ASPECT_SIZES[aspect]
        still = paint_still(
            contract,
            aspect,
            {face.sha256: self._assets.path(face.sha256) for face in faces},
            {logo.sha256: self._assets.path(logo.sha256) for logo in brand.logos.values()},
            ground=photograph(width / height),
            width=round(width * HEIGHT / max(ASPECT_SIZES["9:16"])),
        )
        image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(still))
        return bytes(image.encodeToData(skia.EncodedImageFormat.kWEBP, QUALITY))


def photograph(ratio: float) -> bytes | None:
    """A public domain portrait, cut around its face to width / height = `ratio`; PNG.

    None where the package that brings it is not installed.
    """
    package = find_spec("skimage")
    folder = Path(package.origin).parent if package and package.origin else None
    if folder is None or not (folder / "data" / "astronaut.png").exists():
        return None
    image = skia.Image.open(str(folder / "data" / "astronaut.png"))
    width = min(image.width(), image.height() * ratio)
    height = width / ratio
    x = min(max(0.0, FACE[0] * image.width() - width / 2), image.width() - width)
    y = min(max(0.0, FACE[1] * image.height() - height / 3), image.height() - height)
    part = image.makeSubset(skia.IRect.MakeXYWH(round(x), round(y), int(width), int(height)))
    return bytes(part.encodeToData(skia.EncodedImageFormat.kPNG, 100))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    Path(file.name).replace(path)
