"""Double opt-in: a yes by telephone or form counts once the owner of the mailbox has confirmed it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from dm.consent.events import ConsentEvent, record_events
from dm.consent.rows import rows_where
from dm.consent.tokens import read_token, sign_token
from dm.db import tables as t
from dm.errors import InputError

PURPOSE = "confirm"
# A mailbox is read within a month or not at all; a forgotten link should not turn into a consent years later.
LIFE = timedelta(days=30)


def confirmation_token(secret: bytes, event_ids: Iterable[int], *, asked_at: datetime) -> str:
    """The token of the link that confirms these consent events, said at one moment; it ends LIFE after that."""
    value = json.dumps(sorted(event_ids), separators=(",", ":"))
    return sign_token(secret, PURPOSE, value, expires=asked_at + LIFE)


def confirm(
    connection: Connection, token: str, *, secret: bytes, key: bytes, place: str, now: datetime
) -> tuple[ConsentEvent, ...]:
    """Store the consents that the token stands for; used twice, they are stored once.

    InputError on a foreign or old token, and where nothing is known of what was asked.
    """
    wanted = json.loads(read_token(secret, PURPOSE, token, now=now))
    event = t.consent_event
    asked = list(rows_where(connection, select(event).order_by(event.c.id), event.c.id, wanted))
    if not asked:
        raise InputError("This link is not valid any more.", hint="Ask for a new message.")
    confirmed = tuple(_confirmed(row, place) for row in asked)
    record_events(connection, confirmed, now=now, key=key)
    return confirmed


def _confirmed(row: Mapping[str, Any], place: str) -> ConsentEvent:
    """The same consent, given when it was asked: a no that was said since then still stands behind it."""
    first_asked = f"asked {row['at'].isoformat()} {row['place']} {row['evidence']}".strip()
    return ConsentEvent(
        action="given",
        channel=row["channel"],
        at=row["at"],
        person_id=row["person_id"],
        point_hmac=row["point_hmac"],
        controller=row["controller"],
        purpose=row["purpose"],
        basis="consent",
        form="double_opt_in",
        wording=row["wording"],
        wording_sha256=row["wording_sha256"],
        evidence=f"{first_asked}; confirmed by link",
        place=place,
        valid_until=row["valid_until"],
        duration=row["duration"],
    )
