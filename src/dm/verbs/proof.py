"""`dm proof`: proofs of everything a campaign sends; an approval binds to exactly these files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from dm import db, ledger
from dm.channels.letter import proofs as printed
from dm.channels.letter.rules import proof_choice
from dm.consent import audit
from dm.db import tables as t
from dm.errors import InputError, StateError
from dm.ledger import Office
from dm.model import CampaignState, Channel, base32_id


@dataclass(frozen=True)
class Proofs:
    """The proofs of a campaign's current plan; `hash` is what an approval binds to."""

    campaign: str
    plan_hash: str
    hash: str
    files: list[dict[str, str]]
    emails_sent: int

    def document(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "campaign": self.campaign,
            "plan_hash": self.plan_hash,
            "hash": self.hash,
            "files": self.files,
            "emails_sent": self.emails_sent,
        }


def make_proofs(office: Office, campaign: str, *, now: datetime, say: Callable[[str], None]) -> Proofs:
    """Make and store the proofs of the current plan; e-mail proofs also go to the test list, and to nobody else.

    Raises InputError without a plan, Refused when a proof is not fit to print or send.
    """
    plan_hash = _plan_hash(office, campaign)
    files = [file.document() for file in printed.make_proofs(office, campaign, now)]
    say(f"{len(files)} printed proofs")
    mails, sent = _emails(office, campaign, now)
    files += mails
    done = Proofs(campaign, plan_hash, _hash(files), files, sent)
    _store(office, done, now)
    return done


def _plan_hash(office: Office, campaign: str) -> str:
    query = (
        select(t.plan.c.hash, t.campaign.c.state)
        .join(t.campaign, t.campaign.c.current_plan_id == t.plan.c.id)
        .where(t.campaign.c.id == campaign)
    )
    with db.reading(office.engine) as connection:
        row = connection.execute(query).first()
    if row is None:
        raise InputError(f"Campaign {campaign} has no plan.", hint="`dm plan campaigns/….toml` makes one.")
    if row.state in (CampaignState.STOPPED.value, CampaignState.CLOSED.value):
        raise StateError(f"Campaign {campaign} is {row.state}.")
    hashed: str = row.hash
    return hashed


def _emails(office: Office, campaign: str, now: datetime) -> tuple[list[dict[str, str]], int]:
    from dm.channels.email import proofs

    folder = office.settings.out / campaign / "proofs"
    files: list[dict[str, str]] = []
    sent = 0
    for wave in _email_waves(office, campaign):
        with db.reading(office.engine) as connection:
            previews = ledger.preview(connection, office, campaign=campaign, wave=wave, now=now)
        chosen = proof_choice(previews)
        pieces = [piece for piece, _ in chosen]
        made = proofs.make_proofs(office, campaign, wave, pieces, now)
        for number, (proof, (_, why)) in enumerate(zip(made, chosen, strict=True), start=1):
            path = folder / f"email_{wave}_{number:02d}.eml"
            path.write_bytes(proof.content)
            files.append(_file(office, path, "; ".join(why)))
        if office.settings.email.test_list and pieces:
            sent += proofs.send_proofs(office, campaign, wave, pieces, now)
    return files, sent


def _email_waves(office: Office, campaign: str) -> list[str]:
    query = (
        select(t.wave.c.name)
        .where(t.wave.c.campaign_id == campaign, t.wave.c.channel == Channel.EMAIL.value)
        .order_by(t.wave.c.position)
    )
    with db.reading(office.engine) as connection:
        return list(connection.execute(query).scalars())


def _file(office: Office, path: Path, why: str) -> dict[str, str]:
    relative = path.relative_to(office.settings.workspace).as_posix()
    return {"path": relative, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "why": why}


def _hash(files: list[dict[str, str]]) -> str:
    plain = json.dumps(sorted((file["path"], file["sha256"]) for file in files))
    return hashlib.sha256(plain.encode()).hexdigest()


def _store(office: Office, done: Proofs, now: datetime) -> None:
    identity = "F" + base32_id("proof", done.campaign, done.plan_hash, done.hash, now.isoformat())
    with db.writing(office.engine) as connection:
        row = {
            "id": identity,
            "campaign_id": done.campaign,
            "plan_hash": done.plan_hash,
            "files": done.files,
            "hash": done.hash,
            "made_at": now,
        }
        db.insert_new(connection, t.proof, [row])
        connection.execute(
            update(t.campaign)
            .where(t.campaign.c.id == done.campaign, t.campaign.c.state == CampaignState.PLANNED.value)
            .values(state=CampaignState.PROOFED.value)
        )
        payload = {"plan": done.plan_hash, "proofs": done.hash, "files": len(done.files)}
        audit.append(connection, actor="proof", action="proof", object=done.campaign, payload=payload, now=now)
