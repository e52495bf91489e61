"""Double opt-in: a yes by telephone or form counts once the owner of the mailbox has confirmed it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sqlalchemy import Connection

from dm.consent.events import ConsentEvent, record_event
from dm.consent.tokens import read_token, sign_token

PURPOSE = "confirm"
# A mailbox is read within a month or not at all; a forgotten link should not turn into a consent years later.
LIFE = timedelta(days=30)


def confirmation_token(secret: bytes, asked: ConsentEvent) -> str:
    """The token of the link that confirms what was asked; nothing is stored until somebody uses it."""
    value = {
        "person": asked.person_id,
        "point": asked.point_hmac,
        "channel": asked.channel,
        "purpose": asked.purpose,
        "controller": asked.controller,
        "wording": asked.wording,
        "sha256": asked.wording_sha256,
        "asked": asked.at.isoformat(),
        "place": asked.place,
        "evidence": asked.evidence,
    }
    return sign_token(secret, PURPOSE, json.dumps(value, separators=(",", ":")), expires=asked.at + LIFE)


def confirm(
    connection: Connection, token: str, *, secret: bytes, key: bytes, place: str, now: datetime
) -> ConsentEvent:
    """Store the consent that the token stands for; used twice, it is stored once.

    InputError on a foreign or old token.
    """
    value = json.loads(read_token(secret, PURPOSE, token, now=now))
    first_asked = f"asked {value['asked']} {value['place']} {value['evidence']}".strip()
    event = ConsentEvent(
        action="given",
        channel=value["channel"],
        at=datetime.fromisoformat(value["asked"]),
        person_id=value["person"],
        point_hmac=value["point"],
        controller=value["controller"],
        purpose=value["purpose"],
        basis="consent",
        form="double_opt_in",
        wording=value["wording"],
        wording_sha256=value["sha256"],
        evidence=f"{first_asked}; confirmed by link",
        place=place,
    )
    record_event(connection, event, now=now, key=key)
    return event
