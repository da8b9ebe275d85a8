"""What an editor listens for in German and Spanish: as much as keeps greetings, goodbyes, sponsor
reads and starts that lean on what came before out of clips. English has lists of its own, and many more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tasks.analysis.editorial.lexicon import phrases, words
from tasks.analysis.editorial.terms import WORD, tongue


@dataclass(frozen=True)
class Reads:
    """What a language says in sponsor reads."""

    sponsor: re.Pattern[str]
    promotion: re.Pattern[str]
    hint: re.Pattern[str]
    """What others say of their business too: it counts next to what only sponsors say."""
    end: re.Pattern[str]
    opens: re.Pattern[str]
    """Opens a read; what follows, the group `rest`, holds the sponsor's name."""


@dataclass(frozen=True)
class Tongue:
    """The lists of one language, in small letters."""

    reads: Reads
    intro: re.Pattern[str]
    outro: re.Pattern[str]
    backchannel: frozenset[str]
    leads: frozenset[str]
    """Join a sentence to the one before it."""
    points: frozenset[str]
    """Point at something said before, as the first word that does not lead."""
    shows: frozenset[str]
    """Point at something in front of one of `says`; else they belong to a noun: `Das Holz`, `Das
    ist`."""
    says: frozenset[str]


GERMAN = Tongue(
    reads=Reads(
        sponsor=phrases(
            r"""(?:kurz(?:e)? )?werbung
            werbepause
            werbepartner\w*
            (?:präsentiert|gesponsert|unterstützt|ermöglicht) (?:von|wird|wurde)
            (?:unser|heutiger|dieser|folgen)\s?sponsor\w*
            sponsor(?:en)? (?:dieser|der|unserer) \w+
            (?:mit dem|mein|unser|den|dem) (?:rabatt|gutschein)?code
            (?:rabatt|gutschein)code\w*
            link (?:findet ihr |findest du |dazu )?(?:in|ist in|steht in|unten in)(?: den| der)? (?:shownotes|beschreibung|videobeschreibung)
            (?:in den|in die) shownotes
            geht (?:jetzt )?auf \S+\.(?:de|com|at|ch)\b.*"""  # noqa: E501
        ),
        promotion=phrases(
            r"""abonnier\w*
            (?:lasst|lass) (?:uns |mir )?(?:gerne? )?(?:eine |ein )?(?:bewertung|abo|like|daumen)\b.*
            glocke\b.*
            folgt (?:uns|mir)
            newsletter"""
        ),
        hint=phrases(
            r"""prozent (?:rabatt|günstiger)
            rabatt
            (?:monate?|wochen?|tage) (?:gratis|kostenlos|umsonst)
            kostenlos testen
            probeabo
            jederzeit kündbar
            versandkostenfrei"""
        ),
        end=phrases(
            r"""(?:zurück|weiter) (?:zur folge|zum gespräch|zum thema|geht's|geht es)
            werbung ende
            ende der werbung"""
        ),
        opens=re.compile(
            r"(?i:\b(?:präsentiert von|gesponsert von|unterstützt von|ermöglicht von|sponsor\w* (?:ist"
            r"|sind)"
            r"|werbepartner\w* (?:ist|sind)|werbung))\b(?P<rest>.*)"
        ),
    ),
    intro=phrases(
        r"""(?:herzlich )?willkommen (?:zu|zur|zum|bei|im|in)
        mein name ist
        (?:mein|unser) gast (?:heute )?ist
        (?:heute|diesmal) (?:zu gast|bei mir|bei uns|habe ich|haben wir|spreche ich|sprechen wir|geht es)
        (?:schön|toll),? dass (?:du|sie|ihr) (?:da|hier) (?:bist|sind|seid)
        (?:hallo|guten (?:morgen|tag|abend))(?: zusammen| allerseits|,? (?:liebe|meine|und)\b.*)
        (?:danke|vielen dank) für die einladung"""
    ),
    outro=phrases(
        r"""(?:danke|vielen dank) (?:fürs|für(?: das| euer| ihr| eure| ihre)?) (?:zuhören|zuschauen|zusehen|einschalten|aufmerksamkeit|interesse|gespräch)
        (?:danke|vielen dank),? dass (?:du|sie|ihr)\b.*
        bis zum nächsten mal
        bis (?:nächste|zur nächsten) (?:woche|folge)
        (?:tschüss|auf wiedersehen|auf wiederhören|macht's gut|ciao)"""  # noqa: E501
    ),
    backchannel=words(
        "ja nein genau okay ok mhm hm hmm stimmt klar super wow richtig aha ach so echt gut na "
        "danke oh ah "
        "äh ähm eben toll schön absolut krass natürlich"
    ),
    leads=words(
        "und aber oder denn sondern also ja nein genau ähm äh na naja nun tja weil dass sodass außerdem "
        "trotzdem dann doch okay gut klar eben beziehungsweise sowie"
    ),
    points=words(
        "er sie ihn ihm ihnen denen dessen deren dort damit dafür davon darum deshalb deswegen dadurch "
        "danach dabei darüber daran daraus dazu daher davor dahinter daneben darin darauf letztere "
        "letzterer letzteres beides solche solcher solches"
    ),
    shows=words("das dies diese dieser dieses der die den dem jene jener jenes da"),
    says=words(
        "ist sind war waren hat haben hatte hatten kann können konnte wird werden wurde wurden "
        "macht machen "
        "machte heißt geht ging klingt habe hab bin glaubt glaube will muss müssen sollte könnte "
        "bedeutet "
        "stimmt kommt kam liegt gibt gab steht sagt sagte fand finde mache kenne weiß dachte würde "
        "kostet"
    ),
)
SPANISH = Tongue(
    reads=Reads(
        sponsor=phrases(
            r"""patrocina\w*
            (?:presentado|posible|traído) (?:por|gracias a)
            (?:nuestro|el) patrocinador\w*
            (?:usa|utiliza|con|introduce) (?:el |mi |nuestro )?código
            código (?:de )?(?:descuento|promocional)
            (?:enlace|link) (?:está )?en la descripción
            notas del (?:episodio|programa)
            (?:visita|entra en|ve a|vayan a) \S+\.(?:com|es|mx|org)\b.*
            pausa publicitaria"""
        ),
        promotion=phrases(
            r"""suscr[íi]b\w*
            (?:dej\w+|déj\w+)(?: una| un)? (?:reseña|comentario|like|me gusta)\b.*
            dale (?:a )?like
            campanita
            s[íi]gue(?:me|nos)
            compart[ea]\w* (?:este|el) (?:episodio|vídeo|video)"""
        ),
        hint=phrases(
            r"""por ciento de descuento
            descuento
            prueba gratu?[ií]ta?
            (?:mes|meses|días) gratis
            envío gratis
            sin compromiso"""
        ),
        end=phrases(
            r"""(?:volvemos|volvamos|de vuelta|regresamos) (?:a|al|con)\b.*
            seguimos con\b.*"""
        ),
        opens=re.compile(
            r"(?i:\b(?:patrocinad[oa] por|presentad[oa] por|posible gracias a|patrocinador(?:es)? (?:es"
            r"|son)))\b"
            r"(?P<rest>.*)"
        ),
    ),
    intro=phrases(
        r"""bienvenid[oa]s? (?:a|al)
        (?:mi nombre es|me llamo)
        (?:mi|nuestr[oa]) invitad[oa] (?:de hoy )?es
        hoy (?:me acompaña|nos acompaña|tenemos|tengo|hablamos|vamos a hablar|está con)
        gracias por (?:estar|venir|acompañarnos|invitarme|recibirme)
        gracias a ti por
        hola,? (?:a todos|a todas|amigos|qué tal)
        buen(?:os|as) (?:días|tardes|noches)"""
    ),
    outro=phrases(
        r"""(?:muchas )?gracias (?:a todos )?por (?:escuchar\w*|ver\w*|acompañar\w*|venir|estar|tu tiempo|vuestro tiempo|su tiempo|la atención|su atención)
        gracias a todos por\b.*
        hasta (?:la próxima|el próximo|luego|pronto|mañana)\b.*
        nos (?:vemos|escuchamos) (?:en|la|el)\b.*
        (?:adiós|chao|un abrazo)"""  # noqa: E501
    ),
    backchannel=words(
        "sí si no claro exacto vale bueno ok okay ya ajá mm hmm eso bien qué wow gracias perfecto "
        "genial "
        "increíble cierto correcto ah oh verdad totalmente por supuesto"
    ),
    leads=words(
        "y e o u pero porque pues entonces así sí no bueno claro además aunque sino luego también "
        "tampoco "
        "o sea este eh mira oye vale"
    ),
    points=words("él ella ellos ellas eso esto aquello ahí allí dicho dicha ambos ambas"),
    shows=words("ese esa esos esas este esta estos estas"),
    says=words(
        "es son era eran fue fueron ha han había está están estaba puede hace hizo me te se le nos"
    ),
)
TONGUES = {"de": GERMAN, "es": SPANISH}


def tongue_of(language: str) -> Tongue | None:
    """The lists of a language; None for English, which has its own, and for those without any."""
    return TONGUES.get(tongue(language))


def leads(text: str, known: Tongue) -> bool:
    """Whether a sentence begins with a word that joins it to what came before."""
    said = _said(text)
    return bool(said) and said[0] in known.leads


def leans(text: str, known: Tongue) -> bool:
    """Whether a sentence begins with something that only what came before resolves."""
    said = _said(text)
    place = 0
    while place < len(said) - 1 and said[place] in known.leads:
        place += 1
    if not said[place:]:
        return False
    following = said[place + 1] if place + 1 < len(said) else ""
    return said[place] in known.points or (said[place] in known.shows and following in known.says)


def _said(text: str) -> list[str]:
    return [found.lower() for found in WORD.findall(text)[:6]]
