"""A post's own codes on letters of a batch: drawn, read back, listed, kept by a reprint."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from dm.channels import letter
from dm.db import reading
from dm.db import tables as t
from dm.errors import SettingsError, StateError
from dm.ledger import Office
from dm.press.postal import shpi_check
from tests.db.letter_world import NOW, make_campaign, office_for, plan_letters

RUSSIANS = [
    {
        "full_name": name,
        "street": "ул. Большая Ордынка",
        "house": str(number),
        "postal_code": f"1190{number}",
        "city": "Москва",
        "country": "RU",
    }
    for number, name in ((17, "Семёнова Алёна Игоревна"), (18, "Щукин Юрий"), (19, "Ёлкина Анна"))
]
REGISTERED = 'kind = "ru14"\nrectangle = [117, 51, 60, 14]\nranges = "101000 27 00001-00002; 101000 28 00007-00009"'


def ready(engine: Any, folder: Path, code: str, people: list[dict[str, str]], *, profile: str, cut: str) -> Office:
    """A campaign printed for `profile` with a post code in the upper part of its window."""
    make_campaign(engine)
    plan_letters(engine, people)
    office = office_for(engine, folder)
    path = office.settings.templates / "profiles" / f"{profile}.toml"
    text = path.read_text("utf-8")
    old = next(line for line in text.splitlines() if line.startswith("address = "))
    (path.parent / "din5008-b.toml").write_text(
        f"{text.replace(old, f'address = {cut}')}\n[post_code]\n{code}\n", encoding="utf-8"
    )
    return office


def registered(engine: Any, folder: Path, code: str = REGISTERED) -> Office:
    return ready(engine, folder, code, RUSSIANS, profile="ru-e65", cut="[115, 65.5, 80, 24.5]")


def launched(office: Office) -> Path:
    done = letter.dispatch(office, campaign="spring", wave="letter", now=NOW, say=print, workers=1)
    return office.settings.out / "spring/letters" / done.batches[0]


def codes(folder: Path) -> dict[str, str]:
    with (folder / f"{folder.name}_codes.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["piece_id"]: row["post_code"] for row in csv.DictReader(file, delimiter=";")}


def test_registered_letters_carry_the_posts_numbers_and_come_with_its_list(engine, tmp_path: Path) -> None:
    folder = launched(registered(engine, tmp_path))
    numbers = list(codes(folder).values())
    assert [number[:13] for number in numbers] == ["1010002700001", "1010002700002", "1010002800007"]
    assert all(number[13] == shpi_check(number[:13]) for number in numbers)
    sheet = load_workbook(folder / f"{folder.name}_f103.xlsx").worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == numbers
    assert rows[0][2:4] == ("Алёна Игоревна Семёнова", "ул. Большая Ордынка, д. 17, Москва, 119017")
    paper = pypdfium2.PdfDocument(folder / f"{folder.name}_f103.pdf")[0].get_textpage().get_text_range()
    assert all(number in paper.replace("\r\n", "") for number in numbers)
    page = pypdfium2.PdfDocument(folder / f"{folder.name}_001of001.pdf")[0]
    assert "119017" in page.get_textpage().get_text_range()


def test_a_reprint_keeps_the_number(engine, tmp_path: Path) -> None:
    office = registered(engine, tmp_path)
    folder = launched(office)
    (tmp_path / "spoiled.txt").write_text("2\n")
    letter.spoil(office, folder.name, tmp_path / "spoiled.txt", now=NOW)
    again = letter.reprint(office, folder.name, now=NOW, say=print, workers=1)
    assert again is not None
    made = codes(folder.with_name(again.id))
    assert made.items() <= codes(folder).items()
    with reading(engine) as connection:
        assert len(connection.execute(select(t.postal_number)).all()) == 3


def test_used_up_numbers_stop_before_anything_is_printed(engine, tmp_path: Path) -> None:
    office = registered(engine, tmp_path, REGISTERED.replace("; 101000 28 00007-00009", ""))
    with pytest.raises(StateError, match="used up"):
        launched(office)


def test_a_code_without_its_agreement_is_refused(engine, tmp_path: Path) -> None:
    office = registered(engine, tmp_path, 'kind = "ru14"\nrectangle = [117, 51, 60, 14]')
    with pytest.raises(SettingsError, match="without ranges"):
        launched(office)


def test_american_letters_carry_an_imb_and_a_wrong_zip_code_costs_one_letter(engine, tmp_path: Path) -> None:
    plain = {"street": "Main St", "house": "1", "city": "Springfield", "region": "IL", "country": "US"}
    people = [{"full_name": "Ann", "postal_code": "62701-1234", **plain}]
    people += [{"full_name": "Bob", "postal_code": "6270X", **plain}]
    code = 'kind = "imb"\nrectangle = [14, 53, 78, 4]\nservice = "300"\nmailer = "123456"'
    office = ready(engine, tmp_path, code, people, profile="us-10-double", cut="[12.7, 58.4, 88.9, 15.7]")
    done = letter.dispatch(office, campaign="spring", wave="letter", now=NOW, say=print, workers=1)
    assert (done.dispatched, dict(done.refused)) == (1, {"POST_CODE": 1})
    assert next(iter(codes(office.settings.out / "spring/letters" / done.batches[0]).values())).endswith("-627011234")
