"""The RenderPlan: one short, laid out once; every backend only draws it.

Positions are canvas pixels from the top left corner, times are milliseconds of the output, colours
are plain. Text is outlines, emoji are pictures: no backend needs a font or breaks a line. Decorations
of text (stroke, shadow, pads) are relative to the em of the block they decorate.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.artifacts import Blob, Ref
from schemas.base import Contract
from schemas.clips import FaceZone, Framing, SourceSpan
from schemas.media import Kind
from schemas.sounds import Levels, Sound
from schemas.style.overlays import OverlayKind
from schemas.style.subtitles import Emphasis, Motion, Plate, Shadow, Stroke
from schemas.units import Aspect, Color, Fine, Frame, Ms, Num, Rate, Share
from schemas.veils import Dissolve, Veil

ENGINE = "skia-6"
"""Version of layout and painter together; it grows when the same plan gives other pixels."""


class PixelBox(Contract):
    """A rectangle in canvas pixels."""

    x: Num
    y: Num
    width: Num
    height: Num

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


class GlyphPicture(Contract):
    """A glyph that has colours of its own, such as an emoji. Font units, y upwards."""

    png: str
    """Base64."""
    x: Num
    top: Num
    width: Num
    height: Num


class GlyphTable(Contract):
    """The glyphs that this plan uses of one font."""

    units_per_em: int
    outlines: dict[str, str]
    """Glyph number to SVG path data in font units, y upwards. A blank glyph has an empty path, and so
    has one with a picture."""
    pictures: dict[str, GlyphPicture] = {}
    """Glyph number to what it looks like, where the font says its colours."""


class GlyphRun(Contract):
    """Glyphs of one font, script and direction on one baseline, in the order of reading."""

    font: int
    """Index into `RenderPlan.fonts`."""
    em: Num
    """Pixels."""
    glyphs: tuple[int, ...]
    xs: tuple[Num, ...]
    """Origin of each glyph, from the word's origin to the right."""
    ys: tuple[Num, ...] = ()
    """Origin of each glyph above the baseline; empty when all stand on it."""
    rtl: Annotated[bool, Field(exclude_if=lambda rtl: not rtl)] = False
    """Read from right to left. Only written where it is so: every other plan keeps its digest."""


class PlacedWord(Contract):
    """One word where it stands."""

    text: str
    """As drawn."""
    x: Num
    """Left edge of the advance."""
    baseline: Num
    width: Num
    """Advance."""
    runs: tuple[GlyphRun, ...]
    """In the order of reading."""
    color: Color
    start_ms: Ms = 0
    """When it begins to be spoken; 0 in overlays."""
    end_ms: Ms = 0


class TextBlock(Contract):
    """Words of one card or one overlay."""

    em: Num
    """Pixels; decorations are measured in it."""
    cap_height: Num
    """Pixels from the baseline to the top of capitals."""
    box: PixelBox
    """What the words and their plates cover, without stroke and shadow."""
    words: tuple[PlacedWord, ...]
    """In the order of reading. A word that others stand in the middle of is in several parts."""
    plates: tuple[PixelBox, ...] = ()
    """Drawn as one shape in the look's plate colours."""


class TextLook(Contract):
    """How the words of a block are decorated."""

    stroke: Stroke | None = None
    shadow: Shadow | None = None
    """Under the plates when the block has some, under the glyphs otherwise."""
    plate: Plate = Plate()


class CaptionPage(Contract):
    """One card on the picture."""

    start_ms: Ms
    end_ms: Ms
    """Exclusive."""
    block: TextBlock


class Captions(Contract):
    """All cards in order; they never overlap in time."""

    look: TextLook = TextLook()
    emphasis: Emphasis = Emphasis(kind="none", color="#FFFFFFFF")
    """`plate` moves a plate behind the spoken word: in the look's plate colour where the look has
    `word` plates, in the emphasis colour otherwise."""
    enter: Motion = Motion(kind="none")
    exit: Motion = Motion(kind="none")
    inactive: Color | None = None
    """Of words before they are spoken; None is their own."""
    pages: tuple[CaptionPage, ...] = ()


class Part(Contract):
    """A rectangle in shares of a picture."""

    x: Fine
    y: Fine
    width: Fine
    height: Fine


