"""Styles and scripts: named by digest, kept for ever, and nothing else is served."""

from __future__ import annotations

import re

import httpx
import pytest

from style_plane.pages.static_files import STATICS, folders

STATIC = re.compile(r'(?:href|src)="(/static/[^"]+)"')


def test_what_a_page_links_may_stay_for_ever(http: httpx.Client) -> None:
    addresses = set(STATIC.findall(http.get("/").text))
    assert any(address.endswith("app.js") for address in addresses)
    for address in addresses:
        answer = http.get(address)
        assert "immutable" in answer.headers["cache-control"]
        again = http.get(address, headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304


def test_a_page_from_before_an_update_still_gets_its_files(http: httpx.Client) -> None:
    answer = http.get("/static/0123456789ab/app.css")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["nothing.css", "../render.py", "..%2Frender.py", "vendor/README.md", ""]
)
def test_nothing_else_is_served(http: httpx.Client, name: str) -> None:
    assert http.get(f"/static/{STATICS.version}/{name}").status_code == 404


def test_modules_find_what_they_import(http: httpx.Client) -> None:
    imported = re.compile(r'from "(\.[^"]+)"')
    scripts = [path for folder in folders("static") for path in folder.rglob("*.js")]
    assert scripts
    for path in scripts:
        for address in imported.findall(path.read_text()):
            name = path.relative_to(next(f for f in folders("static") if f in path.parents))
            url = httpx.URL(STATICS.address(name.as_posix())).join(address)
            assert http.get(str(url)).status_code == 200, f"{path} imports {address}"


def test_an_address_that_no_part_brings_is_a_mistake() -> None:
    with pytest.raises(KeyError, match=r"missing\.css"):
        STATICS.address("missing.css")


@pytest.mark.parametrize("kind", ["templates", "static"])
def test_files_of_two_parts_do_not_hide_each_other(kind: str) -> None:
    names = [
        path.relative_to(folder).as_posix()
        for folder in folders(kind)
        for path in folder.rglob("*")
        if path.is_file()
    ]
    assert sorted(names) == sorted(set(names))
