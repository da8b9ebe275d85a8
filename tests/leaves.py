"""Every leaf field of a style contract: a value to change it to, the facets that move with it, and
where the change is noticed.

A field without a row fails `tests/schemas/test_facets.py`: say here what it does.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from schemas.style.contract import StyleContract
from schemas.style.fields import FieldInfo, describe
from schemas.style.resolve import merge_patch
from tasks.tools.media.audio import write_wav
from tests.looks import MANROPE, ROBOTO, digest, face, picture_file

Effect = Literal[
    "picture", "cue", "sound", "camera", "footage", "jumps", "slots", "lint", "assets", "library"
]
"""Painted layers; caption cards and their words; samples of the mix; the camera's path; graded and
cropped frames; what is left out, and what is seen at its cuts; what a run may fill in; what publishing
says; what a run fetches; what people read."""

PLAN, COMPOSE, REFRAME, AUDIO = "plan", "compose", "reframe", "audio"


@dataclass(frozen=True)
class Row:
    """One field and what changing it does."""

    value: Any
    facets: tuple[str, ...]
    effect: Effect
    pointer: str = ""
    """Where in `rich` it is changed; empty: at the field's own pointer."""
    given: dict[str, Any] = field(default_factory=dict)
    """Merge patch without which the field would not show."""
    only: str = ""
    """Id of the one overlay that stays; empty leaves none."""
    language: str = "en"
    faces: bool = False


def _text(value: Any, pointer: str, only: str = "card", **more: Any) -> Row:
    return Row(value, (COMPOSE,), "picture", pointer, only=only, **more)


def _look(value: Any, **given: Any) -> Row:
    return Row(value, (COMPOSE,), "picture", given={"subtitles": given} if given else {})


def _cue(value: Any, *, layout: bool = False, **given: Any) -> Row:
    facets = (PLAN, COMPOSE) if layout else (PLAN,)
    return Row(value, facets, "cue", given={"pacing": given} if given else {})


def _mix(value: Any, **given: Any) -> Row:
    return Row(value, (AUDIO,), "sound", given={"audio": given} if given else {})


def _camera(value: Any, **given: Any) -> Row:
    return Row(value, (REFRAME,), "camera", given={"visual": {"reframe": given}} if given else {})


def _footage(value: Any, **given: Any) -> Row:
    return Row(value, (COMPOSE,), "footage", given={"visual": given} if given else {})


def _move(where: str, value: Any, **given: Any) -> Row:
    """Of a transition; those at joins show where something is left out."""
    effect: Effect = "jumps" if where == "join" else "picture"
    cuts = {"cuts": {"silences": "tighten"}}
    return Row(value, (COMPOSE,), effect, given=cuts | {"visual": {"transitions": {where: given}}})


def _overlay(index: int, name: str) -> str:
    return f"/overlays/{index}/{name}"


STROKE = {"width": 0.2, "color": "#00FF00FF"}
SHADOW = {"dx": 0.1, "dy": 0.1, "blur": 0.1, "color": "#0000FFFF"}
PLATED = {"shape": "line", "color": "#FF00FFFF"}
RED = "#FF0000FF"
OTHER_SHA = "f" * 64

