"""Sizes, lines and what fits on them (T1 to T6), measured with the style's own fonts."""

from __future__ import annotations

import math
from collections.abc import Iterator

from schemas.style.contract import StyleContract
from schemas.style.overlays import WRITTEN
from style_plane.lint.languages import Tongue
from style_plane.lint.measure import Line, caption_line, ink_height, letter_width, word_width
from style_plane.lint.scene import Said, Scene
from tasks.tools.drawing.fonts import FontBook
from tasks.tools.drawing.layout import SMALLEST

TINY, SMALL, HUGE = 3.5, 5.0, 12.0
"""Vmin of captions: an error, a warning below; a warning above."""
OVERLAY_TINY, OVERLAY_SMALL = 2.0, 2.8
TALL, TALLEST = 20.0, 30.0
"""Percent of the frame's height that a card may take."""
EVEN = 0.8
"""Below this share of its size a card looks smaller than its neighbours."""
LONG, LONGEST = 37, 42
"""Characters on a line of a 16:9 picture."""
WIDE = 68.0
"""Percent of a 16:9 picture's width."""


def size_is_odd(scene: Scene) -> Iterator[Said]:
    """T1: text can be read on a phone and does not shout."""
    captions = scene.style.subtitles
    if captions.enabled:
        yield from _caption_size(captions.size)
    for item in scene.style.overlays:
        if item.kind in WRITTEN and item.size < OVERLAY_SMALL:
            yield Said(
                "error" if item.size < OVERLAY_TINY else "warning",
                f"/overlays/{item.id}/size",
                f"The text of overlay {item.id!r} is {item.size:g} vmin high, which few can read "
                f"on a phone. Use at least {OVERLAY_SMALL:g}.",
                {"size": item.size, "least": OVERLAY_SMALL},
                {"overlays": {item.id: {"size": OVERLAY_SMALL}}},
            )


def block_is_tall(scene: Scene) -> Iterator[Said]:
    """T2: the tallest card leaves room for the picture."""
    style, book = scene.style, scene.book(scene.style)
    if not style.subtitles.enabled or book is None:
        return
    em = style.subtitles.size * scene.vmin
    found = ink_height(style, book) * em / scene.size[1] * 100
    if found > TALL:
        most = TALLEST if found > TALLEST else TALL
        size = math.floor(style.subtitles.size * TALL / found * 10) / 10
        cure = {"subtitles": {"size": size}} if size >= TINY else {"pacing": {"max_lines": 1}}
        yield Said(
            "error" if found > TALLEST else "warning",
            "/subtitles/size",
            f"A card of {style.pacing.max_lines} lines takes {found:.0f} % of the picture's height; "
            f"{TALL:.0f} % leave room for what is filmed. Use a smaller size or fewer lines.",
            {"height": round(found, 1), "most": most},
            cure if size >= TINY or style.pacing.max_lines > 1 else None,
        )


def line_is_short(scene: Scene) -> Iterator[Said]:
    """T3: the characters that pacing puts on a line fit on it."""
    for tongue, style, book in _spoken(scene):
        line, wanted = caption_line(style, scene.aspect, book), style.pacing.max_chars_per_line
        width = _average(book, tongue, style)
        room = math.floor(line.ems / width) if width else wanted
        if room < wanted:
            smallest = math.floor(line.ems / SMALLEST / width)
            told = f"{room} characters of {tongue.name} fit on a line, not {wanted}"
            yield Said(
                "error" if smallest < wanted else "warning",
                "/pacing/max_chars_per_line",
                f"{told}: cards shrink or take more lines. Use a smaller size, a wider box or "
                f"shorter lines.",
                {"fits": room, "wanted": wanted},
                _room_for(style, wanted, room),
                _named(scene, tongue),
            )


def word_is_long(scene: Scene) -> Iterator[Said]:
    """T4: the longest words of each language fit on a line."""
    for tongue, style, book in _spoken(scene):
        if not tongue.longest or not scene.bench.tongues:
            continue
        line, captions = caption_line(style, scene.aspect, book), style.subtitles
        widths = {word: word_width(book, word, captions, tongue.tag) for word in tongue.longest}
        word = max(sorted(widths), key=lambda text: widths[text])
        share = line.ems / widths[word] if widths[word] else 1.0
        if share < EVEN:
            yield _too_long(tongue, style, line, word, share)


