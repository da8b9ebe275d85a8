"""What cannot be drawn as it stands, and what has no effect (E1 to E11)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from schemas.style.contract import Logo, StyleContract
from schemas.style.cuts import CutRules
from schemas.style.overlays import TIMELESS, WRITTEN, Overlay
from schemas.style.patches import COMMON
from schemas.style.transitions import Transitions
from schemas.units import Aspect, Sha256
from style_plane.lint.measure import caption_block
from style_plane.lint.scene import OTHERS, Bench, Said, Scene
from style_plane.lint.texts import texts_of
from tasks.tools.drawing.words import PLACEHOLDER

BRACES = re.compile(r"\{[^{}]*\}")
USUAL = CutRules().model_dump()
COLORED = {"open": "fade", "close": "fade", "join": "dip"}
"""Transitions, and the kind of each that has a colour."""
KNOWN = ("{title}", "{hook}", "{handle}", "{speaker}")
NOUNS = {
    "font": "font",
    "image": "picture",
    "sound": "sound",
    "lut": "LUT",
    "variable_font": "variable font",
    "source": "source file",
}


def promise_is_odd(bench: Bench) -> Iterator[Said]:
    """E1: a style is made for at least one aspect ratio, each named once."""
    promise = bench.contract.promise
    if not promise:
        said = "The style promises no aspect ratio. Name at least one in 'promise'."
        yield Said("error", "/promise", said, fix={"promise": ["9:16"]})
    elif len(set(promise)) != len(promise):
        once = list(dict.fromkeys(promise))
        said = "'promise' names an aspect ratio twice. Name each once."
        yield Said("error", "/promise", said, fix={"promise": once})


def patched_for_nothing(bench: Bench) -> Iterator[Said]:
    """E2: patches for aspect ratios that nobody may ask for."""
    extra = sorted(set(bench.contract.aspects) - set(bench.contract.promise))
    if extra:
        yield Said(
            "error",
            "/aspects",
            f"'aspects' patches {', '.join(extra)}, which 'promise' does not name. Add or remove it.",
            fix={"aspects": dict.fromkeys(extra)},
        )


def patch_breaks(bench: Bench) -> Iterator[Said]:
    """E3: every aspect ratio and every locale gives a valid style together."""
    contract = bench.contract
    for aspect in dict.fromkeys(contract.promise):
        for key in (None, *sorted(contract.locales)):
            language = f"und-{key}" if key is not None and key.istitle() else key
            found = bench.view(aspect, language)
            if isinstance(found, str):
                pointer = f"/aspects/{aspect}" if key is None else f"/locales/{key}"
                yield Said("error", pointer, f"In {aspect}: {found}")


def asset_is_unusable(bench: Bench) -> Iterator[Said]:
    """E4: what the brand names is here and is what its place asks for."""
    brand = bench.contract.brand
    for pointer, face in bench.faces.items():
        yield from _asset(bench, pointer, face.sha256, "font", f"Font {face.family!r}")
    for part, kind in OTHERS.items():
        for name, item in sorted(getattr(brand, part).items()):
            pointer = f"/brand/{part}/{name}"
            yield from _asset(bench, pointer, item.sha256, kind, f"The {NOUNS[kind]}")
            if isinstance(item, Logo):
                yield from _picture_size(bench, pointer, name, item)


def box_leaves_frame(scene: Scene) -> Iterator[Said]:
    """E5: an overlay stands wholly inside the picture and has an extent."""
    for item in scene.style.overlays:
        box, pointer = item.box, f"/overlays/{item.id}/box"
        right, bottom = round(box.x + box.width, 3), round(box.y + box.height, 3)
        if right > 100 or bottom > 100:
            yield Said(
                "error",
                pointer,
                f"Overlay {item.id!r} reaches to {right} % of the width and {bottom} % of the "
                f"height. Move it or make it smaller, so that it ends at 100 %.",
                {"right": right, "bottom": bottom, "most": 100},
                {"overlays": {item.id: {"box": _inside(item)}}},
            )
        elif not box.width or not box.height:
            yield Said(
                "error",
                pointer,
                f"Overlay {item.id!r} has no extent. Give its box a width and a height.",
                {"width": box.width, "height": box.height},
                {"overlays": {item.id: {"box": _inside(item)}}},
            )


def overlay_is_empty(scene: Scene) -> Iterator[Said]:
    """E6: a kind that shows something is told what; titles and end cards know by themselves."""
    for item in scene.style.overlays:
        wrong = _nothing_in(item)
        if wrong:
            yield Said("error", f"/overlays/{item.id}/kind", f"Overlay {item.id!r} is {wrong}")


def captions_leave_frame(scene: Scene) -> Iterator[Said]:
    """E7: the tallest card of the style stays inside the picture."""
    style = scene.style
    if not style.subtitles.enabled:
        return
    top, bottom = caption_block(style.subtitles, style.pacing.max_lines, scene.aspect)
    if top >= 0 and bottom <= 100:
        return
    extent, middle = bottom - top, style.subtitles.placement.anchor == "middle"
    offset = (50 - extent / 2) if middle else (100 - extent)
    yield Said(
        "error",
        "/subtitles/placement",
        f"A card of {style.pacing.max_lines} lines reaches from {top:.1f} % to {bottom:.1f} % of "
        f"the height. Use a smaller size, fewer lines or another offset.",
        {"top": round(top, 1), "bottom": round(bottom, 1), "most": 100},
        {"subtitles": {"placement": {"offset": int(offset * 10) / 10}}} if offset >= 0 else None,
    )


def patches_nothing(bench: Bench) -> Iterator[Said]:
    """E8: an aspect ratio changes overlays that the style has."""
    known = {item.id for item in bench.contract.overlays}
    has = ", ".join(sorted(known)) or "none"
    for aspect, patch in sorted(bench.contract.aspects.items()):
        for name in sorted(set(patch.overlays) - known):
            yield Said(
                "error",
                f"/aspects/{aspect}/overlays/{name}",
                f"{aspect} changes the overlay {name!r}, which the style lacks; it has {has}. "
                f"Remove the change, or name the overlay that is meant.",
                fix=_without(bench.contract, aspect, "overlays", name),
            )


def patches_the_words(bench: Bench) -> Iterator[Said]:
    """E9: what aspect ratios have in common is not patched: it would change nothing."""
    for aspect, patch in sorted(bench.contract.aspects.items()):
        for part, names in COMMON.items():
            for name in sorted(set(getattr(patch, part)) & set(names)):
                yield Said(
                    "error",
                    f"/aspects/{aspect}/{part}/{name}",
                    f"{aspect} has its own {name!r}, but all aspect ratios share their words. Set "
                    f"it in {part!r} for all of them.",
                    fix=_without(bench.contract, aspect, part, name),
                )


def does_nothing(scene: Scene) -> Iterator[Said]:
    """E10: times of an overlay that always shows, letters of one that shows none, cuts without cuts,
    transitions that are none."""
    yield from _cuts_nothing(scene.style.cuts)
    yield from _joins_nothing(scene.style)
    yield from _moves_nothing(scene.style.visual.transitions)
    for item in scene.style.overlays:
        span, pointer = item.span, f"/overlays/{item.id}"
        times = {"offset_ms": span.offset_ms, "duration_ms": span.duration_ms}
        if span.anchor in TIMELESS and any(times.values()):
            yield Said(
                "warning",
                f"{pointer}/span",
                f"Overlay {item.id!r} is {TIMELESS[span.anchor]}, so its offset and duration do "
                f"nothing. Set them to 0, or anchor it to 'clip_start'.",
                times,
                {"overlays": {item.id: {"span": dict.fromkeys(times, 0)}}},
            )
        for name in ("enter", "exit"):
            if getattr(item, name).kind == "typewriter" and item.kind not in WRITTEN:
                yield Said(
                    "warning",
                    f"{pointer}/{name}",
                    f"Overlay {item.id!r} shows no letters that could be typed. Let it fade.",
                    fix={"overlays": {item.id: {name: {"kind": "fade"}}}},
                )


def _cuts_nothing(cuts: CutRules) -> Iterator[Said]:
    idle = [name for name in ("longest_pause_ms", "punch_in") if getattr(cuts, name) != USUAL[name]]
    if idle and not cuts.active:
        yield Said(
            "warning",
            f"/cuts/{idle[0]}",
            f"Nothing is left out, so that {' and '.join(map(repr, idle))} of 'cuts' do nothing. Set "
            f"'silences' to 'tighten' or 'fillers' to 'cut'.",
            fix={"cuts": {"silences": "tighten"}},
        )


def _joins_nothing(style: StyleContract) -> Iterator[Said]:
    kind = style.visual.transitions.join.kind
    if kind != "cut" and not style.cuts.active:
        yield Said(
            "warning",
            "/visual/transitions/join/kind",
            f"Nothing is left out, so that there is no jump cut for a {kind!r}. Set 'silences' of "
            f"'cuts' to 'tighten' or 'fillers' to 'cut', or this to 'cut'.",
            fix=_transition("join", {"kind": "cut"}),
        )


def _moves_nothing(transitions: Transitions) -> Iterator[Said]:
    """Durations of plain cuts, and colours where none is seen."""
    usual = Transitions()
    for name, colored in COLORED.items():
        own, default = getattr(transitions, name), getattr(usual, name)
        idle = {"duration_ms"} if own.kind == "cut" else set()
        idle |= {"color"} if own.kind != colored else set()
        changed = sorted(key for key in idle if getattr(own, key) != getattr(default, key))
        if changed:
            yield Said(
                "warning",
                f"/visual/transitions/{name}/{changed[0]}",
                f"{name!r} is a {own.kind!r}, which has no use for "
                f"{' and '.join(map(repr, changed))}. Make it a {colored!r}, or take that back.",
                fix=_transition(name, {"kind": colored}),
            )


def _transition(name: str, change: dict[str, Any]) -> dict[str, Any]:
    return {"visual": {"transitions": {name: change}}}


def _without(style: StyleContract, aspect: Aspect, part: str, name: str) -> dict[str, Any]:
    """A merge patch that takes one key out of an aspect ratio's patch."""
    patch = getattr(style.aspects[aspect], part)
    if len(patch) == 1:
        return {"aspects": {aspect: {part: None}}}
    return {"aspects": {aspect: {part: {name: None}}}}


