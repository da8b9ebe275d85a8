"""Commands that make clips, or say what they would be."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from deployments.exits import print_json
from deployments.options import (
    Aspects,
    Brief,
    Floor,
    Glossary,
    Json,
    Language,
    MaxClips,
    MaxSeconds,
    MinSeconds,
    Out,
    Override,
    Profile,
    Slot,
    Style,
    Told,
    Unavailable,
    Withdrawn,
)

app = typer.Typer()


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
    aspect: Aspects = None,
    max_clips: MaxClips = None,
    min_seconds: MinSeconds = 15,
    max_seconds: MaxSeconds = 90,
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
    max_clips: MaxClips = None,
    min_seconds: MinSeconds = 15,
    max_seconds: MaxSeconds = 90,
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
def rerun(
    run: Annotated[str, typer.Argument(help="A run's id, its beginning, or `latest`.")],
    style: Annotated[str | None, typer.Option(help="Another style, or another version.")] = None,
    from_stage: Annotated[str | None, typer.Option("--from", help="Make this stage anew.")] = None,
    aspect: Aspects = None,
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


def limits(max_clips: int | None, min_seconds: int, max_seconds: int, floor: int) -> dict[str, Any]:
    """The form's `limits` from the options of a command."""
    lengths = {"min_seconds": min_seconds, "max_seconds": max_seconds}
    return {"max_clips": max_clips, **lengths, "floor": floor}
