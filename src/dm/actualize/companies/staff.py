"""Who works where: noted person by person, linked and written all at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from dm.actualize.companies.founding import found_companies
from dm.actualize.companies.keys import people_keys
from dm.actualize.companies.known import companies_of
from dm.actualize.companies.spelling import Spelling, spelling_of
from dm.actualize.query import Row, rows_where
from dm.actualize.survive import Person
from dm.db import chunks, insert_tuples
from dm.db import tables as t

# Domain, number and a few telephones: more of them find nothing more.
_MOST_HINTS = 6
_MOST_PEOPLE = 1_000
_AT_ONCE = 10_000


class _Job(NamedTuple):
    person_id: str
    spelling: int
    role: str
    department: str
    since: date


class Staff:
    """The companies that people's records name; `secret` hides their telephones and addresses among the keys."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._spellings: dict[int, Spelling] = {}
        self._jobs: list[_Job] = []
        self._known: set[str] = set()

    def note(self, people: Iterable[Person], known: Collection[str] = ()) -> None:
        """Keep what these people's records say; those of `known` may have a company in the base."""
        for person in people:
            since = person.row["observed_at"].date()
            several = people_keys((person.id,), self._secret) if len(person.memberships) > 1 else ()
            for membership in person.memberships:
                spelling = spelling_of(membership, person.row, self._secret)
                if several:
                    spelling = spelling._replace(people=(*spelling.people, *several))
                self._spell(spelling)
                self._jobs.append(_Job(person.id, spelling.id, membership.role, membership.department, since))
            if person.id in known:
                self._known.add(person.id)

    def settle(self, connection: Connection, *, now: datetime) -> int:
        """Write the companies and who belongs to them; returns how many companies are new."""
        if not self._jobs and not self._known:
            return 0
        companies = companies_of(connection, self._spellings)
        new = [spelling for number, spelling in self._spellings.items() if number not in companies]
        founded, made = found_companies(connection, new, now=now)
        jobs = dict(_by_member(self._jobs, companies | founded))
        _write_jobs(connection, jobs, self._known, now.date())
        return made

    def _spell(self, spelling: Spelling) -> None:
        """The earliest record stands for a spelling; what later ones say of telephones is kept with it."""
        other = self._spellings.get(spelling.id)
        if other is None:
            self._spellings[spelling.id] = spelling
            return
        first = spelling if spelling.earliness < other.earliness else other
        if other.hints != spelling.hints:
            first = first._replace(hints=tuple(dict.fromkeys((*other.hints, *spelling.hints)))[:_MOST_HINTS])
        if other.people != spelling.people:
            first = first._replace(people=tuple(dict.fromkeys((*other.people, *spelling.people)))[:_MOST_PEOPLE])
        self._spellings[spelling.id] = first


def _by_member(jobs: Iterable[_Job], companies: dict[int, str]) -> Iterator[tuple[tuple[str, str], _Job]]:
    """One job of a person at a company: the first that tells a role."""
    found: dict[tuple[str, str], _Job] = {}
    for job in jobs:
        member = (job.person_id, companies[job.spelling])
        if member not in found or (job.role and not found[member].role):
            found[member] = job
    yield from found.items()


def _write_jobs(connection: Connection, jobs: dict[tuple[str, str], _Job], known: set[str], today: date) -> None:
    """New people's memberships are inserted; those of known people end where no record names the company any more."""
    member = t.company_member
    there: dict[tuple[str, str], Row] = {}
    for row in rows_where(connection, select(member), member.c.person_id, known):
        there[row["person_id"], row["company_id"]] = row
    fresh = ((who, company, job) for (who, company), job in jobs.items() if (who, company) not in there)
    rows = ((company, who, job.role, job.department, job.since) for who, company, job in fresh)
    insert_tuples(connection, member, ("company_id", "person_id", "role", "department", "from_on"), rows)
    _change(connection, [(there[place], job) for place, job in jobs.items() if place in there])
    left = [row["id"] for place, row in there.items() if place not in jobs and row["to_on"] is None]
    for some in chunks(left, _AT_ONCE):
        connection.execute(update(member).where(member.c.id.in_(some)).values(to_on=today))


def _change(connection: Connection, found: Iterable[tuple[Row, _Job]]) -> None:
    changed = [
        {"at": row["id"], "now_role": job.role or row["role"], "now_department": job.department or row["department"]}
        for row, job in found
        if _is_other(row, job)
    ]
    if changed:
        member = t.company_member
        values: dict[str, Any] = {
            "role": bindparam("now_role"),
            "department": bindparam("now_department"),
            "to_on": None,
        }
        connection.execute(update(member).where(member.c.id == bindparam("at")).values(values), changed)


def _is_other(row: Row, job: _Job) -> bool:
    says = (job.role or row["role"], job.department or row["department"])
    return row["to_on"] is not None or says != (row["role"], row["department"])
