"""How well captions are cut and set: `python -m tests.benchmarks.captions [--clips N]`.

Clips of about 35 s are cut into cards by the real cueing, laid out with the real fonts of the
starters and written as caption lines, then held against the rules of `tests.caption_rules`; what is
a bad break and an orphan stands there. Words:

- `meetings`: QMSum in the media folder, spontaneous speech with all its false starts, made-up times;
- `read`: captions of real speech in the media folder, with their own times;
- `script`: the demo's talk and made-up interviews, edited language;
- `random`: words of many kinds, pauses and speakers in any order. Only what must hold for all words
  is judged on them.

Each mode is measured with the limits of the starters that use it (`sentence`: broadcast rules, and
Clean's limits), at 9:16 and 16:9, with both ways of breaking. `broken` are overlapping cues, empty
cues, lines over their box, and words lost, shown twice or out of order; `bad` and `strict` are shares
of all ends of cues and lines, `bad_cues` of the ends of cues alone, `orphans` of the cues; `written`
are the same in caption files. Beside them, in the same run and within the same limits:

- `filled`: cards and lines filled one after the other, as a program without grammar does;
- `least`: what no cutting within the limits can go below (`bad` and `bad_cues` each by itself).

`few_words` is Bold at 9:16 with ever fewer words to a card.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, get_args

from deployments.demo.script import SCRIPT
from schemas.artifacts import BINARY, WAV, Blob, Ref
from schemas.clips import Framing, SourceSpan, Timeline
from schemas.enhancement import CaptionCard, CaptionWord, EnhancedClip
from schemas.style.contract import StyleContract
from schemas.style.resolve import resolve
from schemas.style.subtitles import Pacing
from schemas.units import ASPECT_SIZES, Aspect, frame_at
from style_plane.starters.fonts import FONTS, font_path
from tasks.analysis.transcribe.captions import read_captions
from tasks.composition.enhance import SIDECAR_PACING
from tasks.delivery.cues import cues_of
from tasks.tools.artifacts.local import sha256_of
from tasks.tools.drawing.captions import Canvas, caption_pages
from tasks.tools.drawing.cueing import cards_of
from tasks.tools.drawing.fonts import FontBook
from tasks.tools.drawing.lines import break_lines
from tasks.tools.drawing.placement import safe_area
from tests.benchmarks.material import media_folder
from tests.caption_rules import Count, Cue, checked, why_bad
from tests.simulators.interviews import episode
from tests.simulators.meetings import meeting

Mode = Literal["sentence", "phrase", "words"]
Breaking = Literal["balanced", "greedy"]
ASPECTS: tuple[Aspect, ...] = ("9:16", "16:9")
CLIP_WORDS = 100
RATE = "30/1"
STARTERS = Path(__file__).resolve().parents[2] / "style_plane" / "starters"
NOWHERE: Ref[Blob] = Ref(sha256="0" * 64, size=0, media_type=BINARY)
Words = Sequence[CaptionWord]


@dataclass(frozen=True)
class Look:
    """A style as it holds in one aspect ratio."""

    style: StyleContract
    """Resolved for it."""
    aspect: Aspect

    @classmethod
    def of(cls, style: StyleContract, aspect: Aspect) -> Look:
        return cls(resolve(style, aspect, "en"), aspect)

    def paced(self, **changes: Any) -> Look:
        """The same with another pacing."""
        pacing = self.style.pacing.model_copy(update=changes)
        return Look(self.style.model_copy(update={"pacing": pacing}), self.aspect)

    @property
    def pacing(self) -> Pacing:
        return self.style.pacing

    @property
    def name(self) -> str:
        return f"{self.style.title} {self.aspect}, {self.pacing.max_chars_per_line} characters"


def measure(clips: int, media: Path | None = None) -> dict[str, Any]:
    """All figures, for `clips` clips of each kind of words at most."""
    talks = corpora(clips, media or media_folder())
    real = [clip for kind, found in talks.items() if kind != "random" for clip in found]
    result: dict[str, Any] = {"clips": {kind: len(found) for kind, found in talks.items()}}
    for mode, looks in modes().items():
        result[mode] = {
            breaking: _figures(real, [look.paced(breaking=breaking) for look in looks])
            for breaking in get_args(Breaking)
        }
        result[mode]["random_broken"] = _broken(talks["random"], looks)
        result[mode]["filled"] = _shares(_total(filled(w, look) for look in looks for w in real))
        result[mode]["least"] = least(real, looks)
        result[mode]["each"] = {look.name: _each(real, look) for look in looks}
    result["few_words"] = {str(most): _few(real, most) for most in (2, 3, 4, 5, 6)}
    return result


def modes() -> dict[Mode, list[Look]]:
    """The looks in which each mode is measured."""
    styles = {style.title.lower(): style for style in starters()}
    clean, bold = styles["clean"], styles["bold"]
    phrased = [style for style in styles.values() if style.pacing.mode == "phrase"]
    broadcast = SIDECAR_PACING.model_dump()
    return {
        "sentence": [
            Look.of(clean, "16:9").paced(**broadcast),
            Look.of(clean, "9:16").paced(mode="sentence"),
            Look.of(clean, "16:9").paced(mode="sentence"),
        ],
        "phrase": [Look.of(style, aspect) for style in phrased for aspect in ASPECTS],
        "words": [Look.of(bold, aspect) for aspect in ASPECTS],
    }


def _figures(clips: Sequence[Words], looks: Sequence[Look]) -> dict[str, Any]:
    both = [judged(words, look) for look in looks for words in clips]
    painted, written = _total(one for one, _ in both), _total(other for _, other in both)
    return _shares(painted) | {"written": _shares(written)}


def _broken(clips: Sequence[Words], looks: Sequence[Look]) -> int:
    """Broken promises on the picture and in the files, with either breaking."""
    paced = [look.paced(breaking=breaking) for look in looks for breaking in get_args(Breaking)]
    return sum(part.broken for look in paced for words in clips for part in judged(words, look))


def _total(counts: Iterable[Count]) -> Count:
    return sum(counts, Count())


def _shares(count: Count) -> dict[str, Any]:
    return {
        "cues": count.cues,
        "broken": count.broken,
        "bad": _share(count.bad, count.breaks),
        "bad_cues": _share(count.bad_cues, count.breaks - count.lines),
        "strict": _share(count.strict, count.breaks),
        "orphans": _share(count.orphans, count.cues),
    }


def _share(part: int, whole: int) -> float:
    return round(part / max(1, whole), 4)


def _each(clips: Sequence[Words], look: Look) -> dict[str, Any]:
    row = _figures(clips, [look])
    kept = {name: row[name] for name in ("bad", "bad_cues", "orphans")}
    return kept | {"least": least(clips, [look])}


def _few(clips: Sequence[Words], most: int) -> dict[str, Any]:
    return _each(clips, modes()["words"][0].paced(max_words_per_card=most))


def judged(words: Words, look: Look) -> tuple[Count, Count]:
    """What is found on the picture, and in the caption files."""
    ends = sentence_ends(words)
    end_ms = words[-1].end_ms + 500
    pacing = look.pacing
    cards = cards_of(words, set(ends), pacing, end_ms=end_ms, language="en")
    clip = EnhancedClip(
        clip_id="clip",
        start_ms=0,
        end_ms=end_ms,
        title="",
        hook="",
        words=tuple(words),
        cards={look.aspect: cards},
        language="en",
        line_chars={look.aspect: pacing.max_chars_per_line},
    )
    room, painted = _painted(clip, look)
    lined = _written(clip, look.aspect)
    return (
        checked(words, painted, room, ends),
        checked(words, lined, pacing.max_chars_per_line, ends),
    )


def _painted(clip: EnhancedClip, look: Look) -> tuple[float, list[Cue]]:
    """What a line may be wide, in pixels, and the pages as cues."""
    style = look.style
    width, height = ASPECT_SIZES[look.aspect]
    canvas = Canvas(width, height, clip.end_ms)
    book = FontBook(style.brand, fonts(), clip.language)
    pages = caption_pages(style, _timeline(clip, look.aspect), clip, book, canvas, [], []).pages
    cards = {card.start_ms: card for card in clip.cards[look.aspect]}
    cues = []
    for page in pages:
        card = cards[page.start_ms]
        rows = sorted({word.baseline for word in page.block.words})
        lines = [[w for w in page.block.words if w.baseline == row] for row in rows]
        widths = [max(w.x + w.width for w in line) - min(w.x for w in line) for line in lines]
        numbers = _numbers(clip.words, card, [[w.text for w in line] for line in lines])
        cues.append(Cue(page.start_ms, page.end_ms, numbers, max(widths)))
    room = min(
        style.subtitles.placement.box_width / 100 * width,
        safe_area(look.aspect, width, height).width,
    )
    return room, cues


def _numbers(
    words: Words, card: CaptionCard, lines: Sequence[Sequence[str]]
) -> tuple[tuple[int, ...], ...]:
    """Which words end on which line, told by their letters; what is not there is left out."""
    waiting = list(range(card.first_word, card.last_word + 1))
    found: list[tuple[int, ...]] = []
    left = ""
    for line in lines:
        ended = []
        for shown in line:
            letters = _letters(shown)
            while letters and not left and waiting and not _letters(words[waiting[0]].text):
                waiting.pop(0)
            if not waiting:
                break
            left = left or _letters(words[waiting[0]].text)
            if not left.startswith(letters) or bool(left) != bool(letters):
                break
            left = left[len(letters) :]
            if not left:
                ended.append(waiting.pop(0))
        found.append(tuple(ended))
    return tuple(found)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _written(clip: EnhancedClip, aspect: Aspect) -> list[Cue]:
    """The caption file's cues; a word that is longer than a line may be."""
    cues, at = [], 0
    for cue in cues_of(clip.track(aspect), RATE):
        lines = []
        for line in cue.lines:
            lines.append(tuple(range(at, at + len(line))))
            at += len(line)
        several = [text for text in cue.texts if " " in text]
        cues.append(Cue(cue.start_ms, cue.end_ms, tuple(lines), max(map(len, several), default=0)))
    return cues


