"""One style, one digest: however its numbers, colours and texts were written."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.base import canonical, digest_of
from schemas.style.contract import StyleContract, named_assets
from schemas.style.fields import FieldInfo, describe
from tests.leaves import rich

PLAIN = ("number", "integer", "toggle", "choice", "color", "paint")


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return rich(tmp_path_factory.mktemp("style"))[0]


FIELDS = [info for info in describe() if info.kind in PLAIN and "*" not in info.pointer]
"""Fields that every contract has and whose values are simple."""


def value_of(info: FieldInfo) -> st.SearchStrategy[Any]:
    if info.kind == "number":
        return st.floats(info.minimum, info.maximum, allow_nan=False).map(float)
    if info.kind == "integer":
        return st.integers(int(info.minimum or 0), int(info.maximum or 0))
    if info.kind == "toggle":
        return st.booleans()
    if info.kind == "choice":
        return st.sampled_from(info.choices)
    digits = st.text("0123456789abcdefABCDEF", min_size=6, max_size=6)
    return digits.map(lambda text: f"#{text}")


def put(document: dict[str, Any], pointer: str, value: Any) -> bool:
    """Set a value; False where the group that holds it is off."""
    place: Any = document
    *path, last = pointer[1:].split("/")
    for key in path:
        place = place[key]
        if place is None:
            return False
    place[last] = value
    return True


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_style_that_is_read_again_from_its_bytes_has_the_same_bytes(data: st.DataObject) -> None:
    start: dict[str, Any] = json.loads(json.dumps(BASE))
    for number in data.draw(st.sets(st.integers(0, len(FIELDS) - 1), max_size=6)):
        put(start, FIELDS[number].pointer, data.draw(value_of(FIELDS[number])))
    body = canonical(StyleContract.model_validate(start))
    again = StyleContract.model_validate_json(body)
    assert canonical(again) == body
    assert digest_of(again) == hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize(
    ("pointer", "writings"),
    [
        ("/subtitles/size", [7, 7.0, 7.0000001, 6.9999999]),
        ("/subtitles/tracking", [0, 0.0, -0.0, 1e-9]),
        ("/audio/loudness", [-14, -14.0, -14.0004]),
        ("/subtitles/color", ["#e50914", "#E50914", "#E50914FF", "#e50914ff"]),
        ("/title", ["Café", unicodedata.normalize("NFD", "Café"), "  Café "]),
    ],
)
def test_writings_of_one_value_are_one_style(
    pointer: str, writings: list[Any], document: dict[str, Any]
) -> None:
    digests = set()
    for writing in writings:
        copied = json.loads(json.dumps(document))
        assert put(copied, pointer, writing)
        digests.add(digest_of(StyleContract.model_validate(copied)))
    assert len(digests) == 1


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "7px", None, 99])
def test_what_is_no_size_is_refused(value: Any, document: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=r"subtitles\.size"):
        StyleContract.model_validate(document | {"subtitles": {"size": value}})


def test_assets_are_named_once_each_and_all(document: dict[str, Any]) -> None:
    found = named_assets(StyleContract.model_validate(document))
    digests = {text for text in json.dumps(document).split('"') if len(text) == 64}
    assert list(found) == sorted(digests)


BASE: dict[str, Any] = StyleContract.model_validate_json(
    (Path(__file__).parent / "known_style.json").read_bytes()
).model_dump(mode="json")
