"""Sound -> Transcript by faster-whisper: word times, voice filter, on the GPU where there is one.

Each model is loaded once per process. Names of the glossary are its hot words.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from schemas.transcript import Transcript, Word
from tasks.analysis.transcribe.base import SpeechJob
from tasks.analysis.transcribe.cues import Cue, Token
from tasks.analysis.transcribe.languages import primary
from tasks.analysis.transcribe.markup import unmarked
from tasks.analysis.transcribe.timing import Repairs, timed_words
from tasks.errors.recordings import ModelUnavailableError

REMEDY = (
    "Give captions with --captions FILE, or put the model in a folder of its name and set "
    "REELWRIGHT_WHISPER_MODELS to the folder around it."
)
HOT_CHARACTERS = 600
"""Whisper reads about 220 tokens of hot words."""
DOUBTFUL = 0.5
"""A language that is detected with less probability is said to be doubtful."""
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
        with _listening:
            segments, info = _listened(model, job)
            cues = list(_cues(segments, job))
        repairs = Repairs()
        words = timed_words(cues, job.duration_ms, repairs)
        language = (job.language or str(info.language)) if words else (job.language or "und")
        return _transcript(words, job, language, (*repairs.notes(), *_doubt(job, info, words)))


def _listened(model: Any, job: SpeechJob) -> Any:
    """faster-whisper's segments, found as they are read, and what it knows of the whole."""
    from faster_whisper import BatchedInferencePipeline

    options = {
        "language": primary(job.language) or None,
        "word_timestamps": True,
        "vad_filter": True,
        "condition_on_previous_text": False,
        # Temperature 0 alone: the fallback to higher ones draws at random.
        "temperature": 0.0,
        "hotwords": ", ".join(job.glossary)[:HOT_CHARACTERS] or None,
    }
    if job.batch > 1:
        several = BatchedInferencePipeline(model=model)
        return several.transcribe(str(job.audio), batch_size=job.batch, **options)
    return model.transcribe(str(job.audio), **options)


def _doubt(job: SpeechJob, info: Any, words: Sequence[Word]) -> tuple[str, ...]:
    sure = float(info.language_probability)
    if job.language or not words or sure >= DOUBTFUL:
        return ()
    return (f"the language {info.language} is a guess (probability {sure:.2f}): name it",)


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


def found(name: str, folder: Path | None) -> str | None:
    """Folder of a model that can be loaded without a network; None when it would be downloaded.

    Raises:
        ModelUnavailableError: when a folder of that name lacks files.
    """
    from faster_whisper import download_model
    from huggingface_hub.errors import LocalEntryNotFoundError

    place = _place(name, folder)
    if Path(place).is_dir():
        return place
    try:
        return str(download_model(place, local_files_only=True))
    except (LocalEntryNotFoundError, ValueError):
        return None


def device() -> tuple[str, str]:
    """Where models run and in which numbers: half precision on a GPU, 8-bit integers elsewhere."""
    import ctranslate2

    place = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
    able = ctranslate2.get_supported_compute_types(place)
    wished = ("float16", "int8_float16") if place == "cuda" else ("int8",)
    return place, next((kind for kind in wished if kind in able), "float32")


def _loaded(place: str, threads: int) -> Any:
    from faster_whisper import WhisperModel, available_models

    runs_on, numbers = device()
    try:
        return WhisperModel(place, device=runs_on, compute_type=numbers, cpu_threads=threads)
    except Exception as error:  # the hub's client has no one class for what goes wrong in it
        why = (" ".join(str(error).split()) or type(error).__name__)[:300].rstrip(" .")
        if os.sep not in place and place not in available_models():
            why = f"no model has this name; there are {', '.join(available_models())}"
        elif os.environ.get("HF_HUB_OFFLINE", "0") not in {"", "0"}:
            why = f"it is not here, and HF_HUB_OFFLINE forbids to download it ({why})"
        elif os.sep not in place:
            why = f"it is not on this machine, and its hub does not give it now ({why})"
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
