"""`shots` and `frame`: the shots of a run's clips, and how people want them shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape

from deployments.exits import DONE, print_json
from deployments.rushes import Filmed, Rushes
from schemas.clips import FaceTrack, Framing
from schemas.directing import LAYOUTS, Direction, Layout
from schemas.units import Aspect
from tasks.composition.directing import direction_of, layout_of, people_of, span_of, spot_of
from tasks.errors.editing import DirectionRefusedError
from tasks.tools.runs.directing import directed
from tasks.tools.runs.report import clock

FORM = "write CLIP:SHOT=LAYOUT, with a shot of `reelwright shots`"


def show_shots(run_id: str, clip_id: str, *, as_json: bool) -> int:
    """Print the shots of a run's clips with their numbers; the exit code.

    Raises:
        RunNotFoundError: when there is no such run, or its composition is not complete.
        DirectionRefusedError: when it has no such clip.
    """
    rushes = Rushes.of(run_id)
    clips = [rushes.clip(clip_id, clip_id)] if clip_id else list(rushes.clips.values())
    elsewhere = _elsewhere(rushes)
    told = {clip.planned.id: _told(rushes, clip) for clip in clips}
    if as_json:
        others = [item.model_dump(mode="json") for item in elsewhere]
        print_json({"clips": told, "elsewhere": others})
        return DONE
    console = Console(highlight=False, soft_wrap=True)
    for clip in clips:
        _print(clip, told[clip.planned.id], console)
    for item in elsewhere:
        span = f"{clock(item.start_ms)} to {clock(item.end_ms)}"
        console.print(f"\nIn no clip of this run: {span} {item.aspect or ''} {item.words}")
    console.print(
        f"\nNext: [bold]reelwright frame {rushes.row.id} CLIP:SHOT=LAYOUT[/], with "
        f"{', '.join(LAYOUTS)}, or auto to leave it to the program"
    )
    return DONE


def _elsewhere(rushes: Rushes) -> list[Direction]:
    """Directions of shots that are in no clip of the run."""
    spans = [
        span_of(clip.local, number)
        for clip in rushes.clips.values()
        for number in range(len(clip.local.shots))
    ]
    return [item for item in rushes.kept.items if not any(item.shares(*span) for span in spans)]


def _told(rushes: Rushes, clip: Filmed) -> list[dict[str, Any]]:
    kept = rushes.kept.items
    return [
        {
            "shot": number + 1,
            "start_ms": span_of(clip.local, number)[0],
            "end_ms": span_of(clip.local, number)[1],
            "at_ms": clip.starts_at(number),
            "people": [
                {"person": n, "face": person.id, **spot_of(person).model_dump()}
                for n, person in _people(clip, number).items()
            ],
            "shown": {
                aspect: _shown(clip.framings(number, aspect))
                | {"wanted": wanted.words if wanted else ""}
                for aspect in rushes.rules
                for wanted in [direction_of(clip.local, number, aspect, kept)]
            },
        }
        for number in range(len(clip.local.shots))
    ]


def _people(clip: Filmed, number: int) -> dict[int, FaceTrack]:
    """Who is seen in a shot, counted from the left."""
    seen = clip.local.width > 0
    return dict(enumerate(people_of(clip.local, clip.tracks, number), 1)) if seen else {}


def _shown(framings: Sequence[Framing]) -> dict[str, Any]:
    """How one shot is shown in the run, and whether somebody wanted that."""
    subjects = dict.fromkeys(framing.subject for framing in framings)
    return {
        "layout": layout_of(framings) or "none",
        "subject": "; ".join(subjects),
        "confidence": min(framing.confidence for framing in framings),
        "wish": framings[0].wish,
        "unmet": framings[0].unmet,
    }


def _print(clip: Filmed, shots: Sequence[dict[str, Any]], console: Console) -> None:
    times = f"{clock(clip.planned.start_ms)} to {clock(clip.planned.end_ms)}"
    console.print(f"\n[bold]{clip.planned.id}[/]  {times}  {escape(clip.planned.title)}")
    for shot in shots:
        at = "not played" if shot["at_ms"] is None else f"at {clock(shot['at_ms'])} of the short"
        seen = "".join(
            f", person {one['person']} (face {one['face']}) at {one['x']:.2f}"
            for one in shot["people"]
        )
        span = f"{clock(shot['start_ms'])} to {clock(shot['end_ms'])}"
        console.print(f"  [bold]{shot['shot']}[/]  {span}, {at}{seen}")
        for aspect, shown in shot["shown"].items():
            console.print(f"       {aspect:5} {_line(shown)}")


def _line(shown: dict[str, Any]) -> str:
    text = f"{shown['layout']:7} {escape(shown['subject'])} ({shown['confidence']:.2f})"
    if shown["unmet"]:
        text += f"  [yellow]not {escape(shown['wish'])}, as wanted: {escape(shown['unmet'])}[/]"
    elif shown["wish"]:
        text += f"  [bold]wanted: {escape(shown['wish'])}[/]"
    if shown["wanted"] != shown["wish"]:
        text += f"  [bold]from the next run on: {escape(shown['wanted']) or 'as the style says'}[/]"
    return text


def frame(run_id: str, changes: Sequence[str], aspect: str, *, as_json: bool) -> int:
    """Keep how shots are to be shown in every later run of the recording; the exit code.

    Raises:
        RunNotFoundError: when there is no such run, or its composition is not complete.
        DirectionRefusedError: when a change is none, names no shot, or cannot be had.
    """
    rushes = Rushes.of(run_id)
    wanted, notes = [], []
    for text in changes:
        clip, number, direction = _change(rushes, text, _aspect(rushes, aspect))
        notes += _checked(rushes, clip, number, direction, text)
        wanted.append(direction)
    made = directed(rushes.shop.settings.tenant_home, rushes.row.source_sha256, wanted)
    if as_json:
        print_json({**made.model_dump(mode="json"), "notes": notes})
        return DONE
    console = Console(highlight=False, soft_wrap=True)
    for item in made.items:
        span = f"{clock(item.start_ms)} to {clock(item.end_ms)}"
        console.print(f"  {span}  {item.aspect or ''} {item.words}".rstrip())
    if not made.items:
        console.print("Every shot is shown as the style says.")
    for note in notes:
        console.print(f"[yellow]{escape(note)}[/]")
    console.print(f"Next: [bold]reelwright rerun {rushes.row.id}[/]")
    return DONE


def _aspect(rushes: Rushes, text: str) -> Aspect | None:
    known = {str(aspect): aspect for aspect in rushes.rules}
    if text and text not in known:
        raise DirectionRefusedError(text, f"the run is made in {', '.join(known)}")
    return known.get(text)


def _change(rushes: Rushes, text: str, aspect: Aspect | None) -> tuple[Filmed, int, Direction]:
    """The clip, the shot by its place in it, and what is wanted of it."""
    shot, equals, wanted = text.partition("=")
    clip_id, colon, number = shot.partition(":")
    if not equals or not colon or not number.isdecimal():
        raise DirectionRefusedError(text, FORM)
    clip = rushes.clip(clip_id, text)
    count = len(clip.local.shots)
    if not 1 <= int(number) <= count:
        raise DirectionRefusedError(text, f"{clip_id} has the shots 1 to {count}")
    place = int(number) - 1
    layout, comma, whom = wanted.partition(",")
    if layout not in (*LAYOUTS, "auto"):
        raise DirectionRefusedError(text, f"a layout is one of {', '.join(LAYOUTS)}, or auto")
    if comma and layout != "follow":
        raise DirectionRefusedError(text, "only follow takes a person or a place")
    start, end = span_of(clip.local, place)
    asked: dict[str, Any] = {"start_ms": start, "end_ms": end, "aspect": aspect, "layout": layout}
    asked |= _whom(clip, place, whom, text) if comma else {}
    return clip, place, Direction.model_validate(asked)


def _whom(clip: Filmed, number: int, whom: str, text: str) -> dict[str, Any]:
    """The fields of a direction that say what is followed."""
    name, _, value = whom.partition("=")
    people = _people(clip, number)
    if name == "at" and (at := _number(value)) is not None and 0 <= at <= 1:
        return {"at": at}
    if name == "at":
        raise DirectionRefusedError(text, "a place is a share of the picture's width, 0 to 1")
    if name != "person":
        raise DirectionRefusedError(text, "follow takes person=NUMBER or at=SHARE")
    if not value.isdecimal() or int(value) not in people:
        known = f"it shows person 1{f' to {len(people)}' if people.keys() - {1} else ''}"
        raise DirectionRefusedError(text, known if people else "nobody is seen in it")
    return {"person": spot_of(people[int(value)])}


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _checked(
    rushes: Rushes, clip: Filmed, number: int, direction: Direction, text: str
) -> list[str]:
    """Where a shot cannot be shown so, in words; refused where that is everywhere."""
    unmet = {} if direction.layout == "auto" else rushes.unmet(clip, number, direction)
    if unmet and all(unmet.values()):
        alike = len(set(unmet.values())) == 1
        whys = [why if alike else f"in {aspect} {why}" for aspect, why in unmet.items()]
        why = "; ".join(dict.fromkeys(whys))
        can = ", ".join(_can(rushes, clip, number, direction))
        raise DirectionRefusedError(text, f"{why}; it can have {can}" if can else why)
    return [
        f"{text}: in {aspect} as the style says, because {why}"
        for aspect, why in unmet.items()
        if why
    ]


def _can(rushes: Rushes, clip: Filmed, number: int, direction: Direction) -> Iterator[Layout]:
    """The layouts that a shot can have in the same aspect ratios."""
    for layout in LAYOUTS:
        other = direction.model_copy(update={"layout": layout, "person": None, "at": None})
        if not all(rushes.unmet(clip, number, other).values()):
            yield layout
