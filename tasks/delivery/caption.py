"""CaptionTrack -> Sidecars: the captions of one short as SubRip and WebVTT, from the same cards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.artifacts import SRT, VTT, Ref
from schemas.enhancement import CaptionTrack
from schemas.outputs import Sidecars
from schemas.stages import Stage
from schemas.units import frame_at, ms_at
from tasks.stage import StageContext, stage

CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


@dataclass(frozen=True)
class Cue:
    """Lines shown together; milliseconds within the short."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]


@stage(Stage.CAPTION, revision=1)
def caption(ctx: StageContext, track: CaptionTrack, rate: str) -> Ref[Sidecars]:
    """Write both files; a clip without words gives valid files without cues.

    Takes the caption track itself, not the enhancement plan: what changes in another clip must not
    write this one's captions anew. `rate` is the recording's, which says when the short's first
    frame is shown.
    """
    cues = list(cues_of(track, rate))

    return ctx.publish(
        Sidecars(
            clip_id=track.clip_id,
            aspect=track.aspect,
            srt=ctx.publish_bytes(srt_of(cues).encode(), SRT),
            vtt=ctx.publish_bytes(vtt_of(cues).encode(), VTT),
        )
    )


def cues_of(track: CaptionTrack, rate: str) -> Iterator[Cue]:
    """The cards as cues, in order, without overlap, inside the short."""
    origin = ms_at(frame_at(track.start_ms, rate), rate)
    length = ms_at(max(1, frame_at(track.end_ms, rate) - frame_at(track.start_ms, rate)), rate)
    for card in track.cards:
        words = [word.text for word in track.words[card.first_word : card.last_word + 1]]
        start = min(max(0, card.start_ms - origin), length)
        end = min(max(0, card.end_ms - origin), length)
        if end > start:
            yield Cue(start, end, tuple(balanced(words, track.line_chars)))


def balanced(words: Sequence[str], line_chars: int) -> list[str]:
    """As few lines as fit, as equal in length as can be; the lower one longer on a tie.

    A word that is longer than a line has a line of its own.
    """
    count = _fewest(words, line_chars)
    return min(
        _splits(list(words), count),
        key=lambda lines: (
            sum(max(0, len(line) - line_chars) for line in lines),
            max(map(len, lines)),
            [len(line) for line in lines],
        ),
    )


def _fewest(words: Sequence[str], line_chars: int) -> int:
    lines, used = 1, -1
    for word in words:
        if used >= 0 and used + 1 + len(word) > line_chars:
            lines, used = lines + 1, len(word)
        else:
            used += 1 + len(word)
    return lines


def _splits(words: list[str], count: int) -> Iterator[list[str]]:
    """All ways to write words on `count` lines."""
    if count <= 1 or len(words) <= 1:
        yield [" ".join(words)]
        return
    for end in range(1, len(words) - count + 2):
        for rest in _splits(words[end:], count - 1):
            yield [" ".join(words[:end]), *rest]


def srt_of(cues: Sequence[Cue]) -> str:
    """SubRip. Without cues it is empty, which is what players expect."""
    blocks = [
        f"{number}\n{_clock(cue.start_ms, ',')} --> {_clock(cue.end_ms, ',')}\n"
        + "\n".join(map(_srt_text, cue.lines))
        for number, cue in enumerate(cues, start=1)
    ]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def vtt_of(cues: Sequence[Cue]) -> str:
    """WebVTT. Without cues only its header."""
    blocks = [
        f"{_clock(cue.start_ms, '.')} --> {_clock(cue.end_ms, '.')}\n"
        + "\n".join(map(_vtt_text, cue.lines))
        for cue in cues
    ]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def _clock(ms: int, point: str) -> str:
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{point}{rest:03d}"


def _srt_text(line: str) -> str:
    """SubRip has no escapes: what players would take for a tag, a style or a time is written with
    look-alikes."""
    line = CONTROL.sub(" ", line).replace("-->", "→")
    return line.replace("<", "‹").replace(">", "›").replace("{\\", "(\\")


def _vtt_text(line: str) -> str:
    line = CONTROL.sub(" ", line)
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