HEAD = {
    "/title": Row("Another", (), "library"),
    "/description": Row("In other words", (), "library"),
    "/tags": Row(["loud"], (), "library"),
    "/promise": Row([], (PLAN, REFRAME, COMPOSE, AUDIO), "lint"),
    "/platforms": Row(["reels"], ("compose",), "lint"),
    "/languages": Row(["ja"], (), "lint"),
    "/audience": Row("child", (), "lint"),
}
BRAND = {
    "/brand/palette/*": Row(RED, (COMPOSE,), "picture", "/brand/palette/accent"),
    "/brand/fonts/*/sha256": Row(digest(ROBOTO), (COMPOSE,), "picture", "/brand/fonts/body/sha256"),
    "/brand/fonts/*/family": Row("Roboto", (), "lint", "/brand/fonts/body/family"),
    "/brand/fonts/*/weight": Row(300, (), "lint", "/brand/fonts/body/weight"),
    "/brand/fonts/*/italic": Row(True, (), "lint", "/brand/fonts/body/italic"),
    "/brand/fonts/*/size_adjust": Row(0.8, (COMPOSE,), "picture", "/brand/fonts/body/size_adjust"),
    "/brand/fonts/*/license": Row("", (), "lint", "/brand/fonts/body/license"),
    "/brand/fallbacks/*/sha256": Row(
        digest(MANROPE), (COMPOSE,), "picture", "/brand/fallbacks/0/sha256", only="greek"
    ),
    "/brand/fallbacks/*/family": Row("Other", (), "lint", "/brand/fallbacks/0/family"),
    "/brand/fallbacks/*/weight": Row(300, (), "lint", "/brand/fallbacks/0/weight"),
    "/brand/fallbacks/*/italic": Row(True, (), "lint", "/brand/fallbacks/0/italic"),
    "/brand/fallbacks/*/size_adjust": Row(
        0.7, (COMPOSE,), "picture", "/brand/fallbacks/0/size_adjust", only="greek"
    ),
    "/brand/fallbacks/*/license": Row("", (), "lint", "/brand/fallbacks/0/license"),
    "/brand/logos/*/sha256": Row(
        OTHER_SHA, (COMPOSE,), "assets", "/brand/logos/mark/sha256", only="mark"
    ),
    "/brand/logos/*/width": Row(80, (COMPOSE,), "picture", "/brand/logos/mark/width", only="mark"),
    "/brand/logos/*/height": Row(
        80, (COMPOSE,), "picture", "/brand/logos/mark/height", only="mark"
    ),
    "/brand/logos/*/made_for": Row("light", (), "lint", "/brand/logos/mark/made_for", only="end"),
    "/brand/logos/*/min_width": Row(40, (), "lint", "/brand/logos/mark/min_width", only="mark"),
    "/brand/logos/*/clear_space": Row(2, (), "lint", "/brand/logos/mark/clear_space", only="mark"),
    "/brand/luts/*/sha256": Row(OTHER_SHA, (COMPOSE,), "assets", "/brand/luts/warm/sha256"),
    "/brand/stings/*/sha256": Row(OTHER_SHA, (AUDIO,), "assets", "/brand/stings/ding/sha256"),
    "/brand/music/*/sha256": Row(OTHER_SHA, (AUDIO,), "assets", "/brand/music/bed/sha256"),
    "/brand/handle": Row("@other", (COMPOSE,), "picture", only="call"),
}
SLOTS = {
    "/slots/*/type": Row("number", (COMPOSE,), "slots", "/slots/guest/type"),
    "/slots/*/title": Row("Who is asked", (), "slots", "/slots/guest/title"),
    "/slots/*/required": Row(False, (), "slots", "/slots/guest/required"),
    "/slots/*/max_chars": Row(3, (), "slots", "/slots/guest/max_chars"),
    "/slots/*/default": _text("two", "/slots/word/default"),
}
SUBTITLES = {
    "/subtitles/enabled": Row(False, (PLAN, COMPOSE), "picture"),
    "/subtitles/font": _look("head"),
    "/subtitles/size": _look(7.5),
    "/subtitles/color": _look(RED),
    "/subtitles/inactive": _look(RED),
    "/subtitles/speaker_colors/*": Row(
        RED,
        (COMPOSE,),
        "picture",
        "/subtitles/speaker_colors/0",
        {"subtitles": {"speaker_colors": ["#00FF00FF"]}},
    ),
    "/subtitles/tracking": _look(0.1),
    "/subtitles/leading": _look(1.6),
    "/subtitles/case": _look("upper"),
    "/subtitles/punctuation": _look("drop_all"),
    "/subtitles/stroke/width": _look(0.3),
    "/subtitles/stroke/color": _look(RED),
    "/subtitles/stroke/blur": _look(0.3),
    "/subtitles/shadow/dx": _look(0.5),
    "/subtitles/shadow/dy": _look(0.5),
    "/subtitles/shadow/blur": _look(0.6),
    "/subtitles/shadow/color": _look(RED),
    "/subtitles/plate/shape": _look("block"),
    "/subtitles/plate/color": _look(RED, plate=PLATED),
    "/subtitles/plate/color_to": _look(RED, plate=PLATED),
    "/subtitles/plate/pad_x": _look(0.6, plate=PLATED),
    "/subtitles/plate/pad_y": _look(0.4, plate=PLATED),
    "/subtitles/plate/radius": _look(0.6, plate=PLATED),
    "/subtitles/emphasis/kind": _look("sweep"),
    "/subtitles/emphasis/color": _look(RED),
    "/subtitles/emphasis/spoken": _look(RED),
    "/subtitles/emphasis/scale": _look(1.4, emphasis={"kind": "pop"}),
    "/subtitles/emphasis/attack_ms": _look(280, emphasis={"kind": "pop", "scale": 1.3}),
    "/subtitles/emphasis/release_ms": _look(600, emphasis={"kind": "pop", "scale": 1.3}),
    "/subtitles/enter/kind": _look("rise"),
    "/subtitles/enter/duration_ms": _look(400),
    "/subtitles/exit/kind": _look("rise"),
    "/subtitles/exit/duration_ms": _look(500),
    "/subtitles/placement/anchor": _look("top"),
    "/subtitles/placement/align": _look("left"),
    "/subtitles/placement/offset": _look(30),
    "/subtitles/placement/box_width": _look(50),
    "/subtitles/placement/avoid_faces": Row(False, (COMPOSE,), "picture", faces=True),
    "/subtitles/keyword_color": _look(RED),
    "/subtitles/profanity": Row("mask", (PLAN,), "cue"),
    "/subtitles/direction": _look("rtl"),
}
PACING = {
    "/pacing/mode": _cue("words"),
    "/pacing/max_lines": _cue(1, layout=True),
    "/pacing/max_chars_per_line": _cue(10, layout=True),
    "/pacing/max_words_per_card": _cue(2),
    "/pacing/max_cps": _cue(9),
    "/pacing/min_duration_ms": _cue(1200, mode="words", max_words_per_card=2),
    "/pacing/max_duration_ms": _cue(900),
    "/pacing/lead_in_ms": _cue(200),
    "/pacing/linger_ms": _cue(600, gap_ms=0),
    "/pacing/gap_ms": _cue(0, mode="words", max_words_per_card=2),
    "/pacing/min_gap_ms": _cue(80, mode="words", max_words_per_card=2),
    "/pacing/snap_to_shot_ms": _cue(300, gap_ms=0, mode="words", max_words_per_card=2),
    "/pacing/breaking": _cue("greedy"),
}
CARD, MARK, WIDE, EDGE, NAME, CALL, BAR, END = range(8)
OVERLAYS = {
    "/overlays/*/id": _text("renamed", _overlay(CARD, "id"), only="*"),
    "/overlays/*/kind": _text("frame", _overlay(CARD, "kind")),
    "/overlays/*/box/x": _text(20, _overlay(CARD, "box/x")),
    "/overlays/*/box/y": _text(20, _overlay(CARD, "box/y")),
    "/overlays/*/box/width": _text(30, _overlay(CARD, "box/width")),
    "/overlays/*/box/height": _text(20, _overlay(CARD, "box/height")),
    "/overlays/*/align": _text("right", _overlay(CARD, "align")),
    "/overlays/*/valign": _text("bottom", _overlay(CARD, "valign")),
    "/overlays/*/z": _text(60, _overlay(CARD, "z"), only="*"),
    "/overlays/*/span/anchor": _text("hook_end", _overlay(CARD, "span/anchor")),
    "/overlays/*/span/offset_ms": _text(900, _overlay(CARD, "span/offset_ms")),
    "/overlays/*/span/duration_ms": _text(400, _overlay(CARD, "span/duration_ms")),
    "/overlays/*/enter/kind": _text("rise", _overlay(CARD, "enter/kind")),
    "/overlays/*/enter/duration_ms": _text(600, _overlay(CARD, "enter/duration_ms")),
    "/overlays/*/exit/kind": _text("rise", _overlay(CARD, "exit/kind")),
    "/overlays/*/exit/duration_ms": _text(600, _overlay(CARD, "exit/duration_ms")),
    "/overlays/*/opacity": _text(0.5, _overlay(CARD, "opacity")),
    "/overlays/*/logo": _text("wide", _overlay(MARK, "logo"), only="mark"),
    "/overlays/*/fit": _text("contain", _overlay(WIDE, "fit"), only="wide"),
    "/overlays/*/text": _text("other words", _overlay(CARD, "text")),
    "/overlays/*/detail": _text("guest", _overlay(NAME, "detail"), only="name"),
    "/overlays/*/font": _text("head", _overlay(CARD, "font")),
    "/overlays/*/size": _text(7, _overlay(CARD, "size")),
    "/overlays/*/color": _text(RED, _overlay(EDGE, "color"), only="edge"),
    "/overlays/*/stroke/width": _text(0.4, _overlay(CARD, "stroke/width")),
    "/overlays/*/stroke/color": _text(RED, _overlay(CARD, "stroke/color")),
    "/overlays/*/stroke/blur": _text(0.3, _overlay(CARD, "stroke/blur")),
    "/overlays/*/shadow/dx": _text(0.5, _overlay(CARD, "shadow/dx")),
    "/overlays/*/shadow/dy": _text(0.5, _overlay(CARD, "shadow/dy")),
    "/overlays/*/shadow/blur": _text(0.6, _overlay(CARD, "shadow/blur")),
    "/overlays/*/shadow/color": _text(RED, _overlay(CARD, "shadow/color")),
    "/overlays/*/plate/shape": _text("block", _overlay(CALL, "plate/shape"), only="call"),
    "/overlays/*/plate/color": _text(RED, _overlay(NAME, "plate/color"), only="name"),
    "/overlays/*/plate/color_to": _text(RED, _overlay(NAME, "plate/color_to"), only="name"),
    "/overlays/*/plate/pad_x": _text(0.6, _overlay(NAME, "plate/pad_x"), only="name"),
    "/overlays/*/plate/pad_y": _text(0.6, _overlay(NAME, "plate/pad_y"), only="name"),
    "/overlays/*/plate/radius": _text(0.6, _overlay(NAME, "plate/radius"), only="name"),
    "/overlays/*/case": _text("upper", _overlay(CARD, "case")),
    "/overlays/*/max_lines": _text(1, _overlay(CARD, "max_lines")),
    "/overlays/*/thickness": _text(3, _overlay(EDGE, "thickness"), only="edge"),
    "/overlays/*/radius": _text(9, _overlay(WIDE, "radius"), only="wide"),
}
VISUAL = {
    "/visual/reframe/mode": _camera("center"),
    "/visual/reframe/headroom": _camera(30),
    "/visual/reframe/max_zoom": _camera(1.1),
    "/visual/reframe/ease_ms": _camera(1900),
    "/visual/reframe/min_hold_ms": _camera(4500),
    "/visual/reframe/speaker": _camera("cut"),
    "/visual/reframe/groups": _camera("stack"),
    "/visual/reframe/screens": _camera("split"),
    "/visual/background": Row(RED, (COMPOSE,), "picture", only="end"),
    "/visual/background_to": Row(RED, (COMPOSE,), "picture", only="end"),
    "/visual/accent": Row(RED, (COMPOSE,), "picture", only="bar"),
    "/visual/saturation": _footage(0.4),
    "/visual/contrast": _footage(1.3),
    "/visual/lut": _footage("warm"),
    "/visual/lut_strength": _footage(0.3, lut="warm"),
    "/visual/punch_in": _footage(1.4),
    "/visual/punch_on": _footage("keywords", punch_in=1.4),
    "/visual/end_hold_ms": Row(3000, (COMPOSE,), "footage"),
    "/visual/transitions/open/kind": _move("open", "fade"),
    "/visual/transitions/open/duration_ms": _move("open", 900, kind="fade"),
    "/visual/transitions/open/color": _move("open", RED, kind="fade"),
    "/visual/transitions/close/kind": _move("close", "fade"),
    "/visual/transitions/close/duration_ms": _move("close", 900, kind="fade"),
    "/visual/transitions/close/color": _move("close", RED, kind="fade"),
    "/visual/transitions/join/kind": _move("join", "punch"),
    "/visual/transitions/join/duration_ms": _move("join", 90, kind="crossfade"),
    "/visual/transitions/join/color": _move("join", RED, kind="dip"),
}
STING, MUSIC = {"sound": "ding"}, {"track": "bed"}
SOUND = {
    "/audio/loudness": _mix(-20),
    "/audio/true_peak": _mix(-8),
    "/audio/highpass_hz": _mix(200),
    "/audio/noise_reduction": _mix(20),
    "/audio/fade_in_ms": _mix(400),
    "/audio/fade_out_ms": _mix(600),
    "/audio/compress": _mix(0.9),
    "/audio/loudness_range": _mix(2),
    "/audio/profanity": _mix("bleep"),
    "/audio/sting_in/sound": _mix("dong", sting_in=STING),
    "/audio/sting_in/gain": _mix(0, sting_in=STING),
    "/audio/sting_out/sound": _mix("dong", sting_out=STING),
    "/audio/sting_out/gain": _mix(0, sting_out=STING),
    "/audio/music/track": _mix("other", music=MUSIC),
    "/audio/music/gain": _mix(0, music=MUSIC),
    "/audio/music/duck": _mix(3, music=MUSIC),
    "/audio/music/attack_ms": _mix(900, music=MUSIC),
    "/audio/music/release_ms": _mix(50, music=MUSIC),
    "/audio/music/fade_out_ms": _mix(50, music=MUSIC),
}
CUTS = {
    "/cuts/silences": Row("tighten", (PLAN,), "jumps"),
    "/cuts/fillers": Row("cut", (PLAN,), "jumps"),
    "/cuts/longest_pause_ms": Row(800, (PLAN,), "jumps", given={"cuts": {"silences": "tighten"}}),
    "/cuts/punch_in": Row(1.1, (COMPOSE,), "jumps", given={"cuts": {"silences": "tighten"}}),
}
GERMAN: dict[str, Any] = {"locales": {"de": {}}}
LOCALES = {
    "/locales/*/fonts": Row(
        ["head"], (COMPOSE,), "picture", "/locales/de/fonts", GERMAN, language="de"
    ),
    "/locales/*/direction": Row(
        "rtl", (COMPOSE,), "picture", "/locales/de/direction", GERMAN, language="de"
    ),
    "/locales/*/case": Row(
        "upper", (COMPOSE,), "picture", "/locales/de/case", GERMAN, language="de-AT"
    ),
    "/locales/*/pacing": Row(
        {"max_words_per_card": 2}, (PLAN,), "cue", "/locales/de/pacing", GERMAN, language="de"
    ),
}
ROWS: dict[str, Row] = {
    **HEAD,
    **BRAND,
    **SLOTS,
    **SUBTITLES,
    **PACING,
    **OVERLAYS,
    **VISUAL,
    **SOUND,
    **CUTS,
    **LOCALES,
}


