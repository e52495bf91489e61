"""The waves of a brief."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from dm.conditions import Condition, nearest, parse, plain
from dm.errors import InputError
from dm.model import Channel
from dm.plan.brief import Wave
from dm.plan.brief_table import BriefTable

_WAVE = (
    *("name", "channel", "template", "vendor", "drop_on", "after", "send_at", "unit_cost", "fixed_cost"),
    *("where", "unless", "agents", "release", "parcel"),
)
_NAME = re.compile(r"^[a-z0-9][a-z0-9_-]{0,39}$")
_AFTER = re.compile(r"^\s*([a-z0-9][a-z0-9_-]*)\s*(?:\+\s*(\d{1,3})\s*d)?\s*$")


def read_waves(file: str, raw: object, templates: Path) -> tuple[Wave, ...]:
    """The waves in the brief's order; their names are unique and `after` names another one, never in a circle."""
    if not isinstance(raw, list) or not raw:
        raise InputError(
            f"{file} has no [[wave]].", hint="Write at least one with name, channel, template and drop_on."
        )
    tables = [BriefTable(file, _place(one, at), one, _WAVE) for at, one in enumerate(raw, start=1)]
    waves = tuple(_wave(table, file, templates) for table in tables)
    names = [wave.name for wave in waves]
    for table, wave in zip(tables, waves, strict=True):
        if names.count(wave.name) > 1:
            table.fail("name", "is the name of two waves")
        if wave.after and (wave.after not in names or wave.after == wave.name):
            table.fail(
                "after", "names no other wave", nearest(wave.after, [name for name in names if name != wave.name])
            )
    return waves


def _place(raw: object, at: int) -> str:
    name = raw.get("name", at) if isinstance(raw, dict) else at
    return f"[[wave]] {name}"


def _wave(table: BriefTable, file: str, templates: Path) -> Wave:
    name = table.text("name", longest=40)
    if not _NAME.match(name):
        table.fail("name", "is no name of a wave", "Write small letters, digits, - and _.")
    channel = Channel(table.word("channel", tuple(channel.value for channel in Channel)))
    return Wave(
        name=name,
        channel=channel,
        template=_template(table, channel, templates),
        vendor=_vendor(table, channel, templates),
        **_when(table),
        unit_cost=table.rate("unit_cost") if table.has("unit_cost") else None,
        fixed_cost=table.money("fixed_cost") if table.has("fixed_cost") else None,
        **_conditions(table, f"{file}: [[wave]] {name}"),
        release=table.word("release", ("auto", "manual"), "auto"),
        agents=table.whole("agents", 0),
    )


def _template(table: BriefTable, channel: Channel, templates: Path) -> str:
    written = table.text("template")
    kind, _, name = written.partition("/")
    siblings = [f"{channel}/{path.name}" for path in (templates / channel).glob("*") if path.is_dir()]
    if kind != channel.value or not _NAME.match(name):
        table.fail("template", f"is no template for {channel}", nearest(written, siblings))
    if not (templates / written).is_dir():
        table.fail("template", f"there is no folder {templates / written}", nearest(written, siblings))
    return written


def _vendor(table: BriefTable, channel: Channel, templates: Path) -> str:
    vendor = table.text("vendor", "", longest=80)
    profiles = [path.stem for path in (templates / "profiles").glob("*.toml")]
    if vendor and channel is Channel.LETTER and vendor not in profiles:
        table.fail("vendor", "there is no such vendor profile", nearest(vendor, profiles))
    return vendor


def _when(table: BriefTable) -> dict[str, Any]:
    if table.has("drop_on") == table.has("after"):
        table.fail("after" if table.has("after") else "drop_on", "each wave needs either drop_on or after")
    hour = table.hour("send_at") if table.has("send_at") else None
    if table.has("drop_on"):
        return {"drop_on": table.day("drop_on"), "send_at": hour}
    found = _AFTER.match(table.text("after"))
    if not found:
        table.fail("after", "cannot be read", 'Write "letter + 7d".')
    return {"after": found[1], "after_days": int(found[2] or 0), "send_at": hour}


def _conditions(table: BriefTable, place: str) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    for key in ("where", "unless"):
        if table.has(key):
            condition: Condition = parse(table.raw(key), f"{place}: {key}")
            checked |= {key: condition, f"{key}_table": plain(table.raw(key))}
    return checked
