"""Whether a run of spoken words is a sentence that somebody would write down, in English.

No parser: neighbours that cannot be, a subject with its verb, an end that is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tasks.analysis.editorial import lexicon
from tasks.analysis.editorial.kinds import (
    ASKING,
    DOING,
    NOMINATIVE,
    PLURALS,
    Kind,
    is_manner,
    kind,
    plain,
)

ENDLESS = lexicon.words(
    """
    need want make put get give take say tell find keep let see use mean called show bring try
    wants needs makes gives takes says tells finds keeps lets uses means made gave took tried
    become becomes became seem seems know using making putting getting giving taking having being
    """
)
"""Verbs that nobody ends with, because something has to follow."""
TELLING = lexicon.words("thinking saying wondering asking")
TOLD_SO = lexicon.words("said says thought think thinks asked told")
"""Behind these, and behind those where a subject says them, comes what is thought or said."""
HELPS = lexicon.words("helps lets makes has does needs wants goes")
"""Behind these another verb may stand: `helps keep`, `makes sense`."""
BELIEVING = lexicon.words(
    "think thought know knew believe believed guess hope say said see saw find found mean wish "
    "feel felt "
    "bet suppose understand understood realized learned heard told"
)
"""Whoever does this may go on with a sentence: `I know the answer is no`."""
OFTEN = lexicon.words("always never often usually really simply already almost probably")
"""Behind who does something comes what: `people always`."""
PARTICLES = lexicon.words("in on over through around by")
"""Of these a sentence may end with one behind a verb or an object: `she turned it on`."""
DANGLING = lexicon.words(
    """
    a an the and or but so because if that which who whose to of for with from into about as than
    like is are was were be been am have has had do does did will would can could should i he she
    they we my your our their its these those some any every very not just really when where while
    what how why whether gonna sort kind actually maybe also even only at until between whenever
    unless
    you're it's there's i'm we're they're he's she's you'll we'll i'll they'll i've we've you've
    """
)
CLOSING = lexicon.words("have had do does did can could will would are is was were am should")
"""Behind a subject these may end a sentence: `the best drug we have`."""
GOVERNING = lexicon.words("of for with from into at by under without between against through")
"""Behind these it is `me`, `him`, `them`."""
NEVER: dict[Kind, frozenset[Kind]] = {
    "article": frozenset(
        {"article", "owner", "subject", "object", "points", "aux", "modal", "be", "in", "to", "and",
         "that", "asks", "there"}
    ),
    "owner": frozenset(
        {"article", "owner", "subject", "object", "points", "aux", "modal", "be", "in", "to", "and",
         "that", "asks", "there"}
    ),
    "in": frozenset({"be", "modal", "and", "there"}),
    "to": frozenset({"modal", "be", "past", "third", "and", "in", "to", "there"}),
    "subject": frozenset({"article", "owner", "object", "subject", "points", "to", "asks"}),
    "aux": frozenset({"third", "be", "modal"}),
    "modal": frozenset(
        {"past", "third", "be", "and", "in", "article", "owner", "one", "object", "points", "to",
         "modal", "there", "asks"}
    ),
    "be": frozenset({"be", "modal", "verb", "and"}),
    "and": frozenset({"and"}),
    "past": frozenset({"modal", "be", "third"}),
    "third": frozenset({"modal", "aux", "be", "third"}),
    "verb": frozenset({"modal", "be"}),
}  # fmt: skip
"""Kinds that cannot stand right behind each other, but for the pairs below."""
EVEN_SO = frozenset(
    {
        ("but", "if"), ("but", "when"), ("and", "if"), ("and", "when"), ("or", "if"), ("as", "if"),
        ("do", "put"), ("and", "while"), ("and", "because"), ("than", "if"), ("or", "when"),
        ("it", "all"), ("you", "all"), ("we", "all"), ("did", "in"), ("do", "in"), ("done", "in"),
        ("let", "have"), ("is", "when"), ("was", "when"), ("is", "because"), ("was", "because"),
        ("is", "if"), ("are", "when"), ("that", "is"), ("because", "if"), ("as", "when"),
        ("in", "and"), ("on", "and"),
        ("over", "and"), ("about", "is"), ("in", "is"), ("for", "is"), ("on", "is"), ("with", "is"),
    }
)  # fmt: skip


def impossible(written: Sequence[str]) -> int:
    """How many neighbours cannot be: signs of a sentence begun again or cut in the middle."""
    asks = bool(written) and written[-1].endswith("?")
    found = 0
    for one, two in pairwise(written):
        first, second = plain(one), plain(two)
        if one[-1:] in ",;:.?!" or one.endswith("-") or (first, second) in EVEN_SO:
            continue
        broken = kind(second) in NEVER.get(kind(first), frozenset())
        broken = broken or (second == "i" and first in ("is", "are", "has", "does"))
        broken = broken or (
            kind(first) == "third" and kind(second) == "verb" and first not in HELPS
        )
        broken = broken or (second in NOMINATIVE and (first == "to" or first in GOVERNING))
        contracted = "'" in first and not first.endswith("n't")
        if contracted and kind(first) in ("subject", "there"):
            broken = kind(second) in ("subject", "third", "be", "aux", "and") and second != "all"
        if broken and asks and kind(second) == "subject":
            broken = False
        if kind(second) == "subject" and kind(first) == "adverb" and not asks:
            leads = _leading(written[: written.index(two)])
            broken = leads in ("modal", "be", "article", "owner")
            broken = broken or (first == "so" and leads == "subject")
        if kind(first) == "modal" and kind(second) == "subject" and not asks:
            led = _leading(written[: written.index(one)])
            broken = broken or (led == "subject" and first.endswith(("ld", "ll", "n't")))
        again = first == second and first not in lexicon.TWICE and not first.isdigit()
        begun = _begins(two) and one[-1:].isalnum()
        found += broken or again or begun
    return found + sum(_broken_off(word) for word in written)


def _leading(written: Sequence[str]) -> Kind:
    """What the last word is that is no adverb; an adverb where there is none, or a pause."""
    for word in reversed(written):
        if word[-1:] in ",;:.?!":
            return "adverb"
        if kind(plain(word)) != "adverb":
            return kind(plain(word))
    return "adverb"


def _begins(word: str) -> bool:
    """Whether a word has a capital letter that only the beginning of a sentence gives it."""
    bare = plain(word)
    known = kind(bare) not in ("word", "verb", "past", "third") or bare in lexicon.CONNECTIVE
    return word[:1].isupper() and known and bare.split("'")[0] != "i"


def _broken_off(word: str) -> bool:
    """`th`, `s`, `w`: the beginning of a word."""
    bare = plain(word)
    if len(bare) > 3 or not bare.isalpha() or bare in ("a", "i"):
        return False
    if len(bare) == 2 and word.islower() and kind(bare) == "word" and bare not in TWO_LETTERS:
        return True
    vowel = any(letter in "aeiouy" for letter in bare)
    return word.islower() and (len(bare) == 1 or not vowel) and bare not in lexicon.VOWELLESS


TWO_LETTERS = lexicon.VOWELLESS | lexicon.words(
    "ad ai am pm ax be by ex go hi id ma me my oh ok ox pa pi uk us up ah eh vr ar ux ui so if as or no "
    "an at do of in on it is he we to"
)
"""Words of two letters, and what is written like one."""
DOES: frozenset[Kind] = frozenset({"modal", "aux", "be", "verb", "past", "third"})
NAMING: frozenset[Kind] = frozenset({"article", "owner", "one", "points", "word"})
TOLD: frozenset[Kind] = frozenset(
    {"article", "owner", "one", "object", "points", "in", "word", "verb", "to"}
)
"""What stands behind a verb that tells somebody to do something."""
STARTS: frozenset[Kind] = frozenset({"article", "owner", "subject", "there"})
"""Behind `so` one of these begins a clause of its own."""
SAYING = frozenset({"say", "like", "suppose", "mean"})
FAR = 7
"""Words from the beginning of a clause within which its verb stands."""


def has_verb(written: Sequence[str]) -> bool:
    """Whether a clause begins with somebody or something, and then says what it does."""
    words = [plain(word) for word in written]
    kinds = [kind(word) for word in words]
    place = 0
    while place < len(kinds) - 2 and (kinds[place] == "adverb" or is_manner(words[place])):
        place += 1
    if place >= len(kinds) - 1:
        return False
    opening, following = kinds[place], kinds[place + 1]
    short = "'" in words[place] and opening in ("there", "subject")
    if short or (opening in ("there", "points", "verb") and following in ("be", "modal", "aux")):
        return True
    if opening == "subject":
        return _does(words, kinds, place + 1)
    return opening in NAMING and _named_does(written, words, kinds, place)


def _named_does(
    written: Sequence[str], words: Sequence[str], kinds: Sequence[Kind], place: int
) -> bool:
    """Whether what is named from a place on does something, before anybody else is named."""
    for at in range(place + 1, min(len(kinds), place + FAR)):
        if words[at] == "who" and at > place:
            continue
        if words[at] == "so" and at + 1 < len(kinds) and kinds[at + 1] in STARTS:
            return False
        if kinds[at] in ("subject", "asks", "there", "object") or written[at - 1][-1:] in ",;:":
            return False
        if kinds[at] in ("modal", "be", "aux"):
            return True
        named = kinds[at - 1] in ("word", "one", "adverb")
        near = kinds[place] != "word" or at <= place + 2
        does = kinds[at] in ("past", "third") or _regular(words[at]) or _acts(words, kinds, at)
        several = any(_several(word) for word in words[place:at])
        if named and near and (does or (kinds[at] == "verb" and several)):
            return True
    return False


def _acts(words: Sequence[str], kinds: Sequence[Kind], at: int) -> bool:
    """`burns a fifth`: no name, because an article follows."""
    behind = kinds[at + 1] if at + 1 < len(kinds) else "in"
    return (
        words[at].endswith("s") and kinds[at] == "word" and behind in ("article", "owner", "object")
    )


def _several(word: str) -> bool:
    return word in PLURALS or (word.endswith("s") and len(word) > 3)


def runs_on(written: Sequence[str]) -> bool:
    """Whether two sentences stand there as one, without a comma: `you talk to him is the culture`."""
    words = [plain(word) for word in written]
    kinds = [kind(word) for word in words]
    if len(words) < 5 or kinds[0] != "subject" or words[1] in BELIEVING or kinds[1] not in DOES:
        return False
    for at in range(3, len(words)):
        joins = kinds[at - 1] in ("and", "that", "asks") or written[at - 1][-1:] in ",;:–—"
        if joins or (kinds[at - 1] == "to" and kinds[at] == "verb"):
            return False
        if kinds[at] in ("be", "modal") and kinds[at - 1] == "word":
            return True
    return False


def _does(words: Sequence[str], kinds: Sequence[Kind], place: int) -> bool:
    """Whether a verb stands behind a subject, past `just`, `never` and the like."""
    while place < len(kinds) and (kinds[place] in ("adverb", "not") or words[place].endswith("ly")):
        place += 1
    return place < len(kinds) and (kinds[place] in DOES or _regular(words[place]))


def _regular(word: str) -> bool:
    return len(word) > 4 and word.endswith("ed")


def orders(written: Sequence[str]) -> bool:
    """Whether it tells somebody to do something: `Put the paper where your eyes will be`."""
    if len(written) < 3:
        return False
    first, second = plain(written[0]), kind(plain(written[1]))
    told = (first in DOING and first not in SAYING) or first in ("don't", "never", "always")
    return told and second in TOLD


def _says_so(written: Sequence[str]) -> bool:
    """Whether somebody is about to say something, and it is not `as I said`."""
    if len(written) < 2 or any(plain(word) in (*ASKING, "as", "like") for word in written[:-1]):
        return False
    return kind(plain(written[-2])) in ("subject", "and")


def ends_open(written: Sequence[str]) -> bool:
    """Whether it stops where nobody would, such as behind `for`, `the` or `they want`."""
    if not written or written[-1].endswith("?"):
        return False
    last = plain(written[-1])
    if (
        last in OFTEN
        and len(written) > 1
        and kind(plain(written[-2])) in ("word", "subject", "and")
    ):
        return True
    if last in PARTICLES and len(written) > 1:
        before = kind(plain(written[-2]))
        return before not in ("verb", "past", "third", "object", "adverb", "subject")
    if last in DANGLING:
        closes = last in CLOSING and len(written) > 4 and kind(plain(written[-2])) == "subject"
        return not closes
    if last in TELLING or (last in TOLD_SO and _says_so(written)):
        return True
    loose = last in ENDLESS and not any(plain(word) in ASKING for word in written[:-1])
    return loose or kind(last) == "in"