def filled(words: Words, look: Look) -> Count:
    """Cards as full as the limits allow, lines filled in turn: the baseline."""
    pacing = look.pacing
    cues: list[Cue] = []
    rows: list[list[int]] = [[]]
    for number in range(len(words)):
        row, count = rows[-1], sum(map(len, rows))
        fits = len(" ".join(words[n].text for n in [*row, number])) <= pacing.max_chars_per_line
        if not row or (fits and count < pacing.max_words_per_card):
            row.append(number)
        elif len(rows) < pacing.max_lines and count < pacing.max_words_per_card:
            rows.append([number])
        else:
            cues.append(_filled_cue(words, rows))
            rows = [[number]]
    return checked(words, [*cues, _filled_cue(words, rows)], 1000, sentence_ends(words))


def _filled_cue(words: Words, rows: Sequence[Sequence[int]]) -> Cue:
    start, end = words[rows[0][0]].start_ms, words[rows[-1][-1]].end_ms
    return Cue(start, end, tuple(map(tuple, rows)))


def least(clips: Sequence[Words], looks: Sequence[Look]) -> dict[str, float]:
    """The least shares of bad ends that cards within the limits of `looks` can have."""
    found = {}
    for name, lines in (("bad", True), ("bad_cues", False)):
        ways = [fewest_bad(words, look.pacing, lines=lines) for look in looks for words in clips]
        found[name] = _share(sum(bad for bad, _ in ways), sum(ends for _, ends in ways))
    return found


