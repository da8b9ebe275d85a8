"""The rooms and cards of the demo's talk, and where its person may stand in each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from deployments.demo.brush import (
    CORAL,
    CREAM,
    HEIGHT,
    MINT,
    NIGHT,
    SAND,
    TEAL,
    WIDTH,
    Brush,
    Colour,
    faded,
)
from deployments.demo.planes import Bytes, Planes, to_yuv
from deployments.demo.script import Shot

LABEL = "Demo footage: public-domain picture, synthetic voices"
DESK = 590
"""First row of the desk in the wide rooms."""
INSET = (806, 96, 394, 528)
"""Left, top, width, height of the window beside a text card."""
_SLIDES: dict[Shot, tuple[str, ...]] = {
    "story": ("1935", "Too much airplane", "One forgotten lock", "No more training", "One card"),
    "numbers": (
        "11% to 0",
        "A list in a hospital",
        "Known steps",
        "Nurses say stop",
        "Eight lives",
    ),
    "rule": (
        "The rule of five",
        "What goes on a list",
        "Easy to skip",
        "Expensive to miss",
        "No more",
    ),
}
"""Large words, heading, lines."""
_COVERS: dict[Shot, tuple[str, str]] = {
    "title": ("Second Look", "Small ideas, long shadows"),
    "end": ("Thank you", "Write one line tonight"),
}
_WHOLE = (0, 0, WIDTH, HEIGHT)
_WOOD = (0xFF8A5A3A, 0xFF4A2C1C)


@dataclass(frozen=True)
class Front:
    """What lies over the person: Y, U, V, alpha, colour multiplied by alpha; at even pixels."""

    left: int
    top: int
    pixels: Bytes


@dataclass(frozen=True)
class Room:
    """A still set. The person is seen inside `window` only: left, top, right, bottom, all even."""

    back: Planes
    window: tuple[int, int, int, int] | None
    front: Front | None = None


def room(shot: Shot) -> Room:
    """Draw the set of a shot; takes a fraction of a second."""
    if shot in _SLIDES:
        left, top, width, height = INSET
        inset = (left, top, left + width, top + height)
        return Room(_done(_slide(*_SLIDES[shot]), NIGHT), inset, _inset_frame())
    if shot in _COVERS:
        return Room(_done(_cover(*_COVERS[shot])), _WHOLE)
    if shot == "sponsor":
        return Room(_done(_sponsor(), NIGHT), None)
    if shot == "close":
        return Room(_done(_close()), _WHOLE)
    draw, microphone = (_library, 720) if shot == "left" else (_window, 470)
    return Room(_done(draw()), (0, 0, WIDTH, DESK), _microphone(microphone))


def _done(brush: Brush, ink: Colour = CREAM) -> Planes:
    brush.text(LABEL, 24, 34, 15, faded(ink, 0.62), "Medium")
    return Planes.of(brush.rgb())


def _close() -> Brush:
    """Out of focus: slats, a lamp, lights far away."""
    brush = Brush()
    brush.box((0, 0, WIDTH, HEIGHT), (0xFF2B6671, 0xFF143642, NIGHT))
    for i in range(9):
        brush.box((40 + i * 46, -40, 20, 820), faded(0xFF9B6A45, 0.5), blur=13)
    random = np.random.default_rng(5)
    for x, y, size in random.uniform((760, 30, 12), (1270, 520, 46), (15, 3)).tolist():
        brush.disc(x, y, size, faded((SAND, CORAL, MINT)[int(x) % 3], 0.2), blur=5)
    brush.glow(1080, 190, 420, faded(SAND, 0.5))
    brush.glow(620, 260, 620, faded(MINT, 0.2))
    _vignette(brush)
    return brush


def _library() -> Brush:
    """A wall with slats and a ring of light at the left, shelves at the right."""
    brush = Brush()
    brush.box((0, 0, WIDTH, HEIGHT), (0xFF2C6571, 0xFF17414D))
    brush.box((60, 0, 560, DESK), 0xFF3A2418)
    for i in range(14):
        brush.box((64 + i * 40, 0, 28, DESK), (0xFFB07B50, 0xFF6E4429), across=True)
    brush.glow(340, 250, 520, faded(SAND, 0.55))
    brush.ring(340, 268, 226, faded(SAND, 0.55), 30, 16)
    brush.ring(340, 268, 226, CREAM, 9)
    for row, top in enumerate((150, 310, 470)):
        _shelf(brush, 760, top, 440, row)
    brush.glow(1120, 90, 330, faded(SAND, 0.35))
    _desk(brush)
    _vignette(brush)
    return brush


def _shelf(brush: Brush, left: int, top: int, width: int, seed: int) -> None:
    random, x = np.random.default_rng(20 + seed), left + 14
    colours = (CORAL, SAND, MINT, CREAM, 0xFF3F7FA6, 0xFF7A4E8C, 0xFF2E8B7A)
    while x < left + width - 120:
        wide, high = int(random.integers(15, 34)), int(random.integers(62, 112))
        colour = faded(colours[int(random.integers(len(colours)))], 1)
        brush.box((x, top - high, wide, high), colour, radius=2)
        brush.box((x, top - high + 12, wide, 5), faded(NIGHT, 0.35))
        brush.box((x + wide - 4, top - high, 4, high), faded(NIGHT, 0.25))
        x += wide + 2
    if seed == 1:
        _plant(brush, left + width - 60, top, 0.62)
    else:
        brush.disc(left + width - 62, top - 34, 34, (0xFFB9DDE5, NIGHT, CORAL)[seed])
        brush.disc(left + width - 72, top - 44, 10, faded(CREAM, 0.45), blur=4)
    brush.box((left, top, width, 15), (0xFFA8734A, 0xFF5D3A24))
    brush.box((left, top + 15, width, 16), (faded(NIGHT, 0.45), faded(NIGHT, 0)))


def _window() -> Brush:
    """A city at dusk behind glass, a plant at the left."""
    brush = Brush()
    brush.box((0, 0, WIDTH, HEIGHT), (0xFF244E5C, 0xFF163743))
    brush.box((250, 40, 930, 500), 0xFF0E222C, radius=8)
    brush.box((266, 56, 898, 468), (0xFF27406F, 0xFF8A5B86, 0xFFF29E6B))
    brush.disc(1040, 150, 36, 0xFFFBEFD0)
    brush.glow(1040, 150, 170, faded(CREAM, 0.4))
    _skyline(brush)
    for x in (560, 860):
        brush.box((x, 56, 14, 468), 0xFF0E222C)
    brush.box((236, 536, 958, 20), (0xFF3B6570, 0xFF1B3B46))
    brush.glow(640, 600, 560, faded(CORAL, 0.16))
    _plant(brush, 130, DESK + 6, 1.7)
    _desk(brush)
    _vignette(brush)
    return brush


def _skyline(brush: Brush) -> None:
    random, x = np.random.default_rng(9), 266
    while x < 1164:
        wide, high = int(random.integers(46, 92)), int(random.integers(80, 270))
        wide = min(wide, 1164 - x)
        brush.box((x, 524 - high, wide, high), (0xFF2A2E4E, 0xFF1A2036))
        for column in range(x + 8, x + wide - 10, 15):
            for row in range(524 - high + 12, 514, 22):
                if random.random() < 0.36:
                    brush.box((column, row, 7, 10), faded(SAND, 0.8))
        x += wide


def _plant(brush: Brush, x: float, base: float, size: float) -> None:
    for degrees, length, colour in (
        (-58, 92, 0xFF2F7D5B), (52, 96, 0xFF2A6F52), (-34, 124, 0xFF3B9469), (30, 128, 0xFF338A60),
        (-10, 146, 0xFF46A678), (12, 138, 0xFF3E9A6D),
    ):  # fmt: skip
        brush.leaf(x, base - 46 * size, length * size, degrees, colour)
    brush.box(
        (x - 32 * size, base - 54 * size, 64 * size, 54 * size),
        (CREAM, 0xFFB9AE98),
        radius=9 * size,
    )


def _desk(brush: Brush) -> None:
    brush.box((0, DESK, WIDTH, HEIGHT - DESK), _WOOD)
    brush.box((0, DESK, WIDTH, 7), 0xFFC58F62)
    random = np.random.default_rng(2)
    for y in random.uniform(DESK + 16, HEIGHT, 22):
        start = float(random.uniform(-200, 900))
        brush.box((start, float(y), 560, 1.4), faded(NIGHT, 0.16))
    brush.disc(1040, DESK + 72, 34, faded(NIGHT, 0.45), blur=8)
    brush.box((1010, DESK + 14, 56, 60), (CREAM, 0xFFBDB29B), radius=10)
    brush.box((140, DESK + 74, 240, 14), faded(NIGHT, 0.5), radius=6, blur=6)
    brush.box((148, DESK + 58, 220, 22), CORAL, radius=4)
    brush.box((160, DESK + 38, 196, 20), MINT, radius=4)


def _microphone(x: int) -> Front:
    """It stands on the desk, in front of whoever passes."""
    left, top = x - 60, DESK - 166
    brush = Brush(120, 166)
    brush.line(60, 166, 60, 96, 0xFF23282E, 8)
    brush.box((32, 4, 56, 98), (0xFF59636D, 0xFF22282F, 0xFF3D464F), radius=28, across=True)
    for y in range(18, 66, 9):
        brush.line(40, y, 80, y, faded(CREAM, 0.3), 2.4)
    brush.box((32, 70, 56, 8), SAND)
    return Front(left, top, _layer(brush))


def _slide(big: str, heading: str, *lines: str) -> Brush:
    """A text card at the left, a studio window for the person at the right."""
    brush = Brush()
    brush.box((0, 0, WIDTH, HEIGHT), (0xFFF4ECDC, 0xFFE6DAC3))
    brush.disc(90, 690, 260, faded(MINT, 0.35))
    brush.disc(720, 40, 150, faded(SAND, 0.4))
    left, top, width, height = INSET
    brush.box((left - 2, top + 12, width + 4, height), faded(NIGHT, 0.4), radius=30, blur=18)
    brush.box((left, top, width, height), (0xFF2F6F7B, 0xFF143B47), radius=28)
    brush.glow(left + width / 2, top + 190, 250, faded(MINT, 0.35))
    brush.text(heading, 84, 168, 30, 0xFF2B6671, "Bold")
    brush.text(big, 80, 268, 82 if len(big) < 12 else 68, 0xFF10242F, "ExtraBold")
    brush.box((84, 306, 120, 9), CORAL, radius=4)
    for i, line in enumerate(lines):
        y = 392 + i * 82
        brush.disc(106, y - 12, 22, 0xFF1D4B57)
        brush.text(str(i + 1), 99, y - 3, 25, CREAM, "ExtraBold")
        brush.text(line, 150, y, 38, 0xFF10242F, "Bold")
    return brush


def _inset_frame() -> Front:
    """The rounded edge of the window: outside of it the card shows, not the person."""
    left, top, width, height = INSET
    card = Brush()
    card.box((0, 0, WIDTH, HEIGHT), (0xFFF4ECDC, 0xFFE6DAC3))
    card.box((left - 2, top + 12, width + 4, height), faded(NIGHT, 0.4), radius=30, blur=18)
    card.hole((left, top, width, height), 28)
    corner = 60
    pixels = _layer(card)[top + height - corner : top + height, left : left + width]
    return Front(left, top + height - corner, np.ascontiguousarray(pixels))


def _cover(title: str, line: str) -> Brush:
    brush = Brush()
    brush.box((0, 0, WIDTH, HEIGHT), (0xFF143642, TEAL, 0xFF0F2C38), across=True)
    brush.ring(950, 380, 296, faded(SAND, 0.5), 30, 22)
    brush.disc(950, 380, 286, SAND)
    brush.glow(950, 330, 330, faded(CREAM, 0.55))
    for i, colour in enumerate((CORAL, MINT, SAND)):
        brush.box((92 + i * 62, 212, 48, 10), colour, radius=5)
    brush.text(title, 88, 334, 84, CREAM, "ExtraBold")
    brush.text(line, 92, 396, 34, MINT, "Medium")
    return brush


def _sponsor() -> Brush:
    """A card without a person."""
    brush = Brush()
    brush.box((0, 0, WIDTH, HEIGHT), (0xFFF2C879, 0xFFE7A35D))
    brush.disc(1180, 90, 280, faded(CREAM, 0.35))
    for i, colour in enumerate((0xFF8E3B34, 0xFF1D4B57, CREAM)):
        x, y = 830 + i * 34, 180 + i * 34
        brush.box((x + 8, y + 14, 270, 360), faded(NIGHT, 0.3), radius=14, blur=12)
        brush.box((x, y, 270, 360), colour, radius=12)
    brush.box((898, 248, 22, 360), 0xFFDCCFB5, radius=6)
    for row in range(9):
        brush.box((946, 300 + row * 32, 190, 2.5), faded(TEAL, 0.35))
    brush.text("Harbor", 96, 300, 104, 0xFF3A1E17, "ExtraBold")
    brush.text("Notebooks", 96, 402, 104, 0xFF3A1E17, "ExtraBold")
    brush.text("The paper that lies flat", 100, 462, 34, 0xFF5D3424, "Medium")
    brush.text("An invented sponsor", 100, 512, 22, 0xFF7A4C33, "Medium")
    return brush


def _vignette(brush: Brush) -> None:
    brush.box((0, 0, WIDTH, 150), (faded(NIGHT, 0.5), faded(NIGHT, 0)))
    brush.box((0, HEIGHT - 150, WIDTH, 150), (faded(NIGHT, 0), faded(NIGHT, 0.55)))
    brush.box((0, 0, 180, HEIGHT), (faded(NIGHT, 0.45), faded(NIGHT, 0)), across=True)
    brush.box((WIDTH - 180, 0, 180, HEIGHT), (faded(NIGHT, 0), faded(NIGHT, 0.45)), across=True)


def _layer(brush: Brush) -> Bytes:
    """Y, U, V, alpha with the colour multiplied by alpha."""
    rgba = brush.rgba()
    alpha = rgba[..., 3:].astype(np.float32)
    colour = to_yuv(rgba[..., :3]) * (alpha / 255)
    joined = np.concatenate([colour, alpha], axis=2)
    return np.ascontiguousarray((joined + 0.5).astype(np.uint8))
