"""One door to transcription services over HTTP: errors are sorted here, and nothing secret leaves.

| what happens | what it becomes |
|---|---|
| 429 or 503 with Retry-After of at most a minute | waited for, up to three times |
| 408, 409, 425, 429, 5xx, no connection, time-out, an answer cut short or no JSON | retryable |
| 401, 403 | fatal: the key |
| 413 | fatal: too large |
| any other 3xx and 4xx | fatal, with what the server says |
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from tasks.errors.recordings import TranscriberRefusedError, TranscriberUnavailableError

CONNECT_S = 15.0
LONGEST_WAIT_S = 60.0
MOST_WAITS = 3
MOST_BYTES = 128 * 1024 * 1024
BUSY = {408, 409, 425, 429}
SAID_CHARACTERS = 200
Sleep = Callable[[float], None]
Query = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Call:
    """One request, to be sent again as often as needed."""

    service: str
    """Name for messages."""
    url: str
    headers: Mapping[str, str]
    secret: str = field(repr=False)
    """What must not be seen in any message."""
    setting: str
    """The setting that holds the key."""
    body: Callable[[], dict[str, Any]] = field(repr=False)
    """Keyword arguments of httpx for the body; made anew for every try, because files are read."""
    query: Query = ()
    timeout_s: float = 600.0
    """For the whole answer."""


def posted(call: Call, *, sleep: Sleep = time.sleep) -> Any:
    """The JSON that a service answers with.

    Raises:
        TranscriberUnavailableError: when trying again may help.
        TranscriberRefusedError: when it will not.
    """
    for left in range(MOST_WAITS, -1, -1):
        status, headers, data = _sent(call)
        wait = _wait(headers) if status in {429, 503} else None
        if wait is None or wait > LONGEST_WAIT_S or not left:
            return _answer(call, status, wait, data)
        sleep(wait)
    raise AssertionError("the last try is answered")


def _sent(call: Call) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body, within the time and size that are allowed."""
    limits = httpx.Timeout(call.timeout_s, connect=CONNECT_S)
    ends = time.monotonic() + call.timeout_s
    try:
        with (
            httpx.Client(timeout=limits) as client,
            client.stream(
                "POST",
                call.url,
                headers=dict(call.headers),
                params=httpx.QueryParams(list(call.query)),
                **call.body(),
            ) as answer,
        ):
            data = bytearray()
            for part in answer.iter_bytes():
                data += part
                if len(data) > MOST_BYTES:
                    raise TranscriberRefusedError(
                        call.service,
                        f"its answer is larger than {MOST_BYTES:,} bytes",
                        "Check its address.",
                    )
                if time.monotonic() > ends:
                    raise TranscriberUnavailableError(
                        call.service, f"it had not finished after {call.timeout_s:.0f} s"
                    )
            return answer.status_code, answer.headers, bytes(data)
    except httpx.TimeoutException as error:
        why = f"it did not answer within {call.timeout_s:.0f} s"
        raise TranscriberUnavailableError(call.service, why) from error
    except httpx.HTTPError as error:
        raise TranscriberUnavailableError(call.service, _clean(call, str(error))) from error


def _answer(call: Call, status: int, wait: float | None, data: bytes) -> Any:
    if status == 200:
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as error:
            why = f"its answer is no whole JSON ({len(data):,} bytes)"
            raise TranscriberUnavailableError(call.service, why) from error
    if status in {401, 403}:
        raise TranscriberRefusedError(
            call.service,
            f"it does not take the key (status {status})",
            f"Put one that it takes into {call.setting}.",
        )
    said = f"status {status}: {_said(call, data)}"
    if status == 413:
        raise TranscriberRefusedError(
            call.service, f"the sound is too large for it ({said})", "Raise its limit for uploads."
        )
    if status in BUSY or status >= 500:
        asks = f"; it asks to wait {wait:.0f} s" if wait is not None else ""
        raise TranscriberUnavailableError(call.service, said + asks)
    raise TranscriberRefusedError(call.service, said, "Check its address and model.")


def _wait(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait; None where it does not say."""
    written = headers.get("retry-after", "").strip()
    if not written:
        return None
    try:
        return max(0.0, float(written))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(written).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _said(call: Call, data: bytes) -> str:
    """What an error says, in one line: the message of the usual shapes, else the text itself."""
    text = data[:20_000].decode("utf-8", errors="replace")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return _clean(call, text)
    if isinstance(value, dict):
        inner = value.get("error")
        found = inner.get("message") if isinstance(inner, dict) else inner
        text = str(
            found or value.get("err_msg") or value.get("detail") or value.get("message") or text
        )
    return _clean(call, text)


def _clean(call: Call, text: str) -> str:
    """One short line without the key."""
    text = text.replace(call.secret, "***") if call.secret else text
    return (
        " ".join("".join(char if char.isprintable() else " " for char in text).split())[
            :SAID_CHARACTERS
        ]
        or "it said nothing"
    )
