"""Sources registered and files acquired, on both databases."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, inspect, select

from dm.acquire import AcquireOptions, acquire, list_sources, preview, register_source, undo
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import InputError, Refused
from dm.normal.keyed import key_id, keyed_hash
from dm.settings import Settings
from tests.ledger_world import source_row

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FAIR = """
[source]
id = "fair"
title = "Visitors of the fair"
supplier = "Messe GmbH"
origin = "supplier"
contract = "MB-17"
party = "consumer"
collected_from = 2026-03-01
collected_to = 2026-03-05
acquired_on = 2026-04-01
lawful_basis = "legitimate_interest"
permitted_channels = ["post", "phone"]
permitted_purposes = ["own_goods"]
valid_until = 2027-03-31
country = "DE"
language = "de"
unit_price = "0.12 EUR"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(workspace=tmp_path, database_url="", secret_key=b"s", suppression_key=b"k")


def _register(engine: Engine, folder: Path, text: str = FAIR) -> dict[str, object]:
    path = folder / "source.toml"
    path.write_text(text, "utf-8")
    return register_source(engine, path, now=NOW, actor="test")


def _count(engine: Engine, table: str) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(getattr(t, table))).scalar_one()


def test_a_source_is_registered_once_and_brought_up_to_date(engine: Engine, tmp_path: Path) -> None:
    assert _register(engine, tmp_path)["state"] == "new"
    assert _register(engine, tmp_path)["state"] == "unchanged"
    assert _register(engine, tmp_path, FAIR + "notice_on = 2026-04-20\n")["state"] == "updated"
    assert [(row["id"], row["batches"]) for row in list_sources(engine, NOW.date())] == [("fair", 0)]


def test_a_corrected_title_gives_no_uses_back_and_a_new_licence_does(engine: Engine, tmp_path: Path) -> None:
    def registered_at() -> datetime:
        with reading(engine) as connection:
            return connection.execute(select(t.source.c.registered_at)).scalar_one()

    later = NOW + timedelta(days=30)
    path = tmp_path / "source.toml"
    _register(engine, tmp_path)
    for text, since in ((FAIR.replace("Visitors", "Guests"), NOW), (FAIR + "uses_left = 2\n", later)):
        path.write_text(text, "utf-8")
        register_source(engine, path, now=later, actor="test")
        assert registered_at() == since


