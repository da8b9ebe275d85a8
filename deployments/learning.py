"""`learn` and `nudge`: what people chose and moved becomes data that later runs read."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from deployments.editorial import read_transcript, speakers_of
from deployments.exits import DONE, print_json
from schemas.base import digest_of
from schemas.plan import EditorialPlan
from schemas.runs import Analysed
from schemas.transcript import Transcript
from tasks.analysis.editorial.segments import segments_of
from tasks.analysis.taste.catalogue import ClipsListError, Recording, clips_beside, recording
from tasks.analysis.taste.learning import Learned, learned
from tasks.analysis.taste.profiles import called, stored
from tasks.analysis.transcribe.formats import transcripts_in
from tasks.errors.base import StageError
from tasks.errors.editing import NudgeRefusedError, TooLittleToLearnError
from tasks.errors.places import RunNotFoundError
from tasks.settings import Settings
from tasks.tools.runs.context import Workshop
from tasks.tools.runs.nudges import corrections, nudged

MOST_SECONDS = 30.0
"""Whoever moves an end further wants another clip."""


def learn_folder(folder: Path, name: str, *, as_json: bool) -> int:
    """A profile out of a folder of episodes, stored under the tenant's home; the exit code.

    Raises:
        TooLittleToLearnError: when the folder does not hold enough, or a list in it is none.
    """
    paths = transcripts_in(folder) if folder.is_dir() else []
    if not paths:
        raise TooLittleToLearnError(str(folder), "it holds no captions such as .vtt or .srt")
    recordings = []
    for number, path in enumerate(paths, 1):
        _tell(f"reading {number} of {len(paths)}")
        recordings.append(_episode(path, folder))
    made = learned(
        name, recordings, folder=str(folder), told=lambda done: _tell(f"comparing, {done:.0%}")
    )
    _tell("")
    path = stored(made.profile, Settings().tenant_home)
    if as_json:
        print_json(_json(made, path))
    else:
        _print(made, path)
    return DONE


def _episode(path: Path, folder: Path) -> Recording:
    try:
        transcript = read_transcript(path)
        clips = clips_beside(path)
    except (ClipsListError, StageError) as error:
        raise TooLittleToLearnError(str(folder), str(error)) from error
    return recording(path.stem, segments_of(transcript, speakers_of(transcript)), clips)


def _tell(text: str) -> None:
    """One line on standard error, rewritten in a terminal, silent elsewhere."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def _json(made: Learned, path: Path) -> dict[str, object]:
    return {
        "profile": called(made.profile),
        "digest": digest_of(made.profile),
        "file": str(path),
        "genre": made.profile.genre,
        "fitted_on": made.profile.fitted_on,
        "recordings": made.profile.recordings,
        "spans": made.profile.spans,
        "measure": made.profile.measure.model_dump(mode="json") if made.profile.measure else None,
        "better": round(made.better, 4),
        "advice": advice(made),
    }


def advice(made: Learned) -> str:
    """Whether to use it."""
    if made.better > 0.01:
        return "use it"
    if made.better >= -0.01:
        return "it ranks like the shipped profile; more episodes may help"
    return "the shipped profile ranks better; do not use it"


def _print(made: Learned, path: Path) -> None:
    console = Console(highlight=False, soft_wrap=True)
    measure = made.profile.measure
    console.print(
        f"[bold]{called(made.profile)}[/], from {escape(made.profile.fitted_on)}, "
        f"{made.profile.spans} moments."
    )
    if measure is not None:
        console.print(
            f"Of what was chosen in episodes that it had not seen, {measure.clips} clips hold "
            f"[bold]{measure.recall:.1%}[/]; the shipped profile {measure.shipped:.1%}, the first "
            f"clips {measure.earliest:.1%}, clips at random {measure.random:.1%}: {advice(made)}."
        )
    console.print(f"Kept in {escape(str(path))}")
    console.print(
        f"Next: [bold]reelwright plan FILE.vtt --profile {called(made.profile)}[/], or the same with "
        f"clip."
    )


def nudge_clip(run_id: str, clip_id: str, start: float, end: float, *, as_json: bool) -> int:
    """Keep that somebody moved a clip's ends by so many seconds; the exit code.

    Raises:
        RunNotFoundError: when the ledger has no such run, or no analysis of it.
        NudgeRefusedError: when there is no such clip, or its ends cannot be moved so.
    """
    shop = Workshop.open(Settings())
    row = shop.ledger.runs.known(run_id)
    if row.analysed is None:
        raise RunNotFoundError(run_id, "its analysis is not complete")
    made = Analysed.model_validate(row.analysed)
    plan = shop.load(made.plan, EditorialPlan)
    clip = next((clip for clip in plan.clips if clip.id == clip_id), None)
    if clip is None:
        known = ", ".join(clip.id for clip in plan.clips) or "none"
        raise NudgeRefusedError(clip_id, f"the run has no such clip; it has {known}")
    start_ms, end_ms = round(start * 1000), round(end * 1000)
    words = shop.load(made.transcript, Transcript)
    _refuse(clip_id, clip.start_ms + start_ms, clip.end_ms + end_ms, start, end, words)
    home = shop.settings.tenant_home
    nudged(home, row.source_sha256, row.id, clip, start_ms=start_ms, end_ms=end_ms)
    all_of_them = corrections(home)
    if as_json:
        print_json({"run": row.id, "clip": clip_id, **all_of_them.model_dump(mode="json")})
        return DONE
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{clip_id}: start {start:+.2f} s, end {end:+.2f} s, for every later run of it.")
    console.print(
        f"People have moved {all_of_them.starts} starts by {all_of_them.median_start_seconds:.2f} s "
        f"and {all_of_them.ends} ends by {all_of_them.median_end_seconds:.2f} s (medians)."
    )
    console.print(f"Next: [bold]reelwright rerun {row.id}[/]")
    return DONE


def _refuse(clip: str, begin: int, stop: int, start: float, end: float, words: Transcript) -> None:
    if not start and not end:
        raise NudgeRefusedError(clip, "nothing is to be moved; give --start or --end in seconds")
    if max(abs(start), abs(end)) > MOST_SECONDS:
        raise NudgeRefusedError(clip, f"an end may be moved by {MOST_SECONDS:.0f} s at most")
    if begin < 0 or stop > words.duration_ms or stop - begin < 1000:
        long = words.duration_ms / 1000
        why = f"it would go from {begin / 1000:.1f} s to {stop / 1000:.1f} s of {long:.1f} s"
        raise NudgeRefusedError(clip, why)
