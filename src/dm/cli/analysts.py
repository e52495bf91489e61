"""`dm respond`, `dm report`, `dm analyze`: what came back, and what it was worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dm.model import ResponseKind

if TYPE_CHECKING:
    from dm.analyze.flat import LiftReport
    from dm.cli.terminal import Terminal
    from dm.respond import RespondReport

_SHOWN_PROBLEMS = 20


@click.group()
def respond() -> None:
    """Responses, returned mail, courier statuses, orders."""


@respond.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def import_file(terminal: Terminal, file: Path) -> None:
    """Read a response file (CSV or XLSX). Read twice, it counts once; what belongs to nobody is listed."""
    from dm import respond as room

    report = room.import_responses(terminal.office, file, now=terminal.workshop.now(), actor=terminal.workshop.actor)
    terminal.result(report.document(), _told(terminal, report))


@respond.command("add")
@click.argument("code")
@click.argument("kind", type=click.Choice([kind.value for kind in ResponseKind]))
@click.option("--at", help="ISO 8601; now when left out.")
@click.option("--value", help="What an order is worth: 49.90")
@click.option("--currency", help="EUR; the campaign's when left out.")
@click.option("--order-ref", help="The order's number in its system.")
@click.option("--product")
@click.option("--reason", help="Why a piece came back, how a call ended.")
@click.option("--note")
@click.pass_obj
def add(terminal: Terminal, /, code: str, kind: str, **given: str | None) -> None:
    """Store one answer to the response code CODE (or to a piece id)."""
    from dm import respond as room

    key = "piece_id" if code.startswith("K") and len(code) > 8 else "code"
    fields = {key: code, "kind": kind, **{name: value or "" for name, value in given.items()}}
    workshop = terminal.workshop
    report = room.add_response(terminal.office, fields, source="terminal", now=workshop.now(), actor=workshop.actor)
    terminal.result(report.document(), _told(terminal, report))


@click.command()
@click.argument("campaign")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder; default out/CAMPAIGN/report.")
@click.option("--language", type=click.Choice(["en", "de", "ru"]), default="en", show_default=True)
@click.option("--flow", is_flag=True, help="Run as a flow on the server of `dm up`.")
@click.pass_obj
def report(terminal: Terminal, campaign: str, out: Path | None, language: str, flow: bool) -> None:  # noqa: FBT001
    """What CAMPAIGN was worth: report.html, report.pdf, report.xlsx, Parquet."""
    from dm.analyze import make_report

    if flow:
        terminal.flow("report", {"campaign": campaign, "out": str(out.resolve()) if out else None})
        return
    workshop = terminal.workshop
    files = make_report(
        workshop.engine, campaign, out, settings=workshop.settings, now=workshop.now(), language=language
    )
    terminal.result({"campaign": campaign, "files": [str(path) for path in files]}, "\n".join(map(str, files)))


@click.group()
def analyze() -> None:
    """The statistics of the report on any flat file."""


@analyze.command("lift")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--cell", required=True, help="Column that names the cell.")
@click.option("--control", required=True, help="Its value for those left alone.")
@click.option("--outcome", multiple=True, help="Column with 1 or 0; may repeat.")
@click.option("--value", multiple=True, help="Column with an amount; may repeat.")
@click.pass_obj
def lift(
    terminal: Terminal, file: Path, cell: str, control: str, outcome: tuple[str, ...], value: tuple[str, ...]
) -> None:
    """Rates of every cell and what each did beyond the control, with 95 % intervals."""
    from dm.analyze.flat import lift_of_file

    found = lift_of_file(file, cell=cell, control=control, outcomes=outcome, values=value)
    terminal.result(found.document(), _lift_text(terminal, found))


def _told(terminal: Terminal, report: RespondReport) -> str:
    document = report.document()
    kinds = ", ".join(f"{count} {kind}" for kind, count in document["kinds"].items())
    lines = [
        f"{document['rows']} rows of {document['file']}: {document['matched']} new"
        + (f" ({kinds})" if kinds else "")
        + f", {document['repeated']} known already, {document['unmatched']} for review."
    ]
    if document["pieces_stopped"]:
        lines.append(f"{document['pieces_stopped']} unsent pieces were stopped.")
    problems = [(one["row"], one["reason"]) for one in document["problems"]]
    if problems:
        lines += ["", terminal.table(("row", "for review"), problems[:_SHOWN_PROBLEMS])]
    if len(problems) > _SHOWN_PROBLEMS:
        lines.append(f"and {len(problems) - _SHOWN_PROBLEMS} more; --json lists all.")
    return "\n".join(lines)


def _lift_text(terminal: Terminal, found: LiftReport) -> str:
    document = found.document()
    cells = [(row["cell"], row["n"], *_cell_numbers(row)) for row in document["cells"]]
    headers = ("cell", "n", *found.outcomes, *found.values)
    lifts = [
        (row["cell"], row["metric"], f"{row['difference']:+.5g}", f"{row['low']:.5g} to {row['high']:.5g}",
         f"{row['p_value']:.2g}", f"{row['incremental']:,.1f}")
        for row in document["lifts"]
    ]  # fmt: skip
    beyond = terminal.table((f"against {found.control}", "what", "difference", "95 % range", "p", "in all"), lifts)
    return f"{terminal.table(headers, cells)}\n\n{beyond}"


def _cell_numbers(row: dict[str, Any]) -> list[str]:
    rates = [f"{one['rate']:.3%} ({one['low']:.3%} to {one['high']:.3%})" for one in row["outcomes"].values()]
    means = [f"{one['mean']:.4g} ({one['low']:.4g} to {one['high']:.4g})" for one in row["values"].values()]
    return [*rates, *means]
