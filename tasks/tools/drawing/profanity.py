"""Swear words -> their first letter and asterisks, by short lists that err on the quiet side.

What is said in a clip is written in many places: as captions, as its title and its opening line on
the picture, as the words to post it with. A style that masks, masks all of them.
"""

from __future__ import annotations

import re

from schemas.plan import PlannedClip
from tasks.tools.drawing.language import bare


def _stems(text: str) -> tuple[str, ...]:
    return tuple(text.split())


STEMS: dict[str, tuple[str, ...]] = {
    "en": _stems(
        """
        fuck motherfuck shit bullshit bitch cunt asshole bastard dickhead cocksuck wank
        twat goddamn dumbass jackass
        """
    ),
    "de": _stems("scheiß scheiss fick arschloch wichs hurensohn fotze schlampe kacke"),
    "fr": _stems("merde putain connard connasse salope enculé encule bordel niquer"),
    "es": _stems("mierda puta puto joder coño gilipollas cabrón cabron pendejo chinga"),
    "it": _stems("cazzo merda stronz vaffanculo puttana minchia coglion"),
    "pt": _stems("merda porra caralho puta foda foder cacete"),
    "nl": _stems("klootzak godverdomme kutwijf hoer tering"),
    "pl": _stems("kurwa kurwy chuj jebać jebac pierdol skurwysyn"),
    "ru": _stems("хуй хуя хуё блять блядь пизд ебать ебан ебал сука"),
    "tr": _stems("siktir amına orospu yarrak"),
}
"""Beginnings of words by language; what grows from them is masked too."""
INNOCENT = _stems("shitake wankel putativ")
"""Beginnings of words that begin like one and are none."""
_MASKED = re.compile(r"\w\*\*")
_SPOKEN = re.compile(r"\S+")
_LETTERS = re.compile(r"\w+(?:['’-]\w+)*")


def masked(text: str, language: str) -> str:
    """A word with its swearing masked: `Fucking!` is `F******!`. Others are as they were.

    English counts in every language: it is what people swear in.
    """
    own = STEMS.get(language.lower().split("-")[0], ())
    word = bare(text)
    if word.startswith(INNOCENT) or not word.startswith((*own, *STEMS["en"])):
        return text
    return _LETTERS.sub(lambda found: found[0][0] + "*" * (len(found[0]) - 1), text, count=1)


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
