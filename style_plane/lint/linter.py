"""Runs every rule over a contract and says each finding once.

To add a rule: a line in `rules.RULES`, a function in its family's module that yields `Said`, its
name in one of the tables below, a contract that triggers it and one that just does not in
`tests/style_plane/lint/test_rules.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from schemas.style.contract import StyleContract
from schemas.units import Aspect
from style_plane.lint import (
    animation,
    brand,
    contrast,
    fonts,
    frames,
    pacing,
    palette,
    place,
    sound,
    structure,
    texts,
    typography,
)
from style_plane.lint.finding import SEVERITIES, Finding
from style_plane.lint.fixes import everywhere, in_aspects
from style_plane.lint.rules import RULES
from style_plane.lint.scene import Bench, Said, Scene
from style_plane.lint.shelf import Shelf

OfWhole = Callable[[Bench], Iterator[Said]]
OfScene = Callable[[Scene], Iterator[Said]]

WHOLE: Mapping[str, OfWhole] = {
    "E1": structure.promise_is_odd,
    "E2": structure.patched_for_nothing,
    "E3": structure.patch_breaks,
    "E4": structure.asset_is_unusable,
    "E8": structure.patches_nothing,
    "E9": structure.patches_the_words,
    "C4": palette.of_the_palette,
    "P5": place.zones_are_old,
    "F3": fonts.may_not_be_used,
    "F4": fonts.is_variable,
    "F5": fonts.is_another_face,
    "F6": fonts.looks_smaller,
    "F7": fonts.has_a_double,
    "S1": sound.loudness_is_odd,
    "S2": sound.peaks_are_high,
    "S3": sound.music_is_loud,
}
"""Rules that look at the contract as such."""

SCENES: Mapping[str, OfScene] = {
    "E5": structure.box_leaves_frame,
    "E6": structure.overlay_is_empty,
    "E7": structure.captions_leave_frame,
    "E10": structure.does_nothing,
    "E11": structure.placeholder_is_unknown,
    "C1": contrast.stands_out,
    "C2": contrast.held_apart,
    "C3": contrast.more_than_hue,
    "T1": typography.size_is_odd,
    "T2": typography.block_is_tall,
    "T3": typography.line_is_short,
    "T4": typography.word_is_long,
    "T5": typography.line_is_long,
    "T6": typography.lines_are_many,
    "T7": pacing.read_in_a_hurry,
    "T8": pacing.stands_badly,
    "T9": pacing.flickers,
    "T10": pacing.outstays,
    "P1": place.under_controls,
    "P2": place.near_the_edge,
    "P3": place.collides,
    "P4": place.reads_the_other_way,
    "F1": fonts.letters_are_missing,
    "F2": fonts.shaping_is_incomplete,
    "A2": animation.pop_overlaps,
    "A3": animation.never_rests,
    "A4": animation.types_joined_letters,
    "B1": brand.logo_is_lost,
    "B2": texts.text_overflows,
    "B3": brand.logo_is_crowded,
}
"""Rules that look at each promised aspect ratio."""

PAINTED: Mapping[str, OfScene] = {"C2": frames.held_apart, "A1": frames.flashes}
"""Rules that paint frames: for submitting and publishing, not for each keystroke."""

ON_COVERS: frozenset[OfScene] = frozenset(
    {
        place.under_controls,
        place.near_the_edge,
        place.collides,
        brand.logo_is_lost,
        texts.text_overflows,
        brand.logo_is_crowded,
        frames.held_apart,
    }
)
"""Those of them that go by the layout, and look at the covers' own, too. The others find overlays of
the cover among the style's."""

_ORDER = {rule: place for place, rule in enumerate(RULES)}


def lint(
    contract: StyleContract, shelf: Shelf, *, today: date, deep: bool = False
) -> tuple[Finding, ...]:
    """Everything that is wrong with a contract, or might be; empty when nothing is.

    Errors come first, then warnings and infos, each in the order of the rules. What holds in every
    promised aspect ratio is said once, without one. `deep` paints frames too.
    """
    bench = Bench(contract, shelf, today)
    found = [
        _finding(rule, said, None, said.fix)
        for rule, check in WHOLE.items()
        for said in check(bench)
    ]
    scenes = tuple(bench.scenes())
    for rules in (SCENES, PAINTED) if deep else (SCENES,):
        for rule, check in rules.items():
            found += _merged(rule, {scene.aspect: _seen(check, scene) for scene in scenes}, bench)
    unique = {_key(item): item for item in reversed(found)}
    return tuple(sorted(unique.values(), key=_rank))


def _seen(check: OfScene, scene: Scene) -> tuple[Said, ...]:
    """What a rule says of the shorts, and of their covers where these are laid out by themselves."""
    cover = scene.cover if check in ON_COVERS else None
    return (*check(scene), *(check(cover) if cover is not None else ()))


def _merged(rule: str, said: dict[Aspect, tuple[Said, ...]], bench: Bench) -> Iterator[Finding]:
    """What is the same in all aspect ratios is one finding; the rest is one for each."""
    places: dict[str, list[tuple[Aspect, Said]]] = {}
    for aspect, items in said.items():
        for item in items:
            places.setdefault(repr(item), []).append((aspect, item))
    every = len(set(bench.contract.promise))
    for found in places.values():
        first = found[0][1]
        if len({aspect for aspect, _ in found}) == every:
            yield _finding(rule, first, None, everywhere(bench.contract, first.fix))
            continue
        fixes = in_aspects(bench.contract, [aspect for aspect, _ in found], first.fix)
        for aspect, item in found:
            yield _finding(rule, item, aspect, fixes[aspect])


def _finding(rule: str, said: Said, aspect: Aspect | None, fix: object) -> Finding:
    return Finding.model_validate(
        {
            "rule": rule,
            "severity": said.severity,
            "pointer": said.pointer,
            "aspect": aspect,
            "language": said.language,
            "message": f"In {aspect}: {said.message}" if aspect else said.message,
            "numbers": dict(said.numbers),
            "fix": fix,
        }
    )


def _key(item: Finding) -> tuple[object, ...]:
    return item.rule, item.pointer, item.aspect, item.language, item.message


def _rank(item: Finding) -> tuple[object, ...]:
    """Worst first, then by rule, place, aspect ratio, language and words."""
    return (
        SEVERITIES.index(item.severity),
        _ORDER[item.rule],
        item.pointer,
        item.aspect or "",
        item.language or "",
        item.message,
    )
