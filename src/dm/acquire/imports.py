"""One file into one batch of records, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select, update

from dm.acquire.enriching import check_may_enrich
from dm.acquire.file_kinds import check_file
from dm.acquire.mapping import Column
from dm.acquire.quarantine import Accepted, Fields, Quarantined
from dm.acquire.reading import Contacts, read_contacts
from dm.acquire.refused_rows import RefusedRows
from dm.acquire.sources import find_source
from dm.consent import audit
from dm.db import hold, insert_many, insert_tuples, loading, reading, writing
from dm.db import tables as t
from dm.errors import InputError, Refused
from dm.model import base32_id
from dm.model.progress import Progress
from dm.normal.countries import country_code
from dm.settings import Settings

_PREVIEW_ROWS = 10
_SAID_EVERY = 5_000  # rows
_USUAL_LINE = 100  # bytes of a row with name, address, telephone and e-mail


def _silently(_: str) -> None:
    """Where nobody waits for it."""


@dataclass(frozen=True, slots=True)
class AcquireOptions:
    """How to read a file: `asked` is {field: headers} of --map, `country` holds for records that name none.

    With `enrich` its records add to people of the base and make none.
    """

    asked: Mapping[str, Sequence[str]] = field(default_factory=dict)
    country: str = ""
    encoding: str = ""
    sheet: str = ""
    enrich: bool = False


@dataclass(slots=True)
class AcquireReport:
    """What became of a file. `batch` is "" for a preview, `columns` say which header was taken for which field.

    `mended` counts cells that were stored otherwise than the file has them; a preview's `sample` and `refused` are the
    first rows of either sort.
    """

    batch: str
    rows: int
    accepted: int
    quarantined: int
    encoding: str
    dialect: str
    columns: list[Column]
    quarantine_file: str = ""
    sample: list[Accepted] = field(default_factory=list)
    refused: list[Quarantined] = field(default_factory=list)
    mended: Mapping[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The JSON of contract.md."""
        return {
            "batch": self.batch,
            "rows": self.rows,
            "accepted": self.accepted,
            "quarantined": self.quarantined,
            "encoding": self.encoding,
            "dialect": self.dialect,
            "mapping": {column.header: column.field for column in self.columns},
            "quarantine_file": self.quarantine_file,
        }


def acquire(
    engine: Engine,
    path: Path,
    *,
    source_id: str,
    options: AcquireOptions,
    settings: Settings,
    now: datetime,
    actor: str,
    say: Callable[[str], None] = _silently,
) -> AcquireReport:
    """Read a file into a batch of its source: every row is kept, as a record or in quarantine, or none is.

    `say` hears how far it is where that takes long.
    Raises Refused for the same file again and for a source whose licence has ended.
    """
    country = _country(options.country)
    digest = _sha256(path)
    likely = path.stat().st_size // _USUAL_LINE
    is_first = _is_first(engine)
    with writing(engine) as connection:
        if is_first:
            hold(connection, (t.batch, t.record), likely)
        source = find_source(connection, source_id)
        _check_licence(source, now)
        if options.enrich:
            check_may_enrich(source, now)
        batch_id = _new_batch_id(connection, source_id, digest, path.name)
        contacts = _read(path, options)
        report = AcquireReport(batch_id, 0, 0, 0, contacts.table.encoding, contacts.table.dialect, contacts.columns)
        report.mended = contacts.mended
        _open_batch(connection, report, path.name, source_id, digest, now)
        if options.enrich:
            connection.execute(update(t.batch).where(t.batch.c.id == batch_id).values(enriches=True))
        with RefusedRows() as refused:
            progress = Progress(say, "read", contacts.table.expected)
            with loading(connection, (t.record,), likely, staying="person_id"):
                _store_rows(connection, report, contacts, country, refused, progress)
            _demand_rows(report, path)
            if refused:
                report.quarantine_file = str(refused.write(settings.quarantine, batch_id, contacts.table.header))
        _close_batch(connection, report, actor, now)
    return report


def _is_first(engine: Engine) -> bool:
    """Whether there is no record yet; asked apart, as two who look at a table wait forever for having it alone."""
    with reading(engine) as connection:
        return connection.execute(select(t.record.c.id).limit(1)).scalar() is None


