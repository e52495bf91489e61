"""Writing who lives where: moves in, moves out, households that became one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, select, update

from dm.actualize.households.base import Base
from dm.actualize.households.strangers import Strangers
from dm.actualize.query import rows_where
from dm.db import insert_new, insert_tuples, loading
from dm.db import tables as t

_HOUSEHOLD = ("id", "address_key", "building", "parted_from", "created_at")
_MEMBER = ("household_id", "person_id", "role", "from_on")
Stay = tuple[str, str | None, date]  # household, role (None: as it is), since


class Home(NamedTuple):
    """A household's row; `address_key` is the flat, `parted_from` where its founder moved out of, "" for none."""

    address_key: str
    building: int
    parted_from: str


@dataclass(slots=True)
class Settled:
    """What shall be true: households, who belongs to which, and who belongs to none; strangers have theirs apart."""

    now: datetime
    away: set[str]
    strangers: Strangers
    households: dict[str, Home] = field(default_factory=dict)
    members: dict[str, Stay] = field(default_factory=dict)
    former: dict[str, str] = field(default_factory=dict)
    crowded: dict[int, int] = field(default_factory=dict)


def write(connection: Connection, settled: Settled, base: Base) -> None:
    """Bring the tables to what is settled; what is so already is not touched."""
    with loading(connection, (t.household, t.household_member), len(settled.strangers) + len(settled.members)):
        _write(connection, settled, base)


def _write(connection: Connection, settled: Settled, base: Base) -> None:
    home = t.household
    _write_strangers(connection, settled)
    asked = [one for one in settled.households if one not in base.households] if base.households else []
    there = set(base.households) | {row["id"] for row in rows_where(connection, select(home.c.id), home.c.id, asked)}
    insert_tuples(connection, home, _HOUSEHOLD, _new_households(settled, there))
    _update(connection, home, list(_changed_households(settled, base, there)))
    _write_members(connection, settled, base)
    _write_former(connection, settled)
    rows = ({"building": one, "families": many, "at": settled.now} for one, many in sorted(settled.crowded.items()))
    insert_new(connection, t.crowded_building, rows)


def _write_strangers(connection: Connection, settled: Settled) -> None:
    strangers, now = settled.strangers, settled.now
    founded = strangers.households()
    insert_tuples(connection, t.household, ("id", "address_key", "building"), founded, same={"created_at": now})
    insert_tuples(connection, t.household_member, _MEMBER, strangers.members(now.date()))


def _new_households(settled: Settled, there: set[str]) -> Iterator[tuple[Any, ...]]:
    for identity, home in settled.households.items():
        if identity not in there:
            parted = home.parted_from if home.parted_from != identity else ""
            yield identity, home.address_key, home.building, parted or None, settled.now


def _changed_households(settled: Settled, base: Base, there: set[str]) -> Iterator[dict[str, Any]]:
    for identity in settled.households.keys() & there:
        address, building, _ = settled.households[identity]
        old = base.households.get(identity)
        if old is None or (old["address_key"], old["building"]) != (address, building):
            yield {"at": identity, "new_address_key": address, "new_building": building}


def _update(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        names = [name for name in rows[0] if name != "at"]
        values: dict[str, Any] = {name.removeprefix("new_"): bindparam(name) for name in names}
        connection.execute(update(table).where(table.c.id == bindparam("at")).values(values), rows)


def _write_members(connection: Connection, settled: Settled, base: Base) -> None:
    member = t.household_member
    today = settled.now.date()
    left: list[dict[str, Any]] = []
    back: list[dict[str, Any]] = []
    fresh: list[tuple[str, str, str, date]] = []
    for who, (household, role, since) in settled.members.items():
        before = base.open.get(who)
        if before and before != household:
            left.append({"at": base.rows[before, who]["id"], "new_to_on": today})
        row = base.rows.get((household, who))
        if row is None:
            fresh.append((household, who, role or "", since))
        elif row["to_on"] is not None or role not in (None, row["role"]):
            back.append({"at": row["id"], "new_to_on": None, "new_role": row["role"] if role is None else role})
    gone = ((base.open[who], who) for who in settled.away if who in base.open)
    left += [{"at": base.rows[place]["id"], "new_to_on": today} for place in gone]
    _update(connection, member, left)
    _update(connection, member, back)
    insert_tuples(connection, member, _MEMBER, sorted(fresh))


def _write_former(connection: Connection, settled: Settled) -> None:
    """Households that turned out to be one; what was drawn for the former stays theirs under both ids."""
    if not settled.former:
        return
    alias = t.household_alias
    pairs = [{"lost": one, "kept": other} for one, other in sorted(settled.former.items())]
    connection.execute(
        update(alias).where(alias.c.household_id == bindparam("lost")).values(household_id=bindparam("kept")), pairs
    )
    rows = (
        {"old_id": one["lost"], "household_id": one["kept"], "reason": "same household", "at": settled.now}
        for one in pairs
    )
    insert_new(connection, alias, rows)
