"""Contrast of text with what its style puts behind it (C1 to C4), from colours alone.

What lies under a see-through plate is unknown, so the plate is taken over black and over white and
the worse of the two counts. What the picture itself does is measured on frames: see `frames`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from schemas.style.contract import merge_patch
from schemas.style.overlays import WRITTEN, Overlay
from schemas.style.subtitles import Emphasis, Plate, Shadow, Stroke, SubtitleSystem
from schemas.style.visuals import VisualRules
from style_plane.lint.colors import BLACK, WHITE, Rgb, over, parts, ratio, readable_on
from style_plane.lint.finding import Severity
from style_plane.lint.scene import Bench, Said, Scene

LEAST, GOOD, BEST = 3.0, 4.5, 7.0
"""Below: an error, a warning, an info."""
THIN = 0.06
"""A stroke below this many em does not hold letters apart from the picture."""
HALF = 0.5
"""A blurred shadow has about half its opacity where letters end."""
OPAQUE = 0.5
"""Text below this opacity cannot be read."""
UNLIKE = 1.5
"""Luminance ratio at which two words differ to those who see no hues."""
GROWN = 1.05
ON_PLATE = "The spoken word on its plate"
STROKE: dict[str, Any] = {"width": 0.1}


@dataclass(frozen=True)
class Written:
    """A text colour with everything that may hold it apart from the picture."""

    what: str
    pointer: str
    color: str
    plate: Plate
    stroke: Stroke | None
    shadow: Shadow | None
    patch: tuple[str, ...]
    """Keys from the style's document to the object that holds stroke and plate."""
    field: tuple[str, ...]
    """Keys from that object to the colour."""

    @property
    def opacity(self) -> float:
        return parts(self.color)[1]

    @property
    def bare(self) -> bool:
        """Whether nothing at all lies between the text and the picture."""
        return self.contrast == 0.0

    @property
    def contrast(self) -> float:
        """With the best of what is behind it, 1 to 21; 0 where nothing is."""
        text = parts(self.color)[0]
        return max(
            against_plate(text, self.plate),
            against_stroke(text, self.stroke),
            against_shadow(text, self.shadow),
        )

    def set_to(self, key: tuple[str, ...], value: Any) -> dict[str, Any]:
        """The patch that gives a field of the object a value."""
        for name in reversed((*self.patch, *key)):
            value = {name: value}
        return dict(value)


def stands_out(scene: Scene) -> Iterator[Said]:
    """C1: every colour that text takes has a contrast with its plate, stroke or shadow."""
    for text in written(scene):
        if text.opacity < OPAQUE:
            yield Said(
                "error",
                text.pointer,
                f"{text.what} is {text.opacity:.0%} opaque ({text.color}) and cannot be read. Use "
                f"at least {OPAQUE:.0%}.",
                {"opacity": text.opacity, "least": OPAQUE},
                _made_opaque(text),
            )
        elif not text.bare and (severity := _severity(text.contrast)):
            limit = {"error": LEAST, "warning": GOOD, "info": BEST}[severity]
            yield Said(
                severity,
                text.pointer,
                f"{text.what} ({text.color}) has a contrast of {text.contrast:.1f} to 1 with what "
                f"is behind it; {_asks(severity)}. Change the plate, the stroke or the colour.",
                {"contrast": round(text.contrast, 2), "least": limit},
                _mended(text),
            )


def held_apart(scene: Scene) -> Iterator[Said]:
    """C2: text has a plate, a stroke or a shadow, so that no picture can swallow it."""
    for text in written(scene):
        if text.bare and text.opacity >= OPAQUE:
            yield Said(
                "error",
                text.pointer,
                f"{text.what} has neither plate nor stroke nor shadow, so it vanishes on a picture "
                f"of its own colour. Add one of them.",
                {"contrast": 1.0, "least": LEAST},
                text.set_to(("stroke",), STROKE | {"color": readable_on(text.color)}),
            )


