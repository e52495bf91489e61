"""What the worker does between campaigns: consents that wait are confirmed, corrections taken, the chain signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from dm import db
from dm.consent import audit
from dm.ledger import Dispatched, Office
from dm.verbs.corrections import settle_corrections


def sweep(office: Office, *, now: datetime, say: Callable[[str], None]) -> dict[str, Any]:
    """Send confirmations that are due, take what was heard in calls, sign the newest audit row; safe at any time."""
    done = confirm_consents(office, now=now, say=say)
    taken = settle_corrections(office, now=now)
    return {"confirmations": done.dispatched, "corrections": taken, "signed": sign_audit(office, now=now, say=say)}


def confirm_consents(office: Office, *, now: datetime, say: Callable[[str], None]) -> Dispatched:
    """`dm consent confirm`: one mail with a signed link to everybody whose yes to e-mail still needs proof."""
    from dm.channels.email import send_confirmations

    return send_confirmations(office, now=now, say=say)


def sign_audit(office: Office, *, now: datetime, say: Callable[[str], None]) -> bool:
    """Sign the newest row of the audit chain as the head of this day; says so where the signed row is gone."""
    with db.writing(office.engine) as connection:
        signed = audit.sign_head(connection, key=office.settings.secret_key, now=now)
        empty = not signed and audit.is_empty(connection)
    if not signed and not empty:
        say("The audit chain no longer holds the row that was signed last: run `dm audit verify`.")
    return signed
