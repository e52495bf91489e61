"""What was drawn for a household or a company holds when it merges, or when somebody moves out."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select, update

from dm.db import insert_many, reading, writing
from dm.db import tables as t
from tests.plan_world import NOW, Desk, fill


@pytest.fixture
def desk(engine: Engine, tmp_path: Any, repo: Any) -> Desk:
    fill(engine)
    return Desk(engine, tmp_path, repo)


def _unit(kind: str) -> tuple[str, str]:
    return 'holdout_key = "spring"', f'holdout_key = "spring"\nunit = "{kind}"'


def _draws(desk: Desk) -> dict[str, tuple[str, str]]:
    drawn = t.assignment
    with reading(desk.engine) as connection:
        return {row.unit_id: (row.arm, row.cell) for row in connection.execute(select(drawn))}


def _members(desk: Desk, kind: str, groups: dict[str, list[int]], **columns: Any) -> None:
    group, member = (t.household, t.household_member) if kind == "household" else (t.company, t.company_member)
    with writing(desk.engine) as connection:
        there = set(connection.execute(select(group.c.id)).scalars())
        insert_many(
            connection, group, [{"id": one, "created_at": NOW, **columns} for one in groups if one not in there]
        )
        connection.execute(delete(member))
        rows = [{f"{kind}_id": one, "person_id": f"P{n}"} for one, people in groups.items() for n in people]
        insert_many(connection, member, rows)


@pytest.mark.parametrize("kind", ["household", "company"])
def test_a_merged_group_keeps_its_draw(desk: Desk, kind: str) -> None:
    groups = {f"G{n}": [2 * n, 2 * n + 1] for n in range(10)}
    _members(desk, kind, groups)
    desk.plan(unit=_unit(kind))
    before = _draws(desk)
    _members(desk, kind, {f"N{one}": people for one, people in groups.items()})
    alias = t.household_alias if kind == "household" else t.company_alias
    with writing(desk.engine) as connection:
        insert_many(connection, alias, [{"old_id": one, f"{kind}_id": f"N{one}", "at": NOW} for one in groups])
    desk.plan(unit=_unit(kind))
    after = _draws(desk)
    assert {after[f"N{one}"] for one in groups} and all(after[f"N{one}"] == before[one] for one in groups)


def test_who_moves_out_keeps_the_draw_of_the_household(desk: Desk) -> None:
    groups = {f"G{n}": [2 * n, 2 * n + 1] for n in range(10)}
    _members(desk, "household", groups)
    desk.plan(unit=_unit("household"))
    before = _draws(desk)
    _members(desk, "household", {**{one: people[:1] for one, people in groups.items()}})
    with writing(desk.engine) as connection:
        for one, people in groups.items():
            row = {"id": f"N{one}", "created_at": NOW, "parted_from": one}
            connection.execute(insert(t.household).values(row))
            member = {"household_id": f"N{one}", "person_id": f"P{people[1]}"}
            connection.execute(insert(t.household_member).values(member))
        connection.execute(update(t.assignment).values(drawn_at=NOW))
    desk.plan(unit=_unit("household"))
    after = _draws(desk)
    assert all(after[f"N{one}"] == before[one] == after[one] for one in groups)
