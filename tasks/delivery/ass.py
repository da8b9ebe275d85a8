"""Cues -> Advanced SubStation (ASS): the captions in the style's look, as far as players know it.

Fonts are named, not enclosed. Players know no plate behind a single word, no spring and no movement
but fades: a word that is emphasised so has the emphasis's colour while it is spoken. Captions stand
where the style says, and do not make way for faces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from schemas.enhancement import CaptionWord
from schemas.style.brand import FontFace
from schemas.style.subtitles import Motion, SubtitleSystem
from schemas.units import ASPECT_SIZES, Aspect
from tasks.delivery.cues import Cue, one_line
from tasks.tools.drawing.bidi import base_level, levels_of
from tasks.tools.drawing.captions import BRIDGE_MS
from tasks.tools.drawing.fonts import NamedFont
from tasks.tools.drawing.placement import safe_area
from tasks.tools.drawing.words import cased, punctuated

ROWS = {"bottom": 0, "middle": 3, "top": 6}
COLUMNS = {"left": 1, "center": 2, "right": 3}
"""An alignment is a key of the number pad."""
BOLD = 600
"""Weight from which a style counts as bold; the exact one is in each line."""
SIGNS = {"\\": "\\\u2060", "{": "(", "}": ")"}
"""There are no escapes that all players know: braces get look-alikes, and a backslash is parted
from its letter by a word joiner, which nobody sees."""
TO_THE_LEFT, END = "\u202b", "\u202c"
"""Around a line that begins at the right, whatever the player takes for the line's direction."""
STYLE_FIELDS = (
    "Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, "
    "Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, "
    "Alignment, MarginL, MarginR, MarginV, Encoding"
)
EVENT_FIELDS = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"


@dataclass(frozen=True)
class Dress:
    """What of a style shows in an ASS file. Sizes in it are pixels of the output."""

    subtitles: SubtitleSystem
    """As they hold in the aspect ratio: plain colours."""
    face: FontFace
    font: NamedFont
    aspect: Aspect
    language: str = "und"
    speakers: tuple[str, ...] = ()
    """In the order in which they speak."""

    @property
    def em(self) -> float:
        return self.subtitles.size / 100 * min(ASPECT_SIZES[self.aspect])

    def color(self, speaker: str | None) -> str:
        """Of words that nobody is speaking."""
        colors = self.subtitles.speaker_colors
        if not colors or len(self.speakers) < 2 or speaker not in self.speakers:
            return self.subtitles.color
        return colors[self.speakers.index(speaker) % len(colors)]


def ass_of(cues: Sequence[Cue], dress: Dress) -> str:
    """The whole file; without cues its header and style."""
    width, height = ASPECT_SIZES[dress.aspect]
    head = [
        "[Script Info]",
        "ScriptType: v4.00+",
        f"PlayResX: {width}",
        f"PlayResY: {height}",
        "WrapStyle: 2",
        "ScaledBorderAndShadow: yes",
        "YCbCr Matrix: TV.709",
        "",
        "[V4+ Styles]",
        f"Format: {STYLE_FIELDS}",
        f"Style: {','.join(_style(dress))}",
        "",
        "[Events]",
        f"Format: {EVENT_FIELDS}",
    ]
    return "\n".join([*head, *_events(cues, dress)]) + "\n"


def _style(dress: Dress) -> Iterator[str]:
    """The fields of `STYLE_FIELDS`; a font's size is the height of its lines."""
    subtitles, em = dress.subtitles, dress.em
    boxed = subtitles.plate.shape in ("line", "block")
    stroke, shadow = subtitles.stroke, subtitles.shadow
    edge = subtitles.plate.color if boxed else stroke.color if stroke else "#00000000"
    width = subtitles.plate.pad_y if boxed else stroke.width if stroke else 0.0
    yield from ("Captions", (dress.font.family or dress.face.family).replace(",", " "))
    yield _number(em * dress.face.size_adjust * dress.font.line_height)
    yield _colour(subtitles.color)
    yield _colour(subtitles.inactive or subtitles.color)
    yield _colour(edge)
    yield _colour(shadow.color if shadow else "#00000000")
    yield _flag(dress.face.weight >= BOLD)
    yield _flag(dress.face.italic)
    yield from ("0", "0", "100", "100", _number(subtitles.tracking * em), "0")
    yield "3" if boxed else "1"
    yield _number(width * em)
    yield _number(abs(shadow.dy) * em if shadow and not boxed else 0.0)
    yield str(ROWS[subtitles.placement.anchor] + COLUMNS[subtitles.placement.align])
    yield from (*(str(round(margin)) for margin in _margins(dress)), "1")


