"""What a list is worth: complete, valid, double, known before, fresh, objected, reachable, and at what price."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from dm import consent
from dm.actualize import query
from dm.actualize.freshness import band, freshness
from dm.actualize.quality.counting import FIELDS, KINDS, Counted
from dm.consent import ContactContext, Target
from dm.db import tables as t
from dm.errors import InputError
from dm.ledger import Office
from dm.model import LawChannel, Rate
from dm.model.money import minor_digits
from dm.press.folders import open_template

Row = Mapping[Any, Any]
Figures = dict[str, Any]
_AT_ONCE = 10_000
_LAW = {"post": LawChannel.POST, "phone": LawChannel.PHONE, "email": LawChannel.EMAIL}
_AGES = {"full_name": "name", "phone": "phone", "email": "email", "address": "address", "company": "company",
         "job_title": "job"}  # fmt: skip
_SAMPLES = 10


@dataclass(slots=True)
class _Reach:
    """Who may be reached, by channel; `reasons` why not."""

    lawful: dict[str, set[str]] = field(default_factory=dict)
    reasons: dict[str, Counter[str]] = field(default_factory=dict)


def judge_list(connection: Connection, office: Office, source_id: str, batch_id: str = "", *, now: datetime) -> Figures:
    """All figures of a source, or of one of its batches, as plain JSON; nothing in it names a person.

    Raises InputError for an unknown source or batch.
    """
    source, batches = _list(connection, source_id, batch_id)
    counted = _count(connection, batches)
    known, by_source = _known_before(connection, batches, counted)
    objected = _objected(connection, counted)
    reach = _reach(connection, office, source, counted, now)
    usable = set().union(*reach.lawful.values()) if reach.lawful else set()
    quarantine = _quarantine(connection, batches)
    rows = sum(batch["rows"] for batch in batches)
    return {
        "source": _about(source),
        "batch": batch_id,
        "batches": [_batch(batch) for batch in batches],
        "as_of": now.isoformat(timespec="seconds"),
        "rows": rows,
        "accepted": sum(batch["accepted"] for batch in batches),
        "quarantined": sum(batch["quarantined"] for batch in batches),
        "actualized": counted.not_actualized == 0,
        "people": len(counted.people),
        "completeness": _completeness(counted),
        "validity": _validity(counted),
        "quarantine": quarantine,
        "duplicates": _duplicates(counted),
        "overlap": {"known": len(known), "new": len(counted.people) - len(known), "sources": by_source},
        "freshness": _freshness(source, batches, counted, office, now),
        "objected": len(objected),
        "reachable": sum(bits > 0 for bits in counted.people.values()),
        "reach": [_channel(kind, counted, reach) for kind in KINDS],
        "usable": len(usable),
        "usable_new": len(usable - known),
        "cost": _cost(source, rows, len(usable), len(usable - known)),
    }


def _list(connection: Connection, source_id: str, batch_id: str) -> tuple[Row, Sequence[Row]]:
    source = connection.execute(select(t.source).where(t.source.c.id == source_id)).mappings().one_or_none()
    if source is None:
        raise InputError(f'There is no source "{source_id}".', hint="`dm source list` shows the registered ones.")
    batch = t.batch
    wanted = select(batch).where(batch.c.source_id == source_id, batch.c.state != "undone")
    if batch_id:
        wanted = wanted.where(batch.c.id == batch_id)
    batches = connection.execute(wanted.order_by(batch.c.imported_at, batch.c.id)).mappings().all()
    if not batches:
        what = f'batch "{batch_id}"' if batch_id else "batch"
        raise InputError(f'The source "{source_id}" has no {what}.', hint="`dm acquire FILE --source ID` reads a list.")
    return source, batches


def _count(connection: Connection, batches: Sequence[Row]) -> Counted:
    counted = Counted()
    names = _row_names(batches)
    for batch in batches:
        for entries in query.known_entries(connection, batch["id"], _AT_ONCE):
            counted.add(entries, names)
        for entries in query.new_entries(connection, [batch["id"]], _AT_ONCE):
            counted.add(entries, names)
    return counted


def _row_names(batches: Sequence[Row]) -> dict[str, str]:
    """Where a list came in several files, the file stands before the row."""
    return {batch["id"]: f"{batch['file_name']}:" if len(batches) > 1 else "" for batch in batches}


def _known_before(
    connection: Connection, batches: Sequence[Row], counted: Counted
) -> tuple[set[str], list[dict[str, Any]]]:
    """Who of the list stood in the base before, and how many by each other source."""
    record, batch = t.record, t.batch
    here = record.c.batch_id.in_([one["id"] for one in batches])
    # Records are numbered as they are read; two lists may be read in one and the same second.
    first = select(func.min(record.c.id)).where(here).scalar_subquery()
    mine = select(record.c.person_id).where(here)
    others = (
        select(record.c.person_id, batch.c.source_id)
        .join(batch)
        .where(~here, batch.c.state != "undone", record.c.id < first, record.c.person_id.in_(mine))
        .distinct()
    )
    known: set[str] = set()
    by_source: Counter[str] = Counter()
    for person, source in connection.execute(others):
        known.add(person)
        by_source[source] += 1
    share = max(len(counted.people), 1)
    return known, [{"source": name, "people": n, "share": n / share} for name, n in by_source.most_common()]


def _objected(connection: Connection, counted: Counted) -> set[str]:
    """Whom an objection meets at one of the points."""
    point, row = t.contact_point, t.suppression
    listed = select(point.c.person_id).join(row, row.c.hmac == point.c.hmac).distinct()
    return set(connection.execute(listed).scalars()) & counted.people.keys()


def _reach(connection: Connection, office: Office, source: Row, counted: Counted, now: datetime) -> _Reach:
    """What law says today of each person and channel; an hour at which one may not call is no refusal."""
    purposes = source["permitted_purposes"] or ["own_goods"]
    controller, message = office.settings.email.sender_name, _all_that_messages_carry(office.settings.templates)
    context = ContactContext(controller=controller, purpose=purposes[0], message=message)
    found = _Reach()
    for kind, channel in _LAW.items():
        targets = [Target(one) for one in counted.reached_by(kind)]
        decisions = consent.decide_for(
            connection,
            office.policies,
            targets,
            channel=channel,
            context=context,
            at=now,
            key=office.settings.suppression_key,
        )
        lawful = {one.person_id for one, said in decisions.items() if said.allowed or said.retry_at is not None}
        refused = (said.reason for said in decisions.values() if not said.allowed and said.retry_at is None)
        found.lawful[kind] = lawful
        found.reasons[kind] = Counter(map(str, refused))
    return found


def _all_that_messages_carry(templates: Path) -> frozenset[str]:
    """The list is judged, not a message: whatever the house's templates can carry counts as carried."""
    folders = (path.parent for path in templates.glob("*/*/template.toml"))
    return frozenset(part for folder in folders for part in open_template(folder).carries)


