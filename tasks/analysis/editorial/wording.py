"""Title, hook and description of a clip, all of it taken from what is said in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from schemas.candidates import Candidate, Criterion
from schemas.segments import Segments, Sentence
from tasks.analysis.editorial import lexicon
from tasks.analysis.editorial.abroad import headline
from tasks.analysis.editorial.asides import about_talk
from tasks.analysis.editorial.breaks import pieces
from tasks.analysis.editorial.claims import claimed
from tasks.analysis.editorial.clauses import clauses, shortened
from tasks.analysis.editorial.fluency import quoted
from tasks.analysis.editorial.kinds import kind, plain
from tasks.analysis.editorial.runups import led
from tasks.analysis.editorial.sentences import TERMINAL
from tasks.analysis.editorial.standing import CLAUSE, CONDITIONS, TELLS, content, dangles, flaws
from tasks.analysis.editorial.subjects import subject_of, subjects_of
from tasks.analysis.editorial.terms import is_english, stems
from tasks.analysis.editorial.trimming import trimmed

TITLE_CHARACTERS = 60
HOOK_WORDS, HOOK_CHARACTERS = 10, 80
LEAST_WORDS = 4
FEW_WORDS, MOST_WORDS = 5, 9
"""Shorter and longer titles are worse, word for word."""
DESCRIBED = 2
SOUND = 1
"""Flaws that a title may have at most; with more the clip is called by what it is about."""
POOR = 2
"""With more flaws than these even a single name is the better title."""
STRONG, STATES, EARNED, OPENS = 0.3, 0.2, 0.15, 0.3
"""What a claim, question or number, a statement about a thing, a sentence that earned grades, and the
clip's beginning add to a title's worth, against the telling words in it, 0 to 1 each."""
MORE, ENOUGH = 0.1, 4
"""What each word that says what it is about adds, and how many count."""
OWN = 0.15
"""What is taken off where it only says what the speaker does, or that there is something."""
QUOTED = 2
"""Flaws of what begins inside somebody else's words."""
CUT = 12
"""Characters by which the end of a broken sentence is known."""
SAID = 3
"""Telling words that count, the most telling ones."""
TITLED: tuple[Criterion, ...] = ("quotability", "information_density", "hook_strength")
"""Whose evidence makes the title, in this order where nothing else decides."""
Telling = Mapping[str, float]


def title(item: Candidate, segments: Segments, telling: Telling) -> str:
    """At most 60 characters: the clause that says most and can stand alone, else what it is about."""
    if not is_english(segments.language):
        return _abroad(item, segments, telling)
    lines = _lines(item, segments)
    best = _best(item, segments, lines, telling)
    if best is not None and best[0] <= SOUND:
        return _ended(best[1])
    texts = [line.text for line in _run(item, segments)]
    claim = claimed(texts, telling, TITLE_CHARACTERS)
    if claim:
        return claim
    about = subject_of(texts, telling, TITLE_CHARACTERS)
    if about and (" and " in about or best is None or best[0] > POOR):
        return about
    if best is not None and best[0] <= POOR:
        return _ended(best[1])
    names = [*subjects_of(texts, telling, single=True), _first_line(item, segments)]
    return names[0][:1].upper() + names[0][1:]


def _abroad(item: Candidate, segments: Segments, telling: Telling) -> str:
    """A title in a language whose grammar is not known here."""
    texts = [line.text for line in _run(item, segments) if "filler" not in line.flags]
    found = headline(texts, telling, segments.language, TITLE_CHARACTERS)
    return _ended(found) if found else _first_line(item, segments)


def _best(
    item: Candidate, segments: Segments, lines: Sequence[Sentence], telling: Telling
) -> tuple[int, str] | None:
    """What costs least of what fits, and of that what says most."""
    earned = len(_earned(item, segments))
    cut = _cut_off(lines)
    closed = _closed(lines)
    run = _run(item, segments)
    inside = {line.id for line, held in zip(run, quoted(run), strict=True) if held}
    options = [
        (
            _cost(text) + less + text.endswith(cut) + QUOTED * (line.id in inside),
            -_worth(text, telling) - EARNED * (place < earned),
            place,
            text,
        )
        for place, line in enumerate(lines)
        for text, less in _fitting(line.text, closed)
    ]
    cost, _, _, text = min(options, default=(0, 0.0, 0, ""))
    return (cost, text) if text else None


