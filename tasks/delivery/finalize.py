"""RenderedShort -> the same RenderedShort, looked at once more before it counts as completed."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.artifacts import Ref
from schemas.media import Loudness
from schemas.outputs import RenderedShort
from schemas.stages import Stage
from schemas.units import fps
from tasks.delivery.render.loudness import FAINT_LUFS, STEADY_LU
from tasks.errors.places import OutputRejectedError
from tasks.errors.recordings import MediaToolError
from tasks.stage import StageContext, stage
from tasks.tools.media.audio import measure_loudness
from tasks.tools.media.check import BT709, LIMITED, EncodedFacts, read_facts

LOUDNESS_SLACK = 1.0
"""LU."""
PEAK_SLACK = 0.05
"""dB: measurements are given in tenths."""
AT_CEILING = 1.5
"""dB: what an encoder adds to peaks is left free below the ceiling."""
SOUND_SLACK = 0.1
"""Seconds: AAC comes in packets of 21 ms, with a packet or two more at the ends."""


@stage(Stage.FINALIZE, revision=2)
def finalize(
    ctx: StageContext, rendered: Ref[RenderedShort], loudness_target: float, true_peak: float
) -> Ref[RenderedShort]:
    """Accept an output by what its file holds, whoever rendered it.

    Raises:
        OutputRejectedError: with everything that is wrong.
    """
    short = ctx.load(rendered, RenderedShort)
    path = ctx.path(short.video)

    try:
        facts = read_facts(path)
        sound = measure_loudness(path)
    except MediaToolError as error:
        why = f"the file cannot be read: {error.why}"
        raise OutputRejectedError(short.clip_id, short.aspect, (why,)) from error
    wrong = (
        *wrong_in_picture(facts, short),
        *wrong_in_sound(sound, loudness_target, true_peak),
    )
    if wrong:
        raise OutputRejectedError(short.clip_id, short.aspect, wrong)

    return ctx.publish(short)


def wrong_in_picture(facts: EncodedFacts, short: RenderedShort) -> Iterator[str]:
    """What differs from the promise of a short, each in words with the value."""
    if sorted(facts.streams) != ["aac", "h264"]:
        yield f"its streams are {', '.join(facts.streams)}, not one of h264 and one of aac"
    if facts.pixel_format != "yuv420p":
        yield f"its pixels are {facts.pixel_format}, not yuv420p"
    if facts.colour != (BT709, BT709, BT709, LIMITED):
        yield f"its colour tags are {facts.colour}, not bt709 in limited range"
    if (facts.width, facts.height) != (short.width, short.height):
        yield f"it is {facts.width}x{facts.height}, not {short.width}x{short.height}"
    if facts.rate != fps(short.rate):
        yield f"it runs at {facts.rate} frames a second, not {short.rate}"
    if facts.frame_count != short.frame_count:
        yield f"it has {facts.frame_count} frames, not {short.frame_count}"
    if facts.undecodable:
        yield f"frames {', '.join(map(str, facts.undecodable))} cannot be decoded"
    if facts.sample_rate != 48_000:
        yield f"its sound has {facts.sample_rate} samples a second, not 48000"
    if abs(facts.sound_seconds - facts.seconds) > SOUND_SLACK:
        yield f"its sound lasts {facts.sound_seconds:.2f} s, its picture {facts.seconds:.2f} s"
    if abs(facts.seconds - short.seconds) > 0.01:
        yield f"it lasts {facts.seconds:.3f} s, not {short.seconds:.3f} s"
    if not _fast_start(facts.boxes):
        yield f"it cannot start before it is loaded: its boxes are {', '.join(facts.boxes)}"


def _fast_start(boxes: tuple[str, ...]) -> bool:
    return "moov" in boxes and "mdat" in boxes and boxes.index("moov") < boxes.index("mdat")


def wrong_in_sound(measured: Loudness, target: float, ceiling: float) -> Iterator[str]:
    """What is wrong with the level; silence has none, nor has a room without a voice. A sound whose
    peaks are at the ceiling may be quieter: it cannot be louder."""
    if measured.silent or _is_room(measured):
        return
    off = measured.integrated_lufs - target
    if off > LOUDNESS_SLACK or (
        off < -LOUDNESS_SLACK and measured.true_peak_dbtp < ceiling - AT_CEILING
    ):
        yield f"its loudness is {measured.integrated_lufs:.1f} LUFS, not {target:.1f}"
    if measured.true_peak_dbtp > ceiling + PEAK_SLACK:
        yield f"its true peak is {measured.true_peak_dbtp:.1f} dBTP, over {ceiling:.1f}"


def _is_room(measured: Loudness) -> bool:
    return measured.integrated_lufs <= FAINT_LUFS and measured.range_lu < STEADY_LU
