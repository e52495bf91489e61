"""Files opened as tables, or refused with one sentence."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from dm.acquire.reading import open_table, read_contacts
from dm.errors import DmError, InputError

Write = Callable[..., Path]
_SHARED = Path(__file__).parents[4] / "shared" / "data"


def _workbook(tmp_path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    return tmp_path / "list.xlsx"


def _cells(path: Path, **options: str) -> list[list[str]]:
    return [cells for _, cells, _ in open_table(path, **options).rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_quotes_and_line_breaks(write: Write, delimiter: str) -> None:
    row = ['"Meier ""Tom"""', '"Weg 1, 2; 3|4\t\nHof"', "a@x.de"]
    table = open_table(write(delimiter.join(["Name", "Adresse", "E-Mail"]) + "\n" + delimiter.join(row) + "\n"))
    assert list(table.rows) == [(2, ['Meier "Tom"', "Weg 1, 2; 3|4\t\nHof", "a@x.de"], "")]


def test_a_separator_line_and_titles_above_the_header_are_passed(write: Write) -> None:
    table = open_table(write("sep=;\nКлиенты на 01.02.2026\n\nФИО;Телефон\nАнна Петрова;+7 916 123-45-67\n"))
    assert (table.header, table.header_row) == (["ФИО", "Телефон"], 4)
    assert next(table.rows)[0] == 5


def test_a_file_without_header_is_understood_by_its_values(write: Write) -> None:
    contacts = read_contacts(write("Иванова Анна Петровна;anna@x.ru\nПетров Иван Ильич;i@x.ru\n"))
    assert [column.field for column in contacts.columns] == ["full_name", "email"]
    assert [row.row for row in contacts.rows] == [1, 2]


def test_a_quote_never_closed_costs_one_row(write: Write) -> None:
    lines = ["name,email", '"Ann,a@x.de'] + [f"P{index},p{index}@x.de" for index in range(200)]
    rows = list(open_table(write("\n".join(lines))).rows)
    assert len(rows) == 201
    assert rows[0] == (2, ['"Ann,a@x.de'], "quote_not_closed")


def test_workbook_numbers_dates_and_texts_stay_what_they_were(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path, [["PLZ", "Tel", "Geburtsdatum", "Nr"], ["01067", 79161234567, dt.date(1970, 1, 2), 1067.0]]
    )
    assert _cells(path) == [["01067", "79161234567", "1970-01-02", "1067"]]


def test_a_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Kunden"):
        open_table(_workbook(tmp_path, [["Name"], ["Ann"]]), sheet="Kunden")


def _zip(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\x89PNG\r\n", "is a PNG"),
        (b"PK\x03\x04 damaged", "damaged"),
        (_zip(readme=b"x"), "is an archive"),
        (_zip(xl__workbook_xml=b"0" * (210 << 20)), "no honest workbook"),
        (_zip(xl__workbook_xml=b"<no>"), "no workbook that can be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "no workbook that can be read"),
        (b"<html><table>", "web page"),
        (b'[{"name": "Ann"}]', "is JSON"),
        (bytes(range(1, 32)) * 40, "control characters"),
        (b"Wer will, der kann.\nSo ist das eben.\n", "looks like a name"),
    ],
)
def test_what_is_no_list_is_refused_in_one_sentence(write: Write, content: bytes, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_contacts(write(content))
    assert said in caught.value.message
    assert caught.value.hint


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        open_table(tmp_path / "nothing.csv")
    with pytest.raises(InputError, match="folder"):
        open_table(tmp_path)


def _outside(folder: str) -> list[Path]:
    return sorted((_SHARED / folder).glob("*")) if (_SHARED / folder).exists() else []


# The answer to location_coordinates holds another phone number than the file.
_SPECTRUM = [path for path in _outside("csv_spectrum/csvs") if path.stem != "location_coordinates"]


@pytest.mark.parametrize("path", _SPECTRUM, ids=lambda path: path.stem)
def test_csv_spectrum_reads_as_its_answers(path: Path) -> None:
    table = open_table(path)
    got = [dict(zip(table.header, cells, strict=True)) for _, cells, _ in table.rows]
    wanted = json.loads((_SHARED / "csv_spectrum" / "json" / f"{path.stem}.json").read_text("utf-8"))
    assert _plain_ends(got) == _plain_ends(wanted)


def _plain_ends(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{key: value.replace("\r\n", "\n") for key, value in row.items()} for row in rows]


@pytest.mark.parametrize("path", _outside("contacts") + _outside("vcards"), ids=lambda path: path.name)
def test_outside_contacts_are_read(path: Path) -> None:
    assert list(read_contacts(path).rows)


@pytest.mark.parametrize("path", _outside("charsets"), ids=lambda path: path.name)
def test_texts_that_are_no_lists_are_refused_with_a_sentence(path: Path) -> None:
    with pytest.raises(DmError) as caught:
        read_contacts(path)
    assert caught.value.hint
