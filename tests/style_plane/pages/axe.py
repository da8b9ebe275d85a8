"""axe-core, where it is installed: `npm install --ignore-scripts axe-core`, or `REELWRIGHT_AXE=FILE`."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

INSTALLED = Path(__file__).resolve().parents[3] / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  return await axe.run(document, {runOnly: tags, resultTypes: ["violations"]});
}"""


@cache
def source() -> str | None:
    """axe.min.js, or None where it is not installed."""
    path = Path(os.environ.get("REELWRIGHT_AXE") or INSTALLED)
    return path.read_text(encoding="utf-8") if path.is_file() else None


def violations(page: Page) -> list[str]:
    """Serious and critical findings on a page, in words; the test is skipped without axe."""
    script = source()
    if script is None:
        pytest.skip("axe-core is not installed (npm install --ignore-scripts axe-core)")
    page.evaluate(script)
    found: dict[str, Any] = page.evaluate(RUN)
    return [
        _said(item) for item in found["violations"] if item["impact"] in ("serious", "critical")
    ]


def _said(item: dict[str, Any]) -> str:
    where = "; ".join(
        f"{node['target']} {node.get('failureSummary', '')}" for node in item["nodes"]
    )
    return f"{item['id']} ({item['impact']}): {item['help']}: {where}"