def leaves() -> tuple[FieldInfo, ...]:
    """Every field that holds a value itself."""
    return tuple(info for info in describe() if info.kind not in ("group", "list", "map"))


def rich(folder: Path) -> tuple[dict[str, Any], dict[str, Path]]:
    """A contract's document that uses everything, and its files by sha256 (fonts apart)."""
    mark = picture_file(folder / "mark.png", 40, 20)
    wide = picture_file(folder / "wide.png", 120, 40)
    lut = _lut(folder / "warm.cube")
    sounds = {name: _tone(folder / f"{name}.wav", hertz) for name, hertz in TONES.items()}
    files = [mark, wide, lut, *sounds.values()]
    brand = {
        "palette": {"accent": "#FFD60AFF"},
        "fonts": {
            "body": face(MANROPE, license="OFL").model_dump(),
            "head": face(ROBOTO, license="OFL").model_dump(),
        },
        "fallbacks": [face(ROBOTO, license="OFL").model_dump()],
        "logos": {
            "mark": {"sha256": digest(mark), "width": 40, "height": 20},
            "wide": {"sha256": digest(wide), "width": 120, "height": 40},
        },
        "luts": {"warm": {"sha256": digest(lut)}},
        "stings": {name: {"sha256": digest(sounds[name])} for name in ("ding", "dong")},
        "music": {name: {"sha256": digest(sounds[name])} for name in ("bed", "other")},
        "handle": "@reelwright",
    }
    document = {
        "title": "Everything",
        "brand": brand,
        "slots": {
            "word": {"default": "one"},
            "guest": {"title": "Guest", "required": True, "max_chars": 40},
        },
        "subtitles": {"size": 6},
        "overlays": _overlays(),
        "aspects": {"1:1": {"subtitles": {"size": 5}, "overlays": {"card": {"size": 4}}}},
        "locales": {"Arab": {"direction": "rtl"}},
    }
    style = StyleContract.model_validate(document)
    return style.model_dump(mode="json"), {digest(path): path for path in files}


