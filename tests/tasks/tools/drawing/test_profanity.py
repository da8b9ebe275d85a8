"""Swearing is masked, and nothing else is."""

from __future__ import annotations

import pytest

from tasks.tools.drawing.profanity import masked, masked_text, quiet_clip, swears
from tests.tasks.composition.test_enhance import clip_of


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("Fucking!", "en", "F******!"),
        ("“bullshit,”", "en-GB", "“b*******,”"),
        ("SHIT", "und", "S***"),
        ("Scheiße.", "de", "S******."),
        ("fuck", "de", "f***"),
        ("merde", "fr", "m****"),
        ("merde", "en", "merde"),
        ("shitake", "en", "shitake"),
        ("putativo", "es", "putativo"),
        ("class", "en", "class"),
        ("Scunthorpe", "en", "Scunthorpe"),
        ("well—shit", "en", "well—s***"),
        ("what-the-fuck?", "en", "what-the-f***?"),
        ("fuck-up", "en", "f******"),
        ("clusterfuck", "en", "c**********"),
        ("FUUUCK!!", "en", "F*****!!"),
        ("wankers", "en", "w******"),
        ("Wanken", "de", "Wanken"),
        ("Schlamperei", "de", "Schlamperei"),
        ("Arschloch!", "de", "A********!"),
        ("hoera", "nl", "hoera"),
        ("hoeren", "nl", "h*****"),
        ("Harshit", "en", "Harshit"),
        ("сука", "ru", "с***"),
        ("—", "en", "—"),
        ("漢字", "ja", "漢字"),
    ],
)
def test_only_swearing_is_masked_and_its_length_and_marks_stay(
    text: str, language: str, shown: str
) -> None:
    assert masked(text, language) == shown
    assert len(shown) == len(text)


def test_what_is_masked_already_is_swearing_too() -> None:
    assert all(swears(word, "en") for word in ("Fucking!", "F******!", "s**t"))
    assert not any(swears(word, "en") for word in ("footnote*", "class", "2*3", "*"))


def test_a_text_is_masked_word_by_word() -> None:
    assert masked_text("“Fucking  hell,” he said: bullshit.", "en") == (
        "“F******  hell,” he said: b*******."
    )


def test_a_clip_is_masked_wherever_it_is_quoted() -> None:
    clip = clip_of(
        0,
        1000,
        title="That fucking launch",
        hook="Bullshit, he said",
        description="A fucking mess.",
        text="It was a fucking mess.",
        reasons=("hook: 'Bullshit'",),
        keywords=("fucking launch", "launch", "shit"),
    )
    quiet = quiet_clip(clip, "en")
    assert quiet.title == "That f****** launch"
    assert quiet.hook == "B*******, he said"
    assert quiet.description == "A f****** mess."
    assert quiet.text == "It was a f****** mess."
    assert quiet.reasons == ("hook: 'B*******'",)
    assert quiet.keywords == ("launch",)
    assert (quiet.id, quiet.start_ms, quiet.composite) == (clip.id, clip.start_ms, clip.composite)
