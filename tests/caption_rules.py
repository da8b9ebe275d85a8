"""What good captions keep, checked on what is painted and on what is written beside it.

Of what a viewer sees (`Cue`: words on lines, for a time) the checker counts

- **overlaps**: a cue that begins before the one before it ends;
- **empty**: a cue without words, or that is over when it begins;
- **wide**: a line that is wider than its box;
- **lost**: a word that is not shown exactly once, in order (mere signs may be left out);
- **bad breaks**, among all ends of cues and lines but the last: the word before the end leads to
  the word after it. So it is (`why_bad`) for an article, determiner or possessive; a preposition; a
  conjunction or relative; the subject pronoun of a verb; an auxiliary, modal or negation; a title
  before its name; a number before its unit; the parts of a name. It is not where punctuation, a
  pause of more than 350 ms or another speaker ends the phrase; nor where the word has done its
  work: a particle before a conjunction (`come in | and`), a pronoun as object (`tell you | when`),
  a form of be, have or do as the verb itself (`it was | in the middle`, `it was | a mess`);
- **strict breaks**: bad ones without that last allowance: every such word, whatever follows it;
- **orphans**, among all cues: a cue that is one word of at most seven letters, unless it is a
  sentence, or a pause or another speaker isolates it (a break of the talk on both sides of it); or
  one whose last line is one word of at most four letters while the line above has more than one.

After the "line treatment" of Netflix's Timed Text Style Guide. What needs a parser (an adjective and
its noun, a verb and its particle) is not told. Words are known for English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

from schemas.enhancement import CaptionWord

PAUSE_MS = 350
SHORT, SHORT_LINE = 7, 4
"""Letters of a word that is an orphan on a cue of its own, and on a last line."""
TOLERANCE = 0.5
"""Pixels by which a line may be measured wider than its box."""

Line = tuple[int, ...]
"""Words as indexes into those of the clip. A word that runs over several lines is on the last."""


@dataclass(frozen=True)
class Cue:
    """Words shown together, for a time in milliseconds."""

    start_ms: int
    end_ms: int
    lines: tuple[Line, ...]
    widest: float = 0.0
    """Width of its widest line, in the unit of the room that it is held against."""


@dataclass(frozen=True)
class Count:
    """What was found, and out of how many."""

    cues: int = 0
    breaks: int = 0
    lines: int = 0
    """Those of `breaks` that are between two lines of a cue."""
    overlaps: int = 0
    empty: int = 0
    wide: int = 0
    lost: int = 0
    bad: int = 0
    bad_lines: int = 0
    """Those of `bad` that are between two lines."""
    strict: int = 0
    orphans: int = 0

    def __add__(self, other: Count) -> Count:
        names = [field.name for field in fields(self)]
        return Count(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def broken(self) -> int:
        """Promises that hold for all words whatever."""
        return self.overlaps + self.empty + self.wide + self.lost

    @property
    def bad_cues(self) -> int:
        """Those of `bad` that are ends of cues."""
        return self.bad - self.bad_lines

    @property
    def bad_share(self) -> float:
        return self.bad / max(1, self.breaks)

    @property
    def orphan_share(self) -> float:
        return self.orphans / max(1, self.cues)


def checked(
    words: Sequence[CaptionWord],
    cues: Sequence[Cue],
    room: float,
    sentence_ends: frozenset[int] = frozenset(),
) -> Count:
    """All rules at once. `room` is how wide a line may be, in the unit of `Cue.widest`.

    `sentence_ends` are words that end a sentence, besides those whose punctuation says so.
    """
    shown = [number for cue in cues for line in cue.lines for number in line]
    lines = list(_line_ends(cues))
    ends = [*lines, *_cue_ends(cues)]
    inner_lines = [end for end in lines if end[0] not in sentence_ends]
    inner = [end for end in ends if end[0] not in sentence_ends]
    return Count(
        cues=len(cues),
        breaks=len(ends),
        lines=len(lines),
        overlaps=sum(b.start_ms < a.end_ms for a, b in pairwise(cues)),
        empty=sum(not any(cue.lines) or cue.end_ms <= cue.start_ms for cue in cues),
        wide=sum(cue.widest > room + TOLERANCE for cue in cues),
        lost=_lost(shown, [n for n, word in enumerate(words) if _letters(word.text)]),
        bad=_bad(words, inner),
        bad_lines=_bad(words, inner_lines),
        strict=_bad(words, inner, strict=True),
        orphans=sum(is_orphaned(words, cue, sentence_ends) for cue in cues),
    )


def _bad(
    words: Sequence[CaptionWord], ends: Sequence[tuple[int, int]], *, strict: bool = False
) -> int:
    return sum(bool(why_bad(words[one], words[other], strict=strict)) for one, other in ends)


def _lost(shown: Sequence[int], wanted: Sequence[int]) -> int:
    """Words that are missing, shown again, or out of order."""
    missing = len(set(wanted) - set(shown))
    again = len(shown) - len(set(shown))
    disordered = sum(b < a for a, b in pairwise(shown))
    return missing + again + disordered


def _line_ends(cues: Sequence[Cue]) -> Iterator[tuple[int, int]]:
    """Words on both sides of every end of a line within a cue."""
    for cue in cues:
        filled = [line for line in cue.lines if line]
        yield from ((a[-1], b[0]) for a, b in pairwise(filled))


def _cue_ends(cues: Sequence[Cue]) -> Iterator[tuple[int, int]]:
    """Words on both sides of every end of a cue but the last."""
    flat = [[number for line in cue.lines for number in line] for cue in cues]
    filled = [numbers for numbers in flat if numbers]
    yield from ((a[-1], b[0]) for a, b in pairwise(filled))


def is_orphaned(
    words: Sequence[CaptionWord], cue: Cue, sentence_ends: frozenset[int] = frozenset()
) -> bool:
    """Whether a cue, or its last line, is one short word that need not stand alone."""
    filled = [line for line in cue.lines if line]
    if not filled or len(filled[-1]) > 1:
        return False
    letters = len(_letters(words[filled[-1][0]].text))
    if len(filled) > 1:
        return letters <= SHORT_LINE and len(filled[-2]) > 1
    if letters > SHORT:
        return False
    only = filled[0][0]
    before = only == 0 or _talk_breaks(words, only - 1, sentence_ends)
    after = only + 1 == len(words) or _talk_breaks(words, only, sentence_ends)
    return not (before and after)


def _talk_breaks(words: Sequence[CaptionWord], at: int, sentence_ends: frozenset[int]) -> bool:
    """Whether a sentence, a turn or a stretch without pause ends after a word."""
    here, there = words[at], words[at + 1]
    return at in sentence_ends or _ends_sentence(here.text) or _parted(here, there)


def _parted(here: CaptionWord, there: CaptionWord) -> bool:
    return there.start_ms - here.end_ms > PAUSE_MS or there.speaker != here.speaker


def why_bad(here: CaptionWord, there: CaptionWord, *, strict: bool = False) -> str:
    """Why nothing should end between two words; empty where something may.

    Args:
        strict: whether words that have done their work count too.
    """
    if _parted(here, there) or _ends_phrase(here.text):
        return ""
    one, other = _letters(here.text), _letters(there.text)
    if one in TITLES and _capital(there.text):
        return "title"
    if (re.search(r"\d", one) or one in NUMBERS) and other in UNITS:
        return "number"
    if _capital(here.text) and _capital(there.text) and one not in KNOWN:
        return "" if here.text.isupper() and there.text.isupper() else "name"
    for kind, (members, allowed) in KINDS.items():
        if one in members and (strict or other not in allowed):
            return kind
    return ""


def _ends_sentence(text: str) -> bool:
    return bool(re.search(r"[.!?…]['\"”’»)\]]*$", text)) and not _is_short_form(text)


def _ends_phrase(text: str) -> bool:
    return bool(re.search(r"[.!?…,;:–—]['\"”’»)\]]*$", text)) and not _is_short_form(text)


def _capital(text: str) -> bool:
    return text[:1].isupper()


def _is_short_form(text: str) -> bool:
    return bool(re.fullmatch(r"(?i)(mr|mrs|ms|dr|prof|st|vs|e\.g|i\.e|[a-z])\.", text))


def _letters(text: str) -> str:
    return re.sub(r"[^\w']+", "", text.lower().replace("’", "'")).strip("'")


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


COORDINATING = _set("and or but nor so yet because although though while if unless until since")
RELATIVE = _set("that which who whom whose when where what how why than whether as")
CONJUNCTIONS = COORDINATING | RELATIVE
PREPOSITIONS = _set(
    """
    in on at by for from of to with about into onto over under after before between among through
    during without within against around behind beyond near off toward towards upon across along
    inside outside beside besides above below beneath despite except per via like
    """
)
ARTICLES = _set("a an the")
DETERMINERS = _set("my your his its our their every each no") | ARTICLES
POINTING = _set("this these those some any her")
SUBJECTS = _set("i he she we they")
PRONOUNS = _set("you it there")
MODALS = _set(
    """
    can could will would shall should may might must cannot can't couldn't won't wouldn't shouldn't
    mustn't not never gonna wanna gotta very too
    """
)
VERBS = _set(
    """
    is are was were am be been being do does did has have had having isn't aren't wasn't weren't
    don't doesn't didn't hasn't haven't hadn't ain't
    i'm you're we're they're he's she's it's that's there's what's who's let's
    i've you've we've they've i'd you'd he'd she'd we'd they'd
    i'll you'll he'll she'll it'll we'll they'll that'll
    """
)
TITLES = _set("mr mrs ms dr prof st professor president sir madam")
NUMBERS = _set(
    """
    one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty
    sixty seventy eighty ninety hundred thousand million billion trillion
    """
)
UNITS = _set(
    """
    percent hundred thousand million billion trillion dollars euros pounds cents year years month
    months week weeks day days hour hours minute minutes second seconds times degrees miles meters
    kilometers feet inches kilograms tons
    """
)
KINDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "conjunction": (CONJUNCTIONS, frozenset()),
    "determiner": (DETERMINERS, frozenset()),
    "subject": (SUBJECTS, frozenset()),
    "preposition": (PREPOSITIONS, COORDINATING),
    "modal": (MODALS, COORDINATING),
    "pronoun": (POINTING | PRONOUNS, CONJUNCTIONS | PREPOSITIONS),
    "auxiliary": (VERBS, (CONJUNCTIONS | PREPOSITIONS | DETERMINERS | POINTING) - {"to"}),
}
"""Words of each kind, and those before which they have done their work."""
KNOWN = frozenset().union(*(members for members, _ in KINDS.values()))
