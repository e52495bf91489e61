"""What an answer changes at once: the piece, the address, the person's will. Everything in the answer's transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from dm import consent, ledger
from dm.db import tables as t
from dm.ledger import Office, Verification
from dm.model import (
    LAW_CHANNEL,
    Channel,
    CourierStatus,
    Disposition,
    LawChannel,
    PieceState,
    ResponseKind,
    ReturnReason,
)
from dm.respond import query, rules
from dm.respond.intake import Answer
from dm.respond.matching import Matched

_EVERYTHING = "*"


def apply(connection: Connection, office: Office, matched: Matched, *, now: datetime, by: str) -> int:
    """Do what the answer asks for; returns how many unsent pieces it stopped."""
    kind = matched.answer.kind
    if kind == ResponseKind.RETURNED:
        return _returned(connection, office, matched, now=now, by=by)
    if kind == ResponseKind.DELIVERED:
        _tell(connection, matched, PieceState.DELIVERED, now)
    if kind == ResponseKind.FAILED:
        _failed(connection, office, matched, now)
    if kind == ResponseKind.ANSWERED:
        return _answered(connection, office, matched, now=now, by=by)
    if kind in (ResponseKind.UNSUBSCRIBE, ResponseKind.OBJECTION):
        return stop(connection, office, matched, channel=_meant(matched), reason=kind.value, now=now, by=by)
    return 0


def stop(
    connection: Connection, office: Office, matched: Matched, *, channel: str, reason: str, now: datetime, by: str
) -> int:
    """The person's will, kept in this transaction; returns how many unsent pieces it stopped. Seeds have no will."""
    if matched.person_id is None:
        return 0
    return ledger.object_and_stop(
        connection,
        office,
        person_id=matched.person_id,
        scope="person",
        channel=channel,
        reason=reason,
        origin="response",
        now=now,
        by=by,
    )


def stop_unknown(connection: Connection, office: Office, answer: Answer, *, now: datetime, by: str) -> bool:
    """Keep the objection of somebody we do not know (yet): by the point that was written, before any list brings it."""
    if answer.kind not in (ResponseKind.UNSUBSCRIBE, ResponseKind.OBJECTION):
        return False
    email, phone = answer.who.get("email", ""), answer.who.get("phone", "")
    if not email and not phone:
        return False
    consent.suppress(
        connection,
        email=email,
        phone=phone,
        scope="contact_point",
        channel=answer.channel or _EVERYTHING,
        reason=answer.kind.value,
        origin="response",
        by=by,
        now=now,
        key=office.settings.suppression_key,
    )
    return True


def _meant(matched: Matched) -> str:
    """Of which channel somebody wants no more: as the row says; an unsubscription ends its own channel."""
    if matched.answer.channel:
        return matched.answer.channel
    if matched.answer.kind == ResponseKind.OBJECTION:
        return _EVERYTHING
    if matched.channel:
        return LAW_CHANNEL[Channel(matched.channel)].value
    by_key = {"email": LawChannel.EMAIL.value, "phone": LawChannel.PHONE.value}
    return by_key.get(matched.matched_by, _EVERYTHING)


def _tell(connection: Connection, matched: Matched, state: PieceState, now: datetime) -> None:
    if matched.piece_id is not None:
        reason = "" if state == PieceState.DELIVERED else matched.answer.reason
        ledger.outcome(connection, matched.piece_id, state, reason, now=now)


def _returned(connection: Connection, office: Office, matched: Matched, *, now: datetime, by: str) -> int:
    reason = ReturnReason(matched.answer.reason)
    _tell(connection, matched, PieceState.RETURNED, now)
    point = matched.point_id or _point_of(connection, matched.piece_id)
    if matched.arm == "seed" or matched.person_id is None:
        return 0
    if reason == ReturnReason.DECEASED:
        return stop(connection, office, matched, channel=_EVERYTHING, reason="deceased", now=now, by=by)
    if point and rules.ends_address(reason, _earlier(connection, point, matched.piece_id or "")):
        _end_point(connection, point, reason.value, now)
        _ask_for_address(connection, office, matched, now)
    return 0


def _failed(connection: Connection, office: Office, matched: Matched, now: datetime) -> None:
    status = CourierStatus(matched.answer.reason)
    if rules.ends_piece(status):
        _tell(connection, matched, PieceState.FAILED, now)
    if rules.doubts_address(status) and matched.person_id is not None:
        _ask_for_address(connection, office, matched, now)


def _answered(connection: Connection, office: Office, matched: Matched, *, now: datetime, by: str) -> int:
    disposition = Disposition(matched.answer.reason)
    if disposition == Disposition.DO_NOT_CALL:
        return stop(connection, office, matched, channel=LawChannel.PHONE.value, reason="internal_dnc", now=now, by=by)
    if disposition.rule.suppress:
        return stop(connection, office, matched, channel=_EVERYTHING, reason=disposition.value.lower(), now=now, by=by)
    if disposition.rule.next_number and matched.point_id:
        _end_point(connection, matched.point_id, disposition.value, now)
    return 0


def _ask_for_address(connection: Connection, office: Office, matched: Matched, now: datetime) -> None:
    assert matched.person_id is not None
    wanted = Verification(
        matched.person_id, why=f"post came back: {matched.answer.reason}", fields=("address",), again=True
    )
    ledger.add_verification(connection, office, [wanted], now=now)


def _end_point(connection: Connection, point_id: str, reason: str, now: datetime) -> None:
    connection.execute(
        update(t.contact_point)
        .where(t.contact_point.c.id == point_id)
        .values(status="dead", reason=reason, valid_to=now.date())
    )


def _point_of(connection: Connection, piece_id: str | None) -> str | None:
    found = connection.execute(select(t.piece.c.point_id).where(t.piece.c.id == piece_id)).scalar()
    return str(found) if found else None


def _earlier(connection: Connection, point_id: str, piece_id: str) -> list[ReturnReason]:
    reasons = connection.execute(query.earlier_returns(point_id, piece_id)).scalars()
    return [ReturnReason(reason) for reason in reasons if reason in ReturnReason.__members__]