def placeholder_is_unknown(scene: Scene) -> Iterator[Said]:
    """E11: nothing in braces is drawn as it is written."""
    for item in scene.style.overlays:
        for field, template in texts_of(item):
            for found in dict.fromkeys(BRACES.findall(template)):
                if PLACEHOLDER.fullmatch(found):
                    continue
                near = get_close_matches(found.lower(), KNOWN, 1, 0.75)
                cure = template.replace(found, near[0]) if near else None
                yield Said(
                    "error",
                    f"/overlays/{item.id}/{field}",
                    f"The {field} of overlay {item.id!r} holds {found}, which is no placeholder and "
                    f"would be shown as it is. Use {', '.join(KNOWN)} or {{slot.NAME}}.",
                    fix={"overlays": {item.id: {field: cure}}} if cure is not None else None,
                )


def _asset(bench: Bench, pointer: str, sha256: Sha256, kind: str, what: str) -> Iterator[Said]:
    facts = bench.facts(sha256)
    if facts is None:
        yield Said(
            "error", pointer, f"{what} ({sha256}) is not in the style plane. Upload it first."
        )
    elif facts.kind != kind:
        yield Said(
            "error",
            pointer,
            f"{sha256} is a {NOUNS[facts.kind]} and no {NOUNS[kind]}. Name the sha256 of a "
            f"{NOUNS[kind]}.",
        )


