"""From rows of pieces to what production needs of them, a chunk at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from dm.db import tables as t
from dm.db.bulk import chunks
from dm.ledger.context import (
    BriefWords,
    message_context,
    person_facts,
    plain_block,
    postal_block,
    seed_block,
    seed_person,
)
from dm.ledger.values import Claimed, Run
from dm.model import Channel, Party
from dm.settings import Settings

Row = Mapping[Any, Any]
_POSTAL = (Channel.LETTER, Channel.COURIER)


def contents(
    connection: Connection, settings: Settings, run: Run, pieces: Sequence[Row], *, now: datetime
) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """`{piece id: (context, address)}` for pieces of one wave, from the base as it is at this moment."""
    offers = dict(
        connection.execute(
            select(t.cell.c.name, t.cell.c.offer).where(t.cell.c.campaign_id == run.campaign["id"])
        ).all()
    )
    words = BriefWords(run, offers)
    shelf = _Shelf(connection, pieces)
    made = {}
    for piece in pieces:
        person, address = _seed(settings, run, piece) if piece["seed"] else _real(settings, run, piece, shelf)
        context = message_context(settings, run, words, piece, person, address, now=now)
        made[piece["id"]] = (context, address)
    return made


def frozen(piece: Row, attempt_id: str, permit_until: datetime | None = None) -> Claimed:
    """A claimed piece as it was frozen in its snapshot."""
    return claimed_piece(piece, attempt_id, piece["snapshot"]["context"], piece["snapshot"]["address"], permit_until)


def claimed_piece(
    piece: Row, attempt_id: str, context: dict[str, Any], address: dict[str, Any], permit_until: datetime | None = None
) -> Claimed:
    """Put a piece's row and its contents together."""
    return Claimed(
        piece_id=piece["id"],
        serial=piece["serial"],
        attempt_id=attempt_id,
        person_id=piece["person_id"],
        unit_id=piece["unit_id"],
        point_id=piece["point_id"],
        code=piece["response_code"],
        cell=piece["cell"],
        language=piece["language"],
        seed=piece["seed"],
        context=context,
        address=address,
        permit_until=permit_until,
    )


class _Shelf:
    """The rows that a chunk of pieces needs, fetched in a few statements."""

    def __init__(self, connection: Connection, pieces: Sequence[Row]) -> None:
        people = {piece["person_id"] for piece in pieces if not piece["seed"]}
        points = {piece["point_id"] for piece in pieces if piece["point_id"]}
        self.people = _by_id(connection, t.person, people)
        self.points = _by_id(connection, t.contact_point, points)
        self.sources = {row["id"]: row for row in connection.execute(select(t.source)).mappings()}
        self.companies = _companies(connection, people)

    def source_line(self, person: Row) -> str:
        source = self.sources.get(person["source_id"])
        return ", ".join(part for part in (source["title"], source["supplier"]) if part) if source else ""


def _by_id(connection: Connection, table: Any, ids: Iterable[str]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for some in chunks(sorted(ids), 500):
        rows = connection.execute(select(table).where(table.c.id.in_(some))).mappings()
        found.update((row["id"], row) for row in rows)
    return found


def _companies(connection: Connection, people: Iterable[str]) -> dict[str, Row]:
    """The company each person belongs to today; of several the one joined last."""
    member = t.company_member
    found: dict[str, Row] = {}
    for some in chunks(sorted(people), 500):
        rows = connection.execute(
            select(member.c.person_id, t.company.c.name, member.c.role)
            .join(t.company, t.company.c.id == member.c.company_id)
            .where(member.c.person_id.in_(some), member.c.to_on.is_(None))
            .order_by(member.c.person_id, member.c.id)
        ).mappings()
        found.update((row["person_id"], row) for row in rows)
    return found


def _seed(settings: Settings, run: Run, piece: Row) -> tuple[dict[str, Any], dict[str, Any]]:
    fields = piece["snapshot"].get("fields", piece["snapshot"])
    person = seed_person(fields, piece["language"])
    block = seed_block(settings, fields, person, piece["language"])
    if run.channel in _POSTAL:
        return person, block
    return person, plain_block(None, person) | {"value": block["email" if run.channel == Channel.EMAIL else "phone"]}


def _real(settings: Settings, run: Run, piece: Row, shelf: _Shelf) -> tuple[dict[str, Any], dict[str, Any]]:
    row = shelf.people[piece["person_id"]]
    point = shelf.points.get(piece["point_id"] or "")
    company = shelf.companies.get(row["id"])
    business = row["party"] if point is None else point["party"]
    named = company["name"] if company and business == Party.BUSINESS else ""
    role = (company["role"] if company else "") or row["job_title"]
    person = person_facts(row, company=named, role=role, source=shelf.source_line(row), language=piece["language"])
    if run.channel in _POSTAL and point is not None:
        return person, postal_block(settings, point, person, piece["language"])
    return person, plain_block(point, person)
