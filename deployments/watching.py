"""Progress of a run in the terminal: bars where there is one, plain lines where there is none."""

from __future__ import annotations

import threading
import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from schemas.stages import Stage
from tasks.tools.runs.context import RunContext


class TerminalWatcher:
    """Shows what works and what attached. Writes to standard error only."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        self.run_id: str | None = None
        self._lock = threading.Lock()
        self._bars: dict[tuple[Stage, str], int] = {}
        self._begun: dict[tuple[Stage, str], float] = {}
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=28),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )

    def __enter__(self) -> TerminalWatcher:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def opened(self, run: RunContext) -> None:
        self.run_id = run.run_id
        self.console.print(f"Run [bold]{run.run_id}[/] on {run.spec.source_name}")

    def started(self, stage: Stage, part: str) -> None:
        with self._lock:
            label = f"{stage.value} {part}".strip()
            self._bars[stage, part] = self._progress.add_task(label, total=None)
            self._begun[stage, part] = time.monotonic()

    def progressed(self, stage: Stage, part: str, done: float) -> None:
        with self._lock:
            bar = self._bars.get((stage, part))
            if bar is not None:
                self._progress.update(bar, total=1.0, completed=done)  # type: ignore[arg-type]

    def ended(self, stage: Stage, part: str, *, attached: bool, error: str | None) -> None:
        with self._lock:
            bar = self._bars.pop((stage, part), None)
            if bar is not None:
                self._progress.remove_task(bar)  # type: ignore[arg-type]
            begun = self._begun.pop((stage, part), None)
        label = f"{stage.value} {part}".strip()
        if error is not None:
            self.console.print(f"  [red]failed[/]    {label}")
        elif attached:
            self.console.print(f"  [dim]attached  {label}[/]")
        else:
            seconds = time.monotonic() - begun if begun is not None else 0.0
            self.console.print(f"  [green]done[/]      {label} [dim]{seconds:.1f} s[/]")

    def say(self, text: str) -> None:
        """One line for the person."""
        self.console.print(text)
