"""OpenAI's and Deepgram's transcription over real HTTP on loopback.

Both check what they are sent as the vendors do (key, form, query, sound that decodes) and hear what
is there: every burst of sound is a word, at its true time, said by speaker 0 where it is low and by
speaker 1 where it is high.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np

from tests.simulators.voices import RATE, Sound, write_wav

KEY = "sk-test-0123456789abcdef"
MOST_BYTES = 25 * 1024 * 1024
CELL = 160
"""Ten milliseconds at 16 kHz."""
Form = dict[str, list[str]]


@dataclass
class Fault:
    """What is answered instead: a status, a body, a delay in seconds, or an answer cut short."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    delay: float = 0.0
    cut: int = 0
    """So many bytes are missing at the end, although the headers promise them."""


@dataclass
class Asked:
    """One request as the server understood it."""

    path: str
    form: Form
    """Fields of the form, or of the query."""
    sound: bytes
    authorization: str


@dataclass
class Served:
    """A running server."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    """Taken one after another before anything is answered well."""
    word_times: bool = True
    segment_times: bool = True
    sure: float = 0.9
    lock: threading.Lock = field(default_factory=threading.Lock)
    closing: threading.Event = field(default_factory=threading.Event)


@contextmanager
def speech_services() -> Iterator[Served]:
    """Serve both vendors at one address, up to and with `/v1`."""
    served = Served()

    class Handler(Answering):
        state = served

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        served.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


class Answering(BaseHTTPRequestHandler):
    """One request of either vendor's API."""

    state: Served

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["content-length"]))
        parts = urlsplit(self.path)
        if parts.path == "/v1/listen":
            asked = Asked(parts.path, parse_qs(parts.query), data, self._authorization())
            well = deepgram
        elif parts.path == "/v1/audio/transcriptions":
            form, sound = multipart(self.headers["content-type"], data)
            asked = Asked(parts.path, form, sound, self._authorization())
            well = openai
        else:
            return self._send(404, {"error": {"message": "Invalid URL"}})
        with self.state.lock:
            self.state.asked.append(asked)
            fault = self.state.faults.pop(0) if self.state.faults else None
        if fault is not None and fault.delay:
            self.state.closing.wait(fault.delay)
        if fault is not None and (fault.status != 200 or fault.body is not None):
            return self._raw(fault.status, fault.body or b"{}", fault.headers, 0)
        status, answer = well(self.state, asked)
        return self._raw(status, json.dumps(answer).encode(), {}, fault.cut if fault else 0)

    def _authorization(self) -> str:
        return self.headers.get("authorization", "")

    def _send(self, status: int, answer: Any) -> None:
        self._raw(status, json.dumps(answer).encode(), {}, 0)

    def _raw(self, status: int, data: bytes, headers: dict[str, str], cut: int) -> None:
        try:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data[: len(data) - cut])
        except (BrokenPipeError, ConnectionResetError):
            return

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def multipart(kind: str, data: bytes) -> tuple[Form, bytes]:
    """Fields and the file of a form."""
    message = BytesParser().parsebytes(f"content-type: {kind}\r\n\r\n".encode() + data)
    form: Form = {}
    sound = b""
    for part in message.get_payload():
        name = str(part.get_param("name", header="content-disposition"))  # type: ignore[union-attr]
        value = part.get_payload(decode=True)  # type: ignore[union-attr]
        assert isinstance(value, bytes)
        if name == "file":
            sound = value
        else:
            form.setdefault(name, []).append(value.decode())
    return form, sound