@pytest.mark.parametrize("origin", ["leak", "insider", "unknown"])
def test_an_unlawful_origin_leaves_only_the_refusal(engine: Engine, tmp_path: Path, origin: str) -> None:
    with pytest.raises(Refused, match=origin):
        _register(engine, tmp_path, FAIR.replace('"supplier"', f'"{origin}"'))
    assert (_count(engine, "source"), _count(engine, "refused_source")) == (0, 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('contract = "MB-17"', ""), "contract is missing"),
        (('party = "consumer"', 'party = "costumer"'), 'Did you mean "consumer"'),
        (('title = "Vis', 'titel = "Vis'), 'Did you mean "title"'),
        (('["post", "phone"]', '["post", "fone"]'), 'permitted_channels = "fone"'),
        (('"legitimate_interest"', '"consent"'), "wording is missing"),
        (("2026-03-01", '"soon"'), "is no day"),
        (("0.12 EUR", "cheap"), "unit_price"),
        (("[source]", "[sauce]"), r"no table \[source\]"),
        (('id = "fair"', 'id = "fair'), "is no TOML"),
    ],
)
def test_a_wrong_source_file_is_told_what_is_wrong(
    engine: Engine, tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    with pytest.raises(InputError) as caught:
        _register(engine, tmp_path, FAIR.replace(*change))
    assert said.replace("\\", "") in str(caught.value)


def _file(folder: Path, text: str) -> Path:
    path = folder / "list.csv"
    path.write_text(text, "utf-8")
    return path


OBJECTION = {
    "hmac": keyed_hash(b"k", "email", "anna@x.de"),
    "key_id": key_id(b"k"),
    "normal_kind": "email",
    "normal_version": 1,
    "scope": "contact_point",
    "reason": "objection",
    "origin": "call",
    "since": NOW,
}
LIST = "Kundennr;Name;E-Mail;Größe\n1;Anna Weiß;anna@x.de;=1+1\n2;;;L\n3;Hans;h@x.de\n4;A;a@x.de;L;more\n"


def test_a_file_becomes_records_and_quarantine(engine: Engine, tmp_path: Path, settings: Settings) -> None:
    _register(engine, tmp_path)
    path = _file(tmp_path, LIST)
    report = acquire(engine, path, source_id="fair", options=AcquireOptions(), settings=settings, now=NOW, actor="test")
    assert (report.rows, report.accepted, report.quarantined) == (4, 2, 2)
    assert report.document()["mapping"] == {
        "Kundennr": "external_id", "Name": "full_name", "E-Mail": "email", "Größe": "custom.grosse"
    }  # fmt: skip
    with reading(engine) as connection:
        rows = connection.execute(select(t.record.c.row, t.record.c.raw, t.record.c.fields).order_by("row")).all()
        batch = connection.execute(select(t.batch)).mappings().one()
    assert rows[0].raw == ["1", "Anna Weiß", "anna@x.de", "=1+1"]
    assert rows[0].fields["email"] == ["anna@x.de"]
    assert [row.row for row in rows] == [2, 4]
    assert (batch["rows"], batch["accepted"], batch["state"]) == (4, 2, "accepted")


def test_the_quarantine_file_names_row_and_reason_and_is_inert(
    engine: Engine, tmp_path: Path, settings: Settings
) -> None:
    _register(engine, tmp_path)
    path = _file(tmp_path, "Name;Note\nAnna;x\n;=HYPERLINK(1)\n")
    report = acquire(engine, path, source_id="fair", options=AcquireOptions(), settings=settings, now=NOW, actor="test")
    with Path(report.quarantine_file).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [(row["row"], row["Note"]) for row in rows] == [("3", "'=HYPERLINK(1)")]
    assert "names nobody" in rows[0]["reason"]


def test_the_same_file_twice_is_refused(engine: Engine, tmp_path: Path, settings: Settings) -> None:
    _register(engine, tmp_path)
    path = _file(tmp_path, LIST)
    options = AcquireOptions()
    first = acquire(engine, path, source_id="fair", options=options, settings=settings, now=NOW, actor="test")
    with pytest.raises(Refused, match=first.batch):
        acquire(engine, path, source_id="fair", options=options, settings=settings, now=NOW, actor="test")
    assert _count(engine, "record") == 2


def test_what_fails_leaves_nothing(engine: Engine, tmp_path: Path, settings: Settings) -> None:
    _register(engine, tmp_path, FAIR.replace("2027-03-31", "2026-10-01"))
    options = AcquireOptions()
    with pytest.raises(Refused, match="ended on 2026-10-01"):
        acquire(engine, _file(tmp_path, LIST), source_id="fair", options=options, settings=settings, now=NOW, actor="t")
    _register(engine, tmp_path)
    with pytest.raises(InputError, match='no source "x"'):
        acquire(engine, _file(tmp_path, LIST), source_id="x", options=options, settings=settings, now=NOW, actor="t")
    with pytest.raises(InputError, match="no rows"):
        acquire(
            engine, _file(tmp_path, "Name\n"), source_id="fair", options=options, settings=settings, now=NOW, actor="t"
        )
    assert (_count(engine, "batch"), _count(engine, "record")) == (0, 0)


def test_a_file_that_breaks_off_leaves_nothing(
    engine: Engine, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    _register(engine, tmp_path)
    monkeypatch.setattr("dm.acquire.text_rows._MAX_LINE", 1_000)
    rows = "".join(f"P{number};p{number}@x.de\n" for number in range(3_000))
    path = _file(tmp_path, f"Name;E-Mail\n{rows};{'x' * 2_000}\n")
    with pytest.raises(InputError, match="has a line of more"):
        acquire(engine, path, source_id="fair", options=AcquireOptions(), settings=settings, now=NOW, actor="t")
    assert [_count(engine, name) for name in ("batch", "record", "quarantine")] == [0, 0, 0]
    assert not list(tmp_path.glob("quarantine/*"))


def test_a_batch_undone_may_come_again(engine: Engine, tmp_path: Path, settings: Settings) -> None:
    _register(engine, tmp_path)
    path = _file(tmp_path, LIST)
    given = {"source_id": "fair", "options": AcquireOptions(), "settings": settings, "now": NOW, "actor": "t"}
    first = acquire(engine, path, **given)
    with writing(engine) as connection:
        assert undo(connection, first.batch, now=NOW, actor="t") == 2
    assert [_count(engine, name) for name in ("record", "quarantine")] == [0, 0]
    again = acquire(engine, path, **given)
    assert (again.accepted, again.batch != first.batch) == (2, True)


def test_an_import_leaves_objections_as_they_are(engine: Engine, tmp_path: Path, settings: Settings) -> None:
    _register(engine, tmp_path)
    with writing(engine) as connection:
        connection.execute(insert(t.suppression).values(OBJECTION))
        before = connection.execute(select(t.suppression)).all()
    path = _file(tmp_path, "Name;E-Mail;Einwilligung\nAnna;anna@x.de;ja\n")
    acquire(engine, path, source_id="fair", options=AcquireOptions(), settings=settings, now=NOW, actor="t")
    with reading(engine) as connection:
        assert connection.execute(select(t.suppression)).all() == before
        assert connection.execute(select(func.count()).select_from(t.consent_event)).scalar() == 0


def test_a_preview_stores_nothing(engine: Engine, tmp_path: Path) -> None:
    _register(engine, tmp_path)
    report = preview(engine, _file(tmp_path, LIST), source_id="fair", options=AcquireOptions(), now=NOW)
    assert (report.batch, report.accepted, len(report.sample)) == ("", 2, 2)
    assert _count(engine, "batch") == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"origin": "own_customers"}, ""),
        ({"origin": "supplier", "notice_on": date(2026, 4, 20)}, "sent 2026-04-20"),
        ({"origin": "supplier", "notice_on": None, "acquired_on": date(2026, 4, 1)}, "overdue since 2026-05-01"),
        ({"origin": "supplier", "notice_on": None, "acquired_on": date(2026, 6, 20)}, "due 2026-07-20"),
    ],
)
def test_a_source_says_where_its_notice_stands(engine, changes, said) -> None:
    with writing(engine) as connection:
        connection.execute(t.source.insert().values(**source_row(**changes)))
    assert [row["notice"] for row in list_sources(engine, date(2026, 7, 1))] == [said]


def _keys_of_records(engine: Engine) -> set[str]:
    with reading(engine) as connection:
        asked = inspect(connection)
        found = [
            *asked.get_indexes("record"),
            *asked.get_foreign_keys("record"),
            *asked.get_unique_constraints("record"),
        ]
    return {str(one["name"]) for one in found}


def test_what_stands_beside_records_is_there_after_every_list(
    engine: Engine, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Put aside for a large first list, also where that list fails."""
    monkeypatch.setattr("dm.db.indexes._LEAST", 1)
    _register(engine, tmp_path)
    before = _keys_of_records(engine)
    lists = (1, False), (9, True), (30, True), (2, True)
    for number, (rows, is_good) in enumerate(lists):
        path = tmp_path / f"{number}.csv"
        lines = [f"{number}-{row},Anna Weber,{'a' * 40}{row}@example.com,Lindenweg {row}" for row in range(rows)]
        path.write_text("\n".join(["external_id,name,email,street", *lines] if is_good else [f"{'x' * 200},y", "1,2"]))
        try:
            acquire(engine, path, source_id="fair", options=AcquireOptions(), settings=settings, now=NOW, actor="test")
        except InputError:
            assert not is_good
        assert _keys_of_records(engine) == before
    assert _count(engine, "record") == 41
