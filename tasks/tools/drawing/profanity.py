"""Swear words -> their first letter and asterisks, by short lists that err on the quiet side.

What is said in a clip is written in many places: as captions, as its title and its opening line on
the picture, as the words to post it with. A style that masks, masks all of them.
"""

from __future__ import annotations

import re
import unicodedata

from schemas.plan import PlannedClip
from tasks.tools.drawing.language import bare


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


STEMS: dict[str, tuple[str, ...]] = {
    "en": _words(
        """
        fuck motherfuck shit bullshit horseshit batshit apeshit dipshit chickenshit bitch cunt
        asshole arsehole bastard dickhead cocksuck twat goddamn dumbass jackass
        """
    ),
    "de": _words(
        """
        scheiß scheiss beschiss fick gefick verfick arsch wichs hurensohn hurensöhn fotze kacke
        verpiss
        """
    ),
    "fr": _words("merde putain connard connasse salope enculé encule bordel niquer"),
    "es": _words(
        "mierda puta puto hijoput hijueput joder jodid coño gilipollas cabrón cabron pendej chinga cojon"
    ),
    "it": _words("cazzo cazzi cazzat merda merdos stronz vaffanculo puttana minchia coglion"),
    "pt": _words("merda porra caralho puta foda foder fodid cacete"),
    "nl": _words("klootzak godverdomme kutwijf teringl"),
    "pl": _words("kurw chuj jeba zajeb wyjeb pojeb zjeb pierdol spierdal wypierdal skurwysyn"),
    "ru": _words(
        "хуй хуя хуё хуе нахуй похуй охуе блять блядь бляд пизд ебать ебан ебал заеб сукин"
    ),
    "tr": _words("siktir amına orospu yarrak"),
}
"""Beginnings of words by language; what grows from them is masked too."""
WHOLE: dict[str, frozenset[str]] = {
    "en": frozenset(_words("wank wanks wanked wanker wankers wanking")),
    "de": frozenset(_words("schlampe schlampen hure huren")),
    "fr": frozenset(_words("nique")),
    "nl": frozenset(_words("hoer hoeren tering")),
    "ru": frozenset(_words("сука суки суку сукой")),
}
"""Words that others, which are none, begin like: `wanken`, `Schlamperei`, `hoera`."""
INSIDE = _words("fuck")
"""Swearing wherever it stands in a word."""
INNOCENT = _words("shitake putativ")
"""Beginnings of words that begin like one and are none."""
_MASKED = re.compile(r"\w\*\*")
_SPOKEN = re.compile(r"\S+")
_LETTERS = re.compile(r"\w+(?:['’-]\w+)*")
_PART = re.compile(r"\w+(?:['’]\w+)*")
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")


def masked(text: str, language: str) -> str:
    """A word with its swearing masked: `Fucking!` is `F******!`. Others are as they were.

    English counts in every language: it is what people swear in. Of words that a dash joins, such as
    `well—shit`, only those that swear are masked.
    """
    base = language.lower().split("-")[0]
    if len(_LETTERS.findall(text)) == 1 and _begins_to_swear(bare(text), base):
        return _LETTERS.sub(lambda found: _starred(found[0]), text)
    return _PART.sub(
        lambda found: _starred(found[0]) if _is_swearing(bare(found[0]), base) else found[0], text
    )


def _starred(word: str) -> str:
    return word[0] + "*" * (len(word) - 1)


def _is_swearing(word: str, base: str) -> bool:
    """Of a bare word, and of what it is where letters are drawn out: `fuuuck`."""
    plain = _DRAWN_OUT.sub(r"\1", word)
    return any(part in plain for part in INSIDE) or any(
        _begins_to_swear(form, base) for form in (word, plain)
    )


def _begins_to_swear(word: str, base: str) -> bool:
    word = unicodedata.normalize("NFC", word)
    if not word or word.startswith(INNOCENT):
        return False
    whole = word in WHOLE["en"] or word in WHOLE.get(base, ())
    return whole or word.startswith((*STEMS.get(base, ()), *STEMS["en"]))


def swears(text: str, language: str) -> bool:
    """Whether a word is swearing, masked already or not."""
    return masked(text, language) != text or _MASKED.search(text) is not None


def masked_text(text: str, language: str) -> str:
    """Every word of a text masked where it swears; white space stays as it is."""
    return _SPOKEN.sub(lambda found: masked(found[0], language), text)


def quiet_clip(clip: PlannedClip, language: str) -> PlannedClip:
    """The same clip with its swearing masked wherever it is quoted.

    Keywords lose their swearing: as tags, letters and asterisks find nobody.
    """
    quoted = ("title", "hook", "description", "text")
    words: dict[str, object] = {name: masked_text(getattr(clip, name), language) for name in quoted}
    words["reasons"] = tuple(masked_text(reason, language) for reason in clip.reasons)
    clean = (_without_swearing(phrase, language) for phrase in clip.keywords)
    words["keywords"] = tuple(dict.fromkeys(phrase for phrase in clean if phrase))
    return clip.model_copy(update=words)


def _without_swearing(phrase: str, language: str) -> str:
    return " ".join(word for word in phrase.split() if masked(word, language) == word)
