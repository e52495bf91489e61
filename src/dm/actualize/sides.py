"""What a person who must decide on a pair wants to see of each of the two: every value with where it came from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, func, select

from dm.actualize.freshness import band, fresh_fields, freshness, last_seen
from dm.actualize.lineage import lineage_of
from dm.actualize.query import rows_where
from dm.db import tables as t

Row = Mapping[str, Any]
Cell = dict[str, Any]
Side = dict[str, Any]
# Fields of a person that every list may fill, in reading order; points and custom fields come besides.
_PLAIN = ("title", "gender", "birth_date", "department", "job_title", "language", "notes")
_TRACED = ("full_name", "company", "birth_date", "job_title")
_POINTS = {"phone": "phone", "email": "email", "post": "address"}
_AGES = {"full_name": "name", "company": "company", "job_title": "job", **{name: name for name in _POINTS.values()}}


def read_sides(
    connection: Connection, person_ids: Iterable[str], half_lives: Mapping[str, timedelta], now: datetime
) -> dict[str, Side]:
    """{person: {id, state, full_name, fields: {field: [cell]}, records, consents, history, freshness}}.

    A cell is {value, raw, source, row, as_of, by, status, reason, share, band}; the first one stands for the field.
    """
    ids = list(dict.fromkeys(person_ids))
    people = {row["id"]: row for row in rows_where(connection, select(t.person), t.person.c.id, ids)}
    records = _records(connection, ids)
    ages = fresh_fields(connection, ids, half_lives, now)
    sides = {one: _side(people[one], records[one]) for one in ids if one in people}
    by_record = {record["id"]: record for some in records.values() for record in some}
    for one, side in sides.items():
        side["freshness"] = [each.document() for each in ages[one]]
    _add_values(connection, sides, by_record)
    _add_points(connection, sides, by_record)
    for side in sides.values():
        _age(side, half_lives, now)
    _add_consents(connection, sides)
    _add_history(connection, sides)
    return sides


def _side(person: Row, records: list[dict[str, Any]]) -> Side:
    fields: dict[str, list[Cell]] = {"full_name": [_cell(person["full_name"])]} if person["full_name"] else {}
    for name in _PLAIN:
        if person[name]:
            value = person[name].isoformat() if name == "birth_date" else str(person[name])
            fields[name] = [_cell(value)]
    ids = list(dict.fromkeys(record["external_id"] for record in records if record["external_id"]))
    if ids:
        fields["external_id"] = [_cell(one) for one in ids]
    for name, value in sorted(person["custom"].items()):
        fields[f"custom.{name}"] = [_cell(str(value))]
    named = ("id", "state", "full_name", "birth_date", "city", "country", "source_id", "merged_into")
    return {name: person[name] for name in named} | {"fields": fields, "records": records}


def _cell(value: str, **known: Any) -> Cell:
    plain = {"raw": value, "source": "", "row": None, "as_of": None, "by": "", "status": "", "reason": "", "line": ""}
    cell = {"value": value, **plain, "share": None, "band": "", **known}
    # Commas and blanks in other places are no news to anybody.
    return cell | {"raw": "" if _bare(cell["raw"]) == _bare(value) else cell["raw"]}


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _records(connection: Connection, ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    record, batch, source = t.record, t.batch, t.source
    columns = (
        record.c.id,
        record.c.person_id,
        record.c.row,
        record.c.external_id,
        record.c.linked_by,
        record.c.batch_id,
    )
    more = (batch.c.file_name, batch.c.source_id, batch.c.imported_at, source.c.title, source.c.collected_to)
    query = select(*columns, *more).join(batch, batch.c.id == record.c.batch_id)
    query = query.join(source, source.c.id == batch.c.source_id)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_where(connection, query.order_by(batch.c.imported_at, record.c.row), record.c.person_id, ids):
        found[row["person_id"]].append(dict(row))
    return found


def _add_values(connection: Connection, sides: Mapping[str, Side], by_record: Mapping[int, Row]) -> None:
    """The traced values, the chosen one first; what no list names came from a call."""
    traced = [row for row in lineage_of(connection, sides) if row["field"] in _TRACED]
    found: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for row in sorted(traced, key=lambda row: (row["chosen"], row["as_of"]), reverse=True):
        origin = by_record.get(row["record_id"], {})
        known = {"raw": row["raw"], "as_of": row["as_of"], "status": row["status"], "reason": row["reason"]}
        known |= {"by": "call" if row["correction_id"] else "list"}
        cell = _cell(row["value"] or row["raw"], source=origin.get("source_id", ""), row=origin.get("row"), **known)
        found[(row["person_id"], row["field"])].append(cell)
    for (person_id, name), cells in found.items():
        fields = sides[person_id]["fields"]
        first = fields[name][0]["value"] if name in fields else ""
        # A name pieced together from several records stands in none of them: it keeps its place before them.
        whole = [] if not first or any(cell["value"] == first for cell in cells) else fields[name]
        fields[name] = [*whole, *sorted(cells, key=lambda cell: cell["value"] != first)]


def _add_points(connection: Connection, sides: Mapping[str, Side], by_record: Mapping[int, Row]) -> None:
    point = t.contact_point
    query = select(point).order_by(point.c.kind, point.c.rank, point.c.id)
    for row in rows_where(connection, query, point.c.person_id, sides):
        as_of, by = last_seen(row)
        origin = by_record.get(row["record_id"], {})
        known = {"raw": row["raw"], "as_of": as_of, "by": by, "status": row["status"], "reason": row["reason"]}
        known |= {"row": origin.get("row"), "line": row["line_type"], "hmac": row["hmac"]}
        cell = _cell(row["value"] or row["raw"], source=row["source_id"], **known)
        sides[row["person_id"]]["fields"].setdefault(_POINTS[row["kind"]], []).append(cell)


def _age(side: Side, half_lives: Mapping[str, timedelta], now: datetime) -> None:
    for name, cells in side["fields"].items():
        for cell in cells:
            if name in _AGES and cell["as_of"] is not None:
                cell["share"] = freshness(half_lives[_AGES[name]], cell["as_of"], now)
                cell["band"] = band(cell["share"])


def _add_consents(connection: Connection, sides: Mapping[str, Side]) -> None:
    """What the person said, and what was said of the person's numbers and addresses."""
    event = t.consent_event
    owner = {cell["hmac"]: one for one, side in sides.items() for cell in _points_of(side)}
    by_person = rows_where(connection, select(event), event.c.person_id, sides)
    by_point = rows_where(connection, select(event).where(event.c.person_id.is_(None)), event.c.point_hmac, owner)
    rows = [(row["person_id"], row) for row in by_person] + [(owner[row["point_hmac"]], row) for row in by_point]
    for side in sides.values():
        side["consents"] = []
    for one, row in sorted(rows, key=lambda pair: (pair[1]["at"], pair[1]["id"])):
        names = ("action", "channel", "purpose", "form", "at", "wording")
        sides[one]["consents"].append({name: row[name] for name in names})


def _points_of(side: Side) -> list[Cell]:
    return [cell for name in _POINTS.values() for cell in side["fields"].get(name, ())]


def _add_history(connection: Connection, sides: Mapping[str, Side]) -> None:
    """How often each was written to or called, answered and bought, and when last."""
    for name, table in (("contacts", t.attempt), ("responses", t.response), ("purchases", t.purchase)):
        counts = _counted(connection, table, list(sides))
        for one, side in sides.items():
            number, last = counts.get(one, (0, None))
            side.setdefault("history", {})[name] = {"number": number, "last": last}


def _counted(connection: Connection, table: Table, ids: list[str]) -> dict[str, tuple[int, datetime | None]]:
    who = table.c.person_id
    query = select(who, func.count(), func.max(table.c.at)).where(who.in_(ids)).group_by(who)
    return {row[0]: (int(row[1]), row[2]) for row in connection.execute(query)}
