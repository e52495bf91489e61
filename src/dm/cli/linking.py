"""`dm actualize model`, `dm actualize train`: by what records are one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dm.cli.terminal import Terminal


@click.command()
@click.pass_obj
def model(terminal: Terminal) -> None:
    """The model that says who is one person: its version and what agreement is worth."""
    from dm.actualize.training import show_model

    found = show_model(terminal.workshop.engine)
    rows = [(one["field"], one["level"], one["m"], one["u"], one["bits"]) for one in found["levels"]]
    head = (
        f"Model {found['version']}, learned from {found['records']:,} records; pairs merge from a probability of "
        f"{found['merge_from']}, people decide from {found['doubt_from']}."
    )
    table = terminal.table(("field", "level", "of one person", "of two", "bits"), rows)
    terminal.result(found, f"{head}\n\n{table}")


@click.command()
@click.option(
    "--apply",
    is_flag=True,
    help="Freeze the new model for later batches; people decide on the pairs that would be one.",
)
@click.pass_obj
def train(terminal: Terminal, apply: bool) -> None:  # noqa: FBT001 -- click hands options over by name
    """Learn from all records again, and show what would change."""
    from dm.actualize.training import train_again

    workshop = terminal.workshop
    done = train_again(workshop.engine, apply=apply, now=workshop.now(), actor=workshop.actor, say=terminal.say)
    lines = [
        f"Model {done['version']} from {done['records']:,} records, in the place of {done['from']}:",
        f"{done['together']:,} pairs of people would be one, {done['apart']:,} people would be several.",
    ]
    lines += [f"  one: {left} {right}" for left, right in done["examples"]["together"]]
    for person, parts in done["examples"]["rows"].items():
        lines.append(f"  several: {person}: {' | '.join(' '.join(rows) for rows in parts)}")
    frozen = f"It is frozen; {done['queued']:,} pairs more wait in `dm actualize review`, nobody is taken apart."
    lines.append(frozen if done["applied"] else "Nothing is changed; --apply freezes it and has the pairs reviewed.")
    terminal.result(done, "\n".join(lines))
