"""Bringing a database to this version's tables and views."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from dm.db.engine import reading, use_wal, writing
from dm.db.views import replace_views

_MIGRATIONS = Path(__file__).with_name("migrations")


def upgrade(engine: Engine) -> None:
    """Run every migration not yet run, then make the analyst's views anew; safe to run again."""
    use_wal(engine)
    with writing(engine) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        replace_views(connection)


create_all = upgrade


def is_current(engine: Engine) -> bool:
    """Whether the database has this version's tables."""
    with reading(engine) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config
