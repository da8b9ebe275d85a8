"""A still that shows a style before any footage exists: sample words by the production painter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import skia

from schemas.artifacts import BINARY, WAV, Blob, Ref
from schemas.clips import Framing, SourceSpan, Timeline
from schemas.enhancement import CaptionCard, CaptionWord, EnhancedClip
from schemas.renders import Picture, RenderPlan
from schemas.sounds import Levels
from schemas.style.audio import AudioTreatment
from schemas.style.contract import StyleContract
from schemas.style.resolve import resolve
from schemas.style.subtitles import Pacing
from schemas.units import ASPECT_SIZES, Aspect, frame_at
from tasks.tools.drawing.cueing import cards_of
from tasks.tools.drawing.grade import Grade
from tasks.tools.drawing.painter import LoadAsset, Painter
from tasks.tools.drawing.plan import compile_plan
from tasks.tools.drawing.profanity import masked, masked_text
from tasks.tools.drawing.surface import Pixels, laid_over

SAMPLE = "Every great story begins with one sentence that 9 people cannot forget"
TITLE = "The first sentence decides"
WORD_MS = 320
RATE = "30/1"
VOICES = ("Ada Example", "Grace Sample")
OPENING_MS = 1500
"""When the sample's opening sentence is over."""
_NOTHING: Ref[Blob] = Ref(sha256="0" * 64, size=0, media_type=BINARY)


def paint_still(
    style: StyleContract,
    aspect: Aspect,
    fonts: Mapping[str, Path],
    logos: Mapping[str, Path],
    *,
    text: str = SAMPLE,
    title: str = TITLE,
    ground: bytes | None = None,
    width: int = 540,
) -> bytes:
    """PNG of the second word of the first card, scaled to `width` pixels.

    `style` as published, not resolved. `ground` is an encoded picture that fills the frame, graded
    as footage is; None draws the style's own background.

    Raises:
        ArtifactMissingError, StyleFontError, StyleImageError: as `compile_plan` and `Painter`.
    """
    plan = sample_plan(style, aspect, fonts, logos, text=text, title=title)
    page = plan.captions.pages[0] if plan.captions.pages else None
    moment = page.block.words[min(1, len(page.block.words) - 1)] if page else None
    now = moment.start_ms + 200 if moment else 400
    picture = _ground(plan, ground)
    if ground is not None and plan.picture is not None:
        picture = graded(plan.picture, logo_loader(logos)).rgb(picture)
    return still_png(plan, frame_at(now, plan.rate), logo_loader(logos), picture, width)


def sample_plan(
    style: StyleContract,
    aspect: Aspect,
    fonts: Mapping[str, Path],
    logos: Mapping[str, Path],
    *,
    text: str = SAMPLE,
    title: str = TITLE,
) -> RenderPlan:
    """A plan of sample words without footage, for stills and moving previews."""
    return plan_of_words(style, aspect, fonts, logos, words=spoken(text), title=title)[0]


