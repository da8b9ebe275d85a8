"""PreparedClip x FaceTracks x framing rules x turns of speech x what people want -> CropPath: what part
of the picture is shown."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.artifacts import Ref
from schemas.clips import CropPath, FaceTracks, PreparedClip
from schemas.directing import Direction
from schemas.speakers import Diarization
from schemas.stages import Stage
from schemas.style.contract import StyleContract
from schemas.style.resolve import resolve
from schemas.style.visuals import ReframeRules
from schemas.units import Aspect
from tasks.composition.areas import area_of, direction_inside, inside, outside
from tasks.composition.directing import direction_of, frame_as_wanted, why_not
from tasks.composition.framing import frame_by_rules
from tasks.composition.quality import quality_of
from tasks.composition.speaking import Voice, voices_in
from tasks.composition.takes import Shown, Take
from tasks.stage import StageContext, stage


@stage(Stage.REFRAME, revision=4, ignore=("contract",))
def reframe(
    ctx: StageContext,
    prepared: Ref[PreparedClip],
    tracks: Ref[FaceTracks],
    contract: Ref[StyleContract],
    aspect: Aspect,
    reframe_facet: str,  # noqa: ARG001 - stands for the contract in the key
    diarization: Ref[Diarization] | None = None,
    directions: tuple[Direction, ...] = (),
) -> Ref[CropPath]:
    """Lay the camera's path through every shot of one clip for one aspect ratio.

    Of the contract only `visual.reframe` is read, which `reframe_facet` stands for. `diarization` says
    who speaks when in the recording; without it mouths and sound alone do. `directions` are what
    people want of its shots, as far as this clip and aspect ratio are concerned.
    """
    clip = ctx.load(prepared, PreparedClip)
    seen = ctx.load(tracks, FaceTracks)
    rules = resolve(ctx.load(contract, StyleContract), aspect).visual.reframe
    voices = voices_in(ctx.load(diarization, Diarization), clip) if diarization else ()

    return ctx.publish(crop_path(clip, seen, rules, aspect, voices, directions))


def crop_path(
    clip: PreparedClip,
    tracks: FaceTracks,
    rules: ReframeRules,
    aspect: Aspect,
    voices: Sequence[Voice] = (),
    directions: Sequence[Direction] = (),
) -> CropPath:
    """The camera of a clip: one framing for each shot, or for each time that somebody speaks in it; none
    reaches over a cut."""
    shots = [
        frame(Take(clip, tracks, number, rules, aspect, tuple(voices)), directions)
        for number in range(len(clip.shots))
    ]
    shown = [framing for shot in shots for framing in shot]
    framings = tuple(framing for framing, _ in shown)
    return CropPath(
        clip_id=clip.clip_id,
        aspect=aspect,
        framings=framings,
        quality=quality_of(framings, [faces for _, faces in shown], clip),
    )


def frame(take: Take, directions: Sequence[Direction] = ()) -> list[Shown]:
    """How one shot is shown: as a person wants it; else, or where that cannot be, as the rules say.
    Black borders of the recording are never shown."""
    direction = direction_of(take.clip, take.number, take.aspect, directions)
    area = area_of(take)
    if area is None:
        return _framed(take, direction)
    direction = direction_inside(direction, area) if direction else None
    return [outside(one, area) for one in _framed(inside(take, area), direction)]


def _framed(take: Take, direction: Direction | None) -> list[Shown]:
    """How one shot is shown that has no borders."""
    if direction is None:
        return frame_by_rules(take)
    shown = frame_as_wanted(take, direction)
    why = "" if shown else why_not(direction, take)
    shown = shown or frame_by_rules(take)
    said = {"wish": direction.words, "unmet": why}
    return [(framing.model_copy(update=said), faces) for framing, faces in shown]
