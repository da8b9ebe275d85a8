"""`reelwright` on the command line. Each command says what it did, then what to type next.

Exit codes: 0 all done, 1 failure, 2 refused input, 3 some outputs were not delivered; interrupted:
128 and the signal's number (130 for Ctrl-C, 143 for SIGTERM).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from deployments.options import (
    Brief,
    Floor,
    Glossary,
    Json,
    Language,
    Out,
    Override,
    Profile,
    Slot,
    Style,
    Told,
    Unavailable,
    Withdrawn,
)
from deployments.stopping import INTERRUPTED, Interrupted, handling, raised
from tasks.errors.base import InputRefusedError, StageError

app = typer.Typer(
    name="reelwright",
    help="Long recordings into branded short videos, and again for almost nothing.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

DONE, FAILED, REFUSED, PARTIAL = 0, 1, 2, 3


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder for the finished clips.")] = Path("out/demo"),
    style: Style = "reelwright/bold@stable",
    source: Annotated[str, typer.Option(help="Your own recording instead: path or address.")] = "",
    as_json: Json = False,
) -> None:
    """Make clips from a talk that the demo makes itself, or from your own recording."""
    from deployments import producing

    raise typer.Exit(producing.demo(out, style, source, as_json=as_json))


@app.command()
def clip(
    source: Annotated[str, typer.Argument(help="Path or http(s) address of a recording.")],
    style: Style = "reelwright/bold@stable",
    aspect: Annotated[
        list[str] | None, typer.Option(help="9:16, 1:1, 16:9 or 4:5; repeat.")
    ] = None,
    max_clips: Annotated[int | None, typer.Option(help="At most so many clips.")] = None,
    min_seconds: Annotated[int, typer.Option(help="No clip is shorter.")] = 15,
    max_seconds: Annotated[int, typer.Option(help="No clip is longer.")] = 90,
    floor: Floor = 20,
    profile: Profile = "",
    brief: Brief = "",
    published: Told = "",
    captions: Annotated[
        Path | None, typer.Option(help=".vtt, .srt, .ttml, .ass or transcript .json.")
    ] = None,
    transcriber: Annotated[
        str, typer.Option(help="auto, captions, whisper, openai or deepgram.")
    ] = "auto",
    language: Language = "",
    glossary: Glossary = "",
    speakers: Annotated[int | None, typer.Option(help="How many people speak.")] = None,
    diarizer: Annotated[
        str, typer.Option(help="auto, labels, channel, mfcc, single or pyannote.")
    ] = "auto",
    slot: Slot = None,
    override: Override = None,
    on_unavailable: Unavailable = "fail",
    allow_withdrawn: Withdrawn = False,
    review: Annotated[
        bool, typer.Option("--review", help="Stop after the plan for a look.")
    ] = False,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Turn a recording into branded clips."""
    from deployments import producing
    from deployments.styling import overrides, slots, style_asked
    from tasks.analysis.transcribe.glossary import read_glossary

    asked = {
        "source": source,
        **style_asked(style, on_unavailable, allow_withdrawn),
        "slots": slots(slot) or {},
        "overrides": overrides(override) or {},
        "aspects": tuple(aspect or ["9:16"]),
        "limits": limits(max_clips, min_seconds, max_seconds, floor),
        "editing": {"profile": profile, "brief": brief, "published": published},
        "speech": {
            "transcriber": transcriber,
            "captions": str(captions.absolute()) if captions else "",
            "language": language,
            "glossary": read_glossary(glossary),
            "speakers": speakers,
            "diarizer": diarizer,
        },
        "review": review,
        "out": str(out.absolute()) if out else "",
    }
    raise typer.Exit(producing.clip(asked, as_json=as_json))


@app.command()
def plan(
    transcript: Annotated[
        Path, typer.Argument(help="A .vtt, .srt, .ttml, .ass, ... or transcript .json.")
    ],
    max_clips: Annotated[int | None, typer.Option(help="At most so many clips.")] = None,
    min_seconds: Annotated[int, typer.Option(help="No clip is shorter.")] = 15,
    max_seconds: Annotated[int, typer.Option(help="No clip is longer.")] = 90,
    floor: Floor = 20,
    profile: Profile = "",
    brief: Brief = "",
    published: Told = "",
    language: Language = "",
    glossary: Glossary = "",
    as_json: Json = False,
) -> None:
    """Print the editorial plan of a transcript, without any picture."""
    from deployments.editorial import plan_json, plan_wished
    from schemas.params import Editing, Limits
    from tasks.analysis.transcribe.glossary import read_glossary

    asked = Limits.model_validate(limits(max_clips, min_seconds, max_seconds, floor))
    editing = Editing(profile=profile, brief=brief, published=published)
    names = read_glossary(glossary)
    made = plan_wished(transcript, asked, editing, language=language, glossary=names)
    if as_json:
        print_json(plan_json(made))
        return
    from deployments.printing import print_plan

    print_plan(made, transcript)


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
def probe(
    file: Annotated[Path, typer.Argument(help="A media file.")], as_json: Json = False
) -> None:
    """Say whether a file can be used, why not, and what to do."""
    from deployments.printing import print_probe
    from tasks.settings import Settings
    from tasks.tools.media.probe import probe as probed

    if not file.is_file():
        raise typer.Exit(_complain(f"There is no file at {str(file)!r}. Check the path.", REFUSED))
    report = probed(file, max_hours=Settings().max_source_hours)
    print_json(report.model_dump(mode="json")) if as_json else print_probe(report, file)
    raise typer.Exit(DONE if report.verdict == "accept" else REFUSED)


