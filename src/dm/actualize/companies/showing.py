"""Companies as a person looks at them: names, places, spellings, people and how they are reached."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Engine, and_, false, func, or_, select, true

from dm.actualize.companies.deciding import today_id
from dm.actualize.query import rows_where
from dm.db import reading
from dm.db import tables as t
from dm.errors import InputError
from dm.normal.folding import fold

_PEOPLE_SHOWN = 50
_SPELLED = (
    "id", "name", "city", "postal_code", "country", "domain", "registration_no", "linked_by", "probability", "batch_id"
)  # fmt: skip
_POINT = ("kind", "value", "status", "reason")


def find_companies(engine: Engine, text: str = "", *, limit: int = 100) -> list[dict[str, Any]]:
    """Companies one of whose spellings, or whose id, begins with or holds this text; those with most people first.

    Each is {id, name, legal_form, city, country, registration_no, spellings, people}, the last two counted.
    """
    company, spelling, member = t.company, t.company_spelling, t.company_member
    people = select(func.count(member.c.person_id.distinct())).where(
        member.c.company_id == company.c.id, member.c.to_on.is_(None)
    )
    count = people.scalar_subquery()
    spelled = select(func.count()).select_from(spelling).where(spelling.c.company_id == company.c.id)
    columns = (company.c[name] for name in ("id", "name", "legal_form", "city", "country", "registration_no"))
    query = select(*columns, spelled.scalar_subquery().label("spellings"), count.label("people"))
    merged = select(t.company_alias.c.old_id).where(t.company_alias.c.old_id == company.c.id)
    query = query.where(~merged.exists()).order_by(count.desc(), company.c.name_folded, company.c.id).limit(limit)
    with reading(engine) as connection:
        if text.strip():
            words = [company.c.name_folded.contains(word, autoescape=True) for word in fold(text).split()]
            written = spelling.c.name.icontains(text.strip(), autoescape=True)
            also = select(spelling.c.id).where(spelling.c.company_id == company.c.id, written)
            known = company.c.id == today_id(connection, text.strip().upper())
            query = query.where(or_(known, also.exists(), and_(false() if not words else true(), *words)))
        return [dict(row) for row in connection.execute(query).mappings()]


def show_company(engine: Engine, company_id: str) -> dict[str, Any]:
    """One company by its id of today or any it ever had; see `shown`. Raises InputError where there is none."""
    with reading(engine) as connection:
        identity = today_id(connection, company_id)
        found = shown(connection, {identity})[identity]
        if not found["name"] and not found["spellings"]:
            raise InputError(
                f'There is no company "{company_id}".', hint="`dm actualize companies list NAME` finds companies."
            )
        found["pairs"] = _pairs(connection, identity)
        return found


def shown(connection: Connection, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """{id: {id, name, legal_form, city, country, registration_no, former, spellings, people, points}}.

    People are the first fifty of today, `points` what they are reached at.
    """
    found: dict[str, dict[str, Any]] = {
        one: {"id": one, "name": "", "former": [], "spellings": [], "people": [], "points": []} for one in ids
    }
    company, spelling, alias = t.company, t.company_spelling, t.company_alias
    for row in rows_where(connection, select(company), company.c.id, ids):
        found[row["id"]] |= {name: row[name] for name in ("name", "legal_form", "city", "country", "registration_no")}
    for row in rows_where(connection, select(spelling).order_by(spelling.c.id), spelling.c.company_id, ids):
        found[row["company_id"]]["spellings"].append({name: row[name] for name in _SPELLED})
    for row in rows_where(connection, select(alias).order_by(alias.c.old_id), alias.c.company_id, ids):
        found[row["company_id"]]["former"].append(row["old_id"])
    for identity, one in found.items():
        one["people"] = _people(connection, identity)
        one["points"] = _points(connection, [person["id"] for person in one["people"]])
    return found


def _people(connection: Connection, company_id: str) -> list[dict[str, Any]]:
    member, person = t.company_member, t.person
    columns = (person.c.id, person.c.full_name, member.c.role, member.c.department, member.c.from_on)
    query = select(*columns).join(person, person.c.id == member.c.person_id)
    here = (member.c.company_id == company_id) & member.c.to_on.is_(None) & (person.c.state == "active")
    ordered = query.where(here).order_by(person.c.full_name, person.c.id).limit(_PEOPLE_SHOWN)
    return [dict(row) for row in connection.execute(ordered).mappings()]


def _points(connection: Connection, person_ids: Collection[str]) -> list[dict[str, Any]]:
    """Each value once, with how many of the people have it."""
    point = t.contact_point
    counted: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows_where(connection, select(point), point.c.person_id, person_ids):
        at = (row["kind"], row["value"])
        counted.setdefault(at, {name: row[name] for name in _POINT} | {"people": 0})["people"] += 1
    return sorted(counted.values(), key=lambda one: (one["kind"], -one["people"], one["value"]))


def _pairs(connection: Connection, company_id: str) -> list[int]:
    pair = t.company_pair
    here = (pair.c.left_company_id == company_id) | (pair.c.right_company_id == company_id)
    waiting = select(pair.c.id).where(here, pair.c.state == "open").order_by(pair.c.probability.desc(), pair.c.id)
    return list(connection.execute(waiting).scalars())


def companies_of(engine: Engine, person_id: str) -> list[dict[str, Any]]:
    """Where a person works today: {id, name, role, department, from_on} each."""
    member, company = t.company_member, t.company
    columns = (company.c.id, company.c.name, member.c.role, member.c.department, member.c.from_on)
    query = select(*columns).join(company, company.c.id == member.c.company_id)
    today = (member.c.person_id == person_id) & member.c.to_on.is_(None)
    with reading(engine) as connection:
        ordered = query.where(today).order_by(company.c.name, company.c.id)
        return [dict(row) for row in connection.execute(ordered).mappings()]