def fewest_bad(words: Words, pacing: Pacing, *, lines: bool) -> tuple[int, int]:
    """Bad ends, and all ends, of the cutting with the fewest of both, in this order.

    Args:
        lines: whether ends of lines count, besides those of cards.
    """
    torn = [bool(why_bad(one, other)) for one, other in pairwise(words)] + [False]
    best = [(0, -1)]
    for end in range(1, len(words) + 1):
        ways = []
        for first in range(max(0, end - pacing.max_words_per_card), end):
            inside = _line_ends(words[first:end], torn[first:end], pacing)
            if inside is not None:
                bad, ends = best[first]
                within = inside if lines else []
                ways.append((bad + sum(within) + torn[end - 1], ends + len(within) + 1))
        best.append(min(ways))
    return best[-1]


def _line_ends(words: Words, torn: Sequence[bool], pacing: Pacing) -> list[bool] | None:
    """Whether each line but the last ends badly, as well as can be; None where they do not fit."""
    lengths, limit = [len(word.text) for word in words], pacing.max_chars_per_line
    if len(words) == 1:
        return []
    prices = [1000.0 * bad for bad in torn]
    spans = break_lines(lengths, 1.0, limit, pacing.max_lines, prices=prices)
    return None if spans is None else [torn[end - 1] for _, end in spans[:-1]]


def sentence_ends(words: Words) -> frozenset[int]:
    """Words whose punctuation ends a sentence."""
    return frozenset(n for n, w in enumerate(words) if re.search(r"[.!?]['\"]?$", w.text))


@cache
def starters() -> tuple[StyleContract, ...]:
    """The starters' contracts, in the order of their names."""
    paths = sorted(STARTERS.glob("*.json"))
    return tuple(StyleContract.model_validate_json(path.read_text()) for path in paths)


@cache
def fonts() -> dict[str, Path]:
    """The starters' fonts by sha256."""
    return {sha256_of(font_path(name)): font_path(name) for name in FONTS}