def _parts(text: str, closed: bool) -> list[tuple[str, int]]:
    """Pieces of a sentence that may stand alone, and what is taken off. Without punctuation it may
    be two sentences: less is taken off pieces that go over no place where one may well end."""
    if closed:
        return [(part, 0) for part in clauses(text)]
    apart = [(part, 0) for piece in pieces(text) for part in clauses(piece)]
    return [*apart, *((part, 1) for part in clauses(text))]


def _closed(lines: Sequence[Sentence]) -> bool:
    """Whether the transcript has punctuation."""
    return any(TERMINAL.search(line.text) for line in lines)


def _fitting(text: str, closed: bool) -> Iterator[tuple[str, int]]:
    """Pieces of a sentence that have a title's length, and what is taken off for leaving out some."""
    for part, less in _parts(text, closed):
        if len(part) <= TITLE_CHARACTERS:
            yield part, less
        elif short := shortened(part, TITLE_CHARACTERS):
            yield short, less + 1


def hook(item: Candidate, segments: Segments, telling: Telling, title: str = "") -> str:
    """At most ten words: the opening's question, number or claim, else the line to quote; other words
    than the title's where others are as good."""
    run = _run(item, segments)
    if not is_english(segments.language):
        return _hook_abroad(item, segments, telling, title)
    opening = {line.id for line in run[:2]}
    lines = _lines(item, segments)
    closed = _closed(lines)
    options = [
        (text, less, line.id in opening)
        for line in lines
        for text, less in _parts(line.text, closed)
        if len(text.split()) <= HOOK_WORDS
    ]
    best = min(
        options,
        key=lambda option: (
            _cost(option[0]) + option[1],
            _ended(option[0]) == title,
            -_worth(option[0], telling) - OPENS * option[2],
            option[0],
        ),
        default=None,
    )
    if best is not None and flaws(best[0]) <= SOUND:
        return _ended(best[0])
    if title and len(title.split()) <= HOOK_WORDS:
        return title
    return _ended(best[0]) if best is not None else _cut_hook(trimmed(item.text) or item.text)


def _hook_abroad(item: Candidate, segments: Segments, telling: Telling, title: str) -> str:
    """A line of at most ten words, whole where one is, other than the title where there is
    another: the first one before the one that says most."""
    texts = [line.text for line in _run(item, segments) if "filler" not in line.flags]
    short = [text for text in texts if len(text.split()) <= HOOK_WORDS]
    others = [text for text in short if _ended(_as_said(text)) != title]
    if others and others[0] == texts[0]:
        return _ended(_as_said(others[0]))
    found = headline(others or short, telling, segments.language, HOOK_CHARACTERS)
    if not found and title and len(title.split()) <= HOOK_WORDS:
        return title
    return _ended(found or " ".join(_as_said(item.text).split()[:HOOK_WORDS]))


def _cost(text: str) -> int:
    """Its flaws, and one each for saying little, for asking somebody who is there and for talk about the
    talk."""
    asks = text.endswith("?") and kind(plain(text.split(maxsplit=1)[0])) in ("modal", "aux", "be")
    return flaws(text) + (content(text) < TELLS) + asks + about_talk(text)


def _cut_off(lines: Sequence[Sentence]) -> tuple[str, ...]:
    """How the sentences end that nobody finished, where the transcript says so."""
    unfinished = [line for line in lines if not TERMINAL.search(line.text)]
    if 2 * len(unfinished) > len(lines):
        return ()
    return tuple(end for line in unfinished if (end := trimmed(line.text)[-CUT:]))


