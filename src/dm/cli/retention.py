"""`dm retention`: the end of what has outlived its period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dm.cli.terminal import Terminal

_KINDS = {
    "silent": "people long silent",
    "licence_ended": "people of lists whose licence has ended",
    "tries": "old tries without a number now",
    "register_entries": "entries of outdated register copies",
    "proofs": "consents of erased people",
    "review": "objections older than ten years, to be looked at",
    "files": "files past their day",
}


@click.command()
@click.option("--dry-run", is_flag=True, help="Only tell what would end.")
@click.pass_obj
def retention(terminal: Terminal, dry_run: bool) -> None:  # noqa: FBT001 -- click hands options over by name
    """End what has outlived its period, and destroy files past their day (docs/consent.md)."""
    from dm.verbs.retention import keep_periods

    workshop = terminal.workshop
    done = keep_periods(workshop.office, now=workshop.now(), actor=workshop.actor, dry=dry_run)
    document = done.document()
    lines = [f"{document[name]:>8}  {words}" for name, words in _KINDS.items()]
    if document["batches"]:
        lines.append(f"Ask the vendors to confirm for: {', '.join(document['batches'])}.")
    terminal.result(document | {"dry_run": dry_run}, "\n".join(lines))
