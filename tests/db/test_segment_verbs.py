"""Segments from a file: counted, shown as SQL that runs as it stands, sampled the same way each time."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dm import segment
from dm.conditions import load_segment
from dm.db import reading
from dm.db import tables as t
from dm.errors import InputError
from tests.plan_world import NOW, SEGMENT, fill

CYRILLIC = """
[segment]
id = "near"
all = [
  { field = "city", in = ["ДРЕЗДЕН", "dresden"] },
  { field = "distance_km(52.5,13.4)", known = false },
  { field = "role", known = false },
  { not = { field = "title", contains = "Dr. 100% 'x':y" } },
  { field = "purchases.count", at_least = 1, since = 2020-01-01, until = 2027-01-01 },
]
"""


@pytest.fixture
def warm(tmp_path):
    path = tmp_path / "warm.toml"
    path.write_text(SEGMENT, encoding="utf-8")
    return load_segment(path)


def test_a_count_names_the_base_and_the_countries(engine, warm):
    fill(engine, 8)
    counts = segment.count(engine, warm, now=NOW)
    assert (counts.people, counts.base) == (13, 14)
    assert counts.countries == {"": 1, "AT": 1, "DE": 11}
    with reading(engine) as connection:
        assert connection.execute(select(t.segment.c.sha256)).scalar() == warm.sha256


def test_the_sql_shown_runs_as_it_stands(engine, tmp_path):
    fill(engine, 8)
    (tmp_path / "near.toml").write_text(CYRILLIC, encoding="utf-8")
    near = load_segment(tmp_path / "near.toml")
    shown = segment.readable_sql(engine, near, now=NOW)
    with reading(engine) as connection:
        ids = connection.execute(segment.people_of(near, now=NOW)).scalars().all()
        cursor = connection.connection.cursor()
        cursor.execute(shown)
        raw = [row[0] for row in cursor.fetchall()]
    assert sorted(raw) == sorted(ids)
    assert "%%" not in shown


def test_a_sample_is_the_same_each_time_and_names_nobody(engine, warm):
    fill(engine, 8)
    first = segment.sample(engine, warm, now=NOW, size=5)
    assert first == segment.sample(engine, warm, now=NOW, size=5)
    assert len({one.person_id for one in first}) == 5
    assert "Weiß" not in repr(first)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[segment]", "[segmnt]", "needs one table"),
        ("any = [", "anyone = [", 'Did you mean "any"?'),
        ("purchases.count", "purchase.count", 'Did you mean "purchases.count"?'),
        ('id = "warm"', 'id = "Warm people"', "is no id"),
        ("at_least = 1 }", "at_least = 1", "is no TOML"),
    ],
)
def test_a_fault_in_the_file_is_named(tmp_path, old, new, said):
    path = tmp_path / "warm.toml"
    path.write_text(SEGMENT.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_segment(path)
    assert said in str(caught.value)


def test_a_missing_file_names_the_nearest(tmp_path):
    (tmp_path / "warm.toml").write_text(SEGMENT, encoding="utf-8")
    with pytest.raises(InputError, match=r'Did you mean "warm.toml"\?'):
        load_segment(tmp_path / "worm.toml")
