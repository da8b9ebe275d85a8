"""A style plane with something of everything in it, and schemathesis let loose on its API."""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import schemathesis
import uvicorn
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from style_plane.access.actor import PERMISSIONS
from style_plane.access.limits import Limits
from style_plane.access.service import Access
from style_plane.app import create_app, utc_now
from style_plane.database import Database
from style_plane.errors import PROBLEM_JSON
from style_plane.samples.grounds import ground
from style_plane.settings import PlaneSettings
from style_plane.starters.fonts import FONTS, font_path
from style_plane.starters.seeding import contract_of
from style_plane.versions.cache import front
from tests.style_plane.people import CHEAP, Peopled, settle
from tests.style_plane.styles import MINOR, changed

SERVICE = "a-token-of-automation"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
KNOWN = 0.6
"""How often a parameter names something that exists."""
SELF_HARM = ("removePerson", "resetPassword", "setRoles", "enablePerson", "revokeToken")
"""What would end the very token that a person's program asks with."""
Names = dict[str, list[Any]]


@dataclass(frozen=True)
class Plane:
    """A served plane, who may ask it, and what is in it."""

    url: str
    callers: Mapping[str, Mapping[str, str]]
    """Headers of everybody who asks."""
    names: Names
    """What exists, by parameter."""
    bodies: Names
    """What could be taken, by operation: chance seldom makes a good style."""


