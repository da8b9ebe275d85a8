"""Is this file a recording we take? A verdict with a reason and a remedy, never an exception."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from schemas.media import ProbeReport
from tasks.tools.media import inspector, sniff
from tasks.tools.media.facts import (
    FileFacts,
    StreamFacts,
    audio_stream,
    caption_streams,
    video_stream,
)
from tasks.tools.media.ffmpeg import FORMATS, MAX_PIXELS, MAX_STREAMS
from tasks.tools.media.process import run_guarded

SHORTEST_US = 1_000_000
LONGEST_HOURS = 12.0
"""A mono WAV of 48 kHz cannot hold more."""
LONGEST_GAP_US = 600 * 1_000_000
"""Filling a longer hole with still frames or silence would be a bomb, not a repair."""
LEAD_US = 100_000
"""Sound that starts up to this much before the picture is an encoder's lead-in and is dropped."""
BYTES_A_SECOND = 20_000_000
"""The slowest disk that is waited for."""

_CONVERT = "Convert it with `ffmpeg -i IN -c:v libx264 -c:a aac OUT.mp4` and run again."
_EXPORT = "Export the recording again from where it was made, or use an older copy."
_CLEAR = "Get a copy without copy protection."


@dataclass(frozen=True)
class Refusal:
    """Why a file is not taken."""

    reason: str
    detail: str
    remedy: str


