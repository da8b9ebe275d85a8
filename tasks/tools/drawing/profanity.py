"""Swear words -> their first letter and asterisks, by short lists that err on the quiet side."""

from __future__ import annotations

import re

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
