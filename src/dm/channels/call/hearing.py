"""What was heard in a call: corrections as proposals, consents with their wording, points that proved right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from dm import consent
from dm.consent import keys
from dm.consent.events import ConsentEvent, record_events, store_wordings
from dm.consent.wordings import Wording
from dm.db import insert_many
from dm.db import tables as t
from dm.errors import InputError
from dm.ledger import Office
from dm.model import LawChannel, PointKind

Row = Mapping[Any, Any]
_KIND_OF_FIELD = {"email": PointKind.EMAIL, "phone": PointKind.PHONE, "address": PointKind.POST}
_POST = (LawChannel.POST.value, LawChannel.COURIER.value)


@dataclass(frozen=True, slots=True)
class Heard:
    """Who said it to whom, in which call."""

    person_id: str
    task_id: str
    attempt_id: str
    agent: str
    point_hmac: str
    controller: str
    language: str
    zone: str
    now: datetime


def store_corrections(connection: Connection, heard: Heard, corrections: Sequence[Mapping[str, Any]]) -> int:
    """Keep what was heard as proposals; what was only confirmed is taken at once. Returns how many are proposals."""
    rows = [_correction(heard, item) for item in corrections]
    if rows:
        insert_many(connection, t.correction, rows)
    for row in rows:
        if row["state"] == "confirmed":
            _confirm_point(connection, heard, row["field"], row["old"])
    return sum(row["state"] == "proposed" for row in rows)


def store_consents(
    connection: Connection,
    office: Office,
    heard: Heard,
    consents: Sequence[Mapping[str, Any]],
    corrections: Sequence[Mapping[str, Any]],
) -> int:
    """Keep each yes and no with its wording. A yes to e-mail stays unsendable until it is confirmed by e-mail."""
    known = consent.load_wordings(office.settings.consent / "wordings")
    events, texts = [], []
    for item in consents:
        answer = str(item.get("answer", "")).strip().lower()
        if answer not in ("yes", "no"):
            raise InputError(
                f'consents: answer is {answer!r}; it must be "yes" or "no".', hint="Leave out what was not asked."
            )
        wording = known.by_reference(str(item.get("wording", "")), language=heard.language)
        if wording is None:
            raise InputError(
                f"consents: there is no wording {item.get('wording')!r}.", hint="consent/wordings lists them."
            )
        texts.append(wording)
        hmac = _point_hmac(connection, office, heard, str(item.get("channel", "")), corrections)
        events += _events(heard, str(item["channel"]), answer, wording, hmac)
    store_wordings(connection, texts)
    return record_events(connection, events, now=heard.now, key=office.settings.suppression_key)


def mark_verified(connection: Connection, person_id: str, point_id: str | None, *, now: datetime) -> None:
    """The person was spoken to and the data confirmed: the person and the dialled number are verified today."""
    connection.execute(update(t.person).where(t.person.c.id == person_id).values(verified_at=now))
    connection.execute(update(t.contact_point).where(t.contact_point.c.id == point_id).values(verified_at=now))


def _events(heard: Heard, channel: str, answer: str, wording: Wording, hmac: str | None) -> list[ConsentEvent]:
    if channel not in wording.channels:
        raise InputError(f"consents: the wording {wording.reference} does not speak of {channel!r}.")
    return [
        ConsentEvent(
            action="given" if answer == "yes" else "refused",
            channel=channel,
            at=heard.now,
            person_id=heard.person_id,
            point_hmac=hmac,
            controller=heard.controller,
            purpose=purpose,
            basis="consent",
            form="oral",
            wording=wording.reference,
            wording_sha256=wording.sha256,
            evidence=f"call {heard.attempt_id}",
            recorded_by=heard.agent,
            time_zone=heard.zone,
        )
        for purpose in wording.purposes
    ]


def _point_hmac(
    connection: Connection, office: Office, heard: Heard, channel: str, corrections: Sequence[Mapping[str, Any]]
) -> str | None:
    """The point that a consent belongs to: the dialled number, the best address, the e-mail as just heard."""
    if channel in (LawChannel.PHONE, LawChannel.SMS):
        return heard.point_hmac
    if channel == LawChannel.EMAIL:
        spoken = next(
            (str(item["new"]) for item in corrections if item.get("field") == "email" and item.get("new")), ""
        )
        if spoken:
            return keys.email_hash(office.settings.suppression_key, spoken)
        found = _best_point(connection, heard.person_id, PointKind.EMAIL)
        if found is None:
            raise InputError("consents: whose e-mail address? None is known.", hint="Send it as a correction of email.")
        return found
    if channel in _POST:
        return _best_point(connection, heard.person_id, PointKind.POST)
    raise InputError(f"consents: channel is {channel!r}; it must be one of {', '.join(LawChannel)}.")


def _best_point(connection: Connection, person_id: str, kind: PointKind) -> str | None:
    point = t.contact_point
    query = select(point.c.hmac).where(point.c.person_id == person_id, point.c.kind == kind.value)
    return connection.execute(query.order_by(point.c.rank, point.c.id).limit(1)).scalar()


def _correction(heard: Heard, item: Mapping[str, Any]) -> dict[str, Any]:
    field = str(item.get("field", "")).strip()
    if not field or len(field) > 30:
        raise InputError(
            f"corrections: field is {field!r}.", hint="Name the field that was corrected: email, phone, ..."
        )
    old, new = str(item.get("old") or "").strip(), str(item.get("new") or "").strip()
    state = "confirmed" if new == old and new else "proposed" if new else "refused"
    return {
        "person_id": heard.person_id,
        "task_id": heard.task_id,
        "field": field,
        "old": old,
        "new": new,
        "state": state,
        "source": "call",
        "agent": heard.agent,
        "at": heard.now,
        "decided_by": heard.agent if state == "confirmed" else "",
        "decided_at": heard.now if state == "confirmed" else None,
    }


def _confirm_point(connection: Connection, heard: Heard, field: str, value: str) -> None:
    kind = _KIND_OF_FIELD.get(field)
    if kind is None:
        return
    point = t.contact_point
    connection.execute(
        update(point)
        .where(point.c.person_id == heard.person_id, point.c.kind == kind.value, point.c.value == value)
        .values(verified_at=heard.now)
    )