def more_than_hue(scene: Scene) -> Iterator[Said]:
    """C3: the spoken word differs from its neighbours by more than its hue."""
    captions, emphasis = scene.style.subtitles, scene.style.subtitles.emphasis
    if not captions.enabled or emphasis.kind not in ("fill", "sweep", "pop"):
        return
    if captions.plate.shape == "word" or (emphasis.kind == "pop" and emphasis.scale >= GROWN):
        return
    idle = captions.inactive or captions.color
    found = ratio(parts(idle)[0], parts(emphasis.color)[0])
    if found < UNLIKE:
        yield Said(
            "warning",
            "/subtitles/emphasis/color",
            f"The spoken word ({emphasis.color}) is told from the others ({idle}) by its hue only: "
            f"their luminances differ by {found:.2f} to 1. Make it lighter or darker, or let it pop.",
            {"contrast": round(found, 2), "least": UNLIKE, "scale": emphasis.scale},
            {"subtitles": {"emphasis": _popping(emphasis)}},
        )


def of_the_palette(bench: Bench) -> Iterator[Said]:
    """C4: colours are written as the palette's tokens, so that one change reaches them all."""
    palette = bench.contract.brand.palette
    names = {color: name for name, color in sorted(palette.items(), reverse=True)}
    document = bench.contract.model_dump(mode="json", exclude={"brand", "aspects", "locales"})
    for pointer, keys, color in _plain_colors(document):
        if color in names:
            token = f"{{color.{names[color]}}}"
            yield Said(
                "info",
                pointer,
                f"{color} is {token} of the palette, written out. Write the token, so that it "
                f"changes with the palette.",
                fix=_nested(keys, token),
            )


def written(scene: Scene) -> Iterator[Written]:
    """Every colour that text takes in captions and overlays."""
    captions = scene.style.subtitles
    if captions.enabled:
        yield from _caption_colors(captions)
    for item in scene.style.overlays:
        if item.kind in WRITTEN:
            yield _overlay_color(item, scene.style.visual)


def against_plate(text: Rgb, plate: Plate) -> float:
    """The worst contrast over both stops of the plate, over black and over white; 0: no plate."""
    if plate.shape == "none":
        return 0.0
    stops = [parts(color) for color in (plate.color, plate.color_to) if color]
    return min(
        ratio(text, over(color, opacity, ground))
        for color, opacity in stops
        for ground in (BLACK, WHITE)
    )


def against_stroke(text: Rgb, stroke: Stroke | None) -> float:
    """0 where there is no stroke, or one that is too thin or too faint."""
    if stroke is None or stroke.width < THIN:
        return 0.0
    color, opacity = parts(stroke.color)
    return ratio(text, color) if opacity >= OPAQUE else 0.0


def against_shadow(text: Rgb, shadow: Shadow | None) -> float:
    """The worst contrast over black and over white; 0 where there is no shadow."""
    if shadow is None:
        return 0.0
    color, opacity = parts(shadow.color)
    if not opacity:
        return 0.0
    return min(ratio(text, over(color, opacity * HALF, ground)) for ground in (BLACK, WHITE))


def _caption_colors(captions: SubtitleSystem) -> Iterator[Written]:
    plate = captions.plate if captions.plate.shape in ("line", "block") else Plate()
    for what, color, field in _word_colors(captions):
        pointer = "/subtitles/color" if field == ("color",) else f"/subtitles/{'/'.join(field)}"
        yield Written(
            f"{what} of captions",
            pointer,
            color,
            plate,
            captions.stroke,
            captions.shadow,
            ("subtitles",),
            field,
        )
    if captions.plate.shape == "word":
        still = captions.emphasis.kind == "none"
        field = ("color",) if still else ("emphasis", "color")
        color = captions.color if still else captions.emphasis.color
        pointer = f"/subtitles/{'/'.join(field)}"
        yield Written(ON_PLATE, pointer, color, captions.plate, None, None, ("subtitles",), field)


