"""The doors of the pages over HTTP: set-up, sign-in, cookies, forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from litestar.testing import TestClient

from style_plane.access.forms import local_path
from style_plane.access.secrets import form_token
from style_plane.app import create_app
from style_plane.embedded import serving
from style_plane.settings import PlaneSettings
from tests.style_plane.people import PASSWORD, Peopled, peopled

SESSION = "reelwright_session"
SETUP = {
    "title": "Acme Studios",
    "slug": "acme",
    "name": "Eve",
    "login": "eve",
    "password": PASSWORD,
    "again": PASSWORD,
}


@pytest.fixture(scope="module")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peopled]:
    with peopled(tmp_path_factory.mktemp("peopled")) as plane:
        yield plane


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[httpx.Client]:
    """A browser on the machine of a plane that nobody set up."""
    with (
        serving(PlaneSettings(home=tmp_path)) as url,
        httpx.Client(base_url=url, trust_env=False, timeout=30) as client,
    ):
        yield client


def token_on(page: httpx.Response) -> str:
    found = re.search(r'name="_csrf_token" value="([0-9a-f]{64})"', page.text)
    assert found is not None
    return found.group(1)


def sent(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    """The form of a page, as a browser sends it."""
    token = token_on(client.get(path).raise_for_status())
    return client.post(path, data={"_csrf_token": token, **fields})


def test_the_first_one_sets_up_the_plane_and_the_next_one_cannot(fresh: httpx.Client) -> None:
    assert fresh.get("/sign-in").headers["location"] == "/setup"
    weak = sent(fresh, "/setup", **{**SETUP, "password": "short", "again": "short"})
    assert weak.status_code == 422
    assert "has 5 characters" in weak.text
    assert 'value="Acme Studios"' in weak.text
    assert PASSWORD not in weak.text
    unlike = sent(fresh, "/setup", **{**SETUP, "again": "something else entirely"})
    assert unlike.status_code == 422
    done = sent(fresh, "/setup", **SETUP)
    assert (done.status_code, done.headers["location"]) == (303, "/people/acme")
    page = fresh.get("/people/acme")
    assert "People of Acme Studios" in page.text
    again = fresh.post("/setup", data={**SETUP, "_csrf_token": token_on(page), "slug": "mine"})
    assert again.headers["location"] == "/sign-in"
    assert fresh.get("/setup").headers["location"] == "/sign-in"
    assert fresh.post("/api/v1/assets", content=b"x").status_code == 401


def test_another_machine_needs_the_set_up_code(tmp_path: Path) -> None:
    app = create_app(PlaneSettings(home=tmp_path, setup_code="k7xqm-2hsdp"))
    with TestClient(app, base_url="http://127.0.0.1") as client:  # its address is "testclient"
        for code in ({}, {"code": "wrong"}):
            refused = sent(client, "/setup", **SETUP, **code)
            assert refused.status_code == 403
            assert "Set-up code" in refused.text
        accepted = sent(client, "/setup", **SETUP, code=" k7xqm-2hsdp")
        assert accepted.headers.get("location", "/people/acme") == "/people/acme"
        assert client.get("/setup", follow_redirects=False).headers["location"] == "/sign-in"


def test_without_a_code_no_other_machine_sets_up(tmp_path: Path) -> None:
    with TestClient(
        create_app(PlaneSettings(home=tmp_path)), base_url="http://127.0.0.1"
    ) as client:
        assert sent(client, "/setup", **SETUP, code="").status_code == 403


def test_a_page_elsewhere_cannot_set_up_through_a_browser(fresh: httpx.Client) -> None:
    token = token_on(fresh.get("/setup"))
    for headers in ({"origin": "https://elsewhere.example"}, {"host": "elsewhere.example"}):
        data = {**SETUP, "_csrf_token": token}
        assert fresh.post("/setup", data=data, headers=headers).status_code == 403


def test_signing_in_leads_to_where_somebody_wanted_to_go(plane: Peopled) -> None:
    with plane.window() as browser:
        browser.headers["accept"] = "text/html"
        asked = browser.get("/tokens/acme?x=1")
        assert asked.headers["location"] == "/sign-in?next=%2Ftokens%2Facme%3Fx%3D1"
        answer = sent(browser, "/sign-in", login="ada", password=PASSWORD, next="/tokens/acme?x=1")
        assert (answer.status_code, answer.headers["location"]) == (303, "/tokens/acme?x=1")
        assert browser.get("/tokens/acme?x=1").status_code == 200
        assert browser.get("/sign-in?next=/people/acme").headers["location"] == "/people/acme"


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/drafts/3?a=b", "/drafts/3?a=b"),
        ("", "/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example", "/"),
        ("/\\elsewhere.example", "/"),
        ("/\t/elsewhere.example", "/"),
        ("/\r\nset-cookie: x", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_signing_in_leads_to_no_other_site(wanted: str, path: str) -> None:
    assert local_path(wanted) == path


def test_the_sessions_cookie_is_for_this_plane_and_no_script(plane: Peopled) -> None:
    with plane.window() as browser:
        answer = sent(browser, "/sign-in", login="ada", password=PASSWORD)
    cookie = next(
        line for line in answer.headers.get_list("set-cookie") if line.startswith(SESSION)
    )
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= attributes
    assert not any(part.startswith("domain") for part in attributes)
    assert "secure" not in attributes


def test_over_https_the_cookie_is_for_https_only(tmp_path: Path) -> None:
    with peopled(tmp_path, public_url="https://styles.example") as plane, plane.window() as browser:
        browser.cookies.set("reelwright_visit", "v")  # httpx keeps a secure one to itself
        data = {"login": "ada", "password": PASSWORD, "_csrf_token": form_token("v")}
        cookies = browser.post("/sign-in", data=data).headers.get_list("set-cookie")
        assert any(line.startswith(f"__Host-{SESSION}=") and "Secure" in line for line in cookies)
        browser.cookies.clear()
        browser.cookies.set(SESSION, plane.sessions["ada"])  # what http would have sent
        assert browser.get("/people/acme").status_code == 401


def test_a_session_that_somebody_planted_is_not_carried_over(plane: Peopled) -> None:
    with plane.window() as victim, plane.window() as thief:
        thief.get("/sign-in")
        planted = "planted-by-the-thief"
        victim.cookies.set(SESSION, planted)
        victim.cookies.set("reelwright_visit", "planted-too")
        token = form_token("planted-too")
        data = {"login": "ada", "password": PASSWORD, "_csrf_token": token}
        answer = victim.post("/sign-in", data=data)
        assert answer.status_code == 303
        given = re.findall(rf"{SESSION}=([^;]*)", str(answer.headers.get_list("set-cookie")))
        assert len(given) == 1
        assert given[0] != planted
        thief.cookies.set(SESSION, planted)
        assert thief.get("/people/acme").status_code == 401


def test_signing_out_ends_the_session_itself(plane: Peopled) -> None:
    with plane.window() as browser, plane.window() as copy:
        sent(browser, "/sign-in", login="ben", password=PASSWORD)
        secret = browser.cookies[SESSION]
        copy.cookies.set(SESSION, secret)
        assert copy.get("/people/acme").status_code == 200
        data = {"_csrf_token": form_token(secret)}
        assert browser.post("/sign-out", data=data).headers["location"] == "/sign-in"
        assert SESSION not in browser.cookies
        assert copy.get("/people/acme").status_code == 401


def test_a_form_needs_the_token_of_its_own_session(plane: Peopled) -> None:
    with plane.window("eve") as browser:
        right = browser.headers.pop("x-csrf-token")
        before = browser.get("/people/acme").text
        for token in ("", "x", form_token(plane.sessions["ada"]), right.upper(), right + "0"):
            data = {"approvals": "0", "_csrf_token": token}
            for refused in (
                browser.post("/people/acme/policy", data=data),
                browser.post("/people/acme/policy", headers={"x-csrf-token": token}),
            ):
                assert refused.status_code == 403, token
                assert refused.json()["type"] == "/problems/form-forged"
        assert browser.get("/people/acme").text == before
        data = {"approvals": "2", "_csrf_token": right}
        assert browser.post("/people/acme/policy", data=data).status_code == 303
        headers = {"x-csrf-token": right}
        data = {"approvals": "1"}
        assert browser.post("/people/acme/policy", data=data, headers=headers).status_code == 303


def test_a_file_in_place_of_the_forms_token_is_no_token(plane: Peopled) -> None:
    with plane.window("eve") as browser:
        right = browser.headers.pop("x-csrf-token")
        files = {"_csrf_token": ("x.txt", right.encode())}
        assert browser.post("/people/acme/policy", files=files).status_code == 403


def test_signing_in_needs_a_form_of_ours_too(plane: Peopled) -> None:
    with plane.window() as browser:
        data = {"login": "ada", "password": PASSWORD}
        assert browser.post("/sign-in", data=data).status_code == 403
        assert SESSION not in browser.cookies


def test_somebody_new_is_led_to_the_password_and_nowhere_else(plane: Peopled) -> None:
    with plane.window("eve") as admin, plane.window() as browser:
        added = admin.post(
            "/people/acme/add", data={"login": "Fay", "name": "Fay", "roles": "author"}
        )
        found = re.search(r'data-copy="([a-z0-9-]{23})"', added.text)
        assert found is not None
        assert added.headers["cache-control"] == "no-store"
        browser.headers["accept"] = "text/html"
        sent(browser, "/sign-in", login="fay", password=found.group(1))
        for path in ("/", "/people/acme", "/tokens/acme"):
            assert browser.get(path).headers["location"] == "/password"
        wrong = sent(browser, "/password", old="wrong", new=PASSWORD, again=PASSWORD)
        assert wrong.status_code == 403
        right = {"old": found.group(1), "new": PASSWORD, "again": PASSWORD}
        assert sent(browser, "/password", **right).headers["location"] == "/"
        assert browser.get("/people/acme").status_code == 200


def test_a_token_is_shown_once(plane: Peopled) -> None:
    with plane.window("ada") as browser:
        data = {"name": "laptop", "permissions": ["read", "draft"], "days": "30"}
        made = browser.post("/tokens/acme/add", data=data)
        found = re.search(r'data-copy="(rwp_[A-Za-z0-9_-]{43})"', made.text)
        assert found is not None
        assert found.group(1) not in browser.get("/tokens/acme").text
        headers = {"authorization": f"Bearer {found.group(1)}"}
        me = browser.get("/api/v1/me", headers=headers).json()
        assert me["grants"] == {"acme": ["read", "draft"]}
        assert browser.post("/tokens/acme/laptop/revoke").status_code == 303
        assert browser.get("/api/v1/me", headers=headers).status_code == 401


def test_what_is_wrong_with_a_form_stands_on_its_page(plane: Peopled) -> None:
    with plane.window("eve") as browser:
        browser.headers["accept"] = "text/html"
        for path, data, said in (
            ("/people/acme/add", {"login": "No Login!", "roles": "author"}, "The login takes"),
            ("/people/acme/add", {"login": "gus"}, "Choose at least one role"),
            ("/people/acme/add", {"login": "ada", "roles": "author"}, "belongs to acme already"),
            ("/tokens/acme/add", {"name": "x", "days": "0"}, "Choose at least one thing"),
        ):
            answer = browser.post(path, data=data)
            assert answer.status_code in (409, 422), path
            assert said in answer.text
        for path, data, said in (
            ("/people/acme/eve/remove", {}, "no admin left"),
            ("/people/acme/nobody/roles", {"roles": "author"}, "Nobody in acme"),
            ("/people/acme/policy", {"approvals": "many"}, "Between 0 and 9"),
        ):
            assert browser.post(path, data=data).status_code == 303
            assert said in browser.get("/people/acme").text


def test_people_who_are_no_admin_change_nothing_on_the_pages(plane: Peopled) -> None:
    with plane.window("ada") as browser:
        assert "Add somebody" not in browser.get("/people/acme").text
        for path, data in (
            ("/people/acme/add", {"login": "gus", "roles": "admin"}),
            ("/people/acme/ada/roles", {"roles": "admin"}),
            ("/people/acme/eve/enabled", {"enabled": "no"}),
            ("/people/acme/eve/password", {}),
            ("/people/acme/eve/remove", {}),
            ("/people/acme/policy", {"approvals": "0"}),
            ("/people/acme/organisation", {"slug": "mine", "title": "Mine"}),
        ):
            assert browser.post(path, data=data).status_code == 403, path
        assert browser.get("/people/globex").status_code == 403


def test_names_are_shown_as_text(plane: Peopled) -> None:
    with plane.window("eve") as browser:
        data = {"login": "xss", "name": "<script>alert(1)</script>", "roles": "author"}
        shown = browser.post("/people/acme/add", data=data).text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_asking_again_and_again_is_slowed_down(tmp_path: Path) -> None:
    with peopled(tmp_path) as plane, plane.window() as browser:
        token = token_on(browser.get("/sign-in"))
        data = {"login": "nobody", "password": "", "_csrf_token": token}
        answers = [browser.post("/sign-in", data=data) for _ in range(12)]
        assert [answer.status_code for answer in answers[:10]] == [403] * 10
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["retry-after"]) >= 1
        while answers[-1].headers["content-type"].startswith("text/html"):
            answers.append(browser.post("/sign-in", data=data))
            assert len(answers) < 60
        assert answers[-1].json()["type"] == "/problems/too-many-requests"
        assert int(answers[-1].headers["retry-after"]) >= 1


def test_pages_say_what_browsers_shall_not_do(plane: Peopled) -> None:
    with plane.window() as browser:
        headers = browser.get("/sign-in").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["//api/v1/orgs", "/api//v1/orgs", "/./api/v1/orgs", "/API/v1/orgs"]
)
def test_another_spelling_of_the_api_is_no_way_around_its_door(plane: Peopled, path: str) -> None:
    with plane.window("eve") as browser:
        url = httpx.URL(plane.url).copy_with(raw_path=path.encode())
        answer = browser.get(url)
        assert answer.status_code in (200, 404)
        assert answer.status_code == 404 or answer.json() == []
        data = {"slug": "mine", "title": "Mine"}
        assert browser.post(url, json=data).status_code in (401, 404)
