"""Swearing is masked, and nothing else is."""

from __future__ import annotations

import pytest

from tasks.tools.drawing.profanity import masked


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
        ("—", "en", "—"),
        ("漢字", "ja", "漢字"),
    ],
)
def test_only_swearing_is_masked_and_its_length_and_marks_stay(
    text: str, language: str, shown: str
) -> None:
    assert masked(text, language) == shown
    assert len(shown) == len(text)
