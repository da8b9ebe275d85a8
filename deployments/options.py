"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Style = Annotated[str, typer.Option(help="ORG/NAME@VERSION, @^1 or @stable; or a style's .tar.")]
Aspects = Annotated[list[str] | None, typer.Option(help="9:16, 1:1, 16:9 or 4:5; repeat.")]
MaxClips = Annotated[int | None, typer.Option(help="At most so many clips.")]
MinSeconds = Annotated[int, typer.Option(help="No clip is shorter.")]
MaxSeconds = Annotated[int, typer.Option(help="No clip is longer.")]
Out = Annotated[Path | None, typer.Option(help="Folder for the finished clips.")]
Slot = Annotated[
    list[str] | None, typer.Option("--slot", help="NAME=VALUE for a slot of the style; repeat.")
]
Override = Annotated[
    str | None,
    typer.Option(help="Changes of the style for this run: JSON, or a file that holds it."),
]
Unavailable = Annotated[
    str, typer.Option(help="When the style plane does not answer: fail or last_known.")
]
Withdrawn = Annotated[bool, typer.Option(help="Take a version that was withdrawn.")]
Glossary = Annotated[
    str, typer.Option(help="Names as they are spelled: with commas between, or a file of lines.")
]
Language = Annotated[str, typer.Option(help="Such as en or pt-BR; empty: found out.")]
Profile = Annotated[
    str, typer.Option(help="Taste profile: NAME[@DIGEST], interview or generic; else what fits.")
]
Brief = Annotated[
    str, typer.Option(help="What is wanted: 'moments about pricing, avoid politics'.")
]
Told = Annotated[
    str,
    typer.Option("--published", help="List of stories told before; or runs: your finished ones."),
]
Floor = Annotated[int, typer.Option(help="Leave out what scores below, 0 to 100.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
