"""JSON that other transcribers write, told apart by its keys and brought to one shape.

A record has `start`, `end` (seconds), `text`, and where they are known `speaker`, `confidence` and
`words`; `records.py` reads those. To add a shape: a function that takes the value and gives records,
named in `SHAPES` with the keys that give it away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tasks.analysis.transcribe.verbose import joined_records

Record = dict[str, Any]


def records_of(value: Any) -> tuple[list[Record], str] | None:
    """Records and language of a shape that is known here; None for any other.

    Raises:
        KeyError, TypeError, ValueError, IndexError, AttributeError: where it only looks like one.
    """
    if not isinstance(value, dict):
        return None
    for keys, read, language in SHAPES:
        if _has(value, keys):
            return list(read(value)), language(value)
    return None


def _has(value: Any, path: str) -> bool:
    """Whether a dotted path of keys leads somewhere; `0` is the first of a list that is not empty."""
    for key in path.split("."):
        if key == "0" and isinstance(value, list) and value:
            value = value[0]
        elif isinstance(value, dict) and key in value:
            value = value[key]
        else:
            return False
    return True


def _deepgram(value: Record) -> Iterator[Record]:
    best = value["results"]["channels"][0]["alternatives"][0]
    yield from ({**word, "speaker": deepgram_speaker(word)} for word in best["words"])


def deepgram_speaker(word: Record) -> str | None:
    """The name of a speaker that Deepgram numbers from 0."""
    number = word.get("speaker")
    return f"speaker-{number + 1}" if isinstance(number, int) else None


def _assembly(value: Record) -> Iterator[Record]:
    for word in value["words"]:
        yield {
            **word,
            "start": word["start"] / 1000,
            "end": word["end"] / 1000,
            "word": word["text"],
        }


def _aws(value: Record) -> Iterator[Record]:
    """Punctuation is an item of its own there, without times."""
    speakers = {
        item["start_time"]: item["speaker_label"]
        for segment in value["results"].get("speaker_labels", {}).get("segments", ())
        for item in segment.get("items", ())
    }
    words: list[Record] = []
    for item in value["results"]["items"]:
        best = item["alternatives"][0]
        if item["type"] == "punctuation":
            if words:
                words[-1]["word"] += best["content"]
            continue
        words.append(
            {
                "word": best["content"],
                "start": float(item["start_time"]),
                "end": float(item["end_time"]),
                "confidence": float(best.get("confidence") or 0),
                "speaker": item.get("speaker_label") or speakers.get(item["start_time"]),
            }
        )
    yield from words


def _google(value: Record) -> Iterator[Record]:
    for result in value["results"]:
        for word in (result.get("alternatives") or [{}])[0].get("words", ()):
            yield {
                "word": word["word"],
                "start": _seconds(word.get("startTime", word.get("startOffset", "0s"))),
                "end": _seconds(word.get("endTime", word.get("endOffset", "0s"))),
                "confidence": word.get("confidence"),
                "speaker": word.get("speakerLabel") or word.get("speakerTag"),
            }


def _seconds(written: Any) -> float:
    if isinstance(written, dict):
        return float(written.get("seconds", 0)) + float(written.get("nanos", 0)) / 1e9
    return float(str(written).removesuffix("s"))


def _youtube(value: Record) -> Iterator[Record]:
    for event in value["events"]:
        said = [piece for piece in event.get("segs", ()) if str(piece.get("utf8", "")).strip()]
        if not said:
            continue
        start = event["tStartMs"] / 1000
        words = [
            {"word": piece["utf8"], "start": start + piece.get("tOffsetMs", 0) / 1000}
            for piece in said
        ]
        timed = any("tOffsetMs" in piece for piece in said)
        text = "".join(piece["utf8"] for piece in said)
        yield {
            "start": start,
            "end": start + event.get("dDurationMs", 0) / 1000,
            "text": " ".join(text.split()),
        } | ({"words": words} if timed else {})


def _whisper_cpp(value: Record) -> Iterator[Record]:
    for segment in value["transcription"]:
        offsets = segment["offsets"]
        words = [
            {
                "word": token["text"],
                "start": token["offsets"]["from"] / 1000,
                "end": token["offsets"]["to"] / 1000,
                "probability": token.get("p"),
            }
            for token in segment.get("tokens", ())
            if "offsets" in token and not str(token["text"]).startswith("[_")
        ]
        record = {
            "start": offsets["from"] / 1000,
            "end": offsets["to"] / 1000,
            "text": segment["text"],
        }
        yield record | ({"words": words} if words else {})


def _rev(value: Record) -> Iterator[Record]:
    for part in value["monologues"]:
        words: list[Record] = []
        for element in part["elements"]:
            if element["type"] == "text":
                words.append(
                    {
                        "word": element["value"],
                        "start": element["ts"],
                        "end": element["end_ts"],
                        "confidence": element.get("confidence"),
                        "speaker": part.get("speaker"),
                    }
                )
            elif words and element["value"].strip():
                words[-1]["word"] += element["value"].strip()
        yield from words


def _speechmatics(value: Record) -> Iterator[Record]:
    words: list[Record] = []
    for item in value["results"]:
        best = item["alternatives"][0]
        if item["type"] == "punctuation" and words:
            words[-1]["word"] += best["content"]
        elif item["type"] == "word":
            words.append(
                {
                    "word": best["content"],
                    "start": item["start_time"],
                    "end": item["end_time"],
                    "confidence": best.get("confidence"),
                    "speaker": best.get("speaker"),
                }
            )
    yield from words


def _azure(value: Record) -> Iterator[Record]:
    """Times are in ticks of 100 ns; words have no punctuation, the phrase's display text has."""
    for phrase in value["recognizedPhrases"]:
        start = phrase["offsetInTicks"] / 1e7
        yield {
            "start": start,
            "end": start + phrase["durationInTicks"] / 1e7,
            "text": phrase["nBest"][0]["display"],
            "speaker": phrase.get("speaker"),
        }


