"""Headers found, sheets chosen, sums and repetitions put aside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from dm.acquire.quarantine import Accepted, Quarantined
from dm.acquire.reading import open_table, read_contacts

Write = Callable[..., Path]


def _workbook(tmp_path: Path, sheets: dict[str, list[list[object]]], hidden: str = "") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "list.xlsx")
    return tmp_path / "list.xlsx"


def _fields(path: Path) -> list[dict[str, object]]:
    return [dict(row.fields) for row in read_contacts(path).rows if isinstance(row, Accepted)]


def _refused(path: Path) -> list[tuple[int, str]]:
    return [(row.row, row.reason) for row in read_contacts(path).rows if isinstance(row, Quarantined)]


def test_a_header_of_two_rows_is_read_as_one(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Kunden 2026"],
        ["Телефон", None, "Клиент", None, "E-mail"],
        ["рабочий", "мобильный", "Фамилия", "Имя", None],
        ["84951234567", 79161234567, "Иванова", "Анна", "a@x.ru"],
    ]
    assert _fields(_workbook(tmp_path, {"A": rows})) == [
        {"phone": ["84951234567", "79161234567"], "family_name": "Иванова", "given_name": "Анна", "email": ["a@x.ru"]}
    ]


def test_a_cell_merged_downwards_counts_for_every_row_it_spans(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Kunden 2026"],
        [],
        ["Firma", "Name", "E-Mail"],
        ["Kleinschmitz GmbH", "Anna Weiß", "a@x.de"],
        [None, "Bert Ohm", "b@x.de"],
        [None, None, None],
        [None, "Dora Lenz", "d@x.de"],
        [None, "Eva Ott", "e@x.de"],
    ]
    book = openpyxl.load_workbook(_workbook(tmp_path, {"A": rows}))
    for cells in ("A1:C2", "A4:A7"):
        book["A"].merge_cells(cells)
    book.save(tmp_path / "list.xlsx")
    found = {str(row["full_name"]): row.get("company", "") for row in _fields(tmp_path / "list.xlsx")}
    firm = "Kleinschmitz GmbH"
    assert found == {"Anna Weiß": firm, "Bert Ohm": firm, "Dora Lenz": firm, "Eva Ott": ""}


def test_a_list_that_begins_further_right_has_its_merged_cells_too(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["E-Mail", "Name", "Firma"],
        ["a@x.de", "Anna Weiß", "Kleinschmitz GmbH"],
        ["b@x.de", "Bert Ohm", None],
    ]
    book = openpyxl.load_workbook(_workbook(tmp_path, {"A": [[], *([None, None, *row] for row in rows)]}))
    book["A"].merge_cells("E3:E4")
    book.save(tmp_path / "list.xlsx")
    assert [row["company"] for row in _fields(tmp_path / "list.xlsx")] == ["Kleinschmitz GmbH"] * 2


def test_one_number_stays_where_the_other_cell_says_that_there_is_none(write: Write) -> None:
    path = write("Name;Telefon;Mobil\nAnna Weiß;n/a;0171 2345678\nBert Ohm;030 1234567;\n")
    assert [row["phone"] for row in _fields(path)] == [["0171 2345678"], ["030 1234567"]]


def test_rows_have_the_numbers_that_the_sheet_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for column, texts in zip("CD", (("Name", "Anna Weiß"), ("E-Mail", "a@x.de")), strict=True):
        for row, text in enumerate(texts, start=5):
            book.active[f"{column}{row}"] = text
    book.save(tmp_path / "list.xlsx")
    assert [row.row for row in read_contacts(tmp_path / "list.xlsx").rows] == [6]


@pytest.mark.parametrize("nothing", ["n/a", "None", "-", "нет", "k.A.", "Keine Angabe", "н/д", "—"])
def test_who_says_that_there_is_nothing_leaves_the_field_empty(write: Write, nothing: str) -> None:
    rows = f"Anna Weiß;{nothing};{nothing};{nothing}\nBert Ohm;b@x.de;0301234567;\n"
    path = write(f"Name;E-Mail;Telefon;Geburtstag\n{rows}")
    first, second = read_contacts(path).rows
    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert first.fields == {"full_name": "Anna Weiß"}
    assert nothing in first.raw
    assert second.fields["email"] == ["b@x.de"]


def test_two_addresses_under_merged_cells_stay_apart(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [None, "Privat", None, "Geschäftlich", None],
        ["Name", "Straße", "Ort", "Straße", "Ort"],
        ["Anna", "Weg 1", "Bonn", "Allee 2", "Ulm"],
    ]
    (row,) = _fields(_workbook(tmp_path, {"A": rows}))
    assert (row["street"], row["city"], row["custom.geschaftlich_strasse"]) == ("Weg 1", "Bonn", "Allee 2")


def test_the_visible_sheet_that_holds_contacts_is_read(tmp_path: Path) -> None:
    contacts: list[list[object]] = [["Name", "E-Mail"], ["Anna", "a@x.de"]]
    path = _workbook(tmp_path, {"Geheim": contacts, "Info": [["Bought in 2026"]], "Kunden": contacts}, hidden="Geheim")
    assert open_table(path).dialect == "sheet Kunden (not read: Geheim (hidden), Info)"


@pytest.mark.parametrize(
    "last", ["Summe;;17", "Итого:;;17", "Total: 2 records;;", ";;", "(2 rows);;", "Gesamt;2;17", "Name;E-Mail;Umsatz"]
)
def test_sums_and_repeated_headers_are_no_contacts(write: Write, last: str) -> None:
    path = write(f"Name;E-Mail;Umsatz\nAnna Weiß;a@x.de;12\nHans;h@x.de;5\n{last}\n")
    assert len(_fields(path)) == 2
    assert [reason for _, reason in _refused(path)] in ([], ["total_row"], ["header_again"])


def test_a_company_called_total_is_a_contact(write: Write) -> None:
    path = write("Company;Phone;City\nTotal;+33 1 47 44 45 46;Paris\nSumme GmbH;;Bonn\n")
    assert _refused(path) == []


def test_a_list_without_header_is_understood_by_its_values(write: Write) -> None:
    path = write(
        "Anna Schmidt;anna@x.de;+49 30 1234567;Lindenweg 5;10115;Berlin\n"
        "Bernd Kurz;b@x.de;+49 30 7654321;Hauptstr. 12;80331;München\n"
    )
    fields = [column.field for column in read_contacts(path).columns]
    assert fields == ["full_name", "email", "phone", "address", "postal_code", "city"]
    path = write("Иванова;Анна;Петровна;12.03.1980;8 916 123-45-67\nПетров;Иван;Ильич;01.02.1970;8 916 123-45-68\n")
    fields = [column.field for column in read_contacts(path).columns]
    assert fields == ["family_name", "given_name", "middle_name", "birth_date", "phone"]


def test_a_column_of_names_or_numbers_alone_has_no_header(write: Write) -> None:
    assert len(_fields(write("Anna Schmidt\nBernd Kurz\n"))) == 2
    assert len(_fields(write("+49 30 1234567\n+49 30 7654321\n"))) == 2


def test_a_postal_code_by_the_town_a_second_surname_and_a_flat_find_their_place(write: Write) -> None:
    path = write(
        "Nombre;Primer apellido;Segundo apellido;Straße;Wohnung;PLZ/Ort\nAna;García;López;Weg 1;7;10115 Berlin\n"
    )
    (row,) = _fields(path)
    assert (row["family_name"], row["postal_code"], row["city"]) == ("García López", "10115", "Berlin")
    assert row["street"] == "Weg 1, Whg. 7"


def test_what_a_spreadsheet_kept_as_text_loses_its_apostrophe(write: Write) -> None:
    (row,) = _fields(write("Name,Phone,Note\n'O'Brien',\"'+49301234567\",'=1+1\n"))
    assert (row["full_name"], row["phone"], row["notes"]) == ("'O'Brien'", ["+49301234567"], "=1+1")


def test_what_a_spreadsheet_wrote_as_a_formula_of_text_is_that_text(write: Write) -> None:
    (row,) = _fields(write('Name;Phone;PLZ;Note\n="Anna ""Ann"" Weber";="0301234567";="01067";=1+1\n'))
    assert (row["full_name"], row["phone"], row["postal_code"]) == ('Anna "Ann" Weber', ["0301234567"], "01067")
    assert row["notes"] == "=1+1"


def test_numbers_with_one_gap_are_telephones_where_they_begin_with_zero(write: Write) -> None:
    path = write("Jan;Weber;0171 2345678\nUte;Kurz;089 223344\n")
    assert [column.field for column in read_contacts(path).columns] == ["given_name", "family_name", "phone"]


def test_a_quarantine_file_is_read_without_what_was_written_before_the_cells(write: Write) -> None:
    contacts = read_contacts(write("row;field;reason;Name;E-Mail\n7;email;it has more cells;Anna;a@x.de\n"))
    assert [column.header for column in contacts.columns] == ["Name", "E-Mail"]
    (row,) = contacts.rows
    assert isinstance(row, Accepted)
    assert row.fields == {"full_name": "Anna", "email": ["a@x.de"]}


def test_houses_flats_and_particles_come_from_columns_of_their_own(write: Write) -> None:
    path = write("Tussenvoegsel;Achternaam;Straat;Huisnummer;Toevoeging\nvan der;Berg;Dam;1;a\n")
    (row,) = _fields(path)
    assert (row["family_name"], row["house"]) == ("van der Berg", "1 a")
    (row,) = _fields(write("ФИО;Ул.;Дом;Кв.\nИванова А.П.;Ленина;5;12\n"))
    assert (row["street"], row["house"]) == ("Ленина", "5, кв. 12")


def test_headers_in_two_languages_at_once(write: Write) -> None:
    fields = [column.field for column in read_contacts(write("Name / Имя;E-Mail | Почта;Phone / Тел.\nA;;1\n")).columns]
    assert fields == ["full_name", "email", "phone"]
