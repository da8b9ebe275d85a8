"""German and Spanish: what no clip holds, where none begins, and what it is called."""

from __future__ import annotations

import pytest

from deployments.editorial import plan_words
from schemas.params import Limits
from schemas.segments import Segments
from schemas.transcript import Transcript
from tasks.analysis.editorial.abroad import headline
from tasks.analysis.editorial.tongues import GERMAN, SPANISH, leans
from tests.simulators.talks import segmented, spoken

GERMAN_TALK = (
    ("Jonas", "Herzlich willkommen zu einer neuen Folge."),
    ("Jonas", "Diese Folge wird präsentiert von Kontoklar."),
    ("Jonas", "Mit Kontoklar macht ihr eure Buchhaltung in zehn Minuten."),
    ("Jonas", "Mit dem Code WERKSTATT bekommt ihr drei Monate gratis."),
    ("Jonas", "Maria, wie wird man eigentlich Geigenbauerin?"),
    ("Maria", "Mein Vater fuhr mit mir zu einem alten Mann in die Berge."),
    ("Maria", "Der hat die Geige auseinandergenommen wie eine Uhr."),
    ("Maria", "Und dann wollte ich nicht mehr spielen, ich wollte wissen, was da drin ist."),
    ("Maria", "Eine Geige besteht aus siebzig Teilen, und in der Mitte ist Luft."),
    ("Jonas", "Ja, genau."),
    ("Maria", "Das ist das Schöne an diesem alten Handwerk in den Bergen."),
    ("Jonas", "Danke fürs Zuhören und bis zum nächsten Mal."),
)
SPANISH_TALK = (
    ("Lucía", "Bienvenidos a Mesa para Dos, el podcast de cocina."),
    ("Lucía", "Este episodio está patrocinado por Cuentaclara."),
    ("Lucía", "Usa el código MESA y tendrás un descuento."),
    ("Lucía", "¿Cómo empezaste a pescar en este puerto?"),
    ("Andrés", "Mi abuelo no sabía leer, pero sabía qué día iba a cambiar el viento."),
    ("Andrés", "Eso no se aprende en ninguna escuela del mundo."),
    ("Andrés", "El secreto de la cocina no es la receta de mi abuela."),
    ("Lucía", "Gracias a todos por escucharnos y hasta la próxima semana."),
)


def flags(transcript: Transcript, language: str) -> dict[str, tuple[str, ...]]:
    named = transcript.model_copy(update={"language": language})
    return {item.text: item.flags for item in segmented(named).sentences}


def test_german_reads_greetings_and_goodbyes_are_left_out() -> None:
    found = list(flags(spoken(GERMAN_TALK), "de").values())
    assert "intro" in found[0]
    assert all("sponsor" in item for item in found[1:4])
    assert not any("sponsor" in item for item in found[4:])
    assert "filler" in found[9]
    assert "outro" in found[11]


def test_spanish_reads_greetings_and_goodbyes_are_left_out() -> None:
    found = list(flags(spoken(SPANISH_TALK), "es").values())
    assert "intro" in found[0]
    assert all("sponsor" in item for item in found[1:3])
    assert not any("sponsor" in item for item in found[3:])
    assert "weak_start" in found[5]
    assert "outro" in found[7]


@pytest.mark.parametrize(
    ("text", "weak"),
    [
        ("Das ist ja das Schöne.", True),
        ("Das Holz muss zehn Jahre liegen.", False),
        ("Und damit war die Sache erledigt.", True),
        ("Die Fichten wachsen zu schnell.", False),
        ("Er hat immer gesagt, kauf Holz.", True),
    ],
)
def test_a_german_start_leans_on_what_it_does_not_name(text: str, weak: bool) -> None:
    assert leans(text, GERMAN) is weak


def test_a_spanish_start_leans_on_what_it_does_not_name() -> None:
    assert leans("Pero eso es otra historia.", SPANISH)
    assert not leans("Este puerto es viejo.", SPANISH)


def test_a_title_abroad_is_a_whole_sentence_before_a_piece_of_one() -> None:
    texts = [
        "Und dann wollte ich nicht mehr spielen, ich wollte wissen, was da drin ist und warum.",
        "Eine Geige besteht aus siebzig Teilen.",
        "Das ist schön.",
    ]
    telling = {"geig": 1.0, "teilen": 0.8, "siebzig": 0.5}
    assert headline(texts, telling, "de", 60) == "Eine Geige besteht aus siebzig Teilen."


def test_a_german_plan_has_titles_that_are_not_cut_off() -> None:
    talk = spoken(GERMAN_TALK, word_ms=600).model_copy(update={"language": "de"})
    plan = plan_words(talk, Limits(min_seconds=15, max_seconds=40))
    assert plan.clips
    assert not any("…" in clip.title or "Kontoklar" in clip.text for clip in plan.clips)


def test_what_recognisers_write_over_silence_is_in_no_clip() -> None:
    lines = [
        (None, "The river rose by four feet during that night."),
        (None, "Thanks for watching!"),
        (None, "Subtitles by the Amara.org community"),
    ]
    found: Segments = segmented(spoken(lines))
    assert [("outro" in item.flags) for item in found.sentences] == [False, True, True]
