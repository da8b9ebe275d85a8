"""What was laid out over a whole clip, moved to what is played of it: the camera, faces, samples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from schemas.clips import CropKey, FaceZone, Framing, Pane, SourceSpan
from schemas.units import fps
from schemas.views import crop_at
from tasks.tools.media.cut import sample_at
from tasks.tools.media.splice import Part


def place_of(frame: int, spans: Sequence[SourceSpan], first: int) -> int:
    """The output frame of a clip frame; of one that is left out, that of the next one played.

    `first` is the clip's first frame in the recording.
    """
    at = first + frame
    return sum(min(max(0, at - span.first_frame), span.frame_count) for span in spans)


def zones_along(
    zones: Iterable[FaceZone], spans: Sequence[SourceSpan], first: int
) -> tuple[FaceZone, ...]:
    """Where faces are in the output; a face that is only seen in what is left out has no zone."""
    found = []
    for zone in zones:
        begin = place_of(zone.first_frame, spans, first)
        end = place_of(zone.end_frame, spans, first)
        if begin < end:
            found.append(zone.model_copy(update={"first_frame": begin, "end_frame": end}))
    return tuple(found)


def framings_along(
    framings: Iterable[Framing], spans: Sequence[SourceSpan], first: int
) -> tuple[Framing, ...]:
    """The camera in output frames: every frame that is played is shown as it was, and what is left
    out is jumped over. One framing for each shot that is still seen, so that what keeps its place
    within a shot keeps it over our cuts."""
    found = []
    for framing in framings:
        begin = place_of(framing.first_frame, spans, first)
        end = place_of(framing.end_frame, spans, first)
        if begin < end:
            shot = range(framing.first_frame, framing.end_frame)
            panes = tuple(
                pane.model_copy(update={"keys": _keys_along(pane, shot, spans, first)})
                for pane in framing.panes
            )
            keys = _keys_along(framing, shot, spans, first)
            moved = {"first_frame": begin, "end_frame": end, "keys": keys, "panes": panes}
            found.append(framing.model_copy(update=moved))
    return tuple(found)


def _keys_along(
    shown: Framing | Pane, shot: range, spans: Sequence[SourceSpan], first: int
) -> tuple[CropKey, ...]:
    """The keys of one camera of a shot in output frames; none where it has none."""
    found: list[CropKey] = []
    for span in spans:
        begin = max(shot.start, span.first_frame - first)
        end = min(shot.stop, span.first_frame - first + span.frame_count)
        if begin < end and shown.keys:
            shift = span.at - (span.first_frame - first)
            for key in _keys_in(shown, begin, end):
                found.append(key.model_copy(update={"frame": key.frame + shift}))
    return tuple(_without_repeats(found))


def _keys_in(shown: Framing | Pane, begin: int, end: int) -> Iterator[CropKey]:
    """Keys, in clip frames, that show the frames from `begin` to before `end` as the camera does.

    A pan that is torn gets a key for each of its frames.
    """
    keys, at = shown.keys, begin
    while at < end:
        index = max((n for n, key in enumerate(keys) if key.frame <= at), default=0)
        here, following = keys[index], keys[index + 1 : index + 2]
        until = min(end, following[0].frame) if following else end
        if here.ease == "hold" or not following:
            yield _standing(shown, at)
        elif at == here.frame and following[0].frame < end:
            yield here
        else:
            yield from (_standing(shown, frame) for frame in range(at, until))
        at = until


def _standing(shown: Framing | Pane, frame: int) -> CropKey:
    crop = crop_at(shown, frame)
    return CropKey(frame=frame, x=crop.x, y=crop.y, width=crop.width, height=crop.height)


def _without_repeats(keys: Iterable[CropKey]) -> Iterator[CropKey]:
    """Without keys that hold what is held already: a camera that stands has one key."""
    last: CropKey | None = None
    for key in keys:
        same = last is not None and last.ease == "hold" and key.ease == "hold"
        if not (same and last and key == last.model_copy(update={"frame": key.frame})):
            yield key
        last = key


def parts_of(spans: Sequence[SourceSpan], first: int, rate: str, sample_rate: int) -> list[Part]:
    """Which samples of the clip's sound are heard, one part for each span.

    Each part begins with the sample that its first frame begins with, and the next one with the
    sample of the output that its own does: rounding never adds up.
    """
    exact = fps(rate)
    origin = sample_at(first, exact, sample_rate)
    return [
        Part(
            begin=sample_at(span.first_frame, exact, sample_rate) - origin,
            count=sample_at(span.at + span.frame_count, exact, sample_rate)
            - sample_at(span.at, exact, sample_rate),
        )
        for span in spans
    ]
