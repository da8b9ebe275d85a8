"""Interviews that nobody held, with an editor of known taste.

A host asks, a guest answers at length; there are sponsor reads, an introduction, a goodbye, and an
opening montage of excerpts that are said again later. The editor likes long, plain-spoken claims,
stories and feelings of the guest, rather early than late, and has moods: much of what is chosen
cannot be foreseen. What is chosen is known, so that methods can be measured; nothing that is
shipped is fitted on it.
"""

from __future__ import annotations

import json
import math
import random
from dataclasses import dataclass
from pathlib import Path

Span = tuple[int, int]
MS_PER_WORD = 330
TOPICS = (
    "pricing sale customer discount margin contract",
    "garden soil seed harvest compost tomato",
    "hiring interview candidate manager team culture",
    "bridge steel engineer river load concrete",
    "sleep night doctor brain dream pillow",
    "marathon runner mile shoe coach breath",
    "kitchen recipe flour oven chef sauce",
    "satellite orbit rocket launch antenna signal",
    "novel chapter editor reader plot sentence",
    "school teacher pupil classroom exam lesson",
    "forest timber wolf trail ranger winter",
    "music guitar chord stage album rhythm",
)
CLAIMS = (
    "The truth is that every {a} fails when nobody owns the {b}.",
    "Nobody ever lost a {a} because the {b} was too simple, and everybody I know believes the opposite.",
    "If you want a better {a} you have to give up the {b} that you love most.",
    "The biggest mistake that people make is to treat the {a} like a {b}, and it never works.",
    "You should never trust a {a} that has not survived at least one terrible {b}.",
    "What matters is not the {a} but how fast you can change your mind about the {b}.",
)
STORIES = (
    "When I was twenty my father sold our {a} to pay for a {b}, and I cried for a week.",
    "I remember the night the {a} broke, we were so afraid that we walked home without the {b}.",
    "My first boss told me that my {a} was a disaster, and then she gave me her own {b}.",
    "One day we lost the {a}, everybody blamed the {b}, and I nearly left for good.",
)
PLAIN = (
    "We had a {a} next to the {b}.",
    "The {a} was delivered with a {b} in {n} parts.",
    "Usually the {a} comes first and the {b} follows about {n} days later.",
    "There is a form for the {a}, and a second one for the {b}.",
    "It depends on the {a}, as you would expect with any {b}.",
    "They put the {a} beside the {b} and went on with the list.",
    "That was the {a}.",
    "So the {a} and the {b} are in the same building, with a door between them.",
    "Then there is the {a}, which is another kind of {b} in a way.",
    "Sort of a {a}, you know, with, um, a {b} on it.",
)
QUESTIONS = (
    "How did the {a} change what you think about the {b}?",
    "I wanted to ask about the {a}, because listeners write to us about the {b}. What should they do?",
    "What was the {a} like in the early days?",
    "Could you talk about the {b} for a moment?",
)
BRANDS = ("Harborly", "Notewell", "Quillstack", "Brightpan")
HOST, GUEST = "Maya Stone", "Ilan Reyes"


@dataclass(frozen=True)
class Line:
    """A sentence with its place and what the editor may like in it."""

    speaker: str
    text: str
    start_ms: int
    end_ms: int
    kind: str


@dataclass(frozen=True)
class Episode:
    """A whole interview."""

    lines: tuple[Line, ...]
    opening: int
    """Lines of the opening: montage, introduction, first sponsor read."""
    chosen: tuple[Span, ...]
    """What the editor took, in milliseconds, in order."""
    sponsored: tuple[Span, ...]

    def vtt(self, *, whole: bool) -> str:
        """WebVTT with one cue for each turn; without the opening unless `whole`."""
        lines = self.lines if whole else self.lines[self.opening :]
        cues: list[list[Line]] = []
        for line in lines:
            if cues and cues[-1][-1].speaker == line.speaker and line.kind != "sponsor":
                cues[-1].append(line)
            else:
                cues.append([line])
        parts = ["WEBVTT"]
        for cue in cues:
            times = f"{_clock(cue[0].start_ms)} --> {_clock(cue[-1].end_ms)}"
            parts.append(f"{times}\n<v {cue[0].speaker}>{' '.join(line.text for line in cue)}")
        return "\n\n".join(parts) + "\n"

    def clips(self) -> str:
        """The chosen spans as `NAME.clips.json` holds them."""
        return json.dumps([{"start_ms": start, "end_ms": end} for start, end in self.chosen])


def episode(seed: int, *, minutes: float = 60, opening: bool = True) -> Episode:
    """An interview of about that length; equal seeds give equal interviews."""
    chance = random.Random(seed)
    body, picked = _body(chance, minutes)
    start = _opening(chance, body, picked) if opening else []
    lines: list[Line] = []
    at = 0
    for speaker, text, kind in start + body:
        length = len(text.split()) * MS_PER_WORD
        lines.append(Line(speaker, text, at, at + length - 60, kind))
        at += length + 140
    shift = len(start)
    spans = [(lines[a + shift].start_ms, lines[b + shift].end_ms) for a, b in picked]
    reads = [(line.start_ms, line.end_ms) for line in lines if line.kind == "sponsor"]
    return Episode(tuple(lines), shift, tuple(sorted(spans)), tuple(reads))


