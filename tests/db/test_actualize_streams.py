"""What a run makes does not depend on how many records pass through memory at once; a second run makes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from dm import acquire as lists
from dm import consent, db
from dm.actualize import actualize
from dm.actualize.lineage import lineage_of, values_of
from dm.actualize.query import entries_of
from dm.consent import load_policies
from dm.db.metadata import metadata
from dm.settings import Settings
from tests.db.test_actualize import SOURCE, Office

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HEADER = "Name;E-Mail;Telefon;Strasse;PLZ;Ort;Firma;Geburtstag;Position\n"
GIVEN = ["Anna", "ANNA", "Bert", "A.", "Karla", ""]
FAMILY = ["Weber", "Wagner", "Weiss", "Wei\u00df", ""]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(GIVEN),
        st.sampled_from(FAMILY),
        st.sampled_from(["", "a@x.de", "b@x.de", "info@x.de", "c@gmial.com"]),
        st.sampled_from(["", "0171 1234567", "0171 7654321", "030 1234567", "12"]),
        st.sampled_from(["", "Weg 1", "Weg 2"]),
        st.sampled_from(["", "Beispiel GmbH", "Muster AG"]),
        st.sampled_from(["", "1980-01-01", "01.02.1981", "31.02.1980"]),
        st.sampled_from(["", "Chef", "Leiterin"]),
    ),
    min_size=1,
    max_size=14,
)
# Salts are drawn anew in every run; a number given to a row of lineage means nothing.
_DRAWN = {"person": {"salt"}, "person_value": {"id"}}


def dump(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, but for what is drawn."""
    with db.reading(engine) as connection:
        return {
            table.name: sorted(
                (
                    {name: value for name, value in row.items() if name not in _DRAWN.get(table.name, ())}
                    for row in connection.execute(select(table)).mappings()
                ),
                key=repr,
            )
            for table in metadata.sorted_tables
        }


class Workshop:
    """A database of its own for each list."""

    def __init__(self, engine: Engine, folder: Path, repo: Path) -> None:
        self.engine, self.folder = engine, folder
        self.settings = Settings(workspace=folder, database_url="", secret_key=b"s", suppression_key=b"k")
        self.policies = load_policies(repo / "consent" / "jurisdictions")
        source = folder / "shop.toml"
        source.write_text(SOURCE.format(id="shop", party="consumer", country="DE", day="2026-10-01"), "utf-8")
        lists.register_source(engine, source, now=NOW, actor="test")

    def run(self, rows: list[tuple[str, ...]], at_once: int, *, minute: int) -> None:
        path = self.folder / f"list{minute}.csv"
        lines = (
            f"{given} {family};{';'.join([*rest[:3], '10115', 'Berlin', *rest[3:]])}\n" for given, family, *rest in rows
        )
        path.write_text(HEADER + "".join(lines), "utf-8")
        now, options = NOW + timedelta(minutes=minute), lists.AcquireOptions()
        lists.acquire(
            self.engine, path, source_id="shop", options=options, settings=self.settings, now=now, actor="test"
        )
        actualize(
            self.engine, settings=self.settings, policies=self.policies, now=now, say=lambda _: None, at_once=at_once
        )


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], tuple[Engine, Path]]:
    """Makes SQLite databases with all tables by copying one."""
    folder = tmp_path_factory.mktemp("streams")
    first = db.connect(f"sqlite:///{folder}/first.sqlite")
    db.create_all(first)
    first.dispose()
    content = (folder / "first.sqlite").read_bytes()
    number = count()

    def make() -> tuple[Engine, Path]:
        here = folder / str(next(number))
        here.mkdir()
        (here / "dm.sqlite").write_bytes(content)
        return db.connect(f"sqlite:///{here}/dm.sqlite"), here

    return make


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, ROWS, st.integers(1, 5))
@example([("Anna", "Weber", "a@x.de", "", "", "", "", "")] * 3, [("A.", "Weber", "a@x.de", "", "", "", "", "Chef")], 1)
def test_chunks_of_any_size_make_the_same_base(empty, repo, first, second, at_once) -> None:
    made = []
    for size in (at_once, 10_000):
        engine, folder = empty()
        workshop = Workshop(engine, folder, repo)
        workshop.run(first, size, minute=0)
        if first != second:
            workshop.run(second, size, minute=1)
        made.append(dump(engine))
        engine.dispose()
    assert made[0] == made[1]


def test_a_large_load_makes_the_same_base(empty, engine, tmp_path, repo, monkeypatch) -> None:
    """First into an empty base, then beside as many people as come: with indexes put aside, and without."""
    first = [("Anna", f"Weber{place}", f"a{place}@x.de", "", "Weg 1", "", "", "") for place in range(3)]
    second = [("Bert", f"Wagner{place}", f"a{place}@x.de", "", "Weg 2", "", "", "") for place in range(4)]
    made = []
    for database, folder, least in ((*empty(), 20_000), (engine, tmp_path, 1)):
        monkeypatch.setattr("dm.db.indexes._LEAST", least)
        workshop = Workshop(database, folder, repo)
        workshop.run(first, 10, minute=0)
        workshop.run(second, 10, minute=1)
        made.append(dump(database))
    assert made[0] == made[1]


LIST = (
    "Name;E-Mail;Telefon;Strasse;PLZ;Ort;Firma;Position;Kundennummer\n"
    "Anna Weber;anna@x.de;0171 1234567;Weg 5;10115;Berlin;Beispiel GmbH;Chefin;7\n"
    "WEBER ANNA;anna@x.de;;;;;Muster AG;;\n"
    "Bert Wagner;bert@gmial.com;030 1234567;Weg 5;10115;Berlin;;;8\n"
)


@pytest.fixture
def office(engine: Engine, tmp_path: Path, repo: Path) -> Office:
    made = Office(engine, tmp_path, repo)
    made.source("shop")
    made.acquire("shop", LIST)
    made.actualize()
    return made


def test_a_second_run_changes_no_table(office: Office) -> None:
    before = dump(office.engine)
    office.clock += timedelta(days=1)
    office.actualize()
    assert dump(office.engine) == before


def test_every_value_of_a_person_has_its_record(office: Office) -> None:
    people = {row["full_name"]: row["id"] for row in office.all("person")}
    with db.reading(office.engine) as connection:
        rows = lineage_of(connection, people.values())
        entries = entries_of(connection, [people["Bert Wagner"]])
    anna = {(row["field"], row["value"]): row["chosen"] for row in rows if row["person_id"] == people["Anna Weber"]}
    assert anna[("job_title", "Chefin")] == anna[("company", "Beispiel GmbH")] == anna[("external_id", "7")] == 1
    assert anna[("company", "Muster AG")] == 0
    bert = [row for row in rows if row["person_id"] == people["Bert Wagner"]]
    assert [{name: row[name] for name in ("field", "value", "record_id")} for row in bert] == [
        {name: row[name] for name in ("field", "value", "record_id")} for row in values_of(entries)
    ]
    assert ("full_name", "Bert Wagner") in {(row["field"], row["value"]) for row in bert}


def test_an_erased_person_leaves_no_keys(office: Office) -> None:
    people = {row["full_name"]: row["id"] for row in office.all("person")}
    records = {row["id"] for row in office.all("record") if row["person_id"] == people["Bert Wagner"]}
    assert records & {row["record_id"] for row in office.all("link_key")}
    with db.writing(office.engine) as connection:
        consent.erase(connection, people["Bert Wagner"], key=b"k", now=NOW, actor="test")
    assert not records & {row["record_id"] for row in office.all("link_key")}
