"""Captions -> Transcript: WebVTT, SubRip, and the JSON that transcribers write.

Nothing in a caption file is believed: encodings, markup, repeats of rolling captions and wrong
times are repaired, and every repair is said in the transcript's notes.
"""

from __future__ import annotations

import re

from schemas.transcript import Transcript
from tasks.analysis.transcribe.base import Captions, CaptionsFormat, SpeechJob
from tasks.analysis.transcribe.cues import Cue, clock, named, tokens_of, unrolled
from tasks.analysis.transcribe.markup import decode
from tasks.analysis.transcribe.records import read_records
from tasks.analysis.transcribe.timing import Repairs, timed_words
from tasks.errors import CaptionsUnreadableError

MOST_BYTES = 64 * 1024 * 1024
MEASURED_SHARE = 0.8
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


def _read(captions: Captions, duration_ms: int | None) -> Transcript:
    text = _text(captions)
    if captions.format == "json":
        cues, language = read_records(text, captions.name)
    else:
        cues, language = _timed_text(text, captions.name), _language(text)
        cues, removed = unrolled(named(cues))
    repairs = Repairs()
    if captions.format != "json":
        repairs.add("words repeated by rolling captions removed", removed)
    cues = [cue for cue in cues if cue.tokens]
    words = timed_words(cues, duration_ms, repairs)
    if cues and not words:
        raise CaptionsUnreadableError(
            captions.name, "all captions lie after the end of the recording"
        )
    return Transcript(
        provider="captions",
        language=language or "und",
        timing="word" if _measured(cues) else "interpolated",
        duration_ms=duration_ms if duration_ms is not None else _end(cues, words[-1:]),
        words=words,
        notes=repairs.notes(),
    )


def _text(captions: Captions) -> str:
    if len(captions.data) > MOST_BYTES:
        raise CaptionsUnreadableError(
            captions.name, f"{len(captions.data):,} bytes are more than {MOST_BYTES:,}"
        )
    text = decode(captions.data)
    if not text.strip():
        raise CaptionsUnreadableError(captions.name, "the file is empty")
    return text


def _timed_text(text: str, name: str) -> list[Cue]:
    """Cues of WebVTT or SubRip: all lines between two time lines, less blank lines and counters."""
    text = BLOCK.sub("", text)
    lines = list(TIMES.finditer(text))
    if not lines and not text.lstrip("\ufeff \n").startswith("WEBVTT"):
        raise CaptionsUnreadableError(name, "it holds no line such as 00:01.000 --> 00:04.000")
    ends = [found.start() for found in lines[1:]] + [len(text)] * bool(lines)
    return [
        Cue(_time(line, 1), _time(line, 6), tokens_of(_payload(text[line.end() : end])))
        for line, end in zip(lines, ends, strict=True)
    ]


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
