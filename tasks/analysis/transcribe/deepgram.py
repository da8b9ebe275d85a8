"""Sound -> Transcript by Deepgram: words with confidence and speaker, names as key terms.

The whole recording goes there at once, because speakers are told apart within one request.
"""

from __future__ import annotations

from typing import Any

from schemas.transcript import Transcript
from tasks.analysis.transcribe.base import ServiceAccess, SpeechJob, service_of
from tasks.analysis.transcribe.cues import Cue
from tasks.analysis.transcribe.languages import tag_of
from tasks.analysis.transcribe.pieces import Piece, packed, spans
from tasks.analysis.transcribe.prices import cost_of
from tasks.analysis.transcribe.records import cues_of
from tasks.analysis.transcribe.served import shifted, transcript_of
from tasks.analysis.transcribe.shapes import records_of
from tasks.analysis.transcribe.wire import Call, posted
from tasks.errors.recordings import CaptionsUnreadableError, TranscriberRefusedError

LONGEST_MS = 12 * 3_600_000
MOST_TERMS = 90
"""Deepgram takes key terms of 500 tokens in all."""
SECONDS_FOR_EACH = 0.2
"""An answer may take so much of the recording's length longer than usual."""


class DeepgramTranscriber:
    """Asks Deepgram."""

    name = "deepgram"

    def offers(self, job: SpeechJob) -> bool:
        return self.name in job.services

    def transcribe(self, job: SpeechJob) -> Transcript:
        access = service_of(job, self.name)
        if not access.key.get_secret_value():
            raise TranscriberRefusedError(
                "Deepgram", "there is no key for it", "Put one into REELWRIGHT_DEEPGRAM_KEY."
            )
        cues: list[Cue] = []
        language = ""
        found = spans(job.audio, LONGEST_MS) if job.audio is not None else []
        for number, span in enumerate(found, 1):
            assert job.audio is not None
            piece = packed(job.audio, span, job.workdir)
            answer = posted(_call(job, access, piece), sleep=job.sleep)
            piece.path.unlink(missing_ok=True)
            here, language = _read(answer)
            cues += shifted(here, *span)
            job.spend(
                cost_of(
                    self.name, access.model, access.base_url, access.usd_minute, piece.length_ms
                )
            )
            job.progress(number / len(found))
        return transcript_of(self.name, job, cues, language)


def _call(job: SpeechJob, access: ServiceAccess, piece: Piece) -> Call:
    secret = access.key.get_secret_value()
    query = [
        ("model", access.model),
        ("smart_format", "true"),
        ("punctuate", "true"),
        ("diarize", "true"),
        ("language", job.language) if job.language else ("detect_language", "true"),
    ]
    # Nova-3 and later take key terms; what came before takes keywords with a weight.
    newer = access.model.startswith("nova-3") or access.model.startswith("flux")
    terms = job.glossary[:MOST_TERMS]
    query += [("keyterm", term) if newer else ("keywords", f"{term}:2") for term in terms]
    return Call(
        service="Deepgram",
        url=f"{access.base_url}/listen",
        headers={"authorization": f"Token {secret}", "content-type": "audio/flac"},
        secret=secret,
        setting="REELWRIGHT_DEEPGRAM_KEY",
        body=lambda: {"content": piece.path.read_bytes()},
        query=query,
        timeout_s=access.timeout_s + SECONDS_FOR_EACH * piece.length_ms / 1000,
    )


def _read(answer: Any) -> tuple[list[Cue], str]:
    """Cues and language: each run of words without a pause is a cue."""
    try:
        known = records_of(answer)
        if known is None:
            raise ValueError("it holds no results")
        records, language = known
        cues = cues_of(records, "the answer of Deepgram")
    except (
        KeyError, TypeError, ValueError, IndexError, AttributeError, CaptionsUnreadableError,
    ) as error:  # fmt: skip
        raise TranscriberRefusedError(
            "Deepgram", f"its answer is not what was agreed ({error!r})"[:200], "Check its address."
        ) from error
    return cues, tag_of(language)
