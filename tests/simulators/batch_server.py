"""Anthropic's Message Batches on loopback: a batch is looked at a few times before it has ended.

What is asked for in it is answered by a script, request by request; a reply of another status than 200
is an error of that request, one of status 0 was not run.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.simulators.llm_server import Body, Reply, message_of

Script = Callable[[Body], Reply]
PATH = "/v1/messages/batches"


@dataclass
class Batched:
    """A running server, and what happened to it."""

    url: str = ""
    created: list[list[Body]] = field(default_factory=list)
    """The requests of each batch."""
    looks: dict[str, int] = field(default_factory=dict)
    """How often each batch was looked at."""
    lost: set[str] = field(default_factory=set)
    """Batches that are not there any more."""
    down: int = 0
    """So many of the next looks are answered with 503."""
    unreadable: int = 0
    """So many of the next readings of results are answered with 503."""
    after: int = 2
    """A batch has ended at the look of that number."""
    refuses: int = 0
    """Status of every attempt to create one, where it is not 0."""


@contextmanager
def batch_server(script: Script, *, after: int = 2) -> Iterator[Batched]:
    """Serve batches; each has ended at the look of that number."""
    served = Batched(after=after)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if served.refuses:
                self._json({"type": "error", "error": {"message": "no"}}, served.refuses)
                return
            served.created.append(body["requests"])
            name = f"msgbatch_{len(served.created)}"
            served.looks[name] = 0
            self._json(self._state(name, "in_progress"))

        def do_GET(self) -> None:
            name, _, what = self.path.split("?")[0].removeprefix(f"{PATH}/").partition("/")
            if name not in served.looks or name in served.lost:
                self._json({"type": "error", "error": {"message": "no such batch"}}, 404)
            elif what == "results" and served.unreadable:
                served.unreadable -= 1
                self._json({"type": "error", "error": {"message": "busy"}}, 503)
            elif what == "results":
                self._send("application/x-jsonl", self._results(name))
            elif served.down:
                served.down -= 1
                self._json({"type": "error", "error": {"message": "busy"}}, 503)
            else:
                served.looks[name] += 1
                ended = served.looks[name] >= served.after
                self._json(self._state(name, "ended" if ended else "in_progress"))

        def _state(self, name: str, state: str) -> dict[str, Any]:
            ended = state == "ended"
            return {
                "id": name,
                "type": "message_batch",
                "processing_status": state,
                "request_counts": {
                    "processing": 0, "succeeded": 1, "errored": 0, "canceled": 0, "expired": 0,
                },
                "created_at": "2026-11-01T00:00:00Z",
                "expires_at": "2026-11-02T00:00:00Z",
                "ended_at": "2026-11-01T01:00:00Z" if ended else None,
                "results_url": f"{served.url}{PATH}/{name}/results" if ended else None,
                "cancel_initiated_at": None,
                "archived_at": None,
            }  # fmt: skip

        def _results(self, name: str) -> bytes:
            batch = served.created[int(name.removeprefix("msgbatch_")) - 1]
            lines = [
                {"custom_id": item["custom_id"], "result": result_of(item["params"], script)}
                for item in reversed(batch)
            ]
            return "".join(json.dumps(line) + "\n" for line in lines).encode()

        def _json(self, value: object, status: int = 200) -> None:
            self._send("application/json", json.dumps(value).encode(), status)

        def _send(self, kind: str, data: bytes, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def result_of(params: Body, script: Script) -> dict[str, Any]:
    """How the provider reports one request of a batch."""
    reply = script(params)
    if reply.status == 0:
        return {"type": "expired"}
    if reply.status != 200:
        kind = {429: "rate_limit_error", 400: "invalid_request_error"}.get(
            reply.status, "api_error"
        )
        error = {"type": "error", "error": {"type": kind, "message": "scripted failure"}}
        return {"type": "errored", "error": error}
    return {"type": "succeeded", "message": json.loads(message_of(params, reply)[1])}
