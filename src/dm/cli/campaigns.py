"""`dm segment`, `dm plan`, `dm campaign`, `dm approve`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    from dm.cli.terminal import Terminal

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def segment() -> None:
    """Count, show or sample a segment."""


@segment.command("count")
@click.argument("file", type=_FILE)
@click.pass_obj
def segment_count(terminal: Terminal, file: Path) -> None:
    """How many active people the segment chooses."""
    from dm import segment as room
    from dm.conditions import load_segment

    chosen = load_segment(file)
    counts = room.count(terminal.workshop.engine, chosen, now=terminal.workshop.now())
    document = {"segment": chosen.id, "people": counts.people, "base": counts.base, "countries": counts.countries}
    rows = [(country or "unknown", number) for country, number in counts.countries.items()]
    text = f"{chosen.id}: {counts.people:,} of {counts.base:,} active people"
    terminal.result(document, f"{text}\n\n{terminal.table(('country', 'people'), rows)}" if rows else text)


@segment.command("sql")
@click.argument("file", type=_FILE)
@click.pass_obj
def segment_sql(terminal: Terminal, file: Path) -> None:
    """The statement that finds the segment's people, for reading."""
    from dm import segment as room
    from dm.conditions import load_segment

    chosen = load_segment(file)
    statement = room.readable_sql(terminal.workshop.engine, chosen, now=terminal.workshop.now())
    terminal.result({"segment": chosen.id, "sql": statement}, statement)


@segment.command("sample")
@click.argument("file", type=_FILE)
@click.option("--size", type=click.IntRange(1, 500), default=10, show_default=True, help="How many people.")
@click.pass_obj
def segment_sample(terminal: Terminal, file: Path, size: int) -> None:
    """Some people of the segment, always the same ones, without their names."""
    from dataclasses import asdict

    from dm import segment as room
    from dm.conditions import load_segment

    chosen = load_segment(file)
    people = room.sample(terminal.workshop.engine, chosen, now=terminal.workshop.now(), size=size)
    rows: list[dict[str, Any]] = [asdict(one) for one in people]
    headers = ("person_id", "country", "city", "language", "gender", "party", "source")
    table = terminal.table(headers, [[row[name] for name in headers] for row in rows])
    terminal.result({"segment": chosen.id, "people": rows}, table)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--flow", is_flag=True, help="Run as a flow on the server of `dm up`.")
@click.pass_obj
def plan(terminal: Terminal, file: Path, *, flow: bool) -> None:
    """Plan the campaign of FILE: waterfall, cells, holdout, cost, calendar, hash."""
    if flow:
        terminal.flow("plan", {"brief": str(file.resolve())})
        return
    from dm import plan as room
    from dm.plan.page import plan_page

    shop = terminal.workshop
    made = room.plan(
        shop.engine,
        file,
        settings=shop.settings,
        policies=shop.policies,
        now=shop.now(),
        actor=shop.actor,
        say=terminal.say,
    )
    terminal.result(made.document(), plan_page(made, terminal.table))


@click.group()
def campaign() -> None:
    """Begin, list, watch, stop, pause and resume campaigns."""


@campaign.command("new")
@click.argument("identity", metavar="ID")
@click.pass_obj
def campaign_new(terminal: Terminal, identity: str) -> None:
    """Write a commented brief to campaigns/ID.toml."""
    from dm.plan.campaigns import new_campaign

    path = new_campaign(identity, workspace=terminal.workshop.settings.workspace)
    terminal.result({"campaign": identity, "file": str(path)}, f"Edit {path}, then `dm plan {path}`.")


@campaign.command("list")
@click.pass_obj
def campaign_list(terminal: Terminal) -> None:
    """All campaigns, the newest first."""
    from dataclasses import asdict

    from dm.plan.campaigns import list_campaigns

    lines = [asdict(line) for line in list_campaigns(terminal.workshop.engine)]
    headers = ("id", "state", "opens_on", "closes_on", "people", "holdout", "cost", "title")
    table = terminal.table(headers, [[line[name] for name in headers] for line in lines])
    terminal.result({"campaigns": lines}, table if lines else "No campaign yet: `dm campaign new ID`.")


@campaign.command("status")
@click.argument("identity", metavar="ID")
@click.pass_obj
def campaign_status(terminal: Terminal, identity: str) -> None:
    """State, approval, and where each wave's pieces stand."""
    from dm.plan.campaigns import campaign_status as status_of

    status = status_of(terminal.workshop.engine, identity)
    approved = f", approved by {' and '.join(status.approved_by)}" if status.approved_by else ""
    rows = [
        (
            one.wave,
            one.channel,
            _due(one.due_at, status.time_zone) or one.after,
            ", ".join(f"{state} {n:,}" for state, n in one.states.items()),
        )
        for one in status.waves
    ]
    waves = terminal.table(("wave", "channel", "due", "pieces"), rows)
    text = f"{identity} ({status.title}) is {status.state}{approved}; holdout {status.holdout:,}.\n\n{waves}"
    terminal.result(status.document(), text)


def _due(moment: str, zone: str) -> str:
    """The day and hour in the campaign's own zone."""
    if not moment:
        return ""
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


@campaign.command("stop")
@click.argument("identity", metavar="ID")
@click.pass_obj
def campaign_stop(terminal: Terminal, identity: str) -> None:
    """Emergency stop: nothing more leaves, at once."""
    from dm.plan.campaigns import stop

    shop = terminal.workshop
    cancelled = stop(shop.engine, identity, by=shop.actor, now=shop.now())
    document = {"campaign": identity, "state": "stopped", "cancelled": cancelled}
    terminal.result(
        document, f"{identity} is stopped: {cancelled:,} pieces will not leave. What has left stays as it is."
    )


@campaign.command("pause")
@click.argument("identity", metavar="ID")
@click.pass_obj
def campaign_pause(terminal: Terminal, identity: str) -> None:
    """Hold everything back until `resume`."""
    from dm.plan.campaigns import pause

    shop = terminal.workshop
    pause(shop.engine, identity, by=shop.actor, now=shop.now())
    terminal.result({"campaign": identity, "state": "paused"}, f"{identity} is paused: nothing leaves until `resume`.")


@campaign.command("resume")
@click.argument("identity", metavar="ID")
@click.pass_obj
def campaign_resume(terminal: Terminal, identity: str) -> None:
    """Go on after a pause."""
    from dm.plan.campaigns import resume

    shop = terminal.workshop
    resume(shop.engine, identity, by=shop.actor, now=shop.now())
    terminal.result({"campaign": identity, "state": "resumed"}, f"{identity} goes on: `dm launch {identity}`.")


@click.command()
@click.argument("identity", metavar="CAMPAIGN")
@click.option("--by", required=True, help="An active user: marketer, supervisor or admin.")
@click.pass_obj
def approve(terminal: Terminal, identity: str, by: str) -> None:
    """Approve exactly this plan and these proofs."""
    from dm import plan as room

    shop = terminal.workshop
    given = room.approve(shop.engine, identity, by=by, now=shop.now(), settings=shop.settings, policies=shop.policies)
    more = "" if given.complete else " A second, different user must approve before it can be launched."
    text = f"{identity}: approved by {' and '.join(given.approved_by)}, bound to plan {given.plan_hash[:16]}.{more}"
    terminal.result(given.document(), text)
