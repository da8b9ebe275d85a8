"""Every colour that text takes, with all that may hold it apart from the picture, as painted.

What lies under anything see-through is unknown, so it is taken for black and for white and the worse
of the two counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from schemas.style.overlays import WRITTEN, Overlay
from schemas.style.subtitles import Plate, Shadow, Stroke, SubtitleSystem
from schemas.style.visuals import VisualRules
from style_plane.lint.colors import BLACK, WHITE, Rgb, over, parts, ratio
from style_plane.lint.scene import Scene
from tasks.tools.drawing.brush import readable

THIN = 0.06
"""A stroke below this many em does not hold letters apart from the picture."""
HALF = 0.5
"""A blurred shadow has about half its opacity where letters end."""
OPAQUE = 0.5
"""Text and strokes below this opacity cannot be made out."""
ON_PLATE = "The spoken word on its plate"


@dataclass(frozen=True)
class Written:
    """A text colour with everything that may hold it apart from the picture."""

    what: str
    pointer: str
    color: str
    plate: Plate
    """The one that is drawn."""
    stroke: Stroke | None
    shadow: Shadow | None
    patch: tuple[str, ...]
    """Keys from the style's document to the object that holds stroke and plate."""
    field: tuple[str, ...]
    """Keys from that object to the colour."""
    layer: float = 1.0
    """Opacity of all of it together."""
    on_plate: bool = False
    """Drawn anew on the plate of the spoken word, black or white where its colour is lost there."""
    mendable: bool = True
    """Whether another colour can be set for it alone."""

    @property
    def opacity(self) -> float:
        """Of the letters, all taken together."""
        return parts(self.color)[1] * self.layer

    @property
    def bare(self) -> bool:
        """Whether nothing at all lies between the text and the picture."""
        return self.contrast == 0.0

    @property
    def contrast(self) -> float:
        """With the best of what is behind it, 1 to 21; 0 where nothing is.

        A plate takes the shadow for itself: letters on it throw none.
        """
        return max(self._on_plate(), self._in_stroke(), self._over_shadow())

    def set_to(self, key: tuple[str, ...], value: Any) -> dict[str, Any]:
        """The patch that gives a field of the object a value."""
        for name in reversed((*self.patch, *key)):
            value = {name: value}
        return dict(value)

    def _on_plate(self) -> float:
        if self.plate.shape == "none":
            return 0.0
        stops = [color for color in (self.plate.color, self.plate.color_to) if color]
        return min(self._against(*parts(color)) for color in stops)

    def _in_stroke(self) -> float:
        """0 where there is no stroke, or one that is too thin, too soft or too faint."""
        if self.stroke is None or self.stroke.width - self.stroke.blur / 2 < THIN:
            return 0.0
        color, opacity = parts(self.stroke.color)
        return self._against(color, opacity) if opacity >= OPAQUE else 0.0

    def _over_shadow(self) -> float:
        if self.shadow is None or self.plate.shape != "none":
            return 0.0
        color, opacity = parts(self.shadow.color)
        return self._against(color, opacity * HALF) if opacity else 0.0

    def _against(self, behind: Rgb, opacity: float) -> float:
        """The worst contrast of letters with something behind them, over black and over white."""
        shown = readable(self.color, self.plate.color) if self.on_plate else self.color
        text, solid = parts(shown)
        found = []
        for ground in (BLACK, WHITE):
            back = over(behind, opacity, ground)
            pair = (over(part, self.layer, ground) for part in (over(text, solid, back), back))
            found.append(ratio(*pair))
        return min(found)


def written(scene: Scene) -> Iterator[Written]:
    """Every colour that text takes in captions and overlays."""
    captions = scene.style.subtitles
    if captions.enabled:
        yield from _caption_colors(captions)
        yield from _on_word_plate(captions)
    for item in scene.style.overlays:
        if item.kind in WRITTEN:
            yield _overlay_color(item, scene.style.visual)


def _caption_colors(captions: SubtitleSystem) -> Iterator[Written]:
    plate = captions.plate if captions.plate.shape in ("line", "block") else Plate()
    for what, color, field in _word_colors(captions):
        yield Written(
            what=f"{what} of captions",
            pointer=_pointer(field),
            color=color,
            plate=plate,
            stroke=captions.stroke,
            shadow=captions.shadow,
            patch=("subtitles",),
            field=field,
            mendable=field[0] != "speaker_colors",
        )


def _on_word_plate(captions: SubtitleSystem) -> Iterator[Written]:
    """As the painter draws the spoken word: on a plate of its own, without stroke and shadow."""
    emphasis, plate = captions.emphasis, captions.plate
    words = plate.shape == "word"
    if not words and emphasis.kind != "plate":
        return
    own = not words or emphasis.kind == "none"
    field: tuple[str, ...] = ("color",) if own else ("emphasis", "color")
    if not words:
        plate = Plate(shape="word", color=emphasis.color)
    yield Written(
        what=ON_PLATE,
        pointer=_pointer(field),
        color=captions.color if own else emphasis.color,
        plate=plate,
        stroke=None,
        shadow=None,
        patch=("subtitles",),
        field=field,
        on_plate=True,
        mendable=words,
    )


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
    return Written(
        what=f"The text of overlay {item.id!r}",
        pointer=f"/overlays/{item.id}/color",
        color=item.color,
        plate=_drawn_plate(item, visual),
        stroke=item.stroke,
        shadow=item.shadow,
        patch=("overlays", item.id),
        field=("color",),
        layer=item.opacity,
    )


def _drawn_plate(item: Overlay, visual: VisualRules) -> Plate:
    """An end card without a plate is drawn on the style's background; no overlay has words spoken.

    What is put on one plate with a picture or a second line has it in any shape.
    """
    if item.kind == "end_card" and item.plate.shape == "none":
        return Plate(shape="block", color=visual.background, color_to=visual.background_to)
    together = item.kind == "lower_third" or (item.kind == "cta" and item.logo is not None)
    return item.plate if item.plate.shape != "word" or together else Plate()


def _pointer(field: tuple[str, ...]) -> str:
    return f"/subtitles/{'/'.join(field)}"
