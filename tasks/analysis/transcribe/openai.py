"""Sound -> Transcript by any server with OpenAI's `POST /audio/transcriptions`.

The recording goes there in pieces of at most ten minutes, cut at pauses, and comes back joined.
Answers are kept in memory until the whole recording is done, so that a piece that failed does not
make the others be paid twice.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from schemas.transcript import Transcript
from tasks.analysis.transcribe.base import ServiceAccess, SpeechJob, service_of
from tasks.analysis.transcribe.cues import Cue
from tasks.analysis.transcribe.languages import primary, tag_of
from tasks.analysis.transcribe.pieces import Piece, packed, spans
from tasks.analysis.transcribe.prices import cost_of
from tasks.analysis.transcribe.records import cues_of
from tasks.analysis.transcribe.served import shifted, transcript_of
from tasks.analysis.transcribe.verbose import joined_records
from tasks.analysis.transcribe.wire import Call, posted
from tasks.errors.recordings import CaptionsUnreadableError, TranscriberRefusedError

LONGEST_MS = 10 * 60_000
AT_ONCE = 4
PROMPT_CHARACTERS = 600
"""Whisper reads the last 224 tokens of a prompt."""
MOST_KEPT = 256


class OpenAiTranscriber:
    """Asks an OpenAI-compatible server."""

    name = "openai"

    def __init__(self, longest_ms: int = LONGEST_MS) -> None:
        self.longest_ms = longest_ms

    def offers(self, job: SpeechJob) -> bool:
        return self.name in job.services

    def transcribe(self, job: SpeechJob) -> Transcript:
        access = service_of(job, self.name)
        if job.audio is None:
            return transcript_of(self.name, job, [], job.language)
        stretches = spans(job.audio, self.longest_ms)
        answers: list[Any] = []
        with ThreadPoolExecutor(AT_ONCE) as pool:
            asked = [pool.submit(_heard, job, access, span) for span in stretches]
            try:
                for number, answer in enumerate(asked, 1):
                    answers.append(answer.result())
                    job.progress(number / len(asked))
            finally:
                for waiting in asked:
                    waiting.cancel()
        cues: list[Cue] = []
        for (start, end), answer in zip(stretches, answers, strict=True):
            cues += shifted(_cues(answer), start, end)
            job.spend(
                cost_of(self.name, access.model, access.base_url, access.usd_minute, end - start)
            )
        _answers.forget(_name(job, access, ""))
        return transcript_of(self.name, job, cues, _language(answers))


class Answers:
    """Answers to pieces of recordings that are not done yet; the oldest are forgotten first."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: OrderedDict[str, Any] = OrderedDict()

    def get(self, name: str) -> Any:
        with self.lock:
            return self.kept.get(name)

    def keep(self, name: str, answer: Any) -> None:
        with self.lock:
            self.kept[name] = answer
            while len(self.kept) > MOST_KEPT:
                self.kept.popitem(last=False)

    def forget(self, prefix: str) -> None:
        with self.lock:
            for name in [name for name in self.kept if name.startswith(prefix)]:
                del self.kept[name]


_answers = Answers()


def _name(job: SpeechJob, access: ServiceAccess, piece: str) -> str:
    """What an answer depends on."""
    asked = repr((access.base_url, access.model, job.language, job.glossary))
    return f"{hashlib.sha256(asked.encode()).hexdigest()}/{piece}"


def _heard(job: SpeechJob, access: ServiceAccess, span: tuple[int, int]) -> Any:
    """The answer to one piece."""
    assert job.audio is not None
    piece = packed(job.audio, span, job.workdir)
    try:
        name = _name(job, access, hashlib.sha256(piece.path.read_bytes()).hexdigest())
        answer = _answers.get(name)
        if answer is None:
            answer = posted(_call(job, access, piece), sleep=job.sleep)
            _checked(answer, access)
            _answers.keep(name, answer)
        return answer
    finally:
        piece.path.unlink(missing_ok=True)


def _call(job: SpeechJob, access: ServiceAccess, piece: Piece) -> Call:
    secret = access.key.get_secret_value()
    fields: dict[str, Any] = {
        "model": access.model,
        "response_format": "verbose_json",
        "timestamp_granularities[]": ["word", "segment"],
        "temperature": "0",
    }
    if job.language:
        fields["language"] = primary(job.language)
    if job.glossary:
        fields["prompt"] = ", ".join(job.glossary)[:PROMPT_CHARACTERS]

    def body() -> dict[str, Any]:
        sound = ("sound.flac", piece.path.read_bytes(), "audio/flac")
        return {"data": fields, "files": {"file": sound}}

    return Call(
        service=f"openai at {access.base_url}",
        url=f"{access.base_url}/audio/transcriptions",
        headers={"authorization": f"Bearer {secret}"} if secret else {},
        secret=secret,
        setting="REELWRIGHT_OPENAI_AUDIO_KEY",
        body=body,
        timeout_s=access.timeout_s,
    )


def _checked(answer: Any, access: ServiceAccess) -> None:
    """Refuse an answer that holds a text but no times."""
    said = isinstance(answer, dict) and isinstance(answer.get("text"), str)
    if not said:
        raise TranscriberRefusedError(
            f"openai at {access.base_url}", "its answer holds no text", "Check its address."
        )
    if answer["text"].strip() and not answer.get("segments") and not answer.get("words"):
        raise TranscriberRefusedError(
            f"openai at {access.base_url}",
            f"the model {access.model!r} gives no times",
            "Set REELWRIGHT_OPENAI_AUDIO_MODEL to one that does, such as whisper-1.",
        )


def _cues(answer: Any) -> list[Cue]:
    try:
        return cues_of(joined_records(answer), "the answer of the transcription service")
    except (KeyError, TypeError, ValueError, AttributeError, CaptionsUnreadableError) as error:
        raise TranscriberRefusedError(
            "openai", f"its answer is not what was agreed ({error!r})"[:200], "Check its version."
        ) from error


def _language(answers: list[Any]) -> str:
    """The language of most pieces."""
    found = [tag_of(str(answer.get("language") or "")) for answer in answers]
    return max((name for name in found if name), key=found.count, default="")
