"""Captions -> Transcript, in every format that `formats.py` names.

Nothing in a caption file is believed: encodings, markup, repeats of rolling captions and wrong
times are repaired, and every repair is said in the transcript's notes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from schemas.speech import CaptionsFormat
from schemas.transcript import Transcript
from tasks.analysis.transcribe.base import Captions, SpeechJob
from tasks.analysis.transcribe.cues import Cue, clock, closed, named, tokens_of, unlooped, unrolled
from tasks.analysis.transcribe.detecting import language_of
from tasks.analysis.transcribe.encodings import decode
from tasks.analysis.transcribe.lines import read_lrc, read_subviewer, read_tsv
from tasks.analysis.transcribe.records import read_records
from tasks.analysis.transcribe.scenarist import read_scenarist
from tasks.analysis.transcribe.substation import read_sami, read_sub, read_substation
from tasks.analysis.transcribe.timedtext import read_timed_text
from tasks.analysis.transcribe.timing import Repairs, timed_words
from tasks.errors.recordings import CaptionsUnreadableError

MOST_BYTES = 64 * 1024 * 1024
HOUR_MS = 3_600_000
MEASURED_SHARE = 0.8
ANY_RATE = Fraction(25)
"""Frames a second where only the words matter."""
VOBSUB = b"\x00\x00\x01\xba"
TIMES = re.compile(
    r"^[ \t]*(-?)(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})[ \t]*-->[ \t]*"
    r"(-?)(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})[^\n]*$",
    re.MULTILINE,
)
BLOCK = re.compile(r"^(?:NOTE|STYLE|REGION)\b[^\n]*(?:\n[^\n]+)*", re.MULTILINE)
LANGUAGE = re.compile(r"^Language:[ \t]*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)", re.MULTILINE)


class CaptionsTranscriber:
    """Reads captions that came with the recording."""

    name = "captions"

    def offers(self, job: SpeechJob) -> bool:
        return job.captions is not None

    def transcribe(self, job: SpeechJob) -> Transcript:
        captions = job.captions
        if captions is None:
            raise CaptionsUnreadableError(
                "the recording", "no caption file was given and it holds no captions"
            )
        found = _read(captions, job.duration_ms)
        if job.language:
            return found.model_copy(update={"language": job.language})
        return found


def read_captions(
    data: bytes, format: CaptionsFormat, *, duration_ms: int | None, name: str
) -> Transcript:
    """Captions as a transcript.

    Args:
        data: the file's bytes, in any usual encoding.
        duration_ms: length of the recording; None where there is none, such as for `plan FILE`.
        name: what to call the file in a complaint.

    Raises:
        CaptionsUnreadableError: when the file holds nothing that can be used.
    """
    return _read(Captions(data=data, format=format, name=name), duration_ms)


def check_captions(data: bytes, format: CaptionsFormat, *, name: str) -> None:
    """See that captions can be read, before anything is done for them.

    Raises:
        CaptionsUnreadableError: when the file holds nothing that can be used.
    """
    _read(Captions(data=data, format=format, name=name, rate=ANY_RATE), None)


def _read(captions: Captions, duration_ms: int | None) -> Transcript:
    cues, language = _cues(_text(captions), captions)
    repairs = Repairs()
    if captions.format != "json":
        cues, removed = unrolled(named(cues))
        repairs.add("words repeated by rolling captions removed", removed)
        cues, looped = unlooped(cues)
        repairs.add("lines that a recogniser said again and again left out", looped)
        cues, turns = closed(cues)
        repairs.add("sentences ended in front of a >>", turns)
    cues = [cue for cue in cues if cue.tokens]
    cues, hours = _on_the_clock(cues, duration_ms)
    repairs.add("hours that all times were late by taken off", hours)
    words = timed_words(cues, duration_ms, repairs)
    if cues and not words:
        raise CaptionsUnreadableError(
            captions.name, "all captions lie after the end of the recording"
        )
    return Transcript(
        provider="captions",
        language=language or language_of(word.text for word in words) or "und",
        timing="word" if _measured(cues) else "interpolated",
        duration_ms=duration_ms if duration_ms is not None else _end(cues, words[-1:]),
        words=words,
        notes=repairs.notes(),
    )


def _on_the_clock(cues: list[Cue], duration_ms: int | None) -> tuple[list[Cue], int]:
    """Captions whose time code begins at some full hour, as a programme's may, begin at zero; and by
    how many hours they moved. Only where all of them lie behind the recording's end."""
    first = min((cue.start for cue in cues), default=0)
    hours = first // HOUR_MS
    last = max((cue.start for cue in cues), default=0)
    if duration_ms is None or first < duration_ms or last - hours * HOUR_MS >= duration_ms:
        return cues, 0
    return [_earlier(cue, hours * HOUR_MS) for cue in cues], hours


