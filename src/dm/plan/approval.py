"""Approving exactly one plan and its proofs; whatever changes afterwards makes the approval void."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, insert, select, update

from dm.consent import Policies, audit
from dm.db import tables as t
from dm.db import writing
from dm.errors import DmError, Refused
from dm.model import CampaignState, Money, Role
from dm.plan.rules import approvals_needed
from dm.plan.seal import plan_hash, stored_audience_hash, template_hashes
from dm.plan.store import campaign_row
from dm.settings import Settings

_MAY = (Role.MARKETER, Role.SUPERVISOR, Role.ADMIN)
# A running campaign whose proofs were made anew is approved anew as it runs.
_APPROVABLE = (CampaignState.PLANNED, CampaignState.PROOFED, CampaignState.APPROVED, CampaignState.RUNNING)


@dataclass(frozen=True)
class Approval:
    """Where a campaign's approval stands. `complete` False: a second, different user must approve too."""

    campaign: str
    plan_hash: str
    proof_hash: str
    approved_by: list[str]
    needed: int

    @property
    def complete(self) -> bool:
        """Whether the campaign may be launched."""
        return len(self.approved_by) >= self.needed

    def document(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "campaign": self.campaign,
            "plan_hash": self.plan_hash,
            "proof_hash": self.proof_hash,
            "approved_by": self.approved_by,
            "needed": self.needed,
            "complete": self.complete,
        }


def approve(
    engine: Engine, campaign: str, *, by: str, now: datetime, settings: Settings, policies: Policies
) -> Approval:
    """Approve the current plan and its newest proofs in the name of an active user.

    Raises Refused when the user may not, has approved where a second one is needed, or when anything was changed since
    planning and proofing. Approving what is approved changes nothing.
    """
    with writing(engine) as connection:
        row = _campaign(connection, campaign)
        user = _user(connection, by)
        if CampaignState(row["state"]) not in _APPROVABLE:
            raise Refused(f"Campaign {campaign} is {row['state']}: there is nothing to approve.")
        made = _current_plan(connection, row)
        proof = _unchanged(connection, row, made, settings, policies)
        standing = _standing(connection, campaign, made["hash"], proof["hash"])
        needed = _needed(row, made)
        if len(standing) >= needed:
            return Approval(campaign, made["hash"], proof["hash"], standing, needed)
        if user in standing:
            raise Refused(
                f"{user} has approved {campaign} already; above the brief's amount a second, different user must.",
                hint=f"`dm approve {campaign} --by ANOTHER`.",
            )
        _write(connection, campaign, made["hash"], proof["hash"], user, now)
        approval = Approval(campaign, made["hash"], proof["hash"], [*standing, user], needed)
        if approval.complete and row["state"] != CampaignState.RUNNING.value:
            _set_state(connection, campaign, CampaignState.APPROVED)
    return approval


def check_approval(connection: Connection, campaign: str, *, settings: Settings, policies: Policies) -> Approval:
    """The approval under which a campaign may leave at this moment.

    Plan, audience, templates, policies and proofs are hashed anew. Raises Refused naming what lacks or was changed.
    """
    row = _campaign(connection, campaign)
    made = _current_plan(connection, row)
    standing, proof_hash = _newest(connection, campaign, made["hash"])
    needed = _needed(row, made)
    if len(standing) < needed:
        raise Refused(
            f"Campaign {campaign} has {len(standing)} of {needed} approvals of its current plan.",
            hint=f"`dm proof {campaign}`, then `dm approve {campaign} --by USER`.",
        )
    proof = _unchanged(connection, row, made, settings, policies)
    if proof["hash"] != proof_hash:
        raise Refused(
            f"New proofs of {campaign} were made after its approval.",
            hint=f"Approve them: `dm approve {campaign} --by …`.",
        )
    return Approval(campaign, made["hash"], proof_hash, standing, needed)


def _campaign(connection: Connection, campaign: str) -> RowMapping:
    row = campaign_row(connection, campaign)
    if row is None:
        raise DmError(f'There is no campaign "{campaign}".', hint="`dm campaign list` shows all; `dm plan` makes one.")
    return row


def _user(connection: Connection, name: str) -> str:
    account = t.user_account
    row = connection.execute(select(account.c.role, account.c.active).where(account.c.name == name)).first()
    if row is None or not row.active:
        raise Refused(f'"{name}" is no active user.', hint=f"`dm user add {name} --role marketer` makes one.")
    if row.role not in _MAY:
        raise Refused(f"{name} is {row.role} and may not approve.", hint=f"{', '.join(_MAY)} may.")
    return name