def _picture_size(bench: Bench, pointer: str, name: str, logo: Logo) -> Iterator[Said]:
    facts = bench.facts(logo.sha256)
    if facts is None or facts.kind != "image":
        return
    if (logo.width, logo.height) != (facts.width, facts.height):
        yield Said(
            "error",
            pointer,
            f"The picture has {facts.width} x {facts.height} pixels, not {logo.width} x "
            f"{logo.height}. Correct the contract.",
            {"width": facts.width, "height": facts.height},
            {"brand": {"logos": {name: {"width": facts.width, "height": facts.height}}}},
        )


def _inside(item: Overlay) -> dict[str, float]:
    """The box moved into the picture, with an extent where it has none."""
    width, height = item.box.width or 20.0, item.box.height or 5.0
    return {
        "width": width,
        "height": height,
        "x": round(min(item.box.x, 100 - width), 3),
        "y": round(min(item.box.y, 100 - height), 3),
    }


def _nothing_in(item: Overlay) -> str:
    if item.kind == "text" and not (item.text or "").strip():
        return "a text without words. Give it a text."
    if item.kind == "cta" and not (item.text or "").strip() and item.logo is None:
        return "a call to action without words and without a picture. Give it a text."
    if item.kind in ("logo", "image") and item.logo is None:
        return f"a {item.kind} without an image. Name one of brand.logos."
    return ""
