"""`dm launch`: every wave that is due is handed to its channel; safe to run again at any time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, insert, select, update

from dm import db, plan
from dm.db import tables as t
from dm.errors import Refused
from dm.ledger import Dispatched, Office, load_run
from dm.ledger.schedule import begin_wave
from dm.model import CampaignState, Channel, PieceState
from dm.verbs.upkeep import sign_audit

# A wave's moment was chosen (a Tuesday morning, before a holiday): this long after it a person must say so again.
LATE_AFTER = timedelta(hours=2)


@dataclass(frozen=True)
class WaveLaunch:
    """What launching one wave did."""

    wave: str
    channel: Channel
    done: Dispatched

    def document(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "wave": self.wave,
            "channel": self.channel.value,
            "dispatched": self.done.dispatched,
            "already_done": self.done.already_done,
            "refused": dict(self.done.refused),
            "to_settle": self.done.to_settle,
            "batches": list(self.done.batches),
        }


@dataclass(frozen=True)
class LaunchReport:
    """What one `dm launch` did, over all waves that were due."""

    campaign: str
    waves: list[WaveLaunch] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        """The JSON of contract.md."""
        dispatched: Counter[str] = Counter()
        refused: Counter[str] = Counter()
        for one in self.waves:
            dispatched[one.channel.value] += one.done.dispatched
            refused.update(one.done.refused)
        return {
            "campaign": self.campaign,
            "dispatched": dict(dispatched),
            "already_done": sum(one.done.already_done for one in self.waves),
            "refused": [{"reason": reason, "count": count} for reason, count in refused.most_common()],
            "to_settle": sum(one.done.to_settle for one in self.waves),
            "batches": [batch for one in self.waves for batch in one.done.batches],
            "waves": [one.document() for one in self.waves],
        }


def launch(
    office: Office,
    campaign: str,
    *,
    now: datetime,
    say: Callable[[str], None],
    wave: str | None = None,
    workers: int | None = None,
    dry_run: bool = False,
) -> LaunchReport:
    """Dispatch the wave named, or all that are due. Raises Refused without a valid approval."""
    names = [wave] if wave else due_waves(office, campaign, now=now)
    done = [launch_wave(office, campaign, name, now=now, say=say, workers=workers, dry_run=dry_run) for name in names]
    if not dry_run:
        sign_audit(office, now=now, say=say)
    return LaunchReport(campaign, done)


def launch_wave(
    office: Office,
    campaign: str,
    wave: str,
    *,
    now: datetime,
    say: Callable[[str], None],
    workers: int | None = None,
    dry_run: bool = False,
) -> WaveLaunch:
    """Hand one wave to its channel; the campaign counts as running from its first launch on."""
    with db.writing(office.engine) as connection:
        run = load_run(connection, campaign, wave)
        _may_leave(connection, office, run.campaign["state"], campaign)
        if run.wave["due_at"] is None or run.wave["due_at"] > now:
            raise Refused(
                f"Wave {wave} of {campaign} is not due: {_when(run.wave['due_at'], run.wave['after_wave'])}.",
                hint="`dm campaign status` shows the calendar.",
            )
        if not dry_run:
            _begin(connection, campaign)
            begin_wave(connection, run, now)
    channel = import_module(f"dm.channels.{run.channel.value}")
    with db.alone(office.engine, f"launch {campaign} {wave}"):
        done: Dispatched = channel.dispatch(
            office, campaign=campaign, wave=wave, now=now, say=say, workers=workers, dry_run=dry_run
        )
    return WaveLaunch(wave, run.channel, done)


def due_waves(office: Office, campaign: str, *, now: datetime) -> list[str]:
    """Waves whose time has come and that still have something to do, in the brief's order."""
    with db.reading(office.engine) as connection:
        rows = connection.execute(
            select(t.wave.c.name, t.wave.c.channel, t.wave.c.due_at)
            .where(t.wave.c.campaign_id == campaign)
            .order_by(t.wave.c.position)
        ).all()
        if not rows:
            load_run(connection, campaign, "")
        return [row.name for row in rows if row.due_at is not None and row.due_at <= now]


def campaigns_with_due_pieces(office: Office, *, now: datetime) -> list[tuple[str, str]]:
    """(campaign, wave) of waves that have begun, belong to running campaigns and have planned pieces due."""
    query = (
        select(t.piece.c.campaign_id, t.piece.c.wave)
        .join(t.campaign, t.campaign.c.id == t.piece.c.campaign_id)
        .join(t.wave, (t.wave.c.campaign_id == t.piece.c.campaign_id) & (t.wave.c.name == t.piece.c.wave))
        .where(
            t.campaign.c.state == CampaignState.RUNNING.value,
            t.campaign.c.system == 0,
            t.wave.c.launched_at.is_not(None),
            t.piece.c.state == PieceState.PLANNED.value,
            t.piece.c.due_at <= now,
        )
        .distinct()
    )
    with db.reading(office.engine) as connection:
        return [(row.campaign_id, row.wave) for row in connection.execute(query)]


def is_approved(office: Office, campaign: str) -> bool:
    """Whether the campaign may be launched: the approval's row is there and nothing voided it."""
    query = select(t.campaign.c.state).where(t.campaign.c.id == campaign)
    with db.reading(office.engine) as connection:
        return connection.execute(query).scalar() in (CampaignState.APPROVED.value, CampaignState.RUNNING.value)


def set_aside_if_late(office: Office, campaign: str, wave: str | None, planned_for: str, *, now: datetime) -> bool:
    """A scheduled run that comes too late leaves a question on the console instead of sending; True when it did."""
    if now - datetime.fromisoformat(planned_for) <= LATE_AFTER:
        return False
    with db.writing(office.engine) as connection:
        connection.execute(
            insert(t.flow_wish).values(
                flow="launch",
                parameters={"campaign": campaign, "wave": wave},
                state="late",
                asked_by="schedule",
                asked_at=now,
                message=f"Wave {wave} was planned for {planned_for}. Send it now?",
            )
        )
    return True


def _may_leave(connection: Connection, office: Office, state: str, campaign: str) -> None:
    if state not in (CampaignState.APPROVED.value, CampaignState.RUNNING.value):
        raise Refused(
            f"Campaign {campaign} is {state}: nothing leaves without an approval.",
            hint=f"`dm approve {campaign} --by …`",
        )
    plan.check_approval(connection, campaign, settings=office.settings, policies=office.policies)


def _begin(connection: Connection, campaign: str) -> None:
    connection.execute(
        update(t.campaign)
        .where(t.campaign.c.id == campaign, t.campaign.c.state == CampaignState.APPROVED.value)
        .values(state=CampaignState.RUNNING.value)
    )


def _when(due_at: datetime | None, after: str) -> str:
    return f"it falls due at {due_at:%Y-%m-%d %H:%M} UTC" if due_at else f"it waits for the wave {after}"