def probe(path: Path, *, max_hours: float) -> ProbeReport:
    """Look at a file in a child process; it can be anything, and nothing is raised for it.

    Raises:
        OSError: when the file itself cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(sniff.HEAD_BYTES)
    refusal = _refused_by_head(head)
    if refusal:
        return _rejected(refusal, size)
    facts = _inspected(path, size)
    if isinstance(facts, Refusal):
        return _rejected(facts, size)
    if facts.error is not None:
        return _rejected(_unopened(head, facts.error), size)
    return _judged(facts, size, min(max_hours, LONGEST_HOURS))


def _refused_by_head(head: bytes) -> Refusal | None:
    if not head:
        return Refusal("empty-file", "It holds 0 bytes.", "Copy or download it again.")
    found = sniff.mistaken(head)
    return Refusal(found.reason, f"It is {found.kind}.", found.remedy) if found else None


def _inspected(path: Path, size: int) -> FileFacts | Refusal:
    """What the inspector prints; a refusal when it crashed or took too long."""
    options = {
        "protocol_whitelist": "file",
        "format_whitelist": ",".join(FORMATS),
        "max_streams": str(MAX_STREAMS),
    }
    argv = [sys.executable, "-I", inspector.__file__, str(path.resolve())]
    limit = 60.0 + size / BYTES_A_SECOND
    ended = run_guarded([*argv, json.dumps(options), str(MAX_PIXELS)], timeout_s=limit)
    if ended.timed_out:
        return Refusal("unreadable", f"Reading it did not end within {limit:.0f} s.", _CONVERT)
    if ended.code != 0:
        return Refusal("unreadable", "Its reader crashed on it.", _CONVERT)
    return FileFacts.model_validate_json(ended.out)


def _unopened(head: bytes, error: str) -> Refusal:
    if sniff.looks_like_media(head):
        detail = "It begins like a recording but cannot be opened: it is damaged or cut short"
        return Refusal("damaged", f"{detail} ({error.split(':', maxsplit=1)[0]}).", _EXPORT)
    detail = "It is in none of the containers that are taken."
    return Refusal("not-media", detail, _CONVERT)


def _judged(facts: FileFacts, size: int, max_hours: float) -> ProbeReport:
    picture, sound = facts.picture, facts.sound
    for rule in (_no_streams, _encrypted, _unknown_codec, _too_large, _untimed, _undecodable):
        refusal = rule(facts)
        if refusal:
            return _rejected(refusal, size, facts.container)
    sound = sound if sound and sound.decodes else None
    start_us, end_us = _span(picture, sound)
    refusal = _outside_of_time(facts, end_us - start_us, max_hours)
    if refusal:
        return _rejected(refusal, size, facts.container)
    start_ms = start_us // 1000
    return ProbeReport(
        verdict="accept",
        reason="ok",
        detail=_summary(picture, sound, end_us - start_us),
        kind="video" if picture else "audio",
        container=facts.container,
        size=size,
        duration_ms=-(-end_us // 1000) - start_ms,
        start_ms=start_ms,
        video=video_stream(picture) if picture else None,
        audio=audio_stream(sound) if sound else None,
        subtitles=caption_streams(facts),
        warnings=tuple(_warnings(facts, picture, sound, end_us - start_us)),
    )


def _no_streams(facts: FileFacts) -> Refusal | None:
    if facts.picture or facts.sound:
        return None
    if any(s.type == "video" and s.packets for s in facts.streams) and not facts.sound:
        return Refusal("image", "It holds one picture and no sound.", _EXPORT)
    found = ", ".join(sorted({s.type for s in facts.streams})) or "nothing"
    detail = f"It holds no picture and no sound (found: {found})."
    return Refusal("no-streams", detail, _EXPORT)


def _encrypted(facts: FileFacts) -> Refusal | None:
    used = [s for s in (facts.picture, facts.sound) if s]
    if any(s.encrypted for s in used):
        return Refusal("encrypted", "It is encrypted.", _CLEAR)
    return None


def _unknown_codec(facts: FileFacts) -> Refusal | None:
    for stream in (facts.picture, facts.sound):
        if stream and stream.codec is None and (stream is facts.picture or not facts.picture):
            detail = f"There is no decoder for its {stream.type} (stream {stream.index})."
            return Refusal("unsupported-codec", detail, _CONVERT)
        if stream and stream.bits > 24:
            detail = f"Its sound is FLAC with {stream.bits} bits; at most 24 are taken."
            return Refusal("unsupported-codec", detail, _CONVERT)
    return None


def _too_large(facts: FileFacts) -> Refusal | None:
    picture = facts.picture
    if picture and picture.width * picture.height > MAX_PIXELS:
        detail = f"Its picture is {picture.width} x {picture.height}; at most 8192 x 4352 is taken."
        return Refusal("too-large", detail, "Scale it down and run again.")
    return None


def _untimed(facts: FileFacts) -> Refusal | None:
    stream = facts.picture or facts.sound
    if stream and stream.first_us is None:
        detail = f"Its {stream.type} carries no times: it is a bare {stream.codec} stream."
        return Refusal(
            "no-times", detail, "Put it into a container: `ffmpeg -i IN -c copy OUT.mp4`."
        )
    return None


def _undecodable(facts: FileFacts) -> Refusal | None:
    stream = facts.picture or facts.sound
    if not stream or stream.decodes:
        return None
    seen = sum(window.frames for window in stream.windows)
    detail = f"Its {stream.type} ({stream.codec}) does not decode: {seen} frames came out of it."
    return Refusal("undecodable", detail, _EXPORT)


def _span(picture: StreamFacts | None, sound: StreamFacts | None) -> tuple[int, int]:
    """Time zero and the end, on the file's clock.

    Time zero is the first frame of the picture, unless the sound starts well before it.
    """
    used = [stream for stream in (picture, sound) if stream]
    start = min(stream.starts_us for stream in used)
    if picture and picture.starts_us - start <= LEAD_US:
        start = picture.starts_us
    return start, max(stream.ends_us for stream in used)


def _outside_of_time(facts: FileFacts, lasts_us: int, max_hours: float) -> Refusal | None:
    if lasts_us < SHORTEST_US:
        return _too_short(facts, lasts_us)
    if lasts_us > max_hours * 3_600_000_000:
        detail = f"It lasts {lasts_us / 3.6e9:.1f} hours; at most {max_hours:g} are taken."
        return Refusal("too-long", detail, "Cut it into parts and hand them in one by one.")
    for stream in (facts.picture, facts.sound):
        if stream and (stream.longest_us or 0) > LONGEST_GAP_US:
            detail = f"Its {stream.type} has a gap of {(stream.longest_us or 0) / 6e7:.0f} minutes."
            return Refusal("gap", detail, _EXPORT)
    return None


def _too_short(facts: FileFacts, lasts_us: int) -> Refusal:
    declared = facts.declared_us or 0
    if declared > 2 * max(lasts_us, SHORTEST_US // 2):
        detail = (
            f"It says it lasts {declared / 1e6:.1f} s, but {max(0, lasts_us) / 1e6:.1f} s are left."
        )
        return Refusal("truncated", detail, _EXPORT)
    detail = f"It lasts {max(0, lasts_us) / 1e6:.2f} s; at least 1 s is needed."
    return Refusal("too-short", detail, "Hand in a longer recording.")


def _summary(picture: StreamFacts | None, sound: StreamFacts | None, lasts_us: int) -> str:
    parts = [f"{lasts_us / 1e6:.1f} s"]
    if picture:
        parts.append(f"{picture.codec} {picture.width} x {picture.height}")
    parts.append(f"{sound.codec} {sound.sample_rate} Hz" if sound else "no sound")
    return ", ".join(parts)


def _warnings(
    facts: FileFacts, picture: StreamFacts | None, sound: StreamFacts | None, lasts_us: int
) -> list[str]:
    """What will be repaired or is odd, in words with values."""
    said = []
    declared = facts.declared_us
    if declared is not None and abs(declared - lasts_us) > max(1_000_000, lasts_us // 50):
        said.append(f"says it lasts {declared / 1e6:.1f} s, holds {lasts_us / 1e6:.1f} s")
    if facts.read_error:
        said.append("the file breaks off with an error")
    if picture:
        said += _picture_warnings(picture)
        said += [] if sound else ["no usable sound: silence is put in"]
    if sound and sound.channels > 2:
        said.append(f"{sound.channels} channels of sound are mixed down to two")
    said += [text for stream in (picture, sound) if stream for text in _decode_warnings(stream)]
    return said


def _picture_warnings(picture: StreamFacts) -> list[str]:
    video = video_stream(picture)
    odd = picture.width % 2 or picture.height % 2
    facts = {
        "variable frame rate is made constant": video.variable_rate,
        f"turned by {video.rotation} degrees to stand upright": video.rotation,
        "mirrored by its display matrix, and shown so": picture.windows[0].mirrored,
        f"pixels of {video.sample_aspect} are made square": video.sample_aspect != "1/1",
        f"odd size {picture.width} x {picture.height} is made even": odd,
        "interlaced picture is made whole": any(window.interlaced for window in picture.windows),
        "high dynamic range is shown in an ordinary one": video.transfer
        in ("smpte2084", "arib-std-b67"),
    }
    return [text for text, true in facts.items() if true]


def _decode_warnings(stream: StreamFacts) -> list[str]:
    """Places that could not be decoded; for a stream decoded whole, that errors were met."""
    said = []
    for window in stream.windows:
        where = "the start" if window.at_us is None else f"{window.at_us / 1e6:.0f} s"
        if window.whole and (window.error or window.corrupt):
            said.append(f"some {stream.type} frames are damaged")
        elif not window.frames:
            said.append(f"{stream.type} cannot be decoded from {where} on its own")
    return said


def _rejected(refusal: Refusal, size: int, container: str = "") -> ProbeReport:
    return ProbeReport(
        verdict="reject",
        reason=refusal.reason,
        detail=refusal.detail,
        remedy=refusal.remedy,
        container=container,
        size=size,
    )