def openai(state: Served, asked: Asked) -> tuple[int, Any]:
    """`POST /v1/audio/transcriptions` with `verbose_json`: words have no punctuation there."""
    if asked.authorization != f"Bearer {KEY}":
        said = f"Incorrect API key provided: {asked.authorization.removeprefix('Bearer ')}."
        return 401, {"error": {"message": said, "code": "invalid_api_key"}}
    if len(asked.sound) > MOST_BYTES:
        return 413, {"error": {"message": "Maximum content size limit (26214400) exceeded"}}
    if not asked.form.get("model"):
        return 400, {"error": {"message": "you must provide a model parameter"}}
    heard = bursts(asked.sound)
    answer: dict[str, Any] = {"text": " ".join(f"word{n}" for n in range(len(heard)))}
    if asked.form.get("response_format") != ["verbose_json"]:
        return 200, answer
    answer |= {"task": "transcribe", "language": "english", "duration": 1.0}
    wanted = asked.form.get("timestamp_granularities[]", ["segment"])
    if "word" in wanted and state.word_times:
        answer["words"] = [
            {"word": f"word{n}", "start": start, "end": end}
            for n, (start, end, _) in enumerate(heard)
        ]
    if "segment" in wanted and state.segment_times:
        answer["segments"] = list(_segments(state, heard))
    return 200, answer


def _segments(state: Served, heard: list[tuple[float, float, int]]) -> Iterator[dict[str, Any]]:
    for first in range(0, len(heard), 4):
        part = heard[first : first + 4]
        yield {
            "id": first // 4,
            "start": part[0][0],
            "end": part[-1][1],
            "text": " Word" + ", word".join(str(first + n) for n in range(len(part))) + ".",
            "avg_logprob": float(np.log(state.sure)),
            "no_speech_prob": 0.01,
        }


def deepgram(state: Served, asked: Asked) -> tuple[int, Any]:
    """`POST /v1/listen`."""
    if asked.authorization != f"Token {KEY}":
        return 401, {"err_code": "INVALID_AUTH", "err_msg": "Invalid credentials."}
    if not asked.sound:
        return 400, {"err_code": "Bad Request", "err_msg": "Bad Request: no audio"}
    diarize = asked.form.get("diarize") == ["true"]
    words = [
        {
            "word": f"word{n}",
            "punctuated_word": f"Word{n}.",
            "start": start,
            "end": end,
            "confidence": state.sure,
        }
        | ({"speaker": speaker, "speaker_confidence": 0.8} if diarize else {})
        for n, (start, end, speaker) in enumerate(bursts(asked.sound))
    ]
    channel: dict[str, Any] = {
        "alternatives": [
            {
                "transcript": " ".join(str(w["word"]) for w in words),
                "confidence": 0.9,
                "words": words,
            }
        ]
    }
    if asked.form.get("detect_language") == ["true"]:
        channel["detected_language"] = "en"
    return 200, {"metadata": {"request_id": "r", "channels": 1}, "results": {"channels": [channel]}}


def bursts(sound: bytes) -> list[tuple[float, float, int]]:
    """Start and end in seconds of all that is loud, and 1 where it is high."""
    from faster_whisper.audio import decode_audio

    if sound[:4] != b"fLaC":
        raise ValueError("the sound is no FLAC")
    rate = int.from_bytes(sound[18:21], "big") >> 4
    if rate != 16_000:
        raise ValueError(f"the sound has {rate} Hz")
    heard = np.asarray(decode_audio(io.BytesIO(sound), sampling_rate=16_000))
    cells = heard[: len(heard) // CELL * CELL].reshape(-1, CELL)
    loud = np.concatenate(([False], np.abs(cells).max(axis=1) > 0.05, [False]))
    edges = np.flatnonzero(np.diff(loud.astype(np.int8)))
    found = []
    for first, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        part = heard[first * CELL : stop * CELL]
        crossings = int(np.count_nonzero(np.diff(np.signbit(part))))
        high = crossings / 2 / (len(part) / 16_000) > 500
        found.append((first / 100, stop / 100, int(high)))
    return found


def tones(path: Path, starts: list[float], *, seconds: float, length: float = 0.3) -> None:
    """A WAV of bursts, by turns low and high, at known times in seconds."""
    sound: Sound = np.zeros(int(seconds * RATE), dtype=np.float32)
    for number, start in enumerate(starts):
        at = np.arange(int(length * RATE)) / RATE
        first = round(start * RATE)
        pitch = 1000 if number % 2 else 200
        sound[first : first + len(at)] = 0.3 * np.sin(2 * np.pi * pitch * at)
    write_wav(path, sound[:, None])
