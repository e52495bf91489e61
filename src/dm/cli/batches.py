"""`dm batch`: the vendor's side of print batches and courier manifests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dm.errors import OutsideError

if TYPE_CHECKING:
    from dm.channels.letter import Delivered
    from dm.cli.terminal import Terminal

_HEADERS = ("batch", "channel", "campaign", "wave", "state", "pieces", "pages", "reprint of", "folder")


@click.group()
def batch() -> None:
    """Batches that wait for a vendor, and what the vendor says of them."""


@batch.command("list")
@click.option("--campaign", default="", help="Only this campaign's.")
@click.pass_obj
def list_batches(terminal: Terminal, campaign: str) -> None:
    """All print batches and manifests, the newest first."""
    from dm.channels import letter

    found = letter.list_batches(terminal.office, campaign)
    rows = [
        (
            row["id"],
            row["channel"],
            row["campaign_id"],
            row["wave"],
            row["state"],
            row["pieces"],
            row["pages"],
            row["reprint_of"] or "",
            row["folder"],
        )
        for row in found
    ]
    document = {"batches": [dict(zip(_HEADERS, row, strict=True)) for row in rows]}
    terminal.result(document, terminal.table(_HEADERS, rows) if rows else "There are no batches.")


@batch.command("release")
@click.argument("batch_id", metavar="BATCH")
@click.pass_obj
def release(terminal: Terminal, batch_id: str) -> None:
    """Hand a sealed BATCH over to its vendor: from here on its pieces count as sent."""
    from dm.channels import letter

    workshop = terminal.workshop
    pulled = letter.release(workshop.office, batch_id, by=workshop.actor, now=workshop.now())
    letter.deliver_waiting(workshop.office, now=workshop.now(), say=terminal.say)
    text = f"{batch_id} is released."
    if pulled:
        text += f" {len(pulled)} pieces must be pulled out before posting: see {batch_id}_pull.csv beside the batch."
    terminal.result({"batch": batch_id, "state": "released", "pull": pulled}, text)


@batch.command("deliver")
@click.argument("batch_id", metavar="[BATCH]", required=False)
@click.pass_obj
def deliver(terminal: Terminal, batch_id: str | None) -> None:
    """Send BATCH, or all that wait, to the vendor's server (SFTP); what was cut goes on, nothing goes twice."""
    from dm.channels import letter

    workshop = terminal.workshop
    if batch_id:
        done = [letter.deliver(workshop.office, batch_id, now=workshop.now(), say=terminal.say)]
    else:
        done = letter.deliver_waiting(workshop.office, now=workshop.now(), say=terminal.say)
    rows = [(one.batch, one.target, _arrival(one)) for one in done]
    headers = ("batch", "target", "state")
    document = {"deliveries": [dict(zip(headers, row, strict=True)) for row in rows]}
    terminal.result(document, terminal.table(headers, rows) if rows else "Nothing waits for a server.")
    waiting = [one.batch for one in done if one.waits]
    if waiting:
        raise OutsideError(f"Not delivered: {', '.join(waiting)}.", hint="`dm batch deliver` tries again.")


def _arrival(one: Delivered) -> str:
    if one.waits:
        return "waits"
    return "delivered" if one.sent else "was there"


@batch.command("ack")
@click.argument("batch_id", metavar="BATCH")
@click.argument("state", type=click.Choice(["received", "printed", "posted"]))
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.pass_obj
def ack(terminal: Terminal, batch_id: str, state: str, file: Path | None) -> None:
    """Note what the vendor confirms of BATCH, or of the pieces that FILE names.

    FILE is as for `spoil`; a column `state` in it (received, printed, posted, spoiled) goes before STATE.
    """
    from dm.channels import letter
    from dm.model import BatchState

    workshop = terminal.workshop
    moved = letter.confirm(workshop.office, batch_id, BatchState(state), file, by=workshop.actor, now=workshop.now())
    text = f"{moved} pieces of {batch_id} went forward." if file else f"{batch_id} is {state}."
    _show(terminal, batch_id, text, {"state": state, "confirmed": moved})


@batch.command("spoil")
@click.argument("batch_id", metavar="BATCH")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def spoil(terminal: Terminal, batch_id: str, file: Path) -> None:
    """Mark the pieces of BATCH that FILE names as spoiled (column piece_id or sequence, or ranges like 12-15)."""
    from dm.channels import letter

    done = letter.spoil(terminal.office, batch_id, file, now=terminal.workshop.now())
    text = f"Spoiled pieces of {batch_id}: {len(done.pieces)}." if done.pieces else "Nothing new in this file."
    _show(terminal, batch_id, text, {"spoiled": done.pieces})


@batch.command("reprint")
@click.argument("batch_id", metavar="BATCH")
@click.option("--workers", type=click.IntRange(1, 64), default=None, help="Processes; else one a core.")
@click.pass_obj
def reprint(terminal: Terminal, batch_id: str, workers: int | None) -> None:
    """Print the spoiled pieces of BATCH again: same pieces, same codes, a new batch."""
    from dm.channels import letter

    workshop = terminal.workshop
    made = letter.reprint(
        workshop.office, batch_id, now=workshop.now(), say=terminal.say, workers=workers, by=workshop.actor
    )
    letter.deliver_waiting(workshop.office, now=workshop.now(), say=terminal.say)
    text = f"{made.id} prints them again." if made else f"Nothing of {batch_id} waits to be printed again."
    _show(terminal, batch_id, text, {"reprint": made.id if made else None})


def _show(terminal: Terminal, batch_id: str, text: str, more: dict[str, Any]) -> None:
    """The deed, and how the batch stands after it."""
    from dm.channels import letter

    counts = letter.reconcile(terminal.office, batch_id)
    sums = "{printed} printed - {spoiled} spoiled + {reprinted} reprinted = {mailed} mailed, {open} open".format(
        **counts
    )
    terminal.result({"batch": batch_id, **more, "reconciled": counts}, f"{text}\n{sums}")
