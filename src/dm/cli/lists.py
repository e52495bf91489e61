"""`dm source`, `dm acquire`, `dm actualize`: from a supplier's file to people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dm.cli.companies import companies
from dm.cli.enriching import enrich
from dm.cli.linking import model, train
from dm.cli.mail_hosts import mail_hosts
from dm.cli.reviewing import review
from dm.errors import UsageError

if TYPE_CHECKING:
    from dm.acquire import AcquireOptions, AcquireReport
    from dm.cli.terminal import Terminal

_FILE = click.Path(path_type=Path)


@click.group()
def source() -> None:
    """Where lists come from."""


@source.command("add")
@click.argument("file", type=_FILE)
@click.pass_obj
def source_add(terminal: Terminal, file: Path) -> None:
    """Register the source of FILE.toml; an unlawful origin is refused."""
    from dm.acquire import register_source

    workshop = terminal.workshop
    made = register_source(workshop.engine, file, now=workshop.now(), actor=workshop.actor)
    said = {"new": "is registered", "updated": "is brought up to date", "unchanged": "was registered already"}
    terminal.result(made, f'Source "{made["id"]}" ({made["origin"]}) {said[made["state"]]}.')


@source.command("list")
@click.pass_obj
def source_list(terminal: Terminal) -> None:
    """All sources, with their batches and rows."""
    from dm.acquire import list_sources

    found = list_sources(terminal.workshop.engine, terminal.workshop.now().date())
    names = ("id", "title", "origin", "party", "lawful_basis", "country", "valid_until", "notice", "batches", "rows")
    rows = [[one[name] if one[name] is not None else "" for name in names] for one in found]
    terminal.result({"sources": found}, terminal.table(names, rows) if rows else "No source is registered.")


@source.command("quality")
@click.argument("source_id", metavar="[ID]", required=False)
@click.option("--batch", default="", help="Only this batch of it.")
@click.option("--out", type=_FILE, help="Folder; default: out/quality/ID.")
@click.option("--language", default="", help="en, de or ru.")
@click.pass_obj
def source_quality(terminal: Terminal, source_id: str | None, batch: str, out: Path | None, language: str) -> None:
    """What the list ID was worth, as pages and workbooks for the house and for its supplier; without ID: every list."""
    from dm.actualize import judge_source, judge_sources

    workshop = terminal.workshop
    asked: dict[str, Any] = {"language": language, "now": workshop.now(), "actor": workshop.actor}
    if source_id is None:
        if batch or out:
            raise UsageError("--batch and --out need one list.", hint="Name its ID; `dm source list` shows all.")
        found = judge_sources(workshop.office, say=terminal.say, **asked)
        rows = [_worth(one) for one in found]
        terminal.result({"sources": found}, terminal.table(_WORTH, rows))
        return
    figures, files = judge_source(workshop.office, source_id, batch_id=batch, out=out, **asked)
    told = "\n".join(str(path) for path in files)
    made = {"files": [str(path) for path in files]}
    terminal.result(figures | made, f"{terminal.table(_WORTH, [_worth(figures)])}\n\n{told}")


_WORTH = ("list", "rows", "people", "known before", "lawfully reachable", "cost per reachable")


def _worth(figures: dict[str, Any]) -> tuple[object, ...]:
    cost = figures["cost"] or {}
    each = f"{cost['per_usable']} {cost['currency']}" if cost.get("per_usable") else "-"
    numbers = (figures["rows"], figures["people"], figures["overlap"]["known"], figures["usable"])
    return (figures["source"]["id"], *numbers, each)


@click.command()
@click.argument("what", nargs=-1, required=True, metavar="FILE | undo BATCH")
@click.option("--source", "source_id", help="Id of the source the file belongs to.")
@click.option("--map", "mapped", multiple=True, metavar="FIELD=HEADER", help="Take a column for a contact field.")
@click.option("--country", default="", help="ISO code for records that name no country; default: the source's.")
@click.option("--encoding", default="", help="Overrules the encoding found.")
@click.option("--sheet", default="", help="Sheet of a workbook; default: the first with rows.")
@click.option("--enrich", is_flag=True, help="Add fields to people of the base; make nobody.")
@click.option("--preview", is_flag=True, help="Show what would be read; store nothing.")
@click.option("--flow", is_flag=True, help="Run as a flow on the server of `dm up`.")
@click.pass_obj
def acquire(terminal: Terminal, /, what: tuple[str, ...], flow: bool, **given: Any) -> None:  # noqa: FBT001
    """Read the contact list FILE as a batch of its source, or take a batch out again."""
    if what[0] == "undo" and len(what) == 2:
        _undo(terminal, what[1])
        return
    if len(what) != 1:
        raise UsageError("Name one file.", hint="Quote a name with spaces; `dm acquire undo BATCH` takes a batch out.")
    if not given["source_id"]:
        raise UsageError("--source is missing.", hint="`dm source list` shows the registered sources.")
    if flow:
        _as_flow(terminal, "acquire", _flow_parameters(Path(what[0]), given))
        return
    if given["preview"]:
        _preview(terminal, Path(what[0]), given)
        return
    report = _read(terminal, Path(what[0]), given)
    if given["enrich"]:
        enrich(terminal, report.document() | _reasons(report), _told(terminal, report))
        return
    terminal.result(report.document() | _reasons(report), _told(terminal, report))


def _options(given: dict[str, Any]) -> AcquireOptions:
    from dm.acquire import AcquireOptions

    return AcquireOptions(_asked(given["mapped"]), given["country"], given["encoding"], given["sheet"], given["enrich"])


def _preview(terminal: Terminal, path: Path, given: dict[str, Any]) -> None:
    from dm.cli.list_preview import told
    from dm.verbs.previews import preview_list

    found = preview_list(terminal.workshop, path, source_id=given["source_id"], options=_options(given))
    text = f"{_told(terminal, found.report)}\n{told(terminal, found)}"
    terminal.result(found.document() | _reasons(found.report), text)


def _read(terminal: Terminal, path: Path, given: dict[str, Any]) -> AcquireReport:
    from dm import acquire as room

    workshop = terminal.workshop
    return room.acquire(
        workshop.engine,
        path,
        source_id=given["source_id"],
        options=_options(given),
        settings=workshop.settings,
        now=workshop.now(),
        actor=workshop.actor,
        say=terminal.say,
    )


def _asked(mapped: tuple[str, ...]) -> dict[str, list[str]]:
    asked: dict[str, list[str]] = {}
    for one in mapped:
        field, equals, header = one.partition("=")
        if not equals or not header.strip():
            raise UsageError(f'--map "{one}" is no pair.', hint='Write --map FIELD=HEADER, as --map "phone=Tel. 2".')
        asked.setdefault(field.strip(), []).append(header.strip())
    return asked


def _reasons(report: AcquireReport) -> dict[str, Any]:
    return {
        "columns": [{"header": one.header, "field": one.field, "reason": one.reason} for one in report.columns],
        "reasons": report.reasons,
        "mended": dict(report.mended),
    }


def _told(terminal: Terminal, report: AcquireReport) -> str:
    from dm.acquire.row_faults import REASONS

    columns = terminal.table(
        ("column", "taken for", "because"), [(c.header, c.field, c.reason) for c in report.columns]
    )
    head = f"Batch {report.batch}" if report.batch else "Preview (nothing is stored)"
    lines = [
        f"{head}: {report.rows:,} rows, {report.accepted:,} accepted, {report.quarantined:,} quarantined.",
        f"{report.encoding or 'workbook'}, {report.dialect}",
        "",
        columns,
    ]
    if report.reasons:
        refused = [(REASONS.get(reason, reason), count) for reason, count in sorted(report.reasons.items())]
        lines += ["", terminal.table(("cannot be used because", "rows"), refused)]
    if report.mended.get("encoded_twice"):
        count = report.mended["encoded_twice"]
        lines += ["", f"{count:,} cells were encoded twice (M\u00c3\u00bcller for M\u00fcller) and are mended."]
    if report.quarantine_file:
        lines += ["", f"Mend and acquire again: {report.quarantine_file}"]
    return "\n".join(lines)


def _undo(terminal: Terminal, batch: str) -> None:
    from dm import acquire as room
    from dm.actualize import detach_batch
    from dm.db import writing

    workshop = terminal.workshop
    now, people = workshop.now(), 0
    with writing(workshop.engine) as connection:
        if room.batch_state(connection, batch) == "actualized":
            people = detach_batch(connection, batch, key=workshop.settings.suppression_key, now=now)
        records = room.undo(connection, batch, now=now, actor=workshop.actor)
    text = f"Batch {batch} is taken out: {records:,} records, {people:,} people."
    terminal.result({"batch": batch, "records": records, "persons": people}, text)


def _flow_parameters(path: Path, given: dict[str, Any]) -> dict[str, Any]:
    if given["preview"]:
        raise UsageError("--preview and --flow do not go together.", hint="A preview runs at once.")
    options = {name: given[name] for name in ("country", "encoding", "sheet", "enrich")}
    options["mapping"] = _asked(given["mapped"])
    return {"file": str(path.resolve()), "source": given["source_id"], "options": options}


def _as_flow(terminal: Terminal, name: str, parameters: dict[str, Any]) -> None:
    from dm.verbs.flows import known_server, run_flow

    workshop = terminal.workshop
    api_url = known_server(workshop.settings.workspace)
    document = run_flow(workshop, name, parameters, api_url=api_url)
    rows = [(key.replace("_", " "), value) for key, value in document.items() if isinstance(value, str | int)]
    terminal.result(document, terminal.table(("", "value"), [(key, str(value)) for key, value in rows]))


@click.group(invoke_without_command=True)
@click.option("--batch", help="Only this batch; default: every batch not yet actualized.")
@click.option("--no-link", is_flag=True, help="Every record is a person of its own.")
@click.option("--flow", is_flag=True, help="Run as a flow on the server of `dm up`.")
@click.pass_context
def actualize(context: click.Context, batch: str | None, no_link: bool, flow: bool) -> None:  # noqa: FBT001
    """Normalise, validate, link and merge what was acquired."""
    if context.invoked_subcommand is not None:
        return
    terminal: Terminal = context.obj
    if flow:
        _as_flow(terminal, "actualize", {"batch": batch, "link": not no_link})
        return
    _actualize(terminal, batch, link=not no_link)


actualize.add_command(model)
actualize.add_command(train)


def _actualize(terminal: Terminal, batch: str | None, *, link: bool) -> None:
    from dm import actualize as room

    workshop = terminal.workshop
    report = room.actualize(
        workshop.engine,
        batch=batch,
        link=link,
        settings=workshop.settings,
        policies=workshop.policies,
        now=workshop.now(),
        say=terminal.say,
        actor=workshop.actor,
    )
    rows = [
        (name.replace("_", " "), value) for name, value in report.document().items() if isinstance(value, int) and value
    ]
    text = terminal.table(("", "count"), rows) if report.batches else "Nothing waits: every batch is actualized."
    terminal.result(report.document(), text)


@actualize.command("clusters")
@click.option("--out", type=_FILE, required=True, help="CSV to write: batch_id, row, external_id, person_id.")
@click.pass_obj
def clusters(terminal: Terminal, out: Path) -> None:
    """Which record belongs to whom."""
    from dm.actualize import write_clusters

    count = write_clusters(terminal.workshop.engine, out)
    terminal.result({"file": str(out), "records": count}, f"{out}: {count:,} records.")


@actualize.command("split")
@click.argument("person")
@click.option("--row", "rows", multiple=True, metavar="BATCH:ROW", help="Only these records leave, together.")
@click.pass_obj
def split_person(terminal: Terminal, person: str, rows: tuple[str, ...]) -> None:
    """Take PERSON apart by records: every name for itself, or the rows named."""
    from dm.actualize import split

    workshop = terminal.workshop
    key = workshop.settings.suppression_key
    ids = split(workshop.engine, person, rows=rows, key=key, now=workshop.now(), actor=workshop.actor)
    terminal.result({"persons": ids}, f"{person} is taken apart into {', '.join(ids)}.")


@actualize.command("verify")
@click.option("--dry-run", is_flag=True, help="Only tell who would be called, and why.")
@click.pass_obj
def verify(terminal: Terminal, dry_run: bool) -> None:  # noqa: FBT001 -- click hands options over by name
    """Judge the whole base by [verification] of dm.toml and queue calls for whom it wants asked."""
    from dm.actualize import choose_calls

    workshop = terminal.workshop
    found = choose_calls(workshop.office, now=workshop.now(), say=terminal.say, dry=dry_run)
    rows = [(name.replace("_", " "), count) for name, count in found.fields.most_common()]
    told = f"{found.judged:,} people have a number; {found.wanted:,} should be called, {found.new:,} newly queued."
    terminal.result(found.document(), f"{told}\n\n{terminal.table(('to be asked', 'people'), rows)}" if rows else told)


actualize.add_command(review)
actualize.add_command(companies)
actualize.add_command(mail_hosts)
