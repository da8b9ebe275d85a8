"""`index.html` beside the clips: one page to look at them, with nothing to load from elsewhere."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from schemas.outputs import Receipt
from schemas.states import JobState
from tasks.tools.runs.folder import write_whole
from tasks.tools.runs.report import clock


@lru_cache(maxsize=1)
def _template() -> Template:
    folder = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.filters["clock"] = clock
    return environment.get_template("page.html.j2")


def _others(folder: Path, name: str) -> list[str]:
    """Endings of the other thumbnails of an output."""
    return sorted(path.name.removeprefix(f"{name}.") for path in folder.glob(f"{name}.?.jpg"))


def write_page(folder: Path, receipt: Receipt) -> Path:
    """Write the page for what `folder` holds; returns its path."""
    page = folder / "index.html"
    delivered = [item for item in receipt.outputs if item.state is JobState.COMPLETED]
    failed = [item for item in receipt.outputs if item.state is JobState.FAILED]
    names = {(item.clip, item.aspect): Path(item.path or "").stem for item in delivered}
    others = {name: _others(folder, name) for name in names.values()}
    text = _template().render(
        receipt=receipt, delivered=delivered, failed=failed, names=names, others=others
    )
    write_whole(page, text)
    return page
