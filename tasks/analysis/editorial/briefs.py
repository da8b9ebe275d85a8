"""A brief's words: which are wanted and which are not, in English and in the recording's language.

It is read for words, not for grammar: what follows `avoid` or `no` is avoided, everything else with a
meaning is wanted.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tasks.analysis.editorial import lexicon
from tasks.analysis.editorial.terms import is_content, tokens
from tasks.analysis.transcribe.detecting import SMALL

Terms = tuple[tuple[str, ...], tuple[str, ...]]

AVOID = (
    "avoid(?:ing)?|without|except|skip|exclude|excluding|never|not?|don't|nothing|leave out|"
    "stay away from|less|rather than|instead of"
)
WANT = "but|want|more|focus|about|prefer|find|only|moments?|clips?|include"
EMPTY = lexicon.words(
    """
    moment moments clip clips part parts story stories thing things talk talking talks mention
    mentions focus prefer want find include including please best show short shorts video videos
    episode topic topics avoid skip exclude anything something related around
    """
)
OTHERS: dict[str, tuple[str, str, str]] = {
    "de": (
        "kein(?:e[nmrs]?)?|ohne|nichts?|nie|vermeide[nt]?|meide[nt]?|außer|ausser|weniger|statt",
        "aber|sondern|mehr|lieber|über|nur|bitte",
        "moment momente momenten stellen stelle ausschnitte clips teile geschichten themen thema "
        "bitte zeige zeig suche finde vermeide vermeiden meiden gerne lieber",
    ),
    "fr": (
        "sans|pas|évite[rz]?|éviter|sauf|aucune?|rien|jamais|moins|plutôt que",
        "mais|plus|sur|plutôt|seulement|autour",
        "moment moments extraits extrait passages passage histoires parties sujet sujets cherche "
        "trouve montre veux voudrais évite évitez éviter parle parlent",
    ),
    "es": (
        "sin|no|evit(?:a|e|ar|en)|excepto|salvo|nada|nunca|menos|en vez de",
        "pero|más|sobre|solo|sólo|mejor|acerca",
        "momento momentos fragmentos clips partes historias tema temas busca buscar encuentra quiero "
        "muestra evita evitar hable hablen",
    ),
    "it": (
        "senza|non(?!-)|evita(?:re|te)?|tranne|eccetto|niente|mai|meno|invece di|nessun[oa]?",
        "ma|più|su|sul|sulla|sui|solo|piuttosto",
        "momento momenti clip parti storie tema temi cerca trova voglio mostra evita evitare parla",
    ),
    "pt": (
        "sem|não|evit(?:a|e|ar|em)|exceto|menos|nada|nunca|em vez de",
        "mas|mais|sobre|só|apenas|melhor",
        "momento momentos trechos clipes partes histórias tema temas procura encontra quero mostra "
        "evita evitar fale falem",
    ),
    "nl": (
        "geen|zonder|niets?|niks|nooit|vermijd(?:en)?|behalve|minder|in plaats van",
        "maar|meer|over|alleen|liever|graag",
        "moment momenten fragmenten clips delen verhalen onderwerp onderwerpen zoek vind toon wil "
        "vermijd vermijden graag liever",
    ),
}
"""Of other languages: what turns a brief away, what turns it back, and what means nothing in it."""


def terms(text: str, language: str) -> Terms:
    """(wanted, avoided) words, in order, each once.

    Args:
        language: of the recording, such as `de`; a brief may be in it or in English.
    """
    own = language.partition("-")[0]
    turns, empty = _turns(own), _empty(own)
    lists: dict[bool, dict[str, None]] = {True: {}, False: {}}
    wanting, named, at = True, True, 0
    for turn in [*turns.finditer(text), None]:
        piece = text[at : turn.start()] if turn else text[at:]
        words = [word for word in tokens(piece) if is_content(word) and word not in empty]
        lists[wanting].update(dict.fromkeys(words))
        named = named or bool(words)
        if turn is None:
            break
        if turn["avoid"]:
            wanting, named = False, False
        elif turn.group() != "," and named:
            wanting = True
        at = turn.end()
    avoided = lists[False]
    return tuple(word for word in lists[True] if word not in avoided), tuple(avoided)


@lru_cache(maxsize=16)
def _turns(language: str) -> re.Pattern[str]:
    away, back, _ = OTHERS.get(language, ("", "", ""))
    avoid, want = "|".join(filter(None, (AVOID, away))), "|".join(filter(None, (WANT, back)))
    return re.compile(rf"(?P<avoid>\b(?:{avoid})\b)|\b(?:{want})\b|[.;,\n]", re.IGNORECASE)


@lru_cache(maxsize=16)
def _empty(language: str) -> frozenset[str]:
    if language not in OTHERS:
        return EMPTY
    return EMPTY | frozenset(SMALL[language].split()) | lexicon.words(OTHERS[language][2])
