"""CaptionTrack -> Sidecars: the captions of one short as SubRip, WebVTT and ASS, from the same cards."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.artifacts import ASS, SRT, VTT, Blob, Ref
from schemas.enhancement import CaptionTrack
from schemas.outputs import Sidecars
from schemas.stages import Stage
from schemas.style.brand import FontFace
from schemas.style.subtitles import SubtitleSystem
from tasks.delivery.ass import Dress, ass_of
from tasks.delivery.cues import Cue, cues_of, one_line
from tasks.stage import StageContext, stage
from tasks.tools.drawing.fonts import NamedFont


@stage(Stage.CAPTION, revision=4)
def caption(
    ctx: StageContext,
    track: CaptionTrack,
    rate: str,
    subtitles: SubtitleSystem,
    face: FontFace,
    font: Ref[Blob],
) -> Ref[Sidecars]:
    """Write all files; a clip without words gives valid files without cues.

    Takes the caption track itself, not the enhancement plan: what changes in another clip must not
    write this one's captions anew. `rate` is the recording's, which says when the short's first
    frame is shown. `subtitles` and `face` are the style's as they hold in the aspect ratio and the
    language, `font` is the face's file: ASS is written in their look.
    """
    cues = list(cues_of(track, rate))
    dress = Dress(
        subtitles=subtitles,
        face=face,
        font=NamedFont.of(ctx.path(font).read_bytes()),
        aspect=track.aspect,
        language=track.language,
        speakers=tuple(dict.fromkeys(word.speaker for word in track.words if word.speaker)),
    )

    return ctx.publish(
        Sidecars(
            clip_id=track.clip_id,
            aspect=track.aspect,
            srt=ctx.publish_bytes(srt_of(cues).encode(), SRT),
            vtt=ctx.publish_bytes(vtt_of(cues).encode(), VTT),
            ass=ctx.publish_bytes(ass_of(cues, dress).encode(), ASS),
        )
    )


def srt_of(cues: Sequence[Cue]) -> str:
    """SubRip. Without cues it is empty, which is what players expect."""
    blocks = [
        f"{number}\n{_clock(cue.start_ms, ',')} --> {_clock(cue.end_ms, ',')}\n"
        + "\n".join(map(_srt_text, cue.texts))
        for number, cue in enumerate(cues, start=1)
    ]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def vtt_of(cues: Sequence[Cue]) -> str:
    """WebVTT. Without cues only its header."""
    blocks = [
        f"{_clock(cue.start_ms, '.')} --> {_clock(cue.end_ms, '.')}\n"
        + "\n".join(map(_vtt_text, cue.texts))
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
    line = one_line(line).replace("-->", "→")
    return line.replace("<", "‹").replace(">", "›").replace("{\\", "(\\")


def _vtt_text(line: str) -> str:
    line = one_line(line)
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
