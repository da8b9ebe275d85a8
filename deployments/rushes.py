"""What a run has to show of its shots: how they were looked at and framed, and what else could be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from schemas.artifacts import Ref
from schemas.clips import CropPath, FaceTracks, Framing, PreparedClip, Timeline
from schemas.directing import Direction, Directions
from schemas.outputs import output_name
from schemas.plan import EditorialPlan, PlannedClip
from schemas.runs import Analysed, Composed
from schemas.speakers import Diarization
from schemas.spec import RunSpec
from schemas.stages import Stage
from schemas.states import JobState
from schemas.style.contract import StyleContract
from schemas.style.refs import StylePin
from schemas.style.resolve import resolve
from schemas.style.visuals import ReframeRules
from schemas.units import Aspect, ms_at
from tasks.composition.reframe import frame
from tasks.composition.speaking import voices_in
from tasks.composition.splicing import place_of
from tasks.composition.takes import Take
from tasks.errors.editing import DirectionRefusedError
from tasks.errors.places import RunNotFoundError
from tasks.settings import Settings
from tasks.tools.ledger.tables import RunRow
from tasks.tools.runs.context import Workshop
from tasks.tools.runs.directing import directions_of


@dataclass(frozen=True)
class Filmed:
    """A clip of a run as it was looked at and framed."""

    planned: PlannedClip
    local: PreparedClip
    tracks: FaceTracks
    paths: dict[Aspect, CropPath]
    played: Timeline
    """In one of its aspect ratios: what is played is the same in all."""

    def framings(self, number: int, aspect: Aspect) -> list[Framing]:
        """Those of one shot, by its place in the clip."""
        shot = range(*self.local.shots[number])
        return [one for one in self.paths[aspect].framings if one.first_frame in shot]

    def starts_at(self, number: int) -> int | None:
        """When a shot begins in the short, in milliseconds; None where nothing of it is played."""
        begin, end = (
            place_of(edge, self.played.spans, self.local.first_frame)
            for edge in self.local.shots[number]
        )
        return ms_at(begin, self.local.rate) if begin < end else None


@dataclass(frozen=True)
class Rushes:
    """What a run has to show of its shots."""

    shop: Workshop
    row: RunRow
    clips: dict[str, Filmed]
    rules: dict[Aspect, ReframeRules]
    voices: Diarization

    @classmethod
    def of(cls, run_id: str) -> Rushes:
        """A run's shots.

        Raises:
            RunNotFoundError: when there is no such run, or its composition is not complete.
        """
        shop = Workshop.open(Settings())
        row = shop.ledger.runs.known(run_id)
        if row.composed is None or row.analysed is None or row.pin is None:
            raise RunNotFoundError(run_id, "its composition is not complete")
        made, composed = (
            Analysed.model_validate(row.analysed),
            Composed.model_validate(row.composed),
        )
        aspects = RunSpec.model_validate(row.spec).params.aspects
        style = shop.load(shop.load(Ref.model_validate(row.pin), StylePin).contract, StyleContract)
        plan, results = shop.load(made.plan, EditorialPlan), _results(shop, row.id)
        return cls(
            shop=shop,
            row=row,
            clips={clip.id: _filmed(shop, clip, aspects, results, composed) for clip in plan.clips},
            rules={aspect: resolve(style, aspect).visual.reframe for aspect in aspects},
            voices=shop.load(made.diarization, Diarization),
        )

    @property
    def kept(self) -> Directions:
        """How people want shots of the recording shown by now."""
        return directions_of(self.shop.settings.tenant_home, self.row.source_sha256)

    def clip(self, clip_id: str, said: str) -> Filmed:
        """One of its clips.

        Raises:
            DirectionRefusedError: when it has no such clip.
        """
        if clip_id not in self.clips:
            known = ", ".join(self.clips) or "none"
            raise DirectionRefusedError(said, f"the run has no such clip; it has {known}")
        return self.clips[clip_id]

    def unmet(self, clip: Filmed, number: int, direction: Direction) -> dict[Aspect, str]:
        """Why a shot cannot be shown as somebody wants it, by the aspect ratios where that is so."""
        voices = voices_in(self.voices, clip.local)
        found: dict[Aspect, str] = {}
        for aspect, rules in self.rules.items():
            if direction.aspect in (None, aspect):
                take = Take(clip.local, clip.tracks, number, rules, aspect, voices)
                found[aspect] = frame(take, (direction,))[0][0].unmet
        return found


def _results(shop: Workshop, run_id: str) -> dict[tuple[str, str], Ref[Any]]:
    """What the stages of a run have made, by stage and part."""
    done = [job for job in shop.ledger.jobs.of(run_id) if job.state == JobState.COMPLETED.value]
    return {(job.stage, job.part): Ref.model_validate(job.result) for job in done}


def _filmed(
    shop: Workshop,
    clip: PlannedClip,
    aspects: Sequence[Aspect],
    results: dict[tuple[str, str], Ref[Any]],
    composed: Composed,
) -> Filmed:
    names = {aspect: output_name(clip.id, aspect) for aspect in aspects}
    return Filmed(
        planned=clip,
        local=shop.load(results[Stage.PREPARE.value, clip.id], PreparedClip),
        tracks=shop.load(results[Stage.TRACK_FACES.value, clip.id], FaceTracks),
        paths={
            aspect: shop.load(results[Stage.REFRAME.value, name], CropPath)
            for aspect, name in names.items()
        },
        played=shop.load(composed.timelines[names[aspects[0]]], Timeline),
    )
