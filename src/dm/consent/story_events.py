"""What happened to a person, each event in a few plain words, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from dm.consent import story_rows
from dm.consent.code_words import ENDED, SAID, in_words, purpose_in_words
from dm.consent.keys import Known
from dm.consent.rows import Row, rows_where
from dm.consent.story_words import SAYINGS
from dm.db import tables as t
from dm.model.reasons import TAKEN_APART

Event = dict[str, Any]
_SAID_TOGETHER = ("since", "reason", "channel", "purpose", "scope")


def events(connection: Connection, known: Known, ids: set[str], key: bytes, language: str) -> list[Event]:
    """Imports, consents, objections, tries, answers, orders, corrections, merges and splits."""
    say = SAYINGS["ru" if language == "ru" else "en"]
    found = [
        *_imports(connection, ids, say),
        *_consents(connection, known, ids, say),
        *_objections(connection, {one.hmac for one in known.keys(key)}, say, shared=_shared(known, key)),
        *_tries(connection, ids, say),
        *_responses(connection, ids, say),
        *_purchases(connection, ids, say),
        *_corrections(connection, ids, say),
        *_merges(connection, ids, say),
        *_splits(connection, ids, say),
    ]
    return sorted(found, key=lambda event: (event["at"], event["kind"], event["what"]))


def objections_by_hash(connection: Connection, hashes: Iterable[str], language: str) -> list[Event]:
    return list(_objections(connection, set(hashes), SAYINGS["ru" if language == "ru" else "en"]))


def _event(at: datetime, kind: str, what: str, **details: Any) -> Event:
    return {"at": at, "kind": kind, "what": what} | {name: value for name, value in details.items() if value}


def _imports(connection: Connection, ids: set[str], say: dict[str, str]) -> Iterator[Event]:
    record, batch = t.record, t.batch
    query = select(record.c.row, record.c.external_id, batch).join(batch)
    sources = story_rows.sources_by_id(connection)
    for row in rows_where(connection, query, record.c.person_id, ids):
        source = sources[row["source_id"]]
        words = say["import"].format(
            row=row["row"], file=row["file_name"], title=source["title"] or source["id"],
            origin=in_words(source["origin"], SAID, say["language"]),
        )  # fmt: skip
        yield _event(
            row["imported_at"], "import", words, source=row["source_id"], batch=row["id"],
            external_id=row["external_id"], lawful_basis=source["lawful_basis"], contract=source["contract"],
        )  # fmt: skip


def _consents(connection: Connection, known: Known, ids: set[str], say: dict[str, str]) -> Iterator[Event]:
    event = t.consent_event
    hashes = {point["hmac"]: point["value"] for point in known.points}
    mine = or_(event.c.person_id.is_(None), event.c.person_id.in_(ids))
    rows = {row["id"]: row for row in rows_where(connection, select(event).where(mine), event.c.point_hmac, hashes)}
    rows |= {row["id"]: row for row in rows_where(connection, select(event), event.c.person_id, ids)}
    for row in rows.values():
        words = say[row["action"]].format(
            channel=say.get(f"by {row['channel']}", row["channel"]),
            controller=row["controller"] or "*",
            purpose=purpose_in_words(row["purpose"], say["language"]),
        )
        yield _event(
            row["at"], "consent", words, action=row["action"], channel=row["channel"], purpose=row["purpose"],
            controller=row["controller"], form=row["form"], wording=row["wording"], evidence=row["evidence"],
            point=hashes.get(row["point_hmac"] or ""), valid_until=row["valid_until"],
        )  # fmt: skip


def _shared(known: Known, key: bytes) -> set[str]:
    """Lines and mailboxes that several people may share: an objection kept under them alone silences only them."""
    return {one.hmac for one in known.keys(key) if one.kind in ("email", "phone") and not one.personal}


def _objections(
    connection: Connection, hashes: set[str], say: dict[str, str], *, shared: set[str] | None = None
) -> Iterator[Event]:
    """One event for each thing that was said, however many keys it is kept under."""
    row = t.suppression
    told: dict[tuple[Any, ...], list[Row]] = {}
    for found in rows_where(connection, select(row).order_by(row.c.id), row.c.hmac, hashes):
        told.setdefault(tuple(found[name] for name in _SAID_TOGETHER), []).append(found)
    for rows in told.values():
        found = rows[0]
        channel = say.get(f"by {found['channel']}", found["channel"])
        reason, origin = (in_words(found[name], SAID, say["language"]) or "-" for name in ("reason", "origin"))
        words = say["suppressed"].format(channel=channel, reason=reason, origin=origin)
        if found["purpose"] != "*":
            words += f", {purpose_in_words(found['purpose'], say['language'])}"
        words += say["line only"] if {one["hmac"] for one in rows} <= (shared or set()) else ""
        yield _event(
            found["since"], "objection", words, reason=found["reason"], channel=found["channel"],
            scope=found["scope"], origin=found["origin"], until=found["until"],
        )  # fmt: skip


def _tries(connection: Connection, ids: set[str], say: dict[str, str]) -> Iterator[Event]:
    attempt, piece = t.attempt, t.piece
    query = select(attempt, piece.c.campaign_id, piece.c.wave).join(piece, piece.c.id == attempt.c.piece_id)
    for row in rows_where(connection, query, attempt.c.person_id, ids):
        words = say["try"].format(channel=say.get(row["channel"], row["channel"]), campaign=row["campaign_id"])
        ended = in_words(row["outcome"] or "", ENDED, say["language"])
        words += f": {ended}" if ended else f" ({row['state']})"
        yield _event(
            row["at"], "contact", words, campaign=row["campaign_id"], wave=row["wave"], channel=row["channel"],
            state=row["state"], outcome=row["outcome"], permit=row["permit_reason"],
            rules=row["permit_rules"], policies=row["permit_policies"],
        )  # fmt: skip


def _responses(connection: Connection, ids: set[str], say: dict[str, str]) -> Iterator[Event]:
    response = t.response
    for row in rows_where(connection, select(response), response.c.person_id, ids):
        words = say["response"].format(kind=say.get(f"came {row['kind']}", row["kind"]))
        yield _event(
            row["at"], "response", words, response=row["kind"], campaign=row["campaign_id"],
            order_ref=row["order_ref"], reason=row["reason"], matched_by=row["matched_by"], note=row["note"],
        )  # fmt: skip


def _purchases(connection: Connection, ids: set[str], say: dict[str, str]) -> Iterator[Event]:
    bought = t.purchase
    for row in rows_where(connection, select(bought), bought.c.person_id, ids):
        words = say["purchase"].format(order=row["order_ref"])
        yield _event(row["at"], "purchase", words, order_ref=row["order_ref"], product=row["product"])


def _corrections(connection: Connection, ids: set[str], say: dict[str, str]) -> Iterator[Event]:
    heard = t.correction
    for row in rows_where(connection, select(heard), heard.c.person_id, ids):
        words = say["correction"].format(field=row["field"], old=row["old"] or "-", new=row["new"] or "-")
        yield _event(row["at"], "verification", words, field=row["field"], state=row["state"], source=row["source"])


def _merges(connection: Connection, ids: set[str], say: dict[str, str]) -> Iterator[Event]:
    alias = t.person_alias
    for row in rows_where(connection, select(alias), alias.c.person_id, ids):
        yield _event(
            row["at"], "merge", say["merge"].format(old=row["old_id"]), old_id=row["old_id"], reason=row["reason"]
        )


def _splits(connection: Connection, ids: set[str], say: dict[str, str]) -> Iterator[Event]:
    pair = t.review_pair
    apart = select(pair).where(pair.c.why == TAKEN_APART, pair.c.state == "rejected")
    for side, beside in ((pair.c.left_person_id, "right_person_id"), (pair.c.right_person_id, "left_person_id")):
        for row in rows_where(connection, apart, side, ids):
            other = row[beside]
            yield _event(
                row["decided_at"], "split", say["split"].format(other=other), other=other, by=row["decided_by"]
            )
