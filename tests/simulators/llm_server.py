"""Language model servers on loopback that answer from a script, over real HTTP.

One speaks OpenAI's chat completions, one Anthropic's messages (whose client streams only where no
time-out is said; here one always is).
Every request to the former is held against the published form of requests
(`chat_request.schema.json`); what does not fit is answered with 400, as the provider would.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

Body = dict[str, Any]
REQUESTS = Draft202012Validator(
    json.loads((Path(__file__).parent / "chat_request.schema.json").read_text())
)


@dataclass
class Reply:
    """One answer: a status, and either a model's arguments or raw bytes; `delay` seconds late."""

    arguments: Body | str | None = None
    status: int = 200
    raw: bytes | None = None
    delay: float = 0.0
    usage: bool = True
    tokens: tuple[int, int] = (1000, 200)
    finish: str = "tool_calls"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Served:
    """A running server."""

    url: str
    bodies: list[Body] = field(default_factory=list)
    """What was asked, in order."""
    wrong: list[str] = field(default_factory=list)
    """What was wrong with requests."""


Script = Sequence[Reply] | Callable[[Body], Reply]


@contextmanager
def llm_server(script: Script) -> Iterator[Served]:
    """Serve chat completions: the replies of a script in order, the last one again and again."""
    with _server(script, _completion, "/v1/chat/completions", "/v1") as served:
        yield served
        assert not served.wrong


@contextmanager
def anthropic_server(script: Script) -> Iterator[Served]:
    """Serve Anthropic's messages."""
    with _server(script, message_of, "/v1/messages", "") as served:
        yield served


@contextmanager
def _server(
    script: Script, answer: Callable[[Body, Reply], tuple[str, bytes]], path: str, base: str
) -> Iterator[Served]:
    served = Served("")
    asked = iter(range(10**6))
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            served.bodies.append(body)
            number = next(asked)
            reply = script(body) if callable(script) else script[min(number, len(script) - 1)]
            if self.path.split("?")[0] != path:
                reply = Reply(status=404)
            elif answer is _completion:
                wrong = [error.message[:300] for error in REQUESTS.iter_errors(body)]
                served.wrong += wrong
                reply = Reply(status=400) if wrong else reply
            if reply.delay:
                closing.wait(reply.delay)
            kind, data = answer(body, reply)
            self._send(reply, kind, data)

        def _send(self, reply: Reply, kind: str, data: bytes) -> None:
            try:
                self.send_response(reply.status)
                self.send_header("content-type", kind)
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
    served.url = f"http://127.0.0.1:{server.server_port}{base}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _failure(reply: Reply) -> bytes:
    return json.dumps({"error": {"message": "scripted failure", "type": "server_error"}}).encode()


def _text(reply: Reply) -> str:
    given = reply.arguments
    return given if isinstance(given, str) else json.dumps(given)


def _completion(body: Body, reply: Reply) -> tuple[str, bytes]:
    """A chat completion that calls the tool the request asks for, or is the answer itself."""
    if reply.raw is not None or reply.status != 200:
        return "application/json", reply.raw if reply.raw is not None else _failure(reply)
    message: Body = {"role": "assistant", "content": _text(reply)}
    if "tools" in body:
        function = {"name": body["tools"][0]["function"]["name"], "arguments": _text(reply)}
        calls = [{"id": "call-1", "type": "function", "function": function}]
        message = {"role": "assistant", "content": None, "tool_calls": calls}
    answer: Body = {
        "id": "answer-1",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": reply.finish}],
    }
    if reply.usage:
        sent, said = reply.tokens
        answer["usage"] = {
            "prompt_tokens": sent,
            "completion_tokens": said,
            "total_tokens": sent + said,
        }
    return "application/json", json.dumps(answer).encode()


def message_of(body: Body, reply: Reply) -> tuple[str, bytes]:
    """A message that uses the tool the request asks for."""
    if reply.raw is not None or reply.status != 200:
        return "application/json", reply.raw if reply.raw is not None else _failure(reply)
    sent, said = reply.tokens
    given = json.loads(_text(reply))
    name = body["tools"][0]["name"]
    answer = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": [{"type": "tool_use", "id": "toolu_1", "name": name, "input": given}],
        "stop_reason": "tool_use",
        "stop_sequence": None,
        "usage": {"input_tokens": sent, "output_tokens": said},
    }
    return "application/json", json.dumps(answer).encode()