def _overlays() -> list[dict[str, Any]]:
    box = {"x": 10, "y": 8, "width": 70, "height": 12}
    card = {
        "id": "card",
        "kind": "text",
        "text": "Written {slot.word} upon a card that is long",
        "box": box,
        "span": {"anchor": "clip_start", "offset_ms": 100, "duration_ms": 2000},
        "stroke": STROKE,
        "shadow": SHADOW,
    }
    return [
        card,
        {"id": "mark", "kind": "logo", "logo": "mark", "box": box},
        {"id": "wide", "kind": "image", "logo": "wide", "fit": "cover", "radius": 2, "box": box},
        {"id": "edge", "kind": "frame", "box": {"x": 2, "y": 2, "width": 96, "height": 96}},
        {"id": "name", "kind": "lower_third", "box": box, "plate": PLATED | {"shape": "block"}},
        {"id": "call", "kind": "cta", "logo": "mark", "text": "Follow {handle}", "box": box},
        {"id": "bar", "kind": "progress", "box": {"x": 0, "y": 98, "width": 100, "height": 2}},
        {
            "id": "end",
            "kind": "end_card",
            "logo": "mark",
            "box": box,
            "span": {"anchor": "clip_end", "duration_ms": 800},
        },
        {"id": "greek", "kind": "text", "text": "ĳĸŀ", "box": box},
    ]


