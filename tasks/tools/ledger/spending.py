"""Money for language models: reserved before a request, settled after it, never overspent.

1. A reservation is one UPDATE over all scopes of a request; it holds for all of them or for none.
2. Settling books what was billed and gives the rest free, in one transaction with the rows that tell
   of it. A request whose price is not known is booked at what was reserved.
3. A reservation whose holder died expires and is booked whole, as a request whose answer got lost is:
   what it was billed is not known. A bill that comes after all takes its place. One for a batch comes
   free: whoever asks again finds the batch and is billed then.

All amounts are whole nano-dollars, so that many threads end exactly at a limit.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Executable, and_, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from tasks.tools.ledger.door import Door, hit
from tasks.tools.ledger.session import clock, transaction
from tasks.tools.ledger.tables import BudgetRow, CostRow, JobRow, ModelCallRow, ReservationRow

HELD, BATCHED, SETTLED, EXPIRED = "held", "batched", "settled", "expired"
OPEN = (HELD, BATCHED)
"""States of a reservation that still holds money back."""
NANO = 1_000_000_000
LOST = "model:lost request"
LOST_SOURCE = "ceiling: its process died"
BILLED_SOURCE = "billed after all"


@dataclass(frozen=True)
class Account:
    """Who pays: a run of this ledger's tenant, and the job that it is done for."""

    run_id: str
    job_id: int
    stage: str


@dataclass(frozen=True)
class Limits:
    """Most that a scope may have spent, in nano-dollars. None: no limit."""

    job: int | None = None
    run: int | None = None
    customer_month: int | None = None
    month: int | None = None


@dataclass(frozen=True)
class Reservation:
    """Money held back."""

    id: str
    nano: int


@dataclass(frozen=True)
class Refused:
    """There is no room. `held` is what other requests under way may still give free."""

    scope: str
    left: int
    """Of the limit, beside what is spent for good."""
    held: int


@dataclass(frozen=True)
class Used:
    """What is written down of one request or reused answer."""

    profile: str
    profile_digest: str
    prompt: str
    prompt_digest: str
    model: str
    answered_by: str = ""
    reused: bool = False
    outcome: str = "answered"
    nano: int = 0
    price_source: str = ""
    tokens: tuple[int, int, int, int] = field(default=(0, 0, 0, 0))
    """Input, output, read from the provider's cache, written to it."""
    seconds: float = 0.0


class _NoRoom(Exception):  # noqa: N818 - takes the transaction back, nothing more
    """A scope has not enough left."""


