"""Text captions inside a recording, taken out as WebVTT on the recording's own clock."""

from __future__ import annotations

from pathlib import Path

from tasks.tools.media.ffmpeg import INPUT_GUARD, run_ffmpeg

TIMEOUT_S = 600


def extract_captions(path: Path, index: int, start_ms: int, found: Path) -> bool:
    """Write the captions of a stream; whether there are any.

    Args:
        index: of the stream in the file.
        start_ms: presentation time of the recording's time zero.

    Raises:
        MediaToolError: when FFmpeg cannot read them.
    """
    offset = f"{-start_ms / 1000:.3f}"
    args = [*INPUT_GUARD, "-copyts", "-i", str(path), "-map", f"0:{index}"]
    args += ["-c:s", "webvtt", "-output_ts_offset", offset, "-f", "webvtt", str(found)]
    run_ffmpeg(["-v", "error", *args], doing="Reading embedded captions", timeout_s=TIMEOUT_S)
    return b"-->" in found.read_bytes()
