"""What happened at a contact point goes with the records that name it when a person is taken apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, select, update

from dm.actualize.entries import Entry
from dm.actualize.points import points_of
from dm.actualize.query import rows_where
from dm.db import tables as t

Row = Mapping[str, Any]
# What calls and returns taught about a point.
_LEARNED = ("status", "reason", "valid_to", "verified_at", "reassigned_on")


class _Move(NamedTuple):
    old: Row
    person_id: str
    point_id: str


def follow_records(
    connection: Connection, person_id: str, stays: Sequence[Entry], parts: Mapping[str, Sequence[Entry]], *, key: bytes
) -> None:
    """Pieces, answers, orders and consents of points that only a leaving part names go to who it has become.

    Call it when all of them are written. What no point tells, such as an order that no answer names, stays.
    """
    kept = {(point.kind, point.hmac) for point in points_of(stays, key)}
    before, now = _points(connection, [person_id]), _points(connection, parts)
    for new_id, entries in parts.items():
        for point in points_of(entries, key):
            old, new = before.get((person_id, point.kind, point.hmac)), now.get((new_id, point.kind, point.hmac))
            if old is not None and new is not None and (point.kind, point.hmac) not in kept:
                _move(connection, _Move(old, new_id, new["id"]))
        _follow_pieces(connection, person_id, new_id)


def _points(connection: Connection, person_ids: Any) -> dict[tuple[str, str, str], Row]:
    point = t.contact_point
    found = rows_where(connection, select(point), point.c.person_id, person_ids)
    return {(row["person_id"], row["kind"], row["hmac"]): row for row in found}


def _move(connection: Connection, move: _Move) -> None:
    point, piece, attempt, event = t.contact_point, t.piece, t.attempt, t.consent_event
    old, owner = move.old, move.old["person_id"]
    if old["verified_at"] is not None or old["status"] == "dead":
        learned = {name: old[name] for name in _LEARNED}
        connection.execute(update(point).where(point.c.id == move.point_id).values(learned))
    sent = update(piece).where(piece.c.point_id == old["id"], piece.c.person_id == owner)
    connection.execute(sent.values(person_id=move.person_id, point_id=move.point_id))
    tried = update(attempt).where(attempt.c.person_id == owner, attempt.c.point_hmac == old["hmac"])
    connection.execute(tried.values(person_id=move.person_id))
    said = update(event).where(event.c.person_id == owner, event.c.point_hmac == old["hmac"])
    connection.execute(said.values(person_id=move.person_id))
    connection.execute(delete(t.point_zone).where(t.point_zone.c.point_id == old["id"]))
    connection.execute(delete(point).where(point.c.id == old["id"]))


def _follow_pieces(connection: Connection, old_id: str, new_id: str) -> None:
    response, purchase, piece = t.response, t.purchase, t.piece
    theirs = select(piece.c.id).where(piece.c.person_id == new_id)
    answered = update(response).where(response.c.person_id == old_id, response.c.piece_id.in_(theirs))
    connection.execute(answered.values(person_id=new_id))
    ordered = select(response.c.order_ref).where(response.c.person_id == new_id, response.c.order_ref != "")
    bought = update(purchase).where(purchase.c.person_id == old_id, purchase.c.order_ref.in_(ordered))
    connection.execute(bought.values(person_id=new_id))