def _earlier(cue: Cue, by: int) -> Cue:
    tokens = tuple(
        replace(
            token,
            start=None if token.start is None else token.start - by,
            end=None if token.end is None else token.end - by,
        )
        for token in cue.tokens
    )
    return Cue(cue.start - by, cue.end - by, tokens)


def _cues(text: str, captions: Captions) -> tuple[list[Cue], str]:
    """Cues and language, by the reader of the format."""
    if captions.format == "sub":
        return read_sub(text, captions.name, captions.rate)
    return READERS[captions.format](text, captions.name)


def _text(captions: Captions) -> str:
    if len(captions.data) > MOST_BYTES:
        raise CaptionsUnreadableError(
            captions.name, f"{len(captions.data):,} bytes are more than {MOST_BYTES:,}"
        )
    if captions.data.startswith(VOBSUB):
        raise CaptionsUnreadableError(
            captions.name, "it holds pictures of text (VobSub); make text of them by OCR first"
        )
    text = decode(captions.data)
    if not text.strip():
        raise CaptionsUnreadableError(captions.name, "the file is empty")
    return text


def _arrows(text: str, name: str) -> tuple[list[Cue], str]:
    """Cues of WebVTT or SubRip: all lines between two time lines, less blank lines and counters."""
    language = _language(text)
    text = BLOCK.sub("", text)
    lines = list(TIMES.finditer(text))
    if not lines and not text.lstrip("\ufeff \n").startswith("WEBVTT"):
        raise CaptionsUnreadableError(name, "it holds no line such as 00:01.000 --> 00:04.000")
    ends = [found.start() for found in lines[1:]] + [len(text)] * bool(lines)
    return [
        Cue(_time(line, 1), _time(line, 6), tokens_of(_payload(text[line.end() : end])))
        for line, end in zip(lines, ends, strict=True)
    ], language


def _payload(block: str) -> str:
    """The text of a cue: up to the first blank line, so that the next cue's counter is left out."""
    return block.strip("\n").split("\n\n", maxsplit=1)[0] if block.strip() else ""


def _time(line: re.Match[str], group: int) -> int:
    sign, hours, minutes, seconds, fraction = line.group(*range(group, group + 5))
    value = clock(hours, minutes, seconds, fraction)
    return -value if sign else value


def _language(text: str) -> str:
    found = LANGUAGE.search(text[:500])
    return found.group(1) if found else ""


def _measured(cues: list[Cue]) -> bool:
    """Whether most words brought a time of their own; the first of a cue may have the cue's."""
    inner = [token for cue in cues for token in cue.tokens[1:]]
    inner += [token for cue in cues for token in cue.tokens[:1] if token.start is not None]
    known = sum(1 for token in inner if token.start is not None)
    return bool(inner) and known >= MEASURED_SHARE * len(inner)


def _end(cues: list[Cue], last: tuple[object, ...]) -> int:
    ends = [cue.end for cue in cues]
    ends += [getattr(word, "end_ms", 0) for word in last]
    return max(ends, default=0)


READERS: dict[CaptionsFormat, Callable[[str, str], tuple[list[Cue], str]]] = {
    "vtt": _arrows,
    "srt": _arrows,
    "json": read_records,
    "ttml": read_timed_text,
    "ass": read_substation,
    "sbv": read_subviewer,
    "smi": read_sami,
    "lrc": read_lrc,
    "tsv": read_tsv,
    "scc": read_scenarist,
}
"""Each takes the text and the file's name; .sub needs to know the recording's rate too."""
