"""Quotes that are broken cost their own row only; dialects of all sorts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dm.acquire import text_rows
from dm.acquire.reading import open_table, read_contacts
from dm.errors import InputError

Write = Callable[..., Path]


def _rows(path: Path) -> list[tuple[list[str], str]]:
    return [(cells, fault) for _, cells, fault in open_table(path).rows]


@pytest.mark.parametrize(
    "broken",
    ['"Bob "the" Builder",b@x.de,1', 'Carl,"c@x.de,1', '"Dora","d@x.de","1', '"Eve",e@x.de","1', '"Fred"s,f@x.de,1'],
)
def test_a_broken_row_is_put_aside_and_the_rest_is_kept(write: Write, broken: str) -> None:
    before = "".join(f'"P{number}","p{number}@x.de","{number}"\n' for number in range(5))
    after = "".join(f'"Q{number}","q{number}@x.de","{number}"\n' for number in range(100))
    rows = _rows(write(f"name,email,number\n{before}{broken}\n{after}"))
    assert len(rows) == 106
    assert [index for index, (_, fault) in enumerate(rows) if fault] in ([5], [])
    assert rows[6:] == [([f"Q{number}", f"q{number}@x.de", str(number)], "") for number in range(100)]


def test_two_strays_far_apart_do_not_swallow_what_is_between(write: Write) -> None:
    lines = [f"P{number},p{number}@x.de,{number}" for number in range(30)]
    lines[3] = 'P3,"p3@x.de,3'
    lines[20] = 'P20","p20@x.de,20'
    rows = _rows(write("name,email,number\n" + "\n".join(lines) + "\n"))
    assert len(rows) == 30
    assert [index for index, (_, fault) in enumerate(rows) if fault] == [3, 20]


def test_texts_of_several_lines_with_commas_stay_whole(write: Write) -> None:
    note = "First, second\nthird, fourth, fifth\nsixth"
    assert _rows(write(f'name,email,note\nAnna,a@x.de,"{note}"\n')) == [(["Anna", "a@x.de", note], "")]


def test_spaces_behind_a_closing_quote_do_no_harm(write: Write) -> None:
    assert _rows(write('"name" ,"email"\n"Anna" ,"a@x.de" \n')) == [(["Anna", "a@x.de"], "")]


@pytest.mark.parametrize("delimiter", [":", "~", "^", "\x1f"])
def test_rare_delimiters_are_known_by_the_header(write: Write, delimiter: str) -> None:
    path = write("\n".join(delimiter.join(row) for row in (["name", "email", "city"], ["Anna", "a@x.de", "Ulm"])))
    assert _rows(path) == [(["Anna", "a@x.de", "Ulm"], "")]


def test_single_quotes_around_cells(write: Write) -> None:
    assert _rows(write("name,email\n'Meier, A','a@x.de'\n'O''Neil','b@x.de'\n")) == [
        (["Meier, A", "a@x.de"], ""),
        (["O'Neil", "b@x.de"], ""),
    ]


def test_single_quotes_around_cells_with_double_ones_in_them(write: Write) -> None:
    rows = _rows(write("""'name','street'\n'Weber, A','Haus "Zum Stern" 3'\n'Kurz, B','Weg 1'\n"""))
    assert rows == [(["Weber, A", 'Haus "Zum Stern" 3'], ""), (["Kurz, B", "Weg 1"], "")]


def test_the_end_mark_of_old_programs_is_no_row(write: Write) -> None:
    assert _rows(write("name,email\nAnna,a@x.de\n\x1a")) == [(["Anna", "a@x.de"], "")]


def test_a_file_that_knows_no_quotes_keeps_them_as_signs(write: Write) -> None:
    lines = [f'"Die Linde" {number}\tl{number}@x.de\n' for number in range(6)]
    rows = _rows(write("Name\tE-Mail\n" + "".join(lines)))
    assert rows[0] == (['"Die Linde" 0', "l0@x.de"], "")


def test_mixed_line_ends(write: Write) -> None:
    assert len(_rows(write("name,email\r\nA,a@x.de\nB,b@x.de\rC,c@x.de\r\n"))) == 3


def test_columns_held_apart_by_spaces_are_refused(write: Write) -> None:
    with pytest.raises(InputError, match="spaces only: Name, Email"):
        open_table(write("Name          Email        City\nAnna Schmidt  a@x.de       Ulm\n"))


def test_a_line_without_end_is_refused_and_not_taken_into_memory(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_rows, "_MAX_LINE", 1_000)
    with pytest.raises(InputError, match="a line of more than"):
        list(read_contacts(write("name,email\nA,a@x.de\n" + "B," * 2_000)).rows)