def preview(engine: Engine, path: Path, *, source_id: str, options: AcquireOptions, now: datetime) -> AcquireReport:
    """What `acquire` would do with the file, with the first rows; nothing is stored."""
    with reading(engine) as connection:
        source = find_source(connection, source_id)
        _check_licence(source, now)
        if options.enrich:
            check_may_enrich(source, now)
    contacts = _read(path, options)
    _country(options.country)
    report = AcquireReport("", 0, 0, 0, contacts.table.encoding, contacts.table.dialect, contacts.columns)
    report.mended = contacts.mended
    for row in contacts.rows:
        _count(report, row)
        if isinstance(row, Quarantined):
            report.refused += [row] if len(report.refused) < _PREVIEW_ROWS else []
        elif len(report.sample) < _PREVIEW_ROWS:
            report.sample.append(row)
    _demand_rows(report, path)
    return report


def _read(path: Path, options: AcquireOptions) -> Contacts:
    return read_contacts(path, encoding=options.encoding, sheet=options.sheet, asked=options.asked)


def _sha256(path: Path) -> str:
    check_file(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _country(text: str) -> str:
    code = country_code(text)
    if text and not code:
        raise InputError(f'The country "{text}" is unknown.', hint="Write its ISO code, such as DE.")
    return code


def _check_licence(source: RowMapping, now: datetime) -> None:
    if source["valid_until"] is not None and source["valid_until"] < now.date():
        raise Refused(
            f'The licence of source "{source["id"]}" ended on {source["valid_until"]}.',
            hint="Renew it with the supplier and register the source file again.",
        )


def _new_batch_id(connection: Connection, source_id: str, digest: str, name: str) -> str:
    batch = t.batch
    same = (batch.c.source_id == source_id, batch.c.file_sha256 == digest)
    there = connection.execute(select(batch.c.id).where(*same, batch.c.state != "undone")).scalar()
    if there:
        raise Refused(
            f'{name} was acquired already from source "{source_id}", as batch {there}.',
            hint=f"Nothing was done. `dm acquire undo {there}` takes it out.",
        )
    times = connection.execute(select(func.count()).select_from(batch).where(*same)).scalar_one()
    return "B" + base32_id("batch", source_id, digest, times, length=10)


def _open_batch(
    connection: Connection, report: AcquireReport, name: str, source_id: str, digest: str, now: datetime
) -> None:
    connection.execute(
        insert(t.batch).values(
            id=report.batch,
            source_id=source_id,
            file_name=name,
            file_sha256=digest,
            encoding=report.encoding,
            dialect=report.dialect,
            mapping=[[column.header, column.field, column.reason] for column in report.columns],
            rows=0,
            accepted=0,
            quarantined=0,
            imported_at=now,
        )
    )


def _demand_rows(report: AcquireReport, path: Path) -> None:
    if not report.rows:
        saved = "; " in report.dialect and "formulas" in report.dialect
        hint = "Open it in a spreadsheet and save it." if saved else "Ask the supplier for the list again."
        raise InputError(f"{path.name} has a header and no rows.", hint=hint)


def _count(report: AcquireReport, row: Accepted | Quarantined) -> None:
    report.rows += 1
    if isinstance(row, Accepted):
        report.accepted += 1
    else:
        report.quarantined += 1
        report.reasons[row.reason] = report.reasons.get(row.reason, 0) + 1


def _store_rows(
    connection: Connection,
    report: AcquireReport,
    contacts: Contacts,
    country: str,
    refused: RefusedRows,
    progress: Progress,
) -> None:
    def accepted() -> Iterator[tuple[int, str, list[str], Fields]]:
        for row in contacts.rows:
            _count(report, row)
            if not report.rows % _SAID_EVERY:
                progress.more(_SAID_EVERY)
            if isinstance(row, Quarantined):
                refused.append(row)
                continue
            fields = row.fields
            if country:
                fields.setdefault("country", country)
            yield row.row, str(fields.get("external_id", "")), row.raw, fields

    names = ("row", "external_id", "raw", "fields")
    insert_tuples(connection, t.record, names, accepted(), same={"batch_id": report.batch})
    insert_many(connection, t.quarantine, refused.table_rows(report.batch))


def _close_batch(connection: Connection, report: AcquireReport, actor: str, now: datetime) -> None:
    counts = {"rows": report.rows, "accepted": report.accepted, "quarantined": report.quarantined}
    connection.execute(
        update(t.batch)
        .where(t.batch.c.id == report.batch)
        .values(**counts, quarantine_file=Path(report.quarantine_file).name if report.quarantine_file else "")
    )
    audit.append(connection, actor=actor, action="acquire", object=report.batch, payload=counts, now=now)
