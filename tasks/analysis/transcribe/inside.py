"""Captions inside a recording: those that were taken out with its sound, or, where the producer names
another language than theirs, those in that language."""

from __future__ import annotations

from schemas.media import Mezzanine
from tasks.analysis.transcribe.base import Captions
from tasks.analysis.transcribe.captions import read_captions
from tasks.analysis.transcribe.languages import primary
from tasks.errors.recordings import CaptionsUnreadableError, MediaToolError
from tasks.stage import StageContext
from tasks.tools.media.captions import extract_captions
from tasks.tools.media.facts import TEXT_CAPTIONS
from tasks.tools.media.probe import probe

NAME = "the captions inside the recording"


def captions_inside(ctx: StageContext, media: Mezzanine, language: str) -> Captions | None:
    """The captions of what is said; None where there are none, or none in the language that is named.

    Args:
        language: as the producer names it; empty for whatever there is.
    """
    if media.subtitles is None:
        return None
    found = Captions(data=ctx.path(media.subtitles).read_bytes(), format="vtt", name=NAME)
    if not language or _speaks(found, language):
        return found
    other = _in_language(ctx, media, primary(language))
    if other is None:
        ctx.log.warning("embedded captions left out", why=f"none of them is in {language!r}")
    return other


def _speaks(found: Captions, language: str) -> bool:
    """Whether captions are in a language, as far as anything tells."""
    try:
        told = read_captions(found.data, found.format, duration_ms=None, name=found.name).language
    except CaptionsUnreadableError:
        return True
    return told == "und" or primary(told) == primary(language)


def _in_language(ctx: StageContext, media: Mezzanine, language: str) -> Captions | None:
    """Those of the first stream that says it is in a language."""
    path = ctx.path(media.source)
    report = probe(path, max_hours=ctx.settings.max_source_hours)
    for stream in report.subtitles:
        if stream.codec not in TEXT_CAPTIONS or _code(stream.language) != language:
            continue
        written = ctx.workdir / f"captions-{stream.index}.vtt"
        try:
            if extract_captions(path, stream.index, report.start_ms, written):
                return Captions(data=written.read_bytes(), format="vtt", name=NAME)
        except MediaToolError as error:  # the words can still be heard
            ctx.log.warning("embedded captions left out", why=str(error))
    return None


def _code(written: str) -> str:
    """`de` of `deu` and `ger`, as containers write it."""
    from langcodes import standardize_tag

    try:
        return primary(standardize_tag(written))
    except ValueError:
        return written
