"""A person's dealings with the controller, on which some bases rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, update

from dm.consent.facts import Relationship, SoftOptIn
from dm.consent.period import Period
from dm.consent.rows import all_rows, rows_where
from dm.consent.vocabulary import Relation
from dm.db import insert_new
from dm.db import tables as t

Row = Mapping[str, Any]
OWN_ORIGINS = ("own_form", "own_customers")
OWN_GOODS = ("own_goods", "marketing")
# House rule: a business that bought within two years, or asked within six months, may be presumed to be interested.
PRESUMED_AFTER = {
    Relation.PURCHASE: Period(months=24),
    Relation.CONTRACT: Period(months=24),
    Relation.INQUIRY: Period(months=6),
}


@dataclass(frozen=True, slots=True)
class Dealings:
    """The newest purchase, contract, inquiry ... and whether the way out was offered when the data was taken."""

    kinds: tuple[tuple[Relation, date, bool], ...] = ()
    optout_offered: bool = False

    def relationships(self, purpose: str) -> tuple[Relationship, ...]:
        """Our own goods are like the goods that were bought from us; goods of others are not."""
        similar = purpose in OWN_GOODS
        return tuple(Relationship(kind, last_on, current, similar) for kind, last_on, current in self.kinds)


def load_dealings(
    connection: Connection,
    people: Iterable[str],
    controller: str,
    at: datetime,
    *,
    within: Callable[[ColumnElement[str]], ColumnElement[bool]] | None = None,
) -> dict[str, Dealings]:
    """Relationships with the controller, and purchases from us, up to that moment.

    `within` says in one condition what the list of people says at length.
    """
    bond, bought = t.relationship, t.purchase
    last: dict[str, dict[Relation, tuple[date, bool]]] = {}
    offered: set[str] = set()
    ids = set() if within else set(people)

    def rows(query: Select[Any], person: ColumnElement[str]) -> Iterable[Row]:
        return (
            all_rows(connection, query.where(within(person))) if within else rows_where(connection, query, person, ids)
        )

    mine = select(bond).where(bond.c.controller.in_(["", controller]))
    for row in rows(mine, bond.c.person_id):
        kind = Relation(row["kind"])
        _newer(last.setdefault(row["person_id"], {}), kind, row["last_on"], bool(row["current"]))
        if row["optout_offered"]:
            offered.add(row["person_id"])
    newest = select(bought.c.person_id, func.max(bought.c.at).label("at")).group_by(bought.c.person_id)
    for row in rows(newest.where(bought.c.at <= at.astimezone(UTC)), bought.c.person_id):
        day = row["at"].astimezone(UTC).date()
        _newer(last.setdefault(row["person_id"], {}), Relation.PURCHASE, day, current=False)
    return {
        person: Dealings(tuple((kind, *found[kind]) for kind in Relation if kind in found), person in offered)
        for person, found in last.items()
    }


def _newer(found: dict[Relation, tuple[date, bool]], kind: Relation, day: date, current: bool) -> None:  # noqa: FBT001
    before, ran = found.get(kind, (day, False))
    found[kind] = (max(before, day), ran or current)


def record_relationships(connection: Connection, rows: Iterable[Row]) -> int:
    """Store dealings: person_id, controller, kind, last_on, current, product_group, optout_offered; returns the new."""
    return insert_new(connection, t.relationship, list(rows))


def record_offers(connection: Connection, rows: Sequence[Row]) -> int:
    """Store that the way out was offered when somebody bought: person_id, controller, last_on; returns the new.

    Own customers stand on it for like goods of our own by e-mail (UWG 7(3), 2002/58/EC art. 13(2)).
    """
    bond = t.relationship
    new = insert_new(
        connection, bond, [{**row, "kind": Relation.PURCHASE.value, "optout_offered": True} for row in rows]
    )
    for row in rows:
        known = (
            bond.c.person_id == row["person_id"],
            bond.c.controller == row["controller"],
            bond.c.kind == "purchase",
        )
        connection.execute(update(bond).where(*known).values(optout_offered=True))
        connection.execute(update(bond).where(*known, bond.c.last_on < row["last_on"]).values(last_on=row["last_on"]))
    return new


def soft_opt_in(dealings: Dealings, origin: str, purpose: str) -> SoftOptIn | None:
    """The claim that an order makes; whether it holds is for the law to say."""
    if Relation.PURCHASE not in {kind for kind, _, _ in dealings.kinds}:
        return None
    return SoftOptIn(
        own_collection=origin in OWN_ORIGINS,
        in_sale=True,
        similar=purpose in OWN_GOODS,
        optout_at_collection=dealings.optout_offered,
    )


def presumed_interest(dealings: Dealings, today: date) -> str:
    """What a business may be presumed to be interested for, in words; "" where nothing speaks for it."""
    for kind, last_on, current in dealings.kinds:
        period = PRESUMED_AFTER.get(kind)
        if period and (current or today <= period.after(last_on)):
            return f"{kind} {last_on}"
    return ""