def written(folder: Path, seeds: range, *, whole: bool, minutes: float = 60) -> list[Episode]:
    """Interviews as files: NAME.vtt, and NAME.clips.json for those without their opening."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for seed in seeds:
        found = episode(seed, minutes=minutes)
        (folder / f"talk-{seed:03}.vtt").write_text(found.vtt(whole=whole))
        if not whole:
            (folder / f"talk-{seed:03}.clips.json").write_text(found.clips())
        made.append(found)
    return made


Said = tuple[str, str, str]


def _body(chance: random.Random, minutes: float) -> tuple[list[Said], list[tuple[int, int]]]:
    """Everything behind the opening, and which runs of lines the editor takes."""
    said: list[Said] = []
    words, total = 0, int(minutes * 60_000 / (MS_PER_WORD + 15))
    themes = chance.sample(TOPICS, 6)
    while words < total:
        theme = themes[min(5, words * 6 // total)].split()
        said.append((HOST, _filled(chance, chance.choice(QUESTIONS), theme), "question"))
        said += [_sentence(chance, theme) for _ in range(chance.randint(3, 26))]
        if chance.random() < 0.3:
            said.append((HOST, chance.choice(("Wow, I love that.", "Yeah.", "Right.")), "back"))
        if chance.random() < 0.04:
            said += _read(chance)
        words = sum(len(text.split()) for _, text, _ in said)
    said.append((HOST, "Thank you so much for being here, and goodbye everybody.", "outro"))
    return said, _edited(chance, said)


def _sentence(chance: random.Random, theme: list[str]) -> Said:
    draw = chance.random()
    kind = "plain"
    texts: tuple[str, ...] = PLAIN
    if draw < 0.10:
        kind, texts = "claim", CLAIMS
    elif draw < 0.16:
        kind, texts = "story", STORIES
    text = _filled(chance, chance.choice(texts), theme)
    if chance.random() < 0.35:
        more = _filled(chance, chance.choice(PLAIN if kind == "plain" else CLAIMS), theme)
        text = f"{text[:-1]}, and {more[0].lower()}{more[1:]}"
    return GUEST, text, kind


def _filled(chance: random.Random, text: str, theme: list[str]) -> str:
    common = ("work", "idea", "morning", "friend", "decision", "house", "money")
    a = chance.choice(theme)
    b = chance.choice(theme if chance.random() < 0.5 else common)
    return text.format(a=a, b=b, n=chance.randint(2, 90))


def _edited(chance: random.Random, said: list[Said]) -> list[tuple[int, int]]:
    """Runs of one to four of the guest's lines, drawn by what the editor thinks of their core."""
    total = len(said)
    worth = {"claim": 1.5, "story": 1.2}
    odds = []
    for place, (speaker, text, kind) in enumerate(said):
        liking = worth.get(kind, 0.0) + 0.035 * len(text.split()) - 1.3 * place / total
        odds.append(math.exp(liking + chance.gauss(0, 0.9)) if speaker == GUEST else 0.0)
    picked: list[tuple[int, int]] = []
    for _ in range(chance.choice((1, 3, 4, 5, 6, 8))):
        core = chance.choices(range(total), odds)[0]
        first, last = core, core
        for _ in range(chance.randint(0, 3)):
            if said[last + 1][0] == GUEST:
                last += 1
        if all(last < a or b < first for a, b in picked):
            picked.append((first, last))
    return picked


def _read(chance: random.Random) -> list[Said]:
    """A sponsor read that names its sponsor once and then just talks."""
    brand = chance.choice(BRANDS)
    texts = (
        f"This episode is brought to you by {brand}.",
        "Every founder I know spends half of the week in spreadsheets that nobody reads.",
        "When I ran my first company we lost a whole quarter because of that, and it nearly broke us.",
        f"{brand} puts all of it in one place, so that your whole team sees the truth.",
        "The biggest companies in the world never plan without it.",
        f"Go to {brand.lower()}.com slash talk for ten percent off your first year.",
    )
    return [(HOST, text, "sponsor") for text in texts]


def _opening(chance: random.Random, body: list[Said], picked: list[tuple[int, int]]) -> list[Said]:
    montage = [
        (body[place][0], body[place][1], "montage")
        for first, last in picked
        for place in range(first, last + 1)
    ]
    welcome = [
        (HOST, f"Welcome to Second Draft, I'm {HOST}, and today my guest is {GUEST}.", "intro"),
        (HOST, "Let's get into it right after this.", "intro"),
    ]
    return montage + welcome + _read(chance)


def _clock(ms: int) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
