"""The analyst's stable views: one SQL file each, named mart_*, the same on both databases."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text

_FOLDER = Path(__file__).parent


def view_names() -> list[str]:
    """Names of all views, in order of making."""
    return sorted(path.stem for path in _FOLDER.glob("mart_*.sql"))


def replace_views(connection: Connection) -> None:
    """Drop and make every view; views hold no data, so nothing is lost."""
    for name in view_names():
        connection.execute(text(f'DROP VIEW IF EXISTS "{name}"'))
        select = (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
        connection.exec_driver_sql(f'CREATE VIEW "{name}" AS\n{select}')
