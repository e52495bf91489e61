"""`dm calls` and `dm settle`: lists for a team or a dialler, and what a crash left unknown."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dm.cli.terminal import Terminal


@click.group()
def calls() -> None:
    """Call lists for a team or a dialler."""


@calls.command("list")
@click.option("--campaign", help="Only the lists of this campaign.")
@click.pass_obj
def list_lists(terminal: Terminal, campaign: str | None) -> None:
    """Call lists with what is still open in each; verification calls are on no list."""
    from dm.channels.call import list_overview
    from dm.db import reading

    workshop = terminal.workshop
    with reading(workshop.engine) as connection:
        found = list_overview(connection, campaign=campaign, now=workshop.now())
    heads = ("list", "campaign", "wave", "people", "open", "due now", "done", "exhausted", "cancelled")
    rows = [tuple(row.values()) for row in found]
    terminal.result({"lists": found}, terminal.table(heads, rows) if rows else "No call lists.")


@calls.command("export")
@click.argument("list_id", required=False, metavar="[LIST]")
@click.option("--campaign", help="Every open call of a campaign instead of one list; `verify` for verification.")
@click.option("--format", "kind", type=click.Choice(["generic", "vicidial"]), default="generic", show_default=True)
@click.option("--days", type=click.IntRange(1, 60), default=7, show_default=True, help="Who may be called within.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write.")
@click.pass_obj
def export(terminal: Terminal, list_id: str | None, campaign: str | None, kind: str, days: int, out: Path) -> None:
    """Write who may still be called, as it stands now, to a file."""
    from dm.channels.call import export_list
    from dm.errors import UsageError

    if (list_id is None) == (campaign is None):
        raise UsageError("Name one list or one campaign.", hint="dm calls export T0000001 --out list.csv")
    workshop = terminal.workshop
    made = export_list(
        terminal.office,
        out,
        kind=kind,
        list_id=list_id,
        campaign=campaign,
        ahead=timedelta(days=days),
        now=workshop.now(),
    )
    for line in made.left_out:
        terminal.say(line)
    document = {"file": str(out), "format": kind, "rows": made.rows, "left_out": made.left_out}
    terminal.result(document, f"{made.rows} people in {out}.")


@calls.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def import_outcomes(terminal: Terminal, file: Path) -> None:
    """Read outcomes of calls: columns task_id, disposition, at; if known agent, phone, callback_at, note.

    The same row counts once, in whatever file it comes.
    """
    from dataclasses import asdict

    from dm.channels.call import import_results

    workshop = terminal.workshop
    report = import_results(workshop.engine, terminal.office, file, now=workshop.now())
    for fault in report.faults:
        terminal.say(f"Row {fault['row']}: {fault['reason']}")
    for call in report.without_permit:
        terminal.say(f"Row {call['row']}: task {call['task_id']} was called without a permit ({call['reason']}).")
    text = f"{report.recorded} outcomes recorded, {report.repeated} known already, {len(report.faults)} not usable"
    terminal.result(asdict(report), f"{text}, {len(report.without_permit)} called without a permit.")


@click.command()
@click.argument("piece", required=False)
@click.argument("decision", required=False, type=click.Choice(["sent", "not-sent"]))
@click.pass_obj
def settle(terminal: Terminal, piece: str | None, decision: str | None) -> None:
    """List what a crash left unknown, or decide it: dm settle PIECE sent|not-sent."""
    from dm import ledger
    from dm.db import reading, writing
    from dm.errors import UsageError

    workshop = terminal.workshop
    if piece is None:
        with reading(workshop.engine) as connection:
            rows = [dict(row) for row in ledger.unsettled(connection)]
        heads = ("piece", "campaign", "wave", "channel", "person", "reason", "at")
        text = terminal.table(heads, [tuple(row.values()) for row in rows]) if rows else "Nothing to settle."
        terminal.result({"to_settle": rows}, text)
        return
    if decision is None:
        raise UsageError("Say whether it was sent.", hint=f"dm settle {piece} sent, or: dm settle {piece} not-sent")
    with writing(workshop.engine) as connection:
        ledger.settle(connection, piece, sent=decision == "sent", by=workshop.actor, now=workshop.now())
    what = "counts as sent" if decision == "sent" else "is planned again"
    terminal.result({"piece": piece, "decision": decision}, f"Piece {piece} {what}.")
