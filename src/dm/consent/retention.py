"""How long what is kept, and the end of it: prospects, bought lists, tries, register copies, proofs of the erased."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, or_, select, update

from dm.consent import audit
from dm.consent.erasure import clear
from dm.consent.folding import GIVING
from dm.consent.period import Period
from dm.consent.records_of_consent import former_ids
from dm.consent.rows import all_rows
from dm.db import chunks
from dm.db import tables as t

# CNIL: three years from the prospect's last contact; House rule for Germany and Italy: two (older Garante practice).
PROSPECT, PROSPECT_SHORT = Period(months=36), Period(months=24)
SHORT_COUNTRIES = ("DE", "IT")
# House rule: a bought list lives as long as its licence, and a year at most.
BOUGHT = Period(months=12)
BOUGHT_ORIGINS = ("supplier", "list_broker", "partner")
# 16 CFR 310.5: five years; UWG 7a: five years from each use of a consent.
CALL_RECORDS, PROOF, REGISTER_NOTE = Period(months=60), Period(months=60), Period(months=60)
SUPPRESSION_REVIEW = Period(months=120)
# Answers by which a person shows to want the contact; what the post or a mail server says is none.
_OWN_WORDS = ("order", "interest", "question", "answered")
_OPEN = ("planned", "claimed", "produced", "unsettled")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class RetentionReport:
    """What was, or with `dry` would be, ended. `review` counts objections older than ten years: they have no end."""

    silent: int
    licence_ended: int
    tries: int
    register_entries: int
    proofs: int
    review: int

    def document(self) -> dict[str, int]:
        return {name: int(getattr(self, name)) for name in self.__slots__}


def apply_retention(connection: Connection, *, now: datetime, actor: str, dry: bool = False) -> RetentionReport:
    """End what has outlived its period, within the caller's transaction; safe to run again.

    Nobody is erased who has pieces to come, or stands in a campaign that has not closed: its count would break.
    An end of time is no objection: a later list may bring the person back.
    """
    silent = _silent(connection, now)
    licence_ended = _licence_ended(connection, now) - silent
    report = RetentionReport(
        silent=len(silent),
        licence_ended=len(licence_ended),
        tries=_empty_tries(connection, now, dry=dry),
        register_entries=_drop_old_copies(connection, now, dry=dry),
        proofs=_drop_proofs(connection, now, dry=dry),
        review=_count(connection, t.suppression, t.suppression.c.since < _ago(SUPPRESSION_REVIEW, now)),
    )
    if not dry:
        _clear(connection, silent | licence_ended, now)
        if any(report.document().values()):
            audit.append(connection, actor=actor, action="retention", object="", payload=report.document(), now=now)
    return report


def _clear(connection: Connection, people: Collection[str], now: datetime) -> None:
    for some in chunks(sorted(people), _AT_ONCE):
        clear(connection, {one for former in former_ids(connection, set(some)).values() for one in former}, now)


def _silent(connection: Connection, now: datetime) -> set[str]:
    """People of whom we have heard nothing, and who were collected, longer ago than their country allows."""
    person = t.person
    found: set[str] = set()
    for period, here in (
        (PROSPECT_SHORT, person.c.country.in_(SHORT_COUNTRIES)),
        (PROSPECT, person.c.country.not_in(SHORT_COUNTRIES)),
    ):
        since = _ago(period, now)
        query = select(person.c.id).where(
            person.c.state == "active", here, person.c.observed_at < since, ~_spoke(since), ~_busy(now)
        )
        found.update(connection.execute(query).scalars())
    return found


def _licence_ended(connection: Connection, now: datetime) -> set[str]:
    """People known from bought lists alone whose licences have all run out, and who never dealt with us."""
    ended = _ended_sources(connection, now.date())
    if not ended:
        return set()
    person, record, batch = t.person, t.record, t.batch
    listed = select(record.c.id).join(batch).where(record.c.person_id == person.c.id)
    query = select(person.c.id).where(
        person.c.state == "active",
        listed.where(batch.c.source_id.in_(ended)).exists(),
        ~listed.where(batch.c.source_id.not_in(ended)).exists(),
        ~_spoke(datetime.min.replace(year=1900, tzinfo=now.tzinfo)),
        ~_busy(now),
    )
    return set(connection.execute(query).scalars())


def _ended_sources(connection: Connection, today: date) -> Sequence[str]:
    found = []
    for row in all_rows(connection, select(t.source).where(t.source.c.origin.in_(BOUGHT_ORIGINS))):
        ends = [row["valid_until"]] if row["valid_until"] else []
        ends += [BOUGHT.after(row["acquired_on"])] if row["acquired_on"] else []
        if ends and min(ends) < today:
            found.append(row["id"])
    return found


def _spoke(since: datetime) -> ColumnElement[bool]:
    """Whether the person did anything of his own accord since then, or is a customer still."""
    person, response, bought = t.person, t.response, t.purchase
    event, bond = t.consent_event, t.relationship
    return or_(
        func.coalesce(person.c.verified_at >= since, False),
        exists().where(response.c.person_id == person.c.id, response.c.at >= since, response.c.kind.in_(_OWN_WORDS)),
        exists().where(bought.c.person_id == person.c.id, bought.c.at >= since),
        exists().where(event.c.person_id == person.c.id, event.c.at >= since, event.c.action.in_(GIVING)),
        exists().where(bond.c.person_id == person.c.id, or_(bond.c.current.is_(True), bond.c.last_on >= since.date())),
    )


def _busy(now: datetime) -> ColumnElement[bool]:
    person, piece, draw, campaign = t.person, t.piece, t.assignment, t.campaign
    return or_(
        exists().where(piece.c.person_id == person.c.id, piece.c.state.in_(_OPEN)),
        exists().where(
            and_(draw.c.person_id == person.c.id, draw.c.campaign_id == campaign.c.id),
            or_(campaign.c.closes_on.is_(None), campaign.c.closes_on >= now.date()),
        ),
    )


def _empty_tries(connection: Connection, now: datetime, *, dry: bool) -> int:
    """Old tries keep their count, their outcome and their law; whose number it was is gone."""
    attempt, lease = t.attempt, t.call_lease
    old = and_(
        attempt.c.at < _ago(CALL_RECORDS, now),
        or_(attempt.c.point_hmac.is_not(None), attempt.c.point_id.is_not(None), attempt.c.agent != ""),
    )
    count = _count(connection, attempt, old)
    if not dry:
        gone: dict[str, Any] = {"point_hmac": None, "point_id": None, "agent": "", "outside_id": ""}
        connection.execute(update(attempt).where(old).values(**gone))
        connection.execute(update(lease).where(lease.c.opened_at < _ago(CALL_RECORDS, now)).values(note=""))
    return count


def _drop_old_copies(connection: Connection, now: datetime, *, dry: bool) -> int:
    """Of every register only the newest copy keeps its content; hash and day of the older ones stay five years."""
    copy, entry = t.register_snapshot, t.register_entry
    newest: dict[str, str] = {}
    every = list(all_rows(connection, select(copy).order_by(copy.c.as_of, copy.c.imported_at)))
    for row in every:
        if row["as_of"] <= now.date():
            newest[row["register"]] = row["id"]
    old = [row["id"] for row in every if row["as_of"] <= now.date() and row["id"] != newest[row["register"]]]
    count = _count(connection, entry, entry.c.snapshot_id.in_(old)) if old else 0
    if old and not dry:
        connection.execute(delete(entry).where(entry.c.snapshot_id.in_(old)))
        connection.execute(delete(copy).where(copy.c.id.in_(old), copy.c.imported_at < _ago(REGISTER_NOTE, now)))
    return count


def _drop_proofs(connection: Connection, now: datetime, *, dry: bool) -> int:
    """Consent events of erased people, five years after they were given and after the last try that used them."""
    event, person, attempt = t.consent_event, t.person, t.attempt
    limit = _ago(PROOF, now)
    used = exists().where(attempt.c.person_id == event.c.person_id, attempt.c.at >= limit)
    erased = exists().where(person.c.id == event.c.person_id, person.c.state == "erased")
    old = and_(event.c.at < limit, erased, ~used)
    count = _count(connection, event, old)
    if not dry:
        connection.execute(delete(event).where(old))
    return count


def _count(connection: Connection, table: Any, condition: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one())


def _ago(period: Period, now: datetime) -> datetime:
    return datetime.combine(period.before(now.date()), now.timetz())
