"""Many rows at once, counted truly, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import numpy as np
import pytest
from sqlalchemy import func, insert, inspect, select
from sqlalchemy.exc import IntegrityError

from dm import db
from dm.db import tables as t
from tests.ledger_world import full_person, source_row

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
        names = connection.execute(select(t.user_account.c.name)).scalars().all()
    assert sorted(names) == sorted(f"u{number}" for number in range(6_010))


def test_a_column_that_only_repeats_its_default_holds_it(engine) -> None:
    said = [("", None), ("Dr.\\\t", None), ("", "f")]
    rows = [full_person(number, title=title, gender=gender) for number, (title, gender) in enumerate(said)]
    with db.writing(engine) as connection:
        db.insert_many(connection, t.person, rows[:1])
        db.insert_many(connection, t.person, rows[1:])
        person = t.person
        found = connection.execute(select(person.c.title, person.c.gender).order_by(person.c.id))
        assert found.all() == said


def test_names_are_data(engine) -> None:
    hostile = {**user(1), "name": "a\tb\\.\n'; DROP TABLE person; --"}
    with db.writing(engine) as connection:
        db.insert_many(connection, t.user_account, [hostile])
        assert connection.execute(select(t.user_account.c.name)).scalar_one() == hostile["name"]


TEXTS = ["", "plain", "a\tb", "a\\", "\\N", "\\.", "a\nb", "a\rb", "'; DROP TABLE person; --"]


def test_every_kind_of_value_comes_back_as_it_went_in(engine) -> None:
    """Whatever stands beside it: a text that COPY would read otherwise, nothing, or an empty list."""
    with db.writing(engine) as connection:
        db.insert_many(connection, t.source, [source_row()])
        people = [
            full_person(number, full_name=name, gender=None if number % 2 else "f", salt=b"\\\n\t\0" * 4, custom=custom)
            for number, (name, custom) in enumerate(product(TEXTS, ({}, {"k": "a\tb\\n\n"})))
        ]
        db.insert_many(connection, t.person, people)
        names = ("id", "full_name", "gender", "salt", "custom", "observed_at")
        asked = select(*(t.person.c[name] for name in names)).order_by(t.person.c.id)
        found = [tuple(row) for row in connection.execute(asked)]
    assert found == sorted(tuple(person[name] for name in names) for person in people)


@pytest.mark.parametrize("rows", [2, 5_001])  # few, and so many that they go by hundreds
def test_what_is_the_same_in_all_rows_is_told_once_and_stands_in_each(engine, rows) -> None:
    same = {"reason": "it's \\ 'one'\t; --", "at": NOW}
    names = ("old_id",)
    with db.writing(engine) as connection:
        db.insert_many(connection, t.source, [source_row()])
        db.insert_many(connection, t.person, [full_person(1)])
        same |= {"person_id": connection.execute(select(t.person.c.id)).scalar_one()}
        db.insert_tuples(connection, t.person_alias, names, ((f"P{number}",) for number in range(rows)), same=same)
        alias = t.person_alias
        found = connection.execute(
            select(alias.c.reason, alias.c.at, func.count()).group_by(alias.c.reason, alias.c.at)
        )
        assert found.all() == [(same["reason"], NOW, rows)]


def test_whole_numbers_come_back_as_they_went_in_from_one_end_to_the_other(engine, monkeypatch) -> None:
    monkeypatch.setattr("dm.db.bulk._LONGS_AT_ONCE", 3)
    ends = [-(2**63), -1, 0, 1, 2**63 - 1]
    keys, records = (np.array(column, np.int64) for column in zip(*product(ends, ends[2:]), strict=True))
    with db.writing(engine) as connection:
        db.insert_longs(connection, t.link_key, ("key", "record_id"), (keys, records))
        db.insert_longs(connection, t.link_key, ("record_id", "key"), (records[:0], keys[:0]))
        found = connection.execute(select(t.link_key.c.key, t.link_key.c.record_id)).all()
    assert sorted(map(tuple, found)) == list(product(ends, ends[2:]))


def test_what_a_row_said_is_kept_as_it_was_written(engine) -> None:
    """Fields in their order, too, which JSONB would not keep."""
    with db.writing(engine) as connection:
        db.insert_many(connection, t.source, [source_row()])
        batch = {"id": "B1", "source_id": "shop", "file_name": "a", "file_sha256": "a", "mapping": {}, "rows": 1}
        batch |= {"accepted": 1, "quarantined": 0, "imported_at": NOW, "state": "accepted"}
        db.insert_many(connection, t.batch, [batch])
        fields = {"phone": "\\ 1", "email": ["b\t", "a"]}
        row = {"batch_id": "B1", "row": 2, "external_id": "", "raw": ["b\n"], "fields": fields}
        db.insert_many(connection, t.record, [row])
        raw, kept = connection.execute(select(t.record.c.raw, t.record.c.fields)).one()
    assert raw == ["b\n"]
    assert list(kept.items()) == list(fields.items())


def index_names(connection, table):
    return {index["name"] for index in inspect(connection).get_indexes(table.name)}


@pytest.mark.parametrize(("rows", "aside"), [(1_000, False), (20_000, True)])
def test_indexes_are_made_after_many_rows_and_kept_for_few(engine, rows, aside) -> None:
    with db.writing(engine) as connection:
        before = index_names(connection, t.company)
        db.hold(connection, (t.company,), rows)
        with db.loading(connection, (t.company,), rows):
            assert (index_names(connection, t.company) != before) == aside
        assert index_names(connection, t.company) == before


def test_indexes_are_back_after_an_error(engine) -> None:
    with db.reading(engine) as connection:
        before = index_names(connection, t.company)
    with (
        pytest.raises(ZeroDivisionError),
        db.writing(engine) as connection,
        db.loading(connection, (t.company,), 20_000),
    ):
        raise ZeroDivisionError
    with db.reading(engine) as connection:
        assert index_names(connection, t.company) == before


def test_a_table_that_holds_more_than_comes_keeps_its_indexes(engine, monkeypatch) -> None:
    monkeypatch.setattr("dm.db.indexes._LEAST", 2)
    with db.writing(engine) as connection:
        db.insert_many(connection, t.company, ({"id": f"C{one}", "created_at": NOW} for one in range(4)))
        before = index_names(connection, t.company)
        db.hold(connection, (t.company,), 3)
        with db.loading(connection, (t.company,), 3):
            assert index_names(connection, t.company) == before


def test_on_postgresql_indexes_go_only_from_a_table_that_nobody_else_may_see(engine) -> None:
    with db.writing(engine) as connection:
        before = index_names(connection, t.company)
        with db.loading(connection, (t.company,), 20_000):
            assert (index_names(connection, t.company) == before) == (engine.dialect.name == "postgresql")


def load(connection, table, rows):
    db.hold(connection, (table,), 20_000)
    with db.loading(connection, (table,), 20_000):
        db.insert_many(connection, table, rows)


def test_what_is_loaded_still_refers_to_what_exists(engine) -> None:
    with db.writing(engine) as connection:
        before = inspect(connection).get_foreign_keys("company_member")
        load(connection, t.company_member, [])
        assert inspect(connection).get_foreign_keys("company_member") == before
    lost = [{"company_id": "C0", "person_id": "P0", "role": "", "department": ""}]
    with pytest.raises(IntegrityError), db.writing(engine) as connection:
        load(connection, t.company_member, lost)


def test_keys_that_come_sorted_are_keys_at_the_end(engine) -> None:
    one = [np.array([1], np.int64)] * 2
    with db.writing(engine) as connection:
        before = inspect(connection).get_pk_constraint("link_key")
        db.hold(connection, (t.link_key,), 20_000)
        with db.loading(connection, (t.link_key,), 20_000, sorted_in=(t.link_key,)):
            db.insert_longs(connection, t.link_key, ("key", "record_id"), one)
        assert inspect(connection).get_pk_constraint("link_key") == before
    with pytest.raises(IntegrityError), db.writing(engine) as connection:
        connection.execute(insert(t.link_key).values(key=1, record_id=1))


def test_an_update_puts_the_indexes_of_its_column_aside(engine) -> None:
    with db.writing(engine) as connection:
        before = index_names(connection, t.record)
        db.hold(connection, (t.record,), 20_000)
        with db.loading(connection, (t.record,), 20_000, changing="person_id"):
            assert before - index_names(connection, t.record) == {"ix_record_person_id"}
        assert index_names(connection, t.record) == before
