"""How fast the style plane gives what never changes, and what many publishers at once do to it.

`python -m tests.benchmarks.style_plane [--seconds 5] [--connections 32]` prints one JSON object:
requests per second and latencies of a pinned contract (200) and of one that the caller has (304),
the server's CPU per request, and 16 writers who publish one style at the same moment. The server is
a process of its own; the client is `wrk` where it is installed, else a raw asyncio client in a
process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from style_plane.starters.seeding import contract_of
from tests.style_plane.styles import changed

WRITERS = 16
STYLE = "acme/race"
REPORT = """
done = function(summary, latency, requests)
  io.write(string.format("REPORT %d %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), latency.max,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""
"""wrk's own report: requests, microseconds, latencies in microseconds, errors (304 is none here)."""


@contextmanager
def plane(home: Path) -> Iterator[tuple[str, int]]:
    """A style plane in a process of its own; yields its address and pid."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"REELWRIGHT_HOME": str(home)}
    process = subprocess.Popen(
        [sys.executable, "-m", "style_plane", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _await(url)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait()


def _await(url: str) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/health", trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError("the style plane did not start")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def fetched(url: str, pid: int, headers: list[str], seconds: int, connections: int) -> Any:
    """Fetch one address as often as possible; what that gave."""
    load = _by_wrk if shutil.which("wrk") else _by_asyncio
    before = cpu_seconds(pid)
    found = load(url, headers, seconds, connections)
    found["server_cpu_us_per_request"] = round(
        (cpu_seconds(pid) - before) * 1e6 / max(1, found["requests"]), 1
    )
    return found


def _by_wrk(url: str, headers: list[str], seconds: int, connections: int) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(REPORT)
        script.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script.name]
        for header in headers:
            command += ["-H", header]
        done = subprocess.run([*command, url], capture_output=True, text=True, check=True)
    numbers = re.search(r"REPORT (.*)", done.stdout)
    if numbers is None:
        raise ValueError(f"wrk said nothing: {done.stdout}")
    requests, took, p50, p99, most, errors = map(int, numbers.group(1).split())
    return _found("wrk", requests, took / 1e6, p50 / 1000, p99 / 1000, most / 1000, errors)


def _by_asyncio(url: str, headers: list[str], seconds: int, connections: int) -> dict[str, Any]:
    command = [sys.executable, "-m", __spec__.name, "--load", url, "--seconds", str(seconds)]
    command += ["--connections", str(connections)]
    for header in headers:
        command += ["--header", header]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


async def _load(url: str, headers: list[str], seconds: float, connections: int) -> dict[str, Any]:
    """The raw client: keep-alive, one request after the other on each connection."""
    address = httpx.URL(url)
    lines = [f"GET {address.path} HTTP/1.1", f"Host: {address.host}", *headers, "", ""]
    request = "\r\n".join(lines).encode()
    until = time.perf_counter() + seconds
    taken: list[float] = []

    async def one() -> None:
        reader, writer = await asyncio.open_connection(address.host, address.port)
        while (began := time.perf_counter()) < until:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head)
            if length:
                await reader.readexactly(int(length.group(1)))
            taken.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    taken.sort()
    p50, p99 = (taken[int(len(taken) * part)] * 1000 for part in (0.5, 0.99))
    return _found("asyncio", len(taken), seconds, p50, p99, taken[-1] * 1000, 0)


def _found(
    client: str, requests: int, seconds: float, p50: float, p99: float, most: float, errors: int
) -> dict[str, Any]:
    return {
        "client": client,
        "requests": requests,
        "per_second": round(requests / seconds),
        "p50_ms": round(p50, 2),
        "p99_ms": round(p99, 2),
        "max_ms": round(most, 2),
        "errors": errors,
    }


def race(url: str) -> dict[str, Any]:
    """Sixteen writers publish different contracts under one name at once."""
    base = contract_of("bold")
    loudest = [-14 - number / 4 for number in range(WRITERS)]
    documents = [changed(base, {"audio": {"loudness": loudness}}) for loudness in loudest]

    def publish(document: dict[str, Any]) -> tuple[int, str]:
        with httpx.Client(base_url=url, trust_env=False, timeout=120) as http:
            answer = http.post(f"/api/v1/styles/{STYLE}/versions", json=document)
            return answer.status_code, str(answer.json().get("version", answer.text))

    began = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as writers:
        answers = list(writers.map(publish, documents))
    seconds = time.perf_counter() - began
    with httpx.Client(base_url=url, trust_env=False) as http:
        kept = http.get(f"/api/v1/styles/{STYLE}").json()["versions"]
    numbers = sorted(tuple(map(int, item["version"].split("."))) for item in kept)
    whole = numbers == [(1, minor, 0) for minor in range(WRITERS)]
    return {
        "writers": WRITERS,
        "published": sum(status == 201 for status, _ in answers),
        "different_numbers": len({version for _, version in answers}),
        "without_gap_or_duplicate": whole and len({item["digest"] for item in kept}) == WRITERS,
        "seconds": round(seconds, 2),
    }


def measure(seconds: int, connections: int) -> dict[str, Any]:
    """Everything, against one plane."""
    with tempfile.TemporaryDirectory() as folder, plane(Path(folder)) as (url, pid):
        with httpx.Client(base_url=url, trust_env=False) as http:
            style = http.get("/api/v1/resolve", params={"ref": "reelwright/bold"}).json()
            contract = f"{url}/api/v1/contracts/{style['digest']}"
            size = len(http.get(contract).content)
            tag = {"if-none-match": f'"{style["digest"]}"'}
            if http.get(contract, headers=tag).status_code != 304:
                raise ValueError("who has the contract is sent it again")
        known = f"If-None-Match: {tag['if-none-match']}"
        return {
            "cores": os.cpu_count(),
            "load_average_before": round(os.getloadavg()[0], 2),
            "connections": connections,
            "contract_bytes": size,
            "200": fetched(contract, pid, [], seconds, connections),
            "304": fetched(contract, pid, [known], seconds, connections),
            "publishing": race(url),
        }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--load", help=argparse.SUPPRESS)
    parser.add_argument("--header", action="append", default=[], help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.load:
        found = asyncio.run(_load(asked.load, asked.header, asked.seconds, asked.connections))
    else:
        found = measure(asked.seconds, asked.connections)
    json.dump(found, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
