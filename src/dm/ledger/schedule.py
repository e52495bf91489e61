"""When pieces fall due: fixed for dated waves, and for waves that come after another once that one has begun."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, update

from dm.db import tables as t
from dm.db.bulk import chunks
from dm.ledger.values import Run
from dm.model import PieceState

Row = Mapping[Any, Any]


def due_moment(day: date, send_at: str, zones: Iterable[str], campaign_zone: str) -> datetime:
    """The moment, in UTC, at which a piece may leave on a day.

    `send_at` is "HH:MM" of the recipient's local time: of several possible zones the one that reaches it last counts.
    "" means the day's beginning in the campaign's zone. An hour that a clock change skips moves to the hour after it.
    """
    if not send_at:
        return _wall(day, time(0), campaign_zone)
    hour = time.fromisoformat(send_at)
    return max(_wall(day, hour, zone) for zone in [*zones] or [campaign_zone])


def begin_wave(connection: Connection, run: Run, now: datetime) -> None:
    """Note that a wave has begun, and fix the days of the waves that come after it; again changes nothing."""
    wave = t.wave
    begun = connection.execute(
        update(wave)
        .where(wave.c.campaign_id == run.campaign["id"], wave.c.name == run.wave["name"], wave.c.launched_at.is_(None))
        .values(launched_at=now)
    ).rowcount
    if not begun:
        return
    followers = connection.execute(
        select(wave).where(wave.c.campaign_id == run.campaign["id"], wave.c.after_wave == run.wave["name"])
    ).mappings()
    today = now.astimezone(ZoneInfo(run.campaign["time_zone"])).date()
    for follower in followers.all():
        schedule_wave(connection, run.campaign, follower, today + timedelta(days=follower["after_days"] or 0))


def schedule_wave(connection: Connection, campaign: Row, wave: Row, day: date) -> None:
    """Fix the day of a wave: each of its planned pieces falls due at the recipient's hour."""
    zone = campaign["time_zone"]
    due_of_wave = due_moment(day, wave["send_at"], [], zone)
    connection.execute(
        update(t.wave)
        .where(t.wave.c.campaign_id == campaign["id"], t.wave.c.name == wave["name"])
        .values(due_at=due_of_wave)
    )
    by_moment: dict[datetime, list[str]] = defaultdict(list)
    if wave["send_at"]:
        for piece_id, zones in _zones(connection, campaign["id"], wave["name"]).items():
            by_moment[due_moment(day, wave["send_at"], zones, zone)].append(piece_id)
    else:
        by_moment[due_of_wave] = _planned(connection, campaign["id"], wave["name"])
    for moment, pieces in by_moment.items():
        for some in chunks(pieces, 500):
            connection.execute(update(t.piece).where(t.piece.c.id.in_(some)).values(due_at=moment))


def _planned(connection: Connection, campaign: str, wave: str) -> list[str]:
    query = select(t.piece.c.id).where(
        t.piece.c.campaign_id == campaign, t.piece.c.wave == wave, t.piece.c.state == PieceState.PLANNED.value
    )
    return list(connection.execute(query).scalars())


def _zones(connection: Connection, campaign: str, wave: str) -> dict[str, set[str]]:
    """Possible zones of each planned piece: those of its point, else of any point of the person."""
    zones: dict[str, set[str]] = {piece: set() for piece in _planned(connection, campaign, wave)}
    of_wave = (t.piece.c.campaign_id == campaign) & (t.piece.c.wave == wave)
    own = select(t.piece.c.id, t.point_zone.c.zone).join(t.point_zone, t.point_zone.c.point_id == t.piece.c.point_id)
    for piece_id, zone in connection.execute(own.where(of_wave)):
        if piece_id in zones:
            zones[piece_id].add(zone)
    others = (
        select(t.piece.c.id, t.point_zone.c.zone)
        .join(t.contact_point, t.contact_point.c.person_id == t.piece.c.person_id)
        .join(t.point_zone, t.point_zone.c.point_id == t.contact_point.c.id)
    )
    lacking = {piece_id for piece_id, found in zones.items() if not found}
    for piece_id, zone in connection.execute(others.where(of_wave)):
        if piece_id in lacking:
            zones[piece_id].add(zone)
    return zones


def _wall(day: date, hour: time, zone: str) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)