def _quarantine(connection: Connection, batches: Sequence[Row]) -> list[dict[str, Any]]:
    row, names = t.quarantine, _row_names(batches)
    query_ = select(row.c.batch_id, row.c.row, row.c.field, row.c.reason).where(row.c.batch_id.in_(names))
    counts: Counter[tuple[str, str]] = Counter()
    samples: dict[tuple[str, str], list[str]] = defaultdict(list)
    for batch_id, number, name, reason in connection.execute(query_.order_by(row.c.batch_id, row.c.row)):
        counts[reason, name] += 1
        if len(samples[reason, name]) < _SAMPLES:
            samples[reason, name].append(f"{names[batch_id]}{number}")
    return [
        {
            "reason": reason,
            "words": reason.replace("_", " "),
            "field": name,
            "rows": count,
            "sample": samples[reason, name],
        }
        for (reason, name), count in counts.most_common()
    ]


def _about(source: Row) -> dict[str, Any]:
    days = {name: _day(source[name]) for name in ("collected_from", "collected_to", "acquired_on", "valid_until")}
    price = f"{source['unit_price']:f} {source['unit_price_currency']}" if source["unit_price"] is not None else ""
    return {name: source[name] for name in ("id", "title", "supplier", "contract")} | days | {"unit_price": price}


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _batch(batch: Row) -> dict[str, Any]:
    names = ("id", "file_name", "rows", "accepted", "quarantined")
    return {name: batch[name] for name in names} | {"imported_at": batch["imported_at"].isoformat(timespec="seconds")}