def line_is_long(scene: Scene) -> Iterator[Said]:
    """T5: eyes need not travel across a wide picture."""
    if scene.aspect != "16:9" or not scene.style.subtitles.enabled:
        return
    chars = scene.style.pacing.max_chars_per_line
    if chars > LONG:
        yield Said(
            "error" if chars > LONGEST else "warning",
            "/pacing/max_chars_per_line",
            f"Lines of {chars} characters are longer than the {LONG} that are read at a glance. "
            f"Use fewer.",
            {"characters": chars, "most": LONGEST if chars > LONGEST else LONG},
            {"pacing": {"max_chars_per_line": LONG}},
        )
        return
    for tongue, style, book in _spoken(scene):
        line = caption_line(style, scene.aspect, book)
        width = min(line.ems, chars * _average(book, tongue, style)) * line.em
        share = width / scene.size[0] * 100
        if share > WIDE:
            yield Said(
                "warning",
                "/subtitles/placement/box_width",
                f"Lines of {tongue.name} take {share:.0f} % of the width; {WIDE:.0f} % are read "
                f"without moving the head. Use a narrower box.",
                {"width": round(share, 1), "most": WIDE},
                {"subtitles": {"placement": {"box_width": WIDE}}},
                _named(scene, tongue),
            )


def lines_are_many(scene: Scene) -> Iterator[Said]:
    """T6: a card is taken in at a glance."""
    lines = scene.style.pacing.max_lines
    if scene.style.subtitles.enabled and lines > 2:
        yield Said(
            "error" if scene.aspect == "16:9" else "warning",
            "/pacing/max_lines",
            f"Cards of {lines} lines hide the picture and are read late. Use 2.",
            {"lines": lines, "most": 2},
            {"pacing": {"max_lines": 2}},
        )


def _caption_size(size: float) -> Iterator[Said]:
    if SMALL <= size <= HUGE:
        return
    small = size < SMALL
    limit = (TINY if size < TINY else SMALL) if small else HUGE
    yield Said(
        "error" if size < TINY else "warning",
        "/subtitles/size",
        f"Captions are {size:g} vmin high, which "
        + ("few can read on a phone" if small else "leaves room for a word or two")
        + f". Use {SMALL:g} to {HUGE:g}.",
        {"size": size, "least" if small else "most": limit},
        {"subtitles": {"size": SMALL if small else HUGE}},
    )


def _spoken(scene: Scene) -> Iterator[tuple[Tongue, StyleContract, FontBook]]:
    """Languages with the style and the fonts that captions in them have."""
    if not scene.style.subtitles.enabled:
        return
    for tongue, style in scene.languages:
        book = scene.book(style)
        if book is not None:
            yield tongue, style, book


def _average(book: FontBook, tongue: Tongue, style: StyleContract) -> float:
    words = [word.text for word in tongue.sample.words]
    return letter_width(book, words, style.subtitles, tongue.tag)


def _room_for(style: StyleContract, wanted: int, room: int) -> dict[str, object] | None:
    """A smaller size while it can still be read, else shorter lines."""
    size = math.floor(style.subtitles.size * (room / (wanted + 1)) * 10) / 10
    if size >= SMALL:
        return {"subtitles": {"size": size}}
    return {"pacing": {"max_chars_per_line": room}} if room >= 6 else None


def _too_long(tongue: Tongue, style: StyleContract, line: Line, word: str, share: float) -> Said:
    torn = share < SMALLEST
    ends = "is torn in two" if torn else "makes its card much smaller than the others"
    size = math.floor(style.subtitles.size * share / EVEN * 10) / 10
    return Said(
        "error" if torn else "warning",
        "/subtitles/size",
        f"{tongue.name}: {word!r} is {1 / share:.2f} times as wide as a line, so that it {ends}. "
        f"Use a smaller size or a wider box.",
        {"width": round(line.width / share), "line": round(line.width), "share": round(share, 3)},
        {"subtitles": {"size": size}} if size >= TINY else None,
        tongue.tag,
    )


def _named(scene: Scene, tongue: Tongue) -> str | None:
    """The language of a finding; None where English only stands in for those not promised."""
    return tongue.tag if scene.bench.tongues else None
