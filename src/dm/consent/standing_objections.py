"""Which stored objections concern a contact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from dm.consent.channel_families import ANY, OBJECTION_COVERS
from dm.consent.facts import Suppression
from dm.consent.keys import SHARED_LINES, Known
from dm.consent.rows import rows_where
from dm.db import tables as t
from dm.model import LawChannel

if TYPE_CHECKING:
    from dm.consent.gathering import ContactContext

Row = Mapping[str, Any]


def load_objections(
    connection: Connection, people: Iterable[Known], key: bytes
) -> dict[str, tuple[tuple[str, Row], ...]]:
    """For each person the stored objections that any of the person's keys meets, with the hash that met."""
    hashes = {known.person["id"]: {one.hmac for one in known.keys(key)} for known in people}
    wanted = {one for some in hashes.values() for one in some}
    row = t.suppression
    rows: dict[str, list[Row]] = {}
    for found in rows_where(connection, select(row).order_by(row.c.id), row.c.hmac, wanted):
        rows.setdefault(found["hmac"], []).append(found)
    met = {
        person: tuple((one, found) for one in sorted(some & rows.keys()) for found in rows[one])
        for person, some in hashes.items()
    }
    return {person: some for person, some in met.items() if some}


def objections_to(
    known: Known | None,
    point: Row,
    loaded: Mapping[str, tuple[tuple[str, Row], ...]],
    channel: LawChannel,
    context: ContactContext,
) -> tuple[Suppression, ...]:
    """Those that stand against this contact, the widest words counting as they were said."""
    if known is None:
        return ()
    erased = (Suppression("erased"),) if known.person["state"] == "erased" else ()
    shared = {one["hmac"] for one in known.points if one["line_type"] in SHARED_LINES or one["kind"] == "post"}
    found = {
        Suppression(row["reason"], row["since"].date(), row["until"].date() if row["until"] else None)
        for hashed, row in loaded.get(known.person["id"], ())
        if _speaks_of(row, channel, context) and _reaches(row, hashed, point, shared)
    }
    return (*erased, *sorted(found, key=lambda one: (one.reason, one.on is None, one.on)))


def _speaks_of(row: Row, channel: LawChannel, context: ContactContext) -> bool:
    if channel not in OBJECTION_COVERS.get(row["channel"], frozenset(LawChannel)):
        return False
    return row["purpose"] in (ANY, context.purpose) and row["controller"] in (ANY, context.controller)


def _reaches(row: Row, hashed: str, point: Row, shared: set[str]) -> bool:
    """A point alone is silenced as a point; so is one that several share, unless another key names the person."""
    if row["scope"] == "domain":
        return point.get("kind") == "email"
    if row["scope"] == "contact_point" or hashed in shared:
        return point.get("hmac") == hashed
    return True