def _completeness(counted: Counted) -> list[dict[str, Any]]:
    whole = max(counted.rows, 1)
    return [{"field": name, "filled": counted.filled[name], "share": counted.filled[name] / whole} for name in FIELDS]


def _validity(counted: Counted) -> list[dict[str, Any]]:
    found = []
    for kind in KINDS:
        states: Counter[str] = Counter()
        reasons = []
        for (of_kind, status, reason), number in counted.reasons.most_common():
            if of_kind != kind:
                continue
            states[status] += number
            if status != "valid":
                rows = counted.rows_of[of_kind, status, reason]
                reasons.append({"status": status, "reason": reason, "values": number, "sample": rows})
        found.append(
            {
                "kind": kind,
                "rows": counted.with_kind[kind],
                "values": counted.values[kind],
                **{name: states[name] for name in ("valid", "risky", "invalid")},
                "reasons": reasons,
            }
        )
    return found


def _duplicates(counted: Counted) -> dict[str, Any]:
    repeats = [{"row": row, "same_as": first} for row, first in counted.repeats]
    return {"rows": counted.repeated, "share": counted.repeated / max(counted.rows, 1), "sample": repeats}


def _freshness(source: Row, batches: Sequence[Row], counted: Counted, office: Office, now: datetime) -> dict[str, Any]:
    """How much of each field is most likely still true: today, by the day on which the list was collected."""
    day = source["collected_to"] or source["acquired_on"]
    seen = query.observed(day, max(batch["imported_at"] for batch in batches))
    fields = []
    for name, age in _AGES.items():
        if counted.filled[name]:
            share = freshness(office.settings.half_lives[age], seen, now)
            fields.append({"field": name, "share": share, "band": band(share)})
    return {"seen_on": seen.date().isoformat(), "days": (now - seen).days, "fields": fields}


def _channel(kind: str, counted: Counted, reach: _Reach) -> dict[str, Any]:
    whole = max(len(counted.people), 1)
    technical, lawful = len(counted.reached_by(kind)), len(reach.lawful.get(kind, ()))
    reasons = [{"reason": reason, "people": n} for reason, n in reach.reasons.get(kind, Counter()).most_common()]
    shares = {"technical_share": technical / whole, "lawful_share": lawful / whole}
    return {"kind": kind, "technical": technical, "lawful": lawful, **shares, "reasons": reasons}


def _cost(source: Row, rows: int, usable: int, usable_new: int) -> dict[str, Any] | None:
    """The price of all rows that were delivered, and of a contact one can use; None where no price is known."""
    if source["unit_price"] is None:
        return None
    currency = source["unit_price_currency"]
    total = Rate(source["unit_price"], currency).times(rows)
    return {
        "currency": currency,
        "total_minor": total.minor,
        "per_row": _text(source["unit_price"]),
        "per_usable": _each(total.minor, currency, usable),
        "per_usable_new": _each(total.minor, currency, usable_new),
    }


def _each(minor: int, currency: str, number: int) -> str | None:
    if not number:
        return None
    major = Decimal(minor).scaleb(-minor_digits(currency))
    return _text((major / number).quantize(Decimal("0.0001")))


def _text(amount: Decimal) -> str:
    return f"{amount:f}"


def stored_figures(connection: Connection) -> Sequence[Row]:
    """The newest figures of every source that has any, the whole source, in the order of their ids."""
    kept = t.source_quality
    query_ = select(kept).where(kept.c.batch_id == "").order_by(kept.c.source_id)
    return connection.execute(query_).mappings().all()


def sources_with_lists(connection: Connection) -> list[str]:
    """The ids of sources from which something was read."""
    batch = t.batch
    query_ = select(batch.c.source_id).where(batch.c.state != "undone").group_by(batch.c.source_id)
    return list(connection.execute(query_.having(func.count() > 0).order_by(batch.c.source_id)).scalars())
