"""Companies and who belongs to them, as the base holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from dm.actualize.query import rows_where
from dm.actualize.survive import Membership, Person
from dm.db import insert_many, insert_new
from dm.db import tables as t


def store_memberships(connection: Connection, people: Sequence[Person], known: set[str], *, now: datetime) -> None:
    """Write the companies that these people work for, and that they do."""
    companies: dict[str, dict[str, Any]] = {}
    members: dict[tuple[str, str, str], dict[str, Any]] = {}
    for person in people:
        for membership in person.memberships:
            companies.setdefault(membership.company_id, _company_row(membership, now))
            role = membership.role
            members[(membership.company_id, person.id, role)] = {
                "company_id": membership.company_id,
                "person_id": person.id,
                "role": role,
                "department": membership.department,
                "from_on": person.row["observed_at"].date(),
            }
    _insert_absent(connection, t.company, companies)
    is_known = {person.id for person in people} & known
    insert_new(connection, t.company_member, (row for row in members.values() if row["person_id"] in is_known))
    insert_many(connection, t.company_member, (row for row in members.values() if row["person_id"] not in is_known))


def _insert_absent(connection: Connection, table: Table, rows: Mapping[str, dict[str, Any]]) -> None:
    there = {row["id"] for row in rows_where(connection, select(table.c.id), table.c.id, rows)}
    insert_many(connection, table, (row for identity, row in rows.items() if identity not in there))


def _company_row(membership: Membership, now: datetime) -> dict[str, Any]:
    return {
        "id": membership.company_id,
        "name": membership.company.full,
        "name_folded": membership.company.key,
        "legal_form": membership.company.form,
        "country": membership.country,
        "city": membership.city,
        "created_at": now,
    }
