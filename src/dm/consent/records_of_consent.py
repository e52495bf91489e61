"""The consents of a chunk of contacts, folded from their events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, or_, select

from dm.consent.facts import Consent
from dm.consent.folding import GIVING, fold_events
from dm.consent.keys import Known, under_older_keys
from dm.consent.rows import rows_where
from dm.db import tables as t

if TYPE_CHECKING:
    from dm.consent.gathering import Target

Row = Mapping[str, Any]
Asked = tuple["Target", Known | None, Row | None]


def load_consents(
    connection: Connection, asked: Iterable[Asked], at: datetime, key: bytes
) -> dict[Target, tuple[Consent, ...]]:
    """What each contact has consented to by that moment.

    A consent that was stored for an address before anybody had it may lie under an older key than the address.

    A consent belongs to the point it was given for. A no to the person as a whole counts for every point, and follows
    a merge; a yes does neither.
    """
    contacts = [(target, known, point) for target, known, point in asked if known]
    former = former_ids(connection, {known.person["id"] for _, known, _ in contacts})
    event = t.consent_event
    query = select(event).where(event.c.at <= at.astimezone(UTC))
    by_point: dict[str, list[Row]] = {}
    today = {one: point["hmac"] for _, _, point in contacts if point for one in _hashes(point, key)}
    for row in rows_where(connection, query, event.c.point_hmac, today):
        by_point.setdefault(today[row["point_hmac"]], []).append(row)
    ids = {old for olds in former.values() for old in olds}
    by_person: dict[str, list[Row]] = {}
    apart = query.where(or_(event.c.point_hmac.is_(None), event.c.action.not_in(GIVING)))
    for row in rows_where(connection, apart, event.c.person_id, ids):
        by_person.setdefault(row["person_id"], []).append(row)
    return {
        target: fold_events(_concerning(known.person["id"], point, former, by_point, by_person))
        for target, known, point in contacts
    }


def _hashes(point: Row, key: bytes) -> tuple[str, ...]:
    return (point["hmac"], *under_older_keys(point, key))


def former_ids(connection: Connection, people: set[str]) -> dict[str, set[str]]:
    """Every id that each person went by before a merge, and today's."""
    former = {person: {person} for person in people}
    alias = t.person_alias
    owner = {person: person for person in people}
    while owner:
        rows = list(rows_where(connection, select(alias.c.old_id, alias.c.person_id), alias.c.person_id, owner))
        owner = {r["old_id"]: owner[r["person_id"]] for r in rows if r["old_id"] not in former[owner[r["person_id"]]]}
        for old, person in owner.items():
            former[person].add(old)
    return former


def _concerning(
    person: str,
    point: Row | None,
    former: Mapping[str, set[str]],
    by_point: Mapping[str, list[Row]],
    by_person: Mapping[str, list[Row]],
) -> list[Row]:
    found: dict[int, Row] = {}
    for row in by_point.get(point["hmac"], []) if point else []:
        if row["person_id"] is None or row["person_id"] in former[person]:
            found[row["id"]] = row
    for old in former[person]:
        for row in by_person.get(old, []):
            whole_person = row["point_hmac"] is None
            if whole_person and (old == person or row["action"] not in GIVING):
                found[row["id"]] = row
    return list(found.values())
