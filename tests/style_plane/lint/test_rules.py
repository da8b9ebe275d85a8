"""Each rule speaks up where it should and only there, and its fix cures."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from schemas.style.contract import StyleContract, merge_patch
from style_plane.assets.facts import AssetFacts
from style_plane.lint import Finding, lint
from style_plane.lint.linter import PAINTED, SCENES, WHOLE
from style_plane.lint.rules import RULES
from style_plane.starters.seeding import contract_of
from tests.style_plane.lint.cases import CASES, TALL, Case
from tests.style_plane.lint.shelf import Files, starter_files
from tests.style_plane.styles import changed

TODAY = date(2026, 11, 20)
ELSEWHERE = {"E3", "P5", "F2", "F3", "F4", "F6", "F7"}
"""Rules whose cases need files or days of their own: tested in `test_files.py`."""


def name_of(case: Case) -> str:
    return f"{case.rule}-{case.severity}-{case.pointer}"


def of(*patches: dict[str, Any]) -> StyleContract:
    document = contract_of("bold").model_dump(mode="json")
    for patch in patches:
        document = merge_patch(document, patch)
    return StyleContract.model_validate(document)


@pytest.fixture(scope="module")
def shelf() -> Files:
    """The starters' files, and a bed of music at -14 LUFS."""
    files = starter_files().copy()
    bed = AssetFacts(sha256="b" * 64, kind="sound", media_type="audio/flac", size=9, loudness=-14.0)
    files.state(bed, files.path("b" * 64))
    return files


def found(case: Case, style: StyleContract, shelf: Files) -> list[Finding]:
    findings = linted(style.model_dump_json(), shelf, case.deep)
    return [item for item in findings if (item.rule, item.pointer) == (case.rule, case.pointer)]


@cache
def linted(document: str, shelf: Files, deep: bool) -> tuple[Finding, ...]:
    style = StyleContract.model_validate_json(document)
    return lint(style, shelf, today=TODAY, deep=deep)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_rule_speaks_up_where_it_is_broken(case: Case, shelf: Files) -> None:
    said = found(case, of(TALL, case.also, case.bad), shelf)
    assert said, "nothing was said"
    assert case.severity in {item.severity for item in said}
    assert any(case.words in item.message for item in said), said[0].message
    assert all(item.severity in RULES[case.rule].severities for item in said)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_rule_is_silent_where_it_just_holds(case: Case, shelf: Files) -> None:
    said = found(case, of(TALL, case.also, case.good), shelf)
    assert not said, said[0].message


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_fix_cures_what_it_was_offered_for(case: Case, shelf: Files) -> None:
    style = of(TALL, case.also, case.bad)
    said = [item for item in found(case, style, shelf) if item.severity == case.severity]
    fixes = [item.fix for item in said if item.fix is not None]
    assert bool(fixes) == case.cured
    for fix in fixes:
        style = StyleContract.model_validate(changed(style, fix))
    if fixes:
        left = {item.severity for item in found(case, style, shelf)}
        assert case.severity not in left


def test_the_starters_have_no_finding_that_needs_anybody(shelf: Files) -> None:
    for name in ("bold", "clean", "studio", "karaoke"):
        findings = lint(contract_of(name), shelf, today=TODAY, deep=True)
        assert {item.severity for item in findings} <= {"info"}, (name, findings)


def test_every_rule_has_a_function_and_every_function_a_rule() -> None:
    assert set(RULES) == {*WHOLE, *SCENES, *PAINTED}
    assert {case.rule for case in CASES} | ELSEWHERE == set(RULES)


def test_every_severity_of_every_rule_has_a_case() -> None:
    stated = {(rule.id, one) for rule in RULES.values() for one in rule.severities}
    missing = stated - {(case.rule, case.severity) for case in CASES}
    assert {rule for rule, _ in missing} <= ELSEWHERE | {"A1", "A2", "C2", "P3", "T2"}, missing
