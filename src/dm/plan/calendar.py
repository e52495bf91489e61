"""When a campaign's waves leave: fixed days, and days reckoned from the wave before."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dm.errors import InputError
from dm.plan.brief import Brief, Wave


def wave_days(waves: tuple[Wave, ...]) -> dict[str, date]:
    """The day of each wave, `after` reckoned from the planned day of the other; InputError names a circle."""
    by_name = {wave.name: wave for wave in waves}
    return {wave.name: _day(wave, by_name, ()) for wave in waves}


def _day(wave: Wave, by_name: dict[str, Wave], waiting: tuple[str, ...]) -> date:
    if wave.drop_on is not None:
        return wave.drop_on
    if wave.name in waiting:
        circle = " after ".join((*waiting[waiting.index(wave.name) :], wave.name))
        raise InputError(f"The waves wait for each other: {circle}.", hint="Give one of them a drop_on.")
    return _day(by_name[wave.after], by_name, (*waiting, wave.name)) + timedelta(days=wave.after_days)


def moment_of(day: date, hour: time | None, zone: str) -> datetime:
    """The moment, in UTC, of an hour of a day in a zone; an hour that a clock change skips moves on."""
    return datetime.combine(day, hour or time(), ZoneInfo(zone)).astimezone(UTC)


def check_days(file: str, brief: Brief) -> None:
    """Every wave leaves while the campaign is open; InputError otherwise."""
    for name, day in wave_days(brief.waves).items():
        if not brief.opens_on <= day <= brief.closes_on:
            raise InputError(
                f"{file}: [[wave]] {name} would leave on {day}, outside of the campaign.",
                hint=f"It is open from {brief.opens_on} to {brief.closes_on}.",
            )


def calendar(brief: Brief, pieces: dict[str, int]) -> list[dict[str, str | int]]:
    """Dated steps, in order: {on, at, step, wave, channel, pieces, note}; `pieces` counts those of each wave."""
    steps: list[dict[str, str | int]] = [_step(brief.opens_on, "opens"), _step(brief.closes_on, "closes")]
    days = wave_days(brief.waves)
    for wave in brief.waves:
        note = f"{wave.after_days} days after {wave.after} has left" if wave.after else ""
        steps.append(
            _step(
                days[wave.name],
                "wave",
                wave=wave.name,
                channel=wave.channel.value,
                pieces=pieces.get(wave.name, 0),
                note=note,
            )
            | {"at": f"{wave.send_at:%H:%M}, the recipient's time" if wave.send_at else ""}
        )
    order = {"opens": 0, "wave": 1, "closes": 2}
    return sorted(steps, key=lambda step: (str(step["on"]), order[str(step["step"])]))


def _step(
    on: date, step: str, *, wave: str = "", channel: str = "", pieces: int = 0, note: str = ""
) -> dict[str, str | int]:
    return {
        "on": on.isoformat(),
        "at": "",
        "step": step,
        "wave": wave,
        "channel": channel,
        "pieces": pieces,
        "note": note,
    }