class Spending:
    """Budgets, and the book of what was spent."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def reserve(
        self,
        account: Account,
        nano: int,
        limits: Limits,
        *,
        lasts_s: float,
        batched: bool = False,
    ) -> Reservation | Refused:
        """Hold money back for one request, maybe of a batch, in all of its scopes, or in none."""
        try:
            with transaction(self.door.engine) as session:
                now = clock(session)
                scopes = self._scopes(account, limits, now)
                self._present(session, list(scopes))
                self._expire(session, now)
                row = ReservationRow(
                    id=uuid.uuid4().hex,
                    scopes=list(scopes),
                    nano=nano,
                    state=BATCHED if batched else HELD,
                    expires=now + lasts_s,
                )
                self._hold(session, scopes, row)
                return Reservation(row.id, nano)
        except _NoRoom:
            return self._refusal(scopes)

    def _hold(
        self, session: Session, scopes: Mapping[str, int | None], row: ReservationRow
    ) -> None:
        fits = or_(*(_fits(scope, limit, row.nano) for scope, limit in scopes.items()))
        moved = session.execute(
            update(BudgetRow).where(fits).values(held=BudgetRow.held + row.nano)
        )
        if moved.rowcount != len(scopes):  # type: ignore[attr-defined]
            raise _NoRoom
        session.add(row)

    def settle(self, account: Account, reservation: Reservation, used: Used) -> None:
        """Book what a request was billed, give the rest free, and write both down."""
        with transaction(self.door.engine) as session:
            if not self._settle(session, reservation, used.nano):
                self._charge(session, account, -reservation.nano, LOST, BILLED_SOURCE)
            self._write(session, account, used)
            if not used.nano:
                return
            what = f"model:{used.answered_by or used.model.partition(':')[2]}"
            tokens = used.tokens[0] + used.tokens[1]
            self._charge(session, account, used.nano, what, used.price_source, tokens)

    def _charge(
        self, session: Session, account: Account, nano: int, what: str, source: str, tokens: int = 0
    ) -> None:
        """One line of the book, counted in its job's price; less than nothing takes one back."""
        session.add(
            CostRow(
                at=clock(session),
                tenant=self.door.tenant,
                run_id=account.run_id,
                job_id=account.job_id,
                stage=account.stage,
                what=what,
                usd=nano / NANO,
                quantity=float(tokens),
                unit="tokens",
                price_source=source,
            )
        )
        session.execute(
            update(JobRow)
            .where(col(JobRow.id) == account.job_id)
            .values(cost_usd=JobRow.cost_usd + nano / NANO)
        )

    def reused(self, account: Account, used: Used) -> None:
        """Write down that an answer was there already."""
        with transaction(self.door.engine) as session:
            self._write(session, account, used)

    def spent(self, scope: str) -> tuple[int, int]:
        """Spent and held nano-dollars of a scope, such as `run RUN`."""
        with transaction(self.door.engine) as session:
            row = session.get(BudgetRow, scope)
            return (row.spent, row.held) if row else (0, 0)

    def calls(self, *, month: str = "") -> Sequence[ModelCallRow]:
        """All requests, oldest first; those of one month such as `2026-11`, UTC."""
        with transaction(self.door.engine) as session:
            rows = session.exec(select(ModelCallRow).order_by(col(ModelCallRow.id))).all()
        return [row for row in rows if month in ("", month_of(row.at))]

    def costs(self, *, month: str = "") -> Sequence[CostRow]:
        """All that was billed, oldest first, language models and everything else."""
        with transaction(self.door.engine) as session:
            rows = session.exec(select(CostRow).order_by(col(CostRow.id))).all()
        return [row for row in rows if month in ("", month_of(row.at))]

    def _scopes(self, account: Account, limits: Limits, now: float) -> dict[str, int | None]:
        month = month_of(now)
        scopes = {
            f"job {account.run_id} {account.job_id}": limits.job,
            f"run {account.run_id}": limits.run,
            f"customer {self.door.tenant} {month}": limits.customer_month,
            f"all {month}": limits.month,
        }
        return dict(sorted(scopes.items()))

    def _present(self, session: Session, scopes: list[str]) -> None:
        """The scopes' rows, there and locked in one order: `all` comes first, so that nobody waits
        for somebody who waits for him (SQLite has locked everything anyway)."""
        for scope in scopes:
            session.connection().execute(_insert(self.door.engine.dialect.name, scope))
        _lock(session, scopes)

    def _expire(self, session: Session, now: float) -> None:
        old = select(ReservationRow).where(
            col(ReservationRow.state).in_(OPEN), col(ReservationRow.expires) < now
        )
        for row in session.exec(old.with_for_update(skip_locked=True)).all():
            _release(session, row)
            if row.state == HELD:
                _spend(session, row, row.nano)
                self._charge(session, _holder(session, row), row.nano, LOST, LOST_SOURCE)
            row.state = EXPIRED if row.state == HELD else SETTLED
            session.add(row)

    def _settle(self, session: Session, reservation: Reservation, nano: int) -> bool:
        """Book a bill; False where all of the reservation was booked before it came."""
        row = session.get(ReservationRow, reservation.id)
        if row is None:
            raise LookupError(f"there is no reservation {reservation.id} in the ledger")
        _lock(session, row.scopes)
        moved = session.execute(
            update(ReservationRow)
            .where(col(ReservationRow.id) == row.id, col(ReservationRow.state).in_(OPEN))
            .values(state=SETTLED)
        )
        if hit(moved):
            _release(session, row)
        session.refresh(row)
        booked = row.state == EXPIRED
        _spend(session, row, nano - row.nano if booked else nano)
        return not booked

    def _write(self, session: Session, account: Account, used: Used) -> None:
        sent, answered, read, written = used.tokens
        session.add(
            ModelCallRow(
                at=clock(session),
                tenant=self.door.tenant,
                run_id=account.run_id,
                job_id=account.job_id,
                stage=account.stage,
                profile=used.profile,
                profile_digest=used.profile_digest,
                prompt=used.prompt,
                prompt_digest=used.prompt_digest,
                model=used.model,
                answered_by=used.answered_by,
                reused=used.reused,
                outcome=used.outcome[:300],
                nano=used.nano,
                price_source=used.price_source,
                input_tokens=sent,
                output_tokens=answered,
                cache_read_tokens=read,
                cache_write_tokens=written,
                seconds=round(used.seconds, 3),
            )
        )

    def _refusal(self, scopes: Mapping[str, int | None]) -> Refused:
        """The scope that has least room."""
        with transaction(self.door.engine) as session:
            rows = session.exec(select(BudgetRow).where(col(BudgetRow.scope).in_(scopes))).all()
        spent = {row.scope: (row.spent, row.held) for row in rows}
        limited = {scope: limit for scope, limit in scopes.items() if limit is not None}
        room = {scope: limit - sum(spent.get(scope, (0, 0))) for scope, limit in limited.items()}
        tight = min(room, key=lambda scope: (room[scope], scope))
        gone, held = spent.get(tight, (0, 0))
        return Refused(tight, max(0, limited[tight] - gone), held)


def month_of(at: float) -> str:
    """The calendar month of a moment, UTC, such as `2026-11`."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m")


def _fits(scope: str, limit: int | None, nano: int) -> ColumnElement[bool]:
    same = col(BudgetRow.scope) == scope
    if limit is None:
        return same
    return and_(same, col(BudgetRow.spent) + col(BudgetRow.held) + nano <= limit)


def _lock(session: Session, scopes: Sequence[str]) -> None:
    """The scopes' rows are nobody else's until the end of the transaction; always in the same order."""
    wanted = select(BudgetRow.scope).where(col(BudgetRow.scope).in_(scopes))
    session.exec(wanted.order_by(col(BudgetRow.scope)).with_for_update()).all()


def _release(session: Session, row: ReservationRow) -> None:
    session.execute(
        update(BudgetRow)
        .where(col(BudgetRow.scope).in_(row.scopes))
        .values(held=BudgetRow.held - row.nano)
    )


def _spend(session: Session, row: ReservationRow, nano: int) -> None:
    session.execute(
        update(BudgetRow)
        .where(col(BudgetRow.scope).in_(row.scopes))
        .values(spent=BudgetRow.spent + nano)
    )


def _holder(session: Session, row: ReservationRow) -> Account:
    """Who held a reservation, as its scopes say."""
    run, job = next(scope for scope in row.scopes if scope.startswith("job ")).split()[1:]
    stage = session.exec(select(JobRow.stage).where(col(JobRow.id) == int(job))).first()
    return Account(run, int(job), stage or "")


def _insert(dialect: str, scope: str) -> Executable:
    """A scope's row where there is none yet."""
    row = {"scope": scope, "spent": 0, "held": 0}
    if dialect == "sqlite":
        return sqlite.insert(BudgetRow).values(row).on_conflict_do_nothing()
    return postgresql.insert(BudgetRow).values(row).on_conflict_do_nothing()
