"""Receipts: what a person consented to, for the person, after Kantara 1.1 and ISO/IEC TS 27560."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from dm.consent.folding import GIVING
from dm.consent.keys import Known
from dm.consent.rows import Row, rows_where
from dm.db import tables as t

VERSION = "KI-CR-v1.1.0"
RECORD = "ISO/IEC TS 27560:2023"
_CATEGORIES = {
    "email": ["e-mail address", "name"],
    "phone": ["telephone number", "name"],
    "sms": ["telephone number", "name"],
    "post": ["postal address", "name"],
    "courier": ["postal address", "name"],
}


def receipts_of(
    connection: Connection, known: Known, ids: Iterable[str], *, controllers: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """One receipt for every yes of the person, oldest first, each with the events that followed it.

    `controllers` gives address and ways of contact by name; ids are today's and those before merges.
    """
    events = _events(connection, known, set(ids))
    names = {event["wording"] for event in events}
    texts = {row["id"]: row for row in rows_where(connection, select(t.wording), t.wording.c.id, names)}
    return [
        _receipt(event, _after(event, events), texts.get(event["wording"]), known.person, controllers)
        for event in events
        if event["action"] in GIVING
    ]


def _events(connection: Connection, known: Known, ids: set[str]) -> list[Row]:
    event = t.consent_event
    found = {row["id"]: row for row in rows_where(connection, select(event), event.c.person_id, ids)}
    hashes = (point["hmac"] for point in known.points)
    for row in rows_where(connection, select(event).where(event.c.person_id.is_(None)), event.c.point_hmac, hashes):
        found[row["id"]] = row
    return sorted(found.values(), key=lambda row: (row["at"], row["id"]))


def _after(event: Row, events: list[Row]) -> list[Row]:
    """What was said later in words that reach this consent."""
    return [
        later
        for later in events
        if (later["at"], later["id"]) > (event["at"], event["id"])
        and later["channel"] in (event["channel"], "*")
        and later["purpose"] in (event["purpose"], "*", "")
        and later["controller"] in (event["controller"], "*", "")
    ]


def _receipt(
    event: Row, later: list[Row], wording: Row | None, person: Row, controllers: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    controller = event["controller"]
    spoken = wording["text"].replace("{controller}", controller) if wording else ""
    ends = event["valid_until"].isoformat() if event["valid_until"] else "until withdrawn"
    return {
        "version": VERSION,
        "recordSchema": RECORD,
        "jurisdiction": person["country"],
        "consentTimestamp": event["at"].isoformat(),
        "collectionMethod": " ".join(part for part in (event["form"], event["place"]) if part) or "not recorded",
        "consentReceiptID": event["dedupe_key"][:32],
        "language": event["wording"].rpartition("/")[2] if event["wording"].count("/") == 2 else "",
        "piiPrincipalId": person["id"],
        "piiControllers": [{"piiController": controller or "not named", **controllers.get(controller, {})}],
        "services": [
            {
                "service": f"direct marketing by {event['channel']}",
                "purposes": [
                    {
                        "purpose": event["purpose"],
                        "purposeCategory": ["direct marketing"],
                        "consentType": "EXPLICIT",
                        "piiCategory": _CATEGORIES.get(event["channel"], ["contact details", "name"]),
                        "primaryPurpose": True,
                        "termination": ends,
                        "thirdPartyDisclosure": False,
                    }
                ],
            }
        ],
        "sensitive": False,
        "spiCat": [],
        "notice": {"wording": event["wording"], "sha256": event["wording_sha256"] or "", "text": spoken},
        "evidence": event["evidence"],
        "events": [{"state": one["action"], "at": one["at"].isoformat(), "place": one["place"]} for one in later],
    }
