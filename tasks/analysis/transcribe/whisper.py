"""Sound -> Transcript by faster-whisper: word times, voice filter, one model per process."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schemas.transcript import Transcript
from tasks.analysis.transcribe.base import SpeechJob
from tasks.analysis.transcribe.cues import Cue, Token
from tasks.analysis.transcribe.markup import unmarked
from tasks.analysis.transcribe.timing import Repairs, timed_words
from tasks.errors import ModelUnavailableError

REMEDY = (
    "Give captions with --captions FILE, or put the model in a folder of its name and set "
    "REELWRIGHT_WHISPER_MODELS to the folder around it."
)
NEEDED = ("model.bin", "config.json", "tokenizer.json")
_models: dict[str, Any] = {}
_loading = threading.Lock()
_listening = threading.Lock()


class WhisperTranscriber:
    """Listens to the recording."""

    name = "whisper"

    def offers(self, job: SpeechJob) -> bool:  # noqa: ARG002
        """Always: where there is no sound, the answer is that nothing was said."""
        return True

    def transcribe(self, job: SpeechJob) -> Transcript:
        if job.audio is None:
            return _transcript((), job, job.language or "und", ())
        model = load(job.model, job.models_folder, job.threads)
        # Temperature 0 alone: the fallback to higher ones draws at random.
        with _listening:
            segments, info = model.transcribe(
                str(job.audio),
                language=job.language.split("-")[0].lower() or None,
                word_timestamps=True,
                vad_filter=True,
                condition_on_previous_text=False,
                temperature=0.0,
            )
            cues = list(_cues(segments, job))
        repairs = Repairs()
        words = timed_words(cues, job.duration_ms, repairs)
        language = (job.language or str(info.language)) if words else (job.language or "und")
        return _transcript(words, job, language, repairs.notes())


def load(name: str, folder: Path | None, threads: int) -> Any:
    """The model, loaded once per process.

    Looked for as a folder, then by name in `folder`, then in the hub's cache, then (unless
    HF_HUB_OFFLINE is set) at the hub.

    Raises:
        ModelUnavailableError: when it is nowhere, or cannot be read.
    """
    place = _place(name, folder)
    with _loading:
        if place not in _models:
            _models[place] = _loaded(place, threads)
        return _models[place]


def _place(name: str, folder: Path | None) -> str:
    local = Path(name)
    if not local.is_dir() and folder is not None:
        local = folder / name
    if not local.is_dir():
        if os.sep in name and Path(name).is_absolute():
            raise ModelUnavailableError(name, "there is no such folder", REMEDY)
        return name
    missing = [part for part in NEEDED if not (local / part).is_file()]
    if not any(local.glob("vocabulary.*")):
        missing.append("vocabulary.json")
    if missing:
        raise ModelUnavailableError(str(local), f"the folder lacks {', '.join(missing)}", REMEDY)
    return str(local.resolve())


def _loaded(place: str, threads: int) -> Any:
    from faster_whisper import WhisperModel

    try:
        return WhisperModel(place, device="cpu", compute_type="int8", cpu_threads=threads)
    except Exception as error:  # the hub's client has no one class for what goes wrong in it
        why = (" ".join(str(error).split()) or type(error).__name__)[:300].rstrip(" .")
        raise ModelUnavailableError(place, why, REMEDY) from error


def _cues(segments: Any, job: SpeechJob) -> Iterator[Cue]:
    """Segments as they are found; each tells how far the work is."""
    done = 0.0
    for segment in segments:
        done = min(1.0, max(done, float(segment.end) * 1000 / max(1, job.duration_ms)))
        job.progress(done)
        tokens = joined(segment.words or ())
        if tokens:
            yield Cue(round(float(segment.start) * 1000), round(float(segment.end) * 1000), tokens)


def joined(words: Any) -> tuple[Token, ...]:
    """Words of a segment; a token without a space in front goes on with the word before."""
    tokens: list[Token] = []
    for word in words:
        raw = str(word.word)
        start, end = round(float(word.start) * 1000), round(float(word.end) * 1000)
        sure = min(1.0, max(0.0, round(float(word.probability), 3)))
        parts = unmarked(raw).split()
        if not parts:
            continue
        if tokens and not raw[:1].isspace():
            last = tokens.pop()
            least = min(sure, 1.0 if last.confidence is None else last.confidence)
            tokens.append(Token(last.text + parts[0], last.start, end, None, least))
            parts, start = parts[1:], end
        tokens += [Token(part, start, end, None, sure) for part in parts]
    return tuple(tokens)


def _transcript(words: Any, job: SpeechJob, language: str, notes: tuple[str, ...]) -> Transcript:
    return Transcript(
        provider="whisper",
        language=language,
        timing="word",
        duration_ms=job.duration_ms,
        words=words,
        notes=notes,
    )
