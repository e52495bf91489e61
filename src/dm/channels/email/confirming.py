"""Double opt-in mails: whoever said yes to e-mail in a call or a form is asked once, at that address, to confirm it.

A confirmation is no advertising and carries none (BGH I ZR 164/09): a piece of the built-in campaign "confirm".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select

from dm import consent, ledger
from dm.channels.email.dispatch import dispatch
from dm.channels.email.transport import Transport
from dm.consent.confirmation import LIFE
from dm.consent.facts import Facts
from dm.consent.keys import now_called
from dm.consent.vocabulary import ConsentForm
from dm.db import chunks, reading, writing
from dm.db import tables as t
from dm.ledger import BuiltIn, Dispatched, Office, PlannedPiece
from dm.model import Channel, PieceState, PointKind, PointStatus, base32_id

CAMPAIGN = BuiltIn("confirm", "Confirmation of consents", "transactional", "email", Channel.EMAIL, "email/confirm")
# The link ends LIFE after the yes; whoever gets it keeps at least a week of that.
_LATEST = LIFE - timedelta(days=7)
# Somebody who types another's address into a form again and again must not fill that mailbox.
_REST = timedelta(days=7)
_UNPROVEN = (ConsentForm.ORAL, ConsentForm.CLICK)

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What one person said yes to at one moment, for one mailbox and one controller."""

    person_id: str
    point_id: str
    controller: str
    at: datetime
    events: tuple[Row, ...]


def send_confirmations(
    office: Office, *, now: datetime, say: Callable[[str], None], transport: Transport | None = None
) -> Dispatched:
    """Plan a confirmation for every yes that waits for one, and send what is due; safe to run at any time.

    Each is sent once, and none to a mailbox or person that has objected or withdrawn since.
    """
    with writing(office.engine) as connection:
        wanted = _wanted(connection, office, now)
        if wanted:
            ledger.ensure_campaign(connection, office, CAMPAIGN, now)
            key = office.settings.secret_key
            ledger.plan_pieces(connection, _pieces(connection, wanted, now), key=key, now=now)
    with reading(office.engine) as connection:
        waiting = select(t.piece.c.id).where(
            t.piece.c.campaign_id == CAMPAIGN.id,
            t.piece.c.state.in_([PieceState.PLANNED.value, PieceState.CLAIMED.value]),
        )
        if connection.execute(waiting.limit(1)).scalar() is None:
            return Dispatched()
    return dispatch(office, campaign=CAMPAIGN.id, wave=CAMPAIGN.wave, now=now, say=say, transport=transport)


def _wanted(connection: Connection, office: Office, now: datetime) -> list[Asked]:
    asked = _addressed(connection, _unproven(connection, now))
    rested = _mailed_lately(connection, {one.point_id for one in asked}, now)
    left = [one for one in asked if one.point_id not in rested]
    wishes = _still_wished(connection, office, left, now)
    newest: dict[str, Asked] = {}
    for one in left:
        if all((one.person_id, event["id"]) in wishes for event in one.events):
            newest[one.point_id] = one
    return list(newest.values())


def _unproven(connection: Connection, now: datetime) -> list[Row]:
    """Yeses to e-mail without proof that the mailbox's owner said them: spoken, or clicked and not logged."""
    event = t.consent_event
    query = select(event).where(
        event.c.channel == "email",
        event.c.action == "given",
        event.c.point_hmac.is_not(None),
        event.c.at > now - _LATEST,
        event.c.at <= now,
        or_(event.c.form == ConsentForm.ORAL, (event.c.form == ConsentForm.CLICK) & (event.c.evidence == "")),
    )
    return [dict(row) for row in connection.execute(query.order_by(event.c.at, event.c.id)).mappings()]