def given(document: dict[str, Any], row: Row) -> dict[str, Any]:
    """The document before a row's change, with every default written out."""
    if not row.given:
        return copy.deepcopy(document)
    style = StyleContract.model_validate(merge_patch(document, row.given))
    return style.model_dump(mode="json")


def changed(document: dict[str, Any], name: str, row: Row) -> dict[str, Any]:
    """The document after it."""
    result = given(document, row)
    *path, last = (row.pointer or name)[1:].split("/")
    place: Any = result
    for key in path:
        place = place[int(key) if isinstance(place, list) else key]
        assert place is not None, f"{name}: {key} is not there to be changed"
    at: Any = int(last) if isinstance(place, list) else last
    assert place[at] != row.value, f"{name} has the row's value already"
    place[at] = row.value
    return result


TONES = {"ding": 880.0, "dong": 440.0, "bed": 220.0, "other": 330.0}


def _tone(path: Path, hertz: float) -> Path:
    at = np.arange(24_000) / 48_000
    wave = np.round(9000 * np.sin(2 * np.pi * hertz * at)).astype(np.int16)
    write_wav(path, np.column_stack([wave, wave]), 48_000)
    return path


def _lut(path: Path) -> Path:
    """Warmer and darker, eight points on two axes."""
    points = (0.0, 1.0)
    rows = [f"{r} {g * 0.8} {b * 0.5}" for b in points for g in points for r in points]
    path.write_text("\n".join(["LUT_3D_SIZE 2", *rows]) + "\n")
    return path
