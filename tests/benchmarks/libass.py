"""The captions of a plan for libass: every word at its place, popping when it is spoken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from schemas.renders import CaptionPage, PlacedWord, RenderPlan

HEAD = """[Script Info]
PlayResX: {width}
PlayResY: {height}
[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BackColour, Outline, Shadow, Alignment
Style: Word,Manrope ExtraBold,{size},&H00FFFFFF,&H00000000,&H66000000,{stroke},0,2
Style: Plate,Manrope ExtraBold,{size},&H00FFFFFF,&H00FFFFFF,&H00FFFFFF,0,0,7
[Events]
Format: Layer, Start, End, Style, Text
"""
LINE_TO_EM = 1.366
"""A size in ASS is that of a line of the font."""
LEAVING_MS = 80


def subtitles(path: Path, plan: RenderPlan) -> None:
    """Captions with stroke, soft shadow and pop, the title's plate, and a growing progress bar."""
    pages = plan.captions.pages
    em, stroke = pages[0].block.em, plan.captions.look.stroke
    head = HEAD.format(
        width=plan.width,
        height=plan.height,
        size=round(em * LINE_TO_EM),
        stroke=round(em * (stroke.width if stroke else 0)),
    )
    lines = [
        line for page in pages for word in page.block.words for line in _word(plan, page, word)
    ]
    path.write_text(head + "\n".join([*lines, *_overlays(plan)]) + "\n", encoding="utf-8")


def _word(plan: RenderPlan, page: CaptionPage, word: PlacedWord) -> Iterator[str]:
    """Its shadow and, on it, the word with its stroke; both grow and shrink together."""
    emphasis, em = plan.captions.emphasis, page.block.em
    begins, ends = word.start_ms - page.start_ms, word.end_ms - page.start_ms
    size = round(emphasis.scale * 100)
    grows = f"\\t({begins},{begins + emphasis.attack_ms},\\fscx{size}\\fscy{size}%s)"
    shrinks = f"\\t({ends},{ends + LEAVING_MS},\\fscx100\\fscy100%s)"
    x, y = round(word.x + word.width / 2), round(word.baseline + 0.27 * em)
    when = f"{_time(page.start_ms)},{_time(page.end_ms)}"
    shadow = plan.captions.look.shadow
    if shadow is not None:
        place = f"\\pos({x},{round(y + shadow.dy * em)})\\blur{round(shadow.blur * em / 2)}"
        look = f"{place}\\1c&H000000&\\alpha&H66&{grows % ''}{shrinks % ''}"
        yield f"Dialogue: 0,{when},Word,{{{look}}}{word.text}"
    hue, plain = f"\\1c{_color(emphasis.color)}", f"\\1c{_color(word.color)}"
    look = f"\\pos({x},{y}){plain}{grows % hue}{shrinks % plain}"
    yield f"Dialogue: 1,{when},Word,{{{look}}}{word.text}"


def _overlays(plan: RenderPlan) -> Iterator[str]:
    for item in plan.overlays:
        when, box = f"{_time(item.start_ms)},{_time(item.end_ms)}", item.box
        x, y, right, bottom = (round(n) for n in (box.x, box.y, box.right, box.bottom))
        shape = f"\\p1}}m {x} {y} l {right} {y} {right} {bottom} {x} {bottom}"
        if item.bar is not None:
            grows = f"\\clip({x},{y},{x},{bottom})"
            grows += f"\\t(0,{item.end_ms},\\clip({x},{y},{right},{bottom}))"
            yield f"Dialogue: 2,{when},Plate,{{\\pos(0,0)\\1c{_color(item.bar.color)}{grows}{shape}"
        if item.block is not None:
            yield f"Dialogue: 2,{when},Plate,{{\\pos(0,0){shape}"
            place = f"\\an5\\pos({(x + right) // 2},{(y + bottom) // 2})\\1c&H101010&"
            said = " ".join(word.text for word in item.block.words)
            yield f"Dialogue: 3,{when},Plate,{{{place}\\fs{round(item.block.em * LINE_TO_EM)}}}{said}"


def _time(ms: int) -> str:
    return f"{ms // 3_600_000}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000 // 10:02d}"


def _color(color: str) -> str:
    """`#RRGGBBAA` as ASS writes it, without transparency."""
    return f"&H{color[5:7]}{color[3:5]}{color[1:3]}&"
