"""Who need not be contacted any more when a wave's hour comes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from dm import conditions
from dm.db import tables as t
from dm.db.bulk import chunks
from dm.ledger.values import Run


def unneeded(connection: Connection, run: Run, people: Collection[str], *, now: datetime) -> dict[str, str]:
    """`{person id: reason}`: UNLESS where the wave's `unless` is true by now, CAMPAIGN_OVER for all after its last day.

    After `closes_on` an offer that the message makes does not hold any more.
    """
    if is_over(run, now):
        return dict.fromkeys(people, "CAMPAIGN_OVER")
    if not run.wave["unless"]:
        return {}
    matches = conditions.to_sql(conditions.parse(run.wave["unless"]), now=now, campaign=run.campaign["id"])
    found: dict[str, str] = {}
    for some in chunks(sorted(set(people)), 500):
        query = select(t.person.c.id).where(t.person.c.id.in_(some), matches)
        found.update(dict.fromkeys(connection.execute(query).scalars(), "UNLESS"))
    return found


def is_over(run: Run, now: datetime) -> bool:
    """Whether the campaign's last day is past, in its own time zone; a campaign without one is never over."""
    closes_on = run.campaign["closes_on"]
    today = now.astimezone(ZoneInfo(run.campaign["time_zone"] or "UTC")).date()
    return closes_on is not None and today > closes_on