def _current_plan(connection: Connection, row: RowMapping) -> RowMapping:
    made = connection.execute(select(t.plan).where(t.plan.c.id == row["current_plan_id"])).mappings().first()
    if made is None:
        raise Refused(f"Campaign {row['id']} has no plan.", hint="`dm plan CAMPAIGN.toml` makes one.")
    return made


def _unchanged(
    connection: Connection, row: RowMapping, made: RowMapping, settings: Settings, policies: Policies
) -> RowMapping:
    """The newest proof of the plan, when nothing was changed since; Refused naming the change otherwise."""
    campaign = row["id"]
    again = f"`dm plan campaigns/{campaign}.toml`, `dm proof {campaign}` and approve anew."
    if policies.hash != made["policies"]:
        raise Refused(f"The policies in consent/ were changed after {campaign} was planned.", hint=again)
    waves = connection.execute(select(t.wave.c.template, t.wave.c.vendor).where(t.wave.c.campaign_id == campaign))
    templates = template_hashes(settings.templates, [(wave.template, wave.vendor) for wave in waves])
    changed = sorted(
        name for name in {*templates, *made["templates"]} if templates.get(name) != made["templates"].get(name)
    )
    if changed:
        raise Refused(f"Changed after {campaign} was planned: templates/{', templates/'.join(changed)}.", hint=again)
    parts = (made["parts"] or {}) | {"audience": stored_audience_hash(connection, campaign, made["id"])}
    digest = plan_hash(brief=row["brief"], parts=parts, templates=templates, policies=policies.hash)
    if digest != made["hash"]:
        raise Refused(f"The audience or the brief of {campaign} was changed in the database.", hint=again)
    return _proof(connection, campaign, made["hash"], settings.workspace)


def _proof(connection: Connection, campaign: str, digest: str, workspace: Path) -> RowMapping:
    query = (
        select(t.proof)
        .where(t.proof.c.campaign_id == campaign, t.proof.c.plan_hash == digest)
        .order_by(t.proof.c.made_at.desc(), t.proof.c.id.desc())
        .limit(1)
    )
    proof = connection.execute(query).mappings().first()
    if proof is None:
        raise Refused(f"{campaign} has no proofs of its current plan.", hint=f"`dm proof {campaign}` makes them.")
    for file in proof["files"]:
        if _sha256(workspace / file["path"]) != file["sha256"]:
            raise Refused(
                f"The proof {file['path']} is gone or was changed after it was made.",
                hint=f"`dm proof {campaign}` makes it anew; then approve again.",
            )
    return proof


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _standing(connection: Connection, campaign: str, plan: str, proof: str) -> list[str]:
    """Who approved exactly this, in order."""
    approval = t.approval
    query = (
        select(approval.c.approved_by)
        .where(
            approval.c.campaign_id == campaign,
            approval.c.plan_hash == plan,
            approval.c.proof_hash == proof,
            approval.c.voided_at.is_(None),
        )
        .order_by(approval.c.id)
    )
    return list(dict.fromkeys(connection.execute(query).scalars()))


def _newest(connection: Connection, campaign: str, plan: str) -> tuple[list[str], str]:
    """Who approved the plan with the proofs that were approved last."""
    approval = t.approval
    query = (
        select(approval.c.proof_hash)
        .where(approval.c.campaign_id == campaign, approval.c.plan_hash == plan, approval.c.voided_at.is_(None))
        .order_by(approval.c.id.desc())
        .limit(1)
    )
    proof = connection.execute(query).scalar() or ""
    return _standing(connection, campaign, plan, proof), proof


def _needed(row: RowMapping, made: RowMapping) -> int:
    above = row["brief"].get("budget", {}).get("two_approvals_above")
    return approvals_needed(Money.parse(above) if above else None, Money(made["cost_minor"], made["currency"]))


def _write(connection: Connection, campaign: str, plan: str, proof: str, by: str, now: datetime) -> None:
    """Store the approval; those of other plans and proofs are void from now on."""
    approval = t.approval
    connection.execute(
        update(approval)
        .where(
            approval.c.campaign_id == campaign,
            approval.c.voided_at.is_(None),
            (approval.c.plan_hash != plan) | (approval.c.proof_hash != proof),
        )
        .values(voided_at=now, voided_why="plan or proofs were changed")
    )
    connection.execute(
        insert(approval).values(campaign_id=campaign, plan_hash=plan, proof_hash=proof, approved_by=by, approved_at=now)
    )
    payload = {"plan": plan, "proof": proof}
    audit.append(connection, actor=by, action="approve", object=campaign, payload=payload, now=now)


def _set_state(connection: Connection, campaign: str, state: CampaignState) -> None:
    connection.execute(update(t.campaign).where(t.campaign.c.id == campaign).values(state=state.value))
