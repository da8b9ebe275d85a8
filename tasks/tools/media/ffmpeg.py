"""FFmpeg as a program: found, guarded, watched, and its failures turned into our errors."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import imageio_ffmpeg

from tasks.errors.places import StorageFullError
from tasks.errors.recordings import MediaToolError
from tasks.tools.media.process import Finished, run_guarded

FORMATS = (
    "aac",
    "ac3",
    "aiff",
    "amr",
    "asf",
    "avi",
    "caf",
    "dv",
    "eac3",
    "flac",
    "flv",
    "gif",
    "h264",
    "hevc",
    "matroska",
    "mov",
    "mp3",
    "mpeg",
    "mpegts",
    "mpegvideo",
    "mxf",
    "ogg",
    "w64",
    "wav",
    "webm",
)
"""Containers that are opened. Playlists, image sequences and text art are not among them: they
can name other files."""

MAX_STREAMS = 64
MAX_PIXELS = 35_651_584
"""8192 x 4352, the largest picture of H.264 and HEVC levels 6."""

INPUT_GUARD = (
    "-protocol_whitelist",
    "file",
    "-format_whitelist",
    ",".join(FORMATS),
    "-max_streams",
    str(MAX_STREAMS),
    "-max_pixels",
    str(MAX_PIXELS),
)
"""Goes right before `-i` of media that somebody handed in; known to FFmpeg 5.1 to 9.0."""

_NOISE = re.compile(r"^(\[[^\]]+\] )?(Conversion failed!|Error while filtering.*|\s*)$")
_ADDRESS = re.compile(r" @ 0x[0-9a-f]+")
_NO_SPACE = "No space left on device"
_OUT_TIME = re.compile(r"^out_time_us=(\d+)$")


@cache
def ffmpeg_program() -> str:
    """Path of FFmpeg: the system's own where there is one, else the one that comes as a package."""
    return shutil.which("ffmpeg") or str(imageio_ffmpeg.get_ffmpeg_exe())


def run_ffmpeg(
    args: Sequence[str],
    *,
    doing: str,
    timeout_s: float,
    progress: Callable[[float], None] | None = None,
    duration_ms: int | None = None,
    cwd: Path | None = None,
) -> str:
    """Run FFmpeg to its end; returns the end of what it wrote to standard error.

    `args` follow the program's name and hold no text that a user wrote. `doing` names the work
    in messages. `progress` is told shares from 0 to 1 of `duration_ms` of output, in order.

    Raises:
        StorageFullError: when the disk filled up.
        MediaToolError: when FFmpeg failed or took longer than `timeout_s`.
    """
    watched = progress is not None and duration_ms
    report = ("-progress", "pipe:1") if watched else ()
    argv = [ffmpeg_program(), "-nostdin", "-hide_banner", "-nostats", *report, "-y", *args]
    listen = _progress_reader(progress, duration_ms) if progress and duration_ms else None
    try:
        finished = run_guarded(argv, timeout_s=timeout_s, on_line=listen, cwd=cwd)
    except OSError as error:
        raise MediaToolError(doing, f"FFmpeg at {argv[0]} cannot be started ({error})") from error
    if finished.code != 0:
        raise _failure(doing, finished, timeout_s, cwd)
    return finished.err


def _progress_reader(tell: Callable[[float], None], duration_ms: int) -> Callable[[str], None]:
    """Turns FFmpeg's `out_time_us` lines into shares that never fall."""
    last = 0.0

    def read(line: str) -> None:
        nonlocal last
        found = _OUT_TIME.match(line)
        share = min(1.0, int(found[1]) / 1000 / duration_ms) if found else 0.0
        if share > last:
            last = share
            tell(share)

    return read


def _failure(
    doing: str, finished: Finished, timeout_s: float, cwd: Path | None
) -> MediaToolError | StorageFullError:
    if finished.timed_out:
        return MediaToolError(doing, f"it was stopped after {timeout_s:.0f} s without an end")
    if _NO_SPACE in finished.err:
        return StorageFullError(str(cwd or "the working folder"), f"while {doing} was written")
    said = _ADDRESS.sub("", finished.err).splitlines()
    lines = [line.strip() for line in said if not _NOISE.match(line)]
    why = " | ".join(lines[-3:]) or "it said nothing"
    if finished.code < 0:
        why = f"killed by signal {-finished.code}; {why}"
    return MediaToolError(doing, why)
