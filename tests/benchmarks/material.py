"""Long recordings for the benchmarks, joined from real faces and real speech.

The picture is about ten minutes of pieces, each encoded once in 16:9 at 30 frames a second, 720 or
1080 lines, put into ever new orders by stream copy. The sound is all speech of the media folder,
again and again. Captions hold what is really said where that is known and said for the first time,
and otherwise meeting transcripts that do not repeat, with made-up times. Without the media folder the
demo's talk is the material.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from deployments.demo.talk import make_talk
from tasks.tools.media.ffmpeg import run_ffmpeg

PIECE_SECONDS = 18
PAUSE_MS = 700
MS_PER_WORD = 60_000 / 165
_RATE = 48_000
_LONGEST_CUE = 12
_LOOKS = (
    (1.0, "decrease", ",pad={w}:{h}:-1:-1:color=0x20303a"),
    (1.0, "increase", ",crop={w}:{h}"),
    (1.344, "increase", ",crop={w}:{h}:iw*0.1:ih*0.05"),
    (1.219, "increase", ",crop={w}:{h},hflip"),
)
"""How much larger than the picture a clip is made, how it fills that, and what is taken of it."""
_PICTURE = (
    *("-an", "-sn", "-map", "0:v:0", "-r", "30", "-c:v", "libx264", "-preset", "veryfast"),
    *("-crf", "23", "-pix_fmt", "yuv420p", "-threads", "2", "-g", "60", "-bf", "0"),
    *("-video_track_timescale", "15360"),
)
_TAGS = "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"


@dataclass(frozen=True)
class Cue:
    """Text with its times in milliseconds."""

    start_ms: int
    end_ms: int
    speaker: str
    text: str


@dataclass(frozen=True)
class Speech:
    """One WAV file of speech, and its words where they are known."""

    sound: Path
    length_ms: int
    words: tuple[str, ...] = ()


@dataclass
class Talkers:
    """Sentences of real meetings, each used once before any is used again."""

    utterances: Sequence[tuple[str, tuple[str, ...]]]
    said: int = 0

    def fill(self, start_ms: int, end_ms: int) -> Iterator[Cue]:
        """Cues of about 165 words a minute that lie inside a span."""
        at = start_ms
        while self.utterances:
            speaker, words = self.utterances[self.said % len(self.utterances)]
            until = at + round(len(words) * MS_PER_WORD)
            if until > end_ms:
                return
            yield Cue(at, until, speaker, " ".join(words))
            self.said += 1
            at = until + PAUSE_MS // 2


def media_folder() -> Path:
    """Where real recordings lie, whether or not they do."""
    named = os.environ.get("REELWRIGHT_TEST_MEDIA")
    return Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "media"


def make_recording(
    folder: Path, minutes: float = 20, media: Path | None = None, *, height: int = 720
) -> tuple[Path, Path]:
    """A video of that length and its captions; made once and then found in the folder.

    Args:
        media: real recordings; None for the media folder.
        height: lines of the picture, which is 16:9.
    """
    media = media or media_folder()
    kind = "real" if (media / "faces").is_dir() and (media / "speech").is_dir() else "made"
    video = folder / f"recording-{kind}-{height}-{minutes:g}-minutes.mp4"
    captions = video.with_suffix(".vtt")
    if video.exists() and captions.exists():
        return video, captions
    parts = folder / f"parts-{kind}-{height}"
    parts.mkdir(parents=True, exist_ok=True)
    pieces = _pieces(parts, _pictures(media, parts), height)
    speech = _speech(media, parts)
    order, cues = _timeline(speech, _meetings(media), round(minutes * 60_000))
    captions.write_text(_webvtt(cues), encoding="utf-8")
    _join(video, _orders(pieces, minutes * 60), order, minutes * 60)
    return video, captions


def _pictures(media: Path, parts: Path) -> list[Path]:
    found = sorted(p for p in (media / "faces").glob("*") if p.suffix != ".csv")
    return found or [make_talk(parts / "talk").video]


def _pieces(parts: Path, clips: Sequence[Path], height: int) -> list[Path]:
    """Every clip in every look, looped to the same length, encoded alike."""
    made = []
    for clip in clips:
        for number in range(len(_LOOKS)):
            piece = parts / f"{clip.stem}-{number}.mp4"
            made.append(piece)
            if piece.exists():
                continue
            aside = piece.with_suffix(".part")
            skip = ("-stream_loop", "-1", "-i", str(clip), "-ss", str(number * 7))
            look = f"{_look(number, height)},setsar=1,{_TAGS}"
            shape = ("-vf", look, *_PICTURE, "-t", str(PIECE_SECONDS))
            args = (*skip, *shape, "-f", "mp4", str(aside))
            run_ffmpeg(args, doing=f"the piece {piece.name}", timeout_s=600)
            aside.replace(piece)
    return made


def _look(number: int, height: int) -> str:
    """FFmpeg's filters for one look."""
    larger, how, taken = _LOOKS[number]
    size = [round(side * larger / 2) * 2 for side in (height * 16 / 9, height)]
    scaled = f"scale={size[0]}:{size[1]}:force_original_aspect_ratio={how}"
    return scaled + taken.format(w=round(height * 16 / 9), h=height)


def _orders(pieces: Sequence[Path], seconds: float) -> list[Path]:
    """Pieces in a new order each time around, for at least so many seconds."""
    chance, chosen = random.Random(7), list[Path]()
    while len(chosen) * PIECE_SECONDS < seconds:
        around = list(pieces)
        chance.shuffle(around)
        chosen += around
    return chosen[: int(seconds / PIECE_SECONDS) + 1]