def plan_of_words(
    style: StyleContract,
    aspect: Aspect,
    fonts: Mapping[str, Path],
    logos: Mapping[str, Path],
    *,
    words: Sequence[CaptionWord],
    title: str = TITLE,
    language: str = "und",
    slots: Mapping[str, str] | None = None,
) -> tuple[RenderPlan, tuple[str, ...]]:
    """A plan of any timed words without footage, and what a person should know about it.

    It is silent: stings and music need not be at hand. Words without a speaker are said by people
    with example names, slots show `slots`, or else what `sample_slots` says.
    """
    resolved = resolve(style, aspect, language).model_copy(update={"audio": AudioTreatment()})
    words = _voiced(words, two=bool(resolved.subtitles.speaker_colors))
    if resolved.subtitles.profanity == "mask":
        words, title = _masked(words, language), masked_text(title, language)
    length = words[-1].end_ms + 400 if words else 2000
    clip = EnhancedClip(
        clip_id="proof",
        start_ms=0,
        end_ms=length,
        title=title,
        hook=title,
        speakers=tuple(dict.fromkeys(word.speaker for word in words if word.speaker)) or VOICES[:1],
        words=words,
        cards={aspect: _cards(words, resolved.pacing, length, language)},
        line_chars={aspect: resolved.pacing.max_chars_per_line},
        language=language,
        opening_end_ms=min(OPENING_MS, length),
        slots=dict(sample_slots(style) if slots is None else slots),
    )
    levels = Levels(per_second=20, values=tuple(30 + (i * 37) % 61 for i in range(length // 50)))
    timeline = bare_timeline(clip.clip_id, aspect, frame_at(length, RATE))
    return compile_plan(resolved, timeline, clip, fonts, logos, levels)


def still_png(
    plan: RenderPlan, frame: int, load_asset: LoadAsset, ground: Pixels, width: int
) -> bytes:
    """PNG of one frame over an RGB ground of the canvas' size, scaled to `width` pixels."""
    pixels = laid_over(ground, Painter(plan, load_asset).paint(frame))
    opaque = np.dstack([pixels, np.full(pixels.shape[:2], 255, dtype=np.uint8)])
    image = skia.Image.fromarray(np.ascontiguousarray(opaque), skia.kRGBA_8888_ColorType)
    if width < plan.width:
        options = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
        image = image.resize(width, round(plan.height * width / plan.width), options)
    return bytes(image.encodeToData(skia.EncodedImageFormat.kPNG, 100))


def graded(picture: Picture, load_asset: LoadAsset) -> Grade:
    """The grade of a plan's footage."""
    lut = load_asset(picture.lut) if picture.lut is not None else None
    return Grade(picture.saturation, picture.contrast, lut, picture.lut_strength)


def logo_loader(logos: Mapping[str, Path]) -> LoadAsset:
    """Reads a plan's logos from files."""
    return lambda ref: logos[ref.sha256].read_bytes()


def _voiced(words: Sequence[CaptionWord], *, two: bool) -> tuple[CaptionWord, ...]:
    """Words with speakers: theirs, or one example name, or two where that shows something."""
    half = len(words) // 2 if two else len(words)
    return tuple(
        word
        if word.speaker
        else word.model_copy(update={"speaker": VOICES[0] if number < half else VOICES[1]})
        for number, word in enumerate(words)
    )


def sample_slots(style: StyleContract) -> dict[str, str]:
    """Something to see in every slot that has no default."""
    picture = next(iter(style.brand.logos), "")
    shown = {"number": "42", "image": picture}
    return {
        name: shown.get(slot.type, (slot.title or name)[: slot.max_chars])
        for name, slot in style.slots.items()
        if not slot.default
    }


def spoken(text: str) -> tuple[CaptionWord, ...]:
    """The words of a text, said evenly; numbers are keywords."""
    return tuple(
        CaptionWord(
            text=word,
            start_ms=200 + index * WORD_MS,
            end_ms=200 + (index + 1) * WORD_MS - 20,
            keyword=word.isdigit(),
        )
        for index, word in enumerate(text.split())
    )


def _cards(
    words: Sequence[CaptionWord], pacing: Pacing, length_ms: int, language: str
) -> tuple[CaptionCard, ...]:
    """Cut and timed as in a clip."""
    return cards_of(words, set(), pacing, end_ms=length_ms, language=language)


def _masked(words: Sequence[CaptionWord], language: str) -> tuple[CaptionWord, ...]:
    return tuple(word.model_copy(update={"text": masked(word.text, language)}) for word in words)


def bare_timeline(clip_id: str, aspect: Aspect, frames: int) -> Timeline:
    """So many frames at `RATE`, uncut, without a recording, a camera or faces."""
    width, height = ASPECT_SIZES[aspect]
    return Timeline(
        clip_id=clip_id,
        aspect=aspect,
        kind="video",
        source=_NOTHING,
        audio=Ref(sha256="0" * 64, size=0, media_type=WAV),
        rate=RATE,
        frame_count=frames,
        width=width,
        height=height,
        spans=(SourceSpan(first_frame=0, frame_count=frames, at=0),),
        framings=(Framing(first_frame=0, end_frame=frames, layout="none"),),
        faces=(),
    )


def _ground(plan: RenderPlan, encoded: bytes | None) -> Pixels:
    """RGB of the canvas: the picture cut to fill it, or the style's background."""
    surface = skia.Surface(plan.width, plan.height)
    canvas = surface.getCanvas()
    fill = plan.background
    colors = [_opaque(fill.color), _opaque(fill.color_to or fill.color)]
    ends = [skia.Point(0, 0), skia.Point(0, plan.height)]
    paint = skia.Paint(Shader=skia.GradientShader.MakeLinear(ends, colors))
    canvas.drawPaint(paint)
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(encoded)) if encoded else None
    if image is not None:
        scale = max(plan.width / image.width(), plan.height / image.height())
        width, height = image.width() * scale, image.height() * scale
        place = skia.Rect.MakeXYWH(
            (plan.width - width) / 2, (plan.height - height) / 2, width, height
        )
        options = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
        canvas.drawImageRect(image, place, options)
    array = surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType)
    return np.ascontiguousarray(array[:, :, :3])


def _opaque(color: str) -> int:
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return int(skia.Color(red, green, blue))
