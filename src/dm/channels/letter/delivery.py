"""Released batches on their way to vendors that have a server; each is sent once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dm import ledger
from dm.channels.letter import store
from dm.channels.letter.packet import sealed_files
from dm.channels.letter.production import folder_of
from dm.channels.letter.sftp import Load, Sent, send_folder
from dm.consent import audit
from dm.db import alone, reading, writing
from dm.errors import DmError, SettingsError, StateError
from dm.ledger import Batch, Office
from dm.model import BatchState
from dm.settings import Sftp


@dataclass(frozen=True, slots=True)
class Delivered:
    """A batch and how it stands: `sent` False when it had been delivered before, or when it `waits` for a reason."""

    batch: str
    target: str
    sent: bool
    waits: str = ""


def deliver(office: Office, batch_id: str, *, now: datetime, say: Callable[[str], None]) -> Delivered:
    """Send one released batch to its vendor's server, or go on with a delivery that was cut."""
    with reading(office.engine) as connection:
        batch = ledger.find_batch(connection, batch_id)
    if batch.state in (BatchState.BUILDING, BatchState.SEALED):
        raise StateError(
            f"Batch {batch_id} is {batch.state}: it was not released.", hint=f"dm batch release {batch_id}"
        )
    target = office.settings.vendors.get(batch.vendor)
    if target is None:
        raise SettingsError(
            f"The vendor {batch.vendor} has no server.",
            hint=f"Write [vendors.{batch.vendor}] into dm.toml, or let the vendor fetch it from the console.",
        )
    with alone(office.engine, f"delivery {batch_id}"):
        return _deliver(office, batch, target, now, say)


def deliver_waiting(
    office: Office, *, now: datetime, say: Callable[[str], None], campaign: str = ""
) -> list[Delivered]:
    """Send every released batch that its vendor's server has not; what cannot be reached is said and left for later."""
    with reading(office.engine) as connection:
        waiting = store.undelivered(connection, list(office.settings.vendors), campaign)
    return [_try(office, batch_id, now, say) for batch_id in waiting]


def _try(office: Office, batch_id: str, now: datetime, say: Callable[[str], None]) -> Delivered:
    try:
        return deliver(office, batch_id, now=now, say=say)
    except DmError as error:
        say(f"{batch_id} is not delivered: {error.message} {error.hint}")
        return Delivered(batch_id, "", sent=False, waits=error.message)


def _deliver(office: Office, batch: Batch, target: Sftp, now: datetime, say: Callable[[str], None]) -> Delivered:
    where = f"sftp://{target.host}:{target.port}/{target.folder.lstrip('/')}"
    with writing(office.engine) as connection:
        if store.delivered(connection, batch.id):
            return Delivered(batch.id, where, sent=False)
        store.begin_delivery(connection, batch.id, where, now)
        arrived, sealed = store.arrived(connection, batch.id), store.sealed_with(connection, batch.id)
    folder = folder_of(office, batch)
    pulled = folder.with_name(f"{batch.id}_pull.csv")
    load = Load(folder, sealed_files(folder, sealed), [pulled] if pulled.is_file() else [], arrived)

    def note(sent: Sent) -> None:
        with writing(office.engine) as connection:
            store.note_arrival(connection, batch.id, files=sent.files, size=sent.bytes)

    sent = send_folder(target, office.settings.sftp_key, load, say=say, arrived=note)
    with writing(office.engine) as connection:
        store.end_delivery(connection, batch.id, now)
        payload = {"target": where, "files": sent.files, "bytes": sent.bytes}
        audit.append(connection, actor="dm", action="deliver", object=batch.id, payload=payload, now=now)
    say(f"{batch.id} is delivered to {where}")
    return Delivered(batch.id, where, sent=not sent.was_there)
