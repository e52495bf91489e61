"""What the world answers in the demo: made up, by keyed draws, and plainly said to be so."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select

from dm import db
from dm.db import tables as t
from dm.ledger import Office
from dm.model import Channel, CourierStatus, Disposition, PieceState, ReturnReason, unit_fraction

# Whoever gets nothing buys this often; each thing received adds to it.
_ANYWAY = 0.05
_LETTER_ADDS = 0.07
_OFFER_B_ADDS = 0.03
_MAIL_ADDS = 0.03
_RETURNED = 0.04
_UNSUBSCRIBES = 0.015
_COURIER_FAILS = 0.1
_HEADER = (
    "code",
    "piece_id",
    "consignment_no",
    "person_id",
    "at",
    "kind",
    "order_ref",
    "value",
    "currency",
    "product",
    "reason",
)
_LEFT = (PieceState.SENT.value, PieceState.DELIVERED.value)
_ENDS_OF_CALLS = (
    (Disposition.NO_ANSWER, 0.30),
    (Disposition.BUSY, 0.07),
    (Disposition.CONFIRMED, 0.25),
    (Disposition.INTERESTED, 0.12),
    (Disposition.NOT_INTERESTED, 0.14),
    (Disposition.WRONG_NUMBER, 0.06),
    (Disposition.DO_NOT_CALL, 0.03),
    (Disposition.VOICEMAIL, 0.03),
)


def write_returns(office: Office, campaign: str, path: Path, at: datetime) -> Path:
    """Letters that came back, and what the courier reports."""
    with db.reading(office.engine) as connection:
        rows = [*_returned(connection, campaign, at), *_courier(connection, campaign, at)]
    return _write(path, rows)


def write_answers(office: Office, campaign: str, path: Path, since: datetime) -> Path:
    """Orders of treated people and holdout alike, and unsubscribes by mail."""
    with db.reading(office.engine) as connection:
        rows = [*_orders(connection, campaign, since), *_unsubscribes(connection, campaign, since)]
    return _write(path, rows)


def end_of_call(person_id: str, attempt: int) -> Disposition:
    """How the simulated agent's call ends."""
    lot = _draw("call", person_id, str(attempt))
    for disposition, share in _ENDS_OF_CALLS:
        lot -= share
        if lot < 0:
            return disposition
    return Disposition.NO_ANSWER


def _draw(*parts: str) -> float:
    return unit_fraction(b"demo", *parts)


def _sent(connection: Connection, campaign: str, channel: Channel) -> Sequence[Row[Any]]:
    piece = t.piece
    return connection.execute(
        select(piece)
        .where(
            piece.c.campaign_id == campaign,
            piece.c.channel == channel.value,
            piece.c.state.in_(_LEFT),
            piece.c.seed.is_(False),
        )
        .order_by(piece.c.serial)
    ).all()


def _returned(connection: Connection, campaign: str, at: datetime) -> Iterator[dict[str, Any]]:
    reasons = (ReturnReason.MOVED, ReturnReason.UNKNOWN_AT_ADDRESS, ReturnReason.REFUSED, ReturnReason.DECEASED)
    for piece in _sent(connection, campaign, Channel.LETTER):
        lot = _draw("return", piece.person_id)
        if lot < _RETURNED:
            reason = reasons[int(lot / _RETURNED * len(reasons))]
            yield {"piece_id": piece.id, "at": at.isoformat(), "kind": "returned", "reason": reason.value}


def _courier(connection: Connection, campaign: str, at: datetime) -> Iterator[dict[str, Any]]:
    for piece in _sent(connection, campaign, Channel.COURIER):
        fails = _draw("courier", piece.person_id) < _COURIER_FAILS
        status = CourierStatus.REFUSED if fails else CourierStatus.DELIVERED
        kind = "failed" if fails else "delivered"
        yield {"piece_id": piece.id, "at": at.isoformat(), "kind": kind, "reason": status.value}


def _orders(connection: Connection, campaign: str, since: datetime) -> Iterator[dict[str, Any]]:
    drawn = t.assignment
    letters = {piece.person_id: piece.response_code for piece in _sent(connection, campaign, Channel.LETTER)}
    mails = {piece.person_id for piece in _sent(connection, campaign, Channel.EMAIL)}
    query = select(drawn).where(drawn.c.campaign_id == campaign).order_by(drawn.c.unit_id)
    for number, unit in enumerate(connection.execute(query).all()):
        chance = _ANYWAY
        if unit.person_id in letters:
            chance += _LETTER_ADDS + (_OFFER_B_ADDS if unit.cell == "B" else 0)
        if unit.person_id in mails:
            chance += _MAIL_ADDS
        if _draw("order", unit.person_id) < chance:
            yield _order(unit, letters.get(unit.person_id, ""), number, since)


def _order(unit: Row[Any], code: str, number: int, since: datetime) -> dict[str, Any]:
    days = _draw("day", unit.person_id) ** 2 * 35
    quotes_code = bool(code) and _draw("code", unit.person_id) < 0.6
    # The shop writes its customer on every order; a code beside it tells which letter was quoted.
    who = {"person_id": unit.person_id, **({"code": code} if quotes_code else {})}
    return {
        **who,
        "at": (since + timedelta(days=days)).isoformat(timespec="minutes"),
        "kind": "order",
        "order_ref": f"W-{number:06d}",
        "value": f"{30 + 170 * _draw('value', unit.person_id):.2f}",
        "currency": "EUR",
        "product": "linen",
    }


def _unsubscribes(connection: Connection, campaign: str, at: datetime) -> Iterator[dict[str, Any]]:
    for piece in _sent(connection, campaign, Channel.EMAIL):
        if _draw("unsubscribe", piece.person_id) < _UNSUBSCRIBES:
            yield {"code": piece.response_code, "at": (at + timedelta(days=8)).isoformat(), "kind": "unsubscribe"}


def _write(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _HEADER, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path
