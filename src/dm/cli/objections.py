"""Where objections and erasures meet the pieces that have not left: law and ledger in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dm import consent, ledger
from dm.consent.finding import find_person
from dm.db import reading, writing
from dm.errors import InputError
from dm.normal.phones import read_phone

if TYPE_CHECKING:
    from dm.consent import ErasureReport
    from dm.wiring import Workshop


@dataclass(frozen=True)
class StoredObjection:
    persons: list[str]
    keys: int
    cancelled: int


def store_objection(
    workshop: Workshop, who: str, *, scope: str, channel: str, reason: str, origin: str
) -> StoredObjection:
    """Store what WHO objects to. A number or address is silenced itself too, whoever else it belongs to."""
    key, now = workshop.settings.suppression_key, workshop.now()
    plain: dict[str, Any] = _plain(who)
    persons = _persons(workshop, who, needed=not plain)
    said: dict[str, Any] = {"scope": scope, "channel": channel, "reason": reason, "origin": origin, "now": now}
    with writing(workshop.engine) as connection:
        keys = consent.suppress(connection, **plain, **said, key=key, by=workshop.actor) if plain else 0
        cancelled = sum(
            ledger.object_and_stop(connection, workshop.office, person_id=person, **said, by=workshop.actor)
            for person in persons
        )
    return StoredObjection(persons, keys, cancelled)


def forget_person(workshop: Workshop, who: str) -> ErasureReport:
    """Cancel what has not left, then erase: one transaction."""
    key, now = workshop.settings.suppression_key, workshop.now()
    persons = _persons(workshop, who, needed=True)
    if len(persons) > 1:
        raise InputError(f"{who} belongs to {len(persons)} people: {', '.join(persons)}.", hint="Give the person's id.")
    said: dict[str, Any] = {"reason": "erased", "origin": "request", "now": now, "by": workshop.actor}
    with writing(workshop.engine) as connection:
        ledger.object_and_stop(connection, workshop.office, person_id=persons[0], **said)
        return consent.erase(connection, persons[0], key=key, now=now, actor=workshop.actor)


def _plain(who: str) -> dict[str, str]:
    if "@" in who:
        return {"email": who.strip()}
    number = read_phone(who).e164 if who.strip()[:1] in "+0123456789(" else ""
    return {"phone": number} if number else {}


def _persons(workshop: Workshop, who: str, *, needed: bool) -> list[str]:
    with reading(workshop.engine) as connection:
        try:
            return list(find_person(connection, who, key=workshop.settings.suppression_key).person_ids)
        except InputError:
            if needed:
                raise
            return []
