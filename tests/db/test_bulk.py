"""Many rows at once, counted truly, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, select

from dm import db
from dm.db import tables as t

NOW = datetime(2027, 3, 3, tzinfo=UTC)


def user(number):
    return {"name": f"u{number}", "role": "agent", "created_at": NOW}


def test_rows_that_exist_are_passed_over_and_only_new_ones_counted(engine) -> None:
    with db.writing(engine) as connection:
        assert db.insert_many(connection, t.user_account, [user(1), user(2)]) == 2
        assert db.insert_new(connection, t.user_account, [user(2), user(3), user(4)]) == 2
        assert db.insert_new(connection, t.user_account, []) == 0
        total = connection.execute(select(func.count()).select_from(t.user_account)).scalar_one()
    assert total == 4


def test_more_rows_than_one_chunk(engine) -> None:
    with db.writing(engine) as connection:
        assert db.insert_many(connection, t.user_account, (user(number) for number in range(6_000))) == 6_000
        assert db.insert_new(connection, t.user_account, (user(number) for number in range(5_990, 6_010))) == 10


def test_names_are_data(engine) -> None:
    hostile = {**user(1), "name": "a\tb\\.\n'; DROP TABLE person; --"}
    with db.writing(engine) as connection:
        db.insert_many(connection, t.user_account, [hostile])
        assert connection.execute(select(t.user_account.c.name)).scalar_one() == hostile["name"]
