"""How long somebody who edits a style waits, from a key to a decoded picture, in Chromium over HTTP.

Prints one JSON object. `python -m tests.benchmarks.style_preview [EDITS] [STYLE]`. The plane and the
browser share this machine's cores, as they do on a laptop.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from style_plane.starters.seeding import contract_of
from tests.style_plane.browsing import ARGUMENTS, window
from tests.style_plane.people import Peopled, peopled

EDIT = """async (size) => {
  const field = document.querySelector("#field-subtitles-size");
  const picture = document.querySelector("img.picture");
  const before = picture.dataset.painted;
  const start = performance.now();
  field.value = size;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  await new Promise((done) => {
    const look = () => picture.dataset.painted !== before ? done() : setTimeout(look, 1);
    look();
  });
  return performance.now() - start;
}"""
FILM = """async () => {
  const film = document.querySelector("video.film");
  const start = performance.now();
  document.querySelector(".play").click();
  await new Promise((done) => {
    const look = () => !film.hidden && film.readyState >= 3 ? done() : setTimeout(look, 2);
    look();
  });
  const took = performance.now() - start;
  document.querySelector(".play").click();
  return took;
}"""
FILMS = 7
PAUSE_MS = 120
"""Between two edits: somebody who types steadily."""


def measured(page: Page, edits: int) -> dict[str, Any]:
    """Waits for pictures and films on an open editor."""
    sizes = [round(4 + 0.1 * (number * 7 % 60), 1) for number in range(edits + 5)]
    waits = []
    for size in sizes:
        waits.append(page.evaluate(EDIT, str(size)))
        page.wait_for_timeout(PAUSE_MS)
    waits = sorted(waits[5:])  # the first ones warm the plane up
    page.wait_for_timeout(3000)
    films = sorted(page.evaluate(FILM) for _ in range(FILMS))
    return {
        "edits": edits,
        "edit_to_picture_ms": {
            "median": round(statistics.median(waits), 1),
            "p95": round(waits[int(0.95 * (len(waits) - 1))], 1),
        },
        "film_s": {
            "median": round(statistics.median(films) / 1000, 3),
            "worst": round(films[-1] / 1000, 3),
        },
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
    }


def draft_of(plane: Peopled, style: str) -> int:
    """A draft with the content of a starter."""
    with plane.program("eve", "read", "draft") as program:
        document = contract_of(style).model_dump(mode="json")
        answer = program.post("/api/v1/styles/acme/look/drafts", json={"document": document})
        answer.raise_for_status()
        return int(answer.json()["id"])


def run(edits: int, style: str) -> dict[str, Any]:
    """Start a plane and a browser, edit, and tell."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("Chromium is not installed; run `apt-get install chromium` and try again.")
    with tempfile.TemporaryDirectory() as home, peopled(Path(home)) as plane:
        draft = draft_of(plane, style)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
            with window(browser, plane.url, cookies=plane.cookies("eve")) as tab:
                tab.page.goto(f"/drafts/{draft}")
                tab.page.wait_for_selector("img.picture[data-painted]")
                return measured(tab.page, edits)


if __name__ == "__main__":
    chosen = sys.argv[1:]
    result = run(int(chosen[0]) if chosen else 40, chosen[1] if len(chosen) > 1 else "bold")
    print(json.dumps(result, indent=2))