@dataclass
class Outcome:
    """What schemathesis found."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    succeeded: set[str] = field(default_factory=set)
    """Operations that answered 2xx at least once."""
    findings: dict[str, str] = field(default_factory=dict)
    """The first of each kind: the operation and what is wrong, and how to see it again."""
    errors: list[str] = field(default_factory=list)
    """What schemathesis itself could not do."""

    @property
    def wrong(self) -> bool:
        """Whether anything is to be told."""
        return bool(self.findings or self.errors)

    def told(self) -> str:
        """For a person."""
        found = (f"{name}\n{text}" for name, text in sorted(self.findings.items()))
        return "\n\n".join([*found, *self.errors])


@contextmanager
def furnished(home: Path) -> Iterator[Plane]:
    """Serve a plane that has people, styles, drafts, files and reports of runs."""
    settings = PlaneSettings(home=home, token=SERVICE)
    with _served(settings) as url, closing(Database(settings.sqlalchemy_url)) as database:
        access = Access(database, utc_now, Limits(), CHEAP)
        people = Peopled(url, "acme", access, settle(access))
        yield _furnish(people)


@contextmanager
def _served(settings: PlaneSettings) -> Iterator[str]:
    """As `embedded.serving`, but with a clock for the limits that leaps: none is ever reached."""
    app = create_app(settings)
    app.state.limits = Limits(clock=map(float, itertools.count(0, 3600)).__next__)
    config = uvicorn.Config(front(app, settings), port=0, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def _furnish(people: Peopled) -> Plane:
    contract = contract_of("bold")
    documents = (contract.model_dump(mode="json"), changed(contract, MINOR))
    robot_headers = {"authorization": f"Bearer {SERVICE}"}
    with (
        httpx.Client(base_url=people.url, headers=robot_headers, trust_env=False) as robot,
        people.program("eve", *PERMISSIONS["admin"]) as eve,
        people.program("ben", "approve", "read") as ben,
    ):
        eve_headers = {"authorization": eve.headers["authorization"]}
        styles = _publish(robot, documents)
        drafts = _drafts(eve, ben, documents)
        files = _files(eve)
        runs = _runs(eve, styles)
    names = styles | drafts | files | runs
    names |= {"login": ["ada", "ben", "cleo", "dan"], "org": ["acme", "acme", "reelwright"]}
    callers = {
        "automation": robot_headers,
        "person": eve_headers,
        "anonymous": {},
    }
    return Plane(people.url, callers, names, _bodies(documents, names))


def _bodies(documents: tuple[dict[str, Any], ...], names: Names) -> Names:
    judged = [{"digest": digest} for digest in names["digest"]]
    return {
        "publishStyle": [*documents],
        "saveDraft": [*documents],
        "createDraft": [{}, {"base": "acme/loud@1.0.0"}, {"document": documents[0]}],
        "submitDraft": [{}],
        "approveDraft": judged,
        "requestChanges": judged,
        "moveChannel": [{"version": each, "reason": "spring"} for each in names["version"]],
        "undoMove": [{"reason": "not yet"}],
        "setStatus": [{"state": "deprecated", "reason": "old", "successor": "1.1.0"}],
    }


def _sent(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return answer.json()


def _publish(robot: httpx.Client, documents: Collection[dict[str, Any]]) -> Names:
    at = "/api/v1/styles/acme/loud"
    digests = [_sent(robot.post(f"{at}/versions", json=each))["digest"] for each in documents]
    move = {"version": "1.0.0", "reason": "spring"}
    for channel in ("stable", "spring-26"):
        _sent(robot.put(f"{at}/channels/{channel}", json=move))
    return {
        "name": ["loud", "bold"],
        "digest": digests,
        "channel": ["stable", "spring-26"],
        "version": ["1.0.0", "1.1.0"],
        "selector": ["1.0.0", "^1", "stable", "latest"],
        "ref": ["acme/loud", "acme/loud@1.0.0", "reelwright/bold@^1"],
        "from": ["1.0.0"],
        "to": ["1.1.0", "stable"],
    }


def _drafts(eve: httpx.Client, ben: httpx.Client, documents: Collection[dict[str, Any]]) -> Names:
    """One that is written, one in review, one approved, one discarded."""
    made = [
        _sent(eve.post(f"/api/v1/styles/acme/{name}/drafts", json={"document": document}))["id"]
        for name in ("one", "two", "three", "four")
        for document in list(documents)[:1]
    ]
    digests = [
        _sent(eve.post(f"/api/v1/drafts/{draft}/review", json={}))["frozen_digest"]
        for draft in made[1:3]
    ]
    judged = {"digest": digests[1]}
    _sent(ben.post(f"/api/v1/drafts/{made[2]}/approvals", json=judged))
    eve.delete(f"/api/v1/drafts/{made[3]}").raise_for_status()
    return {"draft_id": made, "If-Match": ['"1"', '"2"'], "request_id": [1]}


def _files(eve: httpx.Client) -> Names:
    font = _sent(eve.post("/api/v1/assets", content=font_path(sorted(FONTS)[0]).read_bytes()))
    picture = ground("bright", 1)
    sample = _sent(eve.post("/api/v1/orgs/acme/samples", content=picture))[0]
    return {"sha256": [font["sha256"], sample["sha256"]]}


def _runs(eve: httpx.Client, styles: Names) -> Names:
    pin = {
        "ref": "acme/loud@1.0.0",
        "org": "acme",
        "name": "loud",
        "version": "1.0.0",
        "digest": styles["digest"][0],
        "effective_digest": styles["digest"][0],
        "flow": "clips",
        "client": "acme",
        "source_sha256": "0" * 64,
        "pinned_at": "2030-01-02T03:04:05Z",
    }
    _sent(eve.put("/api/v1/pins/run-1", json=pin))
    return {"run_id": ["run-1"]}


def examined(plane: Plane, caller: str, examples: int, *, coverage: bool) -> Outcome:
    """Ask every operation so many times, with what its schema allows and with what it does not.

    `coverage` adds the boundary values of every parameter, and every other method.
    """
    config = SchemathesisConfig.from_dict(_config(plane, caller, examples, coverage=coverage))
    api = schemathesis.openapi.from_url(f"{plane.url}/schema/openapi.json", config=config)
    api.hook("flatmap_body")(_with_known_bodies(plane))
    asked = api.exclude(operation_id=list(SELF_HARM)) if caller == "person" else api
    outcome = Outcome()
    for event in from_schema(asked).execute():
        if isinstance(event, events.ScenarioFinished):
            _note(outcome, event)
        elif isinstance(event, events.NonFatalError):
            outcome.errors.append(f"{event.label}: {event.value}")
        elif isinstance(event, events.FatalError):
            raise event.exception
    return outcome


def _config(plane: Plane, caller: str, examples: int, *, coverage: bool) -> dict[str, Any]:
    where = {"If-Match": "header", "ref": "query", "from": "query", "to": "query"}
    return {
        "seed": 1,
        "headers": dict(plane.callers[caller]),
        "dictionaries": {name: {"values": values} for name, values in plane.names.items()},
        "parameters": {
            f"{where.get(name, 'path')}.{name}": {"dictionary": name, "probability": KNOWN}
            for name in plane.names
        },
        "generation": {
            "max-examples": examples,
            "deterministic": True,
            "database": "none",
            "no-shrink": True,
            "with-security-parameters": False,
        },
        "continue-on-failure": True,
        "checks": {"enabled": False, **{name: {"enabled": True} for name in CHECKS}},
        "phases": {"coverage": {"enabled": coverage}, "stateful": {"enabled": False}},
    }


def _with_known_bodies(plane: Plane) -> Any:
    def flatmap_body(context: Any, body: Any) -> st.SearchStrategy[Any]:
        known = plane.bodies.get(context.operation.definition.raw.get("operationId"), [])
        return st.sampled_from([body, *known])

    return flatmap_body


def _note(outcome: Outcome, event: events.ScenarioFinished) -> None:
    recorder = event.recorder
    for case_id, interaction in recorder.interactions.items():
        outcome.cases += 1
        if interaction.response is None:
            outcome.findings.setdefault(f"{recorder.label}: no answer", str(interaction.request))
            continue
        status = interaction.response.status_code
        outcome.statuses[status] += 1
        if 200 <= status < 300:
            outcome.succeeded.add(recorder.label)
        kind = interaction.response.headers.get("content-type", [""])[0]
        if status >= 400 and not kind.startswith(PROBLEM_JSON):
            name = f"{recorder.label}: an error that is no problem document ({status})"
            outcome.findings.setdefault(name, f"{kind}, {interaction.request.uri}")
        for check in recorder.checks.get(case_id, []):
            if check.status == Status.FAILURE and check.failure_info is not None:
                name = f"{recorder.label}: {check.name} ({status})"
                failure = check.failure_info.failure
                text = f"{failure.title}: {failure.message}\n{check.failure_info.code_sample}"
                outcome.findings.setdefault(name, text[:3000])
