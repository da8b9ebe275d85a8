"""Uploads are read in a process of their own, with a limit on time; see `worker.py`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from style_plane.assets.facts import AssetFacts
from style_plane.assets.inspect import Product, Taken
from style_plane.errors import AssetRefusedError
from style_plane.lanes import Lane

SECONDS = 90.0
READING = Lane("reading uploads", at_once=2, waiting=8, each=4)
"""Where uploads wait, so that they cannot starve the pages."""


def guarded_take(data: bytes, who: str = "") -> Taken:
    """`take` in the worker. `who` is whose upload it is: nobody may have many read at once.

    Raises:
        AssetRefusedError: as `take`, and for files that need too much memory or time.
        TooManyRequestsError: when others have theirs read, or `who` has enough of them.
    """
    return _taken(_asked({"job": "take"}, data, who))


def guarded_cut(data: bytes, axes: Mapping[str, float], who: str = "") -> Taken:
    """`cut_static` in the worker.

    Raises:
        AssetRefusedError, TooManyRequestsError: as `guarded_take`.
    """
    return _taken(_asked({"job": "cut", "axes": dict(axes)}, data, who))


def guarded_inspect(data: bytes, who: str = "") -> Product:
    """`inspect` in the worker: bytes that are to be kept as they are.

    Raises:
        AssetRefusedError, TooManyRequestsError: as `guarded_take`.
    """
    [(_, product)] = _asked({"job": "inspect"}, data, who)
    return product


def guarded_frames(data: bytes, who: str = "") -> tuple[Product, ...]:
    """`frames_of` in the worker: pictures of a picture or video.

    Raises:
        AssetRefusedError, TooManyRequestsError: as `guarded_take`.
    """
    return tuple(product for _, product in _asked({"job": "sample"}, data, who))


def _taken(products: list[tuple[str, Product]]) -> Taken:
    by_role = dict(products)
    return Taken(by_role["asset"], by_role.get("source"))


def _asked(job: Mapping[str, Any], data: bytes, who: str) -> list[tuple[str, Product]]:
    with READING.held(who):
        out = _run(json.dumps(job).encode() + b"\n" + data)
    header, _, body = out.partition(b"\n")
    answer = json.loads(header)
    if "refused" in answer:
        raise AssetRefusedError(answer["refused"])
    found = []
    for item in answer["products"]:
        facts = AssetFacts.model_validate(item["facts"])
        found.append((str(item["role"]), Product(facts, body[: item["size"]])))
        body = body[item["size"] :]
    return found


def _run(request: bytes) -> bytes:
    """The worker's answer; it is killed with everything that it started when time is up."""
    with subprocess.Popen(
        [sys.executable, "-m", "style_plane.assets.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        start_new_session=True,
    ) as process:
        try:
            out, _ = process.communicate(request, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise AssetRefusedError(
                f"Reading the file takes longer than {SECONDS:g} s. Simplify it and upload it again."
            ) from None
    if process.returncode != 0 or b"\n" not in out:
        raise AssetRefusedError(
            "The file cannot be read within the limits on memory and time, or breaks the library "
            "that reads it. Export it again."
        )
    return out


def _environment() -> dict[str, str]:
    """No secrets, one thread, and the code that this process runs."""
    return {
        "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path),  # noqa: PTH109
        "PATH": os.environ.get("PATH", ""),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
