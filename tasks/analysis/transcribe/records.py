"""JSON transcripts -> cues: our own, those of Whisper and its relatives, plain lists, other shapes."""

from __future__ import annotations

import json
import math
from typing import Any

from pydantic import ValidationError

from schemas.transcript import Transcript, Word
from tasks.analysis.transcribe.cues import Cue, Token
from tasks.analysis.transcribe.languages import tag_of
from tasks.analysis.transcribe.markup import plain, unmarked
from tasks.analysis.transcribe.shapes import records_of
from tasks.errors.recordings import CaptionsUnreadableError

Record = dict[str, Any]


def read_records(text: str, name: str) -> tuple[list[Cue], str]:
    """Cues and language of a transcript in JSON. Foreign times are in seconds, ours in ms.

    Raises:
        CaptionsUnreadableError: when the text is no JSON, or no shape that is known.
    """
    value = _parsed(text, name)
    if isinstance(value, dict) and "provider" in value and "words" in value:
        return _ours(value, name)
    records, language = _foreign(value, name)
    return cues_of(records, name), language


def cues_of(records: list[Record], name: str) -> list[Cue]:
    """Cues of records: `start`, `end` (seconds), `text`, perhaps `words`; those of nothing are left out.

    Raises:
        CaptionsUnreadableError: when a record's times are none.
    """
    return [cue for record in records if (cue := _cue(record, name))]


def _foreign(value: Any, name: str) -> tuple[list[Record], str]:
    """Records and language of any other shape."""
    try:
        known = records_of(value)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise CaptionsUnreadableError(
            name, f"it looks like a transcriber's JSON but is not whole ({error!r})"
        ) from error
    if known is not None:
        return known[0], tag_of(known[1])
    language = str(value.get("language") or "") if isinstance(value, dict) else ""
    return _records(value, name), tag_of(language)


def _parsed(text: str, name: str) -> Any:
    def refuse(constant: str) -> float:
        raise ValueError(f"{constant} is no time")

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise CaptionsUnreadableError(name, f"it is no JSON ({error})") from error


def _ours(value: Record, name: str) -> tuple[list[Cue], str]:
    try:
        transcript = Transcript.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CaptionsUnreadableError(name, f"{where}: {first['msg']}") from error
    measured = transcript.timing == "word"
    cues = [
        Cue(word.start_ms, word.end_ms, tuple(_own(word, measured))) for word in transcript.words
    ]
    return [cue for cue in cues if cue.tokens], transcript.language


def _own(word: Word, measured: bool) -> list[Token]:
    parts = word.text.split()
    exact = measured and len(parts) == 1
    return [
        Token(
            part,
            word.start_ms if exact else None,
            word.end_ms if len(parts) == 1 else None,
            word.speaker,
            word.confidence,
        )
        for part in parts
    ]


def _records(value: Any, name: str) -> list[Record]:
    """The list of timed things, whatever it is called."""
    found: Any = value
    if isinstance(value, dict):
        found = next((value[key] for key in ("segments", "words", "cues") if key in value), None)
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise CaptionsUnreadableError(
            name, "it holds no list of segments with start, end (in seconds) and text"
        )
    return found


def _cue(record: Record, name: str) -> Cue | None:
    """One segment or word; None where it says nothing."""
    speaker = _label(record)
    words = record.get("words")
    if isinstance(words, list) and words:
        tokens = tuple(token for word in words for token in _word(word, speaker, name))
    elif "word" in record:
        tokens = tuple(_word(record, speaker, name))
    else:
        tokens = tuple(Token(word, speaker=speaker) for word in plain(_said(record)).split())
    if not tokens:
        return None
    start = _ms(record, "start", name)
    end = _ms(record, "end", name)
    if start is None:
        raise CaptionsUnreadableError(name, f"the segment {_said(record)[:40]!r} has no start")
    if end is None and "duration" in record:
        end = start + (_ms(record, "duration", name) or 0)
    return Cue(start, end if end is not None else start, merged(tokens))


def _word(word: Any, speaker: str | None, name: str) -> list[Token]:
    if not isinstance(word, dict):
        raise CaptionsUnreadableError(name, f"{str(word)[:40]!r} is no word with start and end")
    raw = _said(word)
    parts = unmarked(raw).split()
    joins = bool(parts) and not raw[:1].isspace()
    confidence = word.get("probability", word.get("confidence", word.get("score")))
    sure = confidence if isinstance(confidence, (int, float)) and 0 <= confidence <= 1 else None
    said_by = _label(word) or speaker
    start, end = _ms(word, "start", name), _ms(word, "end", name)
    return [
        Token(
            ("\x00" if joins and not number else "") + part,
            start if number == 0 else None,
            end if len(parts) == 1 else None,
            said_by,
            None if sure is None else round(float(sure), 3),
        )
        for number, part in enumerate(parts)
    ]


def merged(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Join tokens that go on with a word to the word, where the transcriber marks new words.

    Whisper writes new words with a space in front; where no word of a segment has one, every token
    is a word of its own.
    """
    marked = any(not token.text.startswith("\x00") for token in tokens)
    result: list[Token] = []
    for token in tokens:
        text = token.text.removeprefix("\x00")
        if marked and result and token.text.startswith("\x00"):
            last = result.pop()
            result.append(
                Token(last.text + text, last.start, token.end, last.speaker, _less(last, token))
            )
        else:
            result.append(Token(text, token.start, token.end, token.speaker, token.confidence))
    return tuple(result)


def _less(one: Token, other: Token) -> float | None:
    known = [value for value in (one.confidence, other.confidence) if value is not None]
    return min(known, default=None)


def _said(record: Record) -> str:
    for key in ("punctuated_word", "word", "text"):
        if isinstance(record.get(key), str):
            return str(record[key])
    return ""


def _label(record: Record) -> str | None:
    value = record.get("speaker")
    if value is None or isinstance(value, (dict, list, bool)):
        return None
    return " ".join(plain(str(value)).split())[:80] or None


def _ms(record: Record, key: str, name: str) -> int | None:
    value = record.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise CaptionsUnreadableError(name, f"{key} is {str(value)[:40]!r} where seconds belong")
    if abs(value) > 1e6:
        raise CaptionsUnreadableError(name, f"{key} is {value:g} s, beyond any recording")
    return round(value * 1000)
