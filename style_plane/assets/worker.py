"""The process that reads what people upload: `python -m style_plane.assets.worker`.

One job on its standard input, one answer on its standard output: a line of JSON, then bytes. It
knows no secrets, opens no files or sockets of its own, and is limited in memory and time, so a
hostile file ends this process and nothing else.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

from style_plane.assets.facts import Refused
from style_plane.assets.inspect import Product, Taken, cut_static, inspect, take

MEMORY = 4 << 30
"""Bytes of address space; libraries reserve far more than they use."""
CPU_SECONDS = 60


def main() -> None:
    """Answer one job."""
    _limit()
    header, _, data = sys.stdin.buffer.read().partition(b"\n")
    try:
        products, roles = _done(json.loads(header), data)
        answer: dict[str, Any] = {
            "products": [
                {"role": role, "facts": item.facts.model_dump(mode="json"), "size": len(item.data)}
                for role, item in zip(roles, products, strict=True)
            ]
        }
    except Refused as refusal:
        answer, products = {"refused": str(refusal)}, []
    except (MemoryError, RecursionError) as error:
        answer, products = {"refused": _too_much(error)}, []
    out = sys.stdout.buffer
    out.write(json.dumps(answer).encode() + b"\n")
    for item in products:
        out.write(item.data)


def _done(job: dict[str, Any], data: bytes) -> tuple[list[Product], list[str]]:
    """What the job makes of the data, and the role of each product."""
    if job["job"] == "sample":
        from style_plane.samples.frames import frames_of

        frames = frames_of(data)
        return list(frames), ["asset"] * len(frames)
    if job["job"] == "inspect":
        return [inspect(data)], ["asset"]
    taken = cut_static(data, job["axes"]) if job["job"] == "cut" else take(data)
    return _listed(taken)


def _listed(taken: Taken) -> tuple[list[Product], list[str]]:
    if taken.source is None:
        return [taken.asset], ["asset"]
    return [taken.asset, taken.source], ["asset", "source"]


def _too_much(error: BaseException) -> str:
    return (
        f"The file cannot be read within the limits ({type(error).__name__}). Simplify it and "
        f"export it again."
    )


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (value, value))


if __name__ == "__main__":
    main()
