"""A wave of e-mails leaves: settle what a crash left, then claim, send and mark, chunk by chunk."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from dm import ledger
from dm.channels.email import store
from dm.channels.email.journal import BEGUN, TAKEN, Journal, read_journal
from dm.channels.email.line import Line
from dm.channels.email.message import message_id
from dm.channels.email.sending import Sender, Tally, check_sample, clock_of
from dm.channels.email.transport import Transport, transport_for
from dm.db import alone, reading, writing
from dm.ledger import Claimed, Dispatched, Office
from dm.model import Channel
from dm.press.folders import open_template
from dm.press.sandbox import Sandbox

# A claim asks the law for the whole chunk in a few statements; what is claimed waits so many messages at most.
_CHUNK = 200


def dispatch(
    office: Office,
    *,
    campaign: str,
    wave: str,
    now: datetime,
    say: Callable[[str], None],
    workers: int | None = None,  # noqa: ARG001 -- every channel is asked alike; one connection needs no workers
    dry_run: bool = False,
    transport: Transport | None = None,
) -> Dispatched:
    """Send what is due of a wave of e-mails; safe to run again at any time.

    Raises OutsideError when the mail server does not answer; what was sent before is marked.
    """
    folder = folder_of(office, campaign)
    with reading(office.engine) as connection:
        run = ledger.load_run(connection, campaign, wave)
        before = store.standing(connection, campaign, wave)
    sandbox = Sandbox(open_template(office.settings.templates / run.wave["template"]))
    check_sample(sandbox)
    if dry_run:
        return _rehearse(office, campaign, wave, now, before.gone)
    sender = Sender(office, campaign, sandbox, clock_of(office, now))
    out = transport or transport_for(office.settings.email, folder)
    with alone(office.engine, f"email {campaign}"):
        try:
            tally, batches = _send_all(sender, out, folder, wave, say)
        finally:
            with reading(office.engine) as connection:
                store.write_log(connection, campaign, folder / "log.csv")
                after = store.standing(connection, campaign, wave)
    return Dispatched(tally.sent, before.gone, tally.refused, after.unsettled, batches)


def folder_of(office: Office, campaign: str) -> Path:
    """Where a campaign's e-mails, journal and log lie."""
    return office.settings.out / campaign / "email"


def _send_all(
    sender: Sender, transport: Transport, folder: Path, wave: str, say: Callable[[str], None]
) -> tuple[Tally, list[str]]:
    tally = Tally()
    path = folder / f".journal-{wave}"
    left = _settle_found(sender, transport, path, wave, tally)
    with Journal(path) as journal, Line(transport, journal) as line:
        sender.send(line, left, tally)
        batch_id = _claim_and_send(sender, line, wave, tally, say)
        batches = _close_batch(sender, batch_id, folder)
        journal.forget()
    return tally, batches


def _settle_found(sender: Sender, transport: Transport, path: Path, wave: str, tally: Tally) -> list[Claimed]:
    """Ask journal and transport about pieces left claimed; returns those that certainly have not left."""
    with reading(sender.office.engine) as connection:
        found = ledger.claimed_attempts(connection, campaign=sender.campaign, wave=wave)
    if not found:
        return []
    journal = read_journal(path)
    address = sender.office.settings.email.sender_address
    taken = transport.taken([message_id(piece.piece_id, address) for piece in found])
    sent, unknown, left = [], [], []
    for piece in found:
        mark = (journal or {}).get(piece.attempt_id, "")
        if mark == TAKEN or message_id(piece.piece_id, address) in taken:
            sent.append(piece)
        elif transport.answers or (journal is not None and mark != BEGUN):
            left.append(piece)
        else:
            unknown.append(piece)
    sender.mark_known(sent, unknown, tally)
    return left


def _claim_and_send(sender: Sender, line: Line, wave: str, tally: Tally, say: Callable[[str], None]) -> str:
    office, campaign = sender.office, sender.campaign
    while True:
        line.open()  # a server that is down is found out before anybody is claimed
        now = sender.clock()
        with writing(office.engine) as connection:
            batch = ledger.open_batch(
                connection, campaign=campaign, wave=wave, channel=Channel.EMAIL, vendor="", now=now
            )
            result = ledger.claim(
                connection, office, campaign=campaign, wave=wave, batch_id=batch.id, now=now, limit=_CHUNK
            )
        tally.refused.update(result.refused)
        sender.send(line, result.claimed, tally)
        if not result.claimed and not result.refused and not result.later:
            return batch.id
        say(f"{campaign}/{wave}: {tally.sent} e-mails sent")


def _close_batch(sender: Sender, batch_id: str, folder: Path) -> list[str]:
    """Seal what was sent as one batch; an empty batch disappears."""
    office, now = sender.office, sender.clock()
    with writing(office.engine) as connection:
        items = store.items_of(connection, batch_id)
        if not items:
            ledger.discard_batch(connection, batch_id)
            return []
        lines = "\n".join(f"{item.piece_id} {item.mark_payload}" for item in items)
        ledger.seal_batch(
            connection,
            batch_id,
            items=items,
            pages=0,
            sheets=0,
            folder=folder.relative_to(office.settings.workspace).as_posix(),
            sha256=hashlib.sha256(lines.encode()).hexdigest(),
            now=now,
        )
        ledger.release_batch(connection, batch_id, by="dm", now=now)
    return [batch_id]


class _Rehearsed(Exception):
    """Ends a transaction that must leave nothing behind."""


def _rehearse(office: Office, campaign: str, wave: str, now: datetime, gone: int) -> Dispatched:
    """Ask the law for everything that is due, and take it all back."""
    claimed, refused = 0, Counter[str]()
    try:
        with writing(office.engine) as connection:
            batch = ledger.open_batch(
                connection, campaign=campaign, wave=wave, channel=Channel.EMAIL, vendor="", now=now
            )
            result = ledger.claim(connection, office, campaign=campaign, wave=wave, batch_id=batch.id, now=now)
            claimed, refused = len(result.claimed), result.refused
            raise _Rehearsed
    except _Rehearsed:
        return Dispatched(claimed, gone, refused)