class PlacedImage(Contract):
    """A picture where it stands; what is shown of it fills its box, which has its proportions."""

    image: Ref[Blob]
    box: PixelBox
    part: Part | None = None
    """What is shown; None is all of it."""
    radius: Num = 0.0
    """Pixels of its rounded corners."""


class Ring(Contract):
    """A border along the inside of a box."""

    box: PixelBox
    thickness: Num
    """Pixels, as the radius."""
    radius: Num
    color: Color


class Fill(Contract):
    """A flat colour, or a gradient."""

    color: Color
    color_to: Color | None = None


class Bar(Contract):
    """How far the short has come: the track is the full box."""

    box: PixelBox
    color: Color
    track: Color


class Wave(Contract):
    """Bars of the sound around the moment that is heard; the middle of the box is now."""

    box: PixelBox
    bars: int
    color: Color
    """Of what was heard."""
    ahead: Color
    """Of what is still to come."""


class PlacedOverlay(Contract):
    """One thing drawn over the picture."""

    id: str
    """Of the style's overlay; its second time is `ID/2`, which no overlay of a style can be called."""
    kind: OverlayKind
    z: int
    """Lower is drawn first; captions are drawn at `CAPTIONS_Z`."""
    start_ms: Ms
    end_ms: Ms
    """Exclusive."""
    enter: Motion
    exit: Motion
    opacity: Share
    box: PixelBox
    """Bounds of what is drawn, without stroke and shadow."""
    backdrop: Fill | None = None
    """Fills the whole canvas from top to bottom, under the rest of this overlay."""
    image: PlacedImage | None = None
    block: TextBlock | None = None
    look: TextLook = TextLook()
    bar: Bar | None = None
    wave: Wave | None = None
    ring: Ring | None = None

    @property
    def source(self) -> str:
        """Id of the style's overlay, whichever time it is."""
        return self.id.partition("/")[0]


CAPTIONS_Z = 50


class Punch(Contract):
    """A while in which the camera leans in, in output frames."""

    first_frame: Frame
    end_frame: Frame
    """Exclusive."""
    ease_in: int
    """Frames from the camera's own place to the closest; 0 begins there."""
    ease_out: int
    """Frames of the way back, at its end."""
    scale: Num
    """At its closest."""
    x: Fine
    """Point that keeps its place, as shares of the output."""
    y: Fine


class Picture(Contract):
    """Where the moving picture comes from."""

    source: Ref[Blob]
    width: int
    """Upright source pixels, square."""
    height: int
    rotation: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise that make the stored picture upright."""
    start_ms: int = 0
    """Source presentation time of the recording's time zero."""
    seek_pts: int | None = None
    """Key frame to decode from, in the stream's time base; None decodes from the beginning."""
    spans: tuple[SourceSpan, ...]
    framings: tuple[Framing, ...]
    punches: tuple[Punch, ...] = ()
    """In order, none overlap; letterboxed shots and panes stay as they are."""
    dissolves: Annotated[tuple[Dissolve, ...], Field(exclude_if=lambda found: not found)] = ()
    """In order, none overlap. Only written where there are some, as `RenderPlan.veils`: every other
    plan keeps its digest."""
    saturation: Num = 1.0
    contrast: Num = 1.0
    lut: Ref[Blob] | None = None
    """A `.cube` file, applied last."""
    lut_strength: Share = 1.0


class RenderPlan(Contract):
    """One short in one aspect ratio, ready to be drawn; its digest is the output's key."""

    engine: str = ENGINE
    clip_id: str
    aspect: Aspect
    kind: Kind
    width: int
    """Canvas pixels."""
    height: int
    rate: Rate
    frame_count: int
    """After the picture ends its last frame is held."""
    background: Fill
    """Behind audio-only clips, from top to bottom; its first colour tints blurred fills."""
    picture: Picture | None
    """None for audio only."""
    sound: Sound
    fonts: tuple[GlyphTable, ...] = ()
    captions: Captions = Captions()
    overlays: tuple[PlacedOverlay, ...] = ()
    """By z, then in the style's order."""
    veils: Annotated[tuple[Veil, ...], Field(exclude_if=lambda found: not found)] = ()
    """In order; later ones lie over earlier ones."""
    levels: Levels | None = None
    """Only where a waveform is drawn."""
    faces: tuple[FaceZone, ...] = ()
    """Where faces are seen, for whoever picks a cover picture."""
