"""`dm proof` and `dm launch`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dm.cli.terminal import Terminal


@click.command()
@click.argument("campaign")
@click.pass_obj
def proof(terminal: Terminal, campaign: str) -> None:
    """Make proofs of everything CAMPAIGN sends; e-mail proofs go to the test list."""
    from dm.verbs.proof import make_proofs

    done = make_proofs(terminal.office, campaign, now=terminal.workshop.now(), say=terminal.say)
    rows = [(file["path"], file["why"]) for file in done.files]
    terminal.result(
        done.document(),
        f"{terminal.table(('proof', 'why'), rows)}\n\nE-mails sent to the test list: {done.emails_sent}\n"
        f"Proof hash {done.hash}\nNext: look at them, then `dm approve {campaign} --by USER`.",
    )


@click.command()
@click.argument("campaign")
@click.option("--wave", help="Only this wave.")
@click.option("--dry-run", is_flag=True, help="Say what would leave; nothing is written.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that render letters.")
@click.option("--flow", is_flag=True, help="Run as a flow on the server of `dm up`.")
@click.pass_obj
def launch(
    terminal: Terminal,
    campaign: str,
    wave: str | None,
    dry_run: bool,  # noqa: FBT001 -- click hands options over by name
    workers: int | None,
    flow: bool,  # noqa: FBT001
) -> None:
    """Produce and dispatch what is due of CAMPAIGN; safe to run again at any time."""
    from dm.verbs.launch import launch as launch_now

    if flow:
        terminal.flow("launch", {"campaign": campaign, "wave": wave})
        return
    workshop = terminal.workshop
    done = launch_now(
        terminal.office,
        campaign,
        wave=wave,
        now=workshop.now(),
        say=terminal.say,
        workers=workers,
        dry_run=dry_run,
    )
    document = done.document()
    rows = [
        (
            one["wave"],
            one["channel"],
            one["dispatched"],
            one["already_done"],
            sum(one["refused"].values()),
            one["to_settle"],
        )
        for one in document["waves"]
    ]
    headers = ("wave", "channel", "dispatched", "done before", "refused", "to settle")
    batches = ", ".join(document["batches"]) or "none"
    nothing = "Nothing is due." if not rows else terminal.table(headers, rows)
    terminal.result(document, f"{nothing}\nBatches: {batches}\nEverything lies in out/{campaign}/.")
