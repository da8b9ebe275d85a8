"""`words` and `reword`: the words of a run's clips, and how people want them written."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.markup import escape

from deployments.exits import DONE, print_json
from schemas.plan import EditorialPlan, PlannedClip
from schemas.rewording import LONGEST, WordEdits
from schemas.runs import Analysed
from schemas.transcript import Transcript
from tasks.composition.enhance import words_inside
from tasks.errors.editing import RewordingRefusedError
from tasks.errors.places import RunNotFoundError
from tasks.settings import Settings
from tasks.tools.ledger.tables import RunRow
from tasks.tools.runs.context import Workshop
from tasks.tools.runs.report import clock
from tasks.tools.runs.rewording import edits_of, reworded

PER_LINE = 8


def show_words(run_id: str, clip_id: str, *, as_json: bool) -> int:
    """Print the words of a run's clips with their numbers; the exit code.

    Raises:
        RunNotFoundError: when there is no such run, or its analysis is not complete.
        RewordingRefusedError: when it has no such clip.
    """
    shop = Workshop.open(Settings())
    row, plan, transcript = _read(shop, run_id)
    edits = edits_of(shop.settings.tenant_home, row.source_sha256)
    written = {edit.word: edit.text for edit in edits.items}
    clips = [clip for clip in plan.clips if clip_id in ("", clip.id)]
    if not clips:
        known = ", ".join(clip.id for clip in plan.clips) or "none"
        raise RewordingRefusedError(clip_id, f"the run has no such clip; it has {known}")
    if as_json:
        print_json([_as_json(clip, transcript, written) for clip in clips])
        return DONE
    console = Console(highlight=False, soft_wrap=True)
    for clip in clips:
        _print(clip, transcript, written, console)
    console.print(
        f"\nNext: [bold]reelwright reword {row.id} NUMBER=TEXT[/] writes a word otherwise, "
        "NUMBER= not at all"
    )
    return DONE


def reword(run_id: str, changes: Sequence[str], *, as_json: bool) -> int:
    """Keep how words are to be written in every later run of the recording; the exit code.

    Raises:
        RunNotFoundError: when there is no such run, or its analysis is not complete.
        RewordingRefusedError: when a change is none, or names no word.
    """
    shop = Workshop.open(Settings())
    row, _, transcript = _read(shop, run_id)
    texts = dict(_change(text, len(transcript.words)) for text in changes)
    made = reworded(shop.settings.tenant_home, row.source_sha256, transcript, texts)
    if as_json:
        print_json(made.model_dump(mode="json"))
        return DONE
    _print_edits(made, row.id, Console(highlight=False, soft_wrap=True))
    return DONE


def _read(shop: Workshop, run_id: str) -> tuple[RunRow, EditorialPlan, Transcript]:
    row = shop.ledger.runs.known(run_id)
    if row.analysed is None:
        raise RunNotFoundError(run_id, "its analysis is not complete")
    made = Analysed.model_validate(row.analysed)
    plan = shop.load(made.plan, EditorialPlan)
    return row, plan, shop.load(made.transcript, Transcript)


def _change(text: str, words: int) -> tuple[int, str]:
    number, equals, wanted = text.partition("=")
    if not equals or not number.strip().isdigit():
        raise RewordingRefusedError(text, "write NUMBER=TEXT, with a number of `reelwright words`")
    if int(number) >= words:
        raise RewordingRefusedError(text, f"the recording has the words 0 to {words - 1}")
    if len(wanted) > LONGEST:
        raise RewordingRefusedError(text, f"a word may have {LONGEST} characters at most")
    return int(number), wanted


def _as_json(
    clip: PlannedClip, transcript: Transcript, written: dict[int, str]
) -> dict[str, object]:
    numbers = words_inside(transcript.words, clip.start_ms, clip.end_ms)
    words = [
        {
            "word": number,
            "start_ms": transcript.words[number].start_ms,
            "heard": transcript.words[number].text,
            "written": written.get(number, transcript.words[number].text),
        }
        for number in numbers
    ]
    return {"clip": clip.id, "words": words}


def _print(
    clip: PlannedClip, transcript: Transcript, written: dict[int, str], console: Console
) -> None:
    times = f"{clock(clip.start_ms)} to {clock(clip.end_ms)}"
    console.print(f"\n[bold]{clip.id}[/]  {times}  {escape(clip.title)}")
    numbers = words_inside(transcript.words, clip.start_ms, clip.end_ms)
    for _, line in groupby(enumerate(numbers), key=lambda item: item[0] // PER_LINE):
        words = (_shown(number, transcript.words[number].text, written) for _, number in line)
        console.print("  " + "  ".join(words))


def _shown(number: int, heard: str, written: dict[int, str]) -> str:
    if number not in written:
        return f"[dim]{number}[/] {escape(heard)}"
    return f"[dim]{number}[/] [strike]{escape(heard)}[/] [bold]{escape(written[number])}[/]"


def _print_edits(made: WordEdits, run_id: str, console: Console) -> None:
    for edit in made.items:
        wanted = escape(edit.text) or "[dim]nothing[/]"
        console.print(f"  {clock(edit.start_ms)}  {escape(edit.before)} is written {wanted}")
    if not made.items:
        console.print("Every word is written as it was heard.")
    console.print(f"Next: [bold]reelwright rerun {run_id}[/]")
