"""Whom the keys of a file's rows name, looked up a chunk at a time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import Connection, RowMapping

from dm.db.bulk import chunks
from dm.model import PointKind
from dm.normal import emails, phones
from dm.normal.keyed import keyed_hash
from dm.respond import query
from dm.respond.intake import NAMES_A_PERSON, Answer
from dm.respond.rules import Membership, Touch

# SQLite takes 32,766 values in a statement; this leaves room and is as quick.
_AT_ONCE = 2_000
# The mark of a sheet: batch, piece, sheet, sheets.
_MARK = re.compile(r"[0-9A-Z]{7}\.[0-9A-Z]{7}\.\d\d\.\d\d")


@dataclass
class Found:
    """What a chunk of answers refers to."""

    pieces: dict[tuple[str, str], RowMapping] = field(default_factory=dict)  # (key name, key)
    people: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    hashes: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)  # (key name, as written)
    memberships: dict[str, list[Membership]] = field(default_factory=lambda: defaultdict(list))
    touches: dict[str, list[Touch]] = field(default_factory=lambda: defaultdict(list))

    def piece_of(self, answer: Answer) -> tuple[str, RowMapping | None]:
        """The piece an answer names and by which key; ("", None) when it names none that exists."""
        for name in ("code", "piece_id", "consignment_no"):
            row = self.pieces.get((name, answer.who.get(name, "")))
            if row is not None:
                return name, row
        return "", None

    def people_of(self, answer: Answer) -> tuple[str, set[str]]:
        """The people that the first key with an owner names; several when they share it."""
        for name in NAMES_A_PERSON:
            if name not in answer.who:
                continue
            owners = {person for key in self._keys(answer, name) for person in self.people.get((name, key), ())}
            if owners:
                return name, owners
        return "", set()

    def _keys(self, answer: Answer, name: str) -> tuple[str, ...]:
        written = answer.who[name]
        if name == "external_id":
            return (f"{answer.source}\x1f{written}",)
        return self.hashes.get((name, written), (written,))

    def draws_of(self, people: Collection[str]) -> tuple[list[Membership], list[Touch]]:
        """Where these people stand in every draw, and the pieces that left to their units."""
        members = [one for person in sorted(people) for one in self.memberships.get(person, ())]
        return members, [touch for one in members for touch in self.touches.get(one.unit_id, ())]


def find(connection: Connection, answers: Sequence[Answer], *, key: bytes, countries: Collection[str]) -> Found:
    """Look up pieces, people, draws and touches for these answers: a dozen statements, however many rows."""
    found = Found()
    _find_pieces(connection, answers, found)
    _find_people(connection, answers, found, key, countries)
    everybody = {person for owners in found.people.values() for person in owners}
    everybody |= {row["person_id"] for row in found.pieces.values()}
    _find_draws(connection, everybody, found)
    return found


def _find_pieces(connection: Connection, answers: Sequence[Answer], found: Found) -> None:
    selects: dict[str, Callable[[Collection[str]], Any]] = {
        "code": query.pieces_by_code,
        "piece_id": query.pieces_by_id,
        "consignment_no": query.pieces_by_consignment,
    }
    for name, make in selects.items():
        wanted = {answer.who[name] for answer in answers if name in answer.who}
        for row in _rows(connection, make, wanted):
            found.pieces[name, row["key"]] = row
    _find_scanned(connection, answers, found)


def _find_scanned(connection: Connection, answers: Sequence[Answer], found: Found) -> None:
    """A scanner gives the mark of a sheet in place of a piece, and a post's own number in place of a consignment."""
    marks = {answer.who["piece_id"] for answer in answers if _MARK.fullmatch(answer.who.get("piece_id", ""))}
    serials = {int(mark.split(".")[1], 36): mark for mark in marks}
    for row in _rows(connection, query.pieces_by_serial, serials):
        for mark in (one for one in marks if int(one.split(".")[1], 36) == row["key"]):
            found.pieces["piece_id", mark] = row
    numbers = {answer.who["consignment_no"] for answer in answers if "consignment_no" in answer.who}
    for row in _rows(connection, query.pieces_by_postal_number, numbers):
        found.pieces["consignment_no", row["key"]] = row


def _find_people(
    connection: Connection, answers: Sequence[Answer], found: Found, key: bytes, countries: Collection[str]
) -> None:
    wanted = {answer.who["person_id"] for answer in answers if "person_id" in answer.who}
    for row in _rows(connection, query.people_by_id, wanted):
        found.people["person_id", row["key"]].add(row["person_id"])
    _find_external(connection, answers, found)
    for name, kind in (("email", PointKind.EMAIL), ("phone", PointKind.PHONE)):
        written = {answer.who[name] for answer in answers if name in answer.who}
        for text in written:
            found.hashes[name, text] = point_hashes(kind, text, key=key, countries=countries)
        hashes = {one for (kind_name, _), ones in found.hashes.items() if kind_name == name for one in ones}
        for row in _rows(connection, partial(query.people_by_point, kind), hashes):
            found.people[name, row["key"]].add(row["person_id"])


def _find_external(connection: Connection, answers: Sequence[Answer], found: Found) -> None:
    by_source: dict[str, set[str]] = defaultdict(set)
    for answer in answers:
        if "external_id" in answer.who:
            by_source[answer.source].add(answer.who["external_id"])
    for source, ids in by_source.items():
        for row in _rows(connection, partial(query.people_by_external_id, source), ids):
            found.people["external_id", f"{source}\x1f{row['key']}"].add(row["person_id"])


def point_hashes(kind: PointKind, text: str, *, key: bytes, countries: Collection[str]) -> tuple[str, ...]:
    """The keyed hashes under which a written e-mail address or phone number may be known.

    A number without a prefix may belong to any of the countries that the campaigns write to.
    """
    if kind == PointKind.EMAIL:
        return (keyed_hash(key, kind.value, emails.suppression_key(text)),)
    normal = {phones.suppression_key(text)}
    if not text.strip().startswith("+"):
        readings = [phones.read_phone(text, country) for country in sorted(countries)]
        normal |= {phone.e164 for phone in readings if phone.e164}
    return tuple(keyed_hash(key, kind.value, number) for number in sorted(normal))


def _find_draws(connection: Connection, people: set[str], found: Found) -> None:
    now_called = dict.fromkeys(people, "")
    for row in _rows(connection, query.older_ids, people):
        now_called[row["old_id"]] = row["person_id"]
    for row in _rows(connection, query.memberships, now_called):
        called = dict(row)
        called["person_id"] = now_called[row["person_id"]] or row["person_id"]
        found.memberships[called["person_id"]].append(Membership(**called))
    units = {one.unit_id for members in found.memberships.values() for one in members}
    for row in _rows(connection, query.touches, units):
        found.touches[row["unit_id"]].append(Touch(**row))


def _rows(connection: Connection, make: Callable[[Collection[Any]], Any], keys: Iterable[Any]) -> list[RowMapping]:
    rows: list[RowMapping] = []
    for some in chunks(sorted(keys), _AT_ONCE):
        rows.extend(connection.execute(make(some)).mappings().all())
    return rows
