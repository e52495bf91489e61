"""The migrations make exactly the tables that the code knows, on both databases."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

from dm import db
from dm.db import tables as t
from dm.db.metadata import metadata
from dm.db.migrate import _config
from dm.db.views import replace_views
from tests.ledger_world import full_person, postal_point, source_row


def test_migrated_tables_are_the_tables_of_the_code(engine) -> None:
    with db.reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": metadata, "compare_type": False})
        differences = [
            difference for difference in compare_metadata(context, metadata) if "alembic_version" not in str(difference)
        ]
    assert differences == []


def test_upgrading_again_changes_nothing(engine) -> None:
    before = sorted(inspect(engine).get_table_names())
    db.upgrade(engine)
    assert sorted(inspect(engine).get_table_names()) == before
    assert db.is_current(engine)


def test_every_check_and_key_has_a_name(engine) -> None:
    inspector = inspect(engine)
    for table in metadata.sorted_tables:
        checks = {check["name"] for check in inspector.get_check_constraints(table.name)}
        known = {str(check.name) for check in table.constraints if check.__class__.__name__ == "CheckConstraint"}
        assert known <= checks, table.name
        assert inspector.get_pk_constraint(table.name)["name"] == f"pk_{table.name}"


def test_a_partial_key_lets_an_undone_batch_be_read_again(engine) -> None:
    from tests.ledger_world import LONG_AGO

    values = {"source_id": "shop", "file_name": "a.csv", "file_sha256": "a" * 64, "mapping": {}, "rows": 0}
    values |= {"accepted": 0, "quarantined": 0, "imported_at": LONG_AGO}
    with db.writing(engine) as connection:
        db.insert_many(connection, t.source, [source_row()])
        db.insert_many(connection, t.batch, [{"id": "B1", "state": "undone", **values}])
        db.insert_many(connection, t.batch, [{"id": "B2", "state": "accepted", **values}])
        rows = connection.execute(select(t.batch.c.id)).scalars().all()
    assert sorted(rows) == ["B1", "B2"]


def test_a_database_without_tables_says_what_to_do(tmp_path) -> None:
    from dm.errors import DatabaseError

    engine = db.connect(f"sqlite:///{tmp_path}/empty.sqlite")
    with pytest.raises(DatabaseError, match="no tables") as told, db.reading(engine) as connection:
        connection.execute(text("SELECT * FROM person"))
    assert "dm db upgrade" in told.value.hint


@pytest.fixture
def old_engine(tmp_path):
    """A SQLite database as the sixth migration left it, with its views."""
    engine = db.connect(f"sqlite:///{tmp_path}/old.sqlite")
    with db.writing(engine) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
        replace_views(connection)
    yield engine
    engine.dispose()


def test_points_and_zones_of_an_old_database_are_kept(old_engine) -> None:
    zones = [{"point_id": "P1-post", "zone": zone} for zone in ("Europe/Berlin", "Asia/Almaty")]
    with db.writing(old_engine) as connection:
        db.insert_many(connection, t.source, [source_row()])
        db.insert_many(connection, t.person, [full_person(1), full_person(2)])
        db.insert_many(connection, t.contact_point, [postal_point(2), postal_point(1)])
        db.insert_many(connection, t.point_zone, zones)
        before = connection.execute(select(t.contact_point).order_by(t.contact_point.c.id)).all()
    db.upgrade(old_engine)
    with db.reading(old_engine) as connection:
        assert connection.execute(select(t.contact_point).order_by(t.contact_point.c.id)).all() == before
        assert connection.execute(select(t.point_zone.c.zone)).scalars().all() == ["Asia/Almaty", "Europe/Berlin"]
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert "uq_contact_point" not in str(connection.exec_driver_sql("SELECT sql FROM sqlite_master").all())
        assert connection.execute(text("SELECT count(*) FROM mart_person")).scalar_one() == 2
