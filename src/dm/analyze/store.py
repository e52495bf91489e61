"""Runs the report's Selects and hands over figures."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, select

from dm.analyze import query
from dm.analyze.figures import Arm, Day, Figures, Steps, join_arms, lifts
from dm.analyze.rules import Sample
from dm.db import insert_new, reading, writing
from dm.db import tables as t
from dm.errors import InputError
from dm.model import Rate
from dm.press.names import nearest

Row = Mapping[str, Any]
_COUNTED = {"order", "interest", "question"}


def load_figures(engine: Engine, campaign: str, *, simulated: bool) -> Figures:
    """Everything a report says of a campaign, read in one transaction. Raises InputError for an unknown campaign."""
    with reading(engine) as connection:
        about = _campaign(connection, campaign)
        responses = _rows(connection, query.responses(campaign))
        arms = [_arm(row) for row in _rows(connection, query.arms(campaign))]
        offers = {row["name"]: row["offer"] for row in _rows(connection, query.cells(campaign))}
        position = {name: place for place, name in enumerate(offers)}
        cells = sorted(
            (one for one in arms if one.arm == "treated"), key=lambda one: (position.get(one.cell, 99), one.cell)
        )
        held = [one for one in arms if one.arm == "holdout"]
        holdout = join_arms(held, arm="holdout") if held else None
        return Figures(
            campaign=about,
            as_of=max(moment for moment in _rows(connection, query.last_changes(campaign))[0].values() if moment),
            simulated=simulated,
            funnel=[_steps(row, about["currency"]) for row in _rows(connection, query.funnel(campaign))],
            cells=cells,
            offers=offers,
            holdout=holdout,
            lifts=lifts(cells, holdout),
            days=_days(responses, about, _first_sent(connection, campaign)),
            dropped=_rows(connection, query.dropped(campaign)),
            waterfall=_rows(connection, query.waterfall(campaign)),
            responses=responses,
            other_currencies=sum(_is_elsewhere(row, about["currency"]) for row in responses),
        )


def _campaign(connection: Connection, campaign: str) -> Row:
    row = connection.execute(select(t.campaign).where(t.campaign.c.id == campaign)).mappings().first()
    if row is None:
        known = connection.execute(select(t.campaign.c.id).where(t.campaign.c.system == 0)).scalars().all()
        raise InputError(f'There is no campaign "{campaign}".', hint=nearest(campaign, known))
    return dict(row)


def _rows(connection: Connection, statement: Any) -> list[Row]:
    return [dict(row) for row in connection.execute(statement).mappings()]


def _first_sent(connection: Connection, campaign: str) -> datetime | None:
    found: datetime | None = connection.execute(query.first_sent(campaign)).scalar()
    return found


def _steps(row: Row, currency: str) -> Steps:
    counts = {name: int(row[name]) for name in (*query.STEPS, "value_minor")}
    return Steps(row["wave"], row["channel"], row["cell"], **counts, cost_minor=_cost(row, currency))


def _cost(row: Row, currency: str) -> int:
    if row["unit_cost"] is None:
        return 0
    if row["unit_cost_currency"] not in ("", currency):
        raise InputError(
            f"The wave {row['wave']} costs {row['unit_cost_currency']}, its campaign counts in {currency}.",
            hint="Write unit_cost in the currency of the budget.",
        )
    return Rate(row["unit_cost"], currency).times(int(row["sent"])).minor


def _arm(row: Row) -> Arm:
    units = int(row["units"])
    return Arm(
        arm=row["arm"],
        cell=row["cell"],
        units=units,
        reached=int(row["is_reached"]),
        responded=int(row["is_responded"]),
        ordered=int(row["is_ordered"]),
        value_minor=int(row["value_minor"]),
        any_response=int(row["any_response"]),
        any_order=int(row["any_order"]),
        orders=int(row["orders"]),
        worth=Sample(units, float(row["worth"]), float(row["worth_squares"])),
    )


def _is_elsewhere(row: Row, currency: str) -> bool:
    return row["kind"] == "order" and row["currency"] not in (None, currency)


def _days(responses: Sequence[Row], about: Row, first: datetime | None) -> list[Day]:
    """Every day from the first piece to the last answer, also those on which nothing came."""
    zone = ZoneInfo(about["time_zone"] or "UTC")
    counts: dict[date, list[int]] = {}
    for row in responses:
        if row["kind"] in _COUNTED and row["arm"] == "treated":
            today = counts.setdefault(row["at"].astimezone(zone).date(), [0, 0, 0])
            is_order = row["kind"] == "order"
            today[0] += 1
            today[1] += is_order
            today[2] += (row["value_minor"] or 0) if is_order and row["currency"] == about["currency"] else 0
    if not counts:
        return []
    start = min([*counts, *([first.astimezone(zone).date()] if first else [])])
    days: list[Day] = []
    so_far = orders_so_far = 0
    for place in range((max(counts) - start).days + 1):
        day = start + timedelta(days=place)
        answers, orders, value = counts.get(day, [0, 0, 0])
        so_far, orders_so_far = so_far + answers, orders_so_far + orders
        days.append(Day(day, answers, orders, value, so_far, orders_so_far))
    return days


def note_files(engine: Engine, campaign: str, files: Sequence[tuple[Path, str]], now: datetime) -> None:
    """That these files were made, each (file, its place as told to people); the same file again is one row."""
    rows = [
        {
            "campaign_id": campaign,
            "batch_id": "",
            "kind": "report",
            "path": place,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "size": path.stat().st_size,
            "made_at": now,
        }
        for path, place in files
    ]
    with writing(engine) as connection:
        insert_new(connection, t.artefact, rows)
