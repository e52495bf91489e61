"""What a command sees of the terminal: the workspace, where to print, how to say that it failed."""

from __future__ import annotations

import json
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dm.errors import DmError

if TYPE_CHECKING:
    from dm.ledger import Office
    from dm.wiring import Workshop


@dataclass(frozen=True)
class Terminal:
    """The global options, and the workspace opened when first asked for."""

    workspace: Path | None = None
    as_json: bool = False
    moment: str | None = None
    debug: bool = False

    @cached_property
    def workshop(self) -> Workshop:
        """The workspace of --workspace, DM_WORKSPACE or the nearest parent folder."""
        from dm.wiring import open_workspace

        return open_workspace(self.workspace, now=self.moment)

    @cached_property
    def office(self) -> Office:
        """Database, settings and law of the workspace."""
        return self.workshop.office

    def result(self, document: dict[str, Any], text: str) -> None:
        """Print the one JSON document with --json, the text otherwise."""
        click.echo(json.dumps(document, ensure_ascii=False, default=str) if self.as_json else text)

    def say(self, line: str) -> None:
        """Progress, to stderr only."""
        click.echo(line, err=True)

    def flow(self, name: str, parameters: dict[str, Any]) -> None:
        """Run a verb as a flow on the server of `dm up` and print its result."""
        from dm.verbs.flows import known_server, run_flow

        address = known_server(self.workshop.settings.workspace)
        document = run_flow(self.workshop, name, parameters, api_url=address)
        self.result(document, json.dumps(document, ensure_ascii=False, indent=2, default=str))

    @staticmethod
    def table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
        """Columns aligned for reading; numbers to the right."""
        cells = [[_cell(value) for value in row] for row in rows]
        widths = [max([len(head), *(len(row[at]) for row in cells)]) for at, head in enumerate(headers)]
        right = [all(isinstance(row[at], int | float) for row in rows) and bool(rows) for at in range(len(headers))]
        lines = [list(headers), *cells]
        return "\n".join(
            "  ".join(
                cell.rjust(width) if to_right else cell.ljust(width)
                for cell, width, to_right in zip(line, widths, right, strict=True)
            ).rstrip()
            for line in lines
        )


def report_error(problem: DmError, *, debug: bool) -> int:
    """One sentence and a hint on stderr; the traceback only with --debug. Returns the exit code."""
    if debug:
        traceback.print_exception(problem)
    click.echo(f"{_plain(problem.message)}", err=True)
    if problem.hint:
        click.echo(f"  {_plain(problem.hint)}", err=True)
    return problem.exit_code


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else _plain(str(value))


def _plain(text: str) -> str:
    """Control characters out: a name must not be able to steer somebody's terminal."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