def _worth(text: str, telling: Telling) -> float:
    """How much a clause says, and how strongly."""
    said = sorted((telling.get(key, 0.0) for key in set(stems(text))), reverse=True)[:SAID]
    words = len(text.split())
    length = 0.1 * max(0, words - MOST_WORDS, FEW_WORDS - words)
    first = kind(plain(text.split(maxsplit=1)[0]))
    own = OWN * text.startswith(("I ", "I'", "We ", "We'", "There"))
    states = STATES * (first in ("article", "word", "one", "owner") and not text.endswith("?"))
    tells = MORE * min(ENOUGH, content(text))
    return round(sum(said) / SAID + STRONG * _strong(text) + states + tells - length - own, 6)


def description(item: Candidate, segments: Segments, names: Sequence[str]) -> str:
    """The two lines that say most, in the order in which they are said, and what it is about."""
    lines = sorted(_lines(item, segments), key=_leans)[:DESCRIBED]
    english = is_english(segments.language)
    texts = [_sentence(line.text, english) for line in sorted(lines, key=lambda line: line.id)]
    about = f"About: {', '.join(names)}." if names else ""
    return " ".join(text for text in (*texts, about) if text)


def _leans(line: Sentence) -> bool:
    """Whether a line says little by itself: it points back, or is the rest of another."""
    return "weak_start" in line.flags or plain(line.text.split(maxsplit=1)[0]) in CONDITIONS


def _sentence(text: str, english: bool) -> str:
    """A line without `and` in front, and with the full stop that a transcript without punctuation
    lacks."""
    text = " ".join((led(text, joined=True) if english else text).split())
    text = text[:1].upper() + text[1:]
    return text if TERMINAL.search(text) or not text[-1:].isalnum() else f"{text}."


def _run(item: Candidate, segments: Segments) -> tuple[Sentence, ...]:
    return segments.sentences[item.first_sentence : item.last_sentence + 1]


def _earned(item: Candidate, segments: Segments) -> list[Sentence]:
    """Sentences that earned grades, best criterion first."""
    inside = {sentence.id: sentence for sentence in _run(item, segments)}
    earned = [item.scores[name].evidence for name in TITLED if name in item.scores]
    chosen = [inside[number] for number in earned if number is not None and number in inside]
    return list({line.id: line for line in chosen if "filler" not in line.flags}.values())


def _lines(item: Candidate, segments: Segments) -> list[Sentence]:
    """Sentences that earned grades; then the clip's own, longest first."""
    run = _run(item, segments)
    rest = sorted(run, key=lambda sentence: (-len(sentence.text), sentence.id))
    lines = [line for line in (*_earned(item, segments), *rest) if "filler" not in line.flags]
    return list({line.id: line for line in lines or run}.values())


def _first_line(item: Candidate, segments: Segments) -> str:
    """The line that says most, whatever its grammar, within a title's length."""
    written = trimmed if is_english(segments.language) else _as_said
    lines = [written(line.text) for line in _lines(item, segments)]
    return _ended(fitted(next((line for line in lines if line), item.text), TITLE_CHARACTERS))


def _as_said(text: str) -> str:
    """A sentence in a language whose fillers and run-up are not known here: `um` is a word in German."""
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]


def fitted(text: str, characters: int) -> str:
    """A text within a number of characters: its first clauses that fit, else whole words and `…`."""
    if len(text) <= characters:
        return text
    ends = [found.start() for found in CLAUSE.finditer(text) if found.start() <= characters]
    if ends and len(text[: ends[-1]].split()) >= LEAST_WORDS:
        return text[: ends[-1]]
    short = text[: characters - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-")
    return f"{short[: characters - 1]}…"


def _cut_hook(text: str) -> str:
    words = text.split()[:HOOK_WORDS]
    while len(words) > LEAST_WORDS and dangles(" ".join(words)):
        words.pop()
    return _ended(" ".join(words))


def _strong(text: str) -> bool:
    patterns = (lexicon.NUMBER, lexicon.CLAIM, lexicon.ABSOLUTE)
    return text.endswith("?") or any(pattern.search(text) for pattern in patterns)


def _ended(text: str) -> str:
    """Without a full stop or comma at the end; question and exclamation marks stay."""
    return text.rstrip(" .,;:–—-") or text
