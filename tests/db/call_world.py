"""People on a call list, and agents who take and end their calls."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from dm.channels import call
from dm.channels.call import lease, record_outcome
from dm.db import insert_many, reading, writing
from dm.db import tables as t
from dm.normal.keyed import keyed_hash
from tests.campaign_world import KEY
from tests.db.channel_world import MORNING, quiet, seed_campaign, seed_people

MINUTE = timedelta(minutes=1)


def listed(office, count=3, **more):
    """`count` people on a call list."""
    seed_people(office.engine, count)
    seed_campaign(office.engine, "call", range(count), **more)
    return call.dispatch(office, campaign="spring", wave="call", now=MORNING, say=quiet)


def next_for(office, agent="olga", now=MORNING):
    return lease(office.engine, office, agent, now=now)


def end(office, leased, code, now=MORNING, **more):
    return record_outcome(office.engine, office, leased.task_id, leased.lease_token, code, now=now, **more)


def task_of(office, task_id):
    with reading(office.engine) as connection:
        return connection.execute(select(t.call_task).where(t.call_task.c.id == task_id)).mappings().one()


def change(office, table, where, **values):
    with writing(office.engine) as connection:
        connection.execute(update(table).where(where).values(**values))


def second_number(office, person=0, value="+493519990000", **more):
    row = {
        "id": f"P{person}-phone2",
        "person_id": f"P{person}",
        "kind": "phone",
        "value": value,
        "hmac": keyed_hash(KEY, "phone", value),
        "normal_version": 1,
        "party": "business",
        "status": "valid",
        "country": "DE",
        "lines": [],
        "rank": 1,
        "observed_at": MORNING,
        **more,
    }
    with writing(office.engine) as connection:
        insert_many(connection, t.contact_point, [row])
        insert_many(connection, t.point_zone, [{"point_id": row["id"], "zone": "Europe/Berlin"}])
        agreed = (
            connection.execute(select(t.consent_event).where(t.consent_event.c.channel == "phone")).mappings().first()
        )
        copy = {**agreed, "point_hmac": row["hmac"], "person_id": row["person_id"], "dedupe_key": "x" * 64}
        del copy["id"]
        insert_many(connection, t.consent_event, [copy])


def tasks_of(office):
    with reading(office.engine) as connection:
        return connection.execute(select(t.call_task)).mappings().all()