def _speech(media: Path, parts: Path) -> list[Speech]:
    listed = media / "speech" / "manifest.csv"
    if not listed.exists():
        talk = make_talk(parts / "talk")
        words = tuple(w["text"] for w in json.loads(talk.truth.read_bytes())["words"])
        return [_sound(talk.video, parts, words)]
    with listed.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [_sound(listed.parent / row["file"], parts, _known(listed.parent, row)) for row in rows]


def _sound(source: Path, parts: Path, words: tuple[str, ...]) -> Speech:
    """The source's sound as mono WAV, followed by a short pause."""
    sound = parts / f"{source.name}.wav"
    if not sound.exists():
        aside = sound.with_suffix(".part")
        shape = ("-vn", "-ac", "1", "-ar", str(_RATE), "-af", f"apad=pad_dur={PAUSE_MS}ms")
        args = ("-i", str(source), *shape, "-f", "wav", str(aside))
        run_ffmpeg(args, doing=f"the sound of {source.name}", timeout_s=300)
        aside.replace(sound)
    with wave.open(str(sound), "rb") as file:
        return Speech(sound, file.getnframes() * 1000 // _RATE, words)


def _known(folder: Path, row: dict[str, str]) -> tuple[str, ...]:
    """English words that are exactly what one hears; nothing where that is not known."""
    if row["language"] != "en" or row["transcript_kind"] not in ("exact", "exact + times"):
        return ()
    for ending in (".txt", ".xhtml"):
        path = folder / f"{row['file']}{ending}"
        if path.exists():
            text = path.read_text(encoding="utf-8")
            spoken = re.sub(r"<head>.*</head>|<h1>.*</h1>|<[^>]+>", " ", text, flags=re.DOTALL)
            lines = (s for s in spoken.splitlines() if not re.fullmatch(r"\s*\d*|.*-->.*", s))
            return tuple(" ".join(lines).replace("NAR:", "").split())
    return ()


def _meetings(media: Path) -> Talkers:
    utterances = []
    for path in sorted((media / "labels" / "qmsum").glob("*.json")):
        for turn in json.loads(path.read_text(encoding="utf-8"))["meeting_transcripts"]:
            text = re.sub(r"\{[^}]*\}|[<&]", " ", turn["content"])
            text = re.sub(r"\s+([.,?!;:]|'(?:s|re|ll|ve|d|m)\b)", r"\1", text)
            for sentence in re.split(r"(?<=[.?!])\s+", text.strip()):
                if len(spoken := tuple(sentence.split())) > 1:
                    utterances += [(turn["speaker"], part) for part in _parts(spoken)]
    return Talkers(utterances)


def _parts(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for first in range(0, len(words), _LONGEST_CUE):
        yield words[first : first + _LONGEST_CUE]


def _timeline(
    speech: Sequence[Speech], talkers: Talkers, length_ms: int
) -> tuple[list[Path], list[Cue]]:
    """Which sounds follow each other, and what the captions say meanwhile."""
    order, cues, at, first_time = list[Path](), list[Cue](), 0, True
    while at < length_ms:
        for one in speech:
            end = min(at + one.length_ms - PAUSE_MS, length_ms)
            known = one.words if first_time or not talkers.utterances else ()
            cues += _spread(known, at, end) if known else talkers.fill(at, end)
            order.append(one.sound)
            at += one.length_ms
            if at >= length_ms:
                break
        first_time = False
    return order, cues


def _spread(words: tuple[str, ...], start_ms: int, end_ms: int) -> Iterator[Cue]:
    """Cues over a span, each as long as its share of the words."""
    done = 0
    for part in _parts(words):
        low, done = done, done + len(part)
        edges = [start_ms + (end_ms - start_ms) * n // len(words) for n in (low, done)]
        if edges[0] < edges[1]:
            yield Cue(edges[0], edges[1], "Reader", " ".join(part))


def _join(video: Path, pieces: Sequence[Path], sounds: Sequence[Path], seconds: float) -> None:
    """Copy the pictures, encode the sound, cut both at the same time."""
    lists = [video.with_suffix(f".{kind}.txt") for kind in ("pictures", "sounds")]
    for path, files in zip(lists, (pieces, sounds), strict=True):
        named = (str(file.resolve()).replace("'", r"'\''") for file in files)
        path.write_text("".join(f"file '{name}'\n" for name in named), encoding="utf-8")
    aside = video.with_suffix(".part")
    inputs = [part for path in lists for part in ("-f", "concat", "-safe", "0", "-i", str(path))]
    shape = ("-map", "0:v:0", "-map", "1:a:0", "-c:v", "copy", "-c:a", "aac", "-b:a", "96k")
    args = (*inputs, *shape, "-t", f"{seconds:.3f}", "-movflags", "+faststart")
    run_ffmpeg((*args, "-f", "mp4", str(aside)), doing=video.name, timeout_s=3600)
    aside.replace(video)
    for path in lists:
        path.unlink()


def _webvtt(cues: Sequence[Cue]) -> str:
    parts = ["WEBVTT"]
    for cue in cues:
        times = f"{_time(cue.start_ms)} --> {_time(cue.end_ms)}"
        parts.append(f"{times}\n<v {cue.speaker}>{cue.text}")
    return "\n\n".join(parts) + "\n"


def _time(ms: int) -> str:
    minutes, rest = divmod(ms, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
