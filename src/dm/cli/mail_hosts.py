"""`dm actualize mx`: which mailboxes have a host that takes mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dm.cli.terminal import Terminal

_SHOWN = 20


@click.command("mx")
@click.option("--dry-run", is_flag=True, help="Only tell which domains take no mail.")
@click.pass_obj
def mail_hosts(terminal: Terminal, dry_run: bool) -> None:  # noqa: FBT001 -- click hands options over by name
    """Ask the DNS for every mail domain of the base; mailboxes without a host are written to no more."""
    from dm.actualize.mail_hosts import check_mail_hosts

    workshop = terminal.workshop
    found = check_mail_hosts(workshop.engine, now=workshop.now(), actor=workshop.actor, dry=dry_run)
    text = (
        f"{found.domains:,} domains asked: {len(found.without):,} take no mail, {found.unknown:,} did not answer; "
        f"{found.points:,} mailboxes changed."
    )
    if found.without:
        text += f"\nWithout a host: {', '.join(found.without[:_SHOWN])}"
    document = {"domains": found.domains, "without": list(found.without), "unknown": found.unknown}
    terminal.result(document | {"points": found.points}, text)
