"""Where an editor would not end a line, in seven languages and in none."""

from __future__ import annotations

import pytest

from schemas.enhancement import CaptionWord
from schemas.style.subtitles import Pacing
from tasks.tools.drawing.cueing import cards_of
from tasks.tools.drawing.language import Break, breaks_after


def after(text: str, word: str, language: str = "en", ends: str = "") -> Break:
    """The place after a word of a text; `ends` are words that segmentation takes for ends."""
    texts = text.split()
    stops = {texts.index(end) for end in ends.split()}
    return breaks_after(texts, stops, language)[texts.index(word)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "wir gehen in die | Stadt"),
        ("de", "das ist unser | Haus"),
        ("de", "ich weiß nicht ob | er kommt"),
        ("fr", "il vient de la | gare"),
        ("fr", "je ne | sais pas"),
        ("fr", "nous avons | mangé"),
        ("fr", "c'est | fini"),
        ("fr", "il parle d'une | ville"),
        ("es", "vamos a la | playa"),
        ("es", "no te | preocupes"),
        ("it", "andiamo alla | stazione"),
        ("it", "non | capisco"),
        ("it", "alla fine dell' | anno"),
        ("it", "sono | andati via"),
        ("pt", "estamos na | praia"),
        ("pt", "ela disse que | sim"),
        ("nl", "we gaan naar het | huis"),
        ("nl", "omdat | hij komt"),
    ],
)
def test_small_words_of_a_language_lead_on(language: str, text: str) -> None:
    before, _ = text.split(" | ")
    said = text.replace(" | ", " ").split()
    at = len(before.split()) - 1
    assert breaks_after(said, set(), language)[at].bad


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "wir gehen in die Stadt | und essen"),
        ("de", "ich komme mit | und sie bleibt"),
        ("fr", "nous avons mangé | et bu"),
        ("fr", "je crois | qu'il vient"),
        ("es", "no lo sé | pero vamos"),
        ("it", "andiamo via | perché piove"),
        ("pt", "vamos embora | porque chove"),
        ("nl", "we gaan weg | want het regent"),
    ],
)
def test_before_a_clause_nearly_every_word_may_end_a_line(language: str, text: str) -> None:
    before, _ = text.split(" | ")
    said = text.replace(" | ", " ").split()
    place = breaks_after(said, set(), language)[len(before.split()) - 1]
    assert (place.bad, place.cost) == (False, 1.4)


def test_of_other_languages_only_signs_names_and_figures_are_known() -> None:
    assert not any(
        place.bad for place in breaks_after(["idziemy", "do", "domu", "na", "obiad"], set(), "pl")
    )
    assert after("to jest 20 % ceny", "20", "pl").bad


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("the U.S. economy grew", "U.S."),
        ("at 5 p.m. on Tuesday", "p.m."),
        ("Apple Inc. said so", "Inc."),
        ("so … we left", "so"),
        ("I... I think so", "I..."),
        ("“Why?” he asked", "“Why?”"),
        ("on page no. 5 of it", "no."),
    ],
)
def test_a_full_stop_need_not_end_a_sentence(text: str, word: str) -> None:
    assert not after(text, word).sentence


def test_an_ordinal_ends_nothing_whatever_segmentation_says() -> None:
    assert after("am 5. Mai begann es", "5.", "de", ends="5.") == Break(3.0, False, True)
    assert after("es waren 5. Dann ging es", "5.", "de").sentence
    assert after("No. We left", "No.").sentence


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("Vraiment ? Oui", ["Vraiment ?", "Oui"]),
        ("il dit « Oui » et part", ["il", "dit", "« Oui »", "et", "part"]),
        ("cena $ 50 dziś", ["cena", "$ 50 dziś"]),
        ("dziś 50 $ więcej", ["dziś", "50 $", "więcej"]),
        ("we went — and left", ["we", "went —", "and", "left"]),
        ("so good 🔥 today", ["so", "good 🔥", "today"]),
        ("R & D", ["R & D"]),
    ],
)
def test_a_sign_that_stands_alone_belongs_to_a_word(text: str, apart: list[str]) -> None:
    texts = text.split()
    places = breaks_after(texts, set(), "pl")
    joined = [""]
    for word, place in zip(texts, places, strict=True):
        joined[-1] = f"{joined[-1]} {word}".strip()
        joined += [] if place.bad else [""]
    assert [part for part in joined if part] == apart


def test_what_ends_with_a_sign_ends_behind_it() -> None:
    places = breaks_after(["Vraiment", "?", "Oui"], {0}, "fr")
    assert [place.sentence for place in places] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "word", "language"),
    [
        ("saw Vincent van Gogh paint", "Vincent", "en"),
        ("saw Vincent van Gogh paint", "van", "en"),
        ("about 1,250.50 dollars", "1,250.50", "en"),
        ("paid $4.5 million", "$4.5", "en"),
        ("nearly 50 % of it", "50", "en"),
        ("on May 5 we met", "May", "en"),
        ("that nine people forget", "nine", "en"),
        ("رفعت 4.5 مليون دولار", "4.5", "ar"),
        ("in chapter 3 we", "chapter", "en"),
        ("fast 20 Millionen Menschen", "20", "de"),
        ("vers 20 000 personnes", "20", "fr"),
        ("drei Prozent", "drei", "de"),
    ],
)
def test_names_and_figures_are_whole(text: str, word: str, language: str) -> None:
    assert after(text, word, language).bad


@pytest.mark.parametrize(
    ("text", "word"),
    [("since 2024 things change", "2024"), ("we were 9 and they", "9"), ("50 % more", "%")],
)
def test_behind_years_and_before_small_words_a_figure_is_over(text: str, word: str) -> None:
    assert not after(text, word).bad


def test_cards_of_another_language_are_cut_as_its_editors_would() -> None:
    text = "wir fahren jeden Sommer mit dem Zug in die Berge und wandern bis zu der Hütte"
    words = [
        CaptionWord(text=word, start_ms=300 * n, end_ms=300 * n + 300)
        for n, word in enumerate(text.split())
    ]
    cards = cards_of(words, set(), Pacing(), end_ms=9000, language="de")
    ends = [words[card.last_word].text for card in cards]
    assert len(cards) > 2
    assert not {"mit", "dem", "in", "die", "und", "bis", "zu", "der"} & set(ends)
