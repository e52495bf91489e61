"""Fields that stand in the person's own row, or in one that belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, Text, and_, case, cast, func, or_, select

from dm.conditions import compare
from dm.conditions.compare import Sql
from dm.conditions.fields import SCORES
from dm.conditions.tree import Leaf, Operator
from dm.conditions.window import bounds
from dm.db import tables as t
from dm.model import PointStatus
from dm.normal.companies import read_company
from dm.normal.folding import fold

_CODES = {
    "country": t.person.c.country,
    "postal_code": t.person.c.postal_code,
    "language": t.person.c.language,
    "gender": t.person.c.gender,
    "party": t.person.c.party,
}
_TEXTS = {"region": t.person.c.region, "title": t.person.c.title}
_NUMBER = r"\A-?[0-9]{1,15}([.][0-9]{1,9})?\Z"


def personal(leaf: Leaf, now: datetime) -> Sql | None:
    """The comparison of a field of the person; None when the field is not one of these."""
    if leaf.field in _CODES:
        return compare.code(_CODES[leaf.field], leaf)
    if leaf.field in _TEXTS:
        return compare.text(_TEXTS[leaf.field], leaf)
    if leaf.field in SCORES:
        return _score(leaf)
    if leaf.field.startswith("has."):
        return _has(leaf, now)
    made = _OTHERS.get(leaf.field)
    return made(leaf, now) if made else None


def among(members: Select[Any], leaf: Leaf) -> Sql:
    """Whether the person is among the rows found; a leaf that asks `known = false` or `is = false` turns it round."""
    found = t.person.c.id.in_(members)
    return ~found if leaf.operand is False else found


def for_rows(leaf: Leaf) -> Leaf:
    """The comparison for rows of a list: `known = false` looks for rows that are known, and is turned round outside."""
    return Leaf(leaf.field, leaf.operator, operand=True) if leaf.operator is Operator.KNOWN else leaf


def _city(leaf: Leaf, _now: datetime) -> Sql:
    return compare.folded(t.person.c.city_folded, leaf, fold, fold)


def _age(leaf: Leaf, now: datetime) -> Sql:
    return compare.years_since(t.person.c.birth_date, leaf, now.date())


def _freshness(leaf: Leaf, now: datetime) -> Sql:
    """The newer of two days: when the newest record was collected, and when the telephone confirmed it."""
    seen, verified = t.person.c.observed_at, t.person.c.verified_at
    return compare.days_since(case((verified > seen, verified), else_=seen), leaf, now)


def _verified(leaf: Leaf, now: datetime) -> Sql:
    since, until = bounds(leaf.window, now)
    moment = t.person.c.verified_at
    found = and_(
        moment.is_not(None),
        *([moment >= since] if since else []),
        *([moment < until] if until else []),
    )
    return found if leaf.operand else ~found


def _source(leaf: Leaf, _now: datetime) -> Sql:
    """Any record of the person came from there."""
    return _own_or_record(t.person.c.source_id, t.batch.c.source_id, leaf)


def _batch(leaf: Leaf, _now: datetime) -> Sql:
    return _own_or_record(t.person.c.batch_id, t.batch.c.id, leaf)


def _own_or_record(own: ColumnElement[Any], recorded: ColumnElement[Any], leaf: Leaf) -> Sql:
    if leaf.operator is Operator.KNOWN:
        return compare.code(own, leaf)
    records = (
        select(t.record.c.person_id)
        .join(t.batch, t.batch.c.id == t.record.c.batch_id)
        .where(t.record.c.person_id.is_not(None), compare.code(recorded, leaf))
    )
    return or_(compare.code(own, leaf), t.person.c.id.in_(records))


def _company(leaf: Leaf, now: datetime) -> Sql:
    """Any company the person works for now; the legal form does not matter."""
    asked = for_rows(leaf)
    key: Callable[[str], str] = lambda name: read_company(name).key  # noqa: E731
    members = (
        select(t.company_member.c.person_id)
        .join(t.company, t.company.c.id == t.company_member.c.company_id)
        .where(_still_member(now), compare.folded(t.company.c.name_folded, asked, key, fold))
    )
    return among(members, leaf)


def _role(leaf: Leaf, now: datetime) -> Sql:
    """What the person does in a company: as a member of it, or as the list says."""
    asked = for_rows(leaf)
    members = select(t.company_member.c.person_id).where(
        _still_member(now), compare.text(t.company_member.c.role, asked)
    )
    found = or_(compare.text(t.person.c.job_title, asked), t.person.c.id.in_(members))
    return ~found if leaf.operand is False else found


def _still_member(now: datetime) -> Sql:
    return or_(t.company_member.c.to_on.is_(None), t.company_member.c.to_on >= now.date())


def _has(leaf: Leaf, now: datetime) -> Sql:
    point = t.contact_point
    usable = select(point.c.person_id).where(
        point.c.kind == leaf.field.removeprefix("has."),
        point.c.status.in_([PointStatus.VALID.value, PointStatus.RISKY.value]),
        or_(point.c.valid_to.is_(None), point.c.valid_to >= now.date()),
    )
    return among(usable, leaf)


def _score(leaf: Leaf) -> Sql:
    """A number asks the score's value, a text its label."""
    kept = t.score.c
    if leaf.operator is Operator.KNOWN:
        holds = or_(kept.value.is_not(None), kept.label != "")
    else:
        holds = _mixed(leaf, kept.label, kept.value)
    return among(select(kept.person_id).where(kept.kind == leaf.field, holds), leaf)


def _custom(leaf: Leaf, _now: datetime) -> Sql:
    """A column of the list that has no field of its own; a number asks only those that hold one."""
    written = func.coalesce(cast(t.person.c.custom[str(leaf.argument[0])].as_string(), Text), "")
    figure = case((written.regexp_match(_NUMBER), cast(written, Float)), else_=None)
    return compare.text(written, leaf) if leaf.operator is Operator.KNOWN else _mixed(leaf, written, figure)


def _mixed(leaf: Leaf, words: ColumnElement[Any], figure: ColumnElement[Any]) -> Sql:
    items = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
    texts = tuple(item for item in items if isinstance(item, str))
    figures = tuple(item for item in items if not isinstance(item, str))
    if texts and figures:
        asked = [Leaf(leaf.field, leaf.operator, part) for part in (texts, figures)]
        return or_(compare.text(words, asked[0]), compare.number(figure, asked[1]))
    return compare.text(words, leaf) if texts else compare.number(figure, leaf)


_OTHERS: dict[str, Callable[[Leaf, datetime], Sql]] = {
    "city": _city,
    "age": _age,
    "freshness_days": _freshness,
    "verified": _verified,
    "source": _source,
    "batch": _batch,
    "company": _company,
    "role": _role,
    "custom": _custom,
}