@app.command()
def show(
    run: Annotated[str, typer.Argument(help="A run's id, its beginning, or `latest`.")] = "",
    as_json: Json = False,
) -> None:
    """Show a run: what ran, what attached and why, what it cost, what was delivered."""
    from deployments.inspecting import show_run, show_runs

    raise typer.Exit(show_run(run, as_json=as_json) if run else show_runs(as_json=as_json))


@app.command()
def costs(
    by: Annotated[str, typer.Option(help="customer, run, stage, job or model.")] = "run",
    month: Annotated[str, typer.Option(help="Only this month, UTC: 2026-01.")] = "",
    as_json: Json = False,
) -> None:
    """Show what was billed, and what was answered without a bill."""
    from deployments.spending import show_costs

    raise typer.Exit(show_costs(by, month, as_json=as_json))


@app.command()
def rerun(
    run: Annotated[str, typer.Argument(help="A run's id, its beginning, or `latest`.")],
    style: Annotated[str | None, typer.Option(help="Another style, or another version.")] = None,
    from_stage: Annotated[str | None, typer.Option("--from", help="Make this stage anew.")] = None,
    aspect: Annotated[
        list[str] | None, typer.Option(help="9:16, 1:1, 16:9 or 4:5; repeat.")
    ] = None,
    slot: Slot = None,
    override: Override = None,
    on_unavailable: Unavailable = "fail",
    allow_withdrawn: Withdrawn = False,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Run a finished run again in another style, or from one stage on."""
    from deployments import producing
    from deployments.styling import overrides, slots, style_asked

    asked = {
        "run": run,
        **style_asked(style, on_unavailable, allow_withdrawn),
        "slots": slots(slot),
        "overrides": overrides(override),
        "from_stage": from_stage,
        "aspects": tuple(aspect) if aspect else None,
        "out": str(out.absolute()) if out else "",
    }
    raise typer.Exit(producing.rerun(asked, as_json=as_json))


@app.command()
def review(
    run: Annotated[str, typer.Argument(help="A run's id, its beginning, or `latest`.")] = "latest",
    go: Annotated[bool, typer.Option("--go", help="Go on with the sheet as it stands.")] = False,
    sheet: Annotated[
        Path | None, typer.Option(help="Another sheet than the one in the run's folder.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Look at the plan of a run that waits for it; with --go, or a sheet, compose and deliver."""
    from deployments import producing
    from deployments.reviewing import show_waiting

    if not go and sheet is None:
        raise typer.Exit(show_waiting(run, as_json=as_json))
    raise typer.Exit(producing.review(run, sheet, as_json=as_json))


@app.command()
def restyle(
    style: Annotated[str, typer.Argument(help="ORG/NAME: runs on older versions are moved.")],
    to: Annotated[str | None, typer.Option(help="Version to move to; else its stable.")] = None,
    since: Annotated[str | None, typer.Option(help="Only runs since this day: 2026-01-31.")] = None,
    max_runs: Annotated[int | None, typer.Option(help="At most so many runs.")] = None,
    max_seconds: Annotated[int | None, typer.Option(help="At most so long.")] = None,
    budget: Annotated[float | None, typer.Option(help="At most so many USD.")] = None,
    dry_run: Annotated[bool, typer.Option(help="Only say what would be moved.")] = False,
    as_json: Json = False,
) -> None:
    """Move finished runs to a newer version of their style, newest first."""
    from deployments import styling

    asked = {
        "style": style,
        "to": to,
        "since": since,
        "max_runs": max_runs,
        "max_seconds": max_seconds,
        "budget_usd": budget,
        "dry_run": dry_run,
    }
    raise typer.Exit(styling.restyle(asked, as_json=as_json))


@app.command()
def up(
    port: Annotated[int, typer.Option(help="Port of Prefect's server and UI.")] = 4200,
    style_port: Annotated[int, typer.Option(help="Port of the style plane.")] = 4280,
) -> None:
    """Serve everything on this machine: Prefect, the style plane and all deployments."""
    from deployments.up import run_all

    raise typer.Exit(run_all(port, style_port))


@app.command()
def doctor(as_json: Json = False) -> None:
    """Check this machine: programs, libraries, fonts, disk, database, style plane."""
    from deployments.doctor import examine

    raise typer.Exit(examine(as_json=as_json))


def limits(max_clips: int | None, min_seconds: int, max_seconds: int, floor: int) -> dict[str, Any]:
    """The form's `limits` from the options of a command."""
    lengths = {"min_seconds": min_seconds, "max_seconds": max_seconds}
    return {"max_clips": max_clips, **lengths, "floor": floor}


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def _complain(text: str, code: int) -> int:
    sys.stderr.write(f"{text}\n")
    return code


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
        sys.exit(_complain(_in_words(error), REFUSED))
    except InputRefusedError as error:
        sys.exit(_complain(str(error), REFUSED))
    except (StageError, OSError) as error:
        sys.exit(_complain(str(error), FAILED))
    except Interrupted as error:
        sys.exit(_complain(INTERRUPTED, error.code))


if __name__ == "__main__":
    main()
