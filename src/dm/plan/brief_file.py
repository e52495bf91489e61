"""From a campaign file to a checked brief."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dm.conditions import load_segment, load_toml, nearest, plain
from dm.errors import InputError
from dm.model import ResponseKind
from dm.plan.brief import Audience, Brief, Budget, Cell, Pressure, Quality, Unit
from dm.plan.brief_table import BriefTable
from dm.plan.brief_waves import read_waves
from dm.plan.calendar import check_days

_TABLES = ("campaign", "audience", "pressure", "cell", "wave", "budget", "seeds")
_CAMPAIGN = (
    *("id", "title", "goal", "sphere", "price_category", "opens_on", "closes_on", "time_zone", "controller", "purpose"),
    *("sector", "title_in"),
)
_AUDIENCE = (
    *("segment", "countries", "min", "max", "quality", "holdout", "holdout_key", "unit", "priority", "base_rate"),
)
NEEDS = ("postal_address", "email", "phone")
_SEED_FIELDS = (
    *("full_name", "given_name", "middle_name", "family_name", "title", "gender", "company", "department", "job_title"),
    *("email", "phone", "address", "street", "house", "postal_code", "city", "region", "country", "language"),
)
CAMPAIGN_ID = re.compile(r"^[a-z0-9][a-z0-9_-]{0,39}$")
_CELL = re.compile(r"^\w[\w .+-]{0,39}$")
# The built-in campaign of verification calls, and words that folders of out/ use.
_RESERVED = ("verify",)


def load_brief(path: Path, *, workspace: Path, templates: Path) -> Brief:
    """Read and check a campaign file; InputError names the file, the key, the value and the way out."""
    document = load_toml(path, "campaign file")
    file = path.name
    for name in document:
        if name not in _TABLES:
            raise InputError(f'{file} has an unknown table "{name}".', hint=nearest(name, _TABLES))
    head = BriefTable(file, "[campaign]", document.get("campaign", {}), _CAMPAIGN)
    audience = _audience(file, document.get("audience", {}), _identity(head), [workspace, path.parent])
    brief = Brief(
        **_campaign(head),
        audience=audience,
        cells=_cells(file, document.get("cell")),
        waves=read_waves(file, document.get("wave"), templates),
        budget=_budget(file, document.get("budget", {})),
        pressure=_pressure(file, document.get("pressure")),
        seeds=_seeds(file, document.get("seeds")),
        document=plain(document),
    )
    _one_currency(file, brief)
    check_days(file, brief)
    return brief


def _identity(head: BriefTable) -> str:
    identity = head.text("id")
    if not CAMPAIGN_ID.match(identity) or identity in _RESERVED:
        head.fail("id", "is no id of a campaign", "Write small letters, digits, - and _, at most 40 of them.")
    return identity


def _campaign(head: BriefTable) -> dict[str, Any]:
    for key in ("sphere", "price_category"):
        head.text(key)
    opens_on, closes_on = head.day("opens_on"), head.day("closes_on")
    if closes_on < opens_on:
        head.fail("closes_on", f"lies before opens_on, {opens_on}")
    head.by_language("title_in")
    zone = head.text("time_zone")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        head.fail("time_zone", "is no time zone", 'Write an IANA name such as "Europe/Berlin".')
    return {
        "id": _identity(head),
        "title": head.text("title"),
        "goal": head.word("goal", tuple(kind.value for kind in ResponseKind)),
        "opens_on": opens_on,
        "closes_on": closes_on,
        "time_zone": zone,
        "controller": head.text("controller"),
        "purpose": head.text("purpose"),
    }


def _audience(file: str, raw: object, campaign: str, folders: list[Path]) -> Audience:
    table = BriefTable(file, "[audience]", raw, _AUDIENCE)
    minimum = table.whole("min", 0)
    maximum = table.whole("max", least=1) if table.has("max") else None
    if maximum is not None and maximum < minimum:
        table.fail("max", f"is less than min, {minimum}")
    holdout = table.share("holdout")
    if holdout >= 1:
        table.fail("holdout", "leaves nobody to contact")
    return Audience(
        segment=load_segment(_found(table, folders)),
        countries=_countries(table),
        holdout=holdout,
        holdout_key=table.text("holdout_key", campaign, longest=80) or campaign,
        minimum=minimum,
        maximum=maximum,
        quality=_quality(file, table.raw("quality")),
        unit=Unit(table.word("unit", tuple(unit.value for unit in Unit), Unit.PERSON.value)),
        priority=table.text("priority", "clv", longest=30),
        base_rate=table.share("base_rate", 0.02),
    )


def _found(table: BriefTable, folders: list[Path]) -> Path:
    """The segment's file, beside the workspace's other files or beside the brief."""
    written = table.text("segment")
    places = [folder / written for folder in folders]
    found = [place for place in places if place.is_file()]
    if not found:
        siblings = [f"segments/{path.name}" for path in folders[0].glob("segments/*.toml")]
        table.fail("segment", "there is no such file", nearest(written, siblings))
    return found[0]


def _countries(table: BriefTable) -> tuple[str, ...]:
    countries = tuple(code.upper() for code in table.texts("countries"))
    for code in countries:
        if not re.fullmatch(r"[A-Z]{2}", code):
            table.fail("countries", f'"{code}" is no country code', 'Write two letters: "DE", "RU".')
    return countries


def _quality(file: str, raw: object) -> Quality:
    if raw is None:
        return Quality()
    table = BriefTable(file, "[audience] quality", raw, ("verified_within_days", "freshness_days", "needs"))
    needs = table.texts("needs") if table.has("needs") else ()
    for need in needs:
        if need not in NEEDS:
            table.fail("needs", f'"{need}" is unknown', nearest(need, NEEDS))
    limits = [table.whole(key, least=1) for key in ("verified_within_days", "freshness_days") if table.has(key)]
    return Quality(needs, min(limits, default=None))


def _cells(file: str, raw: object) -> tuple[Cell, ...]:
    if not isinstance(raw, list) or not raw:
        raise InputError(f"{file} has no [[cell]].", hint='Write at least one: name = "A", share = 1.0, offer = "…".')
    tables = [
        BriefTable(file, f"[[cell]] {at}", one, ("name", "share", "offer", "offer_in"))
        for at, one in enumerate(raw, start=1)
    ]
    cells = tuple(Cell(one.text("name", longest=40), one.share("share"), one.text("offer", "")) for one in tables)
    names = [cell.name for cell in cells]
    for table, cell in zip(tables, cells, strict=True):
        table.by_language("offer_in")
        if names.count(cell.name) > 1 or not _CELL.match(cell.name):
            table.fail("name", "must be given once, in letters, digits, spaces, . + - or _")
    total = sum(cell.share for cell in cells)
    if abs(total - 1) > 1e-6:
        raise InputError(f"{file}: the shares of the cells add up to {total:g}.", hint="They must add up to 1.")
    return cells


def _budget(file: str, raw: object) -> Budget:
    table = BriefTable(file, "[budget]", raw, ("cap", "margin_per_order", "two_approvals_above"))
    optional = {name: table.money(name) for name in ("margin_per_order", "two_approvals_above") if table.has(name)}
    return Budget(cap=table.money("cap"), **optional)


def _pressure(file: str, raw: object) -> Pressure | None:
    if raw is None:
        return None
    outer = BriefTable(file, "[pressure]", raw, ("per_person",))
    inner = BriefTable(file, "[pressure] per_person", outer.raw("per_person"), ("days", "max"))
    return Pressure(inner.whole("days", least=1), inner.whole("max", least=1))


def _seeds(file: str, raw: object) -> tuple[dict[str, str], ...]:
    if raw is None:
        return ()
    people = BriefTable(file, "[seeds]", raw, ("people",)).raw("people")
    if not isinstance(people, list):
        raise InputError(f"{file}: [seeds] people is no list.", hint='Write people = [ { full_name = "…" } ].')
    tables = [BriefTable(file, f"[seeds] people {at}", one, _SEED_FIELDS) for at, one in enumerate(people, start=1)]
    return tuple({name: table.text(name) for name in _SEED_FIELDS if table.has(name)} for table in tables)


def _one_currency(file: str, brief: Brief) -> None:
    written = {brief.budget.cap.currency, *(wave.unit_cost.currency for wave in brief.waves if wave.unit_cost)}
    written |= {wave.fixed_cost.currency for wave in brief.waves if wave.fixed_cost}
    written |= {m.currency for m in (brief.budget.margin_per_order, brief.budget.two_approvals_above) if m}
    if len(written) > 1:
        raise InputError(
            f"{file} has more than one currency: {', '.join(sorted(written))}.",
            hint="Write every cost in the currency of [budget] cap.",
        )
