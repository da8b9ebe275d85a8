"""Voices told apart by pyannote.audio, where it is installed: `pip install "reelwright[pyannote]"`.

The best there is on one channel, at the price of PyTorch and of a model whose terms must be
accepted at its hub. It is asked only when it is named, so that `auto` gives the same everywhere.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from schemas.speakers import Diarization
from tasks.analysis.diarize.base import Voiced, VoiceJob, diarization
from tasks.errors.recordings import ModelUnavailableError

REMEDY = (
    "Accept the model's terms at its hub and set REELWRIGHT_HUB_TOKEN, set "
    "REELWRIGHT_PYANNOTE_MODEL to a folder that holds it, or choose the diarizer `mfcc`."
)
_pipelines: dict[str, Any] = {}
_loading = threading.Lock()


class PyannoteDiarizer:
    """Asks pyannote's pipeline."""

    name = "pyannote"

    def offers(self, job: VoiceJob) -> bool:
        return job.audio is not None

    def diarize(self, job: VoiceJob) -> Diarization:
        """Who speaks when. A turn's confidence is the share of it in which nobody else speaks.

        Raises:
            ModelUnavailableError: when the package or the model is not there.
        """
        if job.audio is None or not job.speech:
            return diarization(self.name, (), rename=True, notes=("there is nothing to hear",))
        pipeline = load(job.model, job.token)
        hint = {} if job.speakers is None else {"num_speakers": job.speakers}
        tracks = pipeline(str(job.audio), **hint).itertracks(yield_label=True)
        heard = [(round(s.start * 1000), round(s.end * 1000), str(who)) for s, _, who in tracks]
        end = job.transcript.duration_ms
        inside = [(max(0, a), min(b, end), who) for a, b, who in heard if a < end and b > max(0, a)]
        found = [Voiced(a, b, who, _alone((a, b, who), inside)) for a, b, who in inside]
        return diarization(self.name, found, rename=True)


def _alone(turn: tuple[int, int, str], turns: Sequence[tuple[int, int, str]]) -> float:
    """Share of a turn in which no other speaker is heard."""
    start, end, who = turn
    both = sorted((max(start, a), min(end, b)) for a, b, other in turns if other != who)
    shared, at = 0, start
    for begin, stop in both:
        shared += max(0, stop - max(begin, at))
        at = max(at, stop)
    return 1 - shared / (end - start)


def load(model: str, token: str) -> Any:
    """The pipeline, loaded once per process, on the GPU where there is one.

    Raises:
        ModelUnavailableError: when the package or the model is not there.
    """
    with _loading:
        if model not in _pipelines:
            _pipelines[model] = _loaded(model, token)
        return _pipelines[model]


def _loaded(model: str, token: str) -> Any:
    try:
        import torch
        from pyannote.audio import Pipeline
    except ImportError as error:
        raise ModelUnavailableError(
            model,
            f"pyannote.audio is not installed ({error})",
            'Install it with `pip install "reelwright[pyannote]"`, or choose the diarizer `mfcc`.',
        ) from error
    place = model if not Path(model).is_dir() else str(Path(model) / "config.yaml")
    try:
        pipeline = Pipeline.from_pretrained(place, use_auth_token=token or None)
    except Exception as error:  # the hub's client has no one class for what goes wrong in it
        why = " ".join(str(error).split()) or type(error).__name__
        why = why.replace(token, "***") if token else why
        raise ModelUnavailableError(model, why[:300].rstrip(" ."), REMEDY) from error
    if pipeline is None:
        raise ModelUnavailableError(model, "its hub does not give it to whoever asks", REMEDY)
    if torch.cuda.is_available():
        pipeline.to(torch.device("cuda"))
    return pipeline