def _podcast(value: Record) -> Iterator[Record]:
    """The podcast namespace's JSON, with or without the space in front of new words."""
    for segment in value["segments"]:
        yield {
            "start": segment["startTime"],
            "end": segment.get("endTime"),
            "text": segment["body"],
            "speaker": segment.get("speaker"),
        }


def _gentle(value: Record) -> Iterator[Record]:
    """A forced aligner's words; those that it did not find have no times."""
    words = [
        {"word": word["word"], "start": word.get("start"), "end": word.get("end")}
        for word in value["words"]
    ]
    known = [word for word in words if word["start"] is not None]
    if known:
        yield {"start": known[0]["start"], "end": known[-1]["end"], "text": "", "words": words}


def _said(key: str) -> Callable[[Record], str]:
    def read(value: Record) -> str:
        found: Any = value
        for part in key.split("."):
            found = found[0] if part == "0" else found.get(part) or {}
        return found if isinstance(found, str) else ""

    return read


SHAPES: tuple[tuple[str, Callable[[Record], Iterator[Record]], Callable[[Record], str]], ...] = (
    (
        "results.channels.0.alternatives.0.words",
        _deepgram,
        _said("results.channels.0.detected_language"),
    ),
    ("results.items", _aws, _said("language_code")),
    ("results.0.alternatives.0.words", _google, _said("results.0.languageCode")),
    (
        "results.0.alternatives.0.content",
        _speechmatics,
        _said("metadata.transcription_config.language"),
    ),
    ("audio_duration", _assembly, _said("language_code")),
    ("events", _youtube, _said("language")),
    ("transcription", _whisper_cpp, _said("result.language")),
    ("monologues", _rev, _said("language")),
    ("recognizedPhrases", _azure, _said("recognizedPhrases.0.locale")),
    ("segments.0.startTime", _podcast, _said("language")),
    ("words.0.case", _gentle, _said("language")),
    ("words.0.word", lambda value: iter(joined_records(value)), _said("language")),
)
"""The key that gives a shape away, its reader, and where its language stands."""
