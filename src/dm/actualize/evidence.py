"""A doubtful pair laid open: both records side by side, what tells them apart, and what a merge would give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import Connection

from dm.actualize import query
from dm.actualize.entries import Entry
from dm.actualize.sides import Cell, Side, read_sides
from dm.actualize.survive import Person, survivor
from dm.normal.folding import fold

Row = Mapping[Any, Any]
_ORDER = ("full_name", "title", "gender", "birth_date", "phone", "email", "address", "company", "job_title",
          "department", "language", "external_id", "notes")  # fmt: skip
# Two spellings of one name score 85 and more; two names that merely look alike seldom do.
_NEAR = 85
_MERGED_POINTS = {"phone": "phone", "email": "email", "address": "post"}


def lay_open(
    connection: Connection, pair: Row, *, key: bytes, half_lives: Mapping[str, timedelta], now: datetime
) -> dict[str, Any]:
    """{pair, left, right, rows, kept}: each row is a field with both sides' cells, a verdict and the merged values.

    A verdict is same, shared (one value of several), near, differs, left or right (only one of them knows it).
    """
    ids = [pair["left_person_id"], pair["right_person_id"]]
    sides = read_sides(connection, ids, half_lives, now)
    record = query.entry_of(connection, pair["record_id"]) if pair.get("record_id") is not None else None
    if record is not None:
        sides[ids[1]] = _of_record(record, _gone(ids[1]))
    left, right = (sides.get(one, _gone(one)) for one in ids)
    kept, merged = "", dict[str, list[str]]()
    if left["state"] == "active" and (record is not None or right["state"] == "active"):
        kept, merged = _merged(connection, ids, record, key)
    names = {*left["fields"], *right["fields"]}
    rows = [_row(name, left, right, merged) for name in _ordered(names)]
    return {"pair": _pair(pair), "left": left, "right": right, "rows": rows, "kept": kept}


def _gone(person_id: str) -> Side:
    nobody: Side = dict.fromkeys(("full_name", "birth_date", "city", "country", "source_id", "merged_into"), "")
    nothing = {"number": 0, "last": None}
    history = dict.fromkeys(("contacts", "responses", "purchases"), nothing)
    lists: Side = {"fields": {}, "records": [], "consents": [], "freshness": [], "history": history}
    return nobody | lists | {"id": person_id, "state": "gone"}


def _of_record(entry: Entry, nobody: Side) -> Side:
    """A record of a list that enriches, as the person it would be."""
    values = _values_of(survivor([entry], nobody["id"], key=b""))
    said = {"by": "list", "source": entry.batch.source_id, "row": entry.row, "as_of": entry.batch.observed_at}
    blank = {"raw": "", "status": "", "reason": "", "line": "", "share": None, "band": ""}
    fields = {name: [{"value": value, **said, **blank} for value in some] for name, some in values.items() if some}
    about = {"full_name": entry.name.full, "birth_date": entry.birth, "city": entry.address.city, "state": "record"}
    return nobody | about | {"country": entry.address.country, "source_id": entry.batch.source_id, "fields": fields}


def _pair(pair: Row) -> dict[str, Any]:
    names = ("id", "probability", "why", "state", "decided_by", "decided_at", "postponed_at", "task_id", "evidence")
    return {name: pair.get(name) for name in names}


def _ordered(names: set[str]) -> Iterator[str]:
    yield from (name for name in _ORDER if name in names)
    yield from sorted(names - set(_ORDER))


def _row(name: str, left: Side, right: Side, merged: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    cells = left["fields"].get(name, []), right["fields"].get(name, [])
    verdict = _verdict(*cells)
    if verdict == "near":
        _mark(cells[0][0], cells[1][0])
    return {"field": name, "left": cells[0], "right": cells[1], "verdict": verdict, "merged": merged.get(name, [])}


def _verdict(left: Sequence[Cell], right: Sequence[Cell]) -> str:
    if not left or not right:
        return "left" if left else "right"
    ours, theirs = ({_same_text(cell["value"]) for cell in cells} for cells in (left, right))
    if ours == theirs:
        return "same"
    if ours & theirs:
        return "shared"
    return "near" if fuzz.ratio(_same_text(left[0]["value"]), _same_text(right[0]["value"])) >= _NEAR else "differs"


def _same_text(value: str) -> str:
    return fold(value) or value


def _mark(left: Cell, right: Cell) -> None:
    """Cut both values into parts, each with whether it differs, so that the eye need not search for the letter."""
    one, other = left["value"], right["value"]
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    left["parts"] = [(one[a:b], kind != "equal") for kind, a, b, _, _ in steps if b > a]
    right["parts"] = [(other[a:b], kind != "equal") for kind, _, _, a, b in steps if b > a]


def _merged(
    connection: Connection, ids: Sequence[str], record: Entry | None, key: bytes
) -> tuple[str, dict[str, list[str]]]:
    """Who would stay, and the values of the two as one; nothing is written."""
    entries = query.entries_of(connection, ids)
    if not entries:
        return "", {}
    kept = entries[0].person_id
    entries += [record] if record is not None else []
    return kept, _values_of(survivor(entries, kept, key=key))


def _values_of(person: Person) -> dict[str, list[str]]:
    row = person.row
    plain = {name: [str(row[name])] for name in _ORDER if row.get(name)}
    if person.memberships:
        plain["company"] = [membership.company.full for membership in person.memberships]
    for name, kind in _MERGED_POINTS.items():
        plain[name] = [point.value or point.raw for point in person.points if point.kind == kind]
    return plain | {f"custom.{name}": [str(value)] for name, value in row["custom"].items()}
