"""`reelwright` on the command line. Each command says what it did, then what to type next.

Exit codes: 0 all done, 1 failure, 2 refused input, 3 some outputs were not delivered; interrupted:
128 and the signal's number (130 for Ctrl-C, 143 for SIGTERM).
"""

from __future__ import annotations

import sys

import typer
from pydantic import ValidationError

from deployments.commands import correcting, looking, making
from deployments.exits import FAILED, REFUSED, complain
from deployments.stopping import INTERRUPTED, Interrupted, handling, raised
from tasks.errors.base import InputRefusedError, StageError

app = typer.Typer(
    name="reelwright",
    help="Long recordings into branded short videos, and again for almost nothing.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for group in (making, correcting, looking):
    app.add_typer(group.app)


def _in_words(error: ValidationError) -> str:
    """What is wrong with the options, one line for each."""
    lines = []
    for item in error.errors():
        where = ".".join(str(part) for part in item["loc"]) or "input"
        lines.append(f"{where}: {item['msg']} (given: {item['input']!r})")
    return "\n".join(lines) + "\n`reelwright COMMAND --help` shows what is possible."


def main() -> None:
    """Run a command; turn what went wrong into a message and an exit code."""
    try:
        with handling(raised):
            app()
    except ValidationError as error:
        sys.exit(complain(_in_words(error), REFUSED))
    except InputRefusedError as error:
        sys.exit(complain(str(error), REFUSED))
    except (StageError, OSError) as error:
        sys.exit(complain(str(error), FAILED))
    except Interrupted as error:
        sys.exit(complain(INTERRUPTED, error.code))


if __name__ == "__main__":
    main()
