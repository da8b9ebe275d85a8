"""What a run's diarization is frozen to, out of what was asked and what is set."""

from __future__ import annotations

from schemas.params import Speech
from schemas.speech import DiarizeOptions
from tasks.settings import Settings


def diarize_options(settings: Settings, speech: Speech) -> DiarizeOptions:
    """The model is part of the key only where it is asked."""
    model = settings.pyannote_model if speech.diarizer == "pyannote" else ""
    return DiarizeOptions(provider=speech.diarizer, speakers=speech.speakers, pyannote_model=model)
