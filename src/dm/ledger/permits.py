"""Asking the law for pieces, and the attempts that its permits allow."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from dm import consent
from dm.consent import ContactContext, Permit, Refusal, Target
from dm.ledger.runs import message_facts
from dm.ledger.values import Office, Run

Row = Mapping[Any, Any]


def ask(
    connection: Connection, office: Office, run: Run, pieces: Sequence[Row], *, now: datetime
) -> dict[str, Permit | Refusal | None]:
    """The law's answer for each piece by its id; None for a control recipient, who is our own staff."""
    targets = {row["id"]: Target(row["person_id"], row["point_id"]) for row in pieces if not row["seed"]}
    decided = consent.decide_for(
        connection,
        office.policies,
        list(targets.values()),
        channel=run.channel,
        context=contact_context(office, run),
        at=now,
        key=office.settings.suppression_key,
    )
    return {row["id"]: decided[targets[row["id"]]] if row["id"] in targets else None for row in pieces}


def contact_context(office: Office, run: Run) -> ContactContext:
    """On whose behalf, for what and with which words a wave contacts people."""
    brief = run.brief.get("campaign", {})
    return ContactContext(
        controller=run.campaign["controller"],
        purpose=run.campaign["purpose"],
        sector=brief.get("sector", ""),
        mode="live",
        message=message_facts(office.settings.templates, run.wave["template"]),
        campaign=run.campaign["id"],
    )


def attempt_row(
    piece: Row, number: int, permit: Permit | None, *, batch_id: str | None, point_hmac: str | None, now: datetime
) -> dict[str, Any]:
    """One try under its permit; a control recipient's permit says SEED."""
    return {
        "id": f"{piece['id']}-{number}",
        "piece_id": piece["id"],
        "number": number,
        "batch_id": batch_id,
        "person_id": piece["person_id"],
        "point_id": piece["point_id"],
        "point_hmac": point_hmac,
        "channel": piece["channel"],
        "state": "claimed",
        "permit_reason": str(permit.reason) if permit else "SEED",
        "permit_rules": list(permit.rules) if permit else [],
        "permit_sources": list(permit.sources) if permit else [],
        "permit_policies": ", ".join(permit.policies) if permit else "",
        "permit_until": permit.valid_until if permit else None,
        "at": now,
    }


def record_decisions(
    connection: Connection, run: Run, decisions: Mapping[str, Permit | Refusal | None], now: datetime
) -> None:
    """One digest for the chunk of decisions, not a row each."""
    lines = sorted(f"{piece} {getattr(decision, 'reason', 'SEED')}" for piece, decision in decisions.items())
    counts = Counter(str(getattr(decision, "reason", "SEED")) for decision in decisions.values())
    consent.audit.append(
        connection,
        actor="ledger",
        action="claim",
        object=f"{run.campaign['id']}/{run.wave['name']}",
        payload={"decisions": dict(sorted(counts.items())), "sha256": _digest(lines)},
        now=now,
    )


def _digest(lines: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()