def _word_colors(captions: SubtitleSystem) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What, colour and field; `plate` picks a colour that can be read by itself."""
    emphasis = captions.emphasis
    yield "The colour", captions.color, ("color",)
    if captions.inactive:
        yield "The colour of words to come", captions.inactive, ("inactive",)
    if emphasis.kind in ("fill", "sweep", "pop", "reveal") and captions.plate.shape != "word":
        yield "The emphasis colour", emphasis.color, ("emphasis", "color")
    if emphasis.kind != "none" and emphasis.spoken:
        yield "The spoken colour", emphasis.spoken, ("emphasis", "spoken")
    if captions.keyword_color:
        yield "The keyword colour", captions.keyword_color, ("keyword_color",)
    for number, color in enumerate(captions.speaker_colors):
        yield f"The colour of speaker {number + 1}", color, ("speaker_colors", str(number))


def _overlay_color(item: Overlay, visual: VisualRules) -> Written:
    """An end card without a plate is drawn on the style's background."""
    plate = item.plate
    if item.kind == "end_card" and plate.shape == "none":
        plate = Plate(shape="block", color=visual.background, color_to=visual.background_to)
    return Written(
        f"The text of overlay {item.id!r}",
        f"/overlays/{item.id}/color",
        item.color,
        plate,
        item.stroke,
        item.shadow,
        ("overlays", item.id),
        ("color",),
    )


def _severity(contrast: float) -> Severity | None:
    if contrast >= BEST:
        return None
    if contrast >= GOOD:
        return "info"
    return "warning" if contrast >= LEAST else "error"


def _asks(severity: Severity) -> str:
    if severity == "error":
        return f"at least {LEAST:.0f} to 1 can be read"
    if severity == "warning":
        return f"{GOOD} to 1 is read without effort"
    return f"{BEST:.0f} to 1 is what WCAG asks for at its highest level"


def _made_opaque(text: Written) -> dict[str, Any] | None:
    """The same colour without transparency, and another one where that is not enough."""
    if text.field[0] == "speaker_colors":
        return None
    whole = f"{text.color[:7]}FF"
    solid = replace(text, color=whole)
    enough = solid.bare or _severity(solid.contrast) != "error"
    return (None if enough else _mended(solid)) or text.set_to(text.field, whole)


def _mended(text: Written) -> dict[str, Any] | None:
    """The first change that brings the best contrast, or the one that brings most."""
    best, contrast = None, text.contrast
    for patch, changed in _candidates(text):
        if changed.contrast >= BEST:
            return patch
        if changed.contrast > contrast:
            best, contrast = patch, changed.contrast
    return best if _severity(contrast) != _severity(text.contrast) else None


def _candidates(text: Written) -> Iterator[tuple[dict[str, Any], Written]]:
    """Ever lighter and darker colours, then black or white with a stroke of the other."""
    if text.field[0] == "speaker_colors":
        return
    color, opacity = parts(text.color)
    for step in range(1, 11):
        for end in (WHITE, BLACK):
            found = _hex(over(end, step / 10, color), opacity)
            yield text.set_to(text.field, found), replace(text, color=found)
    if text.field == ("color",) and text.what != ON_PLATE:
        plain = readable_on(readable_on(text.color))
        stroke = STROKE | {"color": readable_on(plain)}
        patch = merge_patch(text.set_to(text.field, plain), text.set_to(("stroke",), stroke))
        yield patch, replace(text, color=plain, stroke=Stroke.model_validate(stroke))


def _hex(color: Rgb, opacity: float) -> str:
    return "#" + "".join(f"{round(part * 255):02X}" for part in (*color, opacity))


def _popping(emphasis: Emphasis) -> dict[str, Any]:
    return {"kind": "pop", "scale": max(emphasis.scale, 1.1)}


def _plain_colors(
    value: Any, pointer: str = "", keys: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Pointer, keys and colour of every colour that is no token; overlays go by their ids."""
    if isinstance(value, str):
        if len(value) == 9 and value.startswith("#"):
            yield pointer, keys, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _plain_colors(item, f"{pointer}/{key}", (*keys, key))
    elif isinstance(value, list) and keys == ("overlays",):
        for item in value:
            yield from _plain_colors(item, f"{pointer}/{item['id']}", (*keys, item["id"]))


def _nested(keys: tuple[str, ...], value: Any) -> dict[str, Any]:
    for key in reversed(keys):
        value = {key: value}
    return dict(value)
