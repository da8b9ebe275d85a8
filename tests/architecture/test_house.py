"""The house is as it is drawn: tree, stages, settings, errors, schemas, deployments."""

from __future__ import annotations

import importlib
import inspect
import pickle
import pkgutil
import re
from pathlib import Path

import pytest
import yaml

import tasks
from schemas.artifacts import refs_in
from schemas.export import FOLDER, schema_files
from schemas.stages import Stage
from style_plane.settings import PlaneSettings
from tasks.errors.base import StageError
from tasks.settings import Settings
from tasks.stage import REVISIONS, StageTask

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("flows", "tasks", "style_plane", "deployments", "schemas")


def _drawn() -> dict[str, set[str]]:
    """Folder to the names that ARCHITECTURE.md draws in it."""
    text = (ROOT / "ARCHITECTURE.md").read_text()
    block = text.split("<!-- tree -->")[1].split("```")[1]
    lines = [line.split(None, 1) for line in block.splitlines() if line.strip()]
    return {line[0].rstrip("/"): set(line[1].split()) if len(line) > 1 else set() for line in lines}


def _real() -> dict[str, set[str]]:
    """Folder to the modules and folders that are really in it."""
    found: dict[str, set[str]] = {}
    for package in PACKAGES:
        for folder in [ROOT / package, *(ROOT / package).rglob("*/")]:
            if not (folder / "__init__.py").exists():
                continue
            modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
            folders = {f"{path.parent.name}/" for path in folder.glob("*/__init__.py")}
            found[str(folder.relative_to(ROOT))] = modules | folders
    return found


def test_the_drawn_tree_is_the_real_one() -> None:
    assert _drawn() == _real()


def test_every_stage_has_one_function_and_a_revision() -> None:
    found: dict[str, list[str]] = {}
    for module in pkgutil.walk_packages(tasks.__path__, "tasks."):
        for _, value in inspect.getmembers(importlib.import_module(module.name)):
            if isinstance(value, StageTask):
                found.setdefault(value.stage, []).append(value.compute.__module__)
    assert set(found) == set(Stage)
    assert all(len(set(modules)) == 1 for modules in found.values())
    assert set(REVISIONS) == {stage.value for stage in Stage}


def test_every_setting_is_in_the_example_and_nothing_else_is() -> None:
    text = (ROOT / ".env.example").read_text()
    written = set(re.findall(r"^#(REELWRIGHT_[A-Z_]+)=", text, re.MULTILINE))
    named = {f"REELWRIGHT_{name.upper()}" for name in Settings.model_fields}
    named |= {f"REELWRIGHT_STYLE_PLANE_{name.upper()}" for name in PlaneSettings.model_fields}
    named.discard("REELWRIGHT_STYLE_PLANE_HOME")
    assert written == named


@pytest.mark.parametrize(
    "kind",
    [
        value
        for path in sorted((ROOT / "tasks" / "errors").glob("[a-z]*.py"))
        for _, value in inspect.getmembers(
            importlib.import_module(f"tasks.errors.{path.stem}"), inspect.isclass
        )
        if value.__module__.endswith(path.stem) and "__str__" in vars(value)
    ],
)
def test_every_error_survives_pickling_and_says_its_values(kind: type[StageError]) -> None:
    names = list(inspect.signature(kind.__init__).parameters)[1:]
    values = [("one", "two") if name in {"known", "wrong"} else f"the-{name}" for name in names]
    error = kind(*values)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == str(error)
    assert all(str(value if isinstance(value, str) else value[0]) in str(error) for value in values)


def test_exported_schemas_are_current() -> None:
    kept = {path.name: path.read_text() for path in FOLDER.glob("*.json")}
    assert kept == schema_files(), "run python -m schemas.export"


def test_contracts_need_pydantic_and_the_standard_library_only() -> None:
    allowed = {"schemas", "pydantic", "rfc8785"}
    for path in (ROOT / "schemas").rglob("*.py"):
        for name in re.findall(r"^(?:from|import) (\w+)", path.read_text(), re.MULTILINE):
            assert name in allowed or name in _standard(), f"{path}: {name}"


def _standard() -> frozenset[str]:
    import sys

    return frozenset(sys.stdlib_module_names)


def test_prefect_yaml_and_up_hold_the_same_deployments() -> None:
    from deployments.served import INTAKE_EVERY, WHAT, deployments

    document = yaml.safe_load((ROOT / "prefect.yaml").read_text())
    written = {item["name"]: item["description"] for item in document["deployments"]}
    assert written == {flow.name: text for flow, text in WHAT.items()}
    for item in document["deployments"]:
        module, _, name = item["entrypoint"].rpartition(".")
        assert getattr(importlib.import_module(module), name).name == item["name"]
    limits = {item["name"]: item.get("concurrency_limit") for item in document["deployments"]}
    assert limits == {made.name: made.concurrency_limit for made in deployments()}
    (intake,) = (item for item in document["deployments"] if item["name"] == "intake")
    assert intake["schedules"] == [{"interval": INTAKE_EVERY.total_seconds()}]


FAMILIES = ("tasks/analysis", "tasks/composition", "tasks/delivery", "tasks/tools")


@pytest.mark.parametrize("package", [*PACKAGES, *FAMILIES, "tests"])
def test_every_folder_readme_names_what_is_in_it(package: str) -> None:
    text = (ROOT / package / "README.md").read_text()
    folder = ROOT / package
    names = {path.name for path in folder.glob("*.py")} - {"__init__.py"}
    names |= {f"{path.parent.name}/" for path in folder.glob("*/__init__.py")}
    missing = sorted(name for name in names if f"`{name}`" not in text)
    assert not missing


def test_refs_are_found_wherever_they_are() -> None:
    from tests.runs import spec

    assert [ref.sha256 for ref in refs_in(spec())] == [spec().media.sha256]
