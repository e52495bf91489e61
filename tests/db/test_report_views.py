"""Every view of the analysts selects on both databases and is documented, column by column."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from dm.db import reading
from dm.db.views import view_names


def columns_of(engine, view):
    with reading(engine) as connection:
        return list(connection.execute(text(f"SELECT * FROM {view}")).keys())


@pytest.mark.parametrize("view", view_names())
def test_a_view_selects(engine, view):
    assert columns_of(engine, view)


@pytest.mark.parametrize("view", view_names())
def test_every_column_is_in_the_data_dictionary(engine, view, repo):
    dictionary = (repo / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {view}\n(.*?)(?=^## |\Z)", dictionary, re.MULTILINE | re.DOTALL)
    assert found, f"docs/data-dictionary.md has no section {view}"
    documented = re.findall(r"^\| `(\w+)` \|", found[1], re.MULTILINE)
    assert documented == columns_of(engine, view)


def test_the_views_show_nobody_by_name(engine):
    shown = {column for view in view_names() for column in columns_of(engine, view)}
    personal = {"given_name", "family_name", "full_name", "value", "raw", "note", "notes", "street", "birth_date"}
    assert not shown & personal
