"""The audit chain: append-only rows, each hashed over the one before; one signed head a day is kept.

No personal value goes in, only counts, codes and digests, so that erasure never breaks it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from dm.consent.rows import Row, all_rows
from dm.db import lock_chain, reading
from dm.db import tables as t

GENESIS = "0" * 64
LOCK = "audit"


@dataclass(frozen=True, slots=True)
class Break:
    """A row that does not fit, and why."""

    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    rows: int
    broken: tuple[Break, ...]
    heads: int = 0

    @property
    def holds(self) -> bool:
        return not self.broken


def append(
    connection: Connection,
    *,
    actor: str,
    action: str,
    object: str,  # noqa: A002 - the audit's own word for what was acted upon
    payload: Mapping[str, Any],
    now: datetime,
) -> int:
    """Add one row to the chain within the caller's transaction; returns its number.

    Where the engine knows the key (`audit_key` among its options), the row is signed as the head at once.
    """
    lock_chain(connection, LOCK)
    last = _last(connection)
    seq, previous = (last["seq"] + 1, last["hash"]) if last else (1, GENESIS)
    row = {
        "seq": seq,
        "at": now,
        "actor": actor,
        "action": action,
        "object": object,
        "payload": dict(payload),
        "payload_sha256": _digest(dict(payload)),
        "prev_hash": previous,
    }
    connection.execute(insert(t.audit).values(**row, hash=_row_hash(row)))
    if key := connection.get_execution_options().get("audit_key"):
        sign_head(connection, key=key, now=now)
    return seq


def verify(engine: Engine, *, key: bytes | None = None) -> AuditReport:
    """Read the whole chain and its signed heads; without the key signatures are not checked."""
    broken: list[Break] = []
    previous, expected, seen = GENESIS, 1, 0
    with reading(engine) as connection:
        heads = {row["seq"]: row for row in all_rows(connection, select(t.audit_head))}
        streamed = connection.execution_options(yield_per=2_000)
        for row in all_rows(streamed, select(t.audit).order_by(t.audit.c.seq)):
            broken += _faults(row, expected, previous, heads.get(row["seq"]), key)
            previous, expected, seen = row["hash"], row["seq"] + 1, seen + 1
        last = expected - 1
        imported = connection.execute(select(t.batch.c.id).limit(1)).first()
    if not seen and imported:
        broken.append(Break(1, "the chain is empty, though lists were imported"))
    broken += [Break(seq, "signed as the head, but the chain ends before it") for seq in sorted(heads) if seq > last]
    return AuditReport(seen, tuple(broken), len(heads))


def sign_head(connection: Connection, *, key: bytes, now: datetime) -> bool:
    """Sign today's newest row, replacing an earlier signature of the day.

    False, and nothing is signed, when the chain is empty or no longer holds the row that was signed last: a new
    signature would hide that.
    """
    lock_chain(connection, LOCK)
    last = _last(connection)
    if last is None or not _holds_signed_row(connection):
        return False
    day = now.astimezone(UTC).date()
    connection.execute(delete(t.audit_head).where(t.audit_head.c.on == day))
    signature = _signature(key, last["seq"], last["hash"])
    connection.execute(insert(t.audit_head).values(on=day, seq=last["seq"], hash=last["hash"], signature=signature))
    return True


def is_empty(connection: Connection) -> bool:
    """Whether nothing was ever written into the chain."""
    return _last(connection) is None


def _last(connection: Connection) -> Row | None:
    return next(iter(all_rows(connection, select(t.audit).order_by(t.audit.c.seq.desc()).limit(1))), None)


def _holds_signed_row(connection: Connection) -> bool:
    head = next(iter(all_rows(connection, select(t.audit_head).order_by(t.audit_head.c.seq.desc()).limit(1))), None)
    if head is None:
        return True
    signed = connection.execute(select(t.audit.c.hash).where(t.audit.c.seq == head["seq"])).scalar()
    return bool(signed == head["hash"])


def _faults(row: Row, expected: int, previous: str, head: Row | None, key: bytes | None) -> list[Break]:
    seq = row["seq"]
    faults = []
    if seq != expected:
        faults.append(Break(seq, f"rows are missing before it: expected number {expected}"))
    if row["prev_hash"] != previous:
        faults.append(Break(seq, "it does not continue the row before it"))
    if row["payload_sha256"] != _digest(row["payload"]):
        faults.append(Break(seq, "its payload was changed"))
    if row["hash"] != _row_hash(row):
        faults.append(Break(seq, "it was changed"))
    if head and head["hash"] != row["hash"]:
        faults.append(Break(seq, "it is not the row that was signed"))
    if head and key and not hmac.compare_digest(head["signature"], _signature(key, seq, head["hash"])):
        faults.append(Break(seq, "the signature of this head is not ours"))
    return faults


def _digest(payload: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _row_hash(row: Mapping[str, Any]) -> str:
    at = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    parts = (row["seq"], at, row["actor"], row["action"], row["object"], row["payload_sha256"], row["prev_hash"])
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _signature(key: bytes, seq: int, row_hash: str) -> str:
    return hmac.new(key, f"audit-head\x1f{seq}\x1f{row_hash}".encode(), hashlib.sha256).hexdigest()