def _margins(dress: Dress) -> tuple[float, float, float]:
    """Left, right, and from the anchored edge; out of what platforms cover, as on the picture."""
    width, height = ASPECT_SIZES[dress.aspect]
    placement, safe = dress.subtitles.placement, safe_area(dress.aspect, width, height)
    side = (width - min(placement.box_width / 100 * width, safe.width)) / 2
    offset = placement.offset / 100 * height
    least = {"top": safe.y, "middle": 0.0, "bottom": height - safe.bottom}
    return side, side, max(offset, least[placement.anchor])


def _events(cues: Sequence[Cue], dress: Dress) -> Iterator[str]:
    """One line of dialogue for each cue, in hundredths of a second, in order, none of no length."""
    at = 0
    for number, cue in enumerate(cues):
        start = max(at, cue.start_ms // 10)
        at = max(start + 1, cue.end_ms // 10)
        followed = [item.start_ms for item in cues[number + 1 : number + 2]] == [cue.end_ms]
        who = {word.speaker for line in cue.lines for word in line}
        actor = one_line(next(iter(who)) or "").replace(",", " ") if len(who) == 1 else ""
        text = _text(cue, dress, goes=not followed)
        yield f"Dialogue: 0,{_clock(start)},{_clock(at)},Captions,{actor},0,0,0,,{text}"


def _text(cue: Cue, dress: Dress, *, goes: bool) -> str:
    """Tags of the whole line, then its words; those from right to left are left in one piece, since
    players order and join the letters of each piece by itself."""
    plain = " ".join(cue.texts)
    base = base_level(plain, dress.subtitles.direction, dress.language)
    written = [word for line in cue.lines for word in line]
    texts = [_shown(word, dress, word is written[-1]) for word in written]
    if any(level % 2 for level in levels_of(plain, base)):
        tagged = texts
    else:
        tagged = list(_sung(cue, texts, dress)) if _is_sung(dress) else _dyed(written, texts, dress)
    parts = iter(tagged)
    lines = [" ".join(next(parts) for _ in line) for line in cue.lines]
    if base:
        lines = [TO_THE_LEFT + line + END for line in lines]
    return _whole(dress, goes=goes) + "\\N".join(lines)


def _shown(word: CaptionWord, dress: Dress, last: bool) -> str:
    text = punctuated(one_line(word.text), dress.subtitles.punctuation, last)
    return re.sub(
        r"[\\{}]", lambda found: SIGNS[found[0]], cased(text, dress.subtitles.case, dress.language)
    )


def _whole(dress: Dress, *, goes: bool) -> str:
    """Tags that hold for a whole line of dialogue; `goes` says that nothing follows it at once."""
    subtitles, em, weight = dress.subtitles, dress.em, dress.face.weight
    tags = []
    if subtitles.placement.anchor == "middle":
        tags.append(f"\\pos({','.join(map(_number, _middle(dress)))})")
    if weight not in (400, 700):
        tags.append(f"\\b{weight}")
    boxed = subtitles.plate.shape in ("line", "block")
    if subtitles.stroke and subtitles.stroke.blur and not boxed:
        tags.append(f"\\blur{_number(subtitles.stroke.blur * em / 2)}")
    if subtitles.shadow and subtitles.shadow.dx and not boxed:
        tags.append(f"\\xshad{_number(subtitles.shadow.dx * em)}")
        tags.append(f"\\yshad{_number(subtitles.shadow.dy * em)}")
    if fades := (_fade(subtitles.enter), _fade(subtitles.exit) if goes else 0):
        tags += [f"\\fad({fades[0]},{fades[1]})"] if any(fades) else []
    return f"{{{''.join(tags)}}}" if tags else ""


def _middle(dress: Dress) -> tuple[float, float]:
    """Where a block stands whose middle the style places: players know no margin for that."""
    width, height = ASPECT_SIZES[dress.aspect]
    left, right, down = _margins(dress)
    across = {"left": left, "center": width / 2, "right": width - right}
    return across[dress.subtitles.placement.align], height / 2 + down


def _fade(motion: Motion) -> int:
    return 0 if motion.kind in ("none", "typewriter") else motion.duration_ms


def _is_sung(dress: Dress) -> bool:
    """Whether words change while they are spoken."""
    return dress.subtitles.emphasis.kind != "none" or dress.subtitles.inactive is not None


def _dyed(words: Sequence[CaptionWord], texts: Sequence[str], dress: Dress) -> list[str]:
    """Words in the colours of who says them."""
    colors = [dress.color(word.speaker) for word in words]
    if set(colors) == {dress.subtitles.color}:
        return list(texts)
    return [f"{{{_paint(1, color)}}}{text}" for color, text in zip(colors, texts, strict=True)]


def _sung(cue: Cue, texts: Sequence[str], dress: Dress) -> Iterator[str]:
    """Words with karaoke times: what is still to come in the second colour, then the first, which
    changes once the word is spoken."""
    words = [word for line in cue.lines for word in line]
    at = cue.start_ms // 10
    for number, (word, text) in enumerate(zip(words, texts, strict=True)):
        following = words[number + 1].start_ms if number + 1 < len(words) else cue.end_ms
        until = following if following - word.end_ms <= BRIDGE_MS else word.end_ms
        start, end = max(at, word.start_ms // 10), max(at, until // 10)
        pause = f"{{\\k{start - at}}}" if start > at else ""
        begun, over = start * 10 - cue.start_ms, end * 10 - cue.start_ms
        look = _spoken(dress, dress.color(word.speaker), max(0, begun), max(0, over))
        sweeps = "kf" if dress.subtitles.emphasis.kind == "sweep" else "k"
        yield f"{pause}{{\\{sweeps}{end - start}{look}}}{text}"
        at = end


def _spoken(dress: Dress, own: str, begun: int, over: int) -> str:
    """The colours of a word before, while and after it is spoken; times in ms from its cue's start."""
    emphasis, inactive = dress.subtitles.emphasis, dress.subtitles.inactive or own
    after = emphasis.spoken or own
    if emphasis.kind == "none":
        return _paint(2, inactive) + _paint(1, own)
    left = f"\\t({over},{over + emphasis.release_ms},{_tint(1, after)})"
    if emphasis.kind == "reveal":
        hidden, seen = _seen(dress, own, lambda _: 255), _seen(dress, own, _as_it_is)
        coming = f"\\t({begun},{begun + emphasis.attack_ms},{seen})"
        return f"{hidden}{_tint(2, own)}{_tint(1, emphasis.color)}{coming}{left}"
    return f"{_paint(2, inactive)}{_paint(1, emphasis.color)}{left}"


def _as_it_is(color: str) -> int:
    """How transparent a colour is, 0 to 255."""
    return 255 - int(color[7:9], 16)


def _seen(dress: Dress, own: str, how: Callable[[str], int]) -> str:
    """Transparencies of fill, outline and shadow."""
    stroke, shadow = dress.subtitles.stroke, dress.subtitles.shadow
    edge = stroke.color if stroke else "#00000000"
    under = shadow.color if shadow else "#00000000"
    parts = ((1, own), (3, edge), (4, under))
    return "".join(f"\\{layer}a&H{how(color):02X}&" for layer, color in parts)


def _tint(layer: int, color: str) -> str:
    """A colour without its transparency; 1 is the first, 2 the second colour."""
    return f"\\{layer}c&H{color[5:7]}{color[3:5]}{color[1:3]}&"


def _paint(layer: int, color: str) -> str:
    return f"{_tint(layer, color)}\\{layer}a&H{_as_it_is(color):02X}&"


def _colour(color: str) -> str:
    """As styles say it: transparency, blue, green, red."""
    return f"&H{_as_it_is(color):02X}{color[5:7]}{color[3:5]}{color[1:3]}"


def _number(value: float) -> str:
    return f"{round(value, 2):g}"


def _flag(value: bool) -> str:
    return "-1" if value else "0"


def _clock(hundredths: int) -> str:
    seconds, rest = divmod(hundredths, 100)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}.{rest:02d}"
