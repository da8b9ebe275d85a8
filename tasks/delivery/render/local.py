"""Skia painter and PyAV compositor in this process: decode, crop, scale, blend, encode, once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import av

from schemas.base import digest_of
from schemas.media import Loudness
from schemas.renders import ENGINE, Picture, RenderPlan
from schemas.sounds import Sound
from schemas.spec import RenderOptions
from schemas.units import fps
from tasks.delivery.render.base import Locate, Tell
from tasks.delivery.render.blend import Drawn, blend, converted
from tasks.delivery.render.company import Seat
from tasks.delivery.render.dissolving import dissolved
from tasks.delivery.render.picture import Camera, copied, gradient_frame
from tasks.tools.drawing.painter import Painter
from tasks.tools.drawing.planes import planes_of
from tasks.tools.drawing.surface import Layer
from tasks.tools.media.decode import recording_frames
from tasks.tools.media.encode import Mp4Writer
from tasks.tools.media.highlights import ordinary
from tasks.tools.memory import give_back

SOUND_SHARE = 0.04
"""Of the whole work, as far as progress is told."""
TELL_EVERY = 15


class LocalBackend:
    """See `base.RenderBackend` for what it promises."""

    engine = f"local/{ENGINE}"

    def render(
        self,
        plan: RenderPlan,
        options: RenderOptions,
        *,
        locate: Locate,
        workdir: Path,
        tell: Tell,
        seat: Seat | None = None,
    ) -> tuple[Path, Loudness]:
        sound, short = workdir / "sound.m4a", workdir / "short.mp4"
        seconds = float(plan.frame_count / fps(plan.rate))
        master = partial(_mastered, plan.sound, locate, seconds, sound)
        alike = f"{digest_of(plan.sound)} {seconds}"
        loudness = seat.sound(alike, sound, master) if seat else master()
        give_back()
        tell(SOUND_SHARE)
        painter = Painter(plan, lambda ref: locate(ref).read_bytes())
        composer = _Composer(painter)
        with Mp4Writer(
            short,
            width=plan.width,
            height=plan.height,
            rate=plan.rate,
            preset=options.preset,
            crf=options.crf,
            threads=options.threads,
            sound=sound,
            encoder=options.encoder,
        ) as writer:
            for number, frame in enumerate(_grounds(plan, locate, seat)):
                composer.draw(frame, number)
                writer.write(frame)
                if number % TELL_EVERY == 0:
                    tell(SOUND_SHARE + (1 - SOUND_SHARE) * number / plan.frame_count)
        tell(1.0)
        return short, loudness


def _mastered(sound: Sound, locate: Locate, seconds: float, out: Path) -> Loudness:
    """The clip's sound with the brand's, as a file; SciPy loads where there is one to make."""
    from tasks.delivery.render.mixing import added_sounds
    from tasks.delivery.render.sound import master

    return master(sound, locate(sound.audio), seconds, out, added_sounds(sound, locate))


class _Composer:
    """Lays the painter's layers over frames; what did not change is not converted again."""

    def __init__(self, painter: Painter) -> None:
        self._painter = painter
        self._known: list[tuple[Layer, Drawn]] = []

    def draw(self, frame: av.VideoFrame, number: int) -> None:
        known = []
        for layer in self._painter.paint(number):
            kept = next((yuv for old, yuv in self._known if old.pixels is layer.pixels), None)
            known.append((layer, kept or converted(layer)))
        self._known = known
        blend(planes_of(frame), [yuv.at(layer.opacity) for layer, yuv in known])


def _grounds(plan: RenderPlan, locate: Locate, seat: Seat | None) -> Iterator[av.VideoFrame]:
    """What lies under the layers, frame by frame; each may be drawn on."""
    if plan.picture is None:
        ground = gradient_frame(plan)
        for _ in range(plan.frame_count):
            yield copied(ground)
        return
    lut = locate(plan.picture.lut).read_bytes() if plan.picture.lut else None
    yield from dissolved(_shown(plan, plan.picture, lut, locate, seat), plan.picture.dissolves)


def _shown(
    plan: RenderPlan, picture: Picture, lut: bytes | None, locate: Locate, seat: Seat | None
) -> Iterator[av.VideoFrame]:
    """What the camera shows, and after the end its last picture, held."""
    camera = Camera(plan, picture, lut)
    last: av.VideoFrame | None = None
    number = 0
    for number, source in enumerate(_shared(plan, picture, locate, seat)):
        last = source
        yield camera.show(source, number)
    for held in range(number + 1, plan.frame_count):
        if last is not None:
            yield camera.show(last, held)


def _shared(
    plan: RenderPlan, picture: Picture, locate: Locate, seat: Seat | None
) -> Iterator[av.VideoFrame]:
    """Source frames, decoded once for all renders that sit together and show the same ones."""
    decode = partial(_sources, plan, picture, locate)
    if seat is None:
        return decode()
    shown = (picture.source.sha256, plan.rate, picture.start_ms, picture.seek_pts, picture.spans)
    return seat.frames(repr(shown), decode)


def _sources(plan: RenderPlan, picture: Picture, locate: Locate) -> Iterator[av.VideoFrame]:
    """Source frames of all spans, one for each output frame until the picture ends; decoded in one
    go, since what is left out between two spans is short."""
    first, last = picture.spans[0], picture.spans[-1]
    frames = recording_frames(
        locate(picture.source),
        rate=plan.rate,
        start_ms=picture.start_ms,
        first_frame=first.first_frame,
        count=last.first_frame + last.frame_count - first.first_frame,
        seek_pts=picture.seek_pts,
    )
    numbered = enumerate(ordinary(frames), first.first_frame)
    for span in picture.spans:
        for number, frame in numbered:
            if number >= span.first_frame:
                yield frame
            if number == span.first_frame + span.frame_count - 1:
                break
