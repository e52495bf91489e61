"""Answers into rows: each once, with its purchase, its matches and its consequences, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select

from dm.db import insert_many, insert_new, lock_chain
from dm.db import tables as t
from dm.db.bulk import chunks
from dm.errors import InputError
from dm.ledger import Office
from dm.model import ResponseKind
from dm.normal.keyed import keyed_hash
from dm.respond import consequences, query
from dm.respond.finding import find
from dm.respond.intake import Answer
from dm.respond.matching import Matched, match
from dm.respond.rules import places

_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that belongs to nobody, or cannot be read, with the sentence for people."""

    row: int
    reason: str
    raw: Mapping[str, str]


@dataclass
class Recorded:
    """What became of a file's rows."""

    matched: int = 0
    repeated: int = 0
    stopped: int = 0
    purchases: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    arms: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where answers come from, and who handed them in."""

    source: str
    now: datetime
    by: str


def record(
    connection: Connection, office: Office, answers: Sequence[tuple[Answer, Mapping[str, str]]], origin: Origin
) -> Recorded:
    """Store answers that are new and do what they ask for; an answer known already changes nothing."""
    lock_chain(connection, "respond")
    done = Recorded()
    keys = _keys([answer for answer, _ in answers], office.settings.suppression_key)
    countries, currencies = _campaign_facts(connection)
    for some in chunks(list(zip(answers, keys, strict=True)), _CHUNK):
        chunk = [(answer, raw, key) for (answer, raw), key in some]
        found = find(
            connection,
            [answer for answer, _, _ in chunk],
            key=office.settings.suppression_key,
            countries=countries,
        )
        matched: dict[str, Matched] = {}
        for answer, raw, key in chunk:
            try:
                one = match(answer, found, currencies)
            except InputError as problem:
                kept = consequences.stop_unknown(connection, office, answer, now=origin.now, by=origin.by)
                done.problems.append(Problem(answer.row, _sentence(problem, kept=kept), raw))
                continue
            done.repeated += key in matched
            matched.setdefault(key, one)
        _write(connection, office, matched, origin, done)
    return done


def _sentence(problem: InputError, *, kept: bool) -> str:
    return f"{problem.message} The objection is kept all the same." if kept else problem.message


def _keys(answers: Sequence[Answer], key: bytes) -> list[str]:
    """What makes an answer the same answer: its order number, else who, when, what, how much, and the how-manieth."""
    plain = [_sameness(answer) for answer in answers]
    orders = [bool(answer.order_ref) for answer in answers]
    return [
        keyed_hash(key, "response", "\x1f".join((*one, "" if is_order else str(place))))
        for one, place, is_order in zip(plain, places(plain), orders, strict=True)
    ]


def _sameness(answer: Answer) -> tuple[str, ...]:
    if answer.order_ref:
        return (answer.kind.value, answer.source, answer.order_ref)
    name, who = next(iter(answer.who.items()))
    value = "" if answer.value is None else str(answer.value.normalize())
    return (name, answer.source, who, answer.at.isoformat(), answer.kind.value, value)


def _campaign_facts(connection: Connection) -> tuple[set[str], dict[str, str]]:
    briefs = connection.execute(query.campaign_countries()).scalars()
    countries = {country for brief in briefs for country in brief.get("audience", {}).get("countries", [])}
    campaigns = connection.execute(select(t.campaign.c.id, t.campaign.c.currency))
    return countries, {row.id: row.currency for row in campaigns}


def _write(connection: Connection, office: Office, matched: dict[str, Matched], origin: Origin, done: Recorded) -> None:
    known = _ids(connection, matched)
    new = {key: one for key, one in matched.items() if key not in known}
    done.repeated += len(known)
    insert_many(connection, t.response, (_row(key, one, origin) for key, one in new.items()))
    # a repeated answer may name the person where the first one named only the piece: from now on it counts for lift
    _write_matches(connection, matched, known | _ids(connection, new))
    done.purchases += _write_purchases(connection, matched)
    for one in new.values():
        done.stopped += consequences.apply(connection, office, one, now=origin.now, by=origin.by)
        done.kinds[one.answer.kind.value] += 1
        done.arms[one.arm or "no campaign"] += 1
    done.matched += len(new)


def _write_matches(connection: Connection, matched: dict[str, Matched], ids: Mapping[str, int]) -> None:
    found = t.response_match.c.response_id
    there = _existing(connection, found, [ids[key] for key, one in matched.items() if one.matches])
    rows = [_match_row(ids[key], to) for key, one in matched.items() if ids[key] not in there for to in one.matches]
    insert_many(connection, t.response_match, rows)


def _write_purchases(connection: Connection, matched: dict[str, Matched]) -> int:
    bought = [_purchase(key, one) for key, one in matched.items() if _bought(one)]
    orders = {(row["system"], row["order_ref"]): row for row in reversed(bought)}
    refs = sorted({ref for _, ref in orders})
    for some in chunks(refs, _CHUNK):
        stored = select(t.purchase.c.system, t.purchase.c.order_ref).where(t.purchase.c.order_ref.in_(some))
        for row in connection.execute(stored):
            orders.pop((row.system, row.order_ref), None)
    return insert_many(connection, t.purchase, orders.values())


def _existing(connection: Connection, column: ColumnElement[int], values: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(values, _CHUNK):
        found.update(connection.execute(select(column).where(column.in_(some))).scalars())
    return found


def _ids(connection: Connection, keys: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(sorted(keys), _CHUNK):
        rows = connection.execute(
            select(t.response.c.dedupe_key, t.response.c.id).where(t.response.c.dedupe_key.in_(some))
        )
        found.update({row.dedupe_key: row.id for row in rows})
    return found


def _row(key: str, one: Matched, origin: Origin) -> dict[str, Any]:
    answer = one.answer
    return {
        "dedupe_key": key,
        "kind": answer.kind.value,
        "person_id": one.person_id,
        "campaign_id": one.campaign_id,
        "unit_id": one.unit_id,
        "arm": one.arm,
        "cell": one.cell,
        "piece_id": one.piece_id,
        "wave": one.wave,
        "matched_by": one.matched_by,
        "at": answer.at,
        "value_minor": answer.value_minor(one.currency),
        "currency": one.currency if answer.value is not None else None,
        "product": answer.product,
        "order_ref": answer.order_ref,
        "reason": answer.reason,
        "note": answer.note,
        "source": origin.source,
        "recorded_at": origin.now,
    }


def _match_row(response_id: int, to: Any) -> dict[str, Any]:
    return {
        "response_id": response_id,
        "campaign_id": to.campaign_id,
        "unit_id": to.unit_id,
        "arm": to.arm,
        "cell": to.cell,
    }


def _bought(one: Matched) -> bool:
    return one.answer.kind == ResponseKind.ORDER and one.person_id is not None


def _purchase(key: str, one: Matched) -> dict[str, Any]:
    answer = one.answer
    return {
        "person_id": one.person_id,
        "system": answer.source[:40],
        "order_ref": answer.order_ref or key,
        "at": answer.at,
        "value_minor": answer.value_minor(one.currency) or 0,
        "currency": one.currency,
        "product": answer.product,
        "source_id": answer.source,
    }


def keep_problems(connection: Connection, sha256: str, problems: Sequence[Problem], now: datetime) -> None:
    """The list of a file's rows that belong to nobody, as of its last reading."""
    connection.execute(delete(t.response_unmatched).where(t.response_unmatched.c.file_sha256 == sha256))
    rows = [
        {"file_sha256": sha256, "row": one.row, "raw": dict(one.raw), "reason": one.reason, "at": now}
        for one in problems
    ]
    if rows:
        insert_many(connection, t.response_unmatched, rows)


def keep_file(connection: Connection, sha256: str, name: str, rows: int, done: Recorded, now: datetime) -> None:
    """That a file was read; a second reading counts nothing again."""
    row = {
        "sha256": sha256,
        "file_name": name,
        "rows": rows,
        "matched": done.matched,
        "repeated": done.repeated,
        "unmatched": len(done.problems),
        "read_at": now,
    }
    insert_new(connection, t.response_file, [row])