def _timeline(clip: EnhancedClip, aspect: Aspect) -> Timeline:
    """The whole recording, uncut, without faces."""
    frames = frame_at(clip.end_ms, RATE) + 1
    width, height = ASPECT_SIZES[aspect]
    return Timeline(
        clip_id=clip.clip_id,
        aspect=aspect,
        kind="video",
        source=NOWHERE,
        audio=Ref(sha256="0" * 64, size=0, media_type=WAV),
        rate=RATE,
        frame_count=frames,
        width=width,
        height=height,
        spans=(SourceSpan(first_frame=0, frame_count=frames, at=0),),
        framings=(Framing(first_frame=0, end_frame=frames, layout="none"),),
        faces=(),
    )


def corpora(clips: int, media: Path) -> dict[str, list[Words]]:
    """Clips of each kind of words; without the media folder only those that are made up."""
    kinds: dict[str, list[Words]] = {
        "script": _script(),
        "random": [_random(seed) for seed in range(clips)],
    }
    meetings = sorted((media / "labels" / "qmsum").glob("*.json"))
    if meetings:
        kinds["meetings"] = [clip for path in meetings for clip in _cut(_said(path))]
    captions = sorted((media / "speech").glob("*.mp4.txt"))
    if captions:
        kinds["read"] = [clip for path in captions for clip in _cut(_captioned(path))]
    return {kind: _some(found, clips) for kind, found in kinds.items()}


def _some(clips: list[Words], most: int) -> list[Words]:
    """At most so many, spread evenly."""
    count = min(most, len(clips))
    return [clips[len(clips) * number // count] for number in range(count)]


def _cut(words: Words) -> list[Words]:
    """Clips of `CLIP_WORDS` words, from time zero."""
    parts = [words[at : at + CLIP_WORDS] for at in range(0, len(words), CLIP_WORDS)]
    return [_shifted(part) for part in parts if len(part) == CLIP_WORDS or part is parts[0]]


def _shifted(words: Words) -> list[CaptionWord]:
    origin = words[0].start_ms
    return [
        word.model_copy(update={"start_ms": word.start_ms - origin, "end_ms": word.end_ms - origin})
        for word in words
    ]


def _said(path: Path) -> list[CaptionWord]:
    return [
        CaptionWord(text=w.text, start_ms=w.start_ms, end_ms=w.end_ms, speaker=w.speaker)
        for w in meeting(path).transcript.words
    ]


def _captioned(path: Path) -> list[CaptionWord]:
    read = read_captions(path.read_bytes(), "srt", duration_ms=None, name=path.name)
    return [
        CaptionWord(text=w.text, start_ms=w.start_ms, end_ms=w.end_ms, speaker=w.speaker)
        for w in read.words
    ]


def _script() -> list[Words]:
    """The demo's talk, then an interview, at 160 words a minute."""
    lines: list[tuple[str, str]] = [(beat.speaker, beat.text) for beat in SCRIPT]
    lines += [(line.speaker, line.text) for line in episode(1, minutes=20).lines]
    chance, at = random.Random(1), 0
    words = []
    for speaker, text in lines:
        for word in text.split():
            length = 90 + 45 * len(word)
            words.append(CaptionWord(text=word, start_ms=at, end_ms=at + length, speaker=speaker))
            at += length + (chance.randint(100, 600) if word[-1] in ".?!" else 20)
    return _cut(words)


PIECES = """
    a I the of and to in it is that's don't one, well: (perhaps) speech matters. Why? 20 million
    percent Anna-Maria Smith naïve façade Übermut 3.5% $40 R&D e.g. Dr. incomprehensibilities
    Donaudampfschifffahrtsgesellschaftskapitän - … «oui» «so» ok?! @name #tag x
"""


def _random(seed: int) -> list[CaptionWord]:
    chance, at = random.Random(seed), 0
    words: list[CaptionWord] = []
    for _ in range(chance.randint(1, 80)):
        at += chance.choice((0, 0, 0, 20, 200, 900, 6000))
        length = chance.choice((1, 30, 200, 400, 6000))
        words.append(
            CaptionWord(
                text=chance.choice(PIECES.split()),
                start_ms=at,
                end_ms=at + length,
                speaker=chance.choice("aaab"),
            )
        )
        at += length
    return words


def main() -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--clips", type=int, default=60, help="of each kind of words, at most")
    print(json.dumps(measure(parser.parse_args().clips), indent=2))


if __name__ == "__main__":
    main()
