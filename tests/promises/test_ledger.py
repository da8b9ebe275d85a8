"""What the ledger promises, on SQLite and on PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from schemas.artifacts import Ref
from schemas.costs import Cost
from schemas.states import JobState, WorkflowState
from tasks.errors.places import JobEndedError
from tasks.tools.ledger.jobs import Busy, Found, Granted
from tasks.tools.ledger.ledger import Ledger
from tasks.tools.ledger.owner import surely_dead
from tasks.tools.ledger.session import transaction
from tests.runs import spec

CONTAINER = ("unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc")
WORKER = """
import sys
from tasks.tools.ledger.jobs import Granted
from tasks.tools.ledger.ledger import Ledger
from tests.promises.test_ledger import started
ledger = Ledger(f"sqlite:///{sys.argv[1]}", tenant="default", lease_seconds=30)
_, job = started(ledger)
assert ledger.jobs.claim(job, reuse=True) == Granted(1)
print("working", flush=True)
sys.stdin.readline()
"""
COST = Cost(what="model:x", usd=0.25, quantity=10, unit="tokens", price_source="test")
RESULT: Ref[object] = Ref(sha256="a" * 64, size=2, media_type="application/json")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.db"
    address: str = request.getfixturevalue("postgres")
    return address


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    opened = Ledger(url, tenant="default", lease_seconds=30)
    yield opened
    opened.close()


def started(ledger: Ledger, key: str = "transcribe-v1-x") -> tuple[str, int]:
    run_id = ledger.runs.open(spec())
    return run_id, ledger.jobs.add(run_id, "transcribe", "", key)


def test_a_job_is_granted_once_and_the_next_one_waits(ledger: Ledger) -> None:
    _, first = started(ledger)
    _, second = started(ledger)
    assert ledger.jobs.claim(first, reuse=True) == Granted(1)
    assert isinstance(ledger.jobs.claim(second, reuse=True), Busy)


def test_finished_work_is_found_by_its_key(ledger: Ledger) -> None:
    run_id, first = started(ledger)
    _, second = started(ledger)
    ledger.jobs.claim(first, reuse=True)
    assert ledger.jobs.complete(first, RESULT, why="new", seconds=1.0)
    assert ledger.jobs.claim(second, reuse=True) == Found(first, run_id, RESULT)
    assert ledger.jobs.claim(second, reuse=True, distrust={first}) == Granted(1)


def test_another_tenant_finds_nothing(ledger: Ledger, url: str) -> None:
    _, first = started(ledger)
    ledger.jobs.claim(first, reuse=True)
    ledger.jobs.complete(first, RESULT, why="new", seconds=1.0)
    other = Ledger(url, tenant="other", lease_seconds=30)
    _, theirs = started(other)
    assert other.jobs.claim(theirs, reuse=True) == Granted(1)
    other.close()


def test_of_many_workers_one_gets_the_key(ledger: Ledger) -> None:
    jobs = [started(ledger)[1] for _ in range(16)]
    answers: list[object] = []
    threads = [
        threading.Thread(target=lambda job=job: answers.append(ledger.jobs.claim(job, True)))
        for job in jobs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(answer, Granted) for answer in answers) == 1
    assert sum(isinstance(answer, Busy) for answer in answers) == 15


def test_an_expired_lease_is_taken_over_and_the_late_worker_is_refused(url: str) -> None:
    slow = Ledger(url, tenant="default", lease_seconds=-1)
    _, first = started(slow)
    slow.jobs.claim(first, reuse=True)
    quick = Ledger(url, tenant="default", lease_seconds=30)
    _, second = started(quick)
    assert quick.jobs.claim(second, reuse=True) == Granted(1)
    assert not slow.jobs.complete(first, RESULT, why="late", seconds=1.0)
    states = [job.state for job in quick.jobs.of(quick.runs.newest()[0].id)]
    assert states == [JobState.IN_PROGRESS.value]
    slow.close()
    quick.close()


def test_a_dead_process_frees_its_lease_at_once(ledger: Ledger) -> None:
    run_id, first = started(ledger)
    ledger.jobs.claim(first, reuse=True)
    boot, pid, _ = ledger.door.owner.rsplit(":", 2)
    with transaction(ledger.door.engine) as session:
        dead = {"owner": f"{boot}:{pid}:1"}
        session.connection().execute(text("UPDATE job SET owner = :owner"), dead)
        session.connection().execute(text("UPDATE run SET owner = :owner"), dead)
    assert ledger.reap() == 2
    run = ledger.runs.find(run_id)
    assert run is not None
    assert run.state == WorkflowState.FAILED.value
    assert ledger.jobs.of(run_id)[0].error == "its worker is gone"


def test_a_process_of_another_container_is_never_surely_dead(ledger: Ledger) -> None:
    boot, _, pid, born = ledger.door.owner.split(":")
    assert not surely_dead(ledger.door.owner)
    here = Path("/proc/self/ns/pid").stat().st_ino
    assert surely_dead(f"{boot}:{here}:{pid}:{int(born) + 1}")
    assert not surely_dead(f"{boot}:1:{pid}:{int(born) + 1}")
    assert not surely_dead(f"{boot}:{pid}:{int(born) + 1}"), "written by an older release"


def test_a_living_worker_in_another_container_keeps_its_job(tmp_path: Path) -> None:
    shown = [*CONTAINER, sys.executable, "-c", WORKER, str(tmp_path / "ledger.db")]
    if subprocess.run([*CONTAINER, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let us make a process namespace")
    worker = subprocess.Popen(shown, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "working\n"
    here = Ledger(f"sqlite:///{tmp_path}/ledger.db", tenant="default", lease_seconds=30)
    assert here.reap() == 0
    _, mine = started(here)
    assert isinstance(here.jobs.claim(mine, reuse=True), Busy)
    here.close()
    worker.communicate("done\n")
    assert worker.returncode == 0


def test_a_terminal_state_is_final(ledger: Ledger) -> None:
    run_id, job = started(ledger)
    ledger.jobs.claim(job, reuse=True)
    assert ledger.jobs.complete(job, RESULT, why="new", seconds=1.0)
    assert not ledger.jobs.fail(job, "too late")
    output = ledger.outputs.add(run_id, "clip-01", "9:16")
    assert ledger.outputs.settle(output, JobState.COMPLETED)
    assert not ledger.outputs.settle(output, JobState.FAILED, error="a duplicate signal")
    assert ledger.runs.end(run_id, WorkflowState.COMPLETED)
    assert not ledger.runs.end(run_id, WorkflowState.FAILED, "again")


def test_a_job_that_has_ended_is_not_granted_again(ledger: Ledger) -> None:
    run_id, job = started(ledger)
    assert ledger.jobs.claim(job, reuse=True) == Granted(1)
    assert ledger.jobs.fail(job, "broken")
    with pytest.raises(JobEndedError, match="broken"):
        ledger.jobs.claim(job, reuse=True)
    (row,) = ledger.jobs.of(run_id)
    assert (row.state, row.attempts) == ("failed", 1)
    kinds = [event.kind for event in ledger.runs.events(run_id)]
    assert kinds.count("job.started") == 1


def test_a_job_that_has_ended_is_refused_also_when_its_work_was_done(ledger: Ledger) -> None:
    _, first = started(ledger)
    ledger.jobs.claim(first, reuse=True)
    ledger.jobs.complete(first, RESULT, why="new", seconds=1.0)
    _, second = started(ledger)
    ledger.jobs.fail(second, "broken")
    with pytest.raises(JobEndedError, match="same command again"):
        ledger.jobs.claim(second, reuse=True)


def test_a_run_that_has_ended_takes_no_jobs(ledger: Ledger) -> None:
    run_id, _ = started(ledger)
    ledger.runs.end(run_id, WorkflowState.FAILED, "its worker is gone")
    ledger.runs.close(run_id)
    with pytest.raises(JobEndedError, match="worker is gone"):
        ledger.jobs.add(run_id, "transcribe", "", "transcribe-v1-x")


def test_result_costs_and_event_commit_together(ledger: Ledger) -> None:
    run_id, job = started(ledger)
    ledger.jobs.claim(job, reuse=True)
    ledger.jobs.complete(job, RESULT, why="new", seconds=1.0, costs=[COST])
    assert ledger.jobs.of(run_id)[0].cost_usd == pytest.approx(0.25)
    assert [row.usd for row in ledger.runs.costs(run_id)] == [pytest.approx(0.25)]
    kinds = [event.kind for event in ledger.runs.events(run_id)]
    assert kinds == ["run.started", "job.enqueued", "job.started", "job.completed"]


@pytest.mark.parametrize("statement", ["UPDATE event SET kind = 'x'", "DELETE FROM event"])
def test_events_are_never_changed(ledger: Ledger, statement: str) -> None:
    started(ledger)
    with (
        pytest.raises(DBAPIError, match="never changed"),
        transaction(ledger.door.engine) as session,
    ):
        session.connection().execute(text(statement))


def test_a_watched_content_is_taken_in_once_and_a_file_is_read_once(ledger: Ledger) -> None:
    intake = ledger.intake
    assert not intake.taken("b" * 64)
    assert intake.take("b" * 64, "inbox/a.mp4", "10-1")
    assert not intake.take("b" * 64, "inbox/copy.mp4", "10-2")
    assert intake.taken("b" * 64)
    for stamp in ("10-1", "11-3"):
        assert not intake.seen("inbox/a.mp4", stamp)
        intake.sighted("inbox/a.mp4", stamp)
        assert intake.seen("inbox/a.mp4", stamp)
    assert not intake.seen("inbox/a.mp4", "10-1")


def test_a_run_is_found_by_a_unique_beginning(ledger: Ledger) -> None:
    run_id, _ = started(ledger)
    found = ledger.runs.find(run_id[:-2])
    assert found is not None
    assert found.id == run_id
    assert ledger.runs.find("no-such-run") is None


def test_what_the_dead_left_is_ended_under_their_own_tenant(ledger: Ledger, url: str) -> None:
    run_id, job = started(ledger)
    ledger.jobs.claim(job, reuse=True)
    output = ledger.outputs.add(run_id, "clip-01", "9:16")
    assert ledger.outputs.start(output)
    boot, pid, _ = ledger.door.owner.rsplit(":", 2)
    with transaction(ledger.door.engine) as session:
        dead = {"owner": f"{boot}:{pid}:1"}
        session.connection().execute(text("UPDATE job SET owner = :owner"), dead)
        session.connection().execute(text("UPDATE run SET owner = :owner"), dead)
    other = Ledger(url, tenant="other", lease_seconds=30)
    assert other.reap() == 2
    assert [*other.jobs.of(run_id), *other.outputs.of(run_id), *other.runs.events(run_id)] == []
    kinds = {event.kind for event in ledger.runs.events(run_id)}
    assert {"job.failed", "run.failed", "output.failed"} <= kinds
    assert ledger.outputs.of(run_id)[0].state == "failed"
    other.close()


def test_another_tenant_sees_nothing_of_a_run(ledger: Ledger, url: str) -> None:
    run_id, job = started(ledger)
    ledger.jobs.claim(job, reuse=True)
    ledger.jobs.complete(job, RESULT, why="new", seconds=1.0, costs=[COST])
    output = ledger.outputs.add(run_id, "clip-01", "9:16")
    other = Ledger(url, tenant="other", lease_seconds=30)
    seen = [other.jobs.of, other.outputs.of, other.runs.events, other.runs.costs]
    assert [list(look(run_id)) for look in seen] == [[], [], [], []]
    assert other.jobs.by_id([job]) == {}
    assert not other.outputs.settle(output, JobState.FAILED, error="not theirs")
    other.close()


def test_what_a_failed_attempt_cost_stays(ledger: Ledger) -> None:
    run_id, job = started(ledger)
    ledger.jobs.claim(job, reuse=True)
    ledger.jobs.spent(job, [COST])
    ledger.jobs.retry_later(job, "busy", 1.0)
    ledger.jobs.claim(job, reuse=True)
    ledger.jobs.complete(job, RESULT, why="new", seconds=1.0, costs=[COST])
    assert ledger.jobs.of(run_id)[0].cost_usd == pytest.approx(0.5)
    assert len(ledger.runs.costs(run_id)) == 2
