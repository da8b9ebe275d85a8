"""What a sentence is led into with, and a clip does without: `so, um`, `and`, a word begun again."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.segments import Sentence
from tasks.analysis.editorial import lexicon
from tasks.analysis.editorial.kinds import Kind, kind, plain

FILLS = lexicon.words("um uh uhm umm er erm mm hmm mhm mm-hmm")
MARKERS = lexicon.words(
    "so well okay ok yeah yep yes right alright now and but oh anyway like see look actually "
    "basically also plus honestly cuz because 'cause cos 'cos"
)
"""Words that lead into a sentence: left out where a comma or a filler is behind them."""
PAIRS = frozenset(
    {("you", "know"), ("i", "mean"), ("in", "fact"), ("of", "course"), ("for", "example")}
)
"""The same in two words, with a comma behind them."""
JOINERS = lexicon.words("so and but well now okay ok yeah oh")
"""Of these a sentence needs none, with or without a pause."""
NAMES: frozenset[Kind] = frozenset({"article", "owner", "one", "subject", "there", "points"})
TIED = lexicon.words("if when while since although in for with after before i'm maybe sometimes")
"""What a sentence may begin with behind a joiner."""
DEGREES = lexicon.words("many much few far long little some that")
"""Behind a joiner these may belong to it: `so many people`, `so far`, `now that`."""
LEADS = lexicon.words(
    """
    and but or nor so because cuz 'cause cos 'cos which then also plus yet though although
    yeah yes yep no nope okay ok right exactly sure oh well um uh like anyway alright hmm mm
    mm-hmm uh-huh indeed
    """
)
"""Openings that answer or go on with something."""
PAUSE_MS = 100
"""A pause behind a word at which it may be left out without a comma."""
LEAST_LEFT = 4
SHORT = 4
"""Fewer words than these say nothing where all of them only lead."""


def run_up(texts: Sequence[str], gaps_ms: Sequence[int], *, joined: bool = False) -> int:
    """How many words at the start of a sentence a clip does without: `So, um, I I think`.

    Args:
        texts: the sentence's words as they are written.
        gaps_ms: silence behind each of them.
        joined: whether `and` in front of a whole sentence is left out without a pause, too.
    """
    words = [plain(text) for text in texts]
    place = 0
    while len(words) - place > LEAST_LEFT:
        size = _led_in(texts, words, gaps_ms, place)
        if not size and joined:
            size = int(_joins(texts, words, place))
        if not size:
            break
        place += size
    return place


def led(text: str, *, joined: bool = False) -> str:
    """A sentence without its run-up, as far as commas tell it."""
    texts = text.split()
    return " ".join(texts[run_up(texts, [0] * len(texts), joined=joined) :])


def is_scrap(sentence: Sentence) -> bool:
    """Whether it says nothing: `Mmm.`, `So.`, `Right.`"""
    words = [plain(word) for word in sentence.text.split()]
    return "filler" in sentence.flags or (
        len(words) < SHORT and all(word in LEADS or _is_sound(word) for word in words)
    )


def _is_sound(word: str) -> bool:
    """`mmm`, `tsk`, `y`: a noise, or the beginning of a word, as transcribers write it."""
    begun = len(word) == 1 and word not in ("a", "i", "o")
    return word in FILLS or begun or not (set(word) & set("aeiouy0123456789"))


def _joins(texts: Sequence[str], words: Sequence[str], place: int) -> bool:
    """Whether a joiner stands in front of what says the same without it."""
    word, following = words[place], words[place + 1]
    if word not in JOINERS or following in DEGREES:
        return False
    found = kind(following)
    return found in NAMES or following in TIED or (found == "asks" and texts[-1].endswith("?"))


def _led_in(texts: Sequence[str], words: Sequence[str], gaps_ms: Sequence[int], place: int) -> int:
    """How many words from a place on are a filler, a marker or said again at once."""
    word, following = words[place], words[place + 1]
    apart = texts[place][-1:] in ",." or gaps_ms[place] >= PAUSE_MS
    if word in FILLS:
        return 1
    if word in MARKERS and (apart or following in FILLS or _marked(texts, words, place + 1)):
        return 1
    if (word, following) in PAIRS and texts[place + 1].endswith(","):
        return 2
    for size in (1, 2, 3):
        behind = _behind_fills(words, place + size)
        again = words[place : place + size] == words[behind : behind + size]
        if again and word not in lexicon.TWICE:
            return behind - place
    begun = kind(word) == "in" and following.startswith(word) and following != word
    contracted = following.startswith(f"{word}'")
    return int(begun or contracted or _piece(texts[place], word, following))


def _behind_fills(words: Sequence[str], place: int) -> int:
    while place < len(words) and words[place] in FILLS:
        place += 1
    return place


def _marked(texts: Sequence[str], words: Sequence[str], place: int) -> bool:
    """`And so,`: markers in a row, a comma behind the last."""
    return place < len(words) and words[place] in MARKERS and texts[place].endswith(",")


def _piece(text: str, word: str, following: str) -> bool:
    """The beginning of the next word, or of one that was never finished."""
    known = kind(word) != "word" or word in ("a", "i", "o")
    begun = len(word) <= 3 and following.startswith(word) and following != word
    alone = len(word) == 1 and (text.islower() or kind(following) not in ("word", "be"))
    return not known and word.isalpha() and (begun or alone)
