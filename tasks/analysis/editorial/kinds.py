"""What kind of word a word is, in English: a dozen kinds by closed lists.

All others are names of things or doings alike. That is enough to see what cannot be: `the it's`,
`of was`, a sentence without a verb.
"""

from __future__ import annotations

from typing import Literal

from tasks.analysis.editorial import lexicon

Kind = Literal[
    "article", "owner", "one", "subject", "object", "points", "modal", "aux", "be", "verb", "past",
    "third", "in", "to", "and", "that", "asks", "adverb", "not", "there", "spoken", "word",
]  # fmt: skip

DOING = lexicon.words(
    """
    accept add agree allow answer apply argue arrive ask avoid bake become begin believe belong
    bring build buy call care carry cause change check choose claim climb close come compare
    compute connect cook cost count create cry cut deal decide depend describe design destroy die
    disappear discover do draw dream drink drive drop earn eat encode end enjoy expect explain fail
    fall feel fight figure find finish fit fix fly follow force forget get give go grow guess happen
    have hear help hide hit hold hope hurt imagine improve increase invent invest join jump keep
    kick kill know land lead learn leave lend let lie like listen live look lose love make matter
    mean measure meet miss move need notice occur offer open own pay pick plan play prefer press
    prevent produce promise protect prove publish pull push put reach read realize record recognize
    refuse remain remember remove replace require rest return ride rise run save say see seem sell
    send serve set share show sing sit sleep solve sort sound speak spend stand start stay steal
    stop suffer suggest support suppose survive take talk teach tell tend test think throw touch
    train travel treat trust try turn understand use wait wake walk want waste watch wear win
    wonder work worry write
    """
)
PASTS = lexicon.words(
    """
    ate became began bought broke brought built came caught chose cried did died drank drew drove
    fell felt flew forgot fought found froze gave got grew had heard held hid hit hurt kept knew
    laid learnt led left lent let lost made meant met paid put ran read rose said sang sat saw sent
    set shook showed shut slept sold spent spoke spread stole stood stuck swam swore taught thought
    threw told took tried understood went wept woke won wore wrote
    """
)
MODAL = lexicon.words(
    """
    can could will would shall should may might must can't cannot couldn't won't wouldn't shouldn't
    mustn't don't doesn't didn't
    """
)
AUXILIARY = lexicon.words("do does did have has had haven't hasn't hadn't")
BE = lexicon.words("is are was were am isn't aren't wasn't weren't")
ARTICLES = lexicon.words("the a an every")
OWNERS = lexicon.words("my your our their its whose his")
ONES = lexicon.words(
    """
    some any each no all both another many few several most more less two three four five six seven
    eight nine ten half her
    """
)
PLURALS = lexicon.words("people children men women folks police")
"""More than one, without an `s`."""
NOMINATIVE = lexicon.words("i he she we they")
SUBJECTS = lexicon.words(
    """
    i he she we they you it who nobody everybody everyone somebody someone anybody anyone nothing
    everything something
    """
)
OBJECTS = lexicon.words("me him them us")
POINTERS = lexicon.words("this that these those")
BEFORE = lexicon.words(
    """
    of for with from into at by about in on under over between through during without within
    against toward towards across behind beside beyond until since upon onto
    """
)
JOINING = lexicon.words("and or but nor because cuz if when while than as whereas although unless")
ASKING = lexicon.words("what how why where who which whether whatever whoever wherever however")
ADVERBS = lexicon.words(
    """
    very really just only even also still already always never often usually actually too so quite
    rather almost probably maybe perhaps simply now then here again ever sometimes
    """
)
NO_MANNER = lexicon.words(
    "family supply reply july italy assembly belly jelly lily bully rally ally monopoly anomaly fly "
    "butterfly early daily ugly holy only likely friendly lovely lonely silly elderly deadly"
)
"""Words with that ending that say no manner."""
CONTRACTED = ("'s", "'re", "'m", "'ll", "'ve", "'d")
SPOKEN = lexicon.words(
    "um uh uhm er erm hmm mm yeah yep yes okay ok oh ah huh wow hey dunno sorta kinda please"
)
NAMELESS = lexicon.words(
    """
    thing things stuff something somebody someone anything bit lot kind kinds sort sorts one ones bunch
    """
)


def plain(word: str) -> str:
    """In lower case, without punctuation around it, apostrophes straight."""
    return word.strip('.,;:!?"“”()…–—').replace("’", "'").lower()


def is_manner(word: str) -> bool:
    """`hopefully`, `really`: how something is done, and nobody who does it."""
    return len(word) > 4 and word.endswith("ly") and word not in NO_MANNER


def kind(word: str) -> Kind:
    """What a plain word is; `word` where no list knows it."""
    if word.endswith(CONTRACTED):
        stem = word.rsplit("'", 1)[0]
        if stem in SUBJECTS or stem in ("that", "there", "here"):
            return "subject" if stem in SUBJECTS else "there"
        return "word"
    return KNOWN.get(word, "word")


THIRD = frozenset(
    form
    for verb in DOING
    for form in (
        (verb[:-1] + "ies",)
        if verb.endswith("y") and verb[-2] not in "aeiou"
        else (verb + "es",)
        if verb.endswith(("s", "sh", "ch", "x", "o"))
        else (verb + "s",)
    )
) | frozenset({"has"})
LISTS: tuple[tuple[Kind, frozenset[str]], ...] = (
    ("article", ARTICLES),
    ("owner", OWNERS),
    ("one", ONES),
    ("subject", SUBJECTS),
    ("object", OBJECTS),
    ("points", POINTERS),
    ("modal", MODAL),
    ("aux", AUXILIARY),
    ("be", BE),
    ("to", frozenset({"to"})),
    ("and", JOINING),
    ("asks", ASKING),
    ("in", BEFORE),
    ("adverb", ADVERBS),
    ("not", frozenset({"not"})),
    ("there", frozenset({"there"})),
    ("spoken", SPOKEN),
    ("verb", DOING),
    ("past", PASTS),
    ("third", THIRD),
)
KNOWN: dict[str, Kind] = {word: name for name, known in reversed(LISTS) for word in known}
"""Words of several lists are what the first one says."""
