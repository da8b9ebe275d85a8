"""The table of rules at work: what triggers each, and what just does not.

Patches are RFC 7396, of the bold starter, which has no finding at all. To test one more rule, add
a case.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from schemas.style.contract import merge_patch
from style_plane.lint.finding import Severity
from style_plane.starters.seeding import contract_of

Patch = dict[str, Any]
BOLD = contract_of("bold").model_dump(mode="json")
OFF: Patch = {"width": 0, "color": "#00000000"}
"""No stroke, in a patch: there null brings the default back."""
UNSEEN: Patch = {"color": "#00000000"}
BARE: Patch = {"stroke": OFF, "shadow": UNSEEN, "plate": {"shape": "none"}}
WIDE: Patch = {"promise": ["16:9"], "aspects": None}
TALL: Patch = {"promise": ["9:16"], "aspects": None}
QUIET: Patch = {"enter": {"kind": "none"}, "exit": {"kind": "none"}}
FAINT: Patch = {"shape": "block", "color": "#FFFFFF20"}
GREY: Patch = {"width": 0.12, "color": "#808080FF"}
TIGHT: Patch = {"cuts": {"silences": "tighten"}}
DARK: Patch = {"shape": "line", "color": "#000000FF"}


@dataclass(frozen=True)
class Case:
    """One rule, a style that breaks it and one that just does not."""

    rule: str
    severity: Severity
    pointer: str
    bad: Patch
    good: Patch
    words: str = ""
    """In the message."""
    cured: bool = True
    """Whether there is a fix."""
    deep: bool = False
    also: Patch = field(default_factory=dict)
    """What both styles have in common, on top of `TALL`: one aspect ratio is enough for most rules."""


def extra(**change: Any) -> Patch:
    """A patch that adds one overlay; it can be read, and stands alone."""
    box = {"x": 10, "y": 30, "width": 60, "height": 10}
    added = {"id": "extra", "kind": "text", "text": "Hello", "box": box, "plate": DARK, **change}
    return {"overlays": [*BOLD["overlays"], added]}


def boxed(x: float, y: float, width: float, height: float, **change: Any) -> Patch:
    return extra(box={"x": x, "y": y, "width": width, "height": height}, **change)


def covered(x: float, y: float, width: float, height: float, **change: Any) -> Patch:
    """One overlay more, on the cover alone."""
    return boxed(x, y, width, height, span={"anchor": "cover"}, **change)


def roomy(heights: float) -> Patch:
    """Room that the logo wants."""
    return {"brand": {"logos": {"light": {"clear_space": heights}}}}


def captions(**change: Any) -> Patch:
    return {"subtitles": change}


def transitions(**change: Any) -> Patch:
    return {"visual": {"transitions": change}}


def pacing(**change: Any) -> Patch:
    return {"pacing": change}


def span(ms: int) -> Patch:
    return {"anchor": "clip_start", "offset_ms": 0, "duration_ms": ms}


def motion(kind: str, ms: int) -> Patch:
    return {"kind": kind, "duration_ms": ms}


NEVER = "0" * 64
LOGO = BOLD["brand"]["logos"]["light"]["sha256"]
FONT = BOLD["brand"]["fonts"]["body"]["sha256"]
BODY = "/brand/fonts/body"
HERE = "/overlays/extra"
PHRASES: Patch = {"pacing": {"mode": "phrase", "min_duration_ms": 900}}
SLOTS: Patch = {"slots": {"offer": {"max_chars": 20}}}
SPONSOR: Patch = {
    "slots": {"sponsor": {"type": "image"}},
    "brand": {
        "logos": {
            "light": {"min_width": 12},
            "other": BOLD["brand"]["logos"]["light"] | {"min_width": 12},
        }
    },
}
MUSIC: Patch = {
    "brand": {"music": {"bed": {"sha256": "b" * 64}}},
    "audio": {"music": {"track": "bed", "gain": -12, "duck": 7.9}},
}

STRUCTURE = (
    Case("E1", "error", "/promise", {"promise": [], "aspects": None}, TALL, "no aspect ratio"),
    Case("E1", "error", "/promise", {**TALL, "promise": ["9:16", "9:16"]}, TALL, "twice"),
    Case("E2", "error", "/aspects", {"aspects": {"1:1": {}}}, {"aspects": {"9:16": {}}}, "1:1"),
    Case(
        "E4", "error", BODY, {"brand": {"fonts": {"body": {"sha256": NEVER}}}}, {}, "Upload", False
    ),
    Case(
        "E4", "error", BODY, {"brand": {"fonts": {"body": {"sha256": LOGO}}}}, {}, "picture", False
    ),
    Case(
        "E4",
        "error",
        "/brand/logos/light",
        {"brand": {"logos": {"light": {"sha256": FONT}}}},
        {},
        "is a font",
        False,
    ),
    Case(
        "E4",
        "error",
        "/brand/logos/light",
        {"brand": {"logos": {"light": {"width": 5}}}},
        {},
        "603",
    ),
    Case(
        "E4",
        "error",
        "/brand/luts/film",
        {"brand": {"luts": {"film": {"sha256": NEVER}}}},
        {},
        "LUT",
        False,
    ),
    Case("E5", "error", f"{HERE}/box", boxed(80, 30, 40, 10), boxed(60, 30, 40, 10), "120.0 %"),
    Case("E5", "error", f"{HERE}/box", boxed(20, 30, 0, 10), boxed(20, 30, 1, 10), "no extent"),
    Case("E6", "error", f"{HERE}/kind", extra(text="  "), extra(text="x"), "without words", False),
    Case(
        "E6",
        "error",
        f"{HERE}/kind",
        extra(kind="logo"),
        extra(kind="logo", logo="light"),
        cured=False,
    ),
    Case(
        "E11",
        "error",
        f"{HERE}/text",
        extra(text="{titel}"),
        extra(text="{title}"),
        "holds {titel}, which is no placeholder",
    ),
    Case(
        "E11",
        "error",
        f"{HERE}/detail",
        extra(kind="lower_third", detail="{role}"),
        extra(kind="text", detail="{role}"),
        "{role}",
        cured=False,
    ),
    Case(
        "E7",
        "error",
        "/subtitles/placement",
        captions(placement={"offset": 95}),
        captions(placement={"offset": 60}),
        "2 lines reaches from",
    ),
    Case(
        "E8",
        "error",
        "/aspects/9:16/overlays/gone",
        {"aspects": {"9:16": {"overlays": {"gone": {"size": 4}}}}},
        {"aspects": {"9:16": {"overlays": {BOLD["overlays"][0]["id"]: {"size": 4}}}}},
        "which the style lacks",
    ),
    Case(
        "E9",
        "error",
        "/aspects/9:16/subtitles/profanity",
        {"aspects": {"9:16": {"subtitles": {"profanity": "mask", "size": 6}}}},
        {"subtitles": {"profanity": "mask"}},
        "share their words",
    ),
    Case(
        "E10",
        "warning",
        f"{HERE}/span",
        extra(span={"offset_ms": 500}),
        extra(span={"anchor": "clip_start", "offset_ms": 500}),
        "from the first frame to the last",
    ),
    Case(
        "E10",
        "warning",
        f"{HERE}/enter",
        extra(kind="logo", logo="light", enter=motion("typewriter", 300)),
        extra(enter=motion("typewriter", 300)),
        "no letters",
    ),
    Case(
        "E10",
        "warning",
        f"{HERE}/exit",
        extra(kind="frame", exit=motion("typewriter", 300)),
        extra(kind="frame", exit=motion("fade", 300)),
    ),
    Case(
        "E10",
        "warning",
        "/cuts/punch_in",
        {"cuts": {"punch_in": 1.1}},
        {"cuts": {"punch_in": 1.1, "fillers": "cut"}},
        "Nothing is left out",
    ),
    Case(
        "E10",
        "warning",
        "/visual/transitions/join/kind",
        transitions(join={"kind": "crossfade"}),
        {**transitions(join={"kind": "crossfade"}), **TIGHT},
        "no jump cut for a 'crossfade'",
    ),
    Case(
        "E10",
        "warning",
        "/visual/transitions/close/color",
        transitions(close={"color": "#FFFFFFFF", "duration_ms": 900}),
        transitions(close={"kind": "fade", "color": "#FFFFFFFF", "duration_ms": 900}),
        "'close' is a 'cut', which has no use for 'color' and 'duration_ms'",
    ),
    Case(
        "E10",
        "warning",
        "/visual/transitions/join/color",
        {**transitions(join={"kind": "punch", "color": "#FFFFFFFF"}), **TIGHT},
        {**transitions(join={"kind": "dip", "color": "#FFFFFFFF"}), **TIGHT},
        "Make it a 'dip'",
    ),
)

CONTRAST = (
    Case(
        "C1",
        "error",
        "/subtitles/color",
        captions(**{**BARE, "plate": {"shape": "block", "color": "#EEEEEEFF"}}),
        captions(**{**BARE, "plate": {"shape": "block", "color": "#222222FF"}}),
        "contrast of 1.2 to 1",
    ),
    Case(
        "C1",
        "error",
        "/subtitles/color",
        captions(**{**BARE, "plate": {"shape": "block", "color": "#00000040"}}),
        captions(**{**BARE, "plate": {"shape": "block", "color": "#000000D0"}}),
        "contrast of",
    ),
    Case(
        "C1",
        "error",
        "/subtitles/emphasis/color",
        captions(shadow=UNSEEN, emphasis={"color": "#101010FF"}),
        captions(shadow=UNSEEN, emphasis={"color": "#F0F0F0FF"}),
        "emphasis colour",
    ),
    Case(
        "C1", "error", "/subtitles/color", captions(color="#FFFFFF30"), captions(color="#FFFFFFFF")
    ),
    Case(
        "C1",
        "error",
        "/subtitles/emphasis/color",
        captions(plate={"shape": "word", "color": "#848484FF"}),
        captions(plate={"shape": "word", "color": "#101010FF"}),
        "spoken word on its plate",
    ),
    Case(
        "C1",
        "error",
        "/subtitles/emphasis/color",
        captions(plate={"shape": "word", "color": "#848484FF"}),
        captions(plate={"shape": "word", "color": "#FFD60AFF"}),  # painted black on it
    ),
    Case(
        "C1",
        "error",
        "/subtitles/color",
        captions(emphasis={"kind": "plate", "color": "#959595FF"}),
        captions(emphasis={"kind": "plate", "color": "#FFFFFFFF"}),  # painted black on it
        "spoken word on its plate",
        cured=False,
    ),
    Case(
        "C1",
        "error",
        f"{HERE}/color",
        extra(color="#FFFFFFFF", plate={**DARK, "color": "#606060FF"}, opacity=0.6),
        extra(color="#FFFFFFFF", plate=DARK, opacity=1.0),
        "contrast of",
    ),
    Case(
        "C1",
        "error",
        f"{HERE}/color",
        extra(opacity=0.4),
        extra(opacity=1.0),
        "40% opaque",
    ),
    Case(
        "C1",
        "error",
        f"{HERE}/color",
        extra(color="#FFFFFF80", plate={**DARK, "color": "#606060FF"}),
        extra(color="#FFFFFFFF", plate=DARK),
        "contrast of",
    ),
    Case(
        "C1",
        "error",
        "/subtitles/color",
        captions(**{**BARE, "shadow": {"blur": 0.2, "color": "#000000FF"}, "plate": FAINT}),
        captions(**{**BARE, "plate": {**FAINT, "color": "#000000E0"}}),
        "contrast of",
    ),
    Case(
        "C1",
        "error",
        f"{HERE}/color",
        extra(kind="end_card", color="#181818FF", plate={"shape": "none"}),
        extra(kind="end_card", color="#FFFFFFFF", plate={"shape": "none"}),
        "The text of overlay 'extra'",
    ),
    Case(
        "C1",
        "error",
        f"{HERE}/color",
        extra(plate={"shape": "none"}, shadow={}),
        extra(plate={"shape": "none"}, stroke={"width": 0.06}),
    ),
    Case(
        "C1",
        "warning",
        f"{HERE}/color",
        extra(plate={**DARK, "color": "#808080FF"}),
        extra(plate={**DARK, "color": "#505050FF"}),
        "4.5 to 1",
    ),
    Case(
        "C1",
        "info",
        f"{HERE}/color",
        extra(plate={**DARK, "color": "#606060FF"}),
        extra(plate={**DARK, "color": "#505050FF"}),
        "WCAG",
    ),
    Case(
        "C1",
        "error",
        "/subtitles/inactive",
        captions(inactive="#202020FF", shadow=UNSEEN),
        captions(inactive="#D0D0D0FF", shadow=UNSEEN),
        "words to come",
    ),
    Case(
        "C1",
        "error",
        "/subtitles/speaker_colors/1",
        captions(speaker_colors=["#FFFFFFFF", "#202020FF"], shadow=UNSEEN),
        captions(speaker_colors=["#FFFFFFFF", "#F0F0F0FF"], shadow=UNSEEN),
        "speaker 2",
        cured=False,
    ),
    Case(
        "C2",
        "error",
        "/subtitles/color",
        captions(**BARE),
        captions(stroke={"width": 0.06}),
        "neither",
    ),
    Case(
        "C2",
        "error",
        f"{HERE}/color",
        extra(plate={"shape": "none"}),
        extra(plate={"shape": "none"}, stroke={"width": 0.06}),
        "neither plate nor stroke",
    ),
    Case(
        "C2",
        "error",
        f"{HERE}/color",
        extra(plate={**DARK, "shape": "word"}),
        extra(plate=DARK),
        "neither plate nor stroke",
    ),
    Case(
        "C2",
        "warning",
        "/subtitles/color",
        captions(stroke={"width": 0.06, "color": "#808080FF"}, shadow=UNSEEN),
        captions(stroke={"width": 0.12}, shadow=UNSEEN),
        "picture",
        deep=True,
        also=WIDE,
    ),
    Case(
        "C3",
        "warning",
        "/subtitles/emphasis/color",
        captions(emphasis={"kind": "fill"}),
        captions(emphasis={"kind": "fill", "color": "#7A5F00FF"}),
        "hue only",
    ),
    Case(
        "C3",
        "warning",
        "/subtitles/emphasis/color",
        captions(emphasis={"scale": 1.04}),
        captions(emphasis={"scale": 1.05}),
    ),
    Case(
        "C4",
        "info",
        "/subtitles/emphasis/color",
        captions(emphasis={"color": "#FFD60AFF"}),
        captions(emphasis={"color": "#FFFFFFFF"}),
        "{color.accent}",
    ),
    Case(
        "C4",
        "warning",
        "/subtitles/emphasis/color",
        captions(emphasis={"color": "#FFD60BFF"}),
        captions(emphasis={"color": "#FFFFFF80"}),
        "not in the palette",
    ),
    Case(
        "C4",
        "warning",
        f"{HERE}/plate/color",
        extra(plate={**DARK, "color": "#123456FF"}),
        extra(plate={**DARK, "color": "#FFD60A80"}),
        "not in the palette",
    ),
    Case(
        "C4",
        "warning",
        "/subtitles/speaker_colors/1",
        captions(speaker_colors=["#FFFFFFFF", "#123456FF"]),
        captions(speaker_colors=["#FFFFFFFF", "{color.accent}"]),
        "not in the palette",
    ),
    Case(
        "C4",
        "warning",
        "/aspects/9:16/overlays/hook/color",
        {"aspects": {"9:16": {"overlays": {"hook": {"color": "#123456FF"}}}}},
        {"aspects": {"9:16": {"overlays": {"hook": {"color": "#000000FF"}}}}},
        "not in the palette",
    ),
)

TYPE = (
    Case("T1", "error", "/subtitles/size", captions(size=3.4), captions(size=5.0), "phone"),
    Case("T1", "warning", "/subtitles/size", captions(size=4.9), captions(size=5.0)),
    Case("T1", "warning", "/subtitles/size", captions(size=12.1), captions(size=12.0)),
    Case("T1", "error", f"{HERE}/size", extra(size=1.9), extra(size=2.8), "few can read"),
    Case(
        "T2",
        "error",
        "/subtitles/size",
        captions(size=16, leading=1.5),
        captions(size=7.6),
        "35 %",
        also=WIDE,
    ),
    Case("T2", "warning", "/subtitles/size", captions(size=11), captions(size=9), also=WIDE),
    Case(
        "T3",
        "error",
        "/pacing/max_chars_per_line",
        pacing(max_chars_per_line=40),
        pacing(max_chars_per_line=14),
        "English fit on a line",
    ),
    Case(
        "T3",
        "warning",
        "/pacing/max_chars_per_line",
        pacing(max_chars_per_line=18),
        pacing(max_chars_per_line=14),
    ),
    Case(
        "T4",
        "error",
        "/subtitles/size",
        captions(size=11),
        captions(size=6.5),
        "German: 'Bundesverfassungsgericht'",
        also={"languages": ["de"]},
    ),
    Case(
        "T4",
        "warning",
        "/subtitles/size",
        captions(size=8),
        captions(size=6.5),
        "much smaller",
        also={"languages": ["de"]},
    ),
    Case(
        "T5",
        "error",
        "/pacing/max_chars_per_line",
        pacing(max_chars_per_line=43),
        pacing(max_chars_per_line=30),
        also={**WIDE, **captions(size=5)},
    ),
    Case(
        "T5",
        "warning",
        "/pacing/max_chars_per_line",
        pacing(max_chars_per_line=38),
        pacing(max_chars_per_line=30),
        also={**WIDE, **captions(size=5)},
    ),
    Case(
        "T5",
        "warning",
        "/subtitles/placement/box_width",
        captions(placement={"box_width": 90}),
        captions(placement={"box_width": 68}),
        "moving the head",
        also={**WIDE, **pacing(max_chars_per_line=36)},
    ),
    Case("T6", "error", "/pacing/max_lines", pacing(max_lines=3), pacing(max_lines=2), also=WIDE),
    Case("T6", "warning", "/pacing/max_lines", pacing(max_lines=3), pacing(max_lines=2)),
)

PACE = (
    Case(
        "T7",
        "error",
        "/pacing/max_cps",
        pacing(max_cps=20.1),
        pacing(max_cps=17),
        "Most people",
        also=PHRASES,
    ),
    Case(
        "T7",
        "warning",
        "/pacing/max_cps",
        pacing(max_cps=17.1),
        pacing(max_cps=17),
        also=PHRASES,
    ),
    Case(
        "T7",
        "warning",
        "/pacing/max_cps",
        pacing(max_cps=13.1),
        pacing(max_cps=13),
        "Children",
        also={**PHRASES, "audience": "child"},
    ),
    Case(
        "T7",
        "error",
        "/pacing/max_cps",
        pacing(max_cps=17.1),
        pacing(max_cps=13),
        "Children",
        also={**PHRASES, "audience": "child"},
    ),
    Case(
        "T7",
        "error",
        "/locales/ja/pacing/max_cps",
        {"locales": {"ja": {"pacing": {"max_cps": 30}}}},
        {"locales": {"ja": {"pacing": {"max_cps": 9}}}},
        "ja: ",
        also=PHRASES,
    ),
    Case(
        "T8",
        "warning",
        "/pacing/min_duration_ms",
        pacing(mode="phrase", min_duration_ms=832),
        pacing(mode="phrase", min_duration_ms=833),
    ),
    Case(
        "T8",
        "warning",
        "/pacing/min_duration_ms",
        pacing(min_duration_ms=240),
        pacing(min_duration_ms=250),
        also=captions(**QUIET),
    ),
    Case(
        "T8",
        "error",
        "/pacing/max_duration_ms",
        pacing(max_duration_ms=7001),
        pacing(max_duration_ms=7000),
    ),
    Case(
        "T8",
        "error",
        "/pacing/max_duration_ms",
        pacing(min_duration_ms=900, max_duration_ms=899),
        pacing(min_duration_ms=900, max_duration_ms=900),
        "none can",
    ),
    Case("T9", "error", "/pacing/gap_ms", pacing(gap_ms=83), pacing(gap_ms=84), "blink"),
    Case(
        "T9",
        "warning",
        "/pacing/gap_ms",
        pacing(gap_ms=83),
        pacing(gap_ms=84),
        also=captions(**QUIET),
    ),
    Case("T10", "warning", "/pacing/linger_ms", pacing(linger_ms=501), pacing(linger_ms=500)),
)

PLACE = (
    Case(
        "P1",
        "error",
        "/subtitles/placement",
        {"platforms": ["reels"]},
        {"platforms": ["reels"], **captions(placement={"offset": 35.1})},
        "Instagram Reels",
    ),
    Case(
        "P1",
        "error",
        "/subtitles/placement",
        {"platforms": ["shorts"], **captions(placement={"offset": 26})},
        {"platforms": ["shorts"], **captions(placement={"offset": 26, "box_width": 76})},
        "right",
        also=captions(size=6),
    ),
    Case(
        "P1",
        "error",
        f"{HERE}/box",
        {**boxed(10, 90, 60, 6), "platforms": ["generic"]},
        {**boxed(10, 79, 60, 6), "platforms": ["generic"]},
        "'extra' reaches",
    ),
    Case(
        "P1",
        "warning",
        "/overlays/logo/box",
        {"platforms": ["generic"]},
        {"platforms": ["youtube"]},
        "Move it",
    ),
    Case(
        "P2",
        "warning",
        f"{HERE}/box",
        boxed(10, 92, 30, 6),
        boxed(10, 70, 30, 6),
        "bottom edge",
        also=WIDE,
    ),
    Case(
        "P2",
        "warning",
        "/subtitles/placement",
        captions(placement={"align": "left", "box_width": 100}),
        captions(placement={"align": "left", "box_width": 90}),
        "right and left edge",
        also=WIDE,
    ),
    Case(
        "P2",
        "warning",
        "/subtitles/placement",
        captions(placement={"anchor": "top", "offset": 1}),
        captions(placement={"anchor": "top", "offset": 5}),
        "top edge",
        also={**WIDE, "overlays": []},
    ),
    Case(
        "P3",
        "warning",
        "/overlays/hook/box",
        boxed(10, 12, 60, 6),
        boxed(10, 30, 60, 6),
        "'extra' and 'hook' lie on each other",
    ),
    Case(
        "P3",
        "error",
        "/overlays/hook/box",
        boxed(10, 12, 60, 6, kind="cta"),
        boxed(10, 30, 60, 6, kind="cta"),
    ),
    Case(
        "P4",
        "warning",
        "/subtitles/placement/align",
        captions(placement={"align": "left"}),
        captions(placement={"align": "center"}),
        "Arabic",
        also={"languages": ["ar"]},
    ),
    Case(
        "P4",
        "warning",
        "/subtitles/enter/kind",
        captions(enter={"kind": "slide"}),
        captions(enter={"kind": "rise"}),
        "Hebrew",
        also={"languages": ["he"]},
    ),
    Case(
        "P4",
        "warning",
        "/subtitles/direction",
        captions(direction="ltr"),
        captions(direction="auto"),
        "Arabic",
        also={"languages": ["ar"]},
    ),
    Case(
        "P4",
        "warning",
        "/locales/Arab/direction",
        {"locales": {"Arab": {"direction": "ltr"}}},
        {"locales": {"Arab": {"direction": "rtl"}}},
        "Arabic",
        also={"languages": ["ar"]},
    ),
)

FONTS = (
    Case(
        "F1", "error", BODY, {"languages": ["hi"]}, {"languages": ["pl"]}, "Hindi: no font", False
    ),
    Case(
        "F1",
        "error",
        f"{HERE}/text",
        extra(text="★ Subscribe →"),
        extra(text="“Subscribe” → …"),
        "holds ★",
        False,
    ),
    Case(
        "F1",
        "error",
        "/overlays/name/detail",
        extra(id="name", kind="lower_third", detail="{slot.offer}"),
        {},
        "★",
        False,
        also={"slots": {"offer": {"max_chars": 20, "default": "★ Host"}}},
    ),
    Case("F1", "info", "/languages", {"languages": ["tlh"]}, {"languages": ["de"]}, "tlh", False),
    Case(
        "F5",
        "error",
        BODY,
        {"brand": {"fonts": {"body": {"weight": 400}}}},
        {},
        "is Roboto 900, not Roboto 400",
    ),
    Case(
        "F5",
        "error",
        BODY,
        {"brand": {"fonts": {"body": {"family": "Arial"}}}},
        {},
        "not Arial 900",
    ),
    Case("F5", "error", BODY, {"brand": {"fonts": {"body": {"italic": True}}}}, {}, "900 italic"),
)

MOVES = (
    Case(
        "A1",
        "error",
        "/subtitles/enter/kind",
        {
            **captions(
                size=16,
                plate={"shape": "block", "color": "#FFFFFFFF", "pad_x": 2, "pad_y": 2},
                color="#000000FF",
                enter=motion("fade", 80),
                exit=motion("fade", 80),
            ),
            **pacing(max_words_per_card=1),
        },
        {
            **captions(
                plate={"shape": "block", "color": "#FFFFFFFF"},
                color="#000000FF",
                enter=motion("fade", 80),
                exit=motion("fade", 80),
            ),
            **pacing(max_words_per_card=4),
        },
        "flashes more than 3 times",
        deep=True,
        also=WIDE,
    ),
    Case(
        "A1",
        "error",
        "/visual/transitions/join/kind",
        transitions(join={"kind": "dip", "color": "#FFFFFFFF"}),
        transitions(join={"kind": "crossfade"}),
        "dips through a colour",
        deep=True,
        also={
            **WIDE,
            **TIGHT,
            **captions(
                size=16,
                plate={"shape": "block", "color": "#FFFFFFFF", "pad_x": 2, "pad_y": 2},
                color="#000000FF",
                emphasis={"kind": "none"},
                **QUIET,
            ),
            **pacing(max_words_per_card=2, min_duration_ms=300, gap_ms=84, min_gap_ms=80),
        },
    ),
    Case(
        "A2",
        "error",
        "/subtitles/emphasis/scale",
        captions(emphasis={"scale": 1.5}),
        captions(emphasis={"scale": 1.12}),
        "covers",
        also={**captions(size=5), **pacing(max_chars_per_line=30, max_words_per_card=8)},
    ),
    Case(
        "A2",
        "warning",
        "/subtitles/emphasis/scale",
        captions(emphasis={"scale": 1.26}),
        captions(emphasis={"scale": 1.25}),
        "restless",
    ),
    Case(
        "A3",
        "error",
        "/subtitles/enter/duration_ms",
        captions(enter=motion("pop", 141)),
        captions(enter=motion("pop", 140)),
        "hardly rests",
    ),
    Case(
        "A3",
        "error",
        f"{HERE}/enter/duration_ms",
        extra(span=span(500), enter=motion("fade", 201), exit=motion("none", 600)),
        extra(span=span(500), enter=motion("fade", 200), exit=motion("none", 600)),
    ),
    Case(
        "A4",
        "error",
        "/subtitles/enter/kind",
        captions(enter=motion("typewriter", 100)),
        captions(enter=motion("fade", 100)),
        "Arabic joins",
        also={"languages": ["ar"]},
    ),
    Case(
        "A4",
        "error",
        f"{HERE}/exit/kind",
        extra(exit=motion("typewriter", 100)),
        extra(exit=motion("fade", 100)),
        also={"languages": ["th"]},
    ),
    Case(
        "A4",
        "error",
        f"{HERE}/enter/kind",
        extra(enter=motion("typewriter", 100)),
        extra(enter=motion("rise", 100)),
        "Hebrew is read from the right",
        also={"languages": ["he"]},
    ),
    Case(
        "A4",
        "error",
        "/subtitles/tracking",
        captions(tracking=0.05),
        captions(tracking=0),
        "Arabic joins",
        also={"languages": ["ar"]},
    ),
)

SOUND = (
    Case(
        "S1",
        "error",
        "/audio/loudness",
        {"audio": {"loudness": -24.1}},
        {"audio": {"loudness": -16}},
        "fainter",
    ),
    Case(
        "S1",
        "warning",
        "/audio/loudness",
        {"audio": {"loudness": -12.9}},
        {"audio": {"loudness": -13}},
        "louder",
    ),
    Case(
        "S2",
        "error",
        "/audio/true_peak",
        {"audio": {"true_peak": -0.9}},
        {"audio": {"true_peak": -1}},
    ),
    Case(
        "S3",
        "warning",
        "/audio/music/duck",
        {},
        {"audio": {"music": {"duck": 20}}},
        "below the voice",
        also=MUSIC,
    ),
)


BRAND = (
    Case(
        "B1",
        "warning",
        "/overlays/mark/opacity",
        extra(id="mark", kind="logo", logo="light", opacity=0.2),
        extra(id="mark", kind="logo", logo="light", opacity=0.3),
    ),
    Case(
        "B1",
        "warning",
        "/overlays/logo/box",
        {"brand": {"logos": {"light": {"min_width": 35}}}},
        {"brand": {"logos": {"light": {"min_width": 25}}}},
        "vmin wide",
    ),
    Case(
        "B1",
        "warning",
        f"{HERE}/logo",
        extra(kind="logo", logo="light"),
        {},
        "light grounds",
        False,
        also={"brand": {"logos": {"light": {"made_for": "light"}}}},
    ),
    Case("B3", "warning", "/overlays/logo/box", roomy(2), roomy(0.3), "edge", False),
    Case("B3", "warning", "/overlays/logo/box", roomy(0.8), roomy(0.3), "overlay 'hook'", False),
    Case(
        "B3",
        "warning",
        f"{HERE}/box",
        boxed(40, 60.5, 20, 4, kind="logo", logo="light"),
        boxed(40, 40, 20, 4, kind="logo", logo="light"),
        "captions",
        False,
        also=roomy(0.8),
    ),
    Case(
        "B1",
        "warning",
        f"{HERE}/opacity",
        extra(kind="logo", logo="{slot.sponsor}", opacity=0.2, plate={"shape": "none"}),
        extra(kind="logo", logo="{slot.sponsor}", opacity=0.3, plate={"shape": "none"}),
        also=SPONSOR,
    ),
    Case(
        "B1",
        "warning",
        f"{HERE}/box",
        boxed(10, 30, 10, 10, kind="logo", logo="{slot.sponsor}", plate={"shape": "none"}),
        boxed(10, 30, 60, 10, kind="logo", logo="{slot.sponsor}", plate={"shape": "none"}),
        "vmin wide",
        also=SPONSOR,
    ),
    Case(
        "B1",
        "warning",
        f"{HERE}/logo",
        extra(kind="logo", logo="{slot.sponsor}"),
        {},
        "light grounds",
        False,
        also=merge_patch(SPONSOR, {"brand": {"logos": {"other": {"made_for": "light"}}}}),
    ),
    Case(
        "B2",
        "error",
        f"{HERE}/text",
        extra(text="{slot.offer} {slot.offer} {slot.offer}", size=8, max_lines=1),
        extra(text="{slot.offer}", size=4, max_lines=1),
        "last character",
        also=SLOTS,
    ),
    Case(
        "B2",
        "error",
        f"{HERE}/text",
        extra(text="Wonderful " * 9, size=8),
        extra(text="Wonderful", size=4),
        "cut off",
    ),
    Case(
        "B2",
        "warning",
        f"{HERE}/text",
        boxed(10, 30, 40, 3, text="{title}"),
        boxed(10, 30, 80, 9, text="{title}"),
        "title of 48",
    ),
    Case(
        "B2",
        "warning",
        f"{HERE}/text",
        boxed(10, 30, 40, 3, kind="title", text=None),
        boxed(10, 30, 80, 9, kind="title", text=None),
    ),
    Case(
        "B2",
        "error",
        f"{HERE}/text",
        boxed(20, 30, 40, 4, kind="end_card", logo="light", text="Follow us for more of this"),
        boxed(20, 30, 60, 20, kind="end_card", logo="light", text="Follow us for more of this"),
    ),
    Case(
        "B2",
        "error",
        f"{HERE}/text",
        boxed(10, 30, 30, 5, kind="cta", logo="light", text="Subscribe for more", max_lines=1),
        boxed(10, 30, 80, 5, kind="cta", logo="light", text="Subscribe for more", max_lines=1),
    ),
    Case(
        "B2",
        "error",
        f"{HERE}/detail",
        boxed(
            10, 30, 15, 8, kind="lower_third", text="Ada", detail="Chief of everything that moves"
        ),
        boxed(
            10, 30, 80, 8, kind="lower_third", text="Ada", detail="Chief of everything that moves"
        ),
    ),
    Case(
        "B2",
        "error",
        f"{HERE}/text",
        boxed(10, 30, 12, 8, text="Subscribe", size=6),
        boxed(10, 30, 40, 8, text="Subscribe", size=6),
    ),
)

COVERS = (
    Case(
        "C1",
        "error",
        f"{HERE}/color",
        covered(10, 30, 60, 10, plate={**DARK, "color": "#EEEEEEFF"}),
        covered(10, 30, 60, 10, plate=DARK),
        "contrast of",
    ),
    Case(
        "C2",
        "warning",
        f"{HERE}/color",
        covered(10, 30, 80, 20, size=9, plate={"shape": "none"}, stroke=GREY),
        covered(10, 30, 80, 20, size=9, plate={"shape": "none"}, stroke={"width": 0.12}),
        "edges of 'extra' on the cover",
        deep=True,
    ),
    Case(
        "C2",
        "error",
        f"{HERE}/color",
        covered(10, 30, 80, 20, size=9, plate={"shape": "none"}, shadow={"color": "#00000060"}),
        covered(10, 30, 80, 20, size=9),
        "edges of 'extra' on the cover",
        deep=True,
    ),
    Case(
        "T1",
        "error",
        f"{HERE}/size",
        covered(10, 30, 60, 10, size=1.9),
        covered(10, 30, 60, 10, size=2.8),
    ),
    Case(
        "P1",
        "warning",
        f"{HERE}/box",
        {**covered(10, 90, 60, 6), "platforms": ["generic"]},
        {**covered(10, 79, 60, 6), "platforms": ["generic"]},
        "known of shorts that play",
    ),
    Case(
        "P1",
        "warning",
        f"{HERE}/box",
        {**covered(10, 60, 60, 39, valign="bottom"), "platforms": ["generic"]},
        {**covered(10, 60, 60, 39, valign="top"), "platforms": ["generic"]},
        "held to the same",
    ),
    Case(
        "P2",
        "warning",
        f"{HERE}/box",
        covered(10, 92, 30, 6),
        covered(10, 70, 30, 6),
        "bottom edge",
        also=WIDE,
    ),
    Case(
        "P3",
        "warning",
        f"{HERE}/box",
        {
            "overlays": [
                *covered(10, 30, 60, 6)["overlays"],
                *covered(10, 31, 60, 6, id="alpha")["overlays"][-1:],
            ]
        },
        {
            "overlays": [
                *covered(10, 30, 60, 6)["overlays"],
                *boxed(10, 31, 60, 6, id="alpha")["overlays"][-1:],  # the short's, not the cover's
            ]
        },
        "Move one of them.",
    ),
    Case(
        "F1",
        "error",
        f"{HERE}/text",
        covered(10, 30, 60, 10, text="★ {title}"),
        covered(10, 30, 60, 10, text="{title}"),
        "holds ★",
        False,
    ),
    Case(
        "B1",
        "warning",
        f"{HERE}/box",
        covered(10, 30, 10, 10, kind="logo", logo="light", plate={"shape": "none"}),
        covered(10, 30, 60, 10, kind="logo", logo="light", plate={"shape": "none"}),
        "vmin wide",
        also={"brand": {"logos": {"light": {"min_width": 12}}}},
    ),
    Case(
        "B2",
        "warning",
        f"{HERE}/text",
        covered(10, 30, 40, 3, text="{title}"),
        covered(10, 30, 80, 9, text="{title}"),
        "title of 48",
    ),
    Case(
        "B2",
        "error",
        f"{HERE}/text",
        covered(10, 30, 60, 8, text="Wonderful " * 9, size=8),
        covered(10, 30, 60, 8, text="Wonderful", size=4),
        "cut off",
    ),
    Case(
        "B3",
        "warning",
        f"{HERE}/box",
        covered(40, 1, 20, 4, kind="logo", logo="light", plate={"shape": "none"}),
        covered(40, 30, 20, 4, kind="logo", logo="light", plate={"shape": "none"}),
        "the picture's edge",
        False,
        also=roomy(0.8),
    ),
)

CASES = (*STRUCTURE, *CONTRAST, *TYPE, *PACE, *PLACE, *FONTS, *MOVES, *SOUND, *BRAND, *COVERS)
