"""The quality report of a list, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import update

from dm.actualize import judge_source, judge_sources
from dm.consent import suppress
from dm.db import connect, writing
from dm.db import tables as t
from dm.errors import InputError
from dm.ledger import Office as House
from tests.db.test_actualize import NOW, Office

SHOP = "Name;E-Mail;Telefon;Stra\u00dfe;PLZ;Ort\nAnna Weber;anna@x.de;0171 1234567;Weg 5;10115;Berlin\n"
FAIR = (
    "Name;E-Mail;Telefon;Stra\u00dfe;PLZ;Ort;Geburtsdatum\n"
    "Anna Weber;anna@x.de;;;;;\n"
    "Bert =Kuhn;bert@gmial.com;0172 7654321;Weg 7;10115;Berlin;1980-02-03\n"
    "Bert =Kuhn;bert@gmial.com;12;;;;\n"
    "<script>alert(1)</script> Hostil;h@x.de;;;;;\n"
    ";;;;;;\n"
    ";;;;Ulm;;\n"
)
PEOPLE = ("Anna", "Weber", "Bert", "Kuhn", "Hostil", "x.de", "gmial", "7654321", "Weg 7", "1980")


def _told(url: str, folder: Path, repo: Path) -> None:
    engine = connect(url)
    made = Office(engine, folder, repo)
    made.source("shop")
    made.source("fair", day="2026-11-01")
    with writing(engine) as connection:
        paid = {"unit_price": 0.12, "unit_price_currency": "EUR", "supplier": "Messe GmbH"}
        connection.execute(update(t.source).where(t.source.c.id == "fair").values(**paid))
    for source, content in (("shop", SHOP), ("fair", FAIR)):
        made.acquire(source, content)
        made.actualize()
    engine.dispose()


@pytest.fixture
def office(begun: Callable[..., str], tmp_path: Path, repo: Path) -> Iterator[Office]:
    engine = connect(begun(_told, repo))
    (tmp_path / "templates").symlink_to(repo / "templates")
    yield Office(engine, tmp_path, repo)
    engine.dispose()


def judge(office: Office, source: str = "fair", **more: Any) -> tuple[dict[str, Any], list[Path]]:
    house = House(office.engine, office.settings, office.policies)
    return judge_source(house, source, now=NOW, actor="test", **more)


def test_figures_add_up(office: Office) -> None:
    found, _ = judge(office)
    assert found["rows"] == found["accepted"] + found["quarantined"]
    assert (found["people"], found["duplicates"]["rows"]) == (3, 1)
    assert found["overlap"] == {"known": 1, "new": 2, "sources": [{"source": "shop", "people": 1, "share": 1 / 3}]}
    for kind in found["validity"]:
        assert kind["values"] == kind["valid"] + kind["risky"] + kind["invalid"]
    filled = {row["field"]: row["filled"] for row in found["completeness"]}
    assert (filled["email"], filled["birth_date"]) == (4, 1)


def test_reasons_name_rows_of_the_suppliers_file(office: Office) -> None:
    found, _ = judge(office)
    reasons = {(kind["kind"], one["reason"]): one for kind in found["validity"] for one in kind["reasons"]}
    assert reasons["email", "likely_slip"]["sample"] == ["3", "4"]
    assert [one["sample"] for (kind, _), one in reasons.items() if kind == "phone"] == [["4"]]
    assert found["duplicates"]["sample"] == [{"row": "4", "same_as": "3"}]


def test_a_usable_contact_has_its_price(office: Office) -> None:
    found, _ = judge(office)
    cost = found["cost"]
    assert cost["total_minor"] == 12 * found["rows"]
    assert found["usable"] <= found["reachable"] <= found["people"]
    assert found["usable"] > 0
    assert float(cost["per_usable"]) == pytest.approx(0.12 * found["rows"] / found["usable"], abs=1e-4)
    assert judge(office, "shop")[0]["cost"] is None


def test_who_objected_is_counted_and_not_reached_by_law(office: Office) -> None:
    before, _ = judge(office)
    with writing(office.engine) as connection:
        suppress(connection, email="bert@gmial.com", origin="test", key=b"k", now=NOW, by="t")
    after, _ = judge(office)
    assert (before["objected"], after["objected"]) == (0, 1)


def test_no_file_names_a_person_and_the_supplier_does_not_see_other_lists(office: Office) -> None:
    figures, files = judge(office)
    assert {path.name for path in files} == {"quality.html", "quality.xlsx", "supplier.html", "supplier.xlsx"}
    texts = {path.name: text_of(path) for path in files} | {"figures": json.dumps(figures, ensure_ascii=False)}
    for name, text in texts.items():
        assert [word for word in PEOPLE if word in text] == [], name
    assert "shop" in texts["quality.html"]
    assert "shop" not in texts["supplier.html"] + texts["supplier.xlsx"]
    assert "built-in" not in texts["quality.html"]
    assert "http" not in texts["quality.html"].replace("http://www.w3.org", "")


def text_of(path: Path) -> str:
    if path.suffix == ".html":
        return path.read_text(encoding="utf-8")
    book = openpyxl.load_workbook(path)
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "Качество списка"), ("de", "Listenqualität"), ("", "List quality")]
)
def test_it_speaks_the_suppliers_language(office: Office, language: str, said: str) -> None:
    _, files = judge(office, language=language)
    assert said in files[0].read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "sheet", "measure", "field"),
    [("ru", "итоги", "строк получено", "фамилия"), ("de", "Überblick", "Zeilen geliefert", "Nachname")],
)
def test_the_workbook_speaks_it_too(office: Office, language: str, sheet: str, measure: str, field: str) -> None:
    _, files = judge(office, language=language)
    for path in files:
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path)
            assert book.sheetnames[0] == sheet
            assert book[sheet]["A2"].value == measure
            assert field in {row[0].value for row in book.worksheets[1].iter_rows()}
            headers = {cell.value for one in book for cell in one[1]}
            assert not headers & {"measure", "sample_rows", "share", "meaning", "reason"}
    _, english = judge(office)
    assert openpyxl.load_workbook(english[1])["summary"]["A2"].value == "rows delivered"


def test_all_lists_stand_side_by_side(office: Office) -> None:
    house = House(office.engine, office.settings, office.policies)
    found = judge_sources(house, now=NOW, actor="test", say=lambda _: None)
    assert [one["source"]["id"] for one in found] == ["fair", "shop"]
    book = openpyxl.load_workbook(office.settings.out / "quality" / "fair" / "quality.xlsx")
    assert [row[0].value for row in book["side by side"].iter_rows(min_row=2)] == ["fair", "shop"]
    assert {row["source_id"] for row in office.all("source_quality")} == {"fair", "shop"}


def test_what_does_not_exist_is_told(office: Office) -> None:
    for source, batch, said in (("nobody", "", "no source"), ("fair", "B9", "no batch")):
        with pytest.raises(InputError, match=said):
            judge(office, source, batch_id=batch)


def test_a_list_not_yet_actualized_says_so(office: Office) -> None:
    office.acquire("fair", "Name;E-Mail\nNeu Da;neu@y.de\n")
    found, files = judge(office)
    assert not found["actualized"]
    assert "have not been actualized" in files[0].read_text(encoding="utf-8")
