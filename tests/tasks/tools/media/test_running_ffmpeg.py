"""FFmpeg as a child: found, watched, stopped, and never left behind."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tasks.errors.places import StorageFullError
from tasks.errors.recordings import MediaToolError
from tasks.tools.media import process
from tasks.tools.media.ffmpeg import INPUT_GUARD, ffmpeg_program, run_ffmpeg
from tasks.tools.media.process import run_guarded

ENDLESS = ("-v", "error", "-re", "-f", "lavfi", "-i", "testsrc=s=32x32:r=5", "-f", "null", "-")


def _alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be collected does not."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def _wait_until_dead(pid: int) -> bool:
    for _ in range(100):
        if not _alive(pid):
            return True
        time.sleep(0.05)
    return False


def test_progress_rises_to_the_whole() -> None:
    told: list[float] = []
    args = ["-v", "error", "-f", "lavfi", "-i", "testsrc=s=64x64:d=2", "-f", "null", "-"]
    run_ffmpeg(args, doing="Testing", timeout_s=30, progress=told.append, duration_ms=2000)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0, abs=0.05)


def test_what_ffmpeg_says_is_returned() -> None:
    args = ["-v", "info", "-f", "lavfi", "-i", "sine=d=1", "-af", "volumedetect", "-f", "null", "-"]
    assert "max_volume" in run_ffmpeg(args, doing="Testing", timeout_s=30)


def test_a_failure_names_the_work_and_the_reason(tmp_path: Path) -> None:
    args = ["-v", "error", "-i", str(tmp_path / "missing"), "-f", "null", "-"]
    with pytest.raises(MediaToolError, match=r"Reading it failed: .*No such file") as failed:
        run_ffmpeg(args, doing="Reading it", timeout_s=30)
    assert "0x" not in str(failed.value)
    assert str(pickle.loads(pickle.dumps(failed.value))) == str(failed.value)


def test_work_without_an_end_is_stopped_in_time() -> None:
    began = time.monotonic()
    with pytest.raises(MediaToolError, match="stopped after 1 s"):
        run_ffmpeg(ENDLESS, doing="Waiting", timeout_s=1)
    assert time.monotonic() - began < 5


def test_a_full_disk_is_told_as_such() -> None:
    args = ["-v", "error", "-f", "lavfi", "-i", "testsrc=d=1", "-f", "rawvideo", "/dev/full"]
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with pytest.raises(StorageFullError):
        run_ffmpeg(args, doing="Writing", timeout_s=30)


def test_the_guard_is_known_to_this_ffmpeg(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    run_ffmpeg(
        ["-v", "error", "-f", "lavfi", "-i", "testsrc=d=1:s=64x64", str(clip)],
        doing="Making a clip",
        timeout_s=30,
    )
    args = ["-v", "error", *INPUT_GUARD, "-i", str(clip), "-f", "null", "-"]
    assert run_ffmpeg(args, doing="Reading", timeout_s=30) == ""


@pytest.mark.parametrize(
    "playlist",
    ["#EXTM3U\n#EXTINF:1,\n{name}\n", "ffconcat version 1.0\nfile {name}\n"],
    ids=["hls", "concat"],
)
def test_a_playlist_does_not_open_another_file(tmp_path: Path, playlist: str) -> None:
    secret = tmp_path / "secret.ts"
    make = ["-v", "error", "-f", "lavfi", "-i", "testsrc=d=1:s=64x64", str(secret)]
    run_ffmpeg(make, doing="Making a clip", timeout_s=30)
    trap = tmp_path / "upload.mp4"
    trap.write_text(playlist.format(name="secret.ts"))
    with pytest.raises(MediaToolError):
        run_ffmpeg(
            ["-v", "error", *INPUT_GUARD, "-i", str(trap), "-f", "null", "-"],
            doing="Reading",
            timeout_s=30,
        )


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
@pytest.mark.parametrize("with_setpriv", [True, False], ids=["setpriv", "prctl"])
def test_a_killed_parent_leaves_no_child(tmp_path: Path, with_setpriv: bool) -> None:
    said = tmp_path / "pid"
    hide = "" if with_setpriv else "process._setpriv = lambda: None;"
    script = (
        f"from tasks.tools.media import process; {hide}"
        f"process.run_guarded(['sh', '-c', 'echo $$ > {said}; exec sleep 60'], timeout_s=60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script])
    while not (said.exists() and said.read_text().strip()):
        time.sleep(0.02)
    child = int(said.read_text())
    assert _alive(child)
    parent.kill()
    parent.wait()
    assert _wait_until_dead(child)


def test_an_error_while_listening_stops_the_child() -> None:
    def fail(_line: str) -> None:
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        run_guarded(["sh", "-c", "echo $$; exec sleep 60"], timeout_s=60, on_line=fail)


def test_a_childs_end_is_reported_as_it_was() -> None:
    assert run_guarded(["sh", "-c", "echo out; echo err >&2; exit 3"], timeout_s=9) == (
        process.Finished(3, "out\n", "err\n", False)
    )
    assert run_guarded(["sh", "-c", "kill -SEGV $$"], timeout_s=9).code == -signal.SIGSEGV


def test_only_the_end_of_a_flood_is_kept() -> None:
    ended = run_guarded(["sh", "-c", "yes | head -c 3000000 >&2; echo last >&2"], timeout_s=30)
    assert len(ended.err) <= process.KEPT_CHARACTERS
    assert ended.err.endswith("last\n")


def test_children_of_several_threads_do_not_meet() -> None:
    ended: dict[int, str] = {}

    def work(number: int) -> None:
        ended[number] = run_guarded(["sh", "-c", f"echo {number}"], timeout_s=30).out

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == {number: f"{number}\n" for number in range(8)}


def test_ffmpeg_is_a_program_that_can_be_run() -> None:
    assert os.access(ffmpeg_program(), os.X_OK)
