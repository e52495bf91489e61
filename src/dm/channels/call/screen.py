"""What the agent sees: the person, every point, the last contacts, and the script in the person's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, func, select

from dm import ledger
from dm.db import reading
from dm.db import tables as t
from dm.ledger import Office
from dm.press.folders import open_template
from dm.press.scripts import load_script, spoken

Row = Mapping[Any, Any]
_HISTORY = 10


@dataclass(frozen=True, slots=True)
class Leased:
    """A contact on one agent's screen. `point_id` is the number to dial."""

    task_id: str
    lease_token: str
    lease_until: datetime
    point_id: str
    person: dict[str, Any]
    points: list[dict[str, Any]]
    script: dict[str, Any]
    history: list[dict[str, Any]]

    def document(self) -> dict[str, Any]:
        """The JSON of the console's API."""
        return {**asdict(self), "lease_until": self.lease_until.isoformat()}


def show(
    engine: Engine, office: Office, task_id: str, token: str, until: datetime, point_id: str, *, now: datetime
) -> Leased:
    """The screen of a leased contact. Raises TemplateError when the script cannot be spoken."""
    with reading(engine) as connection:
        query = select(t.call_task, t.piece.c.wave).join(t.piece, t.piece.c.id == t.call_task.c.piece_id)
        task = connection.execute(query.where(t.call_task.c.id == task_id)).mappings().one()
        points = _points(connection, task, point_id)
        context = _context(connection, office, task, points, now)
        zone = next((point["zones"][0] for point in points if point["dial"] and point["zones"]), "")
        return Leased(
            task_id=task_id,
            lease_token=token,
            lease_until=until,
            point_id=point_id,
            person=_person(connection, task, context, zone, now),
            points=points,
            script=_script(connection, office, task, context),
            history=_history(connection, task["person_id"]),
        )


def _person(connection: Connection, task: Row, context: Mapping[str, Any], zone: str, now: datetime) -> dict[str, Any]:
    row = connection.execute(select(t.person).where(t.person.c.id == task["person_id"])).mappings().one()
    return {
        **context["person"],
        "id": row["id"],
        "birth_date": row["birth_date"].isoformat() if row["birth_date"] else None,
        "country": row["country"],
        "department": row["department"],
        "notes": row["notes"],
        "verified_at": row["verified_at"].isoformat() if row["verified_at"] else None,
        "time_zone": zone,
        "local_time": now.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes") if zone else None,
        "why": task["why"],
        "fields": task["fields"],
        "attempts": task["attempts"],
        "last_disposition": task["last_disposition"],
        "pairs": _pairs(connection, task),
    }


def _pairs(connection: Connection, task: Row) -> list[dict[str, Any]]:
    """Doubtful pairs that this call is to answer, with whom the other record names; it must not be read out."""
    pair, person, alias = t.review_pair, t.person, t.person_alias
    query = select(pair).where(pair.c.task_id == task["id"], pair.c.state == "open").order_by(pair.c.id)
    found: list[dict[str, Any]] = []
    for row in connection.execute(query).mappings():
        sides = {row["left_person_id"], row["right_person_id"]}
        former = select(alias.c.old_id).where(alias.c.person_id == task["person_id"])
        other = select(person.c.full_name, person.c.city).where(
            person.c.id.in_(sides), person.c.id != task["person_id"], person.c.id.not_in(former)
        )
        found += [{"pair": row["id"], **one} for one in connection.execute(other).mappings()]
    return found


def _points(connection: Connection, task: Row, dialled: str) -> list[dict[str, Any]]:
    point = t.contact_point
    query = select(point).where(point.c.person_id == task["person_id"])
    rows = connection.execute(query.order_by(point.c.kind, point.c.rank, point.c.id)).mappings().all()
    ids = [row["id"] for row in rows]
    zone = t.point_zone
    zones: dict[str, list[str]] = {}
    for point_id, name in connection.execute(
        select(zone.c.point_id, zone.c.zone).where(zone.c.point_id.in_(ids)).order_by(zone.c.point_id, zone.c.zone)
    ):
        zones.setdefault(point_id, []).append(name)
    results = _last_results(connection, ids)
    return [
        {
            "id": row["id"],
            "kind": row["kind"],
            "value": row["value"],
            "lines": row["lines"],
            "status": row["status"],
            "reason": row["reason"],
            "line_type": row["line_type"],
            "extension": row["extension"],
            "zones": zones.get(row["id"], []),
            "last_result": results.get(row["id"], ""),
            "wrong": row["id"] in task["dead_points"],
            "dial": row["id"] == dialled,
        }
        for row in rows
    ]


def _last_results(connection: Connection, points: list[str]) -> dict[str, str]:
    attempt = t.attempt
    query = select(attempt.c.point_id, attempt.c.outcome).where(
        attempt.c.point_id.in_(points), attempt.c.state != "claimed"
    )
    return dict(connection.execute(query.order_by(attempt.c.at)).all())


def _context(
    connection: Connection, office: Office, task: Row, points: list[dict[str, Any]], now: datetime
) -> dict[str, Any]:
    """The template variables of the piece, with the person's postal address, which a call's own point does not have."""
    made = ledger.preview(
        connection, office, campaign=task["campaign_id"], wave=task["wave"], piece_ids=[task["piece_id"]], now=now
    )
    context = made[0].context if made else {}
    lines: list[str] = next((point["lines"] for point in points if point["kind"] == "post"), [])
    return {**context, "address": {**context.get("address", {}), "lines": list(lines)}}


def _script(connection: Connection, office: Office, task: Row, context: Mapping[str, Any]) -> dict[str, Any]:
    run = ledger.load_run(connection, task["campaign_id"], task["wave"])
    template = open_template(office.settings.templates / run.wave["template"])
    script = spoken(load_script(template, task["language"]), template, context)
    return {
        "template": template.name,
        "sha256": template.sha256,
        "title": script.title,
        "start": script.start,
        "language": script.language,
        "nodes": {key: asdict(node) for key, node in script.nodes.items()},
        "objections": [asdict(card) for card in script.objections],
    }


def _history(connection: Connection, person_id: str) -> list[dict[str, Any]]:
    """The last contacts on any channel and what came back, newest first."""
    attempt, piece, answer = t.attempt, t.piece, t.response
    tries = connection.execute(
        select(attempt.c.at, attempt.c.channel, piece.c.campaign_id, attempt.c.outcome, attempt.c.agent)
        .join(piece, piece.c.id == attempt.c.piece_id)
        .where(attempt.c.person_id == person_id, attempt.c.state != "claimed")
        .order_by(attempt.c.at.desc())
        .limit(_HISTORY)
    ).mappings()
    answers = connection.execute(
        select(
            answer.c.at,
            func.coalesce(answer.c.source, "").label("channel"),
            answer.c.campaign_id,
            answer.c.kind.label("outcome"),
        )
        .where(answer.c.person_id == person_id)
        .order_by(answer.c.at.desc())
        .limit(_HISTORY)
    ).mappings()
    rows = [{**row} for row in tries] + [{**row, "agent": ""} for row in answers]
    rows.sort(key=lambda row: row["at"], reverse=True)
    return [{**row, "at": row["at"].isoformat()} for row in rows[:_HISTORY]]