def _addressed(connection: Connection, events: list[Row]) -> list[Asked]:
    """The mailbox of each yes; one that nobody has, or several share without a name, waits."""
    point = t.contact_point
    owners: dict[str, list[Row]] = {}
    for some in chunks(sorted({event["point_hmac"] for event in events}), 500):
        query = select(point.c.id, point.c.hmac, point.c.person_id).where(
            point.c.hmac.in_(some),
            point.c.kind == PointKind.EMAIL.value,
            point.c.status.in_([PointStatus.VALID.value, PointStatus.RISKY.value]),
        )
        for row in connection.execute(query).mappings():
            owners.setdefault(row["hmac"], []).append(dict(row))
    called = now_called(connection, (event["person_id"] for event in events if event["person_id"]))
    found: dict[tuple[str, str, str, datetime], list[Row]] = {}
    for event in events:
        mine = [row for row in owners.get(event["point_hmac"], ()) if _is_of(row, event, called)]
        if len(mine) == 1:
            whose = (mine[0]["person_id"], mine[0]["id"], event["controller"], event["at"])
            found.setdefault(whose, []).append(event)
    return [Asked(*whose, tuple(said)) for whose, said in found.items()]


def _is_of(point: Row, event: Row, called: Mapping[str, str]) -> bool:
    return event["person_id"] is None or point["person_id"] == called[event["person_id"]]


def _mailed_lately(connection: Connection, points: set[str], now: datetime) -> set[str]:
    piece = t.piece
    found: set[str] = set()
    for some in chunks(sorted(points), 500):
        query = select(piece.c.point_id).where(
            piece.c.campaign_id == CAMPAIGN.id, piece.c.point_id.in_(some), piece.c.planned_at > now - _REST
        )
        found.update(connection.execute(query).scalars())
    return found


def _still_wished(
    connection: Connection, office: Office, asked: Iterable[Asked], now: datetime
) -> set[tuple[str, int]]:
    """(person, event) of the yeses that nothing has answered since: no objection, no withdrawal, no confirmation."""
    groups: dict[tuple[str, str], list[tuple[Asked, Row]]] = {}
    for one in asked:
        for event in one.events:
            groups.setdefault((event["controller"], event["purpose"]), []).append((one, event))
    wished: set[tuple[str, int]] = set()
    for (controller, purpose), members in groups.items():
        targets = {consent.Target(one.person_id, one.point_id): None for one, _ in members}
        facts = consent.facts_for(
            connection,
            list(targets),
            channel=Channel.EMAIL,
            context=consent.ContactContext(controller, "marketing" if purpose in ("", "*") else purpose),
            at=now,
            key=office.settings.suppression_key,
            policies=office.policies,
        )
        for one, event in members:
            if _stands(facts[consent.Target(one.person_id, one.point_id)], event):
                wished.add((one.person_id, event["id"]))
    return wished


def _stands(facts: Facts, event: Row) -> bool:
    if facts.suppressions:
        return False
    purpose = () if event["purpose"] in ("", "*") else (event["purpose"],)
    return any(
        held.form in _UNPROVEN and held.withdrawn_on is None and held.purposes == purpose
        for held in facts.consents
        if facts.channel in held.channels and held.controller == event["controller"].replace("*", "")
    )


def _pieces(connection: Connection, wanted: list[Asked], now: datetime) -> Iterator[PlannedPiece]:
    people = {one.person_id for one in wanted}
    query = select(t.person.c.id, t.person.c.language).where(t.person.c.id.in_(people))
    languages: dict[str, str] = dict(connection.execute(query).all())
    names = {event["wording"] for one in wanted for event in one.events}
    texts: dict[str, str] = dict(
        connection.execute(select(t.wording.c.id, t.wording.c.text).where(t.wording.c.id.in_(names))).all()
    )
    for one in wanted:
        first = one.events[0]
        said_in = first["wording"].rpartition("/")[2] if first["wording"].count("/") == 2 else ""
        yield PlannedPiece(
            campaign_id=CAMPAIGN.id,
            wave=CAMPAIGN.wave,
            unit_id=base32_id("confirm", one.point_id, one.controller, one.at.isoformat()),
            person_id=one.person_id,
            channel=Channel.EMAIL,
            point_id=one.point_id,
            cell=ledger.CELL,
            language=said_in or languages.get(one.person_id, ""),
            due_at=now,
            snapshot={
                "confirms": {
                    "events": [event["id"] for event in one.events],
                    "at": one.at.isoformat(),
                    "wording": " ".join(
                        texts.get(first["wording"], "").replace("{controller}", one.controller).split()
                    ),
                }
            },
        )
