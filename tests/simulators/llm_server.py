"""An OpenAI-compatible server on loopback that answers from a script, over real HTTP."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]


@dataclass
class Reply:
    """One answer: a status, and either a model's arguments or raw bytes; `delay` seconds late."""

    arguments: Body | str | None = None
    status: int = 200
    raw: bytes | None = None
    delay: float = 0.0
    usage: bool = True
    finish: str = "tool_calls"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Served:
    """A running server."""

    url: str
    bodies: list[Body] = field(default_factory=list)
    """What was asked, in order."""


Script = Sequence[Reply] | Callable[[Body], Reply]


@contextmanager
def llm_server(script: Script) -> Iterator[Served]:
    """Serve the replies of a script in order, the last one again and again."""
    served = Served("")
    asked = iter(range(10**6))
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            served.bodies.append(body)
            number = next(asked)
            reply = script(body) if callable(script) else script[min(number, len(script) - 1)]
            if reply.delay:
                closing.wait(reply.delay)
            data = reply.raw if reply.raw is not None else _answer(body, reply)
            try:
                self.send_response(reply.status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)
            except (BrokenPipeError, ConnectionResetError):
                return

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(body: Body, reply: Reply) -> bytes:
    """A chat completion that calls the tool the request asks for."""
    if reply.status != 200:
        return json.dumps(
            {"error": {"message": "scripted failure", "type": "server_error"}}
        ).encode()
    arguments = reply.arguments
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    call = {
        "id": "call-1",
        "type": "function",
        "function": {"name": body["tools"][0]["function"]["name"], "arguments": text},
    }
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    answer: Body = {
        "id": "answer-1",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": reply.finish}],
    }
    if reply.usage:
        answer["usage"] = {
            "prompt_tokens": 1000,
            "completion_tokens": 200,
            "total_tokens": 1200,
        }
    return json.dumps(answer).encode()
