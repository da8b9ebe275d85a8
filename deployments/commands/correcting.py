"""Commands that keep what people want otherwise, for every later run of a recording."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from deployments.options import (
    Json,
)

app = typer.Typer()


@app.command()
def nudge(
    run: Annotated[str, typer.Argument(help="A run's id, its beginning, or `latest`.")],
    clip: Annotated[str, typer.Argument(help="A clip of it, such as clip-03.")],
    start: Annotated[float, typer.Option(help="Seconds to move its start by: -0.4 is sooner.")] = 0,
    end: Annotated[float, typer.Option(help="Seconds to move its end by: +0.2 is later.")] = 0,
    as_json: Json = False,
) -> None:
    """Move the ends of a clip, for every later run of the same recording."""
    from deployments.learning import nudge_clip

    raise typer.Exit(nudge_clip(run, clip, start, end, as_json=as_json))


@app.command()
def words(
    run: Annotated[str, typer.Argument(help="A run's id, its beginning, or `latest`.")],
    clip: Annotated[str, typer.Argument(help="A clip of it, such as clip-03; else all.")] = "",
    as_json: Json = False,
) -> None:
    """Print the words of a run's clips with their numbers."""
    from deployments.rewording import show_words

    raise typer.Exit(show_words(run, clip, as_json=as_json))


@app.command()
def reword(
    run: Annotated[str, typer.Argument(help="A run's id, its beginning, or `latest`.")],
    changes: Annotated[
        list[str], typer.Argument(metavar="NUMBER=TEXT...", help="Such as 1205=OpenAI 1206=")
    ],
    as_json: Json = False,
) -> None:
    """Write words otherwise than they were heard, in every later run of the same recording."""
    from deployments.rewording import reword as keep

    raise typer.Exit(keep(run, changes, as_json=as_json))


@app.command()
def shots(
    run: Annotated[str, typer.Argument(help="A run's id, its beginning, or `latest`.")],
    clip: Annotated[str, typer.Argument(help="A clip of it, such as clip-03; else all.")] = "",
    as_json: Json = False,
) -> None:
    """Print the shots of a run's clips: when, who is seen, how they are shown and who wanted that."""
    from deployments.directing import show_shots

    raise typer.Exit(show_shots(run, clip, as_json=as_json))


@app.command()
def frame(
    run: Annotated[str, typer.Argument(help="A run's id, its beginning, or `latest`.")],
    changes: Annotated[
        list[str],
        typer.Argument(
            metavar="CLIP:SHOT=LAYOUT...",
            help="Such as clip-03:2=stack, clip-03:4=follow,person=2, =follow,at=0.62 or =auto",
        ),
    ],
    aspect: Annotated[
        str, typer.Option(help="Only in this aspect ratio: 9:16, 1:1, 16:9 or 4:5.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Show shots otherwise than the program would, in every later run of the same recording."""
    from deployments.directing import frame as keep

    raise typer.Exit(keep(run, changes, aspect, as_json=as_json))


@app.command()
def learn(
    folder: Annotated[
        Path, typer.Argument(help="Episodes: NAME.vtt, .srt, ..., perhaps NAME.clips.json.")
    ],
    name: Annotated[str, typer.Option(help="What the profile is called.")] = "house",
    as_json: Json = False,
) -> None:
    """Learn what is chosen here from past episodes, and keep it as a taste profile."""
    from deployments.learning import learn_folder

    raise typer.Exit(learn_folder(folder, name, as_json=as_json))
